"""Runs the built program over hostile inputs of every kind, and checks how it takes them.

    python3 attack.py PROGRAM [--rounds N] [--seed N] [--keep]

Cut and damaged files, huge numbers, deep nesting, hostile names, little memory and few descriptors.
Whatever comes: no signal, an exit status of sysexits, one `error:` line where it is not 0, no control
characters, bounded time and memory. Prints a line and the command for each finding; status 1 then.
"""

import argparse
import json
import os
import random
import resource
import shlex
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

STATUSES = {0, 1, 64, 65, 66, 70, 71, 73, 74}
SECONDS = 30
MEMORY = 1 << 30
EXAMPLE = Path(__file__).resolve().parents[3] / "Examples/shapes"
NUMBERS = ["0", "-1", "1e99", "2147483648", "9223372036854775807", "9223372036854775808", "nan"]
NAMES = ["\x1b[31mred", "bell\a", "two\nerror: lines", "long" * 50, "\u202eleft", "-o", "é", "e\u0301"]


class Attack:
    def __init__(self, program, folder, seed):
        self.program = os.path.abspath(program)
        self.folder = folder
        self.random = random.Random(seed)
        self.runs = 0
        self.findings = []

    def run(self, what, *arguments, limit=None, expect_failure=False):
        """Runs the program once in the folder, and notes what it breaks of the rules."""
        command = [self.program, *map(str, arguments)]
        self.runs += 1
        process = subprocess.Popen(
            command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, preexec_fn=limit, start_new_session=True,
        )
        timer = threading.Timer(SECONDS, lambda: os.killpg(process.pid, signal.SIGKILL))
        timer.start()
        outputs = [b"", b""]

        def drain(number, stream):
            outputs[number] = stream.read()

        readers = [
            threading.Thread(target=drain, args=(number, stream))
            for number, stream in enumerate([process.stdout, process.stderr])
        ]
        for reader in readers:
            reader.start()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        for reader in readers:
            reader.join()
        timer.cancel()
        self.judge(what, command, process.returncode, *outputs, usage, expect_failure)

    def judge(self, what, command, code, output, errors, usage, expect_failure):
        lines = errors.split(b"\n")
        told = sum(line.startswith(b"error:") for line in lines)
        printed = output + errors
        controls = [byte for byte in printed if byte < 32 and byte not in b"\n\t" or byte == 127]
        problem = None
        if b"error while loading shared libraries" in errors:
            return  # The system's loader gave up before the program began.
        if code < 0:
            is_late = code == -signal.SIGKILL
            problem = "took too long" if is_late else f"ended by {signal.Signals(-code).name}"
        elif code not in STATUSES:
            problem = f"status {code}"
        elif code == 70:
            problem = "calls itself a bug"
        elif code not in (0, 1) and told != 1:
            problem = f"status {code} with {told} error lines"
        elif code == 0 and expect_failure:
            problem = "was taken"
        elif controls or "\x9b" in printed.decode(errors="replace"):
            problem = f"printed control characters {sorted(set(controls))}"
        elif usage.ru_maxrss * 1024 > MEMORY:
            problem = f"took {usage.ru_maxrss >> 10} MiB"
        elif max(map(len, lines), default=0) > 4200:  # An argument of 4096, and words about it.
            problem = f"an error of {max(map(len, lines))} bytes"
        if problem:
            first = next((line for line in lines if line), b"")[:160].decode(errors="replace")
            self.findings.append(what)
            print(f"{what}: {problem}\n    {shlex.join(command)}\n    {first!r}", flush=True)

    def path(self, name):
        return Path(self.folder) / name

    def mutants(self, data, count):
        """Cut, flipped, repeated and overwritten copies of some bytes."""
        pick = self.random
        for _ in range(count):
            bytes_ = bytearray(data)
            for _ in range(pick.choice([1, 1, 2, 4])):
                place = pick.randrange(len(bytes_) or 1)
                kind = pick.randrange(5)
                if kind == 0 and bytes_:
                    bytes_[place] ^= 1 << pick.randrange(8)
                elif kind == 1:
                    del bytes_[place:]
                elif kind == 2:
                    bytes_[place:place] = bytes_[place : place + 64]
                elif kind == 3:
                    bytes_[place : place + 8] = b"\xff" * 8
                else:
                    bytes_[place:place] = pick.choice(
                        [b"\0", b"\x1b[2J", b"9223372036854775807", b"[" * 300, b"\n", b"\xc3"]
                    )
            yield bytes(bytes_)


