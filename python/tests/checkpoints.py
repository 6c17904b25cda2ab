"""Checkpoints that tests merge: small, reproducible, of every type and in either framework."""

import os
import shutil
import subprocess
from pathlib import Path

import numpy

ROOT = Path(__file__).resolve().parents[2]
SHAPES = {
    "logit_scale": (),
    "text_model.empty.weight": (0, 4),
    "vision_model.embeddings.class_embedding": (48,),
    "vision_model.embeddings.position_embedding.weight": (20, 500),
    "vision_model.encoder.layers.0.layer_norm1.weight": (48,),
    "vision_model.encoder.layers.0.self_attn.q_proj.weight": (48, 48),
    "vision_model.encoder.layers.0.self_attn.k_proj.weight": (48, 48),
    "vision_model.encoder.layers.0.self_attn.v_proj.weight": (48, 48),
    # More than one segment of the engine, so that threads share it.
    "visual_projection.weight": (600, 500),
}
TYPES = ("float16", "bfloat16", "float32", "float64")


def numpy_family(models=2, dtype="float32"):
    """A base and models fine-tuned from it, in a direction that they share in part."""
    random = numpy.random.default_rng(7)
    base = {name: random.standard_normal(shape) for name, shape in SHAPES.items()}
    shared = {name: 0.01 * random.standard_normal(shape) for name, shape in SHAPES.items()}
    family = [base]
    for _ in range(models):
        family.append(
            {
                name: base[name] + shared[name] + 0.009 * random.standard_normal(shape)
                for name, shape in SHAPES.items()
            }
        )
    for one in family:
        for name in one:
            one[name] = numpy.array(one[name], dtype=dtype)
        one["vision_model.embeddings.position_ids"] = numpy.arange(5, dtype="int64")[None]
    return family


def torch_family(models=2, dtype="float32"):
    """The same for PyTorch."""
    import torch

    family = numpy_family(models)
    return [
        {
            name: torch.from_numpy(value).to(getattr(torch, dtype))
            if value.dtype.kind == "f"
            else torch.from_numpy(value)
            for name, value in one.items()
        }
        for one in family
    ]


def program():
    """The program `stockpot`, or None: STOCKPOT_PROGRAM names it."""
    named = os.environ.get("STOCKPOT_PROGRAM")
    built = ROOT / ".build/release/stockpot"
    return named or (str(built) if built.is_file() else shutil.which("stockpot"))


def run_program(*arguments):
    """Runs the program, which must succeed."""
    done = subprocess.run([program(), *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def has(module):
    """Whether a module can be imported."""
    import importlib.util

    return importlib.util.find_spec(module) is not None
