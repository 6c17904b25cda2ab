"""Tensors of PyTorch, NumPy and others, as the library takes them.

No framework is imported: a tensor of PyTorch is one only where PyTorch is loaded already.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Any, Mapping, NamedTuple, Optional

from ._errors import StockpotError

# Number and size of stockpot_dtype, by the names that PyTorch, NumPy and ml_dtypes use.
_TYPES = {
    "bool": (1, 1),
    "uint8": (2, 1),
    "int8": (3, 1),
    "float8_e5m2": (4, 1),
    "float8_e4m3fn": (5, 1),
    "int16": (6, 2),
    "uint16": (7, 2),
    "float16": (8, 2),
    "bfloat16": (9, 2),
    "int32": (10, 4),
    "uint32": (11, 4),
    "float32": (12, 4),
    "float64": (13, 8),
    "int64": (14, 8),
    "uint64": (15, 8),
    "complex64": (16, 8),
    "float8_e8m0fnu": (17, 1),
    "float8_e4m3fnuz": (18, 1),
    "float8_e5m2fnuz": (19, 1),
}
_NAMES = {code: name for name, (code, _) in _TYPES.items()}
_SIZES = {code: size for code, size in _TYPES.values()}
_SHORT_NAMES = {"f16": "float16", "bf16": "bfloat16", "f32": "float32", "f64": "float64"}


class Described(NamedTuple):
    """Where a tensor's elements are, and who keeps them there."""

    code: int
    shape: tuple
    address: int
    owner: Any
    """Holds the memory."""
    is_copy: bool
    """Whether the memory is not the tensor's own."""


def type_name(dtype: Any) -> Optional[str]:
    """The type of a result in the words of recipes; takes names and types of PyTorch and NumPy."""
    if dtype is None:
        return None
    text = str(dtype)
    if not isinstance(dtype, str) and not text.startswith("torch."):
        text = getattr(dtype, "__name__", None) or getattr(dtype, "name", text)
    text = text[len("torch.") :] if text.startswith("torch.") else text
    return _SHORT_NAMES.get(text, text)


def state_dict_of(model: Any, name: str) -> Mapping:
    """The tensors of a model: a mapping, or what `state_dict()` gives."""
    if not isinstance(model, Mapping) and callable(getattr(model, "state_dict", None)):
        model = model.state_dict()
    if not isinstance(model, Mapping):
        raise StockpotError(
            f"{name} is {type(model).__name__}, not a mapping of names to tensors, nor a model with "
            "state_dict()"
        )
    return model


def is_torch(value: Any) -> bool:
    """Whether a value is a tensor of PyTorch."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, torch.Tensor)


def describe(value: Any, owner: str, name: str) -> Described:
    """Finds the elements of a tensor; copies it where they are not in order in this machine's memory."""
    try:
        return _describe_torch(value) if is_torch(value) else _describe_array(value)
    except StockpotError as error:
        raise StockpotError(f"{owner}: tensor '{name}' {error}", error.status, name) from None


def _describe_torch(tensor: Any) -> Described:
    code = _TYPES.get(str(tensor.dtype)[len("torch.") :], (0, 0))[0]
    if not code:
        raise StockpotError(f"has the type {tensor.dtype}, which is not merged", 65)
    if type(tensor).__torch_dispatch__ != sys.modules["torch"].Tensor.__torch_dispatch__:
        # Of a DTensor, for example, the memory is one shard of what its shape says.
        way = "gather it with full_tensor()" if hasattr(tensor, "full_tensor") else "convert it"
        raise StockpotError(f"is a {type(tensor).__name__}, not a plain tensor; {way} first", 65)
    kept = tensor
    if tensor.device.type != "cpu" or not _is_plain(tensor):
        if tensor.device.type == "meta":
            raise StockpotError("is on the meta device: it has no elements", 65)
        if str(tensor.layout) != "torch.strided":
            raise StockpotError(f"has the layout {tensor.layout}; make it dense first", 65)
        kept = tensor.detach().cpu().resolve_conj().resolve_neg().contiguous()
    return Described(code, tuple(tensor.shape), kept.data_ptr(), kept, kept is not tensor)


def _is_plain(tensor: Any) -> bool:
    return tensor.is_contiguous() and not tensor.is_neg() and not tensor.is_conj()


def _describe_array(value: Any) -> Described:
    array = value
    if not hasattr(value, "__array_interface__"):
        if not hasattr(value, "__dlpack__"):
            raise StockpotError(f"is {type(value).__name__}, not a tensor", 65)
        array = _numpy().from_dlpack(value)
    code = _TYPES.get(array.dtype.name, (0, 0))[0]
    if not code:
        raise StockpotError(f"has the type {array.dtype}, which is not merged", 65)
    flags = array.flags
    if not (flags.c_contiguous and flags.aligned and array.dtype.isnative):
        # ascontiguousarray makes a vector of a single number.
        array = _numpy().array(array, dtype=array.dtype.newbyteorder("="), order="C")
    address = array.__array_interface__["data"][0] if array.size else 0
    return Described(code, array.shape, address, array, array is not value)


def _numpy() -> Any:
    try:
        import numpy
    except ImportError:
        raise StockpotError("is not of PyTorch, and NumPy, which is missing, reads all others") from None
    return numpy


def wrap(described: Any, like: Any, result: Any) -> Any:
    """A tensor of the framework of another one over memory that a result keeps."""
    count = 1
    shape = tuple(described.shape[: described.rank])
    for extent in shape:
        count *= extent
    code = described.dtype
    if is_torch(like):
        torch = sys.modules["torch"]
        dtype = getattr(torch, _NAMES[code])
        if count == 0:
            return torch.empty(shape, dtype=dtype)
        memory = _memory(described.data, count * _SIZES[code], result)
        return torch.frombuffer(memory, dtype=dtype).view(shape)
    numpy = _numpy()
    dtype = _array_type(_NAMES[code], like, numpy)
    if count == 0:
        return numpy.empty(shape, dtype)
    memory = _memory(described.data, count * _SIZES[code], result)
    return numpy.frombuffer(memory, dtype).reshape(shape)


def _memory(address: int, size: int, result: Any) -> Any:
    memory = (ctypes.c_char * size).from_address(address)
    memory._result = result
    return memory


def _array_type(name: str, like: Any, numpy: Any) -> Any:
    found = getattr(like, "dtype", None)
    if getattr(found, "name", None) == name:
        return found.newbyteorder("=") if hasattr(found, "newbyteorder") else found
    try:
        return numpy.dtype(name)
    except TypeError:
        pass
    try:
        import ml_dtypes
    except ImportError:
        raise StockpotError(
            f"NumPy has no {name}: install ml_dtypes, or take PyTorch's tensors", 64
        ) from None
    return numpy.dtype(getattr(ml_dtypes, name))


def note_writing(value: Any) -> None:
    """Tells PyTorch that a tensor's elements have changed, so that a backward pass notices."""
    if is_torch(value):
        increment = getattr(sys.modules["torch"].autograd.graph, "increment_version", None)
        if increment is not None:
            increment(value)
