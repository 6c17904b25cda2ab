"""Recomputes Model Stock of two models with numpy and compares every element of a merge.

    check_merge.py BASE MODEL MODEL MERGED

The files are read by the reference implementation of safetensors. Prints the number of elements
compared, or fails with the first tensor that differs.
"""

import json
import sys

import numpy as np
from safetensors import safe_open
from safetensors.numpy import load_file


def ratio(first, second):
    """t = 2c / (1 + c), c the cosine between two flat task vectors."""
    norms = np.sqrt(np.dot(first, first) * np.dot(second, second))
    cosine = np.dot(first, second) / norms if norms else 0.0
    return 2 * cosine / (1 + cosine)


def merged(name, base, first, second):
    if not np.issubdtype(base.dtype, np.floating):
        assert (base == first).all() and (base == second).all(), name
        return base
    wide = [x.astype(np.float64) for x in (base, first, second)]
    average = (wide[1] + wide[2]) / 2
    if base.size <= 1:
        return average.astype(base.dtype)
    t = ratio((wide[1] - wide[0]).ravel(), (wide[2] - wide[0]).ravel())
    return (t * average + (1 - t) * wide[0]).astype(base.dtype)


def main():
    base, first, second, result = (load_file(path) for path in sys.argv[1:])
    assert result.keys() == base.keys(), result.keys() ^ base.keys()
    elements = 0
    for name in base:
        expected = merged(name, base[name], first[name], second[name])
        found = result[name]
        assert found.shape == base[name].shape and found.dtype == base[name].dtype, name
        elements += found.size
        if not np.issubdtype(found.dtype, np.floating):
            assert (found == expected).all(), name
            continue
        error = np.abs(found.astype(np.float64) - expected.astype(np.float64))
        largest = np.max(np.abs([base[name], first[name], second[name]]).astype(np.float64), axis=0)
        holds = (error <= np.spacing(np.abs(expected)).astype(np.float64)) | (error <= 1e-9 * largest)
        assert holds.all(), (name, int(np.argmin(holds)))
    with safe_open(sys.argv[4], "np") as file:
        metadata = file.metadata()
        assert metadata["format"] == "pt" and metadata["stockpot.variant"] == "paper"
        assert json.loads(metadata["stockpot.recipe"])["merge_method"] == "model_stock"
    print(elements)


main()
