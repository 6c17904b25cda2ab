#!/usr/bin/env python3
"""Trains the example's checkpoints: a robust base and six copies fine-tuned from it.

    pip install torch numpy safetensors
    python Examples/shapes/train.py             trains everything; writes base/ and model_0/ ...
    python Examples/shapes/train.py --evaluate  accuracies of the checkpoints here, in PyTorch

`stockpot draw` draws all images; README.md beside this file says how the settings were chosen.
Everything depends on fixed seeds. PyTorch repeats its own results on one machine with one version
and number of threads; elsewhere the last digits differ, and with them single images.
"""

import argparse
import json
import math
import subprocess
import tempfile
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import nn

HERE = Path(__file__).resolve().parent
STOCKPOT = HERE.parents[1] / ".build/release/stockpot"

CLASSES = "disc ring halfDisc crescent triangle square pentagon cross star arrow".split()
MEAN = torch.tensor([0.48145466, 0.4578275, 0.40821073]).view(3, 1, 1)
DEVIATION = torch.tensor([0.26862954, 0.26130258, 0.27577711]).view(3, 1, 1)
SIDE, PATCH, WIDTH, HEADS, LAYERS, OUTPUT = 32, 8, 64, 2, 4, 64
BATCH = 128

# The seeds of the images. The demo evaluates on seed 3, which stands nowhere in this file.
TRAINING_SEED, FINE_TUNING_SEED, VALIDATION_SEED = 1, 4, 2
SHIFTS = ["noise", "blur", "contrast", "dark", "colour"]

BASE = dict(images=12000, epochs=10, rate=2e-3, decay=0.05, smoothing=0.0, seed=0)
# One row per copy: what one would try, and the seed.
COPIES = [
    dict(images=10000, epochs=5, rate=1.2e-3, decay=0.05, smoothing=0.0, seed=1),
    dict(images=10000, epochs=5, rate=1.2e-3, decay=0.05, smoothing=0.0, seed=2),
    dict(images=10000, epochs=5, rate=1.5e-3, decay=0.05, smoothing=0.0, seed=3),
    dict(images=10000, epochs=5, rate=1.2e-3, decay=0.05, smoothing=0.1, seed=4),
    dict(images=10000, epochs=5, rate=1.5e-3, decay=0.2, smoothing=0.0, seed=5),
    dict(images=10000, epochs=5, rate=1e-3, decay=0.05, smoothing=0.0, seed=6),
]


