"""Merges of checkpoints that are in files."""

from __future__ import annotations

import os
from typing import Any, Dict, List, Mapping, Optional, Sequence, Union

from . import _library
from ._errors import StockpotError
from ._library import call
from ._recipe import encoded, recipe, size_of
from ._report import Report

Path = Union[str, "os.PathLike[str]"]
# stockpot_status of a comparison that did not hold.
_DIFFERENT = 1
_REPLACE, _DURABLE, _CHECKSUMS, _SKIP_UNKNOWN_GLOBALS = 1, 2, 4, 8


def merge(
    base: Optional[Path],
    models: Sequence[Path],
    output: Path,
    method: str = "model_stock",
    *,
    parameters: Optional[Mapping[str, Any]] = None,
    dtype: Any = None,
    ignore: Sequence[str] = (),
    options: Optional[Mapping[str, Any]] = None,
    threads: Optional[int] = None,
    force: bool = False,
    durable: bool = False,
    checksums: bool = False,
    skip_unknown_globals: bool = False,
    memory: int = 0,
    max_shard_size: int = 0,
) -> Report:
    """Merges checkpoints in files, as `stockpot merge` does, with the same bytes.

    Args:
        base: The base: a file or a folder, of safetensors or PyTorch; None where the method takes none.
        models: The fine-tuned models, likewise.
        output: A `.safetensors` file, or a folder. It appears whole or not at all.
        force: Replaces an existing output.
        durable: Makes the output survive a power cut.
        checksums: Records the SHA-256 of every input file in the output.
        skip_unknown_globals: Reads PyTorch files that name unknown classes.
        memory: The ceiling on the memory for tiles, in bytes; 0 is 16 MiB, or what a method of
            matrices needs.
        max_shard_size: The largest shard of an output folder, in bytes; 0 is 5 GB.

    The other arguments are those of `merge_state_dicts`.

    Returns:
        The report.

    Raises:
        StockpotError: What is wrong, where, and what to do.
    """
    flags = _REPLACE * force | _DURABLE * durable | _CHECKSUMS * checksums
    flags |= _SKIP_UNKNOWN_GLOBALS * skip_unknown_globals
    request = _request(base, models, method, parameters, dtype, ignore, options, threads, flags)
    request.output = encoded(os.fspath(output), "the output")
    request.memory_limit, request.max_shard_size = size_of(memory, "memory"), size_of(
        max_shard_size, "max_shard_size"
    )
    return Report(call("stockpot_merge_files", request).json())


def verify(
    base: Optional[Path],
    models: Sequence[Path],
    merged: Path,
    method: str = "model_stock",
    *,
    parameters: Optional[Mapping[str, Any]] = None,
    ignore: Sequence[str] = (),
    options: Optional[Mapping[str, Any]] = None,
    skip_unknown_globals: bool = False,
) -> Dict[str, Any]:
    """Recomputes a merge of files naively, and compares element by element, as `stockpot verify` does.

    The recomputation shares no code with the merge but the reading of files. It runs on one thread, holds a
    layer of all inputs in memory, and takes much longer than the merge.

    Args:
        base: The base of the merge.
        models: The models, in the order of the merge.
        merged: The merged checkpoint.

    The other arguments are those of the merge.

    Returns:
        `elements`, the number of them that were compared; `max_abs_error` and `max_ulp_error`, the
        largest distances; `mismatched_layers`, the names of layers with an element that does not hold;
        and `ok`, whether there are none.

    Raises:
        StockpotError: Where the checkpoints cannot be compared: one is missing, or holds other tensors.
    """
    flags = _SKIP_UNKNOWN_GLOBALS * skip_unknown_globals
    request = _request(base, models, method, parameters, None, ignore, options, 1, flags)
    request.output = encoded(os.fspath(merged), "the merged checkpoint")
    return call("stockpot_verify_files", request, accepted=(0, _DIFFERENT)).json()


def angles_of_files(
    base: Optional[Path],
    models: Sequence[Path],
    method: str = "model_stock",
    *,
    parameters: Optional[Mapping[str, Any]] = None,
    ignore: Sequence[str] = (),
    options: Optional[Mapping[str, Any]] = None,
    threads: Optional[int] = None,
    skip_unknown_globals: bool = False,
) -> List[Dict[str, Any]]:
    """Measures the angles of checkpoints in files, as `stockpot angles` does.

    Returns:
        A row for each layer, as `Report.rows` describes it.
    """
    flags = _SKIP_UNKNOWN_GLOBALS * skip_unknown_globals
    request = _request(base, models, method, parameters, None, ignore, options, threads, flags)
    return Report(call("stockpot_angles_files", request).json()).rows


def _request(
    base: Optional[Path],
    models: Sequence[Path],
    method: str,
    parameters: Optional[Mapping[str, Any]],
    dtype: Any,
    ignore: Sequence[str],
    options: Optional[Mapping[str, Any]],
    threads: Optional[int],
    flags: int,
) -> _library.FilesRequest:
    if isinstance(models, (str, os.PathLike)):
        raise StockpotError("'models' is one path; give a list of them")
    names = [os.fspath(model) for model in models]
    first = None if base is None else os.fspath(base)
    return _library.FilesRequest(
        recipe=recipe(first, names, method, parameters, dtype, ignore, options),
        threads=_count(threads),
        flags=flags,
    )


def _count(threads: Optional[int]) -> int:
    if threads is None:
        return 0
    if not 1 <= threads <= 4096:
        raise StockpotError(f"'threads' is {threads}, not 1 to 4096")
    return threads
