"""Policies: which files are some, what they see and say, how they fail, and what is left of them afterwards."""

from __future__ import annotations

import sys
import threading
from collections.abc import Mapping
from pathlib import Path

import pytest

import stackc
from stackc.base.source import Span
from tests.kit.command import PROJECT, write_files

MANIFEST = """\
vars: {stage: dev}
components:
  terraform:
    app:
      vars:
        cidr: 10.0.0.0/16
        token: !exec get-token
    other:
      metadata: {component: app}
"""
FILES = {"stackc.yaml": PROJECT, "stacks/deploy/dev.yaml": MANIFEST, "components/terraform/app/main.tf": ""}
PLACED = """\
import stackc

def check(project):
    for instance in project.instances(components="app"):
        yield stackc.finding("no public network", at=instance.place("vars.cidr"), help="ask the network team")
"""


def loaded(root: Path, policies: Mapping[str, str], **more: str) -> stackc.Project:
    files = {**FILES, **{f"policies/{name}": text for name, text in policies.items()}, **more}
    return stackc.load(write_files(root, files), env={"TOKEN": "hunter2hunter2"})


def found(root: Path, policies: Mapping[str, str], **more: str) -> list[tuple[str, str, int, str]]:
    return [
        (each.code.value, each.file, each.line, each.message) for each in loaded(root, policies, **more).diagnostics()
    ]


def body(*lines: str, head: str = "import stackc\n\n") -> str:
    return head + "def check(project):\n" + "".join(f"    {line}\n" for line in lines)


# --- what they say


def test_a_finding_has_the_place_the_help_and_the_policy_that_says_it(tmp_path: Path) -> None:
    [finding] = loaded(tmp_path, {"network.py": PLACED}).diagnostics()
    assert (finding.code.value, finding.severity, finding.message) == ("SC0630", "error", "no public network")
    assert (finding.file, finding.line, finding.help) == ("stacks/deploy/dev.yaml", 6, "ask the network team")
    assert finding.diagnostic.notes == ("the policy `policies/network.py` says so",)


def test_a_rule_of_several_is_named(tmp_path: Path) -> None:
    [finding] = loaded(tmp_path, {"a.py": body('return [stackc.finding("m", policy="first")]')}).diagnostics()
    assert finding.diagnostic.notes == ("the rule `first` of the policy `policies/a.py` says so",)


@pytest.mark.parametrize("severity", ["error", "warning", "note"])
def test_a_policy_says_how_serious_it_is(tmp_path: Path, severity: str) -> None:
    project = loaded(tmp_path, {"a.py": body(f'return [stackc.finding("m", severity="{severity}")]')})
    assert [each.severity for each in project.diagnostics()] == [severity]
    assert len(project.check()) == (severity == "error")


@pytest.mark.parametrize(("level", "expected"), [("warning", ["warning"]), ("error", ["error"]), ('"off"', [])])
def test_the_project_file_has_the_last_word(tmp_path: Path, level: str, expected: list[str]) -> None:
    settings = PROJECT + f"diagnostics: {{severity: {{SC0630: {level}}}}}\n"
    project = loaded(tmp_path, {"a.py": body('return [stackc.finding("m")]')}, **{"stackc.yaml": settings})
    assert [each.severity for each in project.diagnostics()] == expected


@pytest.mark.parametrize("answer", ["[]", "()", "iter([])", "{}"])
def test_a_policy_that_finds_nothing_gives_nothing(tmp_path: Path, answer: str) -> None:
    assert found(tmp_path, {"a.py": body(f"return {answer}")}) == []


def test_policies_are_asked_by_name_and_all_of_them(tmp_path: Path) -> None:
    policies = {f"{name}.py": body(f'return [stackc.finding("{name}")]') for name in ("b", "a")}
    assert [each[3] for each in found(tmp_path, policies)] == ["a", "b"]


def test_a_policy_sees_the_project_without_its_policies(tmp_path: Path) -> None:
    text = body("assert project.check() == ()", "project.reload()", "return [stackc.finding(str(project.instances()))]")
    [(_, _, _, message)] = found(tmp_path, {"a.py": text})
    assert message == "(Instance('app@dev'), Instance('other@dev'))"


# --- which files they are


