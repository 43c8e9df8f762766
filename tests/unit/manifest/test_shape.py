"""What a manifest may hold, and what is said about what does not fit."""

from __future__ import annotations

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from stackc.base.ids import COMPONENT_TYPES
from stackc.manifest.places import Locator, Places
from stackc.manifest.sections import SECTIONS
from stackc.manifest.shape import MANIFEST, check_shape
from stackc.syntax.yaml import SOUND_SCALARS
from tests.kit.build import document, places
from tests.kit.world import MemoryWorld


def checked(text: str, *, opening: str = "{{", said: frozenset[tuple[str, int, int]] = frozenset()) -> list[Diagnostic]:
    """Everything reported about one manifest."""
    world = MemoryWorld({"f.yaml": text})
    reported: list[Diagnostic] = []
    here = Places("f.yaml", Locator(world, SOUND_SCALARS), reported.append)
    check_shape(document(text).table, "f", here, opening, said)
    return reported


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("{}", id="nothing"),
        pytest.param("name: dev\nvars: {name: 5, list: [1]}", id="variables are free"),
        pytest.param('name: "{{ .vars.stage }}"\nsettings: "{{ .settings }}"', id="templates"),
        pytest.param("components: {terraform: {a: !include a.yaml, b: {vars: !env VARS}}}", id="calls"),
        pytest.param("import: [a, {path: b, context: {}, skip_if_missing: true}]", id="imports"),
        pytest.param("import:\nlocals:\nname:", id="null where nothing stands"),
        pytest.param("components: {terraform: {a: {metadata: {inherits: !append [b]}}}}", id="an appended list"),
        pytest.param("components: {helm: {a: {chart: x, metadata: {odd: 1}}}}", id="keys that are kept"),
        pytest.param("components: {helm: {a: {depend_on: 1, metadata: {typ: 1}}}}", id="near ones that are kept"),
        pytest.param("components: {terraform: {a: {metadata: {type: real}}}}", id="the other type"),
        pytest.param('components: {terraform: {a: {metadata: {type: "{{ .t }}"}}}}', id="a type that is known later"),
        pytest.param("x-mine: 1\n.anchors: 1\n'{{ .key }}': 1", id="keys of the user's own"),
        pytest.param("dependencies: {components: [a, {name: b}], tools: {x: 1}}", id="dependencies"),
        pytest.param(
            "components: {terraform: {a: {source: u, backend: {s3: {}}, providers: {aws: [{}]}}}}", id="others"
        ),
    ],
)
def test_what_fits_is_not_mentioned(text: str) -> None:
    assert checked(text) == []


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        pytest.param("name: 12345", "`name` must be a string, not a number", "1:7", id="number for a string"),
        pytest.param(
            "settings: {templates: on}", "`settings.templates` must be a map, not a string", "1:23", id="text"
        ),
        pytest.param(
            "import: [~]", "`import[0]` must be a path or a map with `path`, not null", "1:10", id="null entry"
        ),
        pytest.param(
            "import: [7]", "`import[0]` must be a path or a map with `path`, not a number", "1:10", id="entry"
        ),
        pytest.param(
            "components: {terraform: {a: {metadata: {inherits: ~}}}}",
            "`components.terraform.a.metadata.inherits` must be a list of strings, not null",
            "1:51",
            id="null bases",
        ),
        pytest.param(
            "components: {terraform: {a: ~}}",
            "`components.terraform.a` must be a map, not null",
            "1:29",
            id="null body",
        ),
        pytest.param(
            "terraform: {backend: {s3: text}}",
            "`terraform.backend.s3` must be a map, not a string",
            "1:27",
            id="backend",
        ),
        pytest.param("import: {a: b}", "`import` must be a list, not a map", "1:9", id="map for a list"),
        pytest.param("import: [{pth: a}]", "`import[0]` has no `path`", "1:10", id="missing key"),
        pytest.param("terraform:\n  vars: ~", "`terraform.vars` must be a map, not null", "2:9", id="null section"),
        pytest.param(
            "components: {terraform: {a: {metadata: {inherits: [b, 5]}}}}",
            "`components.terraform.a.metadata.inherits[1]` must be a string, not a number",
            "1:55",
            id="item of a list",
        ),
        pytest.param(
            "settings: {list_merge_strategy: apend}",
            "`settings.list_merge_strategy` must be one of `replace`, `append`, `merge`, not `apend`",
            "1:33",
            id="none of the choices",
        ),
    ],
)
def test_a_misfit_names_its_path_and_both_kinds(text: str, message: str, place: str) -> None:
    [found] = checked(text)
    assert (found.message, *places([found])) == (message, (Code.SCHEMA, place))


