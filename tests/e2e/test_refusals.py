"""What is refused, or done by half a dialect only; a refusal is exit code 1 and starts nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.checkout import PROJECT, Checkout, fingerprint, repository
from tests.e2e.conftest import Env
from tests.e2e.stand_in import StandIn

pytestmark = pytest.mark.e2e

MODULE = """\
variable "stage" {}
variable "said" { default = "" }
resource "terraform_data" "it" { input = "${var.stage} ${var.said}" }
output "it" { value = terraform_data.it.output }
"""
MANIFEST = """\
vars: {stage: one}
components:
  terraform:
    app: {}
    base: {metadata: {type: abstract, component: app}}
    fixed: {metadata: {locked: true, component: app}}
    "off": {metadata: {enabled: false, component: app}}
    reader: {metadata: {component: app}, vars: {said: !terraform.state app .it}}
"""
FILES = {"stackc.yaml": PROJECT, "stacks/one.yaml": MANIFEST, "components/terraform/app/main.tf": MODULE}


@pytest.fixture
def made(tmp_path: Path, clean_env: Env, recorded: StandIn) -> Checkout:
    """One instance of each kind, in the stackc dialect."""
    return repository(tmp_path / "repo", clean_env, FILES).with_path(recorded.folder)


@pytest.fixture
def atmos(made: Checkout) -> Checkout:
    """The same in the dialect of an existing Atmos repository."""
    (made.root / "stackc.yaml").rename(made.root / "atmos.yaml")
    return made


@pytest.mark.parametrize(
    "words", [("plan", "app", "-s", "one"), ("deploy", "--all"), ("plan", "app", "-s", "one", "--dry-run")]
)
def test_a_workspace_chosen_by_the_environment_is_refused(
    made: Checkout, recorded: StandIn, words: tuple[str, ...]
) -> None:
    said = made.terraform(*words, env={"TF_WORKSPACE": "another"})
    assert (said.code, said.out, said.codes, recorded.calls) == (1, "", ["SC0903"], [])
    assert said.helps == ["unset TF_WORKSPACE"]
    assert "`another`" in said.err


def test_a_workspace_chosen_by_the_environment_of_a_component_never_gets_a_state(made: Checkout) -> None:
    made.edit("stacks/one.yaml", "    app: {}", "    app: {env: {TF_WORKSPACE: another}}")
    assert made.terraform("deploy", "app", "-s", "one").code == 1
    assert made.states() == set()


@pytest.mark.parametrize("verb", ["apply", "deploy", "destroy"])
def test_a_locked_component_is_not_changed(made: Checkout, recorded: StandIn, verb: str) -> None:
    said = made.terraform(verb, "fixed", "-s", "one")
    assert (said.code, said.codes, recorded.calls) == (1, ["SC0905"], [])
    assert "locked component cannot be provisioned" in said.err


def test_a_locked_component_can_be_planned(made: Checkout) -> None:
    said = made.terraform("plan", "fixed", "-s", "one")
    assert (said.code, said.codes, "Plan: 1 to add" in said.out) == (0, [], True)


@pytest.mark.parametrize("verb", ["plan", "deploy", "destroy", "output"])
def test_an_abstract_component_is_refused(made: Checkout, recorded: StandIn, verb: str) -> None:
    said = made.terraform(verb, "base", "-s", "one")
    assert (said.code, said.codes, recorded.calls) == (1, ["SC0904"], [])
    assert "abstract component cannot be provisioned" in said.err


def test_a_disabled_component_is_refused_in_the_stackc_dialect(made: Checkout, recorded: StandIn) -> None:
    said = made.terraform("deploy", "off", "-s", "one")
    assert (said.code, said.codes, recorded.calls) == (1, ["SC0906"], [])


def test_a_disabled_component_is_a_message_in_the_atmos_dialect(atmos: Checkout, recorded: StandIn) -> None:
    said = atmos.terraform("deploy", "off", "-s", "one")
    assert (said.code, said.codes, recorded.calls) == (0, ["SC0906"], [])
    assert "off@one is disabled (metadata.enabled: false); nothing runs" in said.err


def test_an_abstract_component_may_be_destroyed_in_the_atmos_dialect(atmos: Checkout) -> None:
    assert atmos.terraform("plan", "base", "-s", "one").codes == ["SC0904"]
    assert atmos.terraform("destroy", "base", "-s", "one", "--auto-approve").code == 0


def test_of_many_only_the_enabled_and_real_run_and_a_locked_one_fails(made: Checkout) -> None:
    said = made.terraform("deploy", "--all")
    assert (said.code, said.codes, said.err.splitlines()[-1]) == (1, ["SC0905"], "2 done, 1 failed")
    assert set(made.locked()) == {"app@one", "reader@one"}


@pytest.mark.parametrize("verb", ["plan", "deploy"])
def test_an_unknown_value_is_never_written(made: Checkout, recorded: StandIn, verb: str) -> None:
    said = made.terraform(verb, "reader", "-s", "one")
    assert (said.code, said.codes, recorded.calls) == (1, ["SC0907"], [])
    assert said.helps == ["stackc terraform deploy app -s one"]
    assert not list(made.root.rglob("*.tfvars.json"))


def test_the_output_of_a_disabled_upstream_is_unknown_and_never_written(made: Checkout, recorded: StandIn) -> None:
    made.edit("stacks/one.yaml", "!terraform.state app .it", "!terraform.state off .it")
    said = made.terraform("deploy", "reader", "-s", "one")
    assert (said.code, said.codes, recorded.calls) == (1, ["SC0703"], [])
    assert "reader@one depends on off@one, which is disabled" in said.err
    assert not list(made.root.rglob("*.tfvars.json"))


def test_a_default_stands_in_for_an_output_that_does_not_exist_yet(made: Checkout) -> None:
    made.edit("stacks/one.yaml", "!terraform.state app .it", """!terraform.state app '.it // "later"'""")
    assert made.terraform("deploy", "reader", "-s", "one").code == 0
    assert made.state("reader@one")["outputs"]["it"]["value"] == "one later"


def test_two_instances_with_one_state_address_are_both_refused(made: Checkout, recorded: StandIn) -> None:
    shared = "    app: {metadata: {terraform_workspace: same}}\n    twin: {metadata: {terraform_workspace: same, component: app}}\n"
    made.edit("stacks/one.yaml", "    app: {}\n", shared)
    for component in ("app", "twin"):
        said = made.terraform("deploy", component, "-s", "one")
        assert (said.code, said.codes, recorded.calls) == (1, ["SC0602"], [])
        assert "app@one, twin@one" in said.err


def test_a_moved_address_is_refused_and_both_are_shown(made: Checkout, recorded: StandIn) -> None:
    made.terraform("deploy", "app", "-s", "one")
    before, calls = made.locked(), recorded.calls
    made.edit("stacks/one.yaml", "    app: {}\n", "    app: {metadata: {terraform_workspace: other}}\n")
    said = made.terraform("destroy", "app", "-s", "one", "--auto-approve")
    assert (said.code, said.codes, recorded.calls) == (1, ["SC0902"], calls)
    folder = "local:components/terraform/app/terraform.tfstate.d"
    assert f"locked:  {folder}/one/terraform.tfstate" in said.err
    assert f"now:     {folder}/other/terraform.tfstate" in said.err
    assert made.locked() == before


def test_a_renamed_instance_does_not_take_over_the_state_of_another(made: Checkout, recorded: StandIn) -> None:
    made.terraform("deploy", "app", "-s", "one")
    calls = recorded.calls
    made.edit(
        "stacks/one.yaml", "    app: {}\n", "    renamed: {metadata: {component: app, terraform_workspace: one}}\n"
    )
    said = made.terraform("deploy", "renamed", "-s", "one")
    assert (said.code, said.codes, recorded.calls) == (1, ["SC0902"], calls)
    assert "locked for app@one" in said.err


def test_an_unreadable_lock_stops_every_run(made: Checkout, recorded: StandIn) -> None:
    made.write("stackc.lock", "version: 1\ninstances: [\n")
    said = made.terraform("deploy", "app", "-s", "one")
    assert (said.code, said.codes, recorded.calls) == (1, ["SC0911"], [])


def test_a_backend_that_has_no_effect_is_refused_before_init(made: Checkout, recorded: StandIn) -> None:
    made.edit("stackc.yaml", "terraform:\n", "terraform:\n    auto_generate_backend_file: false\n")
    backend = "terraform: {backend_type: s3, backend: {s3: {bucket: b, key: k}}}"
    made.edit("stacks/one.yaml", "vars: {stage: one}\n", f"vars: {{stage: one}}\n{backend}\n")
    said = made.terraform("deploy", "app", "-s", "one")
    assert (said.code, said.codes, recorded.calls) == (1, ["SC0909"], [])


def test_a_component_without_a_folder_is_refused(made: Checkout, recorded: StandIn) -> None:
    made.edit("stacks/one.yaml", "    app: {}\n", "    app: {metadata: {component: nowhere}}\n")
    said = made.terraform("plan", "app", "-s", "one")
    assert (said.code, said.codes, recorded.calls) == (1, ["SC0601"], [])


@pytest.mark.parametrize("section", ["hooks: {one: {events: [after]}}", "dependencies: {tools: {jq: '1'}}"])
def test_a_section_that_is_not_run_yet_is_a_warning(made: Checkout, section: str) -> None:
    made.edit("stacks/one.yaml", "    app: {}\n", f"    app: {{{section}}}\n")
    said = made.terraform("plan", "app", "-s", "one")
    assert (said.code, said.codes) == (0, ["SC0915"])


@pytest.mark.parametrize(
    "section", ["hooks: {one: {kind: git}}", "provision: {x: {}}", "auth: {identities: {one: {kind: aws/user}}}"]
)
def test_a_section_a_run_would_need_is_refused(made: Checkout, recorded: StandIn, section: str) -> None:
    made.edit("stacks/one.yaml", "    app: {}\n", f"    app: {{{section}}}\n")
    said = made.terraform("plan", "app", "-s", "one")
    assert (said.code, said.codes, recorded.calls) == (1, ["SC0910"], [])


def test_a_dependency_on_nothing_is_refused(made: Checkout, recorded: StandIn) -> None:
    made.edit("stacks/one.yaml", "    app: {}\n", "    app: {settings: {depends_on: {1: {component: nothing}}}}\n")
    said = made.terraform("deploy", "app", "-s", "one")
    assert (said.code, said.codes, recorded.calls) == (1, ["SC0702"], [])


def test_a_circle_of_dependencies_is_refused(made: Checkout, recorded: StandIn) -> None:
    made.edit("stacks/one.yaml", "    app: {}\n", "    app: {settings: {depends_on: {1: {component: reader}}}}\n")
    said = made.terraform("deploy", "--all", "-c", "app", "-c", "reader")
    assert (said.code, said.codes, recorded.calls) == (1, ["SC0701"], [])


USAGE = [
    pytest.param(["fly"], "unknown command `fly`", id="unknown verb"),
    pytest.param(["plam", "app", "-s", "one"], "did you mean `plan`?", id="misspelt verb"),
    pytest.param(["plan"], "name one component and its stack", id="no component"),
    pytest.param(["plan", "app", "reader", "-s", "one"], "`reader` is too many", id="two components"),
    pytest.param(["plan", "app"], "stack is required", id="no stack"),
    pytest.param(["plan", "app", "-s"], "`-s` needs a value", id="no value"),
    pytest.param(["plan", "app", "-s", "one", "-s", "two"], "several need --all", id="two stacks"),
    pytest.param(["plan", "app", "--all"], "exclude each other", id="all and one"),
    pytest.param(["plan", "app", "-s", "one", "-c", "app"], "`-c` narrows `--all`", id="glob without all"),
    pytest.param(["plan", "ap", "-s", "one"], "did you mean `app`?", id="misspelt component"),
    pytest.param(["plan", "app", "-s", "on"], "did you mean `one`?", id="misspelt stack"),
]


@pytest.mark.parametrize(("words", "message"), USAGE)
def test_wrong_usage_is_1_so_that_2_means_what_terraform_means(
    made: Checkout, recorded: StandIn, words: list[str], message: str
) -> None:
    before = fingerprint(made.root)
    said = made.terraform(*words)
    assert (said.code, said.out, recorded.calls) == (1, "", [])
    assert message in said.err
    assert fingerprint(made.root) == before


def test_a_command_without_a_verb_is_wrong_usage_and_no_bug(made: Checkout) -> None:
    said = made.terraform()
    assert (said.code, "internal error" in said.err) == (1, False)


@pytest.mark.parametrize("words", [["--color", "purple"], ["-C", "/nowhere/at/all"], ["-C"]], ids=" ".join)
def test_wrong_global_options_are_1_too(made: Checkout, words: list[str]) -> None:
    assert made.terraform("plan", "app", "-s", "one", "-detailed-exitcode", *words).code == 1


def test_nothing_selected_is_a_warning(made: Checkout, recorded: StandIn) -> None:
    said = made.terraform("deploy", "--all", "-s", "nowhere-*")
    assert (said.code, said.codes, recorded.calls) == (0, ["SC0917"], [])
