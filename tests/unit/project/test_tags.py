"""Functions in the project file. See docs/language.md, functions in the project file."""

from __future__ import annotations

import pytest

from stackc.base.boundary import Access
from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from stackc.base.ports import VariableRefused
from stackc.base.value import Value
from stackc.project.tags import tag_evaluator
from tests.kit.world import MemoryWorld

FILES: dict[str, str | bytes] = {
    ".git/HEAD": "",
    "shared/list.yaml": "[a, 10]\n",
    "shared/text.yaml": "\ufeffa: 1\n",
    "shared/bad.yaml": "a: [\n",
    "shared/octal.yaml": "a: 010\n",
    "shared/latin.txt": b"\xff",
}


class Bounded(MemoryWorld):
    """A world that says the same of every path."""

    def __init__(self, says: Access) -> None:
        super().__init__(FILES, {"NAME": "dev", "EMPTY": ""})
        self._says: Access = says

    def access(self, path: str) -> Access:
        return self._says


def evaluated(text: str, says: Access = "inside") -> tuple[Value, list[Diagnostic]]:
    """What a call gives in the project file ``/repo/conf/atmos.yaml``, in the working directory ``/repo/work``."""
    reported: list[Diagnostic] = []
    value = tag_evaluator("/repo/work")(text, "conf/atmos.yaml", "/repo/conf", Bounded(says), reported.append)
    return value, reported


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("!env NAME", "dev"),
        ("!env NONE other", "other"),
        ("!env EMPTY other", ""),
        ("!cwd", "/repo/work"),
        ("!cwd ../x", "/repo/x"),
        ("!cwd /x/./y", "/x/y"),
        ("!repo-root", "/repo"),
        ("!git.root", "/repo"),
        ('!template {"a": 1}', {"a": 1}),
        ("!template {", "{"),
        ("!repo-root other", "/repo"),
        ("!include ../shared/list.yaml", ["a", 10]),
        ("!include /repo/shared/text.yaml", {"a": 1}),
        ("!include.raw ../shared/text.yaml", "a: 1\n"),
        ("!include.raw ../shared/latin.txt", "\ufffd"),
    ],
)
def test_a_function_that_needs_the_files_and_the_environment_alone_is_called(text: str, value: Value) -> None:
    found, reported = evaluated(text)
    assert (found, type(found), reported) == (value, type(value), [])


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        (
            "!exec date",
            Code.PROJECT_FUNCTION,
            "`!exec date` in the project file reaches outside; the setting stays unset",
        ),
        ("!store a b c", Code.PROJECT_FUNCTION, None),
        ("!terraform.output a b c", Code.PROJECT_FUNCTION, None),
        ("!git.sha", Code.PROJECT_FUNCTION, None),
        ("!env", Code.FUNCTION_ARGUMENTS, None),
        ("!include", Code.FUNCTION_ARGUMENTS, None),
        (
            "!include ../shared/none.yaml",
            Code.INCLUDE_NOT_FOUND,
            "the project file `conf/atmos.yaml` includes `../shared/none.yaml`, which cannot be read: no such file or directory",
        ),
        ("!include ../shared", Code.INCLUDE_NOT_FOUND, None),
        ("!include ../shared/bad.yaml", Code.INCLUDE_INVALID, None),
        ("!include ../shared/octal.yaml", Code.INCLUDE_INVALID, None),
    ],
)
def test_a_setting_stays_unset_when_its_function_gives_nothing(text: str, code: Code, message: str | None) -> None:
    found, reported = evaluated(text)
    assert (found, [each.code for each in reported]) == (None, [code])
    assert message in (None, reported[0].message)


@pytest.mark.parametrize("text", ["!env", "!include ../shared/bad.yaml"])
def test_a_mistake_names_the_project_file(text: str) -> None:
    assert evaluated(text)[1][0].message.startswith("in the project file `conf/atmos.yaml`: ")


@pytest.mark.parametrize("tag", ["!include", "!include.raw"])
@pytest.mark.parametrize("path", ["../shared/text.yaml", "../shared/none.yaml"])
def test_what_may_not_be_read_is_not_whether_it_exists_or_not(tag: str, path: str) -> None:
    found, reported = evaluated(f"{tag} {path}", "refused")
    assert (found, [each.code for each in reported]) == (None, [Code.OUTSIDE])
    assert reported[0].message == f"`{tag}`: `{path}` lies outside of the repository and is not read"


def test_what_is_outside_and_may_be_read_is_with_a_word() -> None:
    found, reported = evaluated("!include ../shared/text.yaml", "outside")
    assert (found, [each.message for each in reported]) == (
        {"a": 1},
        ["`!include`: `../shared/text.yaml` lies outside of the repository"],
    )


def test_what_is_outside_and_not_there_is_only_not_found() -> None:
    _, reported = evaluated("!include ../shared/none.yaml", "outside")
    assert [each.code for each in reported] == [Code.INCLUDE_NOT_FOUND]


@pytest.mark.parametrize("tag", ["!repo-root", "!git.root"])
def test_without_git_the_root_is_the_default_or_a_mistake(tag: str) -> None:
    reported: list[Diagnostic] = []
    evaluate, world = tag_evaluator("/repo"), MemoryWorld()
    assert evaluate(f"{tag} /other", "atmos.yaml", "/repo", world, reported.append) == "/other"
    assert reported == []
    assert evaluate(tag, "atmos.yaml", "/repo", world, reported.append) is None
    assert [(each.code, each.message) for each in reported] == [
        (
            Code.FUNCTION_FAILED,
            f"in the project file `atmos.yaml`: `{tag}`: this is not a git repository, and no default is given",
        )
    ]


def test_a_variable_that_may_not_be_read_has_a_code_of_its_own() -> None:
    class Closed(MemoryWorld):
        def variable(self, name: str) -> str | None:
            raise VariableRefused(name)

    reported: list[Diagnostic] = []
    assert tag_evaluator("/repo")("!env NAME other", "atmos.yaml", "/repo", Closed(), reported.append) is None
    assert [each.code for each in reported] == [Code.VARIABLE_REFUSED]
