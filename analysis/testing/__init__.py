"""Tests of hypotheses on a design: means, tables, ranks, trends, and many of them at once."""
