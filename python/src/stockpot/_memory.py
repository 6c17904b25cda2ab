"""Merges of checkpoints that are in memory."""

from __future__ import annotations

import ctypes
from typing import Any, Dict, Iterator, List, Mapping, Optional, Sequence, Union

from . import _library
from ._errors import StockpotError
from ._library import Result, call
from ._recipe import encoded, recipe, size_of
from ._report import Report
from ._tensors import Described, describe, note_writing, state_dict_of, wrap

StateDict = Mapping[str, Any]
Models = Union[Sequence[Any], Mapping[str, Any]]


class Merged(Mapping[str, Any]):
    """The tensors of a merge, by name, in the order of the base's; `load_state_dict` takes it.

    Attributes:
        report: What the merge did, layer by layer.
    """

    def __init__(self, tensors: Dict[str, Any], result: Result, copied: int) -> None:
        self._tensors = tensors
        self._result = result
        self._copied = copied
        self._report: Optional[Report] = None

    @property
    def report(self) -> Report:
        """What the merge did, layer by layer.

        `report["copied_tensors"]` is the number of inputs' tensors that were copied first, because they
        were on another device or not contiguous.
        """
        if self._report is None:
            self._report = Report(self._result.json(), copied_tensors=self._copied)
        return self._report

    def __getitem__(self, name: str) -> Any:
        return self._tensors[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tensors)

    def __len__(self) -> int:
        return len(self._tensors)

    def __repr__(self) -> str:
        return f"<stockpot.Merged of {len(self)} tensors>"

    def __reduce__(self):
        raise TypeError("a Merged is not pickled; save dict(merged)")


def merge_state_dicts(
    models: Models,
    base: Any = None,
    method: str = "model_stock",
    *,
    parameters: Optional[Mapping[str, Any]] = None,
    out: Optional[StateDict] = None,
    inplace: bool = False,
    dtype: Any = None,
    ignore: Sequence[str] = (),
    options: Optional[Mapping[str, Any]] = None,
    threads: Optional[int] = None,
    memory: int = 0,
) -> Merged:
    """Merges models in memory.

    Args:
        models: The fine-tuned models: state dicts (names to tensors of PyTorch, NumPy or whatever speaks
            DLPack), or objects with `state_dict()`. A mapping gives them names, which messages and the
            report use.
        base: The model from which they were fine-tuned, where the method takes one.
        method: The merge method; `methods()` lists them.
        parameters: The method's parameters; a list gives each model its own value, where the method
            takes one for each.
        out: Tensors to write the result into, one for each of the result's.
        inplace: Writes the result into the first model's tensors. Refused where two of them share
            memory. After an error their contents are undefined.
        dtype: The type of the result's floating-point tensors: "f32", "bf16", torch.float16 and so on;
            by default each tensor's type in the base.
        ignore: Regular expressions; a tensor whose name contains a match is averaged plainly.
        options: What goes under `stockpot:` in recipes: head, qkv, include, exclude, tensors.
        threads: The number of threads; by default one for each processor. It changes no bit of the
            result.
        memory: The ceiling on the memory beyond inputs and result, in bytes; 0 is 16 MiB, or what
            a method of matrices needs.

    Returns:
        The merged tensors, in the framework of the base's, or else the first model's. They are in memory
        of the library's, which lives as long as one of them.

    Raises:
        StockpotError: What is wrong, where, and what to do.
    """
    request = _Request(models, base, method, parameters, dtype, ignore, options, threads)
    request.structure.memory_limit = size_of(memory, "memory")
    if inplace:
        if out is not None:
            raise StockpotError("'inplace' and 'out' exclude each other")
        out = request.tensors[request.models[0]]
    if out is not None:
        request.set_outputs(out)
    result = call("stockpot_merge", request.structure)
    tensors: Dict[str, Any] = {}
    for tensor in result.tensors():
        name = tensor.name.decode()
        if out is None:
            tensors[name] = wrap(tensor, request.example(name), result)
        else:
            tensors[name] = out[name]
            note_writing(out[name])
    return Merged(tensors, result, request.copied)


