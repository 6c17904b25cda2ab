"""Copies of a model that train in processes of their own, and are merged every so often through a folder.

    stockpot rounds --base base.safetensors --copies 2 -o rounds      in a process of its own

    stockpot.rounds.save(model, "base.safetensors")                   once, before training
    stockpot.rounds.exchange(model, "rounds", copy, round)            in each training, every so often

Copies and rounds are counted from 0. The folder may be on a file system that several machines share.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from typing import Any, Dict, Optional, Tuple, Union

from ._errors import StockpotError
from ._report import Report
from ._safetensors import read_file, write_file
from .training import buffers_by_memory, parameters_by_memory, plain_name, write_into

Path = Union[str, "os.PathLike[str]"]
# What the merger looks for: the names of tensors that are averaged plainly, and digests of what is not in
# the file and must be the same in all copies.
_AVERAGED, _AGREED = "stockpot.averaged", "stockpot.agreed"


def save(model: Any, path: Path) -> None:
    """Writes a model as `exchange` does: the base of rounds, before its copies train.

    Parameters and floating-point buffers of its state dict are written, once where two names share memory;
    rounds average such buffers plainly. Integer buffers are not written: copies keep their own, which must
    agree.
    """
    tensors, counters = _tensors(model)
    averaged = [name for name in tensors if name not in parameters_by_memory(model, trained=False)]
    metadata = {"format": "pt"}
    if averaged:
        metadata[_AVERAGED] = json.dumps(averaged)
    if counters:
        metadata[_AGREED] = json.dumps({name: _digest(value) for name, value in counters.items()})
    write_file(os.fspath(path), tensors, metadata)


def exchange(
    model: Any,
    folder: Path,
    copy: int,
    round: int,
    *,
    timeout: Optional[float] = None,
    poll: float = 0.2,
) -> Report:
    """Leaves a copy for a round, waits for the merge, and takes it into the model.

    Call it after the optimiser's step, at the end of an accumulation of gradients, with the same rounds in
    every copy. A round that is done already is taken as it is, and nothing is written: a training that is
    resumed calls it again. Optimisers, schedulers and scalers stay as they are; frozen parameters too.

    Args:
        model: A module of PyTorch; the tensors may be anywhere.
        folder: The folder that `stockpot rounds` merges.
        copy: The number of this copy, from 0 on.
        round: The number of the round, from 0 on.
        timeout: The longest time to wait for the merge, in seconds; None waits for ever.
        poll: The time between two looks, in seconds.

    Returns:
        The merge's report.

    Raises:
        StockpotError: Where the round has failed, with the merger's reason; where the time is over; where
            the merge does not fit. The model has not changed.
    """
    for name, number in (("copy", copy), ("round", round)):
        if not isinstance(number, int) or number < 0:
            raise StockpotError(f"'{name}' is {number!r}, not a number from 0 on")
    place = os.path.join(os.fspath(folder), f"round-{round:05}")
    if not os.path.exists(os.path.join(place, "DONE")):
        os.makedirs(place, exist_ok=True)
        save(model, os.path.join(place, f"copy-{copy}.safetensors"))
        _wait(place, timeout, poll)
    merged = read_file(os.path.join(place, "merged.safetensors"))
    with open(os.path.join(place, "report.json"), encoding="utf-8") as file:
        report = Report(json.load(file))
    _take(model, merged, place)
    return report


def _wait(place: str, timeout: Optional[float], poll: float) -> None:
    start = time.monotonic()
    while not os.path.exists(os.path.join(place, "DONE")):
        try:
            with open(os.path.join(place, "FAILED"), encoding="utf-8") as file:
                raise StockpotError(f"the round has failed: {file.read().strip()}", 66)
        except FileNotFoundError:
            pass
        if timeout is not None and time.monotonic() - start >= timeout:
            raise StockpotError(
                f"{place}: was not merged within {timeout} s; is 'stockpot rounds' running on this folder?", 66
            )
        time.sleep(poll)


def _tensors(model: Any) -> Tuple[Dict[str, Any], Dict[str, Any]]:
    """What is written of a model, each memory once, and its integer buffers."""
    kept = {plain_name(name) for name in model.state_dict()}
    buffers = {name: value for name, value in buffers_by_memory(model).items() if name in kept}
    floating = {name: value for name, value in buffers.items() if value.is_floating_point()}
    integers = {name: value for name, value in buffers.items() if name not in floating}
    return {**parameters_by_memory(model, trained=False), **floating}, integers


def _digest(tensor: Any) -> str:
    return hashlib.sha256(repr((str(tensor.dtype), tensor.tolist())).encode()).hexdigest()


def _take(model: Any, merged: Dict[str, Any], place: str) -> None:
    """Writes a merge into a model, or raises before it has changed."""
    written, trained = _tensors(model)[0], parameters_by_memory(model)
    frozen = parameters_by_memory(model, trained=False).keys() - trained.keys()
    targets = {name: value for name, value in written.items() if name not in frozen}
    for name, target in targets.items():
        if name not in merged:
            raise StockpotError(f"{place}: the merge has no tensor '{name}', which the model has", 65, name)
        if merged[name].shape != target.shape:
            raise StockpotError(
                f"{place}: '{name}' is {list(merged[name].shape)}, and {list(target.shape)} in the model", 65, name
            )
    write_into(targets, merged)
