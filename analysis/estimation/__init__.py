"""Estimates: shares, means, totals, ratios and quantiles with intervals, alone, by domain and jointly."""
