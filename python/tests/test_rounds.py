"""Copies that train in processes of their own, and the program that merges their rounds."""

import json
import multiprocessing
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

import checkpoints
import stockpot

HAS_TORCH = checkpoints.has("torch")
if HAS_TORCH:
    import torch

    from stockpot import rounds

PROGRAM = checkpoints.program()


def tower():
    torch.manual_seed(0)
    model = torch.nn.Sequential(
        torch.nn.Linear(8, 16), torch.nn.BatchNorm1d(16), torch.nn.ReLU(), torch.nn.Linear(16, 8)
    )
    model.twin = torch.nn.Linear(8, 16)
    model.twin.weight = model[0].weight
    model[3].bias.requires_grad = False
    return model


def train(model, seed, steps=3):
    torch.manual_seed(seed)
    optimizer = torch.optim.AdamW([one for one in model.parameters() if one.requires_grad], lr=0.01)
    for _ in range(steps):
        optimizer.zero_grad()
        model[:4](torch.randn(16, 8)).square().mean().backward()
        optimizer.step()


def trained_apart(folder, copy, count, timeout=60):
    """A copy's process: trains, exchanges, and leaves what it came to."""
    torch.set_num_threads(1)
    model = tower()
    for round in range(count):
        train(model, 10 * round + copy)
        rounds.exchange(model, f"{folder}/rounds", copy, round, timeout=timeout, poll=0.02)
    torch.save(model.state_dict(), f"{folder}/result-{copy}.pt")


