"""The code of docs/python.md runs, from its top to its end."""

import contextlib
import io
import os
import re
import tempfile
import unittest
import warnings

import checkpoints


class DocumentationTest(unittest.TestCase):
    def run_blocks(self, *languages):
        """Runs the page's code in some languages, and returns how many blocks there are and what they print."""
        text = (checkpoints.ROOT / "docs/python.md").read_text()
        language = "|".join(languages)
        blocks = re.findall(rf"^```(?:{language})\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        output = io.StringIO()
        with contextlib.redirect_stdout(output), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exec(compile("\n".join(blocks), "docs/python.md", "exec"), {})
        return len(blocks), output.getvalue()

    @unittest.skipUnless(checkpoints.has("torch"), "torch is not installed")
    @unittest.skipUnless(checkpoints.program(), "the program stockpot is not built")
    def test_python_page(self):
        path = os.environ["PATH"]
        self.addCleanup(os.environ.__setitem__, "PATH", path)
        os.environ["PATH"] = os.path.dirname(os.path.abspath(checkpoints.program())) + os.pathsep + path
        count, printed = self.run_blocks("python", "python program")
        self.assertGreater(count, 5)
        self.assertIn("degrees, t = ", printed)
        self.assertIn("2890 elements in 6 tensors", printed)
        self.assertIn("2890 elements compared, 0 layers differ", printed)
        self.assertIn("65 0.bias", printed)
        self.assertIn("2 merges", printed)

    @unittest.skipUnless(
        all(map(checkpoints.has, ("torch", "transformers", "accelerate"))), "transformers is not installed"
    )
    def test_callbacks(self):
        before = os.getcwd()
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            self.addCleanup(os.chdir, before)
            count, printed = self.run_blocks("python transformers")
            os.chdir(before)
        self.assertEqual(count, 1)
        self.assertIn("2 merges in Trainer", printed)


if __name__ == "__main__":
    unittest.main()
