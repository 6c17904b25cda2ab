"""What a merge does to the process around it: other libraries, forks, signals, threads."""

import itertools
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
import unittest

import numpy

import checkpoints
import stockpot

MERGE = """
    import numpy
    def family(rows=64):
        random = numpy.random.default_rng(1)
        base = {"a.weight": random.standard_normal((rows, 512)).astype("float32")}
        return [base] + [
            {"a.weight": base["a.weight"] + random.standard_normal((rows, 512)).astype("float32")}
            for _ in range(2)
        ]
    def merge(rows=64, **options):
        import stockpot
        base, *models = family(rows)
        return stockpot.merge_state_dicts(models, base, **options)
"""


def run(code, **options):
    """Runs Python code in a process of its own."""
    text = textwrap.dedent(MERGE) + textwrap.dedent(code)
    return subprocess.run(
        [sys.executable, "-c", text], capture_output=True, text=True, timeout=120, **options
    )


class ProcessTest(unittest.TestCase):
    def check(self, code):
        done = run(code)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_any_order_of_imports(self):
        """Libraries that bring a BLAS of their own, loaded before or after."""
        others = [name for name in ("torch", "scipy.linalg", "numpy") if checkpoints.has(name.split(".")[0])]
        outputs = set()
        for order in itertools.permutations(["stockpot", *others]):
            if order[0] != "stockpot" and order[-1] != "stockpot":
                continue
            imports = "\n".join(f"import {name}" for name in order)
            work = """
                import hashlib
                matrix = numpy.eye(64) * 2
                assert (numpy.linalg.solve(matrix, matrix) == numpy.eye(64)).all()
                print(hashlib.sha256(bytes(merge()["a.weight"])).hexdigest())
            """
            outputs.add(self.check(imports + "\n" + textwrap.dedent(work)))
        self.assertEqual(len(outputs), 1)

    def test_no_thread_stays(self):
        output = self.check(
            """
            import os, time
            import stockpot
            def count(): return len(os.listdir("/proc/self/task"))
            loaded = count()
            merge(threads=4)
            # Python's own helper thread may take a moment to end.
            for _ in range(500):
                if count() > loaded: time.sleep(0.01)
            print(loaded, count())
            """
        )
        before, after = output.split()
        self.assertEqual(before, after)

    def test_fork(self):
        """A child merges after its parent has."""
        self.check(
            """
            import os
            first = merge(threads=2)["a.weight"]
            child = os.fork()
            if child == 0:
                same = (merge(threads=2)["a.weight"] == first).all()
                os._exit(0 if same else 1)
            assert os.waitpid(child, 0)[1] == 0
            assert (merge(threads=2)["a.weight"] == first).all()
            """
        )

    @unittest.skipUnless(checkpoints.has("torch"), "torch is not installed")
    def test_data_loader(self):
        """Workers of a DataLoader, forked after a merge, merge as well."""
        self.check(
            """
            import torch
            first = merge()["a.weight"]
            class Data(torch.utils.data.Dataset):
                def __len__(self): return 8
                def __getitem__(self, index): return torch.from_numpy(merge(threads=2)["a.weight"].copy())
            loader = torch.utils.data.DataLoader(Data(), num_workers=2, multiprocessing_context="fork")
            for batch in loader:
                assert torch.equal(batch[0], torch.from_numpy(first.copy()))
            """
        )

    def test_interrupt(self):
        """Ctrl-C ends a merge soon, is a KeyboardInterrupt, and leaves a library that works."""
        code = """
            import signal, time, stockpot
            from stockpot import _library
            # Whoever starts tests in the background has them ignore it.
            signal.signal(signal.SIGINT, signal.default_int_handler)
            statuses, original = [], _library._LIBRARY.stockpot_merge
            def recorded(*arguments):
                statuses.append(original(*arguments))
                return statuses[-1]
            _library._LIBRARY.stockpot_merge = recorded
            base, *models = family(60_000)
            print("ready", flush=True)
            start = time.monotonic()
            try:
                while True:
                    stockpot.merge_state_dicts(models * 4, base, "karcher", threads=1)
                    assert time.monotonic() < start + 60
            except KeyboardInterrupt:
                print("interrupted", flush=True)
            # It was in the middle of a merge, which the library says it has given up.
            assert statuses[-1] == 70, statuses
            assert (merge()["a.weight"] == merge()["a.weight"]).all()
        """
        text = textwrap.dedent(MERGE) + textwrap.dedent(code)
        process = subprocess.Popen([sys.executable, "-c", text], stdout=subprocess.PIPE, text=True)
        self.assertEqual(process.stdout.readline(), "ready\n")
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        start = time.monotonic()
        self.assertEqual(process.stdout.readline(), "interrupted\n")
        self.assertLess(time.monotonic() - start, 10)
        self.assertEqual(process.wait(60), 0)
        process.stdout.close()

    def test_four_threads(self):
        """Four threads of Python merge at once, each its own models."""
        families = [checkpoints.numpy_family(2) for _ in range(4)]
        expected = stockpot.merge_state_dicts(families[0][1:], families[0][0])
        failures = []

        def work(family):
            try:
                for _ in range(5):
                    merged = stockpot.merge_state_dicts(family[1:], family[0], threads=2)
                    for name in merged:
                        numpy.testing.assert_array_equal(merged[name], expected[name])
            except BaseException as error:
                failures.append(error)

        threads = [threading.Thread(target=work, args=(family,)) for family in families]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failures, [])

    def test_missing_library(self):
        done = run("import stockpot", env={**os.environ, "STOCKPOT_LIBRARY": "/nowhere.so"})
        self.assertIn("ImportError: /nowhere.so cannot be loaded", done.stderr)


if __name__ == "__main__":
    unittest.main()