def test_files_that_begin_with_an_underscore_help_others(tmp_path: Path) -> None:
    policies = {
        "_rules.py": "import stackc\n\ndef rule():\n    return stackc.finding('helped')\n",
        "a.py": body("return [rule()]", head="from ._rules import rule\n\n"),
        "b.py": body("return [_rules.rule()]", head="from . import _rules\n\n"),
    }
    assert [each[3] for each in found(tmp_path, policies)] == ["helped"]


def test_a_data_class_with_annotations_as_text_works(tmp_path: Path) -> None:
    head = (
        "from __future__ import annotations\n\nimport dataclasses\nimport typing\n\nimport stackc\n\n"
        "@dataclasses.dataclass(frozen=True)\nclass Row:\n    name: str\n    kept: typing.ClassVar[int] = 3\n\n"
    )
    assert [each[3] for each in found(tmp_path, {"a.py": body('return [stackc.finding(Row("x").name)]', head=head)})] == ["x"]  # fmt: skip


@pytest.mark.parametrize("name", ["notes.txt", "deep/a.py", "_a.py", "a.pyc"])
def test_other_files_are_no_policies(tmp_path: Path, name: str) -> None:
    assert found(tmp_path, {name: "this is no Python"}) == []


def test_the_folder_is_a_setting_and_none_of_it_is_no_policies(tmp_path: Path) -> None:
    settings = {"stackc.yaml": PROJECT + "policies: {base_path: rules}\n", "rules/a.py": PLACED}
    assert len(found(tmp_path, {"b.py": "no Python"}, **settings)) == 1
    assert found(tmp_path, {"b.py": "no Python"}, **{"stackc.yaml": PROJECT + "policies: {base_path: ''}\n"}) == []


def test_beside_an_atmos_yaml_policies_are_asked_for(tmp_path: Path) -> None:
    atmos = PROJECT.replace("{included", "{base_path: stacks, included")
    (tmp_path / "stackc.yaml").unlink(missing_ok=True)
    files = {name: text for name, text in FILES.items() if name != "stackc.yaml"}
    write_files(tmp_path, {**files, "atmos.yaml": atmos, "policies/a.py": PLACED})
    assert stackc.load(tmp_path).diagnostics() == ()
    write_files(tmp_path, {"atmos.yaml": atmos + "stackc: {policies: {base_path: policies}}\n"})
    assert [each.code.value for each in stackc.load(tmp_path).diagnostics()] == ["SC0630"]


# --- how they fail


FAILING = {
    "syntax": ("import stackc\n\ndef check(project:\n", 3, "fails when it is loaded: SyntaxError: '(' was never closed"),
    "import": ("import nothing_of_the_kind\n", 1, "fails when it is loaded: ModuleNotFoundError: No module named 'nothing_of_the_kind'"),
    "helper": ("from ._none import x\n", 1, "fails when it is loaded: ModuleNotFoundError: No module named '_none'"),
    "loading": ("x = 1\nraise ValueError('first\\nsecond')\n", 2, "fails when it is loaded: ValueError: first second"),
    "asked": (body("x = {}", "return x['y']"), 5, "fails when it is asked: KeyError: 'y'"),
    "later": (body("yield stackc.finding('m')", "1 / 0"), 5, "fails when it is asked: ZeroDivisionError: division by zero"),
    "below": ("def below():\n    raise OSError\n\n" + body("below()", head=""), 2, "fails when it is asked: OSError"),
    "exit": (body("raise SystemExit(3)"), 4, "fails when it is asked: SystemExit: 3"),
    "endless": (body("return check(project)"), 4, "fails when it is asked: RecursionError: "),
    "no function": ("def chek(project):\n    return []\n", 1, "has no function `check`"),
    "a value": ("check = 3\n", 1, "has no function `check`"),
    "arguments": ("def check():\n    return []\n", 1, "fails when it is asked: TypeError: check() takes 0 positional"),
    "text": (body("return 'wrong'"), 3, "gives something of the type `str`, not findings"),
    "none": (body("print('looked')"), 3, "gives None, not findings"),
    "one alone": (body("return stackc.finding('m')"), 3, "gives something of the type `Finding`, not findings"),
    "other things": (body("yield 3"), 3, "gives something of the type `int`, not findings"),
    "no bytes": ("x = '\0'\n", 1, "fails when it is loaded: "),
    "wrong kind": (body("return [stackc.finding('m', at='stacks/a.yaml')]"), 4, "TypeError: of the wrong kind in a finding: at"),
    "wrong level": (body("return [stackc.finding('m', severity='fatal')]"), 4, "ValueError: a finding is one of error, warning, note, not 'fatal'"),
    "empty": (body("return [stackc.finding(' ')]"), 4, "ValueError: a finding has a message"),
    "no path": (body("project.instance('app', 'dev').place('vars..x')"), 4, "ValueError: no path of a value: 'vars..x'"),
    "unknown": (body("project.instance('ap', 'dev')"), 4, "cannot be judged, for what it asks for does not compile: SC0416: "),
}  # fmt: skip


