"""The wheel with compiled modules, for hatchling: what ``pyproject.toml`` lists goes through mypyc.

Off unless ``HATCH_BUILD_HOOK_ENABLE_CUSTOM=true`` stands in the environment, so who builds from source needs no
compiler of C. The sources are in the wheel as well: without the shared objects it is the pure one.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledModules(BuildHookInterface[Any]):
    """Adds one shared object with all modules, and one for each that hands its own out."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile ``modules``; an editable install stays pure, so that an edit counts at once."""
        if version == "editable":
            return
        self._objects = tempfile.TemporaryDirectory()
        for made in _compiled(self.root, self.config["modules"], Path(self._objects.name)):
            build_data["force_include"][str(made)] = made.relative_to(self._objects.name).as_posix()
        build_data["pure_python"], build_data["infer_tag"] = False, True

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Leave nothing behind."""
        if version != "editable":
            self._objects.cleanup()


def _compiled(root: str, modules: list[str], target: Path) -> list[Path]:
    """The shared objects, below ``target`` as they lie in the wheel.

    ``MYPYC_OPT_LEVEL`` is the one of the compiler of C: 3, or less where the build has to be quick.
    """
    from mypyc.build import mypycify  # what only a compiled wheel needs
    from setuptools import Distribution
    from setuptools.command.build_ext import build_ext

    # Types of other packages are left out: what is compiled must not hang on what is installed beside.
    flags = ["--config-file=", "--no-site-packages", "--ignore-missing-imports", f"--cache-dir={os.devnull}"]
    with tempfile.TemporaryDirectory() as texts:
        os.chdir(root)  # mypy tells the name of a module by its path from here
        extensions = mypycify(
            [*flags, *(f"stackc/{module}.py" for module in modules)],
            opt_level=os.environ.get("MYPYC_OPT_LEVEL", "3"),
            debug_level="0",
            multi_file=True,  # several compilers at once; one file of all takes half as long again and is no quicker
            group_name="stackc",
            target_dir=texts,
        )
        if sys.platform == "linux":
            for extension in extensions:
                extension.extra_link_args = ["-s"]  # no names of symbols: a seventh of the size
        build = build_ext(Distribution({"name": "stackc", "ext_modules": extensions}))
        build.build_lib, build.build_temp, build.parallel = str(target), texts, os.cpu_count()
        build.ensure_finalized()
        build.run()
    return sorted(path for path in target.rglob("*") if path.is_file())
