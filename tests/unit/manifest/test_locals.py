"""Names that exist while their file is rendered: what they see, and what is said when they see nothing."""

from __future__ import annotations

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, unique
from stackc.base.value import Call, Value, table_at
from stackc.manifest.locals import has_locals
from tests.kit.build import document
from tests.kit.compiled import ATMOS, compiled, findings
from tests.unit.manifest.merged import DEV, STAGE, manifest, said, told

OWN_FILE = "in this file; locals see the settings, vars and env of their own file only"
APP = "components: {terraform: {app: {vars: {label: '{{ .locals.label }}'}}}}\n"


def only(files: dict[str, str]) -> Diagnostic:
    compilation = compiled(files)
    [found] = [d for manifest in compilation.manifests for d in compilation.manifests.diagnostics(manifest)]
    assert found.code is Code.MANIFEST_MISSING_KEY
    return found


def related(found: Diagnostic) -> list[str]:
    return [str(label.span) for label in found.related]


def reads(template: str) -> str:
    return f'locals: {{label: "{template}"}}\n' + APP


@pytest.mark.parametrize("project", ["stackc.yaml", "atmos.yaml"])
@pytest.mark.parametrize(
    ("files", "where"),
    [
        pytest.param(
            {
                "stacks/mix.yaml": "settings: {sub: blue}\n",
                "stacks/app.yaml": reads("x-{{ .settings.sub }}"),
                "stacks/deploy/dev.yaml": "import: [mix, app]\nvars: {stage: dev}\n",
            },
            ["stacks/mix.yaml:1:17"],
            id="an import beside it",
        ),
        pytest.param(
            {
                "stacks/mix.yaml": "settings: {sub: blue}\n",
                "stacks/app.yaml": "import: [mix]\n" + reads("{{ .settings.sub }}"),
                "stacks/deploy/dev.yaml": "import: [app]\nsettings: {sub: red}\nvars: {stage: dev}\n",
            },
            ["stacks/mix.yaml:1:17"],
            id="an import of its own before all others",
        ),
        pytest.param(
            {
                "stacks/app.yaml": reads("{{ .settings.sub }}"),
                "stacks/deploy/dev.yaml": "import: [app]\nsettings:\n  sub: red\nvars: {stage: dev}\n",
            },
            ["stacks/deploy/dev.yaml:3:8"],
            id="the file that imports it",
        ),
        pytest.param(
            {"stacks/deploy/dev.yaml": "vars: {stage: dev}\n" + reads("{{ .settings.sub }}")}, [], id="no file"
        ),
    ],
)
def test_a_local_that_reads_another_file_is_told_where_the_value_stands(
    files: dict[str, str], where: list[str], project: str
) -> None:
    found = only({project: ATMOS, **files})
    assert found.message == f"the local has no value: `.settings.sub` does not exist {OWN_FILE}"
    assert related(found) == where


@pytest.mark.parametrize(
    ("template", "field", "where"),
    [
        pytest.param("{{ .vars.area }}", ".vars.area", ["stacks/mix.yaml:1:14"], id="vars"),
        pytest.param("{{ .env.AREA | lower }}", ".env.AREA", ["stacks/mix.yaml:2:13"], id="env"),
        pytest.param("{{ .vars.tags.team }}", ".vars.tags.team", ["stacks/mix.yaml:1:34"], id="deeper"),
        pytest.param("{{ .vars.none }}", ".vars.none", [], id="nowhere"),
    ],
)
def test_every_section_that_locals_read_is_looked_for(template: str, field: str, where: list[str]) -> None:
    mix = "vars: {area: north, tags: {team: web}}\nenv: {AREA: N}\n"
    files = {
        "stacks/mix.yaml": mix,
        "stacks/deploy/dev.yaml": "import: [mix]\nvars: {stage: dev}\n" + reads(template),
    }
    found = only(files)
    assert f"`{field}` does not exist {OWN_FILE}" in found.message
    assert related(found) == where


