"""Why a call failed."""

from __future__ import annotations

from typing import Optional


class StockpotError(ValueError):
    """A merge that cannot be done: the message says what is wrong, where, and what to do.

    Attributes:
        status: The exit status that the program `stockpot` has after the same failure.
        tensor: The tensor concerned, where it is known.
    """

    def __init__(self, message: str, status: int = 64, tensor: Optional[str] = None) -> None:
        super().__init__(message)
        self.status = status
        self.tensor = tensor

    def __reduce__(self):
        return type(self), (str(self), self.status, self.tensor)
