#!/usr/bin/env python3
"""Writes the small PyTorch files of the tests, and what PyTorch reads from each.

    python make_fixtures.py        needs torch, numpy and safetensors; made with torch 2.15

Every NAME.pt has a NAME.safetensors beside it with the tensors that PyTorch loads from it, as
contiguous little-endian elements: the expected values, by a reader that is not ours.
"""

import io
import zipfile
from collections import OrderedDict
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

FOLDER = Path(__file__).resolve().parent
torch.manual_seed(1)


def expect(name, tensors):
    contiguous = {key: value.detach().contiguous().clone() for key, value in tensors.items()}
    save_file(contiguous, FOLDER / f"{name}.safetensors")


def write(name, content, tensors=None, **options):
    """Saves an object, loads it again, and stores the tensors that came back."""
    path = FOLDER / f"{name}.pt"
    torch.save(content, path, **options)
    loaded = torch.load(path, weights_only=True)
    expect(name, tensors(loaded) if tensors else loaded)


def rewrite(name, source, change):
    """Stores the entries of a zip again, plainly, as other tools would write them."""
    with zipfile.ZipFile(FOLDER / f"{source}.pt") as old:
        entries = [(entry.filename, old.read(entry)) for entry in old.infolist()]
    with zipfile.ZipFile(FOLDER / f"{name}.pt", "w", zipfile.ZIP_STORED) as new:
        for entry, data in change(entries):
            new.writestr(zipfile.ZipInfo(entry, (2020, 1, 1, 0, 0, 0)), data)
    expect(name, torch.load(FOLDER / f"{name}.pt", weights_only=True))


def plain():
    write("plain", OrderedDict(a=torch.randn(3, 4), b=torch.randn(5)))


def numbers():
    bits = torch.arange(12, dtype=torch.int32).reshape(3, 4)
    floating = {str(t)[6:]: torch.randn(2, 3).to(t) for t in
                (torch.float16, torch.bfloat16, torch.float32, torch.float64)}
    integers = {str(t)[6:]: (bits * 7 - 40).to(t) for t in
                (torch.int8, torch.int16, torch.int32, torch.int64, torch.uint8)}
    others = {
        "bool": bits % 3 == 0,
        "complex64": torch.randn(3, dtype=torch.complex64),
        "uint16": torch.tensor([0, 65535, 7], dtype=torch.uint16),
        "uint64": torch.tensor([2**63, 1], dtype=torch.uint64),
        "float8": torch.randn(5).to(torch.float8_e4m3fn),
        "uint16_view": torch.tensor([0, 65535, 7], dtype=torch.uint16)[1:],
    }
    write("numbers", {**floating, **integers, **others})


def shapes():
    write("shapes", {
        "scalar": torch.tensor(2.5),
        "empty": torch.zeros(0),
        "empty_row": torch.zeros(3, 0, 2),
        "one": torch.ones(1, 1, 1),
        "five": torch.randn(2, 1, 3, 1, 2),
    })


def views():
    storage = torch.randn(24)
    matrix = torch.randn(5, 7)
    write("views", {
        "whole": storage,
        "slice": storage[5:11],
        "every_third": storage[1::3],
        "transposed": matrix.t(),
        "block": matrix[1:4, 2:6],
        "columns": matrix[:, ::2],
        "expanded": matrix[2:3].expand(3, 7),
        "diagonal": matrix.diagonal(),
        "permuted": torch.randn(2, 3, 4).permute(2, 0, 1),
        "half": torch.randn(4, 6).half().t(),
        "channels_last": torch.randn(2, 3, 4, 5).to(memory_format=torch.channels_last),
    })


def tied():
    weight = torch.randn(4, 3)
    write("tied", OrderedDict(encoder=weight, decoder=weight, rows=weight[1:]))


def parameters():
    parameter = torch.nn.Parameter(torch.randn(3))
    parameter.note = "kept beside the parameter"
    tensor = torch.randn(2)
    tensor.note = "kept beside the tensor"
    write("parameters", {
        "parameter": torch.nn.Parameter(torch.randn(2, 2)),
        "with_state": parameter,
        "tensor_with_state": tensor,
        "requires_grad": torch.randn(2, requires_grad=True),
    })