@pytest.mark.parametrize(
    ("text", "code", "message", "help_"),
    [
        pytest.param("vras: {}", "SC0219", "`vras` in a manifest", "did you mean `vars`?", id="root"),
        pytest.param(
            "components: {terraform: {a: {zone: 1}}}",
            "SC0414",
            "`zone` in the component `a`",
            None,
            id="component",
        ),
        pytest.param(
            "components: {terraform: {a: {metadata: {inherit: [b]}}}}",
            "SC0219",
            "`inherit` in `metadata` of `a`",
            "did you mean `inherits`?",
            id="metadata",
        ),
        pytest.param(
            "components: {terraform: {a: {metadata: {type: base}}}}",
            "SC0417",
            "unknown type `base` in `components.terraform.a.metadata`",
            None,
            id="word",
        ),
        pytest.param(
            "components: {mine: {a: {vars: 5}}}", "SC0221", "components are not compiled", None, id="another type"
        ),
        pytest.param(
            "terraform: {vras: {}}", "SC0219", "`vras` in what", "did you mean `vars`?", id="section of a type"
        ),
    ],
)
def test_an_unknown_key_comes_with_the_nearest_known_one(text: str, code: str, message: str, help_: str | None) -> None:
    [found] = checked(text)
    assert (found.code.value, found.help) == (code, help_)
    assert message in found.message


@pytest.mark.parametrize(
    ("text", "at", "help_"),
    [
        pytest.param("componets: {}", "1:1", "did you mean `components`?", id="components"),
        pytest.param("imports: [a]", "1:1", "did you mean `import`?", id="import"),
        pytest.param("dependancies: {}", "1:1", "did you mean `dependencies`?", id="dependencies of all"),
        pytest.param("depends_on: {}", "1:1", "did you mean `settings.depends_on`?", id="the older form, not there"),
        pytest.param("components: {terrafrm: {a: {}}}", "1:14", "did you mean `terraform`?", id="a type"),
        pytest.param("components: {Helmfile: {a: {}}}", "1:14", "did you mean `helmfile`?", id="the case of a type"),
        pytest.param("terraform: {dependencie: {}}", "1:13", "did you mean `dependencies`?", id="of one type"),
        pytest.param("settings: {depend_on: {}}", "1:12", "did you mean `depends_on`?", id="settings"),
        pytest.param("dependencies: {component: [a]}", "1:16", "did you mean `components`?", id="inside of them"),
        pytest.param(
            "components: {terraform: {a: {metadata: {tpye: abstract}}}}", "1:41", "did you mean `type`?", id="metadata"
        ),
        pytest.param(
            "components: {terraform: {a: {metadata: {type: Abstract}}}}", "1:47", "did you mean `abstract`?", id="word"
        ),
        pytest.param(
            "components: {terraform: {a: {dependecies: {}}}}", "1:30", "did you mean `dependencies`?", id="a component"
        ),
        pytest.param(
            "components: {helmfile: {a: {settings: {depends-on: {}}}}}",
            "1:40",
            "did you mean `depends_on`?",
            id="its own",
        ),
        pytest.param(
            "components: {terraform: {'a{b}': {dependencies: {component: []}}}}",
            "1:50",
            "did you mean `components`?",
            id="below a name with braces",
        ),
        pytest.param(
            "overrides: {settings: {dependson: {}}}", "1:24", "did you mean `depends_on`?", id="settings of overrides"
        ),
    ],
)
def test_a_key_one_edit_from_one_with_instances_or_edges_is_more_than_a_warning(text: str, at: str, help_: str) -> None:
    [found] = checked(text)
    assert (*places([found]), found.help) == ((Code.MISSPELT_KEY, at), help_)
    assert "has no effect" in found.message or "not compiled" in found.message


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("settings: {depends: {}, dep_on: 1, components: 1}", id="settings are free"),
        pytest.param("dependencies: {tools: {}, others: {}}", id="other dependencies"),
        pytest.param("vars: {depend_on: 1, componets: 1}", id="variables"),
        pytest.param("x-componets: {}", id="an own key"),
    ],
)
def test_a_key_of_others_may_look_like_anything(text: str) -> None:
    assert checked(text) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("plan: &p {a: 1}\nvars: {x: *p}", id="a value"),
        pytest.param("plan: &p {a: 1}\nvars: {<<: *p}", id="a merge key"),
        pytest.param("plan: &p {a: 1}\nvars: {<<: *p, a: 2}", id="a merge key that gives nothing"),
        pytest.param("plan: &p 7\nvars: {x: [*p]}", id="a scalar"),
        pytest.param("plan: &p |\n  text\nvars: {x: *p}", id="a block"),
        pytest.param("defaults:\n  one: &p {a: 1}\n  two: {b: 1}\nvars: {x: *p}", id="something inside"),
        pytest.param("&p plan: 1\nvars: {x: *p}", id="the key"),
        pytest.param("imports: &p [a]\nimport: *p", id="a key that looks like another"),
        pytest.param("components: {terraform: {a: {tags: &p {a: 1}, vars: {tags: *p}}}}", id="of a component"),
        pytest.param(
            "components: {terraform: {a: {metadata: {about: &p {}}}, b: {metadata: {custom: *p}}}}", id="of metadata"
        ),
        pytest.param("components: {bases: {a: &p {vars: {}}}, terraform: {b: *p}}", id="of the components"),
        pytest.param("terraform: {tags: &p {}, vars: {tags: *p}}", id="of a type"),
    ],
)
def test_a_key_that_holds_an_anchor_in_use_has_its_effect(text: str) -> None:
    assert checked(text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("plan: &p {a: 1}\nvars: {x: 1}", Code.BODY_LOST, id="nobody uses it"),
        pytest.param("plan: {a: &p 1, b: *p}\nvars: {x: 1}", Code.BODY_LOST, id="only the key itself does"),
        pytest.param("vars: &p {x: 1}\nplan: *p", Code.BODY_LOST, id="an alias is no anchor"),
        pytest.param("plan: &p {a: 1}\nvars: &p {x: 1}\nsettings: *p", Code.BODY_LOST, id="another anchor of the name"),
        pytest.param("plan: 1\nvars: &p {x: 1}\nsettings: *p", Code.ROOT_KEY, id="an anchor beside it"),
    ],
)
def test_a_key_whose_anchor_nobody_needs_is_reported(text: str, code: Code) -> None:
    assert [(each.code, each.message) for each in checked(text)] == [
        (code, "unknown key `plan` in a manifest; it has no effect")
    ]


