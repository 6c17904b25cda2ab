"""What a merge did."""

from __future__ import annotations

from typing import Any, Dict, List


class Report(Dict[str, Any]):
    """A merge's report, as `stockpot merge --json` prints it.

    `report["layers"]` holds a record of every layer, `report["warnings"]` what a user should know.
    """

    @property
    def rows(self) -> List[Dict[str, Any]]:
        """A row for every layer, all values plain, so that `pandas.DataFrame(report.rows)` works.

        Keys: layer, shape (`768x768`), elements, rule, cosine, angle (degrees), t, and norm_1, norm_2,
        ... of the task vectors; None where the rule has no such figure.
        """
        count = max((len(layer.get("norms") or ()) for layer in self["layers"]), default=0)
        rows = []
        for layer in self["layers"]:
            norms = layer.get("norms") or []
            row = {
                "layer": layer["name"],
                "shape": "x".join(map(str, layer["shape"])),
                "elements": layer["elements"],
                "rule": layer["rule"],
                "cosine": layer.get("cosine"),
                "angle": layer.get("angle"),
                "t": layer.get("t"),
            }
            for number in range(count):
                row[f"norm_{number + 1}"] = norms[number] if number < len(norms) else None
            rows.append(row)
        return rows

    @property
    def warnings(self) -> List[str]:
        """What the user should know."""
        return self["warnings"]
