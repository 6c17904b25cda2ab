"""Merging in a training by Lightning's Trainer, which importing this module imports."""

from __future__ import annotations

import sys
from typing import Any, Dict, List, Mapping, Optional

from ._callbacks import CallbackStock, Copies
from ._report import Report


def _callback_class() -> Any:
    """The class of the package that is in use: `lightning` and `pytorch_lightning` have one each."""
    import importlib

    names = ["lightning.pytorch", "pytorch_lightning"]
    for name in sorted(names, key=lambda name: name not in sys.modules):
        try:
            return importlib.import_module(name).Callback
        except ImportError:
            continue
    raise ImportError("stockpot.lightning needs Lightning: pip install lightning")


class ModelStockCallback(_callback_class()):
    """Merges the copies that a LightningModule holds every so many steps or epochs.

    The module holds the copies, as its attribute `copies` (a `torch.nn.ModuleList`), and gives each of them
    its share of a batch; docs/python.md shows one. A step is one of the optimiser: gradients that
    accumulate are not interrupted. `PeriodicStock` says what becomes of the tensors.

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
            copies: The copies, or a function that finds them in the LightningModule; by default its
                attribute `copies`.
            merge_every_n_steps: The number of the optimiser's steps between two merges.
            merge_every_n_epochs: The number of epochs instead.
            method: The merge method.
            parameters: The method's parameters.
            start: The number of steps, or epochs, before which nothing is merged.
            stop: The number of steps, or epochs, after which nothing is merged any more.
            optimizer: "keep", or "reset", which empties the optimisers' states after each merge.
            threads: The number of threads of a merge.

        Raises:
            StockpotError: When both or neither of the periods are given, or a value is not one.
        """
        super().__init__()
        self._stock = CallbackStock(
            pretrained, copies, merge_every_n_steps, merge_every_n_epochs, method, parameters, start, stop,
            optimizer, threads,
        )  # fmt: skip
        self._steps_seen = 0

    @property
    def reports(self) -> List[Report]:
        """The reports of all merges of this training so far."""
        return self._stock.reports

    def on_train_start(self, trainer, pl_module) -> None:
        """Finds the copies; a checkpoint's state is loaded by now."""
        self._stock.begin(pl_module, trainer.optimizers)
        self._steps_seen = trainer.global_step

    def on_train_batch_end(self, trainer, pl_module, outputs, batch, batch_idx) -> None:
        """Merges where steps are counted and an optimiser has stepped with this batch."""
        if trainer.global_step != self._steps_seen:
            self._steps_seen = trainer.global_step
            self._stock.end_of_step()

    def on_train_epoch_end(self, trainer, pl_module) -> None:
        """Merges where epochs are counted."""
        self._stock.end_of_epoch()

    def state_dict(self) -> Dict[str, Any]:
        """What Lightning's checkpoints keep."""
        return dict(self._stock.state_dict())

    def load_state_dict(self, state_dict: Dict[str, Any]) -> None:
        """What Lightning found in a checkpoint."""
        self._stock.load_state_dict(state_dict)
