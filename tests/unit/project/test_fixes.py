"""Fixes are tried: what is offered mends its mistake, and what follows from a mistake is not told beside it."""

from __future__ import annotations

import pickle
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Edit, Fix, Label
from stackc.base.near import Advice, asked
from stackc.base.source import Span
from stackc.project.fixes import MAX_TRIED, Trial, settle
from tests.kit.command import PROJECT, run_here, write_files

FILES = {"a.yaml": ["one: x", "vara: {a: 1}", "last: !terraform.state vcp .id"], "b.yaml": ["import: [mixin/eu]"]}


def lines(file: str) -> list[str] | None:
    return FILES.get(file)


def mistake(
    code: Code, file: str, line: int, column: int, end: int, near: tuple[str, ...] = (), message: str = "wrong"
) -> Diagnostic:
    return Diagnostic(code, message, Label(Span(file, line, column, line, end)), help=asked(near))


KEY = mistake(Code.ROOT_KEY, "a.yaml", 2, 1, 5, ("vars",))
NAME = mistake(Code.NAME_VALUE_MISSING, "b.yaml", 1, 1, 7)
OTHER = mistake(Code.DATE, "a.yaml", 1, 6, 7)


def settled(found: list[Diagnostic], after: Mapping[str, list[Diagnostic]]) -> tuple[Diagnostic, ...]:
    """``after``: what is found once a text stands in a file."""

    def trial(files: Mapping[str, bytes]) -> Trial:
        text = b"\n".join(files.values()).decode()
        return Trial(found, next((left for part, left in after.items() if part in text), found))

    return settle(found, lines, trial)


def test_a_fix_that_holds_is_offered_with_its_edit() -> None:
    (told,) = settled([KEY], {"vars: {a: 1}": []})
    assert told.fix == Fix("did you mean `vars`?", (Edit(Span("a.yaml", 2, 1, 2, 5), "vars"),))
    assert (told.help, told.notes) == (None, ())


def test_what_follows_from_a_mistake_is_counted_and_not_told() -> None:
    told = settled([OTHER, KEY, NAME], {"vars: {a: 1}": [OTHER]})
    assert [each.code for each in told] == [Code.DATE, Code.ROOT_KEY]
    assert told[1].notes == ("1 more finding would be gone with it",)


def test_what_two_fixes_would_mend_follows_from_the_one_that_is_still_there_after_the_other() -> None:
    typo = mistake(Code.DEPENDENCY_DANGLING, "a.yaml", 3, 7, 31, ("vpc",))
    cause = mistake(Code.DEPENDENCY_KEY, "b.yaml", 1, 10, 18, ("mixins/eu",))
    told = settled([typo, cause], {"state vpc .id": [cause], "mixins/eu": []})
    assert [each.code for each in told] == [Code.DEPENDENCY_KEY]


def test_a_fix_that_brings_a_new_finding_is_not_offered() -> None:
    (told,) = settled([KEY], {"vars: {a: 1}": [OTHER]})
    assert (told.fix, told.help, told.notes) == (None, None, ("perhaps `vars` is meant",))


def test_a_fix_that_mends_nothing_is_not_offered() -> None:
    (told,) = settled([KEY], {"vars: {a: 1}": [KEY]})
    assert (told.fix, told.help) == (None, None)


def test_a_finding_that_only_moves_its_column_is_no_new_one() -> None:
    beside = mistake(Code.DATE, "a.yaml", 2, 8, 9)
    moved = mistake(Code.DATE, "a.yaml", 2, 9, 10, message="other words")
    told = settled([KEY, beside], {"vars: {a: 1}": [moved]})
    assert [each.fix is not None for each in told] == [True, False]


@pytest.mark.parametrize(
    ("line", "column", "end", "near", "span"),
    [
        pytest.param(3, 7, 31, "vpc", (24, 27), id="a word among others"),
        pytest.param(3, 1, 31, "nothing", None, id="words of another kind"),
        pytest.param(3, 7, 7, "vpc", None, id="a point"),
        pytest.param(9, 1, 3, "vpc", None, id="a line that is not there"),
    ],
)
def test_the_word_that_is_like_the_name_is_replaced(
    line: int, column: int, end: int, near: str, span: tuple[int, int] | None
) -> None:
    (told,) = settled([mistake(Code.DATE, "a.yaml", line, column, end, (near,))], {"vpc .id": []})
    assert (told.fix.edits[0].span[2::2] if told.fix else None) == span


def test_of_the_field_of_a_template_the_part_that_is_like_the_name_is_replaced() -> None:
    texts = {"a.yaml": ["owner: '{{ .locals.tem }}'"]}
    found = mistake(Code.MANIFEST_MISSING_KEY, "a.yaml", 1, 12, 23, ("team",))
    (told,) = settle(
        [found], texts.get, lambda files: Trial([found], [] if b".locals.team }}" in files["a.yaml"] else [found])
    )
    assert told.fix is not None


