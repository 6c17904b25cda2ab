"""Writes the images of these tests, and what Pillow makes of them.

    python make_fixtures.py        needs Pillow, numpy, safetensors, libturbojpeg for YCCK, and cjpeg
                                   of libjpeg-turbo for sampling factors

Beside each image NAME stand in expected.safetensors:
    NAME.rgb            u8 [height, width, 3]: decoded and converted
    NAME.torchvision    u8 [16, 16, 3]: shorter side to 16 (bicubic), centre crop, RGB last
    NAME.huggingface    u8 [16, 16, 3]: RGB first, crop offset rounded down
Palettes, 1-bit images, alpha and 16-bit grey are converted first in both: the rule of these tests.
"""

import ctypes
import ctypes.util
import io
import struct
import subprocess
import zlib
from pathlib import Path

import numpy as np
from PIL import Image
from safetensors.numpy import save_file

FOLDER = Path(__file__).parent
SIDE = 16


def picture(width, height, channels, seed):
    """Smooth waves with some noise: both compressible and sensitive to misplaced pixels."""
    random = np.random.default_rng(seed)
    y, x, c = np.mgrid[0:height, 0:width, 0:channels]
    waves = 128 + 90 * np.sin(x / (3.0 + c) + seed) * np.cos(y / (4.0 + c))
    noisy = waves + random.normal(0, 20, (height, width, channels))
    pixels = np.clip(noisy, 0, 255).astype(np.uint8)
    return pixels[..., 0] if channels == 1 else pixels


def png(samples, depth, colour):
    """A PNG file of samples that are too wide for Pillow to write."""
    height, width = samples.shape[:2]
    big = samples.astype(">u2" if depth == 16 else ">u1")
    rows = b"".join(b"\0" + row.tobytes() for row in big)

    def chunk(name, data):
        crc = zlib.crc32(name + data)
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", crc)

    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    parts = [chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(rows, 9)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def ycck(inks):
    """A JPEG file whose inks are stored as YCCK, which Pillow reads but does not write."""
    turbo = ctypes.CDLL(ctypes.util.find_library("turbojpeg") or "libturbojpeg.so.0")
    turbo.tjInitCompress.restype = ctypes.c_void_p
    turbo.tjAlloc.restype = ctypes.c_void_p
    handle = ctypes.c_void_p(turbo.tjInitCompress())
    source = np.ascontiguousarray(255 - inks)
    out, size = ctypes.c_void_p(), ctypes.c_ulong()
    status = turbo.tjCompress2(
        handle, source.ctypes.data_as(ctypes.c_void_p), source.shape[1], 0, source.shape[0],
        11, ctypes.byref(out), ctypes.byref(size), 0, 90, 0,
    )
    assert status == 0
    return ctypes.string_at(out, size.value)


def sampled(image, factors):
    """A JPEG file whose colours are sampled in a way that Pillow reads but does not write."""
    portable = io.BytesIO()
    image.save(portable, "PPM")
    command = ["cjpeg", "-quality", "85", "-sample", factors]
    return subprocess.run(command, input=portable.getvalue(), stdout=subprocess.PIPE, check=True).stdout


def write_images():
    def save(name, image, **options):
        image.save(FOLDER / name, **options)

    rgb = Image.fromarray(picture(27, 19, 3, 1))
    save("rgb.jpg", rgb, quality=85)
    save("full.jpg", rgb, quality=95, subsampling=0)
    save("half.jpg", rgb, quality=70, subsampling=1)
    save("progressive.jpg", rgb, quality=80, progressive=True)
    exif = Image.Exif()
    exif[0x0112] = 6
    save("rotated.jpg", rgb, quality=80, exif=exif)
    grey = Image.fromarray(picture(18, 25, 1, 2))
    save("grey.jpg", grey, quality=85)
    inks = picture(25, 19, 4, 3)
    save("cmyk.jpg", Image.fromarray(inks, mode="CMYK"), quality=90)
    (FOLDER / "ycck.jpg").write_bytes(ycck(inks))
    for name, factors in [("tall", "1x4"), ("long", "4x1"), ("mixed", "2x2,1x2,2x1")]:
        (FOLDER / f"{name}.jpg").write_bytes(sampled(rgb, factors))
    save("one.jpg", Image.fromarray(picture(1, 1, 3, 4)))

    save("rgb.png", rgb)
    save("exact.png", Image.fromarray(picture(16, 16, 3, 5)))
    save("small.png", Image.fromarray(picture(7, 5, 3, 6)))
    save("wide.png", Image.fromarray(picture(46, 7, 3, 7)))
    save("grey.png", grey)
    save("bilevel.png", grey.convert("1"))
    save("palette.png", rgb.quantize(30))
    save("transparent.png", rgb.quantize(20), transparency=3)
    save("greyalpha.png", Image.fromarray(picture(17, 22, 2, 8), mode="LA"))
    save("rgba.png", Image.fromarray(picture(22, 17, 4, 9), mode="RGBA"))
    for name, depth, colour, channels in [
        ("grey16", 16, 0, 1), ("rgb16", 16, 2, 3), ("rgba16", 16, 6, 4),
    ]:
        low = picture(21, 18, channels, 10 + colour).astype(np.uint16)
        high = picture(21, 18, channels, 20 + colour).astype(np.uint16)
        # Grey stays around 255, where Pillow clips.
        samples = low + high if colour == 0 else high * 256 + low
        (FOLDER / f"{name}.png").write_bytes(png(samples, depth, colour))
    quarter = picture(20, 25, 1, 30) >> 6
    packed = np.packbits(
        np.stack([quarter >> 1 & 1, quarter & 1], axis=-1).reshape(25, 40), axis=1
    )
    header = bytearray(png(packed, 8, 0))
    header[16:25] = struct.pack(">IIB", 20, 25, 2)
    header[29:33] = struct.pack(">I", zlib.crc32(bytes(header[12:29])))
    (FOLDER / "grey2.png").write_bytes(bytes(header))


def square(image, offset):
    width, height = image.size
    short, long = min(width, height), max(width, height)
    other = int(SIDE * long / short)
    size = (SIDE, other) if width <= height else (other, SIDE)
    resized = image.resize(size, Image.Resampling.BICUBIC)
    left, top = offset(size[0] - SIDE), offset(size[1] - SIDE)
    return resized.crop((left, top, left + SIDE, top + SIDE))


def main():
    write_images()
    expected = {}
    for path in sorted([*FOLDER.glob("*.jpg"), *FOLDER.glob("*.png")]):
        image = Image.open(path)
        image.load()
        rgb = image.convert("RGB")
        own = image if image.mode in ("L", "RGB", "CMYK") else rgb
        expected[path.name + ".rgb"] = np.array(rgb)
        by_torchvision = square(own, lambda surplus: int(round(surplus / 2))).convert("RGB")
        expected[path.name + ".torchvision"] = np.array(by_torchvision)
        expected[path.name + ".huggingface"] = np.array(square(rgb, lambda surplus: surplus // 2))
    save_file(expected, FOLDER / "expected.safetensors")


if __name__ == "__main__":
    main()