def angles(
    models: Models,
    base: Any = None,
    method: str = "model_stock",
    *,
    parameters: Optional[Mapping[str, Any]] = None,
    ignore: Sequence[str] = (),
    options: Optional[Mapping[str, Any]] = None,
    threads: Optional[int] = None,
) -> List[Dict[str, Any]]:
    """Measures the angles between task vectors, layer by layer; merges nothing.

    Returns:
        A row for each layer, as `Report.rows` describes it: `pandas.DataFrame(rows)` is a table.
    """
    request = _Request(models, base, method, parameters, None, ignore, options, threads)
    return Report(call("stockpot_angles", request.structure).json()).rows


class _Request:
    """A request, and all that must live as long as it."""

    def __init__(
        self,
        models: Models,
        base: Any,
        method: str,
        parameters: Optional[Mapping[str, Any]],
        dtype: Any,
        ignore: Sequence[str],
        options: Optional[Mapping[str, Any]],
        threads: Optional[int],
    ) -> None:
        given = _named(models)
        self.models = list(given)
        self.base = None if base is None else _free_name("base", given)
        self.copied = 0
        self._kept: List[Any] = []
        self.tensors: Dict[str, Mapping] = {}
        if self.base is not None:
            self.tensors[self.base] = state_dict_of(base, self.base)
        for name, model in given.items():
            self.tensors[name] = state_dict_of(model, name)
        text = recipe(self.base, self.models, method, parameters, dtype, ignore, options)
        inputs = (_library.Input * len(self.tensors))()
        for place, (name, state) in zip(inputs, self.tensors.items()):
            described = self._describe(name, state)
            place.name = encoded(name, "the name of a model")
            place.tensor_count = len(described)
            place.tensors = described
        self._kept.append(inputs)
        self.structure = _library.MergeRequest(
            recipe=text,
            input_count=len(inputs),
            inputs=inputs,
            threads=_threads(threads),
        )

    def set_outputs(self, out: StateDict) -> None:
        """Lets results be written into tensors."""
        if not isinstance(out, Mapping):
            raise StockpotError("'out' is not a mapping of names to tensors")
        before = self.copied
        described = self._describe("out", out)
        if self.copied != before:
            raise StockpotError("'out' has tensors that are not contiguous in this machine's memory")
        self.structure.output_count = len(described)
        self.structure.outputs = described

    def example(self, name: str) -> Any:
        """The first input's tensor of a name, or some tensor: its framework is the result's."""
        for state in self.tensors.values():
            if name in state:
                return state[name]
        return next(iter(next(iter(self.tensors.values())).values()))

    def _describe(self, owner: str, state: Mapping) -> Any:
        tensors = (_library.Tensor * len(state))()
        rows: List[Described] = [describe(value, owner, name) for name, value in state.items()]
        extents = (ctypes.c_int64 * max(sum(len(row.shape) for row in rows), 1))()
        start, place = ctypes.addressof(extents), 0
        shape_type = ctypes.POINTER(ctypes.c_int64)
        for tensor, name, row in zip(tensors, state, rows):
            if not isinstance(name, str):
                raise StockpotError(f"{owner}: the name {name!r} is not a text")
            rank = len(row.shape)
            extents[place : place + rank] = row.shape
            tensor.name = encoded(name, f"{owner}: the name of a tensor")
            tensor.dtype = row.code
            tensor.rank = rank
            tensor.shape = ctypes.cast(start + place * 8, shape_type)
            tensor.data = row.address
            place += rank
        self.copied += sum(row.is_copy for row in rows)
        self._kept += [tensors, extents, rows]
        return tensors


def _named(models: Models) -> Dict[str, Any]:
    if isinstance(models, Mapping):
        # A state dict in place of a list of them is an easy mistake.
        if any(hasattr(value, "shape") for value in models.values()):
            raise StockpotError("'models' is one state dict; give a list of them")
        return {str(name): model for name, model in models.items()}
    if callable(getattr(models, "state_dict", None)):
        raise StockpotError("'models' is one model; give a list of them")
    return {f"models[{number}]": model for number, model in enumerate(models)}


def _free_name(name: str, taken: Mapping) -> str:
    while name in taken:
        name = f"the {name}"
    return name


def _threads(threads: Optional[int]) -> int:
    if threads is None:
        return 0
    if not 1 <= threads <= 4096:
        raise StockpotError(f"'threads' is {threads}, not 1 to 4096")
    return threads