def test_a_path_is_one_word() -> None:
    found = mistake(Code.IMPORT_NOT_FOUND, "b.yaml", 1, 10, 18, ("mixins/eu",))
    (told,) = settled([found], {"import: [mixins/eu]": []})
    assert told.fix is not None


def test_no_more_than_a_few_are_tried_and_the_rest_is_a_note() -> None:
    found = [mistake(code, "a.yaml", 2, 1, 5, ("vars",)) for code in list(Code)[20 : 20 + MAX_TRIED + 1]]
    asked_for: list[Mapping[str, bytes]] = []

    def trial(files: Mapping[str, bytes]) -> Trial:
        asked_for.append(files)
        return Trial(found, found)

    told = settle(found, lines, trial)
    assert len(asked_for) == MAX_TRIED
    assert [each.notes for each in told] == [*[()] * MAX_TRIED, ("perhaps `vars` is meant",)]


def test_advice_without_a_place_stays() -> None:
    found = Diagnostic(Code.UNKNOWN_STACK, "no such stack", help=asked(("dev",)))
    assert settled([found], {}) == (found,)


def test_nothing_is_compiled_where_nothing_is_offered() -> None:
    def trial(_: Mapping[str, bytes]) -> Trial:
        raise AssertionError("asked")

    assert settle([OTHER, NAME], lines, trial) == (OTHER, NAME)


def test_advice_survives_a_way_to_another_process() -> None:
    advice = Advice(("a", "b"))
    copy = pickle.loads(pickle.dumps(advice))
    assert (copy, copy.names) == ("did you mean `a` or `b`?", ("a", "b"))


# --- a whole repository

SOUND = {
    "stackc.yaml": PROJECT,
    "components/terraform/app/main.tf": "",
    "stacks/mixins/stage.yaml": "vars: {stage: dev}\n",
    "stacks/catalog/app.yaml": "components: {terraform: {app: {}}}\n",
    "stacks/deploy/dev.yaml": "import: [mixins/stage, catalog/app]\n",
}


def validated(tmp_path: Path, file: str, old: str, new: str) -> tuple[int, str]:
    files = {**SOUND, file: SOUND[file].replace(old, new)}
    said = run_here("-C", str(write_files(tmp_path, files)), "validate")
    return said.err.count("[SC"), said.err


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("stacks/mixins/stage.yaml", "vars:", "vras:"),
        ("stacks/deploy/dev.yaml", "mixins/stage", "mixins/stgae"),
        ("stacks/deploy/dev.yaml", "import:", "imprt:"),
        ("stackc.yaml", "name_pattern", "name_patern"),
    ],
)
def test_one_mistake_is_one_finding_with_its_fix(file: str, old: str, new: str, tmp_path: Path) -> None:
    count, said = validated(tmp_path, file, old, new)
    assert count == 1, said
    assert f"--> {file}:1" in said
    assert "= help: did you mean" in said


def test_two_mistakes_are_two_findings(tmp_path: Path) -> None:
    files = {
        **SOUND,
        "stacks/mixins/stage.yaml": "vras: {stage: dev}\n",
        "stacks/catalog/app.yaml": "components: {terraform: {app: {varz: {a: 1}}}}\n",
    }
    said = run_here("-C", str(write_files(tmp_path, files)), "validate")
    assert ("`vras`" in said.err, "`varz`" in said.err) == (True, True)


# --- mended at the other end

SHARED = {
    "stackc.yaml": PROJECT,
    "components/terraform/app/main.tf": 'variable "size" {}\nvariable "zone" {}\nvariable "stage" { default = "" }\n',
    "stacks/catalog/base.yaml": (
        "components: {terraform: {app/defaults: {metadata: {type: abstract, component: app}, vars: {zone: a}}}}\n"
    ),
    "stacks/catalog/app.yaml": (
        "import: [catalog/base]\n"
        "components: {terraform: {app: {metadata: {component: app, inherits: [app/defaults]}}}}\n"
    ),
    "stacks/catalog/web.yaml": (
        "import: [catalog/base]\n"
        "components: {terraform: {web: {metadata: {component: app, inherits: [app/defaults]}, vars: {size: 1}}}}\n"
    ),
    "stacks/deploy/dev.yaml": (
        "import: [catalog/app, catalog/web]\nvars: {stage: dev}\ncomponents: {terraform: {app: {vars: {size: 2}}}}\n"
    ),
}


