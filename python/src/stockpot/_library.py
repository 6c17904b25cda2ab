"""The library, as ctypes sees it. `stockpot.h` says what each function does."""

from __future__ import annotations

import ctypes
import json
import os
import threading
import _thread
from pathlib import Path
from typing import Any, Callable, Optional, Tuple

from ._errors import StockpotError

ABI_VERSION = 1


class Tensor(ctypes.Structure):
    """stockpot_tensor."""

    _fields_ = [
        ("name", ctypes.c_char_p),
        ("dtype", ctypes.c_int32),
        ("rank", ctypes.c_int32),
        ("shape", ctypes.POINTER(ctypes.c_int64)),
        ("data", ctypes.c_void_p),
    ]


class Input(ctypes.Structure):
    """stockpot_input."""

    _fields_ = [
        ("name", ctypes.c_char_p),
        ("tensor_count", ctypes.c_size_t),
        ("tensors", ctypes.POINTER(Tensor)),
    ]


class MergeRequest(ctypes.Structure):
    """stockpot_merge_request."""

    _fields_ = [
        ("struct_size", ctypes.c_size_t),
        ("recipe", ctypes.c_char_p),
        ("input_count", ctypes.c_size_t),
        ("inputs", ctypes.POINTER(Input)),
        ("output_count", ctypes.c_size_t),
        ("outputs", ctypes.POINTER(Tensor)),
        ("threads", ctypes.c_int32),
        ("reserved", ctypes.c_int32),
        ("memory_limit", ctypes.c_size_t),
        ("cancelled", ctypes.POINTER(ctypes.c_int32)),
    ]


class FilesRequest(ctypes.Structure):
    """stockpot_files_request."""

    _fields_ = [
        ("struct_size", ctypes.c_size_t),
        ("recipe", ctypes.c_char_p),
        ("output", ctypes.c_char_p),
        ("threads", ctypes.c_int32),
        ("flags", ctypes.c_int32),
        ("memory_limit", ctypes.c_size_t),
        ("max_shard_size", ctypes.c_size_t),
        ("cancelled", ctypes.POINTER(ctypes.c_int32)),
    ]


def _path() -> str:
    """The library of the wheel, or the one that STOCKPOT_LIBRARY names."""
    return os.environ.get("STOCKPOT_LIBRARY") or str(Path(__file__).with_name("libstockpot.so"))


def _load() -> ctypes.CDLL:
    path = _path()
    try:
        library = ctypes.CDLL(path)
    except OSError as error:
        raise ImportError(
            f"{path} cannot be loaded ({error}); install the package again, or name a library that "
            "`make library` has built in STOCKPOT_LIBRARY"
        ) from None
    pointer, result = ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p)
    signatures = {
        "stockpot_abi_version": (ctypes.c_int32, []),
        "stockpot_version": (ctypes.c_char_p, []),
        "stockpot_merge": (ctypes.c_int32, [ctypes.POINTER(MergeRequest), result]),
        "stockpot_angles": (ctypes.c_int32, [ctypes.POINTER(MergeRequest), result]),
        "stockpot_merge_files": (ctypes.c_int32, [ctypes.POINTER(FilesRequest), result]),
        "stockpot_angles_files": (ctypes.c_int32, [ctypes.POINTER(FilesRequest), result]),
        "stockpot_verify_files": (ctypes.c_int32, [ctypes.POINTER(FilesRequest), result]),
        "stockpot_methods": (ctypes.c_int32, [result]),
        "stockpot_result_json": (ctypes.c_char_p, [pointer]),
        "stockpot_result_tensor_count": (ctypes.c_size_t, [pointer]),
        "stockpot_result_tensors": (ctypes.POINTER(Tensor), [pointer]),
        "stockpot_result_free": (None, [pointer]),
    }
    for name, (returned, arguments) in signatures.items():
        function = getattr(library, name)
        function.restype, function.argtypes = returned, arguments
    found = library.stockpot_abi_version()
    if found != ABI_VERSION:
        raise ImportError(f"{path} has the interface {found}, and this package needs {ABI_VERSION}")
    return library


_LIBRARY = _load()


def version() -> str:
    """The library's version."""
    return _LIBRARY.stockpot_version().decode()


class Result:
    """A stockpot_result, freed with the last reference to it."""

    def __init__(self) -> None:
        self._pointer = ctypes.c_void_p()
        self._free = _LIBRARY.stockpot_result_free

    def __del__(self) -> None:
        self._free(self._pointer)

    def json(self) -> Any:
        """The report, or the error."""
        return json.loads(_LIBRARY.stockpot_result_json(self._pointer))

    def tensors(self) -> list:
        """The tensors of a merge in memory; they live as long as this object."""
        count = _LIBRARY.stockpot_result_tensor_count(self._pointer)
        return _LIBRARY.stockpot_result_tensors(self._pointer)[:count] if count else []


def call(
    name: str, request: Optional[ctypes.Structure] = None, accepted: Tuple[int, ...] = (0,)
) -> Result:
    """Calls a function of the library; an interrupt ends it.

    Args:
        name: The function.
        request: What it is asked to do.
        accepted: The statuses with which its result is one.

    Raises:
        StockpotError: What the library says is wrong.
    """
    function, result = getattr(_LIBRARY, name), Result()
    pointer = ctypes.byref(result._pointer)
    if request is None:
        status = function(pointer)
    else:
        cancelled = ctypes.c_int32(0)
        request.struct_size = ctypes.sizeof(request)
        request.cancelled = ctypes.pointer(cancelled)
        status = _interruptibly(lambda: function(ctypes.byref(request), pointer), cancelled)
    if status not in accepted:
        if not result._pointer:
            raise MemoryError("the system has no memory left for the result")
        error = result.json()["error"]
        raise StockpotError(error["message"], error["status"], error.get("tensor"))
    return result


def _interruptibly(work: Callable[[], int], cancelled: ctypes.c_int32) -> int:
    """Does work on a helper thread, so that the main thread hears signals meanwhile.

    Python handles signals on its main thread alone, and not before a call into a library returns.
    """
    if threading.current_thread() is not threading.main_thread():
        return work()
    done = _thread.allocate_lock()
    done.acquire()
    outcome: list = []

    def run() -> None:
        try:
            outcome.append(work())
        except BaseException as error:
            outcome.append(error)
        finally:
            done.release()

    _thread.start_new_thread(run, ())
    try:
        done.acquire()
    except BaseException:
        cancelled.value = 1
        # The library still uses the request's memory: nothing may end the wait for it.
        while not outcome:
            try:
                done.acquire(timeout=0.01)
            except BaseException:
                continue
        raise
    if isinstance(outcome[0], BaseException):
        raise outcome[0]
    return outcome[0]
