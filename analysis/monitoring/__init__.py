"""Watching figures over weeks and units: control charts, run rules, funnels, changes."""
