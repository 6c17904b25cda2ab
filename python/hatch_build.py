"""Puts the library into the wheel, and says on which systems it runs.

STOCKPOT_LIBRARY names a library that is there; otherwise `make library` builds it, for which the Swift
toolchain is needed.
"""

import os
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent.parent


class LibraryHook(BuildHookInterface):
    """Adds libstockpot.so to the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version, build_data):
        library = self.library()
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{platform_tag(library)}"
        build_data["force_include"][str(library)] = "stockpot/libstockpot.so"

    def library(self):
        """The library's path."""
        named = os.environ.get("STOCKPOT_LIBRARY")
        if named:
            if not Path(named).is_file():
                sys.exit(f"error: STOCKPOT_LIBRARY: {named} is not there")
            return Path(named).resolve()
        if not (ROOT / "Makefile").is_file():
            sys.exit("error: the sources of the library are not there; install from the repository")
        if shutil.which("swift") is None:
            sys.exit(
                "error: Swift is not on the PATH, and the library is built with it: get it from "
                "https://www.swift.org/install/linux/, or name a built library in STOCKPOT_LIBRARY"
            )
        subprocess.run(["make", "--no-print-directory", "library"], cwd=ROOT, check=True)
        scratch = os.environ.get("SCRATCH", ".build")
        return (ROOT / scratch / "library" / "libstockpot.so").resolve()


def platform_tag(library):
    """The oldest systems that have all that a library asks of the C library (PEP 600).

    Only symbols count that carry a version; what else it needs is checked by Scripts/build-library.
    """
    versions = re.findall(rb"GLIBC_2\.(\d+)\0", library.read_bytes())
    newest = max(map(int, versions), default=17)
    return f"manylinux_2_{newest}_{platform.machine()}"
