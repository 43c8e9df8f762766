"""The functions templates may call: datasources are local files, the environment is the project's."""

from __future__ import annotations

import pytest

from stackc.base.boundary import OUTSIDE_HELP
from stackc.base.codes import Code
from stackc.base.ports import ReadFailure
from stackc.base.value import Call, Secret, Table, Unknown, Value
from stackc.compile.environment import Environment
from stackc.compile.functions import FileFunctions, make_functions
from stackc.template import EffectNeeded, FunctionError, Noted
from tests.kit.compiled import OWN, instance_of
from tests.unit.manifest.merged import Fenced, compiled_in

SOURCES = (
    "a: {url: data/a.yaml}, j: {url: 'file://data/b.json?type=x'}, t: {url: data/note.txt}, d: {url: data},"
    " far: {url: 'https://x/y'}, no: {}, num: {url: 7}, bad: {url: data/bad.json}, gone: {url: gone.yaml}"
)
PROJECT = f"{OWN}templates: {{settings: {{enabled: true, env: {{OWN: project}}, gomplate: {{datasources: {{{SOURCES}}}}}}}}}\n"
FILES: dict[str, str | bytes] = {
    "stackc.yaml": PROJECT,
    "data/a.yaml": "x: [1]\n",
    "data/b.json": '{"j": 1}',
    "data/note.txt": b"\xef\xbb\xbftext\xff",
    "data/bad.json": "{",
}


def functions(
    *,
    outside: tuple[str, ...] = (),
    refused: tuple[str, ...] = (),
    env: Table | None = None,
    sources: Table | None = None,
) -> FileFunctions:
    world = Fenced(FILES, outside=outside, refused=refused, unreadable={"gone.yaml": ReadFailure("no such file")})
    compilation = compiled_in(world, {"stackc.yaml": PROJECT})
    found = FileFunctions(Environment(compilation.world, compilation.config))
    return found.extended(env or {}, sources or {}) if env or sources else found


@pytest.mark.parametrize(
    ("alias", "path", "expected"),
    [
        pytest.param("a", (), {"x": [1]}, id="a file"),
        pytest.param("j", (), {"j": 1}, id="by its address"),
        pytest.param("t", (), "text�", id="text"),
        pytest.param("d", ("a.yaml",), {"x": [1]}, id="below a folder"),
        pytest.param("d", ("sub", "..", "b.json"), {"j": 1}, id="by several steps"),
    ],
)
def test_a_datasource_is_a_local_file(alias: str, path: tuple[str, ...], expected: Value) -> None:
    assert functions().datasource(alias, *path) == expected


@pytest.mark.parametrize(
    ("alias", "message"),
    [
        pytest.param("none", "undefined datasource `none`", id="not defined"),
        pytest.param("no", "undefined datasource `no`", id="without address"),
        pytest.param("num", "undefined datasource `num`", id="an address that is no text"),
        pytest.param("gone", "the datasource `gone` cannot be read: no such file", id="not there"),
        pytest.param("bad", "`data/bad.json` is not valid JSON", id="no json"),
    ],
)
def test_a_datasource_that_cannot_be_used(alias: str, message: str) -> None:
    with pytest.raises(FunctionError, match=message) as raised:
        functions().datasource(alias)
    assert raised.value.code is None


def test_a_remote_datasource_is_an_effect() -> None:
    with pytest.raises(EffectNeeded) as raised:
        functions().datasource("far")
    assert raised.value.name == "datasource"


def test_a_datasource_outside_of_the_repository() -> None:
    found = functions(outside=("data/a.yaml",)).datasource("a")
    assert found == Noted({"x": [1]}, Code.OUTSIDE, "`data/a.yaml` lies outside of the repository", OUTSIDE_HELP)
    with pytest.raises(FunctionError, match=r"`data/a\.yaml` lies outside of the repository and is not read") as raised:
        functions(refused=("data/a.yaml",)).datasource("a")
    assert raised.value.code is Code.OUTSIDE


