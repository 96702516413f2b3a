"""ESTIMATE: survey statistics as pure functions on counted cells or rows, with frozen results.

Knows no web, no database and no file; imports nothing of the other packages. A name loads its module when first used,
so that a program that only answers requests does not pay for statistics.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
