"""The callbacks, in real trainings of tiny models by the frameworks' own Trainers."""

import json
import logging
import tempfile
import unittest
import warnings
from pathlib import Path

import checkpoints
import stockpot

HAS_TRANSFORMERS = checkpoints.has("torch") and checkpoints.has("transformers") and checkpoints.has("accelerate")
HAS_LIGHTNING = checkpoints.has("torch") and (
    checkpoints.has("lightning") or checkpoints.has("pytorch_lightning")
)
IMAGES, CLASSES, SIDE = 48, 3, 16


def images():
    """Images of a few classes, of which a model can learn to tell them apart."""
    import torch

    generator = torch.Generator().manual_seed(5)
    labels = torch.arange(IMAGES) % CLASSES
    pixels = torch.randn(IMAGES, 3, SIDE, SIDE, generator=generator) + labels[:, None, None, None].float()
    return [{"pixel_values": one, "labels": label} for one, label in zip(pixels, labels)]


def same(state, other):
    import torch

    return all(torch.equal(state[name], other[name]) for name in state)


class CallbackCase(unittest.TestCase):
    def setUp(self):
        warnings.simplefilter("ignore")
        self.addCleanup(warnings.resetwarnings)
        for name in ("lightning.pytorch", "transformers"):
            logging.getLogger(name).setLevel(logging.ERROR)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def assert_merged(self, module, is_merged=True):
        one, two = (copy.state_dict() for copy in module.copies)
        self.assertEqual(same(one, two), is_merged)

    def check_arguments(self, callback):
        for arguments, pattern in [
            ({}, "neither of 'merge_every_n_steps' and"),
            ({"merge_every_n_steps": 1, "merge_every_n_epochs": 1}, "both of 'merge_every_n_steps' and"),
            ({"merge_every_n_steps": 0}, "'merge_every_n_steps' is 0"),
            ({"merge_every_n_epochs": "two"}, "'merge_every_n_epochs' is 'two'"),
            ({"merge_every_n_epochs": 1, "optimizer": "merge"}, "'optimizer' is 'merge'"),
        ]:
            with self.subTest(arguments), self.assertRaisesRegex(stockpot.StockpotError, pattern):
                callback({}, **arguments)


