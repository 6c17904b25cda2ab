"""Merging while models train: copies of one model that are merged every so many steps.

Model Stock's abstract says "during or after training". Where it was tried, merging during training did
not beat merging afterwards (docs/python.md has the numbers): it is offered, not recommended by default.
"""

from __future__ import annotations

import hashlib
import statistics
import warnings
from typing import Any, Dict, Iterable, List, Mapping, Optional, Sequence, Tuple

from ._errors import StockpotError
from ._memory import Merged, merge_state_dicts
from ._report import Report
from ._tensors import describe, state_dict_of

_WRAPPERS = ("module.", "_orig_mod.", "_fsdp_wrapped_module.", "_checkpoint_wrapped_module.")
_ALIKE = 0.99


class PeriodicStock:
    """Merges copies of a model into each other every so many steps of their training.

    Call `step()` after each step of the optimisers, at the end of an accumulation of gradients. The anchor
    is always the pre-trained model: each merge is around its weights.

    What becomes of the copies' tensors:

    - parameters that require a gradient are merged by the method, once where two names share memory;
    - floating-point buffers, such as those of BatchNorm, are averaged; recompute statistics afterwards;
    - integer buffers must agree;
    - parameters that are frozen stay as they are;
    - optimisers, schedulers and scalers are kept; `optimizers` resets those that it names, never are
      their moments merged.

    A merge that fails changes nothing in any copy. `stockpot.hf` and `stockpot.lightning` hold callbacks
    around it.

    Attributes:
        reports: The reports of all merges so far.
        steps: How often `step()` was called.
    """

    def __init__(
        self,
        models: Sequence[Any],
        pretrained: Any,
        every: int,
        method: str = "model_stock",
        *,
        parameters: Optional[Mapping[str, Any]] = None,
        start: int = 0,
        stop: Optional[int] = None,
        optimizers: Iterable[Any] = (),
        threads: Optional[int] = None,
    ) -> None:
        """Prepares merges.

        Args:
            models: The copies: modules of PyTorch of one architecture.
            pretrained: The model from which their training began, or its state dict. It is copied.
            every: The number of steps between two merges.
            method: The merge method.
            parameters: The method's parameters.
            start: The number of steps before which nothing is merged.
            stop: The number of steps after which nothing is merged any more.
            optimizers: Optimisers whose state is reset after each merge.
            threads: The number of threads of a merge.

        Raises:
            StockpotError: When the copies do not belong together.
        """
        if every < 1:
            raise StockpotError(f"'every' is {every}, not a number of steps")
        if stop is not None and stop < start:
            raise StockpotError(f"'stop' is {stop}, before 'start', which is {start}")
        if len(models) < 2:
            raise StockpotError(f"there are {len(models)} copies, and merging takes two or more")
        self._models = list(models)
        self._every, self._start, self._stop = every, start, stop
        self._method, self._parameters, self._threads = method, parameters, threads
        self._optimizers = list(optimizers)
        self._anchor = self._copy_anchor(state_dict_of(pretrained, "pretrained"))
        self._digest = _digest(self._anchor)
        self.reports: List[Report] = []
        self.steps = 0

    def step(self) -> Optional[Report]:
        """Counts a step, and merges where it is time to.

        Returns:
            The merge's report, where there was one.
        """
        self.steps += 1
        if self.steps < max(self._start, 1) or (self._stop is not None and self.steps > self._stop):
            return None
        return self.merge() if (self.steps - self._start) % self._every == 0 else None

    def merge(self) -> Report:
        """Merges now, and gives every copy the result.

        Returns:
            The report.

        Raises:
            StockpotError: What is wrong, where, and what to do; no copy has changed.
        """
        trained = [parameters_by_memory(model) for model in self._models]
        for number, own in enumerate(trained):
            if list(own) != list(self._anchor):
                raise StockpotError(f"models[{number}] has other parameters that train than at first")
        # All results are there before the first copy is changed.
        merged = merge_state_dicts(
            trained, self._anchor if self._takes_base else None, self._method,
            parameters=self._parameters, threads=self._threads,
        )  # fmt: skip
        buffers = [buffers_by_memory(model) for model in self._models]
        averages = self._average(buffers)
        report = merged.report
        for own, floating in zip(trained, buffers):
            write_into(own, merged)
            if averages is not None:
                write_into({name: floating[name] for name in averages}, averages)
        for optimizer in self._optimizers:
            optimizer.state.clear()
        self.reports.append(report)
        self._warn(report, averages)
        return report

    def state_dict(self) -> Dict[str, Any]:
        """What a resumed training needs: the number of steps, and a digest of the anchor."""
        return {"steps": self.steps, "anchor": self._digest}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Goes on where another object was.

        Raises:
            StockpotError: When that one's pre-trained model was another.
        """
        if not isinstance(state, Mapping) or not {"steps", "anchor"} <= set(state):
            raise StockpotError("the state is not what state_dict() returned: it lacks steps or anchor", 65)
        if state["anchor"] != self._digest:
            raise StockpotError(
                "the pre-trained weights are not those with which the training began", 65
            )
        self.steps = int(state["steps"])

    @property
    def _takes_base(self) -> bool:
        from ._methods import known_methods

        for one in known_methods():
            if self._method == one["name"] or self._method in one["aliases"]:
                return one["base"] not in ("refused", "unused")
        return True

    def _copy_anchor(self, pretrained: Mapping[str, Any]) -> Dict[str, Any]:
        known = {plain_name(name): value for name, value in pretrained.items()}
        anchor = {}
        for name, value in parameters_by_memory(self._models[0]).items():
            if name not in known:
                raise StockpotError(f"the pre-trained model has no '{name}'", 65, name)
            if known[name].shape != value.shape:
                raise StockpotError(
                    f"'{name}' is {list(value.shape)}, and {list(known[name].shape)} in the "
                    "pre-trained model", 65, name,
                )  # fmt: skip
            # In the copies' own type: a base of 16 bits would round what trains in 32.
            anchor[name] = known[name].detach().to("cpu", value.dtype, copy=True).contiguous()
        if not anchor:
            raise StockpotError("no parameter of models[0] requires a gradient")
        return anchor

    def _average(self, buffers: List[Dict[str, Any]]) -> Optional[Merged]:
        first = buffers[0]
        for number, own in enumerate(buffers):
            if list(own) != list(first):
                raise StockpotError(f"models[{number}] has other buffers than models[0]", 65)
            for name, value in own.items():
                if value.shape != first[name].shape:
                    raise StockpotError(
                        f"models[{number}]: the buffer '{name}' is {list(value.shape)}, and "
                        f"{list(first[name].shape)} in models[0]", 65, name,
                    )  # fmt: skip
                if not value.is_floating_point() and not bool((value == first[name].to(value.device)).all()):
                    raise StockpotError(
                        f"models[{number}]: the buffer '{name}' differs from models[0]'s, and integers "
                        "are not averaged", 65, name,
                    )  # fmt: skip
        floating = [
            {name: value for name, value in own.items() if value.is_floating_point()} for own in buffers
        ]
        if not floating[0]:
            return None
        return merge_state_dicts(floating, None, "average", threads=self._threads)

    def _warn(self, report: Report, averages: Optional[Merged]) -> None:
        ratios = [layer["t"] for layer in report["layers"] if layer.get("t") is not None]
        if ratios and statistics.median(ratios) > _ALIKE:
            warnings.warn(
                "the copies share nearly all of their path: merging no longer changes anything",
                stacklevel=3,
            )
        if averages is not None and len(self.reports) == 1:
            warnings.warn(
                f"{len(averages)} floating-point buffers were averaged; recompute the statistics of "
                "BatchNorm before evaluating",
                stacklevel=3,
            )


def parameters_by_memory(model: Any, trained: bool = True) -> Dict[str, Any]:
    """The parameters, or those that require a gradient, each memory once, in the order of the model."""
    return _by_memory(
        (name, value) for name, value in model.named_parameters() if value.requires_grad or not trained
    )


def buffers_by_memory(model: Any) -> Dict[str, Any]:
    """The buffers, each memory once."""
    return _by_memory(model.named_buffers())


def _by_memory(named: Iterable[Tuple[str, Any]]) -> Dict[str, Any]:
    found: Dict[str, Any] = {}
    seen = set()
    for name, value in named:
        place = (value.device, value.data_ptr(), tuple(value.shape), value.dtype)
        if value.numel() and place in seen:
            continue
        seen.add(place)
        found[plain_name(name)] = value
    return found


def plain_name(name: str) -> str:
    """A name without what wrappers of modules put into it."""
    for wrapper in _WRAPPERS:
        name = name.replace(wrapper, "")
    return name


def write_into(targets: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Copies values into tensors of the same names."""
    import torch

    with torch.no_grad():
        for name, target in targets.items():
            target.copy_(values[name])


def _digest(tensors: Mapping[str, Any]) -> str:
    import ctypes

    digest = hashlib.sha256()
    for name in sorted(tensors):
        described = describe(tensors[name], "pretrained", name)
        size = described.owner.numel() * described.owner.element_size()
        digest.update(f"{name} {described.code} {described.shape}".encode())
        digest.update(ctypes.string_at(described.address, size) if size else b"")
    return digest.hexdigest()
