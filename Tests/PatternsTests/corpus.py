"""Prints expressions, texts and whether Python's `re` finds the one in the other, as JSON lines.

    corpus.py SEED COUNT

Expressions are drawn from the grammar of Patterns; where Python spells a meaning differently (the
end of the text is \\Z there), it gets its own spelling. Texts are short, so that Python's
backtracking ends.
"""

import json
import random
import re
import sys

random.seed(int(sys.argv[1]))
LETTERS = "ab1_. é"


def atom(depth):
    kind = random.randrange(12)
    if kind < 4:
        text = random.choice(["a", "b", "1", "_", "\\.", " ", "é", "\\x61", "\\u00e9"])
        return text, text
    if kind == 4:
        return ".", "."
    if kind == 5:
        text = random.choice(["\\d", "\\w", "\\s", "\\D", "\\W", "\\S"])
        return text, text
    if kind < 8:
        ranges = ["a", "b-é", "0-9", "\\d", "\\W", "_", "."]
        items = [random.choice(ranges) for _ in range(random.randint(1, 3))]
        text = "[" + random.choice(["", "^"]) + "".join(items) + random.choice(["", "-"]) + "]"
        return text, text
    if depth == 0:
        return "b", "b"
    ours, theirs = choice(depth - 1)
    opening = random.choice(["(", "(?:"])
    return opening + ours + ")", opening + theirs + ")"


def part(depth):
    if random.random() < 0.12:
        return random.choice([("^", "\\A"), ("$", "\\Z"), ("\\b", "\\b"), ("\\B", "\\B")])
    ours, theirs = atom(depth)
    if random.random() < 0.45:
        least = random.randint(0, 3)
        counts = [f"{{{least}}}", f"{{{least},}}", f"{{,{least}}}", f"{{{least},{least + 2}}}"]
        repetition = random.choice(["*", "+", "?"] + counts) + random.choice(["", "", "?"])
        ours, theirs = ours + repetition, theirs + repetition
    return ours, theirs


def sequence(depth):
    parts = [part(depth) for _ in range(random.randint(0, 4))]
    return "".join(ours for ours, _ in parts), "".join(theirs for _, theirs in parts)


def choice(depth):
    choices = [sequence(depth) for _ in range(random.choice([1, 1, 1, 2, 3]))]
    return "|".join(ours for ours, _ in choices), "|".join(theirs for _, theirs in choices)


for _ in range(int(sys.argv[2])):
    ours, theirs = choice(2)
    expression = re.compile(theirs, re.ASCII)
    # Until 3.14 Python's \\B does not hold in an empty text.
    shortest = 1 if "\\B" in ours else 0
    lengths = [random.randint(shortest, 8) for _ in range(6)]
    texts = ["".join(random.choice(LETTERS) for _ in range(length)) for length in lengths]
    found = [expression.search(text) is not None for text in texts]
    print(json.dumps({"pattern": ours, "texts": texts, "found": found}))