@pytest.mark.parametrize("name", FAILING)
def test_a_policy_that_fails_is_told_at_its_own_line(tmp_path: Path, name: str) -> None:
    text, line, message = FAILING[name]
    told = [each for each in found(tmp_path, {"a.py": text}) if each[0] == "SC0631"]
    assert [(file, at) for _, file, at, _ in told] == [("policies/a.py", line)]
    assert message in told[0][3]


def test_what_was_found_before_it_failed_is_kept_and_others_go_on(tmp_path: Path) -> None:
    policies = {"a.py": body("yield stackc.finding('m')", "1 / 0"), "b.py": body("yield stackc.finding('n')")}
    assert [each[0] for each in found(tmp_path, policies)] == ["SC0630", "SC0630", "SC0631"]


def test_a_mistake_in_a_helper_is_told_there(tmp_path: Path) -> None:
    policies = {"_help.py": "def help_(x):\n    return x.nothing\n", "a.py": body("help_(3)", head="from ._help import help_\n")}  # fmt: skip
    assert [(each[0], each[1], each[2]) for each in found(tmp_path, policies)] == [("SC0631", "policies/_help.py", 2)]


def test_the_name_that_was_meant_is_offered(tmp_path: Path) -> None:
    [finding] = loaded(tmp_path, {"a.py": "def chek(project):\n    return []\n"}).diagnostics()
    assert finding.help == "rename `chek`"


def test_an_interrupt_passes(tmp_path: Path) -> None:
    project = loaded(tmp_path, {"a.py": body("raise KeyboardInterrupt")})
    with pytest.raises(KeyboardInterrupt):
        project.diagnostics()
    assert [name for name in sys.modules if name.startswith("stackc_policies")] == []


@pytest.mark.parametrize("dialect", ["stackc", "atmos"])
def test_a_policy_outside_of_the_repository_is_not_loaded(tmp_path: Path, dialect: str) -> None:
    write_files(tmp_path / "outside", {"a.py": "raise AssertionError"})
    (tmp_path / "repo/policies").mkdir(parents=True)
    (tmp_path / "repo/policies/a.py").symlink_to("../../outside/a.py")
    if dialect == "stackc":
        [told] = found(tmp_path / "repo", {})
    else:
        files = {name: text for name, text in FILES.items() if name != "stackc.yaml"}
        own = "stackc: {policies: {base_path: policies}}\n"
        write_files(
            tmp_path / "repo",
            {**files, "atmos.yaml": PROJECT.replace("{included", "{base_path: stacks, included") + own},
        )
        [error] = stackc.load(tmp_path / "repo").check()
        told = (error.code.value, error.file, error.line, error.message)
    assert told[:3] == ("SC0631", "policies/a.py", 1)
    assert "AssertionError" not in told[3]


@pytest.mark.parametrize(
    ("settings", "place"),
    [("", ("stackc.yaml", 1)), ("policies: {base_path: polices}\n", ("stackc.yaml", 3)), ("policies: {base_path: ../out}\n", ("stackc.yaml", 3))],
    ids=["a link that leads out", "a name that is misspelt", "a folder that lies outside"],
)  # fmt: skip
def test_a_folder_that_is_named_and_not_there_is_no_silence(
    tmp_path: Path, settings: str, place: tuple[str, int]
) -> None:
    root = write_files(tmp_path / "repo", {**FILES, "stackc.yaml": PROJECT + settings})
    write_files(tmp_path / "out", {"a.py": "raise AssertionError"})
    if not settings:
        (root / "policies").symlink_to("../out")
    [finding] = stackc.load(root).diagnostics()
    assert finding.message.endswith("in the repository, so no policy is asked")
    assert (finding.code.value, finding.file, finding.line) == ("SC0631", *place)


