#!/usr/bin/env python3
"""Merging while models train, compared with merging afterwards: two copies of the example's base.

    make build wheel && pip install torch numpy safetensors .build/wheels/stockpot-*.whl
    python Examples/shapes/train_periodic.py                 one pair of copies, some minutes on two cores
    python Examples/shapes/train_periodic.py --pairs 1 2 3   three pairs, each with seeds of its own
    python Examples/shapes/train_periodic.py --all           also every quarter epoch, and optimisers reset

Prints accuracies on clean and shifted images, and the median ratio t of each merge. The images are those
of train.py; README.md next to this file says what came out.
"""

import argparse
import math
import statistics
import warnings
from concurrent.futures import ThreadPoolExecutor

import torch
import torch.nn.functional as F

import train as example
from stockpot import merge_state_dicts
from stockpot.training import PeriodicStock

EPOCHS, STEPS = 5, 40
RATE, DECAY = 1.2e-3, 0.05
TEST_SEED = 3
# Name, method, steps between two merges, and whether the optimisers are reset.
PERIODIC = [
    ("Model Stock every epoch", "model_stock", STEPS, False),
    ("average every epoch", "average", STEPS, False),
]
MORE = [
    ("Model Stock every quarter epoch", "model_stock", STEPS // 4, False),
    ("Model Stock every epoch, reset", "model_stock", STEPS, True),
]


class Training:
    """A copy of the base in training: its seed alone decides the order of images and what is mirrored."""

    def __init__(self, data, seed):
        self.model = example.load(example.HERE / "base").train()
        self.data, self.seed = data, seed
        self.optimizer = torch.optim.AdamW(self.model.parameters(), lr=RATE, weight_decay=DECAY)
        self.schedule = torch.optim.lr_scheduler.LambdaLR(self.optimizer, self.factor)

    @staticmethod
    def factor(step):
        warm = min(1, (step + 1) / (0.05 * EPOCHS * STEPS))
        return warm * (0.5 + 0.5 * math.cos(math.pi * step / (EPOCHS * STEPS)))

    def step(self, number):
        """Does a step, which depends on the seed and the number only."""
        images, labels = self.data
        epoch, place = divmod(number, STEPS)
        order = torch.randperm(len(images), generator=torch.Generator().manual_seed(1000 * self.seed + epoch))
        batch = order[place * example.BATCH : (place + 1) * example.BATCH]
        chance = torch.rand((), generator=torch.Generator().manual_seed(1000 * self.seed + number))
        pixels = images[batch].flip(2) if chance < 0.5 else images[batch]
        pixels = (pixels - example.MEAN) / example.DEVIATION
        with torch.autocast("cpu", torch.bfloat16):
            logits = self.model(pixels)
        self.optimizer.zero_grad()
        F.cross_entropy(logits.float(), labels[batch]).backward()
        self.optimizer.step()
        self.schedule.step()


def train_pair(data, seeds, base, periodic=None):
    """Two trained models, and the medians of t of their merges."""
    pair = [Training(data, seed) for seed in seeds]
    stock = None
    if periodic:
        _, method, every, resets = periodic
        stock = PeriodicStock(
            [one.model for one in pair], base, every, method,
            optimizers=[one.optimizer for one in pair] if resets else (),
        )  # fmt: skip
    with ThreadPoolExecutor(len(pair)) as threads:
        for number in range(EPOCHS * STEPS):
            list(threads.map(lambda one: one.step(number), pair))
            if stock is not None:
                stock.step()
    reports = stock.reports if stock is not None else []
    return [one.model for one in pair], [median(report) for report in reports]


def median(report):
    """The median ratio t of the layers of a merge; None where the method has none."""
    ratios = [layer["t"] for layer in report["layers"] if layer.get("t") is not None]
    return statistics.median(ratios) if ratios else None


def merged(models, base, method):
    """A model with the merged weights, and the median of t."""
    found = merge_state_dicts(models, base if method == "model_stock" else None, method)
    model = example.Classifier()
    model.load_state_dict(found)
    return model, median(found.report)


class Table:
    """Accuracies of every row, as means over pairs."""

    def __init__(self, count):
        self.sets = {name: example.draw(name, count, TEST_SEED) for name in ["clean", *example.SHIFTS]}
        self.rows = {}

    def add(self, name, *models):
        """Measures models, whose mean is one value of a row."""
        found = []
        for model in models:
            values = [100 * example.accuracy(model, data) for data in self.sets.values()]
            found.append((values[0], sum(values[1:]) / len(example.SHIFTS)))
        self.rows.setdefault(name, []).append(tuple(map(statistics.mean, zip(*found))))
        clean, shifted = self.rows[name][-1]
        print(f"  {name:34} {clean:8.2f} {shifted:8.2f}", flush=True)

    def text(self):
        lines = ["| top-1 % | pairs | clean | mean of 5 shifts |", "|---|---|---|---|"]
        for name, values in self.rows.items():
            clean, shifted = map(statistics.mean, zip(*values))
            lines.append(f"| {name} | {len(values)} | {clean:.2f} | {shifted:.2f} |")
        return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--pairs", type=int, nargs="+", default=[1], help="pair N has the seeds 2N - 1 and 2N")
    parser.add_argument("--count", type=int, default=2000, help="how many images of each set")
    parser.add_argument("--all", action="store_true", help="try more ways to merge while they train")
    arguments = parser.parse_args()
    # Each copy trains on a thread of its own.
    torch.set_num_threads(1)
    # That a merge no longer changes anything is what the medians show.
    warnings.filterwarnings("ignore", message="the copies share nearly all")
    base = example.load(example.HERE / "base")
    data = example.draw("train", STEPS * example.BATCH, example.FINE_TUNING_SEED)
    table = Table(arguments.count)
    table.add("base", base)
    for number in arguments.pairs:
        seeds = (2 * number - 1, 2 * number)
        print(f"pair {number}, seeds {seeds[0]} and {seeds[1]}", flush=True)
        models, _ = train_pair(data, seeds, base)
        table.add("single copies", *models)
        table.add("average after training", merged(models, base, "average")[0])
        model, ratio = merged(models, base, "model_stock")
        table.add("Model Stock after training", model)
        print(f"    median t {ratio:.2f}")
        for periodic in PERIODIC + (MORE if arguments.all else []):
            models, ratios = train_pair(data, seeds, base, periodic)
            table.add(periodic[0], models[0])
            if ratios[0] is not None:
                print("    median t " + " ".join(f"{ratio:.2f}" for ratio in ratios))
    print("\n" + table.text())


if __name__ == "__main__":
    main()
