"""Merging in a training by the Trainer of Hugging Face's transformers, which importing this module imports."""

from __future__ import annotations

from typing import Any, List, Mapping, Optional

try:
    from transformers import TrainerCallback
except ImportError as error:
    raise ImportError(f"stockpot.hf needs transformers with torch: pip install transformers ({error})") from error

from ._callbacks import CallbackStock, Copies
from ._report import Report

_STATE = "stockpot.hf"


class ModelStockCallback(TrainerCallback):
    """Merges the copies that a Trainer's model holds every so many steps or epochs.

    The Trainer's model holds the copies, as its attribute `copies` (a `torch.nn.ModuleList`), and gives
    each of them its share of a batch; docs/python.md shows one. A step is one of the optimiser: gradients
    that accumulate are not interrupted. `PeriodicStock` says what becomes of the tensors.

    A checkpoint that is written after a merge holds merged weights, and the number of steps: a training
    that is resumed from it goes on.
    """

    def __init__(
        self,
        pretrained: Any,
        copies: Copies = None,
        *,
        merge_every_n_steps: Optional[int] = None,
        merge_every_n_epochs: Optional[int] = None,
        method: str = "model_stock",
        parameters: Optional[Mapping[str, Any]] = None,
        start: int = 0,
        stop: Optional[int] = None,
        optimizer: str = "keep",
        threads: Optional[int] = None,
    ) -> None:
        """Prepares merges.

        Args:
            pretrained: The model from which the copies' training began, or its state dict, under the names
                of a copy: the anchor of every merge, also of a training that is resumed.
            copies: The copies, or a function that finds them in the Trainer's model; by default its
                attribute `copies`.
            merge_every_n_steps: The number of the optimiser's steps between two merges.
            merge_every_n_epochs: The number of epochs instead.
            method: The merge method.
            parameters: The method's parameters.
            start: The number of steps, or epochs, before which nothing is merged.
            stop: The number of steps, or epochs, after which nothing is merged any more.
            optimizer: "keep", or "reset", which empties the optimiser's state after each merge.
            threads: The number of threads of a merge.

        Raises:
            StockpotError: When both or neither of the periods are given, or a value is not one.
        """
        self._stock = CallbackStock(
            pretrained, copies, merge_every_n_steps, merge_every_n_epochs, method, parameters, start, stop,
            optimizer, threads,
        )  # fmt: skip

    @property
    def reports(self) -> List[Report]:
        """The reports of all merges of this training so far."""
        return self._stock.reports

    def on_train_begin(self, args, state, control, model=None, optimizer=None, **kwargs):
        """Finds the copies, and where a checkpoint's training was."""
        if state.global_step > 0:
            self._stock.load_state_dict(state.stateful_callbacks.get(_STATE, {}))
        self._stock.begin(model, [optimizer])
        self._keep(state)

    def on_step_end(self, args, state, control, **kwargs):
        """Merges where steps are counted: the Trainer calls this after a step of the optimiser."""
        self._stock.end_of_step()
        self._keep(state)

    def on_epoch_end(self, args, state, control, **kwargs):
        """Merges where epochs are counted."""
        self._stock.end_of_epoch()
        self._keep(state)

    def _keep(self, state: Any) -> None:
        # The Trainer writes this into trainer_state.json. Callbacks of its own kind that are restored are
        # made anew, without a pre-trained model.
        state.stateful_callbacks[_STATE] = dict(self._stock.state_dict())
