"""What each stage has to do for a question, counted: more of it is a regression on any machine, less is a gain.

The repository is always the same. ``--update-golden`` writes the counts anew; whoever reads the difference decides.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from functools import reduce
from importlib import import_module
from pathlib import Path

import pytest

from benchmarks.jobs import JOBS, Repository, make_repository
from tests.kit.command import SHIPPED, bare_env, run_apart
from tests.kit.work import count_named

GOLDEN = Path(__file__).parent / "work.txt"
STAGES = {
    "files read": "stackc.system.files:DiskWorld.read",
    "documents parsed": "stackc.syntax.yaml:parse_document",
    "manifests merged": "stackc.manifest.library:Library._process",
    "components made": "stackc.link.component:Component.__init__",
    "names computed": "stackc.link.naming:name_component",
    "components linked": "stackc.link.component:Component._compile",
    "sections folded": "stackc.merge.merge:merge_all",
    "tables merged": "stackc.merge.merge:merge",
    "calls looked for in merges": "stackc.merge.deferred:merge_layers",
    "instances made": "stackc.evaluate.instance:Instance.__init__",
    "sections evaluated": "stackc.evaluate.instance:Instance._evaluate",
    "values rendered": "stackc.template.renderer:Renderer.value",
    "templates expanded": "stackc.template.engine.expansion:expand_template",
    "functions called": "stackc.evaluate.calls:CallStage._call",
    "root modules read": "stackc.syntax.root_module:read_root_module",
    "lines traced": "stackc.merge.trace:trace",
    "containers written": "stackc.text.json:JsonWriter._container",
}
"""What is counted, and the function that does it once."""
LOADED = "modules loaded"
ASKED = [name for name, job in JOBS.items() if name != "help"]
"""How help looks is a matter of typer's."""
SCRIPT = """
import json, sys
from stackc.cli.main import run
from tests.kit.work import count_named

stages, counts, *words = sys.argv[1:]
codes = []
counted = count_named(json.loads(stages), lambda: codes.append(run(words)))
loaded = sum(name.partition(".")[0] == "stackc" for name in sys.modules)
with open(counts, "w") as file:
    json.dump({**counted, "modules loaded": loaded}, file)
sys.exit(*codes)
"""


def work_of(repository: Repository, job: str, scratch: Path) -> dict[str, int]:
    """How often each stage runs for one job, in a process that has not done anything yet."""
    counts = scratch / "counts.json"
    env = bare_env(scratch, PYTHONPATH=str(SHIPPED), STACKC_CACHE_DIR=str(scratch / job), PYTHONHASHSEED="0")
    words = (json.dumps(STAGES), str(counts), *repository.words(JOBS[job]))
    said = run_apart(words, repository.folder, env, script=SCRIPT)
    assert (said.code, said.err) == (0, "")
    counted: dict[str, int] = json.loads(counts.read_text())
    return counted


def table(work: Mapping[str, Mapping[str, int]]) -> str:
    """A row for each stage, a column for each job."""
    rows = [f"{'':<28}" + "".join(f"{job:>12}" for job in work)]
    for stage in (*STAGES, LOADED):
        rows.append(f"{stage:<28}" + "".join(f"{counted[stage]:>12}" for counted in work.values()))
    return "\n".join([*rows, ""])


def test_each_stage_does_as_much_as_is_written_down(tmp_path: Path, update_golden: bool) -> None:
    repository = make_repository("tiny", tmp_path / "repository")
    found = table({job: work_of(repository, job, tmp_path) for job in ASKED})
    if update_golden:
        GOLDEN.write_text(found, encoding="utf-8")
    assert found.splitlines() == GOLDEN.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", STAGES.values())
def test_what_is_counted_is_a_function_that_is_there(name: str) -> None:
    module, _, path = name.partition(":")
    function = reduce(getattr, path.split("."), import_module(module))
    assert f"{function.__module__}:{function.__qualname__}" == name


def countdown(start: int) -> int:
    """Calls itself until it is at zero."""
    return countdown(start - 1) if start else 0


def test_a_function_is_counted_each_time_it_is_called_and_no_other_is() -> None:
    names = {"ours": f"{__name__}:countdown", "nobody's": f"{__name__}:nothing"}
    assert count_named(names, lambda: [countdown(2), table({})]) == {"ours": 3, "nobody's": 0}


def test_what_is_counted_in_an_action_that_fails_is_not_counted_after_it() -> None:
    before = sys.getprofile()
    with pytest.raises(RecursionError):
        count_named({}, lambda: countdown(-1))
    assert sys.getprofile() is before
