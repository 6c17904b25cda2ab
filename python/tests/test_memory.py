"""Where results go, what is taken as a tensor, and what is refused."""

import pickle
import unittest

import numpy

import checkpoints
import stockpot

NAME = "visual_projection.weight"


class MemoryTest(unittest.TestCase):
    def setUp(self):
        self.base, *self.models = checkpoints.numpy_family(2)
        self.merged = stockpot.merge_state_dicts(self.models, self.base)

    def refused(self, pattern, *arguments, **options):
        with self.assertRaisesRegex(stockpot.StockpotError, pattern) as caught:
            stockpot.merge_state_dicts(*arguments, **options)
        return caught.exception

    def test_formula(self):
        """Model Stock by its formula, in plain NumPy."""
        for name, base in self.base.items():
            if base.dtype.kind != "f" or base.size == 0:
                continue
            base = base.astype("float64")
            one, two = (model[name].astype("float64") - base for model in self.models)
            cosine = (one * two).sum() / numpy.sqrt((one**2).sum() * (two**2).sum())
            t = 2 * cosine / (1 + cosine)
            expected = (base + t * (one + two) / 2).astype("float32")
            numpy.testing.assert_array_max_ulp(self.merged[name], expected, 1)

    def test_result(self):
        self.assertEqual(list(self.merged), list(self.base))
        self.assertEqual(len(self.merged), len(self.base))
        self.assertEqual(self.merged["logit_scale"].shape, ())
        self.assertEqual(self.merged.report["copied_tensors"], 0)
        self.assertEqual(self.merged.report["models"], ["models[0]", "models[1]"])
        with self.assertRaisesRegex(TypeError, "dict"):
            pickle.dumps(self.merged)
        for row in self.merged.report.rows:
            self.assertTrue(all(isinstance(value, (str, int, float, type(None))) for value in row.values()))

    def test_tensors_keep_the_memory(self):
        kept = stockpot.merge_state_dicts(self.models, self.base)[NAME]
        for _ in range(3):
            stockpot.merge_state_dicts(self.models, self.base)
        numpy.testing.assert_array_equal(kept, self.merged[NAME])

    def test_out(self):
        out = {name: numpy.empty_like(value) for name, value in self.base.items()}
        merged = stockpot.merge_state_dicts(self.models, self.base, out=out)
        for name in out:
            self.assertIs(merged[name], out[name])
            numpy.testing.assert_array_equal(out[name], self.merged[name])
        del out["logit_scale"]
        self.refused("no output for 'logit_scale'", self.models, self.base, out=out)
        out = {name: numpy.empty(value.shape, "float64") for name, value in self.base.items()}
        self.refused("is F64 .*, and the result F32", self.models, self.base, out=out)
        out = {name: numpy.asfortranarray(value) for name, value in self.base.items()}
        self.refused("'out' has tensors that are not contiguous", self.models, self.base, out=out)
        self.refused("'out' is not a mapping", self.models, self.base, out=[1])

    def test_inplace(self):
        merged = stockpot.merge_state_dicts(self.models, self.base, inplace=True)
        self.assertIs(merged[NAME], self.models[0][NAME])
        for name in merged:
            numpy.testing.assert_array_equal(merged[name], self.merged[name])
        self.refused("exclude each other", self.models, self.base, inplace=True, out={})

    def test_tied_weights(self):
        family = checkpoints.numpy_family(2)
        for one in family:
            one["head.weight"] = one[NAME]
        merged = stockpot.merge_state_dicts(family[1:], family[0])
        numpy.testing.assert_array_equal(merged["head.weight"], self.merged[NAME])
        self.refused("share memory", family[1:], family[0], inplace=True)

    def test_arrays_in_another_order_are_copied(self):
        models = [{name: value.copy() for name, value in one.items()} for one in self.models]
        models[0][NAME] = numpy.asfortranarray(models[0][NAME])
        models[1][NAME] = models[1][NAME].astype(">f4")
        merged = stockpot.merge_state_dicts(models, self.base)
        numpy.testing.assert_array_equal(merged[NAME], self.merged[NAME])
        self.assertEqual(merged.report["copied_tensors"], 2)

    def test_names_and_models(self):
        merged = stockpot.merge_state_dicts(dict(zip(("first", "base"), self.models)), self.base)
        self.assertEqual(merged.report["models"], ["first", "base"])
        self.assertEqual(merged.report["base"], "the base")
        self.refused("one state dict; give a list", self.models[0], self.base)
        self.refused("models\\[1\\] is int, not a mapping", [self.models[0], 3], self.base)

    def test_weights(self):
        merged = stockpot.merge_state_dicts(self.models, None, "linear", parameters={"weight": [1, 3]})
        one, three = (model[NAME].astype("float64") for model in self.models)
        expected = (one + 3 * three) / 4
        numpy.testing.assert_array_max_ulp(merged[NAME], expected.astype("float32"), 1)
        self.refused("has 1 values, and there are 2 models", self.models, None, "linear", parameters={"weight": [1]})

    def test_ignore(self):
        merged = stockpot.merge_state_dicts(self.models, self.base, ignore=["visual_projection"])
        rules = {layer["name"]: layer["rule"] for layer in merged.report["layers"]}
        self.assertEqual(rules[NAME], "average")
        self.refused("list of regular expressions", self.models, self.base, ignore="x")

    def test_errors(self):
        error = self.refused("no method 'stew'", self.models, self.base, "stew")
        self.assertEqual((error.status, error.tensor), (64, None))
        broken = {**self.models[0], NAME: numpy.full((600, 500), numpy.nan, "float32")}
        error = self.refused("models\\[0\\]: tensor .* NaN", [broken, self.models[1]], self.base)
        self.assertEqual((error.status, error.tensor), (65, NAME))
        again = pickle.loads(pickle.dumps(error))
        self.assertEqual((str(again), again.status, again.tensor), (str(error), 65, NAME))
        self.refused("different shapes", [{**self.models[0], NAME: numpy.zeros((2, 2), "float32")}] * 2, self.base)
        fewer = {name: value for name, value in self.models[0].items() if name != NAME}
        self.refused("not the same tensors.*1 missing", [fewer, self.models[1]], self.base)
        self.refused("needs a base", self.models)
        self.refused("is str, not a tensor", [{**self.models[0], NAME: "x"}, self.models[1]], self.base)
        self.refused("has the type complex128", [{**self.models[0], NAME: numpy.zeros((2, 2), "c16")}] * 2, self.base)
        self.refused("holds a zero character", [{**self.models[0], "a\0b": self.base[NAME]}] * 2, self.base)
        self.refused("the name 3 is not a text", [{3: self.base[NAME]}] * 2, self.base)
        self.refused("'threads' is 0", self.models, self.base, threads=0)
        self.refused("not a type to merge in", self.models, self.base, dtype="int8")
        self.refused("parameters are not numbers", self.models, self.base, parameters={"variant": {1}})
        for parameters in ({"weight": float("nan")}, {"density": float("inf")}):
            self.refused("parameters are not numbers", self.models, self.base, "ties", parameters=parameters)

    def test_angles(self):
        rows = stockpot.angles(self.models, self.base)
        self.assertEqual([row["layer"] for row in rows], list(self.base))
        self.assertEqual(rows, self.merged.report.rows)
        row = next(row for row in rows if row["layer"] == NAME)
        one, two = (model[NAME].astype("float64") - self.base[NAME] for model in self.models)
        self.assertAlmostEqual(row["norm_1"], numpy.linalg.norm(one), places=6)
        cosine = (one * two).sum() / (numpy.linalg.norm(one) * numpy.linalg.norm(two))
        self.assertAlmostEqual(row["cosine"], cosine, places=9)

    def test_dlpack(self):
        class Foreign:
            """An array of a framework that is not known by name."""

            def __init__(self, array):
                self.array = array

            def __dlpack__(self, **options):
                return self.array.__dlpack__(**options)

            def __dlpack_device__(self):
                return self.array.__dlpack_device__()

        models = [{name: Foreign(value) for name, value in one.items()} for one in self.models]
        merged = stockpot.merge_state_dicts(models, self.base)
        numpy.testing.assert_array_equal(merged[NAME], self.merged[NAME])


