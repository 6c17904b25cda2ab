"""What is merged here has the bits of the program's merge: every method, type and thread count."""

import tempfile
import unittest
from pathlib import Path

import numpy

import checkpoints
import stockpot

# Arguments that a method needs; all others have defaults. (parameters, number of models, has a base)
NEEDED = {
    "linear": ({"weight": [1, 2]}, 2, False),
    "slerp": ({"t": 0.3}, 1, True),
    "nuslerp": ({"weight": [1, 2]}, 2, True),
    "nearswap": ({"t": 0.001}, 1, True),
    "arcee_fusion": ({}, 1, True),
    "passthrough": ({}, 1, False),
    "wise_ft": ({"alpha": 0.375}, 1, True),
    "multislerp": ({"weight": [1, 2]}, 2, False),
    "tsv_c": ({"tasks": 2}, 1, True),
}


def arguments_of(method):
    """Parameters, the number of models, and whether there is a base."""
    if method["name"] in NEEDED:
        return NEEDED[method["name"]]
    parameters = {}
    for one in method["parameters"]:
        if one["required"]:
            parameters[one["name"]] = [0.5, 1] if one["scope"].startswith("per") else 0.5
        elif one["name"] == "seed":
            parameters["seed"] = 11
    count = max(2, method["fewest_models"])
    if method.get("most_models"):
        count = min(count, method["most_models"])
    return parameters, count, method["base"] != "refused"


@unittest.skipUnless(checkpoints.program(), "the program is not built: make build")
class BitsTest(unittest.TestCase):
    def setUp(self):
        self.folder = self.new_folder()

    def new_folder(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        return Path(folder.name)

    def compare(self, merged, path):
        if checkpoints.has("torch"):
            from safetensors.torch import load_file
        else:
            from safetensors.numpy import load_file
        expected = load_file(path)
        self.assertEqual(set(merged), set(expected))
        for name, tensor in expected.items():
            self.assertEqual(bits(merged[name]), bits(tensor), name)

    def recipe(self, parameters, method, count, has_base):
        """A recipe in place of options: it takes a value for each model."""
        import json

        models = [{"model": str(self.folder / f"{number}.safetensors")} for number in range(1, count + 1)]
        shared = {}
        for name, value in parameters.items():
            if isinstance(value, list):
                for model, one in zip(models, value):
                    model.setdefault("parameters", {})[name] = one
            else:
                shared[name] = value
        whole = {"merge_method": method, "models": models, "parameters": shared}
        if has_base:
            whole["base_model"] = str(self.folder / "0.safetensors")
            if method == "nuslerp":
                models.append({"model": whole["base_model"], "parameters": {"weight": 0}})
        path = self.folder / f"{method}.yaml"
        path.write_text(json.dumps(whole))
        return path

    def check(self, family, method, threads):
        parameters, count, has_base = arguments_of(method)
        name = method["name"]
        output = self.folder / f"{name}.safetensors"
        if not output.exists():
            recipe = self.recipe(parameters, name, count, has_base)
            checkpoints.run_program("merge", recipe, "-o", output, "--quiet", "--memory", "64M")
        merged = stockpot.merge_state_dicts(
            family[1 : count + 1],
            family[0] if has_base else None,
            name,
            parameters=parameters,
            threads=threads,
            memory=64 << 20,
        )
        self.compare(merged, output)

    def test_numpy(self):
        """Every method, on 1, 2 and 4 threads."""
        from safetensors.numpy import save_file

        family = checkpoints.numpy_family(3)
        for number, one in enumerate(family):
            save_file(one, self.folder / f"{number}.safetensors")
        for method in stockpot.methods():
            for threads in (1, 2, 4):
                with self.subTest(method=method["name"], threads=threads):
                    self.check(family, method, threads)

    @unittest.skipUnless(checkpoints.has("torch"), "torch is not installed")
    def test_torch(self):
        """Every type, also of the result."""
        from safetensors.torch import save_file

        methods = [one for one in stockpot.methods() if one["name"] in ("model_stock", "ties")]
        for dtype in checkpoints.TYPES:
            family = checkpoints.torch_family(2, dtype)
            self.folder = self.new_folder()
            for number, one in enumerate(family):
                save_file(one, self.folder / f"{number}.safetensors")
            for method in methods:
                with self.subTest(dtype=dtype, method=method["name"]):
                    self.check(family, method, 2)
            output = self.folder / "bf16.safetensors"
            models = [self.folder / f"{number}.safetensors" for number in (1, 2)]
            base = self.folder / "0.safetensors"
            checkpoints.run_program(
                "merge", "--base", base, *models, "-o", output, "--dtype", "bf16", "--quiet"
            )
            self.compare(stockpot.merge_state_dicts(family[1:], family[0], dtype="bf16"), output)

    def test_files(self):
        """Files have the same bytes, whoever wrote them."""
        from safetensors.numpy import save_file

        paths = [self.folder / f"{number}.safetensors" for number in range(3)]
        for path, one in zip(paths, checkpoints.numpy_family(2)):
            save_file(one, path)
        ours, theirs = self.folder / "ours.safetensors", self.folder / "theirs.safetensors"
        report = stockpot.merge(paths[0], paths[1:], ours)
        checkpoints.run_program("merge", "--base", paths[0], *paths[1:], "-o", theirs, "--quiet")
        self.assertEqual(ours.read_bytes(), theirs.read_bytes())
        self.assertEqual(report["output"], str(ours))
        with self.assertRaisesRegex(stockpot.StockpotError, "ours.safetensors"):
            stockpot.merge(paths[0], paths[1:], ours)
        stockpot.merge(paths[0], paths[1:], ours, force=True)
        rows = stockpot.angles_of_files(paths[0], paths[1:])
        self.assertEqual(rows, report.rows)


def bits(tensor):
    """The bytes of a tensor, its type and its shape."""
    if hasattr(tensor, "numpy"):
        import torch

        plain = tensor.contiguous().reshape(-1).view(torch.uint8).numpy()
        return str(tensor.dtype), tuple(tensor.shape), plain.tobytes()
    return "torch." + tensor.dtype.name, tensor.shape, numpy.ascontiguousarray(tensor).tobytes()


if __name__ == "__main__":
    unittest.main()