@pytest.mark.parametrize(
    ("template", "message", "help_"),
    [
        pytest.param("{{ .locals.labl }}", "`.locals.labl` does not exist", "did you mean `label2`?", id="a local"),
        pytest.param("{{ .nothing }}", "`.nothing` does not exist", None, id="no section"),
        pytest.param(
            "{{ .vars.stag }}", f"`.vars.stag` does not exist {OWN_FILE}", "did you mean `stage`?", id="misspelt"
        ),
    ],
)
def test_what_no_other_file_could_have_is_only_missing(template: str, message: str, help_: str | None) -> None:
    text = f'vars: {{stage: dev}}\nlocals: {{label2: x, own: "{template}"}}\n' + APP
    found = only({"stacks/deploy/dev.yaml": text})
    assert (found.message, found.help, found.related) == (f"the local has no value: {message}", help_, ())


def test_one_file_in_two_stacks_is_one_mistake() -> None:
    stack = "import: [mix, app]\nvars: {{stage: {}}}\n"
    found = findings(
        {
            "stacks/mix.yaml": "settings: {sub: blue}\n",
            "stacks/app.yaml": reads("{{ .settings.sub }}"),
            "stacks/deploy/dev.yaml": stack.format("dev"),
            "stacks/deploy/prod.yaml": stack.format("prod"),
        }
    )
    assert len([each for each in unique(found) if each.code is Code.MANIFEST_MISSING_KEY]) == 1


def test_a_file_that_no_stack_reaches_is_told_as_well() -> None:
    found = findings(
        {
            "stacks/deploy/dev.yaml": "vars: {stage: dev}\ncomponents: {terraform: {app: {}}}\n",
            "stacks/mix.yaml": "settings: {sub: blue}\n",
            "stacks/idle.yaml": "import: [mix]\n" + reads("{{ .settings.sub }}"),
        }
    )
    assert [related(each) for each in found] == [["stacks/mix.yaml:1:17"]]


# --- what locals come to

SETTINGS = "settings: {sub: blue, list: [1, 2], deep: {a: 1}}\nenv: {AREA: N}\n"


def value(locals_: str, template: str = "{{ .locals.v }}", more: str = "", **env: str) -> Value:
    """What the local ``v`` is where the file uses it."""
    text = f"{STAGE}{SETTINGS}{more}{locals_}\ncomponents: {{terraform: {{app: {{vars: {{v: '{template}'}}}}}}}}\n"
    merged = manifest({f"stacks/{DEV}": text}, **env)
    assert [each for every in merged.closure() for each in every.diagnostics] == []
    return table_at(merged.table, "components", "terraform", "app", "vars").get("v")


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        pytest.param("x", "x", id="text"),
        pytest.param("7", 7, id="number"),
        pytest.param("{a: 1, b: [x]}", {"a": 1, "b": ["x"]}, id="map"),
        pytest.param("'{{ .settings.sub }}'", "blue", id="settings"),
        pytest.param("'{{ .vars.stage }}'", "dev", id="vars"),
        pytest.param("'{{ .env.AREA }}'", "N", id="env"),
        pytest.param("'{{ .settings.list }}'", [1, 2], id="a list as it is"),
        pytest.param(
            "['{{ .settings.sub }}', {a: '{{ .settings.deep.a }}'}]", ["blue", {"a": 1}], id="inside of others"
        ),
        pytest.param("!append ['{{ .settings.sub }}', x]", ["blue", "x"], id="a list that appends is a list"),
        pytest.param("!env HOME", "/home", id="a call"),
        pytest.param("'x-{{ .settings.sub }}-{{ .vars.stage }}'", "x-blue-dev", id="text around"),
    ],
)
def test_a_local_is_what_its_file_makes_of_it(local: str, expected: Value) -> None:
    assert value(f"locals: {{v: {local}}}", HOME="/home") == expected


def test_locals_are_resolved_after_those_they_refer_to() -> None:
    chained = "locals: {v: '{{ .locals.b }}3', b: '{{ .locals.c }}2', c: x1}"
    assert value(chained) == "x123"
    assert value("locals: {v: ['{{ .locals.b.a }}'], b: {a: '{{ .locals.c }}'}, c: x1}") == ["x1"]
    assert value("locals: {v: !append ['{{ .locals.b }}'], b: x}") == ["x"]


