"""Merging of fine-tuned checkpoints: Model Stock and its family, in memory or in files.

    merged = stockpot.merge_state_dicts([model_1, model_2], base)
    model.load_state_dict(merged)

Everything is computed by the library of Stockpot, with the same bits as the program `stockpot` for any
number of threads. docs/python.md is a walk through all of it.
"""

from ._errors import StockpotError
from ._files import angles_of_files, merge, verify
from ._library import version as _version
from ._memory import Merged, angles, merge_state_dicts
from ._methods import methods
from ._report import Report

__all__ = [
    "Merged",
    "Report",
    "StockpotError",
    "angles",
    "angles_of_files",
    "merge",
    "merge_state_dicts",
    "methods",
    "verify",
]
__version__ = _version()
