"""The merge methods that the library has."""

from __future__ import annotations

import copy
import functools
from typing import Any, Dict, List

from ._library import call


def methods() -> List[Dict[str, Any]]:
    """Lists the methods: name, aliases, summary, formula, reference, and parameters with their defaults.

    `pandas.DataFrame(stockpot.methods())` shows them as a table.
    """
    return copy.deepcopy(known_methods())


@functools.lru_cache(maxsize=None)
def known_methods() -> List[Dict[str, Any]]:
    """The same, for this package: shared, so not to be changed."""
    return call("stockpot_methods").json()
