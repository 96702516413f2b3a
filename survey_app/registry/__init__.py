"""The register of places and how it changes: one rule each, for the browser, for files and for the command line.

What cannot be is refused with `PlaceRefused`, which names the field; nothing here ever deletes an answer.
"""
