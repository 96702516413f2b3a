"""TELL: estimates become tables, charts and files.

Imports `analysis` for its result types only; disclosure control happens when content is built, never in a writer.
"""