RECIPE = """merge_method: model_stock
base_model: base
models:
  - model: model_0
  - model: model_1
dtype: float32
"""
JOBS = """defaults: {merge_method: model_stock, base_model: base, output: "out/{name}.safetensors"}
jobs:
  - {name: first, models: [{model: model_0}, {model: model_1}]}
sweeps:
  - {vary: {models: {choose: 2, of: [model_0, model_1, model_2]}}}
"""
RESULTS = '{"model_name": "a", "ImageNet": 0.5, "ImageNetV2": 0.4}\n' * 2


def safetensors(tensors, size=None, pad=0):
    header = json.dumps(tensors, ensure_ascii=False).encode()
    return struct.pack("<Q", len(header)) + header + bytes(size or pad)


def pixel_file(images, labels, label=0):
    sizes = [1, 8 * labels[0]]
    for side in images:
        sizes[0] *= side
    tensors = {
        "images": {"dtype": "U8", "shape": images, "data_offsets": [0, sizes[0]]},
        "labels": {"dtype": "I64", "shape": labels, "data_offsets": [sizes[0], sum(sizes)]},
    }
    header = json.dumps(tensors).encode()
    start = struct.pack("<Q", len(header)) + header
    return start, len(start) + sum(sizes), struct.pack("<q", label)


def write_sparse(path, start, length, end):
    with open(path, "wb") as file:
        file.write(start)
        file.truncate(length)
        file.seek(length - len(end))
        file.write(end)


def set_up(attack):
    for name in ["base", *(f"model_{number}" for number in range(3))]:
        shutil.copytree(EXAMPLE / name, attack.path(name))
    subprocess.run(
        [attack.program, "merge", "--base", "base", "-o", "merged", "model_0", "model_1",
         "--report", "report.json", "--quiet"],
        cwd=attack.folder, check=True,
    )  # fmt: skip
    images = Path(__file__).resolve().parents[2] / "ImagesTests/Fixtures"
    folder = attack.path("images")
    folder.mkdir()
    for name in ["rgb.jpg", "progressive.jpg", "rgb.png", "transparent.png"]:
        shutil.copy(images / name, folder)
    attack.path("labels.txt").write_text("rgb.jpg 0\nrgb.png 1\n")


def damaged_files(attack, rounds):
    """Every kind of file that is read, damaged, in the command that reads it."""
    weights = next(attack.path("model_0").glob("*.safetensors")).read_bytes()
    head = weights[: 8 + struct.unpack("<Q", weights[:8])[0] + 64]
    config = next(attack.path("model_0").glob("*.json"))
    report = attack.path("report.json").read_bytes()
    kinds = [
        ("weights", "x.safetensors", head, ["inspect", "x.safetensors"]),
        ("recipe", "x.yaml", RECIPE.encode(), ["merge", "x.yaml", "-o", "o", "--dry-run"]),
        ("jobs", "x.yaml", JOBS.encode(), ["batch", "x.yaml", "--dry-run"]),
        ("results", "x.jsonl", RESULTS.encode(), ["plot", "x.jsonl", "-o", "p.svg", "--force"]),
        ("report", "x.json", report, ["report", "x.json", "-o", "r.html", "--force"]),
        ("labels", "x.txt", attack.path("labels.txt").read_bytes(),
         ["evaluate", "model_0", "--data", "d=images", "--labels", "d=x.txt"]),
        ("configuration", f"model_0/{config.name}", config.read_bytes(),
         ["evaluate", "model_0", "--data", "d=images", "--labels", "d=labels.txt"]),
    ]  # fmt: skip
    for name in ["rgb.jpg", "progressive.jpg", "rgb.png", "transparent.png"]:
        attack.path(name + ".txt").write_text(f"{name} 0\n")
        kinds.append((name, f"images/{name}", attack.path(f"images/{name}").read_bytes(),
            ["evaluate", "model_0", "--data", "d=images", "--labels", f"d={name}.txt"]))  # fmt: skip
    for kind, file, data, command in kinds:
        for mutant in attack.mutants(data, rounds):
            attack.path(file).write_bytes(mutant)
            before = len(attack.findings)
            attack.run(f"damaged {kind}", *command)
            if len(attack.findings) > before:
                kept = f"finding-{len(attack.findings)}-{Path(file).name}"
                attack.path(kept).write_bytes(mutant)
        attack.path(file).write_bytes(data)


