"""What is said about state addresses: words, places, and what to do about it."""

from __future__ import annotations

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.ids import InstanceId, StackName
from stackc.base.source import Span
from stackc.check import address_messages as say
from stackc.evaluate.address import Unaddressed
from stackc.evaluate.instance import Instance
from tests.kit.build import place
from tests.kit.compiled import compiled, instance_of

DEV = "stacks/deploy/dev.yaml"
S3 = "terraform: {backend_type: s3, backend: {s3: {bucket: b, key: k}}}\n"
OLD = InstanceId(StackName("o'brien"), "old")


def instance(app: str = "", above: str = S3, web: str = "", name: str = "app") -> Instance:
    text = f"vars: {{stage: dev}}\ncomponents:\n  terraform:\n    app: {{{app}}}\n    web: {{{web}}}\n{above}"
    return instance_of(compiled({DEV: text}), name, "dev")


def two(app: str, web: str = "") -> list[Instance]:
    return [instance(app, web=web), instance(app, web=web, name="web")]


def shared(address: str, instances: list[Instance]) -> Diagnostic:
    return say.shared([say.Sharing(address, tuple(instances))])


def labels(*given: Label | None) -> list[str]:
    return [f"{each.span.line}:{each.span.column} {each.text}" for each in given if each is not None]


def test_a_shared_address_names_its_instances_and_the_workspace() -> None:
    found = shared("s3://b/k", two(""))
    assert (found.code, found.message) == (
        Code.STATE_ADDRESS_SHARED,
        "2 instances share one state address, s3://b/k (workspace `dev`): app@dev, web@dev",
    )
    assert labels(found.primary, *found.related) == ["4:5 app@dev is defined here", "5:5 web@dev is defined here"]
    assert found.help == "give each instance its own workspace, or its own prefix or key in the backend"


@pytest.mark.parametrize(
    ("metadata", "where"),
    [
        pytest.param("terraform_workspace: x", "4:43", id="name"),
        pytest.param("terraform_workspace_pattern: x", "4:51", id="pattern"),
        pytest.param("terraform_workspace_template: x", "4:52", id="template"),
        pytest.param("terraform_workspace: x, terraform_workspace_pattern: y", "4:75", id="pattern before name"),
    ],
)
def test_a_workspace_of_its_own_is_the_reason_for_a_shared_address(metadata: str, where: str) -> None:
    found = shared("s3://b/k", two(f"metadata: {{{metadata}}}"))
    assert labels(found.primary, *found.related) == [
        f"{where} names the same workspace for all of them",
        "4:5 app@dev is defined here",
        "5:5 web@dev is defined here",
    ]
    is_pattern = "terraform_workspace_pattern" in metadata
    own = "put `{component}` into the workspace pattern" if is_pattern else "give each a workspace of its own"
    assert found.help == f"{own}, or a `workspace_key_prefix` of its own in the backend"


def test_the_line_that_makes_addresses_the_same_is_told_first() -> None:
    above = S3.replace("key: k", "workspace_key_prefix: x")
    found = shared("s3://b/x", [instance(above=above, name=name) for name in ("app", "web")])
    assert labels(found.primary)[0].endswith("the same for all of them")
    assert found.help == "remove `workspace_key_prefix`, or give each instance its own"


def test_other_metadata_are_no_reason_for_a_shared_address() -> None:
    found = shared("s3://b/k", two("metadata: {component: app}"))
    assert len(found.related) == 1


def test_a_moved_address_shows_both_and_how_to_agree() -> None:
    found = say.moved(instance(), "s3://old", "s3://new")
    assert (found.code, found.message, found.notes) == (
        Code.ADDRESS_MOVED,
        "the state address of app@dev moved: Terraform would not find its state",
        ("locked:  s3://old", "now:     s3://new"),
    )
    assert found.help == "undo the change, or move the state: stackc state move app@dev"


def test_a_state_on_its_way_shows_where_from_and_how_to_go_on() -> None:
    found = say.on_its_way(instance(), "local:a", "s3://b/k")
    assert (found.code, found.notes) == (Code.ADDRESS_MOVED, ("from:  local:a", "to:    s3://b/k"))
    assert found.help == "go on with it: stackc state move app@dev"


def test_an_address_of_another_names_its_owner() -> None:
    found = say.owned(instance(), "s3://b/k", OLD)
    assert (place(found), found.message) == (
        (Code.ADDRESS_MOVED, "4:5"),
        "the state address of app@dev is locked for old@o'brien: s3://b/k",
    )
    assert found.help == "if it was renamed, agree to it: stackc lock --accept app@dev"


@pytest.mark.parametrize(
    ("why", "said", "help_"),
    [
        pytest.param(
            Unaddressed("unknown", ("key",)),
            "`backend.key` of its `s3` backend is known only when it is read from outside",
            None,
            id="unknown",
        ),
        pytest.param(
            Unaddressed("secret", ("endpoints", "s3"), ("A",)),
            "`backend.endpoints.s3` of its `s3` backend is a secret, and an address is not",
            "set it in the manifests, or A in the environment",
            id="secret",
        ),
        pytest.param(
            Unaddressed("missing", ("blocks", 0, "x"), ("A", "B")),
            "`backend.blocks.0.x` of its `s3` backend is not set",
            "set it in the manifests, or A or B in the environment",
            id="missing",
        ),
        pytest.param(
            Unaddressed("invalid", ("key",)),
            "`backend.key` of its `s3` backend is nothing that says where a state is",
            None,
            id="invalid",
        ),
        pytest.param(
            Unaddressed("unknown", ("backend_type",)),
            "`backend_type` is known only when it is read from outside",
            None,
            id="the type of the backend",
        ),
        pytest.param(
            Unaddressed("unknown", ("component",)),
            "`metadata.component` is known only when it is read from outside",
            None,
            id="the folder",
        ),
        pytest.param(
            Unaddressed("unknown", ("workspace",)),
            "the workspace of its `s3` backend is known only when it is read from outside",
            None,
            id="workspace",
        ),
    ],
)
def test_an_address_that_cannot_be_told_says_which_field_and_why(
    why: Unaddressed, said: str, help_: str | None
) -> None:
    found = say.unaddressed(instance(), why)
    assert (found.code, found.message, found.help) == (
        Code.ADDRESS_UNKNOWN,
        f"the state address of app@dev cannot be told: {said}",
        help_,
    )


