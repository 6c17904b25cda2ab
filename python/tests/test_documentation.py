"""The code of docs/python.md runs, from its top to its end."""

import contextlib
import io
import re
import unittest

import checkpoints


class DocumentationTest(unittest.TestCase):
    @unittest.skipUnless(checkpoints.has("torch"), "torch is not installed")
    def test_python_page(self):
        text = (checkpoints.ROOT / "docs/python.md").read_text()
        blocks = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        self.assertGreater(len(blocks), 5)
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            exec(compile("\n".join(blocks), "docs/python.md", "exec"), {})
        printed = output.getvalue()
        self.assertIn("degrees, t = ", printed)
        self.assertIn("2890 elements in 6 tensors", printed)
        self.assertIn("65 0.bias", printed)
        self.assertIn("2 merges", printed)


if __name__ == "__main__":
    unittest.main()
