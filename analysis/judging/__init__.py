"""Verdicts against targets, and what those who did not answer could change in them."""
