"""Which answers are kept, and that they are given again as they were, and not when something changed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from stackc.cli import stack_texts
from tests.kit.command import PROJECT, run_apart, run_here, write_files
from tests.kit.kept import asked, environment, replayed

FILES = {
    "stackc.yaml": PROJECT,
    "stacks/deploy/dev.yaml": "import: [mixins/size]\nvars: {stage: dev}\ncomponents: {terraform: {app: {}, vpc: {}}}\n",
    "stacks/deploy/prod.yaml": "vars: {stage: prod}\ncomponents: {terraform: {app: {vars: {a: !env TOKEN}}}}\n",
    "stacks/mixins/size.yaml": "vars: {size: 1}\n",
    "components/terraform/app/main.tf": 'variable "stage" {}\nvariable "size" {}\nvariable "a" {\n  default = 1\n}\n',
    "components/terraform/vpc/main.tf": 'variable "stage" {}\nvariable "size" {}\n',
}
DEV = "describe component app -s dev --format json"
WHY, DEPENDENTS = "why app@dev vars.size", "describe dependents vpc -s dev --format json"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    root = write_files(tmp_path / "repository", FILES)
    monkeypatch.chdir(root)
    with environment({"HOME": str(tmp_path / "home"), "STACKC_CACHE_DIR": str(tmp_path / "kept")}):
        yield root


def again(line: str) -> bool:
    """Ask twice; the second answer is the same, and True when it was kept."""
    words = line.split()
    first, _ = asked(*words)
    second, was_kept = asked(*words)
    assert second == first
    return was_kept


@pytest.mark.parametrize(
    "line",
    [
        *("list stacks", "list instances --format json", "list files", DEV, "describe component app -s dev"),
        *("describe stacks --format json -s dev", "describe dev", "why app@dev vars.size", "why app@dev"),
        *("validate", "validate --format sarif", "validate --deny-warnings", "describe dependents vpc -s dev"),
        *("describe component none -s dev", "describe component app -s none", "why app@dev vars.none"),
        *("-q list stacks", "list stacks --color always", "describe component app -s dev --untrusted"),
    ],
)
def test_an_answer_about_the_repository_is_kept(line: str, root: Path) -> None:
    assert again(line)


@pytest.mark.parametrize(
    "line",
    [
        *("--version", "version", "cache info", "explain SC0405", "graph", "lock --check", "schema manifest"),
        *(
            f"{DEV} --resolve",
            f"{DEV} -o -",
            f"{DEV} --output=-",
            f"{DEV} --timings",
            f"{DEV} -v",
            f"{DEV} --trace t.json",
            f"{DEV} --no-cache",
        ),
        *("describe component app -s prod", "list stack", "describe", "list --help", "why"),
    ],
)
def test_what_hangs_on_more_is_not_kept(line: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "TOKEN", "word")
    assert [asked(*line.split())[1] for _ in range(2)] == [False, False]


def test_no_value_of_the_environment_is_written(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "TOKEN", "swordfish")
    for line in ("describe component app -s prod", "describe stacks", "validate", "list stacks", DEV):
        asked(*line.split())
    kept = list((tmp_path / "kept").iterdir())
    assert kept
    assert not [path for path in kept if b"swordfish" in path.read_bytes()]


def test_what_is_not_set_may_be_kept(root: Path) -> None:
    assert again("describe component app -s prod")


def change(file: str, old: str, new: str) -> Callable[[Path], object]:
    def changed(root: Path) -> None:
        path = root / file
        path.write_text(path.read_text().replace(old, new))

    return changed


@pytest.mark.parametrize(
    ("what", "line"),
    [
        pytest.param(change("stacks/mixins/size.yaml", "1", "2"), DEV, id="an import"),
        pytest.param(change("stacks/deploy/dev.yaml", "dev", "test"), "list stacks", id="a name"),
        pytest.param(change("stackc.yaml", "{stage}", "x-{stage}"), "list stacks", id="the project file"),
        pytest.param(lambda root: (root / "stacks/deploy/prod.yaml").unlink(), "list stacks", id="a file less"),
        pytest.param(change("components/terraform/app/main.tf", "default = 1", ""), "validate", id="a module"),
        pytest.param(
            lambda root: write_files(root, {"stacks/deploy/dev.local.yaml": "vars: {size: 9}"}), DEV, id="local"
        ),
        pytest.param(
            lambda _: os.environ.__setitem__("STACKC_STACKS_NAME_PATTERN", "x"), "list stacks", id="a setting"
        ),
        pytest.param(lambda _: os.environ.__setitem__("NO_COLOR", "1"), "list stacks", id="colours"),
    ],
)
def test_a_change_is_another_answer(what: Callable[[Path], object], line: str, root: Path) -> None:
    assert again(line)
    what(root)
    answer, was_kept = asked(*line.split())
    assert not was_kept
    assert answer == run_here(*line.split(), "--no-cache")


@pytest.mark.parametrize(
    ("what", "line", "expected"),
    [
        *(
            (change("stacks/deploy/prod.yaml", "b: 1", "b: 2"), line, True)
            for line in ("list stacks", DEV, WHY, DEPENDENTS)
        ),
        *((change("stacks/deploy/prod.yaml", "stage: prod", "stage: x"), line, False) for line in ("list stacks", DEV)),
        *(
            (change("stacks/deploy/dev.yaml", "c: 1", "c: 2"), line, True)
            for line in ("list instances", DEV, DEPENDENTS)
        ),
        (change("stacks/deploy/dev.yaml", "c: 1", "c: 2\n"), WHY, False),
        (change("stacks/mixins/size.yaml", "size: 1", "size: 2"), "list stacks", True),
        (change("stacks/mixins/size.yaml", "size: 1", "size: 2"), DEV, False),
        (change("stacks/mixins/size.yaml", "size: 1", "size: [1]"), "list stacks", False),
        (change("stacks/deploy/prod.yaml", "b: 1", "b: 2"), "describe stacks", False),
    ],
)
def test_a_value_that_does_not_matter_leaves_an_answer_as_it_was(
    what: Callable[[Path], object], line: str, expected: bool, root: Path
) -> None:
    dev = "import: [mixins/size]\nvars: {stage: dev}\ncomponents: {terraform: {app: {}, vpc: {vars: {c: 1}}}}\n"
    prod = "vars: {stage: prod}\ncomponents: {terraform: {app: {vars: {b: 1}}}}\n"
    write_files(root, {"stacks/deploy/dev.yaml": dev, "stacks/deploy/prod.yaml": prod})
    assert again(line)
    what(root)
    answer, was_kept = asked(*line.split())
    assert (was_kept, answer) == (expected, run_here(*line.split(), "--no-cache"))
    assert again(line)


def test_where_much_changed_it_is_not_compared(root: Path) -> None:
    large = "vars: {stage: prod, b: 1}\ncomponents: {terraform: {app: {}}}\nsettings: {a: " + "x" * 40_000 + "}\n"
    write_files(root, {"stacks/deploy/prod.yaml": large})
    assert again("list stacks")
    change("stacks/deploy/prod.yaml", "b: 1", "b: 2")(root)
    assert not asked("list", "stacks")[1]


def said_again(line: str) -> None:
    """Whether kept or not, the answer is the one that is computed."""
    assert asked(*line.split())[0] == run_here(*line.split(), "--no-cache")


@pytest.mark.parametrize(
    "line", ["list stacks", "list instances", "describe component app -s a", "why app@a vars.size"]
)
@pytest.mark.parametrize("subject", ["vars.size", "components.terraform.zoo.vars.size"])
def test_of_an_included_manifest_everything_matters(line: str, subject: str, root: Path) -> None:
    including = f"vars: {{stage: !include stacks/mixins/size.yaml .{subject}, size: 1}}\n"
    included = "vars: {size: a}\ncomponents: {terraform: {zoo: {vars: {size: a}}}}\n"
    write_files(root, {"stacks/deploy/dev.yaml": f"{including}components: {{terraform: {{app: {{}}}}}}\n"})
    write_files(root, {"stacks/mixins/size.yaml": included})
    assert again(line)
    write_files(root, {"stacks/mixins/size.yaml": included.replace("size: a", "size: b")})
    said_again(line)


def test_of_a_manifest_that_the_project_file_includes_everything_matters(root: Path) -> None:
    included = "enabled: true\nenv: {TOKEN: a}\n"
    project = PROJECT.splitlines()[0] + "\ntemplates: {settings: !include stacks/deploy/settings.yaml}\n"
    write_files(root, {"stackc.yaml": project, "stacks/deploy/settings.yaml": included})
    line = "describe component app -s prod"
    assert again(line)
    write_files(root, {"stacks/deploy/settings.yaml": included.replace("TOKEN: a", "TOKEN: b")})
    said_again(line)


def test_a_stack_that_is_named_by_its_file_hangs_on_all_of_it(root: Path) -> None:
    (root / "stackc.yaml").unlink()
    folders = 'stacks: {base_path: stacks, included_paths: ["deploy/**/*"], name_pattern: "{stage}"}\n'
    write_files(root, {"atmos.yaml": folders + "components: {terraform: {base_path: components/terraform}}\n"})
    line = "describe component app -s deploy/dev"
    assert again(line)
    change("stacks/deploy/dev.yaml", "app: {}", "app: {vars: {size: 2}}")(root)
    said_again(line)
    change("stacks/deploy/dev.yaml", "size: 2", "size: 3")(root)
    said_again(line)


def test_dependents_of_what_two_manifests_define_hang_on_both(root: Path) -> None:
    abstract = "vars: {stage: dev}\ncomponents: {terraform: {vpc: {metadata: {type: abstract}, vars: {a: 1}}}}\n"
    write_files(root, {"stacks/deploy/dev.yaml": abstract, "stacks/deploy/also.yaml": abstract})
    assert again(DEPENDENTS)
    write_files(root, {"stacks/deploy/also.yaml": abstract.replace("a: 1", "a: 2")})
    said_again(DEPENDENTS)


@pytest.mark.parametrize("line", ["list stacks", "list files", "validate", DEV])
def test_a_link_that_comes_to_lead_outside_by_way_of_another_is_seen(line: str, root: Path, tmp_path: Path) -> None:
    write_files(root, {"a/b/new.yaml": "vars: {stage: new}\ncomponents: {terraform: {app: {}}}\n"})
    (root / "stacks/deploy/more").symlink_to("../../a/b")
    assert again(line)
    (root / "a").rename(tmp_path / "outside")
    (root / "a").symlink_to(tmp_path / "outside")
    said_again(line)


def completed(line: str, monkeypatch: pytest.MonkeyPatch, shell: str = "complete_bash") -> tuple[str, bool]:
    """What a shell is offered, and whether it was kept."""
    bash = {"COMP_WORDS": line, "COMP_CWORD": str(len(line.split(" ")) - 1)}
    others = {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    for name, value in {"_STACKC_COMPLETE": shell, **(bash if shell == "complete_bash" else others)}.items():
        monkeypatch.setitem(os.environ, name, value)
    answer, was_kept = asked()
    assert (answer.code, answer.err) == (0, "")
    return answer.out, was_kept


@pytest.mark.parametrize(
    ("line", "begun", "expected"),
    [
        ("stackc describe component app -s ", "pr", "prod\n"),
        ("stackc describe component ", "v", "vpc\n"),
        ("stackc ", "val", "validate\n"),
        ("stackc describe component app -s ", "x", ""),
    ],
)
def test_what_may_stand_in_one_place_is_one_answer(
    line: str, begun: str, expected: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything, _ = completed(line, monkeypatch)
    assert completed(line + begun, monkeypatch) == (expected, True)
    assert completed(line, monkeypatch) == (everything, True)
    with environment({**os.environ, "STACKC_NO_CACHE": "1"}):
        assert completed(line + begun, monkeypatch)[0].strip() == expected.strip()


@pytest.mark.parametrize(
    "line", ["stackc describe component app --", "stackc 'desc", "stackc describe component a=", "x"]
)
@pytest.mark.parametrize("shell", ["complete_bash", "complete_zsh", "complete_fish"])
def test_what_cannot_be_cut_is_kept_as_it_is(
    line: str, shell: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = completed(line, monkeypatch, shell)
    assert completed(line, monkeypatch, shell) == (first, True)


def test_a_new_stack_is_offered(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    completed("stackc describe component app -s ", monkeypatch)
    write_files(root, {"stacks/deploy/new.yaml": "vars: {stage: new}\ncomponents: {terraform: {app: {}}}\n"})
    assert completed("stackc describe component app -s n", monkeypatch) == ("new\n", False)


STACKS = "describe stacks --format json"


@pytest.mark.parametrize(
    ("what", "computed"),
    [
        pytest.param(change("stacks/deploy/prod.yaml", "b: 1", "b: 2"), ["prod"], id="a value of one stack"),
        pytest.param(change("stacks/mixins/size.yaml", "size: 1", "size: 2"), ["dev"], id="what one stack imports"),
        pytest.param(change("stacks/deploy/prod.yaml", "stage: prod", "stage: x"), ["x"], id="another name"),
        pytest.param(
            change("stacks/deploy/prod.yaml", "stage: prod", "stage: dev"), ["dev"], id="two files of one stack"
        ),
        pytest.param(change("stacks/deploy/prod.yaml", "app:", "app: {}, vpc:"), ["prod"], id="a component more"),
        pytest.param(
            change("stacks/deploy/dev.yaml", "import:", "import: [x]\n#"), ["dev"], id="an import that is not there"
        ),
        pytest.param(lambda root: write_files(root, {"stacks/a.yaml": ""}), ["dev", "prod"], id="a file more"),
        pytest.param(change("components/terraform/app/main.tf", "size", "s"), [], id="what nobody looked at"),
    ],
)
def test_of_all_stacks_those_are_computed_that_changed(
    what: Callable[[Path], object], computed: list[str], root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(
        root, {"stacks/deploy/prod.yaml": "vars: {stage: prod}\ncomponents: {terraform: {app: {vars: {b: 1}}}}\n"}
    )
    assert again(STACKS)
    what(root)
    seen: list[str] = []
    original: Any = vars(stack_texts)["described_stack"]

    def heard(compilation: Any, name: Any, *rest: Any) -> Any:
        seen.append(name)
        return original(compilation, name, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(stack_texts, "described_stack", heard)
        answer, _ = asked(*STACKS.split())
    assert (seen, answer) == (computed, run_here(*STACKS.split(), "--no-cache"))
    assert answer.code or again(STACKS)


def test_a_stack_that_includes_a_manifest_is_computed_with_it(root: Path) -> None:
    including = "vars: {stage: prod, a: !include stacks/mixins/size.yaml}\ncomponents: {terraform: {app: {}}}\n"
    write_files(root, {"stacks/deploy/prod.yaml": including})
    assert again(STACKS)
    change("stacks/mixins/size.yaml", "size: 1", "size: 2")(root)
    answer, was_kept = asked(*STACKS.split())
    assert (was_kept, answer) == (False, run_here(*STACKS.split(), "--no-cache"))


def test_a_stack_that_reads_another_is_computed_with_it(root: Path) -> None:
    reading = 'vars: {stage: prod}\ncomponents: {terraform: {app: {vars: {a: "{{ (atmos.Component `app` `dev`).vars.size }}"}}}}\n'
    write_files(root, {"stacks/deploy/prod.yaml": reading})
    assert again(STACKS)
    change("stacks/mixins/size.yaml", "size: 1", "size: 2")(root)
    answer, was_kept = asked(*STACKS.split())
    assert (was_kept, answer) == (False, run_here(*STACKS.split(), "--no-cache"))
    assert '"a": 2' in answer.out or '"a": "2"' in answer.out


def test_a_file_whose_name_is_no_text_is_kept_as_well(root: Path) -> None:
    Path(os.fsdecode(os.fsencode(root / "stacks/deploy") + b"/\xff.yaml")).write_text("vars: {stage: x}\n")
    answer = run_here("list", "files")
    assert (answer.code, "stacks/deploy/\udcff.yaml" in answer.out) == (0, True)
    assert list((root.parent / "kept").iterdir())


def test_another_folder_has_answers_of_its_own(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert again("list stacks")
    monkeypatch.chdir(root / "stacks")
    assert not asked("list", "stacks")[1]


def test_with_the_switch_nothing_is_looked_at(root: Path) -> None:
    assert again("list stacks")
    assert replayed("list", "stacks", "--no-cache") is None


@pytest.mark.parametrize(
    ("imports", "expected"), [("import re, stackc", True), ("import time", False), ("from ._more import x", False)]
)
def test_an_answer_with_policies_is_kept_where_they_look_at_nothing_else(
    imports: str, expected: bool, root: Path
) -> None:
    rule = f"{imports}\ndef check(project):\n    return ()\n"
    write_files(
        root, {"policies/rule.py": rule, "policies/_more.py": "import os\nx = os.getpid()\n"[: 99 * (not expected)]}
    )
    assert again("validate") is expected


def test_another_policy_is_another_answer(root: Path) -> None:
    write_files(root, {"policies/rule.py": "def check(project):\n    return ()\n"})
    assert again("validate")
    change("policies/rule.py", "return ()", "return [stackc.finding('no')]")(root)
    change("policies/rule.py", "def", "import stackc\ndef")(root)
    answer, was_kept = asked("validate")
    assert (answer.code, was_kept) == (1, False)


def test_an_answer_that_was_cut_off_is_not_kept(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> int:
        print("half")
        raise KeyboardInterrupt

    monkeypatch.setattr("stackc.cli.describe.describe_one", interrupted)
    assert run_here(*DEV.split()).code == 130
    assert replayed(*DEV.split()) is None


def test_the_program_itself_gives_what_is_kept(root: Path, tmp_path: Path) -> None:
    env = {"PATH": os.defpath, "HOME": str(tmp_path), "STACKC_CACHE_DIR": str(tmp_path / "apart"), "NO_COLOR": "1"}
    loaded = "import sys, os; exit = os._exit; os._exit = lambda code: (print(len(sys.modules)), exit(code));"
    script = f"{loaded} from stackc.cli.launch import main; main()"
    words = DEV.split()
    first = run_apart(words, root, env)
    assert run_apart(words, root, env) == first
    assert (first.code, run_apart(["list", "nothing"], root, env).code) == (0, 2)
    assert (
        "typing"
        not in subprocess.run(
            [sys.executable, "-X", "importtime", "-c", script, *words],
            cwd=root,
            env=env,
            capture_output=True,
            text=True,
        ).stderr
    )


def test_an_answer_nobody_reads_ends_like_one_that_is_computed(root: Path, tmp_path: Path) -> None:
    env = {"PATH": os.defpath, "HOME": str(tmp_path), "STACKC_CACHE_DIR": str(tmp_path / "apart")}
    assert run_apart(["list", "stacks"], root, env).code == 0
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "stackc", "list", "stacks"], cwd=root, env=env, stdout=full, stderr=-1, text=True
        )
    assert (done.returncode, done.stderr) == (1, "stackc: the answer cannot be written: No space left on device\n")
