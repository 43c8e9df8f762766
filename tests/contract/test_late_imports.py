"""Imports inside of functions: start-up time is the only reason for one, and each module that has some says which."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.kit.figures import late_imports

COMMANDS = "a command loads what it needs when it is chosen: completion and the small questions wait for nothing else"
LIBRARY = "`import stackc` costs what a script that only asks for a name can bear"
RARELY = "most repositories never get there"
FAILURES = "only who fails waits for it"

REASONS = {
    "stackc/cli/answers.py": COMMANDS,
    "stackc/cli/app.py": COMMANDS,
    "stackc/cli/completion.py": COMMANDS,
    "stackc/cli/describe.py": COMMANDS,
    "stackc/cli/explain.py": COMMANDS,
    "stackc/cli/findings.py": COMMANDS,
    "stackc/cli/internal_error.py": FAILURES,
    "stackc/cli/listing.py": COMMANDS,
    "stackc/cli/questions.py": COMMANDS,
    "stackc/cli/launch.py": "an answer that is kept waits for nothing",
    "stackc/cli/replay.py": "an answer that is kept waits for nothing",
    "stackc/cli/main.py": COMMANDS,
    "stackc/cli/session.py": COMMANDS,
    "stackc/cli/terraform.py": COMMANDS,
    "stackc/compile/root_modules.py": "root modules: who asks for a name or a value reads none",
    "stackc/compile/wiring.py": f"expressions behind an include: {RARELY}",
    "stackc/function/expression.py": f"expressions that jq evaluates: {RARELY}",
    "stackc/function/include.py": f"included files of Terraform: {RARELY}",
    "stackc/library/finding.py": LIBRARY,
    "stackc/library/instance.py": LIBRARY,
    "stackc/library/project.py": LIBRARY,
    "stackc/project/open_project.py": "templates in a project file: most have none",
    "stackc/project/writing.py": "who only asks writes nothing",
    "stackc/run/store_writing.py": f"stores of AWS: {RARELY}",
    "stackc/run/stores.py": f"stores of AWS: {RARELY}",
    "stackc/syntax/hcl_functions.py": f"regular expressions in conditions of variables: {RARELY}",
    "stackc/syntax/glob.py": f"globs with many ways to go on: {RARELY}",
    "stackc/template/engine/expansion.py": "a repository without templates does not load what parses and runs them",
    "stackc/template/engine/state.py": f"methods of Go's values: {RARELY}",
}


def test_late_imports_stand_where_there_is_a_reason_and_nowhere_else() -> None:
    assert {place.partition(":")[0] for place in late_imports()} == REASONS.keys()


@pytest.mark.parametrize(
    ("code", "unneeded"),
    [
        ("import stackc", ("stackc.compile.wiring", "stackc.run.runner", "stackc.render.diagnostics", "typer", "rich")),
        ("import stackc.cli.main", ("stackc.compile.wiring", "stackc.run.runner", "typer", "rich", "networkx")),
        ("import stackc.compile.wiring", ("stackc.template.engine.running", "stackc.function.expression_jq", "jq", "regex")),
    ],
)  # fmt: skip
def test_what_is_late_is_not_loaded_before_it_is_needed(code: str, unneeded: tuple[str, ...]) -> None:
    asked = f"import sys; {code}; print(*(name for name in {unneeded!r} if name in sys.modules))"
    found = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert found.stdout.split() == []