def deep_files(attack):
    """Nesting, and names and lists that are long."""
    for depth in [200, 5_000, 200_000]:
        opened = {"brackets": "[" * depth, "braces": '{"a":' * depth, "closed": "[" * depth + "]" * depth}
        for kind, text in opened.items():
            what = f"{depth} nested {kind}"
            attack.path("x.yaml").write_text("models: " + text)
            attack.run(what + ", recipe", "merge", "x.yaml", "-o", "o", "--dry-run", expect_failure=True)
            attack.run(what + ", jobs", "batch", "x.yaml", "--dry-run", expect_failure=True)
            attack.path("x.json").write_text(text)
            attack.run(what + ", report", "report", "x.json", "-o", "r.html", expect_failure=True)
            attack.path("x.jsonl").write_text(text)
            attack.run(what + ", results", "plot", "x.jsonl", "-o", "p2.svg", expect_failure=True)
            attack.path("x.safetensors").write_bytes(struct.pack("<Q", len(text)) + text.encode())
            attack.run(what + ", weights", "inspect", "x.safetensors", expect_failure=True)
            folder = attack.path("deep")
            folder.mkdir(exist_ok=True)
            (folder / "config.json").write_text(text)
            shutil.copy(next(attack.path("model_0").glob("*.safetensors")), folder)
            attack.run(what + ", configuration", "evaluate", "deep", "--data", "d=images",
                "--labels", "d=labels.txt")  # fmt: skip
        for pattern in ["(" * depth, "(" * depth + "a" + ")" * depth, "(.+)+x$", "a{1000}{1000}"]:
            if len(pattern) < 100_000:
                attack.run(f"a pattern of {len(pattern)} bytes", "merge", "--base", "base", "-o", "o",
                    "model_0", "model_1", "--dry-run", f"--ignore={pattern}")  # fmt: skip
    attack.path("x.yaml").write_text("".join(f"k{number}: 1\n" for number in range(65_000)))
    attack.run("65,000 keys", "merge", "x.yaml", "-o", "o", "--dry-run", expect_failure=True)
    attack.path("x.yaml").write_text("a: &a [x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(24)))
    attack.run("aliases of aliases", "merge", "x.yaml", "-o", "o", "--dry-run", expect_failure=True)


def huge_numbers(attack):
    """Numbers in options, labels and shapes."""
    merge = ["merge", "--base", "base", "-o", "o", "model_0", "model_1", "--dry-run"]
    evaluate = ["evaluate", "model_0", "--data", "d=images", "--labels", "d=labels.txt"]
    options = [
        (merge, ["--threads", "--memory", "--max-shard-size", "--dtype", "--set=k", "--variant"]),
        (evaluate, ["--threads", "--batch", "--limit"]),
        (["batch", "jobs.yaml", "--dry-run"], ["--jobs", "--threads", "--memory"]),
    ]
    attack.path("jobs.yaml").write_text(JOBS)
    for command, names in options:
        for name in names:
            for number in NUMBERS:
                attack.run(f"{name} {number}", *command, f"{name}={number}")
    for number in [*NUMBERS, "2147483647"]:
        attack.path("x.txt").write_text(f"rgb.jpg {number}\n")
        attack.run(f"label {number}", "evaluate", "model_0", "--data", "d=images", "--labels", "d=x.txt")
    for images, count, label in [
        ([1, 200_000, 200_000, 3], 1, 0), ([100_000_000_000, 1, 1, 3], 100_000_000_000, 0),
        ([1, 1, 1, 3], 1, (1 << 63) - 1), ([1, 1, 1, 3], 1, -1), ([1 << 22, 1, 1, 3], 1 << 22, 1 << 31),
    ]:  # fmt: skip
        write_sparse(attack.path("x.safetensors"), *pixel_file(images, [count], label))
        attack.run(f"pixels {images}, label {label}", "evaluate", "model_0", "--data", "d=x.safetensors",
            expect_failure=True)  # fmt: skip
        attack.run(f"pixels {images}, label {label}, two", "evaluate", "model_0", "--data",
            "d=x.safetensors", "--limit", "2")  # fmt: skip
    attack.path("x.safetensors").unlink()
    for shape in [[1 << 62, 4], [1 << 63], [-1], [1 << 40, 1 << 40], [0, 1 << 62]]:
        tensors = {"a": {"dtype": "F32", "shape": shape, "data_offsets": [0, 0]}}
        attack.path("x.safetensors").write_bytes(safetensors(tensors))
        attack.run(f"shape {shape}", "inspect", "x.safetensors")


def hostile_names(attack):
    """Names of files, tensors, models, classes, data sets and methods."""
    for name in NAMES:
        what = f"name {name[:12]!r}"
        dashed = "./" + name
        attack.run(what + ", missing", "inspect", dashed, expect_failure=True)
        attack.run(what + ", method", "merge", "--base", "base", "-o", "o", "model_0", "--method=" + name)
        attack.run(what + ", set", "merge", "--base", "base", "-o", "o", "model_0", "model_1", f"--set={name}=1")
        attack.run(what + ", command", name, expect_failure=name != "-o")
        attack.run(what + ", data", "evaluate", "model_0", "--data", f"{name}={dashed}", expect_failure=True)
        tensors = {name: {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}
        attack.path("x.safetensors").write_bytes(safetensors(tensors, 4))
        attack.run(what + ", tensor", "inspect", "x.safetensors")
        attack.run(what + ", tensor merged", "merge", "--base", "x.safetensors", "-o", "o", "model_0", "model_1")
        attack.path("x.safetensors").write_bytes(safetensors({"__metadata__": {name: name}, **tensors}, 3))
        attack.run(what + ", cut", "inspect", "x.safetensors", expect_failure=True)
        for key in ["merge_method", "base_model", "name", name.replace("\n", " ")]:
            attack.path("x.yaml").write_text(RECIPE + f"{json.dumps(key)}: {json.dumps(name)}\n")
            attack.run(what + ", recipe", "merge", "x.yaml", "-o", "o", "--dry-run")
        attack.path("x.jsonl").write_text(json.dumps({"model_name": name, "ImageNet": 5}) + "\n")
        attack.run(what + ", results", "plot", "x.jsonl", "-o", "p3.svg")
        attack.path("x.txt").write_text(f"{name} 0\n{name} 0\n")
        attack.run(what + ", label", "evaluate", "model_0", "--data", "d=images", "--labels", "d=x.txt")
        folder = attack.path("classes") / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / (name + ".png")).write_bytes(b"no image")
        attack.run(what + ", class", "evaluate", "model_0", "--data", "d=classes", expect_failure=True)
        shutil.rmtree(attack.path("classes"))
    folder = os.fsencode(attack.path("classes")) + b"/\xff\xfe\x1b"
    os.makedirs(folder)
    with open(folder + b"/\xff.png", "wb") as file:
        file.write(b"no image")
    attack.run("a name that is no UTF-8", "evaluate", "model_0", "--data", "d=classes", expect_failure=True)
    long = {"x" * 5_000_000: {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}
    attack.path("x.safetensors").write_bytes(safetensors(long, 3))
    attack.run("a name of 5 MB", "inspect", "x.safetensors", expect_failure=True)


def little_room(attack):
    """Little address space, few descriptors, small files."""
    merge = ["merge", "--base", "base", "model_0", "model_1", "--threads", "4", "--force", "-o"]
    evaluate = ["evaluate", "model_0", "--data", "d=images", "--labels", "d=labels.txt"]
    kinds = [
        (resource.RLIMIT_AS, [40_000, 150_000, 300_000, 600_000], 1024),
        (resource.RLIMIT_NOFILE, [3, 4, 5, 6, 8, 12, 20], 1),
        (resource.RLIMIT_FSIZE, [0, 1, 64], 1024),
        (resource.RLIMIT_STACK, [256, 1024], 1024),
    ]
    for kind, values, unit in kinds:
        for value in values:
            def limit(kind=kind, size=value * unit):
                if kind == resource.RLIMIT_FSIZE:
                    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(kind, (size, size))

            what = f"limit {kind} of {value}"
            attack.run(what + ", merge", *merge, "limited.safetensors", limit=limit)
            attack.run(what + ", folder", *merge, "limited", limit=limit)
            attack.run(what + ", evaluate", *evaluate, limit=limit)
            attack.run(what + ", inspect", "inspect", "model_0", limit=limit)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="stockpot-attack-")
    attack = Attack(options.program, folder, options.seed)
    try:
        set_up(attack)
        huge_numbers(attack)
        deep_files(attack)
        hostile_names(attack)
        little_room(attack)
        damaged_files(attack, options.rounds)
    finally:
        if options.keep:
            print("kept", folder)
        else:
            shutil.rmtree(folder)
    print(f"{attack.runs} runs, {len(attack.findings)} findings")
    sys.exit(1 if attack.findings else 0)


main()