def test_what_does_not_compile_is_said_once(tmp_path: Path) -> None:
    broken = {"stacks/deploy/prod.yaml": "vars: {stage: prod}\nimport: [nowhere]\n"}
    said = [each[0] for each in found(tmp_path, {"a.py": body("return project.instances()")}, **broken)]
    assert said == ["SC0631", "SC0201"]  # the first is a note: policies are asked when everything compiles


@pytest.mark.parametrize(
    "line",
    [
        "raise ValueError('x ' + secret)",
        "return [stackc.finding('x ' + secret, help='y ' + secret)]",
        "return {secret: 1}[0]",
        "return [stackc.finding('m', severity=secret)]",
    ],
)
def test_a_secret_that_a_policy_opens_is_in_no_message(tmp_path: Path, line: str) -> None:
    more = {
        "stackc.yaml": PROJECT + "secrets: {env: [TOKEN]}\n",
        "stacks/deploy/dev.yaml": MANIFEST.replace("!exec get-token", "!env TOKEN"),
    }
    text = body('secret = project.instance("app", "dev").vars["token"].value', line)
    project = loaded(tmp_path, {"a.py": text}, **more)
    rendered = "".join(each.render() for each in project.diagnostics())
    assert "SC063" in rendered
    assert "hunter2hunter2" not in rendered


@pytest.mark.parametrize(
    "line",
    [
        "raise ValueError(secret)",
        "raise ValueError('x' * 390 + secret)",
        "return [stackc.finding(secret, help=secret, policy=secret)]",
    ],
)
def test_a_secret_of_many_lines_is_not_told_in_part(tmp_path: Path, line: str) -> None:
    more = {
        "stackc.yaml": PROJECT + "secrets: {env: [KEY]}\n",
        "stacks/deploy/dev.yaml": MANIFEST.replace("!exec get-token", "!env KEY"),
        "policies/a.py": body('secret = project.instance("app", "dev").vars["token"].value', line),
    }
    project = stackc.load(write_files(tmp_path, {**FILES, **more}), env={"KEY": "first-part\nsecond-part\n"})
    rendered = "".join(each.render() for each in project.diagnostics())
    assert "SC063" in rendered
    assert "-part" not in rendered
    assert "first" not in rendered


# --- strangers


def test_the_policies_of_a_stranger_are_not_loaded_and_that_is_said_once(tmp_path: Path) -> None:
    loaded(tmp_path, {"a.py": "raise AssertionError", "b.py": "raise AssertionError"})
    [finding] = stackc.load(tmp_path, untrusted=True).diagnostics()
    assert (finding.code.value, finding.severity) == ("SC0631", "warning")
    assert finding.message == "the policies in `policies` were not run: the repository is untrusted"


def test_a_stranger_without_policies_hears_nothing(tmp_path: Path) -> None:
    loaded(tmp_path, {"_a.py": ""})
    assert stackc.load(tmp_path, untrusted=True).diagnostics() == ()


# --- the process


def test_nothing_is_left_of_a_policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    before = (list(sys.path), list(sys.meta_path), sys.stdout, set(sys.modules))
    text = "import sys\n\nsys.path.insert(0, '/nowhere')\n\n" + body("return []", head="")
    assert found(tmp_path, {"a.py": text, "_b.py": "", "c.py": "from . import _b\n" + text}) == []
    left = {name for name in set(sys.modules) - before[3] if name.startswith("stackc_policies")}
    assert (list(sys.path), list(sys.meta_path), sys.stdout, left) == (*before[:3], set())
    assert sorted(path.name for path in tmp_path.rglob("*") if "cache" in path.name or path.suffix == ".pyc") == []


def test_a_changed_policy_is_read_again(tmp_path: Path) -> None:
    project = loaded(tmp_path, {"a.py": body("return []")})
    assert project.diagnostics() == ()
    write_files(tmp_path, {"policies/a.py": PLACED})
    project.reload()
    assert [each.code.value for each in project.diagnostics()] == ["SC0630"]


def test_what_a_policy_prints_is_no_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "import sys\n\nprint('loaded')\n\n" + body(
        "print('asked')", "sys.stdout.write('written')", "return []", head=""
    )
    assert found(tmp_path, {"a.py": text}) == []
    assert capsys.readouterr() == ("", "loaded\nasked\nwritten")


