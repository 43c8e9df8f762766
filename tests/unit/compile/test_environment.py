"""Where variables come in, and which of them are secrets."""

from __future__ import annotations

import pytest

from stackc.base.value import Secret
from stackc.compile.environment import Environment
from tests.kit.compiled import OWN, compiled

PROJECT = (
    OWN
    + "secrets: {env: ['*_TOKEN', PASSWORD]}\ntemplates: {settings: {env: {OWN: project, BOTH: project, OWN_TOKEN: t}}}\n"
)


def environment(**env: str) -> Environment:
    compilation = compiled({"stackc.yaml": PROJECT}, **env)
    return Environment(compilation.world, compilation.config)


@pytest.mark.parametrize(
    ("name", "process", "functions"),
    [
        pytest.param("PLAIN", "p", "p", id="of the process"),
        pytest.param("OWN", None, "project", id="of the project"),
        pytest.param("BOTH", "p", "project", id="the project's is over that of the process"),
        pytest.param("NONE", None, None, id="not set"),
        pytest.param("EMPTY", "", "", id="empty"),
        pytest.param("MY_TOKEN", Secret("s"), Secret("s"), id="a secret by a pattern"),
        pytest.param("PASSWORD", Secret("w"), Secret("w"), id="a secret by its name"),
        pytest.param("NO_TOKEN", None, None, id="a secret that is not set"),
        pytest.param("OWN_TOKEN", None, Secret("t"), id="a secret of the project"),
        pytest.param("PASSWORDS", "x", "x", id="a name that only begins so"),
    ],
)
def test_what_a_variable_is_for_terraform_and_for_functions(
    name: str, process: str | Secret | None, functions: str | Secret | None
) -> None:
    found = environment(PLAIN="p", BOTH="p", EMPTY="", MY_TOKEN="s", PASSWORD="w", PASSWORDS="x")
    assert (found.process(name), found.functions(name)) == (process, functions)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [("A_TOKEN", "x", Secret("x")), ("A_TOKEN", None, None), ("A_TOKEN", "", Secret("")), ("PLAIN", "x", "x")],
)
def test_a_value_is_tainted_by_the_name_it_has(name: str, value: str | None, expected: str | Secret | None) -> None:
    assert environment().tainted(name, value) == expected