def module():
    write("module", torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2)).state_dict())


def protocols():
    """Pickle protocols 4 and 5, zipped and legacy; PyTorch's own restricted reader has only 2."""
    for name, number, zipped in (
        ("protocol4", 4, True), ("protocol5", 5, True), ("protocol4-legacy", 4, False),
    ):
        state = torch.nn.Linear(3, 2).state_dict()
        state["key" * 100] = torch.randn(300)
        content = {"state_dict": state, "set": {"a", "b"}, "frozen": frozenset({1}),
                   "bytes": b"abc" * 100, "epoch": 3}
        path = FOLDER / f"{name}.pt"
        torch.save(content, path, pickle_protocol=number, _use_new_zipfile_serialization=zipped)
        expect(name, torch.load(path, weights_only=False)["state_dict"])


def training():
    model = torch.nn.Linear(3, 2)
    optimizer = torch.optim.AdamW(model.parameters())
    model(torch.randn(4, 3)).sum().backward()
    optimizer.step()
    content = {
        "epoch": 3,
        "name": "run",
        "state_dict": {f"module.{key}": value for key, value in model.state_dict().items()},
        "optimizer": optimizer.state_dict(),
        "scheduler": {"milestones": [1, 2], "factor": 0.1, "seen": {4, 5}, "big": 2**70},
        "device": torch.device("cpu"),
        "dtype": torch.float32,
        "size": torch.Size([1, 2]),
    }
    write("training", content, lambda loaded: {
        key.removeprefix("module."): value for key, value in loaded["state_dict"].items()
    })


class Block(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = torch.nn.LayerNorm(4)
        self.stack = torch.nn.Sequential(torch.nn.Linear(4, 4), torch.nn.ReLU())
        self.sizes = [1, 2, 3]
        self.scales = [0.5, 0.25]
        self.names = {"a": 1}
        self.register_buffer("count", torch.tensor(7))

    def forward(self, x):
        return self.stack(self.norm(x)) * self.scales[0] + self.sizes[0] + self.names["a"]


class Small(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.block = Block()
        self.narrow = torch.nn.Parameter(torch.randn(3, 2).half())
        self.tied = self.block.stack[0].weight
        for name, value in (("input_resolution", 224), ("context_length", 77), ("vocab_size", 9)):
            self.register_buffer(name, torch.tensor(value))

    def forward(self, x):
        return self.block(x) @ self.tied


def script():
    torch.jit.save(torch.jit.script(Small()), FOLDER / "script.pt")
    state = dict(torch.jit.load(FOLDER / "script.pt").state_dict())
    for name in ("input_resolution", "context_length", "vocab_size"):
        del state[name]
    expect("script", state)


def legacy():
    storage = torch.randn(12)
    write("legacy", OrderedDict(
        matrix=torch.randn(3, 4),
        slice=storage[2:5],
        transposed=storage.reshape(3, 4).t(),
        long=torch.arange(4),
        half=torch.randn(3).half(),
        parameter=torch.nn.Parameter(torch.randn(2)),
        empty=torch.zeros(0),
    ), _use_new_zipfile_serialization=False)


def swapped(data, width):
    return np.frombuffer(data, np.uint8).reshape(-1, width)[:, ::-1].tobytes() if data else data


def big():
    content = OrderedDict(
        single=torch.randn(3, 5), transposed=torch.randn(4, 3).t(), slice=torch.randn(9)[2:7],
    )
    torch.save(content, FOLDER / "big.pt")

    def change(entries):
        for name, data in entries:
            if name.endswith("/byteorder"):
                data = b"big"
            elif "/data/" in name:
                data = swapped(data, 4)
            yield name, data

    rewrite("big", "big", change)


def old():
    def change(entries):
        late = ("byteorder", ".format_version", ".storage_alignment", "serialization_id")
        version = [entry for entry in entries if entry[0].endswith("/version")]
        others = [entry for entry in entries if entry not in version]
        return version + [entry for entry in others if not entry[0].endswith(late)]

    rewrite("old", "plain", change)


for make in (plain, numbers, shapes, views, tied, parameters, module, protocols, training, script,
             legacy, big, old):
    make()