def test_two_projects_in_two_threads_keep_their_policies_and_their_outputs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = body("print('aside')", "return [stackc.finding(NAME)]", head="import stackc\n\nfrom ._name import NAME\n\n")
    projects = {
        name: loaded(tmp_path / name, {"a.py": text, "_name.py": f"NAME = '{name}'\n"}) for name in ("one", "two", "three")
    }  # fmt: skip
    said: list[tuple[str, str]] = []

    def ask(name: str) -> None:
        said.extend((name, each.message) for _ in range(5) for each in projects[name].diagnostics())

    threads = [threading.Thread(target=ask, args=(name,)) for name in projects]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == sorted((name, name) for name in projects for _ in range(5))
    assert capsys.readouterr() == ("", "aside\n" * 15)


def test_other_threads_print_as_ever_while_a_policy_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = body(
        "thread = threading.Thread(target=print, args=('other',))", "thread.start()", "thread.join()", "print('own')",
        "return []", head="import threading\n\n",
    )  # fmt: skip
    assert found(tmp_path, {"a.py": text}) == []
    assert capsys.readouterr() == ("other\n", "own\n")


# --- before runs and files


GUARDS = {
    "a.py": body(
        "for instance in project.instances():",
        "    if instance.component == 'other':",
        "        yield stackc.finding('not other', at=instance.place(), instance=instance)",
    )
}


def test_a_finding_about_one_instance_does_not_stop_others(tmp_path: Path) -> None:
    project = loaded(tmp_path, GUARDS)
    with pytest.raises(stackc.CompileError, match="SC0630: not other"):
        project.run("plan", "other@dev")
    with pytest.raises(stackc.CompileError) as refused:
        project.run("plan", "app@dev")
    assert "SC0630" not in str(refused.value)


@pytest.mark.parametrize("policy", [body("yield stackc.finding('all')"), body("1 / 0"), "no Python"])
def test_a_policy_about_the_repository_or_that_fails_stops_all(tmp_path: Path, policy: str) -> None:
    with pytest.raises(stackc.CompileError, match="SC063"):
        loaded(tmp_path, {"a.py": policy}).run("plan", "app@dev")


@pytest.mark.parametrize("verb", ["destroy", "output", "init", "validate"])
def test_what_is_taken_away_or_looked_at_need_not_conform(tmp_path: Path, verb: str) -> None:
    project = loaded(tmp_path, {"a.py": body("yield stackc.finding('all')")})
    with pytest.raises(stackc.CompileError) as refused:  # there is no Terraform
        project.run(verb, "app@dev")
    assert [each.code.value for each in refused.value.diagnostics] == ["SC0901"]


def test_a_warning_stops_nothing(tmp_path: Path) -> None:
    project = loaded(tmp_path, {"a.py": body("yield stackc.finding('all', severity='warning')")})
    with pytest.raises(stackc.CompileError) as refused:
        project.run("plan", "app@dev")
    assert [each.code.value for each in refused.value.diagnostics] == ["SC0901"]


def test_nothing_is_written_that_a_policy_refuses(tmp_path: Path) -> None:
    manifest = {"stacks/deploy/dev.yaml": MANIFEST.replace("!exec get-token", "x")}
    project = loaded(tmp_path, GUARDS, **manifest)
    with pytest.raises(stackc.CompileError, match="SC0630"):
        stackc.write(project, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    (tmp_path / "policies/a.py").unlink()
    project.reload()
    assert stackc.write(project, tmp_path / "out") != ()


def test_a_schema_of_the_component_stops_its_instances(tmp_path: Path) -> None:
    schema = {"schemas/components/app.schema.json": '{"required": ["cidr"]}'}
    with pytest.raises(stackc.CompileError, match="SC0632"):
        loaded(tmp_path, {}, **schema).run("plan", "other@dev")


# --- the places


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("vars.cidr", 6),
        ("vars", 5),
        ("vars.stage", 1),
        ("vars.nothing.at.all", 5),
        ("", 4),
        ("env.NAME", 4),
        ('vars["cidr"]', 6),
    ],
)
def test_a_place_is_that_of_the_value_its_key_or_the_nearest(tmp_path: Path, path: str, line: int) -> None:
    place = loaded(tmp_path, {}).instance("app", "dev").place(path)
    assert (type(place), place.file, place.line) == (Span, "stacks/deploy/dev.yaml", line)


@pytest.mark.parametrize("path", ["vars..a", "[0]", ".", "vars[x"])
def test_what_is_no_path_has_no_place(tmp_path: Path, path: str) -> None:
    with pytest.raises(ValueError, match="no path of a value"):
        loaded(tmp_path, {}).instance("app", "dev").place(path)
