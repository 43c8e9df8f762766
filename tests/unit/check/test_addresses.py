"""State addresses: who has one, who shares it, whose has moved, and what is left behind."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.ids import InstanceId, parse_instance_id
from stackc.base.source import Span
from stackc.check.addresses import (
    Census,
    check_fresh,
    check_known,
    check_moved,
    check_orphans,
    check_shared,
    gone,
    orphans,
    take_census,
)
from stackc.compile.compilation import Compilation
from tests.kit.compiled import compiled

DEV = "stacks/deploy/dev.yaml"
S3 = "terraform: {backend_type: s3, backend: {s3: {bucket: b, key: k}}}\n"
TWO = "app: {}, web: {}"


def repository(components: str, above: str = S3) -> Compilation:
    return compiled({DEV: f"vars: {{stage: dev}}\ncomponents: {{terraform: {{{components}}}}}\n{above}"})


def census(components: str, above: str = S3) -> Census:
    return take_census(repository(components, above))


def instance(text: str) -> InstanceId:
    found = parse_instance_id(text)
    assert found is not None
    return found


def rows(given: Mapping[str, str]) -> dict[InstanceId, str]:
    return {instance(name): address for name, address in given.items()}


def running(taken: Census) -> list[str]:
    return [str(each.id) for each in taken.running]


# --- the census


def test_only_what_is_real_and_enabled_has_a_state() -> None:
    taken = census(f"{TWO}, off: {{metadata: {{enabled: false}}}}, base: {{metadata: {{type: abstract}}}}")
    assert running(taken) == ["app@dev", "web@dev"]
    assert sorted(map(str, taken.declared)) == ["app@dev", "base@dev", "off@dev", "web@dev"]
    assert taken.broken == ()


def test_what_does_not_compile_is_declared_and_says_why() -> None:
    taken = census("app: {metadata: {inherits: [gone]}}, web: {}")
    assert running(taken) == ["web@dev"]
    assert sorted(map(str, taken.declared)) == ["app@dev", "web@dev"]
    assert [each.code for each in taken.broken] == [Code.BASE_NOT_FOUND]


def test_components_of_other_types_have_no_state() -> None:
    text = "vars: {stage: dev}\ncomponents: {helmfile: {chart: {}}, terraform: {app: {}}}\n"
    taken = take_census(compiled({DEV: text}))
    assert (running(taken), sorted(map(str, taken.declared))) == (["app@dev"], ["app@dev"])


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        pytest.param("import: [gone]\nvars: {stage: dev}\n", {Code.IMPORT_NOT_FOUND}, id="import"),
        pytest.param("vars: {stage: dev, a: !include gone.yaml}\n", {Code.INCLUDE_NOT_FOUND}, id="include"),
        pytest.param("env: [1]\nvars: {stage: dev}\n", {Code.SECTION_KIND}, id="section"),
        pytest.param("vars: {}\n", {Code.NAME_VALUE_MISSING}, id="name"),
    ],
)
def test_a_manifest_that_is_broken_breaks_the_census(text: str, codes: set[Code]) -> None:
    taken = take_census(compiled({DEV: f"{text}components: {{terraform: {{app: {{}}}}}}\n"}))
    assert {each.code for each in taken.broken} == codes


def test_what_is_wrong_with_an_address_itself_breaks_the_census() -> None:
    project = (
        'stacks: {included_paths: ["deploy/*"], name_pattern: "{stage}"}\ntemplates: {settings: {enabled: true}}\n'
    )
    body = "app: {backend_type: s3, backend: {s3: {bucket: '{{ .x }}', key: k}}}"
    files = {"stackc.yaml": project, DEV: f"vars: {{stage: dev}}\ncomponents: {{terraform: {{{body}}}}}\n"}
    taken = take_census(compiled(files))
    assert running(taken) == ["app@dev"]
    assert [each.code for each in taken.broken] == [Code.TEMPLATE_MISSING_KEY]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("vars: {stage: dev, day: 2020-01-02}\n", id="in a manifest"),
        pytest.param("vars: {stage: dev}\nenv: {A: null}\n", id="in an instance"),
    ],
)
def test_a_warning_breaks_nothing(text: str) -> None:
    taken = take_census(compiled({DEV: f"{text}components: {{terraform: {{app: {{}}}}}}\n"}))
    assert (running(taken), taken.broken) == (["app@dev"], ())


# --- gone


def test_rows_that_no_manifest_declares_are_gone_in_order() -> None:
    taken = census("app: {}, off: {metadata: {enabled: false}}")
    ids = [instance(name) for name in ("z@dev", "app@dev", "off@dev", "app@prod", "helmfile:app@dev")]
    assert [str(each) for each in gone(ids, taken)] == ["app@prod", "helmfile:app@dev", "z@dev"]


def test_nothing_is_gone_while_anything_is_broken() -> None:
    taken = census("app: {metadata: {inherits: [gone]}}")
    assert gone([instance("z@dev")], taken) == ()


# --- shared


def shared(components: str, above: str = S3) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    check_shared(census(components, above).running, found.append)
    return found


PREFIXED = S3.replace("key: k", "key: k, workspace_key_prefix: p")


def test_instances_at_one_address_are_named_in_order() -> None:
    [found] = shared("web: {}, app: {}, own: {metadata: {terraform_workspace: own}}", PREFIXED)
    assert found.code is Code.STATE_ADDRESS_SHARED
    assert found.message == "2 instances share one state address, s3://b/p/dev/k (workspace `dev`): app@dev, web@dev"


def test_each_address_that_is_shared_is_reported_sorted() -> None:
    x, y = "metadata: {terraform_workspace: x}", "metadata: {terraform_workspace: y}"
    found = shared(f"a: {{{y}}}, b: {{{x}}}, c: {{{y}}}, d: {{{x}}}", PREFIXED)
    assert [each.message.rpartition(": ")[2] for each in found] == ["b@dev, d@dev", "a@dev, c@dev"]


def test_all_that_one_line_makes_share_their_addresses_is_said_once_at_that_line() -> None:
    other = "stacks/deploy/prod.yaml"
    text = "import: [catalog/all]\nvars: {stage: STAGE}\ncomponents: {terraform: {app: {}, web: {}, own: {}}}\n" + S3
    shared_backend = "terraform: {backend: {s3: {workspace_key_prefix: p}}}\n"
    files = {DEV: text.replace("STAGE", "dev"), other: text.replace("STAGE", "prod")}
    found: list[Diagnostic] = []
    compilation = compiled({**files, "stacks/catalog/all.yaml": shared_backend})
    check_shared(take_census(compilation).running, found.append)
    [(file, line, column)] = [each.place for each in found]
    assert (file, line, column, found[0].related) == ("stacks/catalog/all.yaml", 1, 50, ())
    assert found[0].notes == ("3 more instances share 1 other state by the same line",)


def test_what_tells_them_apart_is_to_be_in_the_pattern() -> None:
    text = "metadata: {terraform_workspace_pattern: '{component}'}\nterraform: {backend: {s3: {bucket: b, key: k}}}\n"
    top = "import: [catalog/all]\nterraform: {backend_type: s3}\nvars: {stage: STAGE}\ncomponents: {terraform: {app: {}}}\n"
    files = {f"stacks/deploy/{stage}.yaml": top.replace("STAGE", stage) for stage in ("dev", "prod")}
    found: list[Diagnostic] = []
    check_shared(take_census(compiled({**files, "stacks/catalog/all.yaml": text})).running, found.append)
    [help_] = [each.help for each in found]
    assert help_ is not None
    assert help_.startswith("put `{stage}` into the workspace pattern")


def test_many_at_one_address_are_not_all_shown() -> None:
    [found] = shared(", ".join(f"c{at}: {{}}" for at in range(5)), PREFIXED)
    assert found.message.endswith(": c0@dev, c1@dev, c2@dev, c3@dev, c4@dev")
    assert [each.text for each in found.related] == ["c0@dev is defined here", "c1@dev is defined here"]


def test_an_address_of_one_alone_is_not_shared() -> None:
    assert shared(TWO) == []


def test_addresses_that_cannot_be_told_are_not_shared() -> None:
    assert shared(TWO, S3.replace("bucket: b, ", "")) == []


# --- moved


def moved(given: Mapping[str, str], components: str = TWO, above: str = S3) -> list[str]:
    found: list[Diagnostic] = []
    check_moved(census(components, above).running, rows(given), found.append)
    assert {each.code for each in found} <= {Code.ADDRESS_MOVED}
    return [each.message for each in found]


APP, WEB = "s3://b/app/dev/k", "s3://b/web/dev/k"
ELSEWHERE = "the state address of app@dev moved: Terraform would not find its state"
COPIED = "a copy of the state of old@dev may be at the state address of app@dev"
BETWEEN = f"the state address of app@dev is one end of the way of another state, which is moved: {APP}"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param({}, [], id="no rows"),
        pytest.param({"app@dev": APP, "web@dev": WEB}, [], id="as locked"),
        pytest.param({"app@dev": "s3://b/other/k"}, [ELSEWHERE], id="elsewhere"),
        pytest.param({"app@dev": APP + " "}, [ELSEWHERE], id="nearly there"),
        pytest.param({"old@dev": APP}, [f"the state address of app@dev is locked for old@dev: {APP}"], id="another's"),
        pytest.param(
            {"z@dev": APP, "b@dev": APP},
            [f"the state address of app@dev is locked for b@dev: {APP}"],
            id="another's, the first of them",
        ),
        pytest.param(
            {"app@dev": APP, "a@dev": APP},
            [f"the state address of app@dev is locked for a@dev: {APP}"],
            id="its own and another's",
        ),
        pytest.param({"app@dev": "s3://b/other/k", "old@dev": APP}, [ELSEWHERE], id="moved to another's"),
        pytest.param({"old@dev": "s3://b/other/k"}, [], id="others elsewhere"),
        pytest.param({"old@dev": f"moving: {APP} → s3://b/other/k"}, [BETWEEN], id="where another comes from"),
        pytest.param({"old@dev": f"moving: s3://b/other/k → {APP}"}, [BETWEEN], id="where another goes to"),
    ],
)
def test_an_address_is_the_locked_one_and_nobody_elses(given: Mapping[str, str], said: list[str]) -> None:
    assert moved(given) == said


@pytest.mark.parametrize(
    ("given", "copies", "said"),
    [
        pytest.param({}, {"old@dev": [APP]}, [COPIED], id="a copy of another's"),
        pytest.param({}, {"app@dev": [APP], "old@dev": ["s3:x"]}, [], id="its own, and another elsewhere"),
        pytest.param({"app@dev": APP}, {"old@dev": [APP]}, [], id="it has run"),
    ],
)
def test_who_never_ran_does_not_go_on_with_a_copy(
    given: Mapping[str, str], copies: Mapping[str, list[str]], said: list[str]
) -> None:
    found: list[Diagnostic] = []
    left = {instance(name): addresses for name, addresses in copies.items()}
    check_moved(census(TWO).running, rows(given), found.append, left)
    assert [each.message.partition(": s3")[0] for each in found] == said


def test_an_address_that_cannot_be_told_has_not_moved() -> None:
    assert moved({"app@dev": APP}, above=S3.replace("bucket: b, ", "")) == []


def test_beside_an_address_that_cannot_be_told_others_may_have_moved() -> None:
    components = "a: {backend: {s3: {bucket: null}}}, app: {}"
    assert moved({"app@dev": "s3://b/other/k"}, components) == [ELSEWHERE]


# --- known


@pytest.mark.parametrize(
    ("body", "said"),
    [
        pytest.param("", [], id="known"),
        pytest.param("metadata: {terraform_workspace: !store a b c}", ["app@dev"], id="unknown workspace"),
        pytest.param("backend: {s3: {bucket: null}}", ["app@dev"], id="no bucket"),
        pytest.param("backend: {s3: {key: !store a b c}}", ["app@dev"], id="unknown key"),
    ],
)
def test_an_address_that_cannot_be_told_is_reported(body: str, said: list[str]) -> None:
    found: list[Diagnostic] = []
    check_known(census(f"app: {{{body}}}, web: {{}}").running, found.append)
    assert [each.code for each in found] == [Code.ADDRESS_UNKNOWN] * len(said)
    assert [each.message.split(" cannot")[0] for each in found] == [f"the state address of {name}" for name in said]


# --- orphans


def test_a_row_of_nobody_is_an_orphan_where_it_stands() -> None:
    found: list[Diagnostic] = []
    given = rows({"z@dev": "s3:z", "app@dev": APP, "b@dev": "s3:b"})
    places = {id_: Label(Span("stackc.lock", line, 3), "its row") for line, id_ in enumerate(given, 2)}
    check_orphans(orphans(given, census(TWO)), places.__getitem__, found.append)
    assert [(each.code, str(each.primary.span), each.notes) for each in found if each.primary] == [
        (Code.ORPHAN, "stackc.lock:4:3", ("its state: s3:b",)),
        (Code.ORPHAN, "stackc.lock:2:3", ("its state: s3:z",)),
    ]


OFF = "app: {metadata: {enabled: false}}, base: {metadata: {type: abstract}}, web: {}"


def test_what_is_declared_and_never_runs_is_an_orphan_at_the_line_that_says_so() -> None:
    found: list[Diagnostic] = []
    given = rows({"app@dev": APP, "base@dev": "s3:b", "web@dev": WEB})
    check_orphans(orphans(given, census(OFF)), lambda _: Label(Span("stackc.lock", 2, 3), "its row"), found.append)
    assert [(each.message.partition(",")[0], str(each.primary.span)) for each in found if each.primary] == [
        ("app@dev is disabled", f"{DEV}:2:52"),
        ("base@dev is abstract", f"{DEV}:2:85"),
    ]
    assert all(each.related and (each.help or "").endswith(f"--forget {each.message.split()[0]}") for each in found)


@pytest.mark.parametrize(
    ("row", "successor"),
    [
        pytest.param("s3://b/old/dev/k", None, id="another module"),
        pytest.param(APP, "app@dev", id="the same address"),
        pytest.param(f"moving: {APP} → s3://b/new/dev/k", "app@dev", id="on its way from there"),
        pytest.param("s3://b/app/old/k", "app@dev", id="another workspace of the same module"),
    ],
)
def test_what_moved_is_told_from_what_was_removed(row: str, successor: str | None) -> None:
    [found] = orphans(rows({"old@prod": row}), census(TWO))
    assert (str(found.id), found.idle, found.successor and str(found.successor)) == ("old@prod", None, successor)
    said: list[Diagnostic] = []
    check_orphans([found], lambda _: Label(Span("stackc.lock", 2, 3), "its row"), said.append, lambda _: "1 resource")
    assert said[0].notes[-1] == "in it:     1 resource"
    assert ((said[0].help or "").startswith("move its state: stackc state move app@dev --from old@prod")) is bool(
        successor
    )


def test_nothing_is_an_orphan_while_something_is_broken() -> None:
    taken = census(TWO)._replace(broken=(Diagnostic(Code.YAML_SYNTAX, "broken"),))
    assert orphans(rows({"old@dev": "s3:z"}), taken) == ()


# --- renamed


def fresh(given: Mapping[str, str], components: str = TWO, above: str = S3) -> list[tuple[str, str]]:
    """Who would begin anew, and what each may have been."""
    found: list[Diagnostic] = []
    taken = census(components, above)
    check_fresh(taken.running, rows(given), taken, found.append)
    assert {each.code for each in found} <= {Code.ORPHAN_REPLACED}
    return [(each.message.split(" ")[0], each.message.split("`")[1]) for each in found]


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"app@old": "s3://elsewhere/k"}, id="the same name in a stack that is gone"),
        pytest.param({"old@dev": "s3://b/app/old/k"}, id="another workspace"),
        pytest.param({"app@old": "s3://b/app/old/k", "web@dev": WEB}, id="while another has run"),
        pytest.param({"app@old": "moving: s3://b/app/old/k → s3://b/x"}, id="one that was being moved"),
        pytest.param({"app@old": "s3://b/app/old/k", "a@dev": "s3://b/a/dev/k"}, id="behind another that has run"),
    ],
)
def test_a_new_instance_beside_one_that_is_gone_was_renamed(given: Mapping[str, str]) -> None:
    assert fresh(given, "a: {}, app: {}, web: {}" if "a@dev" in given else TWO) == [("app@dev", next(iter(given)))]


def test_the_default_workspace_is_one_of_the_family() -> None:
    assert fresh({"old@dev": "s3://b/k"}) == [("app@dev", "old@dev"), ("web@dev", "old@dev")]


def test_each_new_instance_is_told_of_one_that_is_gone() -> None:
    given = {"app@old": "s3://1", "app@older": "s3://2", "web@old": "s3://3"}
    assert fresh(given) == [("app@dev", "app@old"), ("web@dev", "web@old")]


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({}, id="no rows"),
        pytest.param({"app@old": "local:app"}, id="another backend type"),
        pytest.param({"app@old": "s3x://b/app/old/k"}, id="a longer backend type"),
        pytest.param({"old@dev": "s3://b/api/old/k"}, id="another prefix"),
        pytest.param({"old@dev": "s3://b/app/a/b/k"}, id="more than a workspace between"),
        pytest.param({"old@dev": "s3://b/app/old/k2"}, id="a longer key"),
        pytest.param({"app@old": "s3://old", "app@dev": "s3://dev"}, id="it has run"),
        pytest.param({"app@old": APP}, id="it would go on there"),
    ],
)
def test_what_has_run_or_is_another_was_not_renamed(given: Mapping[str, str]) -> None:
    assert fresh(given) == []


def test_dots_in_an_address_are_dots() -> None:
    dotted = S3.replace("bucket: b", "bucket: b.c")
    assert fresh({"old@dev": "s3://b.c/app/old/k"}, above=dotted) == [("app@dev", "old@dev")]
    assert fresh({"old@dev": "s3://bxc/app/old/k"}, above=dotted) == []


def test_nothing_was_renamed_while_anything_is_broken() -> None:
    assert fresh({"app@old": "s3://old"}, "app: {}, bad: {metadata: {inherits: [gone]}}") == []


def test_what_has_no_address_was_not_renamed() -> None:
    assert fresh({"app@old": "s3://old"}, above=S3.replace("bucket: b, ", "")) == []
