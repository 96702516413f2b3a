"""Regressions on a design, and what they say of the drivers of satisfaction."""