class QuickGELU(nn.Module):
    def forward(self, x):
        return x * torch.sigmoid(1.702 * x)


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.in_proj_weight = nn.Parameter(torch.randn(3 * WIDTH, WIDTH) * WIDTH**-0.5)
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * WIDTH))
        self.out_proj = nn.Linear(WIDTH, WIDTH)

    def forward(self, x):
        packed = F.linear(x, self.in_proj_weight, self.in_proj_bias)
        q, k, v = packed.unflatten(-1, (3, HEADS, WIDTH // HEADS)).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(q, k, v)
        return self.out_proj(mixed.transpose(1, 2).flatten(-2))


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.ln_1, self.ln_2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.attn = Attention()
        self.mlp = nn.Sequential()
        self.mlp.add_module("c_fc", nn.Linear(WIDTH, 4 * WIDTH))
        self.mlp.add_module("gelu", QuickGELU())
        self.mlp.add_module("c_proj", nn.Linear(4 * WIDTH, WIDTH))

    def forward(self, x):
        x = x + self.attn(self.ln_1(x))
        return x + self.mlp(self.ln_2(x))


class Tower(nn.Module):
    def __init__(self):
        super().__init__()
        tokens = (SIDE // PATCH) ** 2 + 1
        self.conv1 = nn.Conv2d(3, WIDTH, PATCH, stride=PATCH, bias=False)
        self.class_embedding = nn.Parameter(torch.randn(WIDTH) * WIDTH**-0.5)
        # Large enough to be heard beside the patches: without it, training begins very slowly.
        self.positional_embedding = nn.Parameter(torch.randn(tokens, WIDTH) * 0.5)
        self.ln_pre, self.ln_post = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.transformer = nn.ModuleDict({"resblocks": nn.ModuleList()})
        self.transformer["resblocks"].extend(Block() for _ in range(LAYERS))
        self.proj = nn.Parameter(torch.randn(WIDTH, OUTPUT) * WIDTH**-0.5)

    def forward(self, x):
        x = self.conv1(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.class_embedding.expand(len(x), 1, -1), x], 1)
        x = self.ln_pre(x + self.positional_embedding)
        for block in self.transformer["resblocks"]:
            x = block(x)
        return self.ln_post(x[:, 0]) @ self.proj


class Classifier(nn.Module):
    """CLIP's image tower and a head on normalised features, under the names of model soups."""

    def __init__(self):
        super().__init__()
        self.model = nn.ModuleDict({"visual": Tower()})
        self.classification_head = nn.Linear(OUTPUT, len(CLASSES))
        # Features have length 1; logits need a scale, which CLIP keeps beside its head.
        with torch.no_grad():
            self.classification_head.weight.mul_(10)

    def forward(self, x):
        return self.classification_head(F.normalize(self.model["visual"](x), dim=-1))


def draw(name, count, seed):
    """Pixels [n, 3, 32, 32] in 0...1 and labels [n] of a set."""
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/{name}.safetensors"
        options = ["--set", name, "--count", str(count), "--seed", str(seed), "--quiet"]
        subprocess.run([STOCKPOT, "draw", "-o", path, *options], check=True)
        tensors = load_file(path)
    return tensors["images"].permute(0, 3, 1, 2).float() / 255, tensors["labels"]


def mirror(x):
    """The batch as it is or upside down, by chance: every shape is symmetric that way."""
    return x.flip(2) if torch.rand(()) < 0.5 else x


def augment(x):
    """Each image under random changes of colour and sharpness, some of them strong."""
    n = len(x)

    def chance(share):
        return (torch.rand(n, 1, 1, 1) < share).float()

    def between(low, high, *shape):
        return low + (high - low) * torch.rand(n, *(shape or (1, 1, 1)))

    x = x + chance(0.5) * (between(0.6, 1, 3, 1, 1) * between(0.1, 1, 3, 1, 1) - 1) * x
    x = x + chance(0.5) * (between(0.15, 1) - 1) * (x - between(0, 1))
    blurred = smooth(x)
    blurred = torch.where(chance(0.5).bool(), blurred, smooth(blurred))
    x = x + chance(0.5) * (blurred - x)
    x = x + chance(0.5) * between(0, 0.3) * torch.randn_like(x)
    return x.clamp(0, 1)


def smooth(x):
    """The mean of each pixel and its eight neighbours."""
    return F.avg_pool2d(F.pad(x, (1, 1, 1, 1), mode="replicate"), 3, 1)


def train(model, data, epochs, rate, decay, smoothing, seed, change):
    torch.manual_seed(seed)
    x, y = data
    steps = epochs * (len(x) // BATCH)
    model.train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=decay)

    def factor(step):
        warm = min(1, (step + 1) / (0.05 * steps))
        return warm * (0.5 + 0.5 * math.cos(math.pi * step / steps))

    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, factor)
    for epoch in range(epochs):
        total = 0.0
        for batch in torch.randperm(len(x)).split(BATCH)[: len(x) // BATCH]:
            images = (change(x[batch]) - MEAN) / DEVIATION
            # Around each step: within one context the cast weights would be kept, and go stale.
            with torch.autocast("cpu", torch.bfloat16):
                logits = model(images)
            loss = F.cross_entropy(logits.float(), y[batch], label_smoothing=smoothing)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item()
        print(f"  epoch {epoch + 1}: loss {total / (len(x) // BATCH):.4f}", flush=True)


@torch.no_grad()
def accuracy(model, data):
    model.eval()
    x, y = data
    logits = torch.cat([model((part - MEAN) / DEVIATION) for part in x.split(250)])
    return (logits.argmax(1) == y).float().mean().item()


def print_accuracies(models, seed, count):
    """One line for each model: clean, the shifts, and their average."""
    sets = {name: draw(name, count, seed) for name in ["clean", *SHIFTS]}
    print(f"{'':10}" + "".join(f"{name:>10}" for name in [*sets, "shifts"]))
    for name, model in models:
        row = [accuracy(model, data) for data in sets.values()]
        row.append(sum(row[1:]) / len(SHIFTS))
        print(f"{name:10}" + "".join(f"{100 * value:10.2f}" for value in row), flush=True)


def configuration():
    """What the tensors do not say, as open_clip's configurations say it."""
    tower = {"image_size": SIDE, "patch_size": PATCH, "width": WIDTH, "layers": LAYERS}
    tower["head_width"] = WIDTH // HEADS
    return {"model_cfg": {"embed_dim": OUTPUT, "quick_gelu": True, "vision_cfg": tower}}


def save(model, name):
    folder = HERE / name
    folder.mkdir(exist_ok=True)
    tensors = {key: value.half().contiguous() for key, value in model.state_dict().items()}
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "model.safetensors").chmod(0o644)
    (folder / "open_clip_config.json").write_text(json.dumps(configuration(), indent=2) + "\n")


def load(path):
    model = Classifier()
    model.load_state_dict({k: v.float() for k, v in load_file(path / "model.safetensors").items()})
    return model


def train_base():
    settings = dict(BASE)
    torch.manual_seed(settings["seed"])
    model = Classifier()
    data = draw("train", settings.pop("images"), TRAINING_SEED)
    train(model, data, **settings, change=lambda x: augment(mirror(x)))
    save(model, "base")


def train_copy(number):
    settings = dict(COPIES[number])
    model = load(HERE / "base")
    data = draw("train", settings.pop("images"), FINE_TUNING_SEED)
    train(model, data, **settings, change=mirror)
    save(model, f"model_{number}")


def main():
    names = ["base", *(f"model_{number}" for number in range(len(COPIES)))]
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="base, model_0 ...; all if none")
    parser.add_argument("--evaluate", action="store_true", help="print accuracies, train nothing")
    parser.add_argument("--seed", type=int, default=VALIDATION_SEED, help="of those images")
    parser.add_argument("--count", type=int, default=2000, help="how many of each set")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    if arguments.evaluate:
        folders = [Path(name) if Path(name).is_dir() else HERE / name for name in arguments.names]
        folders = folders or [HERE / name for name in names]
        models = ((folder.name, load(folder)) for folder in folders)
        print_accuracies(models, arguments.seed, arguments.count)
        return
    for name in arguments.names or names:
        print(name, flush=True)
        if name == "base":
            train_base()
        else:
            train_copy(int(name.removeprefix("model_")))


if __name__ == "__main__":
    main()