@pytest.mark.parametrize(
    ("locals_", "expected"),
    [
        pytest.param("locals: {v: root}\nterraform: {locals: {v: typed}}", "typed", id="those of the type win"),
        pytest.param("terraform: {locals: {v: typed}}", "typed", id="those of the type alone"),
        pytest.param("terraform: {locals: {v: t}}\nhelmfile: {locals: {v: h}}", "h", id="later types win"),
        pytest.param("helmfile: {locals: {v: h}}\npacker: {locals: {v: p}}", "p", id="the last type"),
        pytest.param("locals: {v: root}\nterraform: {locals: {}}", "root", id="empty ones"),
        pytest.param("locals: {v: root}\nterraform: {locals: null}", "root", id="null"),
        pytest.param("locals:\nterraform: {locals: {v: typed}}", "typed", id="null of the file"),
        pytest.param("locals: {a: x}\nterraform: {locals: {v: '{{ .locals.a }}'}}", "x", id="a type sees the root's"),
        pytest.param(
            "locals: {a: x}\nterraform: {locals: {a: y}}\npacker: {locals: {v: '{{ .locals.a }}'}}",
            "x",
            id="not another's",
        ),
        pytest.param("terraform: {vars: {own: 1}, locals: {v: '{{ .vars.own }}'}}", 1, id="the type's own sections"),
        pytest.param(
            "terraform: {settings: {sub: red}, locals: {v: '{{ .settings.sub }}'}}",
            "red",
            id="which are over the root's",
        ),
        pytest.param("terraform: {settings: {x: 1}, locals: {v: '{{ .settings.sub }}'}}", "blue", id="and beside them"),
    ],
)
def test_locals_of_types_are_over_those_of_the_file(locals_: str, expected: Value) -> None:
    assert value(locals_) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("locals: {}", True),
        ("locals:", True),
        ("terraform: {locals: {a: 1}}", True),
        ("helmfile: {locals: }", True),
        ("packer: {locals: 7}", True),
        ("ansible: {locals: {}}", False),
        ("vars: {locals: {}}", False),
        ("terraform: []", False),
        ("{}", False),
    ],
)
def test_whether_a_file_has_locals(text: str, expected: bool) -> None:
    assert has_locals(document(text).table) is expected


def test_the_locals_of_an_importer_are_not_seen() -> None:
    mix = "locals: {a: 1}\ncomponents: {terraform: {app: {vars: {v: '{{ .locals.b }}', w: '{{ .locals.a }}'}}}}\n"
    files = {"stacks/mix.yaml": mix, f"stacks/{DEV}": f"import: [mix]\n{STAGE}locals: {{b: 2}}\n"}
    found = table_at(manifest(files).table, "components", "terraform", "app", "vars")
    assert found == {"v": "{{ .locals.b }}", "w": 1}


# --- what is wrong with locals


def wrong(text: str, **env: str) -> list[Diagnostic]:
    return said({f"stacks/{DEV}": STAGE + text}, **env)


@pytest.mark.parametrize(
    ("text", "name", "where", "kind"),
    [
        pytest.param("locals: [a]\n", "locals", "2:1", "a list", id="of the file"),
        pytest.param("terraform: {locals: x}\n", "terraform.locals", "2:13", "a string", id="of a type"),
    ],
)
def test_locals_must_be_a_map(text: str, name: str, where: str, kind: str) -> None:
    [found] = wrong(text)
    assert found.message == f"`{name}` must be a map, not {kind}"
    assert (found.code, *told(found)) == (Code.LOCALS_KIND, f"stacks/{DEV}:{where}", "not a map")