@unittest.skipUnless(HAS_TORCH, "torch is not installed")
class RoundsTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def place(self, round=0):
        return self.folder / f"rounds/round-{round:05}"

    def merge_by_hand(self, model, round=0):
        """What the program leaves, without it."""
        place = self.place(round)
        place.mkdir(parents=True, exist_ok=True)
        rounds.save(model, place / "merged.safetensors")
        (place / "report.json").write_text(json.dumps({"layers": [], "warnings": []}))
        (place / "DONE").write_text("merged\n")

    def test_files_are_read_by_others(self):
        if not checkpoints.has("safetensors"):
            self.skipTest("safetensors is not installed")
        from safetensors import safe_open

        model = tower()
        rounds.save(model, self.folder / "base.safetensors")
        with safe_open(self.folder / "base.safetensors", "pt") as file:
            names, metadata = set(file.keys()), file.metadata()
            for name in names:
                self.assertTrue(torch.equal(file.get_tensor(name), model.state_dict()[name]), name)
        # Tied weights once, and no counters.
        self.assertEqual(names, set(model.state_dict()) - {"twin.weight", "1.num_batches_tracked"})
        self.assertEqual(json.loads(metadata["stockpot.averaged"]), ["1.running_mean", "1.running_var"])
        self.assertEqual(list(json.loads(metadata["stockpot.agreed"])), ["1.num_batches_tracked"])
        self.assertEqual([path.name for path in self.folder.iterdir()], ["base.safetensors"])

    def test_a_round_that_is_done_is_taken_and_nothing_written(self):
        merged = tower()
        train(merged, 3)
        self.merge_by_hand(merged)
        model = tower()
        with torch.no_grad():
            model[3].bias += 1
            model[1].num_batches_tracked += 5
        frozen = model[3].bias.clone()
        report = rounds.exchange(model, self.folder / "rounds", 0, 0)
        self.assertEqual(report.warnings, [])
        self.assertTrue(torch.equal(model[0].weight, merged[0].weight))
        self.assertTrue(torch.equal(model[1].running_mean, merged[1].running_mean))
        self.assertIs(model.twin.weight, model[0].weight)
        self.assertTrue(torch.equal(model[3].bias, frozen))
        self.assertEqual(int(model[1].num_batches_tracked), 5)
        self.assertEqual(len(list(self.place().iterdir())), 3)

    def test_waits_for_the_merge(self):
        merged, model = tower(), tower()
        train(merged, 3)

        def later():
            copy = self.place() / "copy-1.safetensors"
            while not copy.exists():
                time.sleep(0.02)
            self.merge_by_hand(merged)

        threading.Thread(target=later).start()
        rounds.exchange(model, self.folder / "rounds", 1, 0, timeout=30, poll=0.02)
        self.assertTrue(torch.equal(model[0].weight, merged[0].weight))

    def test_failures_change_nothing(self):
        model = tower()
        before = {name: value.clone() for name, value in model.state_dict().items()}
        with self.assertRaisesRegex(stockpot.StockpotError, "was not merged within 0.1 s; is 'stockpot rounds'"):
            rounds.exchange(model, self.folder / "rounds", 0, 0, timeout=0.1, poll=0.02)
        (self.place() / "FAILED").write_text("copy-1.safetensors did not come\n")
        with self.assertRaisesRegex(stockpot.StockpotError, "has failed: copy-1.safetensors did not come$"):
            rounds.exchange(model, self.folder / "rounds", 0, 0, poll=0.02)
        other = tower()
        other[3] = torch.nn.Linear(16, 9)
        self.merge_by_hand(other)
        with self.assertRaisesRegex(stockpot.StockpotError, r"'3.weight' is \[9, 16\], and \[8, 16\]"):
            rounds.exchange(model, self.folder / "rounds", 0, 0)
        (self.place() / "merged.safetensors").write_bytes(b"\xff" * 40)
        with self.assertRaisesRegex(stockpot.StockpotError, "is not a safetensors file"):
            rounds.exchange(model, self.folder / "rounds", 0, 0)
        for name, value in model.state_dict().items():
            self.assertTrue(torch.equal(value, before[name]), name)

    def test_arguments(self):
        for copy, round, pattern in [(-1, 0, "'copy' is -1"), (0, 1.5, "'round' is 1.5")]:
            with self.assertRaisesRegex(stockpot.StockpotError, pattern):
                rounds.exchange(tower(), self.folder, copy, round)

    @unittest.skipUnless(PROGRAM, "the program stockpot is not built")
    def test_processes_and_the_program(self):
        rounds.save(tower(), self.folder / "base.safetensors")
        merger = subprocess.Popen(
            [PROGRAM, "rounds", "--base", str(self.folder / "base.safetensors"), "--copies", "2"]
            + ["-o", str(self.folder / "rounds"), "--rounds", "2", "--timeout", "60"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        context = multiprocessing.get_context("spawn")
        copies = [context.Process(target=trained_apart, args=(str(self.folder), copy, 2)) for copy in range(2)]
        for copy in copies:
            copy.start()
        for copy in copies:
            copy.join(120)
            self.assertEqual(copy.exitcode, 0)
        output, errors = merger.communicate(timeout=60)
        self.assertEqual(merger.returncode, 0, errors)
        self.assertEqual(len(output.splitlines()), 2)
        one, two = (torch.load(self.folder / f"result-{copy}.pt") for copy in range(2))
        for name in one:
            self.assertTrue(torch.equal(one[name], two[name]), name)
        # The same as in one process.
        self.addCleanup(torch.set_num_threads, torch.get_num_threads())
        torch.set_num_threads(1)
        models = [tower(), tower()]
        stock = stockpot.training.PeriodicStock(models, tower(), every=1)
        for round in range(2):
            for copy, model in enumerate(models):
                train(model, 10 * round + copy)
            stock.step()
        for name, value in models[0].state_dict().items():
            self.assertTrue(torch.equal(value, one[name]), name)

    @unittest.skipUnless(PROGRAM, "the program stockpot is not built")
    def test_counters_that_differ(self):
        rounds.save(tower(), self.folder / "base.safetensors")
        for copy in range(2):
            self.place().mkdir(parents=True, exist_ok=True)
            model = tower()
            train(model, copy, steps=copy + 1)
            rounds.save(model, self.place() / f"copy-{copy}.safetensors")
        done = subprocess.run(
            [PROGRAM, "rounds", "--base", str(self.folder / "base.safetensors"), "--copies", "2"]
            + ["-o", str(self.folder / "rounds"), "--rounds", "1"],
            capture_output=True, text=True,
        )  # fmt: skip
        self.assertEqual(done.returncode, 65)
        self.assertIn("'1.num_batches_tracked' differs", done.stderr)
        with self.assertRaisesRegex(stockpot.StockpotError, "'1.num_batches_tracked' differs"):
            rounds.exchange(tower(), self.folder / "rounds", 0, 0)


if __name__ == "__main__":
    unittest.main()
