"""Tensors of PyTorch in safetensors files, written and read without another package."""

from __future__ import annotations

import ctypes
import json
import os
import sys
from typing import Any, Dict, Mapping

from ._errors import StockpotError
from ._tensors import describe

# The names of the format for the numbers of stockpot_dtype.
_NAMES = {
    1: "BOOL", 2: "U8", 3: "I8", 4: "F8_E5M2", 5: "F8_E4M3", 6: "I16", 7: "U16", 8: "F16", 9: "BF16", 10: "I32",
    11: "U32", 12: "F32", 13: "F64", 14: "I64", 15: "U64", 16: "C64",
}  # fmt: skip
_TORCH_NAMES = {
    "BOOL": "bool", "U8": "uint8", "I8": "int8", "F8_E5M2": "float8_e5m2", "F8_E4M3": "float8_e4m3fn",
    "I16": "int16", "U16": "uint16", "F16": "float16", "BF16": "bfloat16", "I32": "int32", "U32": "uint32",
    "F32": "float32", "F64": "float64", "I64": "int64", "U64": "uint64", "C64": "complex64",
}  # fmt: skip
_LONGEST_HEADER = 100_000_000


def write_file(path: str, tensors: Mapping[str, Any], metadata: Mapping[str, str]) -> None:
    """Writes tensors into a file that appears whole or not at all."""
    described = {name: describe(value, path, name) for name, value in tensors.items()}
    header: Dict[str, Any] = {"__metadata__": dict(metadata)} if metadata else {}
    sizes, place = {}, 0
    for name, one in described.items():
        if one.code not in _NAMES:
            raise StockpotError(f"{path}: tensor '{name}' has a type that safetensors files do not hold", 65, name)
        sizes[name] = one.owner.numel() * one.owner.element_size()
        header[name] = {
            "dtype": _NAMES[one.code], "shape": list(one.shape), "data_offsets": [place, place + sizes[name]],
        }  # fmt: skip
        place += sizes[name]
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    temporary = os.path.join(os.path.dirname(path), f".{os.path.basename(path)}.{os.getpid()}.partial")
    try:
        with open(temporary, "wb") as file:
            file.write(len(text).to_bytes(8, "little") + text)
            for name, one in described.items():
                if sizes[name]:
                    file.write((ctypes.c_char * sizes[name]).from_address(one.address))
        os.replace(temporary, path)
    except BaseException:
        try:
            os.unlink(temporary)
        except OSError:
            pass
        raise


def read_file(path: str) -> Dict[str, Any]:
    """Reads all tensors of a file.

    Raises:
        StockpotError: When it is not a safetensors file.
    """
    torch = sys.modules["torch"]
    with open(path, "rb") as file:
        content = bytearray(os.fstat(file.fileno()).st_size)
        if file.readinto(content) != len(content):
            raise StockpotError(f"{path}: was changed while it was read", 65)
    try:
        length = int.from_bytes(content[:8], "little")
        if not 2 <= length <= min(_LONGEST_HEADER, len(content) - 8):
            raise ValueError(f"the header has {length} bytes")
        header = json.loads(content[8 : 8 + length])
        header.pop("__metadata__", None)
        found = {}
        for name, record in header.items():
            start, end = record["data_offsets"]
            dtype = getattr(torch, _TORCH_NAMES[record["dtype"]])
            shape = [int(extent) for extent in record["shape"]]
            if not 0 <= start <= end <= len(content) - 8 - length:
                raise ValueError(f"'{name}' lies outside of the file")
            if start == end:
                found[name] = torch.empty(shape, dtype=dtype)
                continue
            part = memoryview(content)[8 + length + start : 8 + length + end]
            # A copy where an element would not be aligned.
            found[name] = torch.frombuffer(bytearray(part), dtype=dtype).reshape(shape)
        return found
    except (KeyError, TypeError, ValueError, RuntimeError, AttributeError) as error:
        raise StockpotError(f"{path}: is not a safetensors file: {error}", 65) from None
