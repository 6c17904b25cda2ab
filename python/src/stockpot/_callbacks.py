"""What the callbacks of training frameworks share: when to merge, which copies, and going on after a restart."""

from __future__ import annotations

from typing import Any, Callable, Iterable, List, Mapping, Optional, Sequence, Union

from ._errors import StockpotError
from ._report import Report
from .training import PeriodicStock

Copies = Union[None, Sequence[Any], Callable[[Any], Iterable[Any]]]


class CallbackStock:
    """A `PeriodicStock` that is made when training begins, and counts steps or epochs.

    Without `merge_every_n_steps` it counts epochs; `start` and `stop` are in the same unit.
    """

    def __init__(
        self,
        pretrained: Any,
        copies: Copies,
        merge_every_n_steps: Optional[int],
        merge_every_n_epochs: Optional[int],
        method: str,
        parameters: Optional[Mapping[str, Any]],
        start: int,
        stop: Optional[int],
        optimizer: str,
        threads: Optional[int],
    ) -> None:
        if (merge_every_n_steps is None) == (merge_every_n_epochs is None):
            given = "neither" if merge_every_n_steps is None else "both"
            raise StockpotError(
                f"{given} of 'merge_every_n_steps' and 'merge_every_n_epochs' given; give one of them"
            )
        name = "merge_every_n_epochs" if merge_every_n_steps is None else "merge_every_n_steps"
        every = merge_every_n_epochs if merge_every_n_steps is None else merge_every_n_steps
        if not isinstance(every, int) or every < 1:
            raise StockpotError(f"'{name}' is {every!r}, not a number from 1 on")
        if optimizer not in ("keep", "reset"):
            raise StockpotError(f"'optimizer' is {optimizer!r}, and is to be 'keep' or 'reset'")
        self.counts_steps = merge_every_n_steps is not None
        self._pretrained, self._copies, self._resets = pretrained, copies, optimizer == "reset"
        self._options = dict(
            every=every, method=method, parameters=parameters, start=start, stop=stop, threads=threads
        )
        self._stock: Optional[PeriodicStock] = None
        self._state: Optional[Mapping[str, Any]] = None

    def begin(self, model: Any, optimizers: Iterable[Any]) -> None:
        """Finds the copies in the model that trains; a second training begins anew."""
        self._stock = PeriodicStock(
            self._copies_of(model),
            self._pretrained,
            optimizers=[one for one in optimizers if one is not None] if self._resets else (),
            **self._options,
        )
        if self._state is not None:
            self._stock.load_state_dict(self._state)
            self._state = None

    def end_of_step(self) -> Optional[Report]:
        """Merges where steps are counted and it is time to."""
        return self._stock.step() if self.counts_steps and self._stock is not None else None

    def end_of_epoch(self) -> Optional[Report]:
        """Merges where epochs are counted and it is time to."""
        return self._stock.step() if not self.counts_steps and self._stock is not None else None

    @property
    def reports(self) -> List[Report]:
        """The reports of all merges of this training so far."""
        return [] if self._stock is None else self._stock.reports

    def state_dict(self) -> Mapping[str, Any]:
        """What a checkpoint of the training keeps; empty before it has begun."""
        if self._stock is None:
            return self._state or {}
        return {**self._stock.state_dict(), "unit": "steps" if self.counts_steps else "epochs"}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Goes on where the training of a checkpoint was, once this one begins.

        Raises:
            StockpotError: When that one counted epochs and this one counts steps, or the reverse.
        """
        if not state:
            return
        unit = "steps" if self.counts_steps else "epochs"
        if state.get("unit") != unit:
            raise StockpotError(
                f"the checkpoint's training merged by {state.get('unit')}, and this one merges by {unit}", 65
            )
        self._state = dict(state)

    def _copies_of(self, model: Any) -> List[Any]:
        if callable(self._copies):
            return list(self._copies(model))
        if self._copies is not None:
            return list(self._copies)
        # A wrapper for several devices holds the model as its `module`.
        for owner in (model, getattr(model, "module", None)):
            if getattr(owner, "copies", None) is not None:
                return list(owner.copies)
        raise StockpotError(
            f"{type(model).__name__} has no attribute 'copies' that holds the models to merge; give 'copies', "
            "a list of them or a function of the model"
        )