@unittest.skipUnless(HAS_TRANSFORMERS, "transformers with torch and accelerate is not installed")
class TransformersTest(CallbackCase):
    """A CLIP vision tower of transformers with a head, trained by transformers' Trainer."""

    def tower(self):
        import torch
        from transformers import CLIPConfig, CLIPForImageClassification

        torch.manual_seed(0)
        config = CLIPConfig(
            vision_config=dict(
                hidden_size=16, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2, image_size=SIDE,
                patch_size=8,
            ),
            text_config=dict(
                hidden_size=16, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2, vocab_size=16,
                bos_token_id=1, eos_token_id=2, pad_token_id=0,
            ),
        )  # fmt: skip
        config.num_labels = CLASSES
        return CLIPForImageClassification(config)

    def copies(self):
        import torch

        class TwoTowers(torch.nn.Module):
            def __init__(self, copies):
                super().__init__()
                self.copies = torch.nn.ModuleList(copies)

            def forward(self, pixel_values, labels):
                shares = zip(self.copies, pixel_values.chunk(2), labels.chunk(2))
                outputs = [copy(pixel_values=pixels, labels=right) for copy, pixels, right in shares]
                return {"loss": outputs[0].loss + outputs[1].loss, "logits": outputs[0].logits}

        return TwoTowers([self.tower(), self.tower()])

    def train(self, module, callback, epochs=2, resume=None, **options):
        import transformers

        arguments = transformers.TrainingArguments(
            output_dir=str(self.folder / "out"), num_train_epochs=epochs, per_device_train_batch_size=8,
            learning_rate=1e-3, report_to=[], use_cpu=True, disable_tqdm=True, logging_strategy="no",
            **{"save_strategy": "no", **options},
        )  # fmt: skip
        trainer = transformers.Trainer(
            model=module, args=arguments, train_dataset=images(), callbacks=[callback]
        )
        trainer.train(resume_from_checkpoint=resume)
        return trainer

    def callback(self, *arguments, **options):
        from stockpot.hf import ModelStockCallback

        return ModelStockCallback(*arguments, **options)

    def test_arguments(self):
        self.check_arguments(self.callback)

    def test_steps(self):
        # 48 images in batches of 8 are 6 steps an epoch: merges after 4, 8 and 12.
        module, callback = self.copies(), self.callback(self.tower(), merge_every_n_steps=4)
        self.train(module, callback)
        self.assertEqual(len(callback.reports), 3)
        self.assert_merged(module)
        self.assertFalse(same(self.tower().state_dict(), module.copies[0].state_dict()))
        rules = {layer["rule"] for layer in callback.reports[0]["layers"]}
        self.assertIn("model-stock", rules)

    def test_copies_train_apart_in_between(self):
        module, callback = self.copies(), self.callback(self.tower(), merge_every_n_steps=5)
        self.train(module, callback)
        self.assertEqual(len(callback.reports), 2)
        self.assert_merged(module, False)

    def test_epochs_and_accumulated_gradients(self):
        module, callback = self.copies(), self.callback(self.tower(), merge_every_n_epochs=1)
        self.train(module, callback, epochs=3)
        self.assertEqual(len(callback.reports), 3)
        self.assert_merged(module)
        # Three batches make a step, so that two epochs have four of them.
        module, callback = self.copies(), self.callback(self.tower(), merge_every_n_steps=2)
        self.train(module, callback, gradient_accumulation_steps=3)
        self.assertEqual(len(callback.reports), 2)

    def test_first_merge_is_that_of_state_dicts(self):
        import copy

        expected = []
        callback = self.callback(self.tower(), merge_every_n_epochs=1)
        kept = callback.on_epoch_end

        def spy(args, state, control, model=None, **others):
            trained = [copy.deepcopy(one.state_dict()) for one in model.copies]
            expected.append(stockpot.merge_state_dicts(trained, self.tower().state_dict()))
            kept(args, state, control, model=model, **others)

        callback.on_epoch_end = spy
        module = self.copies()
        self.train(module, callback, epochs=1)
        self.assertTrue(same({**expected[0]}, module.copies[1].state_dict()))

    def test_optimizer(self):
        for choice, is_empty in [("keep", False), ("reset", True)]:
            callback = self.callback(self.tower(), merge_every_n_epochs=1, optimizer=choice)
            trainer = self.train(self.copies(), callback, epochs=1)
            self.assertEqual(len(trainer.optimizer.state) == 0, is_empty, choice)

    def test_resuming(self):
        def callback(**options):
            return self.callback(self.tower(), **(options or {"merge_every_n_steps": 4}))

        first, whole = callback(), self.copies()
        self.train(whole, first, save_strategy="steps", save_steps=6)
        saved = self.folder / "out/checkpoint-6"
        state = json.loads((saved / "trainer_state.json").read_text())
        self.assertEqual(state["stateful_callbacks"]["stockpot.hf"]["steps"], 6)
        second, module = callback(), self.copies()
        self.train(module, second, resume=str(saved))
        # After 8 and 12, as if it had not been interrupted.
        self.assertEqual(len(second.reports), 2)
        self.assertTrue(same(whole.state_dict(), module.state_dict()))
        self.assertEqual(second.reports[1]["layers"], first.reports[2]["layers"])
        with self.assertRaisesRegex(stockpot.StockpotError, "merged by steps, and this one merges by epochs"):
            self.train(self.copies(), callback(merge_every_n_epochs=1), resume=str(saved))
        other = self.tower()
        next(other.parameters()).data.add_(1)
        with self.assertRaisesRegex(stockpot.StockpotError, "not those with which the training began"):
            self.train(self.copies(), self.callback(other, merge_every_n_steps=4), resume=str(saved))

    def test_failure_changes_no_copy(self):
        import copy

        import torch

        module, before = self.copies(), {}
        callback = self.callback(self.tower(), merge_every_n_steps=1)
        kept = callback.on_step_end

        def spoil(args, state, control, **others):
            with torch.no_grad():
                next(module.copies[1].parameters()).view(-1)[0] = float("nan")
            before.update(copy.deepcopy(module.state_dict()))
            kept(args, state, control, **others)

        callback.on_step_end = spoil
        with self.assertRaisesRegex(stockpot.StockpotError, r"models\[1\].*NaN"):
            self.train(module, callback)
        for name, value in module.state_dict().items():
            self.assertTrue(torch.equal(value.nan_to_num(7), before[name].nan_to_num(7)), name)

    def test_model_without_copies(self):
        with self.assertRaisesRegex(stockpot.StockpotError, "has no attribute 'copies'.*give 'copies'"):
            self.train(self.tower(), self.callback(self.tower(), merge_every_n_steps=1))