@unittest.skipUnless(checkpoints.has("torch"), "torch is not installed")
class TorchTest(unittest.TestCase):
    def setUp(self):
        import torch

        self.torch = torch
        self.base, *self.models = checkpoints.torch_family(2)
        self.merged = stockpot.merge_state_dicts(self.models, self.base)

    def test_results_are_tensors(self):
        self.assertTrue(all(isinstance(value, self.torch.Tensor) for value in self.merged.values()))
        self.assertEqual(self.merged["logit_scale"].shape, ())
        self.assertEqual(self.merged["text_model.empty.weight"].shape, (0, 4))

    def test_modules(self):
        torch = self.torch

        def module(seed):
            torch.manual_seed(0)
            layers = torch.nn.Sequential(torch.nn.Linear(8, 8), torch.nn.BatchNorm1d(8))
            torch.manual_seed(seed)
            with torch.no_grad():
                for parameter in layers.parameters():
                    parameter += 0.01 * seed * torch.randn(parameter.shape)
            return layers

        base, one, two = module(0), module(1), module(2)
        merged = stockpot.merge_state_dicts([one, two], base)
        base.load_state_dict(merged)
        self.assertTrue(torch.equal(base[0].weight, merged["0.weight"]))

    def test_inplace_is_noticed_by_autograd(self):
        torch = self.torch
        weight = torch.nn.Parameter(self.models[0]["visual_projection.weight"].clone())
        loss = (weight * weight).sum()
        models = [{"w": weight}, {"w": self.models[1]["visual_projection.weight"]}]
        stockpot.merge_state_dicts(
            models, {"w": self.base["visual_projection.weight"]}, inplace=True
        )
        self.assertTrue(torch.equal(weight.detach(), self.merged["visual_projection.weight"]))
        with self.assertRaisesRegex(RuntimeError, "modified by an inplace operation"):
            loss.backward()

    def test_views_are_copied(self):
        models = [dict(one) for one in self.models]
        name = "visual_projection.weight"
        models[0][name] = models[0][name].t().contiguous().t()
        merged = stockpot.merge_state_dicts(models, self.base)
        self.assertTrue(self.torch.equal(merged[name], self.merged[name]))
        self.assertEqual(merged.report["copied_tensors"], 1)

    def test_foreign_tensors_are_refused(self):
        torch = self.torch
        for value, pattern in [
            (torch.empty(2, 2, device="meta"), "meta device"),
            (torch.eye(3).to_sparse(), "layout torch.sparse_coo"),
            (torch.zeros(2, dtype=torch.complex128), "type torch.complex128"),
        ]:
            with self.assertRaisesRegex(stockpot.StockpotError, pattern):
                stockpot.merge_state_dicts([{"w": value}] * 2, {"w": value})

    def test_types_by_name(self):
        torch = self.torch
        for dtype in ("f16", "float16", torch.float16, numpy.float16, numpy.dtype("float16")):
            merged = stockpot.merge_state_dicts(self.models, self.base, dtype=dtype)
            self.assertEqual(merged["visual_projection.weight"].dtype, torch.float16)

    def test_data_frame(self):
        if not checkpoints.has("pandas"):
            self.skipTest("pandas is not installed")
        import pandas

        frame = pandas.DataFrame(stockpot.angles(self.models, self.base))
        self.assertEqual(len(frame), len(self.base))
        self.assertTrue(frame["angle"].dropna().between(0, 180).all())


if __name__ == "__main__":
    unittest.main()
