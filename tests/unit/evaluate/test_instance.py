"""An instance: what it is, its sections evaluated once, its environment and backend, and what deferred calls come to."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from stackc.base.codes import Code
from stackc.base.value import Call, Secret, Table, Unknown, Value
from stackc.evaluate.address import StateAddress, Unaddressed
from stackc.evaluate.instance import Instance
from stackc.syntax.calls import CallFault, ParsedCall
from stackc.template import FunctionSet, function_set
from tests.kit.compiled import ATMOS, OWN, compiled, instance_of

SECRETS = OWN + "secrets: {env: [TOKEN]}\n"


def instance(
    body: str,
    *,
    root: str = "",
    own: str = OWN,
    atmos: bool = False,
    kind: str = "terraform",
    more: Mapping[str, str] | None = None,
    env: Mapping[str, str] | None = None,
) -> Instance:
    """``app`` in the stack ``dev`` with a body in flow style; its base is ``base``."""
    text = f"vars: {{stage: dev}}\n{root}components:\n  {kind}:\n    base: {{vars: {{b: 1}}}}\n    app: {body}\n"
    project = {"atmos.yaml": ATMOS} if atmos else {"stackc.yaml": own}
    return instance_of(
        compiled({**project, "stacks/deploy/dev.yaml": text, **(more or {})}, **(env or {})), "app", "dev"
    )


def vars_of(
    body: str, *, root: str = "", own: str = OWN, atmos: bool = False, env: Mapping[str, str] | None = None
) -> Table:
    found = instance(f"{{vars: {body}}}", root=root, own=own, atmos=atmos, env=env)
    values = found.table("vars")
    assert found.diagnostics == ()
    return {key: value for key, value in values.items() if key != "stage"}


# --- what it is


@pytest.mark.parametrize(
    ("metadata", "enabled", "locked"),
    [
        pytest.param("{}", True, False, id="nothing said"),
        pytest.param("{enabled: false}", False, False, id="disabled"),
        pytest.param("{enabled: true, locked: true}", True, True, id="locked"),
        pytest.param("{enabled: 'false', locked: 'true'}", True, False, id="texts"),
        pytest.param("{enabled: 0, locked: 1}", True, False, id="numbers"),
        pytest.param("{enabled: null, locked: null}", True, False, id="null"),
        pytest.param("{enabled: '{{ eq .vars.stage `prod` }}'}", True, False, id="text that a template gives"),
        pytest.param(
            "{enabled: !template '{{ eq .vars.stage `prod` }}'}", False, False, id="a flag that a function gives"
        ),
    ],
)
def test_whether_it_is_enabled_and_locked(metadata: str, enabled: bool, locked: bool) -> None:
    found = instance(f"{{metadata: {metadata}}}")
    assert (found.is_enabled, found.is_locked) == (enabled, locked)


def test_flags_are_inherited_and_being_abstract_is_not() -> None:
    body = "{metadata: {inherits: [low]}}\n    low: {metadata: {type: abstract, locked: true}}"
    found = instance(body)
    assert (found.is_locked, found.is_abstract) == (True, False)
    assert instance("{metadata: {type: abstract}}").is_abstract


@pytest.mark.parametrize(
    ("metadata", "name", "base", "folder"),
    [
        pytest.param("{}", "app", "", "components/terraform/app", id="its own"),
        pytest.param("{component: shared}", "shared", "shared", "components/terraform/shared", id="another"),
        pytest.param(
            "{component: shared, component_folder_prefix: a/b}",
            "shared",
            "shared",
            "components/terraform/a/b/shared",
            id="p",
        ),
        pytest.param("{component_folder_prefix: p}", "app", "", "components/terraform/p/app", id="a prefix alone"),
        pytest.param(
            "{component: '{{ .vars.stage }}-x'}", "dev-x", "dev-x", "components/terraform/dev-x", id="a template"
        ),
    ],
)
def test_the_folder_it_runs_in(metadata: str, name: str, base: str, folder: str) -> None:
    found = instance(f"{{metadata: {metadata}}}")
    assert (found.folder_name, found.base_path, found.folder) == (name, base, folder)


def test_what_it_is_called() -> None:
    found = instance("{}")
    assert repr(found) == "Instance('app@dev')"
    assert (str(found.key), found.folder_prefix) == ("deploy/dev", "")
    assert found.identity() == {
        "atmos_component": "app",
        "atmos_stack": "dev",
        "stack": "dev",
        "atmos_stack_file": "deploy/dev",
        "atmos_manifest": "deploy/dev",
    }


@pytest.mark.parametrize(("kind", "expected"), [("terraform", {"p"}), ("helmfile", set())])
def test_variables_its_module_calls_sensitive(kind: str, expected: set[str]) -> None:
    module = {f"components/{kind}/app/main.tf": 'variable "p" {\n  sensitive = true\n}\n'}
    assert set(instance("{}", kind=kind, more=module).sensitive) == expected


# --- sections


def test_a_section_is_evaluated_once() -> None:
    found = instance("{vars: {v: '{{ .vars.stage }}'}}")
    assert found.section("vars") is found.section("vars")
    assert (found.section("none"), found.table("none"), found.table("backend_type")) == (None, {}, {})


def test_all_sections_or_those_named() -> None:
    found = instance("{vars: {a: 1}, settings: {b: '{{ .vars.a }}'}}")
    assert found.evaluated(["settings", "none"]) == {"settings": {"b": "1"}}
    assert set(found.evaluated()) == set(found.names)
    assert "vars" in found.names


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("{v: x}", {"v": "x"}, id="text"),
        pytest.param("{v: '{{ .vars.stage }}'}", {"v": "dev"}, id="a template"),
        pytest.param("{v: '{{ .settings.s }}', w: '{{ .env.E }}'}", {"v": "1", "w": "e"}, id="other sections"),
        pytest.param("{v: '{{ .atmos_component }}@{{ .atmos_stack }}'}", {"v": "app@dev"}, id="what it is"),
        pytest.param("{v: '{{ .workspace }}'}", {"v": "dev"}, id="its workspace"),
        pytest.param("{v: '{{ len .imports }}'}", {"v": "0"}, id="its imports"),
        pytest.param("{v: !env X }", {"v": "from env"}, id="a function"),
        pytest.param("{v: !unset , w: [!unset , 1]}", {"w": [1]}, id="what is unset is gone"),
        pytest.param("{v: !exec x }", {"v": Unknown("!exec x")}, id="an effect"),
        pytest.param("{v: !env TOKEN }", {"v": Secret("t")}, id="a secret"),
        pytest.param("{v: !env E }", {"v": "e"}, id="its own environment"),
        pytest.param("{v: !env OWN_CALL }", {"v": "from env"}, id="its own environment, called"),
        pytest.param("{v: !env CIRCLE }", {"v": ""}, id="a variable that reads itself"),
        pytest.param("{v: !env NULL }", {"v": "of the process"}, id="a variable that is null"),
    ],
)
def test_what_values_come_to(body: str, expected: Table) -> None:
    root = "settings: {s: 1}\nenv: {E: e, OWN_CALL: !env X , CIRCLE: !env CIRCLE , NULL: null}\n"
    env = {"X": "from env", "TOKEN": "t", "NULL": "of the process"}
    assert vars_of(body, root=root, own=SECRETS, env=env) == expected


def test_mocks_are_shown_as_they_were_written() -> None:
    found = instance("{mocks: {a: '{{ .vars.none }}', b: !env X }}")
    assert (found.section("mocks"), found.diagnostics) == ({"a": "{{ .vars.none }}", "b": Call("!env X")}, ())


def test_metadata_are_what_they_are_identified_by() -> None:
    found = instance("{metadata: {enabled: '{{ .vars.stage }}', custom: {x: '{{ .vars.stage }}'}, component: a}}")
    assert found.section("metadata") == {"enabled": "dev", "custom": {"x": "dev"}, "component": "a"}
    assert list(found.table("metadata")) == ["enabled", "custom", "component"]


def test_templates_in_metadata_that_identify_see_no_workspace() -> None:
    found = instance("{metadata: {component: 'x{{ .workspace }}y', description: '{{ .workspace }}'}}")
    assert (found.folder_name, found.table("metadata")["description"]) == ("xy", "dev-app")


def test_templates_are_off_when_the_project_says_so() -> None:
    off = OWN + "templates: {settings: {enabled: false}}\n"
    assert vars_of("{v: '{{ .vars.stage }}'}", own=off) == {"v": "{{ .vars.stage }}"}


# --- what is wrong


def wrong(body: str) -> list[tuple[Code, str, str]]:
    found = instance(body)
    found.evaluated()
    return [
        (each.code, each.message, f"{each.primary.span.line}:{each.primary.span.column}-{each.primary.span.end_column}")
        for each in found.diagnostics
        if each.primary
    ]


def test_what_is_wrong_says_where_and_of_whom() -> None:
    [(code, message, span)] = wrong("{vars: {v: {w: 'a {{ .vars.none.x }}'}}}")
    assert code is Code.TEMPLATE_MISSING_KEY
    assert message == "`.vars.none` does not exist: map has no entry for key `none` (`vars.v.w` of app@dev)"
    assert span == "5:31-43"


def test_a_function_that_fails_is_marked_as_a_whole() -> None:
    assert wrong("{vars: {v: !repo-root }}") == [
        (
            Code.FUNCTION_FAILED,
            "`!repo-root`: this is not a git repository, and no default is given (`vars.v` of app@dev)",
            "5:21-31",
        )
    ]


@pytest.mark.parametrize("metadata", ["{type: abstract}", "{enabled: false}"])
def test_what_is_missing_to_what_does_not_run_is_not_said(metadata: str) -> None:
    assert wrong(f"{{metadata: {metadata}, vars: {{v: 'a {{{{ .vars.none }}}}'}}}}") == []


def test_the_same_is_said_once() -> None:
    found = instance("{vars: {v: 'a {{ .vars.none.x }}'}}")
    for _ in range(2):
        found.evaluated()
    found.rendered_identity({"v": "x"})
    assert len(found.diagnostics) == 1


def test_what_blocks_writing_is_told_apart() -> None:
    found = instance("{vars: {v: 'a {{ .vars.none.x }}', w: '{{ 1 }}'}}")
    assert found.blocking == ()
    found.evaluated()
    assert found.blocking == found.diagnostics
    warned = instance("{vars: {v: 'x {{ .settings.hash }}'}}", root="settings: {hash: 'a #1'}\n", atmos=True)
    warned.evaluated()
    assert [each.code for each in warned.diagnostics] == [Code.TEMPLATE_REREAD]
    assert warned.blocking == ()


# --- unknowns


def test_every_unknown_is_found_with_its_path() -> None:
    found = instance("{vars: {a: {b: [1, !exec x ]}, c: !exec y }, env: {E: !exec z }, settings: {s: !env X }}")
    assert found.unknowns("vars") == ((("vars", "a", "b", 1), "!exec x"), (("vars", "c"), "!exec y"))
    assert found.unknowns("env", "settings") == ((("env", "E"), "!exec z"),)
    assert found.unknowns() == ()


# --- resolved


def test_an_instance_whose_effects_are_evaluated_is_another_one() -> None:
    asked: list[str] = []

    def resolve(call: ParsedCall, text: str) -> Value | CallFault:
        asked.append(text)
        answers: dict[str, Value | CallFault] = {"!exec a": "A", "!exec bad": CallFault("it failed")}
        return answers.get(text, Unknown(text))

    found = instance("{vars: {a: !exec a , b: !exec bad , c: !exec later , d: !env X }}", env={"X": "x"})
    resolved = found.resolved(resolve)
    assert resolved.table("vars") == {
        "stage": "dev",
        "a": "A",
        "b": Unknown("!exec bad"),
        "c": Unknown("!exec later"),
        "d": "x",
    }
    assert asked == ["!exec a", "!exec bad", "!exec later"]
    assert [(each.code, each.message) for each in resolved.diagnostics] == [
        (Code.FUNCTION_FAILED, "it failed (`vars.b` of app@dev)")
    ]
    assert found.table("vars")["a"] == Unknown("!exec a")


def test_nothing_of_an_abstract_instance_is_resolved() -> None:
    found = instance("{metadata: {type: abstract}, vars: {a: !exec a }}")
    assert found.resolved(lambda call, text: "A").table("vars")["a"] == Unknown("!exec a")


def test_templates_of_a_resolved_instance_may_have_other_functions() -> None:
    def functions(settings: Table) -> FunctionSet:
        return function_set(True, True, {"own": lambda: "own"})

    found = instance("{vars: {a: 'x{{ own }}'}}")
    assert found.resolved(lambda call, text: "A", functions).table("vars")["a"] == "xown"


# --- calls that meet other values

BASES = "{metadata: {inherits: [low]}, vars: %s}\n    low: {vars: %s}"


@pytest.mark.parametrize(
    ("own", "low", "expected"),
    [
        pytest.param("{v: !env M }", "{v: {a: 1}}", {"a": 1, "b": 2}, id="maps are merged"),
        pytest.param("{v: {c: 3}}", "{v: !env M }", {"b": 2, "c": 3}, id="over a call"),
        pytest.param("{v: !env L }", "{v: [1]}", [2], id="lists are replaced"),
        pytest.param("{v: !env X }", "{v: 1}", "x", id="a scalar"),
        pytest.param("{v: !exec e }", "{v: {a: 1}}", Unknown("!exec e"), id="what is not known"),
    ],
)
def test_what_calls_come_to_that_meet_other_values(own: str, low: str, expected: Value) -> None:
    calls = {"!env M": "!template '{\"b\": 2}'", "!env L": "!template '[2]'"}
    body = BASES % (own, low)
    for name, call in calls.items():
        body = body.replace(name, call)
    assert instance(body, env={"X": "x"}).table("vars").get("v") == expected


def test_an_effect_that_is_still_unknown_counts_for_all() -> None:
    found = instance(BASES % ("{v: !exec e }", "{v: {a: 1}}"))
    assert found.resolved(lambda call, text: Unknown(text)).table("vars")["v"] == Unknown("!exec e")
    assert found.resolved(lambda call, text: {"b": 2}).table("vars")["v"] == {"a": 1, "b": 2}


def test_calls_that_are_all_unset_leave_nothing() -> None:
    body = BASES % ("{v: {w: !unset }}", "{v: {w: !env NONE , x: 1}}")
    assert instance(body).table("vars")["v"] == {"w": "", "x": 1}
    gone = BASES % ("{v: {w: !unset }}", "{v: {x: 1}}")
    assert instance(gone).table("vars")["v"] == {"x": 1}


# --- environment, backend and address


@pytest.mark.parametrize(
    ("kind", "own", "module", "expected", "idle"),
    [
        pytest.param("s3", "", "", ("s3", True), False, id="generated"),
        pytest.param("", "", "", ("local", False), False, id="none"),
        pytest.param("", "", "gcs", ("gcs", False), False, id="the module's own"),
        pytest.param("s3", "off", "gcs", ("gcs", False), False, id="the module's own where none is generated"),
        pytest.param("s3", "off", "", ("s3", True), True, id="one that nobody tells Terraform of"),
        pytest.param("local", "off", "", ("local", True), False, id="local needs nobody"),
        pytest.param("", "off", "", ("local", False), False, id="nothing named"),
    ],
)
def test_the_backend_terraform_will_use(
    kind: str, own: str, module: str, expected: tuple[str, bool], idle: bool
) -> None:
    project = OWN + ("components: {terraform: {auto_generate_backend_file: false}}\n" if own else "")
    body = f"{{backend_type: {kind}, backend: {{{kind}: {{bucket: b}}}}}}" if kind else "{}"
    text = f'terraform {{\n  backend "{module}" {{\n    bucket = "m"\n  }}\n}}\n' if module else ""
    found = instance(body, own=project, more={"components/terraform/app/main.tf": text})
    type_, settings = found.effective_backend
    assert (type_, settings.get("bucket") == "b", found.has_idle_backend) == (*expected, idle)


@pytest.mark.parametrize(
    ("env", "expected"),
    [
        pytest.param("{TF_HTTP_ADDRESS: 'http://own'}", "http:http://own", id="its own"),
        pytest.param("{OTHER: x}", "http:http://process", id="that of the process"),
        pytest.param("{TF_HTTP_ADDRESS: null}", "address", id="its own null"),
        pytest.param("{TF_HTTP_ADDRESS: !exec x }", "address", id="an effect"),
    ],
)
def test_the_environment_that_completes_an_address(env: str, expected: str) -> None:
    found = instance(f"{{backend_type: http, env: {env}}}", env={"TF_HTTP_ADDRESS": "http://process"}).addressed
    assert found is not None
    text = found.text if isinstance(found, StateAddress) else str(found.field[0])
    assert text == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("{backend_type: !exec x }", Unaddressed("unknown", ("backend_type",)), id="its backend"),
        pytest.param("{metadata: {component: !exec x }}", Unaddressed("unknown", ("component",)), id="its folder"),
        pytest.param(
            "{metadata: {component_folder_prefix: !exec x }}",
            Unaddressed("unknown", ("component_folder_prefix",)),
            id="a folder above",
        ),
        pytest.param("{backend_type: !env TOKEN }", Unaddressed("secret", ("backend_type",)), id="a secret"),
    ],
)
def test_while_what_places_a_state_is_not_known_it_has_no_address(body: str, expected: Unaddressed) -> None:
    own = OWN + "secrets: {env: [TOKEN]}\n"
    assert instance(body, own=own, env={"TOKEN": "s3"}).addressed == expected


def test_an_address_is_told_once_and_for_terraform_alone() -> None:
    found = instance("{backend_type: s3, backend: {s3: {bucket: b, key: k}}}")
    assert found.addressed is found.addressed
    assert found.state_address == found.addressed
    other = found.addressed_in("w")
    assert isinstance(other, StateAddress)
    assert other.text == "s3://b/app/w/k"
    helmfile = instance("{}", kind="helmfile")
    assert (helmfile.addressed, helmfile.state_address, helmfile.addressed_in("w")) == (None, None, None)
    missing = instance("{backend_type: s3, backend: {s3: {key: k}}}")
    assert (missing.state_address, isinstance(missing.addressed, Unaddressed)) == (None, True)


# --- names of automation


@pytest.mark.parametrize("atmos", [False, True], ids=["stackc", "atmos"])
def test_whether_described_stacks_know_the_names_of_automation(atmos: bool) -> None:
    body = "{settings: {spacelift: {workspace_enabled: true}}, vars: {s: 'x{{ .spacelift_stack }}'}}"
    found = instance(body, atmos=atmos)
    assert (found.automation_names, found.table("vars")["s"]) == ({"spacelift_stack": "dev-app"}, "xdev-app")
    described = found.described()
    assert (described is found) is not atmos
    assert described.table("vars")["s"] == ("x<no value>" if atmos else "xdev-app")
    if atmos:
        [said] = described.diagnostics
        assert said.help == "artifacts and `describe component` have it; `describe stacks` does not, as in Atmos"


def test_what_nobody_knows_is_not_said_to_be_a_name_of_automation() -> None:
    body = "{settings: {spacelift: {workspace_enabled: true}}, vars: {s: 'x{{ .spacelift_stak }}'}}"
    found = instance(body, atmos=True)
    described = found.described()
    assert [each.table("vars")["s"] for each in (found, described)] == ["x<no value>"] * 2
    helps = [said.help for each in (found, described) for said in each.diagnostics]
    assert len(helps) == 2
    assert not any("describe stacks" in str(help_) for help_ in helps)


def test_a_name_that_holds_a_template_is_rendered_when_it_is_shown() -> None:
    found = instance("{settings: {spacelift: {workspace_enabled: true, stack_name: '{{ .vars.stage }}-s'}}}")
    assert found.automation_names == {"spacelift_stack": "{{ .vars.stage }}-s"}
    assert found.rendered_identity(found.automation_names) == {"spacelift_stack": "dev-s"}
