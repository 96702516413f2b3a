"""Weights: brought to what is known of the population, each step returning a new design."""