@pytest.mark.parametrize(
    ("text", "code", "help_"),
    [
        pytest.param("variables: {a: 1}", "SC0219", "did you mean `vars`?", id="a section by another name"),
        pytest.param("variables: {}", "SC0208", "did you mean `vars`?", id="nothing is lost"),
        pytest.param(
            "backend: {s3: {}}", "SC0219", "it belongs below `terraform`: `terraform.backend`", id="of a type"
        ),
        pytest.param(
            "vpc: {vars: {a: 1}}", "SC0219", "a component stands below its type: `components.terraform.vpc`", id="root"
        ),
        pytest.param(
            "components: {vpc: {vars: {a: 1}}}",
            "SC0219",
            "a component stands below its type: `components.terraform.vpc`",
            id="without a type",
        ),
        pytest.param(
            "terraform: {vpc: {vars: {a: 1}}}",
            "SC0219",
            "a component stands below its type: `components.terraform.vpc`",
            id="in the section of a type",
        ),
        pytest.param(
            "components: {terraform: {a: {inherits: [b]}}}",
            "SC0219",
            "it belongs below `metadata`: `metadata.inherits`",
            id="of metadata",
        ),
        pytest.param(
            "components: {terraform: {a: {spacelift: {b: 1}}}}",
            "SC0219",
            "it belongs below `settings`: `settings.spacelift`",
            id="of settings",
        ),
        pytest.param(
            "components: {terraform: {a: {metadata: {vars: {b: 1}}}}}",
            "SC0219",
            "`vars` belongs beside `metadata`: indent it less",
            id="too deep",
        ),
        pytest.param("components: {terraform: {a: {odds: {b: 1}}}}", "SC0221", None, id="a body"),
        pytest.param("components: {terraform: {a: {odds: [1]}}}", "SC0221", None, id="a list"),
        pytest.param(
            "components: {terraform: {a: {vars: {}, var: {b: 1}}}}", "SC0221", None, id="what is near is there"
        ),
        pytest.param("components: {terraform: {a: {comand: {b: 1}}}}", "SC0221", None, id="what is near is text"),
        pytest.param(
            "settings: {spacelift: {stack_nam: a}}", "SC0219", "did you mean `stack_name`?", id="what we read"
        ),
        pytest.param("settings: {template: {a: 1}}", "SC0219", "did you mean `templates`?", id="in settings"),
    ],
)
def test_what_is_lost_below_a_key_decides_and_only_what_fits_is_advised(
    text: str, code: str, help_: str | None
) -> None:
    [found] = checked(text)
    assert (found.code.value, found.help) == (code, help_)


