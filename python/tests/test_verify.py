"""Merges of files, recomputed naively."""

import tempfile
import unittest
from pathlib import Path

import checkpoints
import stockpot


@unittest.skipUnless(checkpoints.has("safetensors"), "safetensors is not installed")
class VerifyTest(unittest.TestCase):
    def test_verify(self):
        from safetensors.numpy import save_file

        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        paths = [Path(folder.name) / f"{number}.safetensors" for number in range(3)]
        for path, one in zip(paths, checkpoints.numpy_family(2)):
            save_file(one, path)
        base, models, merged = paths[0], paths[1:], Path(folder.name) / "merged.safetensors"
        ties = {"method": "ties", "parameters": {"density": 0.5, "weight": [1, 0.5]}}
        stockpot.merge(base, models, merged, **ties)
        report = stockpot.verify(base, models, merged, **ties)
        self.assertTrue(report["ok"])
        self.assertEqual(report["mismatched_layers"], [])
        self.assertLessEqual(report["max_ulp_error"], 1)
        self.assertEqual(report["elements"], sum(value.size for value in checkpoints.numpy_family()[0].values()))
        other = stockpot.verify(base, models, merged)
        self.assertFalse(other["ok"])
        self.assertIn("visual_projection.weight", other["mismatched_layers"])
        self.assertFalse(stockpot.verify(base, models[::-1], merged, **ties)["ok"])
        with self.assertRaises(stockpot.StockpotError) as caught:
            stockpot.verify(base, models, Path(folder.name) / "nothing.safetensors")
        self.assertEqual(caught.exception.status, 66)


if __name__ == "__main__":
    unittest.main()