@pytest.mark.parametrize(
    ("locals_", "cycle", "labels"),
    [
        pytest.param("{a: '{{ .locals.a }}'}", "a → a", [("2:10", "refers to `a`")], id="itself"),
        pytest.param(
            "{b: '{{ .locals.a }}', a: '{{ .locals.b }}'}",
            "a → b → a",
            [("2:32", "refers to `b`"), ("2:10", "refers to `a`")],
            id="two",
        ),
        pytest.param(
            "{x: '{{ .locals.c }}', c: ['{{ .locals.a }}'], a: {k: '{{ .locals.b }}'}, b: '{{ .locals.c }}'}",
            "a → b → c → a",
            [("2:56", "refers to `b`"), ("2:83", "refers to `c`"), ("2:32", "refers to `a`")],
            id="three",
        ),
    ],
)
def test_locals_that_refer_to_one_another_in_a_circle(locals_: str, cycle: str, labels: list[tuple[str, str]]) -> None:
    [found] = wrong(f"locals: {locals_}\n")
    assert found.message == f"circular dependency in locals at stacks/{DEV}. Dependency cycle detected: {cycle}"
    assert found.code is Code.LOCALS_CYCLE
    told_ = [found.primary, *found.related]
    assert [(str(each.span).removeprefix(f"stacks/{DEV}:"), each.text) for each in told_ if each] == labels


@pytest.mark.parametrize(
    "locals_",
    [
        pytest.param("{a: '{{ .locals.a }}', b: x}", id="a circle"),
        pytest.param("{a: '{{ fail `no` }}', b: x}", id="a fault"),
        pytest.param("[b]", id="no map"),
    ],
)
def test_a_file_whose_locals_are_broken_stays_as_it_stands(locals_: str) -> None:
    found = manifest({f"stacks/{DEV}": f"{STAGE}locals: {locals_}\nhooks: {{v: '{{{{ .vars.stage }}}}'}}\n"})
    assert found.table["hooks"] == {"v": "{{ .vars.stage }}"}


@pytest.mark.parametrize(
    ("local", "message"),
    [
        pytest.param("{{ fail `no` }}", "the local cannot be rendered: ", id="a function that fails"),
        pytest.param("{{ .vars.stage", "the local cannot be rendered: ", id="a template that is not closed"),
    ],
)
def test_a_local_that_cannot_be_rendered(local: str, message: str) -> None:
    [found] = wrong(f"locals: {{v: '{local}', w: x}}\n")
    assert found.code is Code.MANIFEST_TEMPLATE
    assert found.message.startswith(message)
    assert found.message != message


@pytest.mark.parametrize(
    ("local", "code", "message", "words"),
    [
        pytest.param(
            "!exec x", Code.EFFECT_MISPLACED, "`!exec` reaches outside; locals must be known without that",
            "an effect in locals", id="an effect",
        ),
        pytest.param("!env", Code.FUNCTION_ARGUMENTS, None, "this call", id="without arguments"),
    ],
)  # fmt: skip
def test_functions_in_locals_must_be_pure(local: str, code: Code, message: str | None, words: str) -> None:
    [found] = wrong(f"locals: {{v: {local} }}\n")
    assert (found.code, *told(found)) == (code, f"stacks/{DEV}:2:13", words)
    assert message is None or found.message == message


def test_every_section_that_is_no_map_is_told() -> None:
    found = wrong("locals: [a]\nterraform: {locals: x}\nhelmfile: {locals: 7}\n")
    assert [each.message.split("`")[1] for each in found] == ["locals", "terraform.locals", "helmfile.locals"]


def test_a_local_must_not_grow_without_bound() -> None:
    many = ", ".join(["'{{ .locals.a }}'"] * 1_100)
    text = f"{STAGE}locals:\n  a: [{', '.join(['0'] * 1_000)}]\n  b: [{many}]\nhooks: {{v: '{{{{ .locals.a }}}}'}}\n"
    found = manifest({f"stacks/{DEV}": text})
    [fault] = found.diagnostics
    assert (fault.code, *told(fault)) == (Code.ALIAS_BOMB, f"stacks/{DEV}:4:3", "this local")
    assert found.table["hooks"] == {"v": "{{ .locals.a }}"}


