"""Loads a file as PyTorch does, and compares every tensor with those of a safetensors file.

    load_torch.py FILE.pt KEY/KEY|. FILE.safetensors

Prints the number of tensors, or "no torch" where PyTorch is not installed; fails for the first
tensor that differs.
"""

import sys
import zipfile

from safetensors.numpy import load_file

try:
    import torch
except ImportError:
    print("no torch")
    sys.exit()


def main():
    path, keys, expected = sys.argv[1:]
    assert zipfile.ZipFile(path).testzip() is None
    expected = load_file(expected)
    for options in ({}, {"mmap": True}):
        state = torch.load(path, weights_only=True, **options)
        for key in [] if keys == "." else keys.split("/"):
            assert list(state) == [key]
            state = state[key]
        assert state.keys() == expected.keys()
        for name, tensor in state.items():
            other = torch.from_numpy(expected[name])
            assert tensor.dtype == other.dtype and torch.equal(tensor, other), name
    print(len(expected))


main()
