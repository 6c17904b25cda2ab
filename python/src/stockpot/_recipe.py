"""The recipe of a call: mergekit's, as JSON, which is YAML as well."""

from __future__ import annotations

import json
from typing import Any, Mapping, Optional, Sequence

from ._errors import StockpotError
from ._methods import known_methods
from ._tensors import type_name

Parameters = Optional[Mapping[str, Any]]


def recipe(
    base: Optional[str],
    models: Sequence[str],
    method: str,
    parameters: Parameters,
    dtype: Any,
    ignore: Sequence[str],
    options: Optional[Mapping[str, Any]],
) -> bytes:
    """Writes a recipe.

    A list among the parameters is a value for each model, where the method takes one for each.
    """
    shared, own = dict(parameters or {}), [{} for _ in models]
    described = {one["name"]: one for one in _parameters(method)}
    for name, value in list(shared.items()):
        if isinstance(value, (list, tuple)) and _is_per_model(described.get(name)):
            if len(value) != len(models):
                raise StockpotError(
                    f"'{name}' has {len(value)} values, and there are {len(models)} models"
                )
            for parameter, one in zip(own, value):
                parameter[name] = _plain(one)
            del shared[name]
    sources = [_source(name, values) for name, values in zip(models, own)]
    # A base without a weight of its own is merged around, not merged.
    of_base = {
        name: 0
        for name, one in described.items()
        if one["scope"] == "per input" and one["required"] and name not in shared
    }
    if base is not None and of_base:
        sources.append(_source(base, of_base))
    if isinstance(ignore, str):
        raise StockpotError("'ignore' is a list of regular expressions, not a text")
    extra = {**(options or {}), **({"ignore": list(ignore)} if ignore else {})}
    whole = {
        "merge_method": method,
        "base_model": base,
        "models": sources,
        "parameters": {name: _plain(value) for name, value in shared.items()},
        "out_dtype": type_name(dtype),
        "stockpot": extra,
    }
    kept = {key: value for key, value in whole.items() if value not in (None, {})}
    try:
        return encoded(json.dumps(kept, ensure_ascii=False, allow_nan=False), "the recipe")
    except (TypeError, ValueError) as error:
        raise StockpotError(f"the parameters are not numbers, texts and truth values: {error}") from None


def encoded(text: str, what: str) -> bytes:
    """A text as the library takes it."""
    if "\0" in text:
        raise StockpotError(f"{what} holds a zero character")
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise StockpotError(f"{what} is not Unicode: {text!r}") from None


def size_of(size: int, name: str) -> int:
    """A number of bytes as the library takes it."""
    if not 0 <= size < 1 << 63:
        raise StockpotError(f"'{name}' is {size}, not a size in bytes")
    return size


def _parameters(method: str) -> Sequence[Mapping[str, Any]]:
    for one in known_methods():
        if method == one["name"] or method in one["aliases"]:
            return one["parameters"]
    # The library knows more spellings, and says what is wrong.
    return ()


def _is_per_model(parameter: Optional[Mapping[str, Any]]) -> bool:
    return parameter is not None and parameter["scope"] in ("per model", "per input")


def _source(name: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"model": name, "parameters": parameters} if parameters else {"model": name}


def _plain(value: Any) -> Any:
    """A number of NumPy or PyTorch as Python's."""
    return value.item() if hasattr(value, "item") else value
