"""Merging while models train."""

import unittest
import warnings

import checkpoints
import stockpot

if checkpoints.has("torch"):
    import torch

    from stockpot.training import PeriodicStock


def tower(seed=0):
    torch.manual_seed(seed)
    model = torch.nn.Sequential(
        torch.nn.Linear(8, 16), torch.nn.BatchNorm1d(16), torch.nn.ReLU(), torch.nn.Linear(16, 4)
    )
    model[3].bias.requires_grad = False
    return model


def copies():
    base = tower()
    found = []
    for _ in range(2):
        found.append(tower())
        found[-1].load_state_dict(base.state_dict())
    return base, found


def train(model, optimizer, seed):
    torch.manual_seed(seed)
    images, labels = torch.randn(32, 8), torch.randint(4, (32,))
    optimizer.zero_grad()
    torch.nn.functional.cross_entropy(model(images), labels).backward()
    optimizer.step()


@unittest.skipUnless(checkpoints.has("torch"), "torch is not installed")
class TrainingTest(unittest.TestCase):
    def setUp(self):
        warnings.simplefilter("ignore")
        self.addCleanup(warnings.resetwarnings)
        self.base, self.models = copies()
        self.optimizers = [torch.optim.AdamW(model.parameters(), lr=0.01) for model in self.models]

    def train(self, steps, stock=None):
        for step in range(steps):
            for number, (model, optimizer) in enumerate(zip(self.models, self.optimizers)):
                train(model, optimizer, 100 * step + number)
            if stock is not None:
                stock.step()

    def test_a_merge_is_that_of_state_dicts(self):
        stock = PeriodicStock(self.models, self.base, every=3)
        self.train(3)
        trained = [
            {name: value.detach().clone() for name, value in model.named_parameters() if value.requires_grad}
            for model in self.models
        ]
        anchor = {name: self.base.state_dict()[name] for name in trained[0]}
        means = [model[1].running_mean.clone() for model in self.models]
        expected = stockpot.merge_state_dicts(trained, anchor)
        moments = self.optimizers[0].state[self.models[0][0].weight]["exp_avg"].clone()
        report = stock.merge()
        for model in self.models:
            for name, value in model.named_parameters():
                if value.requires_grad:
                    self.assertTrue(torch.equal(value, expected[name]), name)
            self.assertTrue(torch.equal(model[1].running_mean, (means[0] + means[1]) / 2))
        self.assertEqual(report["layers"], expected.report["layers"])
        kept = self.optimizers[0].state[self.models[0][0].weight]["exp_avg"]
        self.assertTrue(torch.equal(kept, moments))

    def test_when(self):
        stock = PeriodicStock(self.models, self.base, every=2, start=3, stop=6)
        merged = []
        for step in range(1, 10):
            self.train(1)
            if stock.step() is not None:
                merged.append(step)
        self.assertEqual(merged, [3, 5])
        self.assertEqual(len(stock.reports), 2)

    def test_failures_change_nothing(self):
        stock = PeriodicStock(self.models, self.base, every=1)
        self.train(2)
        with torch.no_grad():
            self.models[1][3].weight[0, 0] = float("nan")
        before = [{n: v.clone() for n, v in model.state_dict().items()} for model in self.models]
        with self.assertRaisesRegex(stockpot.StockpotError, "models\\[1\\].*3.weight.*NaN"):
            stock.merge()
        with torch.no_grad():
            self.models[1][3].weight[0, 0] = 0
            self.models[1][1].num_batches_tracked += 1
            before[1]["3.weight"][0, 0] = 0
            before[1]["1.num_batches_tracked"] += 1
        with self.assertRaisesRegex(stockpot.StockpotError, "num_batches_tracked.*not averaged"):
            stock.merge()
        for model, state in zip(self.models, before):
            for name, value in model.state_dict().items():
                self.assertTrue(torch.equal(value, state[name]), name)
        self.assertEqual(stock.reports, [])

    def test_tied_weights_are_merged_once(self):
        for model in [self.base, *self.models]:
            model.twin = torch.nn.Linear(16, 4)
            model.twin.weight = model[3].weight
        stock = PeriodicStock(self.models, self.base, every=1)
        names = [layer["name"] for layer in self.merged(stock)["layers"]]
        self.assertNotIn("twin.weight", names)
        self.assertIs(self.models[0].twin.weight, self.models[0][3].weight)

    def merged(self, stock, trained_only=False):
        with torch.no_grad():
            for seed, model in enumerate(self.models):
                torch.manual_seed(seed)
                for parameter in model.parameters():
                    if trained_only and not parameter.requires_grad:
                        continue
                    parameter += 0.01 * torch.randn(parameter.shape)
        return stock.merge()

    def test_optimizers_are_reset_on_request(self):
        self.train(1)
        stock = PeriodicStock(self.models, self.base, every=1, optimizers=self.optimizers[:1])
        self.merged(stock)
        self.assertEqual(len(self.optimizers[0].state), 0)
        self.assertGreater(len(self.optimizers[1].state), 0)
        self.train(1)

    def test_resuming(self):
        stock = PeriodicStock(self.models, self.base, every=4)
        self.train(3, stock)
        other = PeriodicStock(self.models, self.base, every=4)
        other.load_state_dict(stock.state_dict())
        self.train(1)
        self.assertIsNotNone(other.step())
        third = PeriodicStock(self.models, tower(5), every=4)
        with self.assertRaisesRegex(stockpot.StockpotError, "not those with which"):
            third.load_state_dict(stock.state_dict())
        with self.assertRaisesRegex(stockpot.StockpotError, "lacks steps or anchor"):
            third.load_state_dict({})

    def test_a_base_of_another_type_rounds_nothing(self):
        half = {name: value.half() for name, value in self.base.state_dict().items()}
        stock = PeriodicStock(self.models, half, every=1)
        anchor = {
            name: half[name].float()
            for name, value in self.models[0].named_parameters()
            if value.requires_grad
        }
        self.train(2)
        trained = [{name: model.state_dict()[name].clone() for name in anchor} for model in self.models]
        expected = stockpot.merge_state_dicts(trained, anchor)
        stock.merge()
        for name, value in expected.items():
            self.assertTrue(torch.equal(self.models[0].state_dict()[name], value), name)
        self.assertFalse(torch.equal(expected["0.weight"], expected["0.weight"].half().float()))

    def test_frozen_parameters_stay(self):
        with torch.no_grad():
            self.models[0][3].bias += 1
        before = [model[3].bias.clone() for model in self.models]
        report = self.merged(PeriodicStock(self.models, self.base, every=1), trained_only=True)
        self.assertNotIn("3.bias", [layer["name"] for layer in report["layers"]])
        for model, bias in zip(self.models, before):
            self.assertTrue(torch.equal(model[3].bias, bias))

    def test_buffers_of_other_shapes_change_nothing(self):
        stock = PeriodicStock(self.models, self.base, every=1)
        self.models[1][1].running_mean = torch.zeros(17)
        before = self.models[0][0].weight.clone()
        with self.assertRaisesRegex(stockpot.StockpotError, r"'1.running_mean' is \[17\], and \[16\]"):
            self.merged(stock)
        torch.manual_seed(0)
        self.assertFalse(torch.equal(before, self.models[0][0].weight))
        self.assertFalse(torch.equal(self.models[0][0].weight, self.models[1][0].weight))

    def test_tensors_that_are_not_plain_are_refused(self):
        class Shard(torch.Tensor):
            @classmethod
            def __torch_dispatch__(cls, function, types, arguments=(), options=None):
                raise AssertionError("nothing may be computed with it")

            full_tensor = None

        shard = torch.Tensor._make_wrapper_subclass(Shard, (4,), dtype=torch.float32)
        with self.assertRaisesRegex(stockpot.StockpotError, r"'w' is a Shard, .*full_tensor\(\) first"):
            stockpot.merge_state_dicts([{"w": shard}, {"w": torch.ones(4)}], {"w": torch.zeros(4)})

    def test_copies_that_have_become_one_are_told(self):
        stock = PeriodicStock(self.models, self.base, every=1)
        with torch.no_grad():
            for seed, model in enumerate(self.models):
                for parameter in model.parameters():
                    torch.manual_seed(seed)
                    parameter += 1 + 1e-4 * torch.randn(parameter.shape)
        warnings.resetwarnings()
        with self.assertWarnsRegex(UserWarning, "share nearly all of their path"):
            stock.merge()

    def test_wrapped_names(self):
        class Wrapper(torch.nn.Module):
            def __init__(self, module):
                super().__init__()
                self.module = module

        self.models = [Wrapper(model) for model in self.models]
        stock = PeriodicStock(self.models, self.base, every=1)
        self.assertIn("0.weight", [layer["name"] for layer in self.merged(stock)["layers"]])

    def test_errors(self):
        for arguments, pattern in [
            ((self.models, self.base, 0), "'every' is 0"),
            ((self.models, self.base, 1, "model_stock", 5, 4), "'stop' is 4, before 'start', which is 5"),
            ((self.models[:1], self.base, 1), "there are 1 copies"),
            ((self.models, {}, 1), "the pre-trained model has no '0.weight'"),
        ]:
            with self.assertRaisesRegex(stockpot.StockpotError, pattern):
                if len(arguments) == 6:
                    PeriodicStock(*arguments[:4], start=arguments[4], stop=arguments[5])
                else:
                    PeriodicStock(*arguments)


if __name__ == "__main__":
    unittest.main()
