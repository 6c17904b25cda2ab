"""Files with every element type, for the reference implementation of safetensors and for ours.

    every_type.py write FOLDER     writes numpy.safetensors (by the library) and all.safetensors
    every_type.py check A B        compares two files tensor by tensor, read by the library

`all.safetensors` is put together by hand, with an odd header length, so that data are unaligned,
because numpy lacks half of the types; the library must accept it before we are asked to.
"""

import json
import sys

import numpy as np
from safetensors import deserialize
from safetensors.numpy import save_file

BITS = {
    "BOOL": 8, "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6, "U8": 8, "I8": 8, "F8_E5M2": 8, "F8_E4M3": 8,
    "F8_E8M0": 8, "F8_E4M3FNUZ": 8, "F8_E5M2FNUZ": 8, "I16": 16, "U16": 16, "F16": 16, "BF16": 16,
    "I32": 32, "U32": 32, "F32": 32, "C64": 64, "F64": 64, "I64": 64, "U64": 64,
}
NUMPY = "bool uint8 int8 int16 uint16 float16 int32 uint32 float32 float64 int64 uint64".split()


def write_with_numpy(path):
    tensors = {name: np.arange(6).astype(name).reshape(2, 3) for name in NUMPY}
    tensors |= {name + ".scalar": np.ones((), name) for name in NUMPY}
    tensors |= {name + ".empty": np.ones((2, 0, 3), name) for name in NUMPY}
    save_file(tensors, path, metadata={"format": "pt", "note": "naïve \"quotes\""})


def write_by_hand(path):
    header, data = {}, b""
    for dtype, bits in BITS.items():
        shapes = [[2, 4], [0, 4]] + ([[]] if bits % 8 == 0 else [])
        for number, shape in enumerate(shapes):
            size = int(np.prod(shape)) * bits // 8
            end = len(data) + size
            header[f"{dtype}.{number}"] = {
                "dtype": dtype, "shape": shape, "data_offsets": [len(data), end],
            }
            # 0x01 bytes are a finite number in every type, and a proper truth value.
            data += b"\x01" * size
    text = json.dumps(header).encode()
    text += b" " * (1 - len(text) % 2)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text + data)


def read(path):
    with open(path, "rb") as file:
        found = deserialize(file.read())
    return {name: (t["dtype"], list(t["shape"]), bytes(t["data"])) for name, t in found}


def main():
    if sys.argv[1] == "write":
        write_with_numpy(sys.argv[2] + "/numpy.safetensors")
        write_by_hand(sys.argv[2] + "/all.safetensors")
        print(len(read(sys.argv[2] + "/all.safetensors")))
        return
    one, other = read(sys.argv[2]), read(sys.argv[3])
    assert one.keys() == other.keys(), one.keys() ^ other.keys()
    for name in one:
        assert one[name] == other[name], (name, one[name], other[name])
    print(len(one))


main()