@unittest.skipUnless(HAS_LIGHTNING, "lightning is not installed")
class LightningTest(CallbackCase):
    """Small vision towers, trained by Lightning's Trainer."""

    def tower(self):
        import torch

        torch.manual_seed(0)
        return torch.nn.Sequential(
            torch.nn.Conv2d(3, 8, 4, stride=4), torch.nn.BatchNorm2d(8), torch.nn.ReLU(), torch.nn.Flatten(),
            torch.nn.Linear(8 * (SIDE // 4) ** 2, CLASSES),
        )  # fmt: skip

    def lightning(self):
        import importlib

        return importlib.import_module(
            "lightning.pytorch" if checkpoints.has("lightning") else "pytorch_lightning"
        )

    def copies(self):
        import torch

        class TwoTowers(self.lightning().LightningModule):
            def __init__(self, copies):
                super().__init__()
                self.copies = torch.nn.ModuleList(copies)

            def training_step(self, batch, number):
                shares = zip(self.copies, batch["pixel_values"].chunk(2), batch["labels"].chunk(2))
                return sum(
                    torch.nn.functional.cross_entropy(copy(pixels), right) for copy, pixels, right in shares
                )

            def configure_optimizers(self):
                return torch.optim.AdamW(self.parameters(), lr=1e-3)

        return TwoTowers([self.tower(), self.tower()])

    def train(self, module, callback, epochs=2, resume=None, **options):
        import torch

        trainer = self.lightning().Trainer(
            max_epochs=epochs, accelerator="cpu", devices=1, callbacks=[callback], logger=False,
            enable_progress_bar=False, enable_model_summary=False, default_root_dir=str(self.folder),
            **{"enable_checkpointing": False, **options},
        )  # fmt: skip
        loader = torch.utils.data.DataLoader(images(), batch_size=8)
        trainer.fit(module, loader, ckpt_path=resume)
        return trainer

    def callback(self, *arguments, **options):
        from stockpot.lightning import ModelStockCallback

        return ModelStockCallback(*arguments, **options)

    def test_arguments(self):
        self.check_arguments(self.callback)

    def test_steps(self):
        module, callback = self.copies(), self.callback(self.tower(), merge_every_n_steps=4)
        self.train(module, callback)
        self.assertEqual(len(callback.reports), 3)
        self.assert_merged(module)
        module, callback = self.copies(), self.callback(self.tower(), merge_every_n_steps=5, start=10)
        self.train(module, callback)
        self.assertEqual(len(callback.reports), 1)
        self.assert_merged(module, False)

    def test_epochs_and_accumulated_gradients(self):
        module, callback = self.copies(), self.callback(self.tower(), merge_every_n_epochs=2)
        self.train(module, callback, epochs=4)
        self.assertEqual(len(callback.reports), 2)
        self.assert_merged(module)
        module, callback = self.copies(), self.callback(self.tower(), merge_every_n_steps=2)
        self.train(module, callback, accumulate_grad_batches=3)
        self.assertEqual(len(callback.reports), 2)

    def test_optimizer(self):
        for choice, is_empty in [("keep", False), ("reset", True)]:
            callback = self.callback(self.tower(), merge_every_n_epochs=1, optimizer=choice)
            trainer = self.train(self.copies(), callback, epochs=1)
            self.assertEqual(len(trainer.optimizers[0].state) == 0, is_empty, choice)

    def test_resuming(self):
        first, whole = self.callback(self.tower(), merge_every_n_steps=4), self.copies()
        self.train(whole, first)
        # One epoch is six steps, then a checkpoint.
        begun = self.callback(self.tower(), merge_every_n_steps=4)
        trainer = self.train(self.copies(), begun, epochs=1)
        trainer.save_checkpoint(self.folder / "saved.ckpt", weights_only=False)
        second, module = self.callback(self.tower(), merge_every_n_steps=4), self.copies()
        self.train(module, second, resume=self.folder / "saved.ckpt")
        self.assertEqual((len(begun.reports), len(second.reports)), (1, 2))
        self.assertTrue(same(whole.state_dict(), module.state_dict()))

    def test_model_without_copies(self):
        module = self.copies()
        del module.copies
        module.tower = self.tower()
        with self.assertRaisesRegex(stockpot.StockpotError, "has no attribute 'copies'"):
            self.train(module, self.callback(self.tower(), merge_every_n_steps=1))


if __name__ == "__main__":
    unittest.main()