@pytest.mark.parametrize(
    "text", ["settings: {spacelift: {labels: [a], stack_names: 1, workspace_enabled: true}, atlantis: {workflow: a}}"]
)
def test_keys_of_other_programs_are_free_unless_one_edit_away(text: str) -> None:
    assert [each.help for each in checked(text)] == ["did you mean `stack_name`?"]


def test_a_variable_beside_vars_is_told_as_one() -> None:
    world = MemoryWorld({"f.yaml": (text := "components: {terraform: {a: {vars: {}, cidr: 1}}}")})
    found: list[Diagnostic] = []
    here = Places("f.yaml", Locator(world, SOUND_SCALARS), found.append)
    check_shape(
        document(text).table,
        "f",
        here,
        variables=lambda kind, name: {"cidr"} if (kind, name) == ("terraform", "a") else (),
    )
    assert [(each.code, each.help) for each in found] == [
        (Code.MISSPELT_KEY, "it is a variable of `a`: it belongs below `vars`")
    ]


@pytest.mark.parametrize(
    ("text", "at", "help_"),
    [
        pytest.param(
            "components: {terraform: {a: {metadata: {}}, vars: {b: 1}}}",
            "1:45",
            "indent it and what it holds below `a`",
            id="a section among components",
        ),
        pytest.param("vars: {a: 1, components: {terraform: {}}}", "1:14", "indent it like `vars`", id="components"),
        pytest.param(
            "components: {terraform: {a: {vars: {b: 1, metadata: {type: abstract}}}}}",
            "1:43",
            "indent it like `vars`",
            id="metadata",
        ),
        pytest.param("env: {settings: {depends_on: {1: {}}}}", "1:7", "indent it like `env`", id="settings"),
    ],
)
def test_a_section_at_another_indentation_is_told(text: str, at: str, help_: str) -> None:
    [found] = checked(text)
    assert (*places([found]), found.help) == ((Code.MISSPELT_KEY, at), help_)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("components: {terraform: {settings: {vars: {a: 1}}}}", id="a component of that name"),
        pytest.param("components: {terraform: {vars: {}}}", id="an empty one"),
        pytest.param(
            "vars: {metadata: {owner: a}, settings: {depth: 1}, components: [a]}", id="variables of that name"
        ),
    ],
)
def test_names_of_sections_may_be_names_of_other_things(text: str) -> None:
    assert checked(text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("components: 5", Code.SECTION_KIND, id="containers are linking's"),
        pytest.param("metadata: {enabled: 'no'}", Code.FLAG_KIND, id="flags have a code of their own"),
        pytest.param("metadata: {enabled: ~}", Code.FLAG_KIND, id="a flag is not null"),
    ],
)
def test_some_kinds_have_other_codes(text: str, code: Code) -> None:
    assert [found.code for found in checked(text)] == [code]


def test_the_projects_delimiters_open_templates_too() -> None:
    assert checked("vars: <% .x %>", opening="<%") == []
    assert len(checked("vars: <% .x %>")) == 1


def test_keys_with_templates_of_either_kind_are_known_later() -> None:
    assert checked("'{{ .x }}': 1\n'<% .x %>': 1", opening="<%") == []
    assert len(checked("'<% .x %>': 1")) == 1


@pytest.mark.parametrize(
    ("text", "at"),
    [
        pytest.param("vars: x", (1, 1), id="the key"),
        pytest.param("vars: x", (1, 7), id="the value"),
        pytest.param("components: {terraform: {a: {metadata: {inherits: [5]}}}}", (1, 51), id="the list around it"),
        pytest.param("import: [{ttl: a, pth: b}]", (1, 19), id="a key of the map that lacks one"),
    ],
)
def test_what_was_said_at_the_same_place_is_not_said_again(text: str, at: tuple[int, int]) -> None:
    assert checked(text, said=frozenset({("f.yaml", *at)})) == []
    assert len(checked(text)) == 1


def test_every_section_has_a_shape_wherever_it_may_stand() -> None:
    components = MANIFEST.keys["components"]
    for kind in COMPONENT_TYPES:
        component = components.keys[kind].others
        assert component is not None
        assert SECTIONS.keys() <= component.keys.keys()
        assert {name for name, section in SECTIONS.items() if section.typed} <= MANIFEST.keys[kind].keys.keys()
        assert component.keys["overrides"].keys.keys() == {
            name for name, section in SECTIONS.items() if section.overrides
        }
    assert {name for name, section in SECTIONS.items() if section.root} <= MANIFEST.keys.keys()