def test_a_workspace_that_cannot_be_told_is_shown_where_it_is_named() -> None:
    found = say.unaddressed(instance("metadata: {terraform_workspace: x}"), Unaddressed("unknown", ("workspace",)))
    assert labels(found.primary) == ["4:43 names the workspace"]


def test_of_two_names_of_a_workspace_the_one_that_counts_is_shown() -> None:
    made = instance("metadata: {terraform_workspace: x, terraform_workspace_pattern: y}")
    assert labels(say.unaddressed(made, Unaddressed("unknown", ("workspace",))).primary) == ["4:75 names the workspace"]


def test_what_is_wrong_with_a_backend_is_shown_as_the_backend() -> None:
    made = instance("metadata: {terraform_workspace: x}")
    for found in (say.unaddressed(made, Unaddressed("missing", ("key",))), say.moved(made, "s3://old", "s3://new")):
        assert found.primary is not None
        assert found.primary.text == "the backend in force"


def test_a_workspace_that_nobody_names_is_shown_at_the_component() -> None:
    found = say.unaddressed(instance(), Unaddressed("unknown", ("workspace",)))
    assert labels(found.primary) == ["4:5 names the workspace"]


def test_a_backend_of_the_module_is_the_one_in_force() -> None:
    files = {
        "stackc.yaml": 'stacks: {included_paths: ["deploy/*"], name_pattern: "{stage}"}\n'
        "components: {terraform: {auto_generate_backend_file: false}}\n",
        DEV: "vars: {stage: dev}\ncomponents: {terraform: {app: {}}}\n",
        "components/terraform/app/main.tf": 'terraform {\n  backend "gcs" {}\n}\n',
    }
    found = say.unaddressed(instance_of(compiled(files), "app", "dev"), Unaddressed("missing", ("bucket",)))
    assert "`backend.bucket` of its `gcs` backend is not set" in found.message


def test_a_backend_without_effect_names_type_and_folder() -> None:
    found = say.without_effect(instance())
    assert (place(found), found.message) == (
        (Code.BACKEND_WITHOUT_EFFECT, "4:5"),
        "the `s3` backend of app@dev has no effect: it is neither generated nor declared in `components/terraform/app`",
    )
    assert found.help == "set `components.terraform.auto_generate_backend_file: true` in the project file"


def test_a_row_that_protects_a_state_is_not_forgotten() -> None:
    found = say.not_gone(InstanceId(StackName("dev"), "app"))
    assert (place(found), found.message) == (
        (Code.ADDRESS_MOVED, ""),
        "app@dev is declared and enabled: its row is what protects its state",
    )
    assert found.help == "to agree to a new address: stackc lock --accept app@dev"


def test_commands_are_quoted_for_a_shell() -> None:
    found = say.orphan(say.Orphan(OLD, "s3://b/k"), Label(Span("stackc.lock", 3, 3), "its row"), None)
    assert (place(found), found.message) == (
        (Code.ORPHAN, "3:3"),
        "`old@o'brien` is in the lock file, but no manifest declares it: what it made may still be there",
    )
    assert found.help == (
        "destroy it: stackc terraform destroy 'old@o'\"'\"'brien' --orphan;"
        " if nothing is left: stackc lock --forget 'old@o'\"'\"'brien'"
    )
    assert found.notes == ("its state: s3://b/k",)


def test_a_fresh_state_beside_an_old_one_shows_both() -> None:
    gone = InstanceId(StackName("old"), "app")
    found = say.fresh(instance(), gone, "s3://b/app/old/k")
    assert (found.code, found.message) == (
        Code.ORPHAN_REPLACED,
        "app@dev has never run, and `app@old`, which ran with the same component, is gone: was it renamed?",
    )
    assert labels(found.primary) == ["4:5 would begin with an empty state and make everything again"]
    assert found.notes == ("its state: s3://b/app/old/k", "now:       s3://b/app/dev/k")
    assert found.help == (
        "name it `app@old` again, or move its state: stackc state move app@dev --from app@old;"
        " if nothing of it is left: stackc lock --forget app@old"
    )


@pytest.mark.parametrize(
    ("above", "why", "where"),
    [
        pytest.param(S3, None, "6:41", id="the whole backend of all"),
        pytest.param(S3, Unaddressed("missing", ("key",)), "6:62", id="one setting of it"),
        pytest.param(S3, Unaddressed("missing", ("region",)), "6:41", id="a setting that nobody wrote"),
    ],
)
def test_a_finding_about_a_backend_stands_where_the_backend_is_written(
    above: str, why: Unaddressed | None, where: str
) -> None:
    made = instance(above=above)
    found = say.moved(made, "s3://old", "s3://new") if why is None else say.unaddressed(made, why)
    assert place(found)[1] == where
