"""The expressions of a Terraform root module that say what its outputs are: outputs and locals. Pure.

Only who checks what others read of a module asks for them; a fault in a file is ``root_module``'s to report.
See docs/language.md, the contract with the module.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from stackc.base.named_tuple import NamedTuple
from stackc.syntax import hcl, hcl_json
from stackc.syntax.hcl import Expression
from stackc.syntax.root_module import is_override


class ModuleValues(NamedTuple):
    """Expressions by name."""

    outputs: Mapping[str, Expression]
    locals: Mapping[str, Expression]


_LABELS: Final = {"output": 1, "locals": 0}


def read_values(files: Iterable[tuple[str, str]]) -> ModuleValues:
    """Read the files ``(path, text)`` of one root module; nothing, where one has a fault: it may say something else."""
    outputs: dict[str, Expression] = {}
    locals_: dict[str, Expression] = {}
    for path, text in sorted(files, key=lambda file: is_override(file[0])):
        reading = hcl_json.read_blocks(text, _LABELS, {}) if path.endswith(".json") else hcl.read_blocks(text, _LABELS)
        if reading.fault is not None:
            return ModuleValues({}, {})
        for block in reading.blocks:
            if block.type == "locals":
                locals_.update(block.arguments)
            elif block.labels and "value" in block.arguments:
                outputs[block.labels[0]] = block.arguments["value"]
    return ModuleValues(outputs, locals_)