def test_the_repository_without_a_mistake_is_sound(tmp_path: Path) -> None:
    assert run_here("-C", str(write_files(tmp_path, SHARED)), "validate").code == 0


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        pytest.param("stacks/catalog/base.yaml", "app/defaults", "app/defualts", "SC0406", id="a base where it is defined"),
        pytest.param("stacks/catalog/app.yaml", "app/defaults", "app/defualts", "SC0406", id="a base where it is named"),
        pytest.param("stacks/catalog/app.yaml", "terraform: {app:", "terraform: {apq:", "SC0612", id="a component"),
    ],
)  # fmt: skip
def test_a_misspelt_name_is_mended_where_that_mends_most(
    file: str, old: str, new: str, code: str, tmp_path: Path
) -> None:
    files = {**SHARED, file: SHARED[file].replace(old, new)}
    said = run_here("-C", str(write_files(tmp_path, files)), "validate").err
    line = SHARED[file][: SHARED[file].index(old)].count("\n") + 1
    assert re.findall(r"\[(SC\d+)\]|--> (\S+?:\d+)", said) == [(code, ""), ("", f"{file}:{line}")]
    assert "= help: " in said


def test_names_that_both_have_a_folder_are_told_apart_by_nobody(tmp_path: Path) -> None:
    """Which of two is misspelt is not known, so only what is missing is said."""
    files = {**SHARED, "components/terraform/apq/main.tf": ""}
    files["stacks/catalog/app.yaml"] = files["stacks/catalog/app.yaml"].replace("terraform: {app:", "terraform: {apq:")
    said = run_here("-C", str(write_files(tmp_path, files)), "validate").err
    assert said.count("[SC0612]") == 2
    assert "write `" not in said


# --- other commands that fail

ONE = "app -s dev"
COMMANDS = (
    f"describe component {ONE}",
    f"describe dependents {ONE}",
    f"generate varfile {ONE}",
    f"terraform plan {ONE} --dry-run",
    "describe stacks",
    "graph",
    "build -o out",
    "terraform plan --all --dry-run",
)
INHERITING = {
    **SOUND,
    "stacks/catalog/app.yaml": "components: {terraform: {base: {metadata: {type: abstract}}, app: {}}}\n",
    "stacks/deploy/dev.yaml": (
        "import: [mixins/stage, catalog/app]\ncomponents: {terraform: {app: {metadata: {inherits: [baze]}}}}\n"
    ),
}


def said_by(tmp_path: Path, command: str, files: Mapping[str, str]) -> tuple[int, str]:
    write_files(tmp_path, files)
    words = [str(tmp_path / word) if word == "out" else word for word in command.split()]
    said = run_here("-C", str(tmp_path), *words)
    return said.code, said.err


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_that_fails_offers_a_fix_that_holds(command: str, tmp_path: Path) -> None:
    code, said = said_by(tmp_path, command, INHERITING)
    assert (code, said.count("[SC"), "= help: did you mean `base`?" in said) == (1, 1, True), said


@pytest.mark.parametrize("command", COMMANDS)
def test_a_fix_that_does_not_hold_is_none_for_a_command_either(command: str, tmp_path: Path) -> None:
    files = {
        **INHERITING,
        "stacks/catalog/app.yaml": (
            "components: {terraform: {base: {metadata: {type: abstract, inherits: [app]}}, app: {}}}\n"
        ),
    }
    code, said = said_by(tmp_path, command, files)
    assert (code, "error[SC0406]" in said, "did you mean" in said) == (1, True, False), said


@pytest.mark.parametrize("command", ["describe stacks", "graph", "terraform plan --all --dry-run"])
def test_what_follows_from_a_mistake_is_not_told_by_a_command_either(command: str, tmp_path: Path) -> None:
    files = {**SOUND, "stacks/deploy/dev.yaml": SOUND["stacks/deploy/dev.yaml"].replace("mixins/stage", "mixins/stgae")}
    code, said = said_by(tmp_path, command, files)
    assert (code, "error[SC0201]" in said, "SC0402" in said) == (1, True, False), said
    assert "1 more finding would be gone with it" in said


def test_an_import_that_hides_the_component_is_told_in_its_place(tmp_path: Path) -> None:
    files = {**SOUND, "stacks/deploy/dev.yaml": SOUND["stacks/deploy/dev.yaml"].replace("catalog/app", "catalog/ap")}
    code, said = said_by(tmp_path, f"describe component {ONE}", files)
    assert (code, "SC0416" in said, "did you mean `catalog/app`?" in said) == (1, False, True), said
    assert "1 more finding would be gone with it" in said


def test_a_mistake_that_no_trial_sees_is_not_mended_by_any() -> None:
    (told,) = settle([KEY], lines, lambda _: Trial((), ()))
    assert (told.fix, told.notes) == (None, ("perhaps `vars` is meant",))


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_is_tried_where_nothing_is_wrong(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def settled(*_: object) -> None:
        raise AssertionError("tried")

    monkeypatch.setattr("stackc.project.findings.settled", settled)
    code, said = said_by(
        tmp_path, command, {**SOUND, "stacks/mixins/stage.yaml": "vars: {stage: dev, at: 2024-01-01}\n"}
    )
    assert (code, "tried" in said) == (0, False), said