def test_a_function_in_a_local_that_fails() -> None:
    [found] = wrong("locals:\n  v: !repo-root\n")
    assert (found.code, *told(found)) == (Code.FUNCTION_FAILED, f"stacks/{DEV}:3:6", "this call")


@pytest.mark.parametrize("local", ["!cwd", "!random"])
def test_functions_that_are_never_evaluated_stay(local: str) -> None:
    assert value(f"locals: {{v: {local} }}") == Call(local)


def test_a_local_with_a_fault_is_told_once_and_not_for_those_that_refer_to_it() -> None:
    found = wrong("locals: {a: '{{ .vars.none }}', b: '{{ .locals.a }}'}\n")
    assert [each.message.split("`")[1] for each in found] == [".vars.none"]


def test_the_whole_field_is_named_and_what_is_near() -> None:
    [found] = wrong("settings: {team: {name: x}}\nlocals: {v: 'x {{ .settings.teem.name }}'}\n")
    assert found.message == f"the local has no value: `.settings.teem.name` does not exist {OWN_FILE}"
    assert (*told(found), found.help) == (f"stacks/{DEV}:3:19", ".settings.teem.name", "did you mean `team`?")


def test_a_section_that_is_missing_as_a_whole() -> None:
    [found] = wrong("locals: {v: '{{ .settings }}'}\n")
    assert found.message == f"the local has no value: `.settings` does not exist {OWN_FILE}"
    assert (found.help, found.related) == (None, ())


def test_a_section_as_a_whole_is_not_looked_for_in_other_files() -> None:
    files = {"stacks/mix.yaml": "settings: {a: 1}\n"}
    found = only(
        {**files, "stacks/deploy/dev.yaml": f"import: [mix]\n{STAGE}locals: {{label: '{{{{ .settings }}}}'}}\n" + APP}
    )
    assert found.related == ()


def test_a_name_deeper_in_a_section_is_near_its_neighbours() -> None:
    [found] = wrong("settings: {team: {name: x}}\nlocals: {v: '{{ .settings.team.nme }}'}\n")
    assert found.help == "did you mean `name`?"


def test_a_local_that_is_resolved_later_is_near_as_well() -> None:
    [found] = wrong("locals: {a: 'x{{ .locals.zetaa }}', zeta: x}\n")
    assert found.help == "did you mean `zeta`?"


def test_all_locals_together_are_those_resolved_so_far() -> None:
    assert value("locals: {a: 1, v: '{{ len .locals }}', w: 2}") == "1"


@pytest.mark.parametrize("field", ["lable", "locals.lable"])
def test_a_local_is_near_a_local_only(field: str) -> None:
    [found] = wrong(f"locals: {{label: x, v: 'x{{{{ .{field} }}}}'}}\n")
    assert found.message == f"the local has no value: `.{field}` does not exist"
    assert found.help == ("did you mean `label`?" if "." in field else None)


def test_a_local_that_is_read_like_a_variable_of_the_template_is_named_whole() -> None:
    [found] = wrong("locals: {label: x, v: 'x{{ .label }}'}\n")
    assert found.help == "did you mean `.locals.label`?"


def test_one_fault_stops_the_value_but_not_the_others() -> None:
    found = wrong("locals: {v: ['{{ .vars.a }}', '{{ .vars.b }}'], w: {x: '{{ .vars.c }}', y: '{{ .vars.d }}'}}\n")
    assert [each.message.split("`")[1] for each in found] == [".vars.a", ".vars.c"]


def test_what_the_atmos_dialect_loses_in_a_local_is_said_there() -> None:
    text = (
        f"{STAGE}settings: {{hash: 'a #1'}}\nlocals: {{v: 'x {{{{ .settings.hash }}}}'}}\n{APP.replace('label', 'v')}"
    )
    [found] = unique(said({"atmos.yaml": ATMOS, f"stacks/{DEV}": text}))
    assert (found.code, told(found)[0]) == (Code.TEMPLATE_REREAD, f"stacks/{DEV}:3:14")