def test_an_include_is_the_text_of_a_datasource() -> None:
    assert functions().include("t") == "text�"
    assert functions().include("a") == "{'x': [1]}"
    outside = functions(outside=("data/note.txt",)).include("t")
    assert outside == Noted("text�", Code.OUTSIDE, "`data/note.txt` lies outside of the repository", OUTSIDE_HELP)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(Secret("s"), Secret("s"), id="a secret"),
        pytest.param(Secret(7), Secret("7"), id="a secret number"),
        pytest.param({"k": Secret("s")}, Secret('{"k":"s"}'), id="a secret in a map"),
        pytest.param(Unknown("!exec x"), Unknown("!exec x"), id="an unknown"),
        pytest.param([1, Unknown("!exec x")], Unknown('[1,"!exec x"]'), id="an unknown in a list"),
        pytest.param(Secret(Unknown("!exec x")), Unknown("!exec x"), id="an unknown that will be secret"),
        pytest.param(7, "7", id="a number"),
    ],
)
def test_a_variable_of_an_instance_stays_what_it_is_by_any_name(value: Value, expected: Value) -> None:
    found = functions(env={"X": value}).variable("X")
    assert (found, type(found)) == (expected, type(expected))


def test_an_instance_may_have_datasources_and_variables_of_its_own() -> None:
    found = functions(
        env={"OWN": "instance", "CALL": Call("!env X"), "S": Secret("s")},
        sources={"a": {"url": "data/b.json"}, "c": {"url": Call("!env X")}},
    )
    assert (found.datasource("a"), found.datasource("j")) == ({"j": 1}, {"j": 1})
    assert [found.variable(name) for name in ("OWN", "CALL", "NONE")] == ["instance", Call("!env X"), None]
    assert functions().variable("OWN") == "project"
    with pytest.raises(
        FunctionError, match="the url of the datasource `c` is a function, which is called after templates"
    ):
        found.datasource("c")


@pytest.mark.parametrize(
    ("gomplate", "name", "expected"),
    [
        pytest.param(True, "datasource", True, id="datasource"),
        pytest.param(True, "ds", True, id="its short name"),
        pytest.param(True, "include", True, id="include"),
        pytest.param(False, "datasource", False, id="without gomplate"),
        pytest.param(False, "include", False, id="include without gomplate"),
    ],
)
def test_which_functions_there_are(gomplate: bool, name: str, expected: bool) -> None:
    functions_ = make_functions(functions(), gomplate=gomplate)
    assert (functions_.find(name) is not None) is expected


# --- in values


def value(template: str, settings: str = "{}") -> tuple[Value, list[str]]:
    """What the template gives as a value of an instance, and what is said."""
    text = (
        f"vars: {{stage: dev}}\nsettings: {{templates: {{settings: {settings}}}}}\n"
        f"components: {{terraform: {{app: {{vars: {{v: '{template}'}}}}}}}}\n"
    )
    files = {"stackc.yaml": PROJECT, "stacks/deploy/dev.yaml": text}
    instance = instance_of(compiled_in(Fenced({**FILES, **files}), files), "app", "dev")
    found = instance.table("vars")["v"]
    return found, [each.message for each in instance.diagnostics]


@pytest.mark.parametrize(
    ("template", "settings", "expected"),
    [
        pytest.param("{{ (datasource `j`).j }}", "{}", "1", id="a datasource"),
        pytest.param(
            "{{ (datasource `own`).j }}", "{gomplate: {datasources: {own: {url: data/b.json}}}}", "1", id="its own"
        ),
        pytest.param("{{ getenv `OWN` }}", "{}", "project", id="a variable of the project"),
        pytest.param("{{ getenv `OWN` }}", "{env: {OWN: mine}}", "mine", id="one of its own"),
        pytest.param("{{ (atmos.GomplateDatasource `j`).j }}", "{}", "1", id="by its other name"),
    ],
)
def test_values_of_instances_call_them(template: str, settings: str, expected: Value) -> None:
    assert value(template, settings) == (expected, [])


def test_a_store_is_an_effect() -> None:
    found, said = value("{{ atmos.Store `s` `dev` `app` `k` }}")
    assert (type(found).__name__, said) == ("Unknown", [])
