"""One compiled stack for people: its order, what is said of a component, values on one line, and tables."""

from __future__ import annotations

import pytest

from stackc.base.ids import StackName
from stackc.base.value import Append, Call, Secret, Unknown, Value
from stackc.graph.graph import build_graph
from stackc.render.diagnostics import Paint
from stackc.render.stack import render_csv, render_stack, render_table, show
from tests.kit.compiled import compiled, instance_of

# --- values

PLAIN = Paint(False)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("text", "text", id="text"),
        pytest.param("two words", "two words", id="words"),
        pytest.param("", '""', id="nothing"),
        pytest.param(" x", '" x"', id="a blank before"),
        pytest.param("x ", '"x "', id="a blank behind"),
        pytest.param("a\nb", '"a\\nb"', id="lines"),
        pytest.param("7x", '"7x"', id="begins with a digit"),
        pytest.param("true", '"true"', id="a flag"),
        pytest.param("FALSE", '"FALSE"', id="the other flag"),
        pytest.param("Null", '"Null"', id="a word for null"),
        pytest.param("~", '"~"', id="a sign for null"),
        pytest.param("a: b", '"a: b"', id="looks like a map"),
        pytest.param("a:b", "a:b", id="does not look like one"),
        pytest.param("a #b", '"a #b"', id="looks like a comment"),
        pytest.param("a#b", "a#b", id="does not look like one either"),
        pytest.param("ü", "ü", id="letters of others"),
        pytest.param('"ü', '"\\"ü"', id="a quote"),
        *(pytest.param(f"{sign}x", f'"{sign}x"', id=f"begins with {sign}") for sign in "[{'!&*#|>%@`-?:,"),
        pytest.param("x[", "x[", id="a sign further on"),
        pytest.param(None, "null", id="null"),
        pytest.param(True, "true", id="true"),
        pytest.param(False, "false", id="false"),
        pytest.param(7, "7", id="number"),
        pytest.param(1.5, "1.5", id="fraction"),
        pytest.param([], "[]", id="empty list"),
        pytest.param([1, "a", [None]], "[1, a, [null]]", id="list"),
        pytest.param({}, "{}", id="empty map"),
        pytest.param({"b": 1, "a": "x: y"}, '{a: "x: y", b: 1}', id="map"),
        pytest.param(Append([1]), "[1]", id="a list that appends"),
        pytest.param(Unknown("!exec x"), "<unknown: !exec x>", id="unknown"),
        pytest.param(Call("!env X"), "!env X", id="call"),
        pytest.param(Secret("x"), "<secret>", id="secret"),
    ],
)
def test_a_value_on_one_line(value: Value, expected: str) -> None:
    assert show(value) == expected


# --- tables


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    assert render_table(("a", "long"), [("wide", "x"), ("", "y")], PLAIN) == "a     long\nwide  x\n      y\n"


def test_wide_characters_take_the_room_they_take_on_a_terminal() -> None:
    assert render_table(("name", "n"), [("日本", "1"), ("[b]", "2")], PLAIN) == "name  n\n日本  1\n[b]   2\n"


def test_long_rows_are_neither_wrapped_nor_cut() -> None:
    assert render_table(("a", "b"), [("x" * 300, "y" * 300)], PLAIN).splitlines()[1] == f"{'x' * 300}  {'y' * 300}"


def test_the_header_stands_out_where_there_are_colours() -> None:
    assert render_table(("a",), [("x",)], Paint(True)) == "\x1b[1ma\x1b[0m\nx\n"


def test_a_table_without_rows_is_its_header() -> None:
    assert render_table(("one", "two"), [], PLAIN) == "one  two\n"


def test_separated_values_quote_what_separates() -> None:
    assert render_csv(("a", "b"), [("x,y", 'say "no"'), ("", "1")]) == 'a,b\n"x,y","say ""no"""\n,1\n'
    assert render_csv(("a",), []) == "a\n"


# --- a stack

STACK = """\
vars: {stage: dev, region: eu}
components:
  helmfile:
    web: {}
  terraform:
    app:
      vars:
        map: {k: [1, {a: 2, b: []}, {}, [3]], empty: {}}
        list: [1, 2]
        region: us
      settings: {depends_on: {1: {component: net}}}
      env: {A: b}
    base: {metadata: {type: abstract}}
    net:
      backend_type: s3
      backend: {s3: {bucket: b, key: k}}
      metadata: {locked: true, component: shared/net}
    off: {metadata: {enabled: false}, backend_type: s3, backend: {s3: {key: k}}}
"""


def rendered(*, paint: bool = False, text: str = STACK) -> str:
    compilation = compiled({"stacks/deploy/dev.yaml": text})
    instances = [instance_of(compilation, each.component, "dev") for each in compilation.instance_ids()]
    return render_stack(StackName("dev"), instances, build_graph(compilation).value, Paint(paint))


def test_a_stack_is_shown_in_its_order_abstract_components_last() -> None:
    heads = [line for line in rendered().splitlines() if line[:2] == "  " and line[2] != " "]
    assert heads == [
        "  files       stacks/deploy/dev.yaml",
        "  stage       dev",
        "  net (locked)",
        "  app",
        "  helmfile web",
        "  off (disabled)",
        "  base (abstract)",
    ]


def test_what_is_said_of_a_terraform_component() -> None:
    text = rendered()
    net = text[text.index("  net (locked)") : text.index("  app\n")]
    assert net == (
        "  net (locked)\n"
        "    file       stacks/deploy/dev.yaml\n"
        "    folder     components/terraform/shared/net\n"
        "    backend    s3\n"
        "    workspace  dev-net\n"
        "    state      s3://b/shared-net/dev-net/k\n"
        "    vars\n"
        "      region: eu\n"
        "      stage: dev\n"
        "\n"
    )


def test_maps_and_lists_are_indented_below_their_keys() -> None:
    text = rendered()
    app = text[text.index("  app\n") : text.index("  helmfile web")]
    assert app == (
        "  app\n"
        "    file       stacks/deploy/dev.yaml\n"
        "    folder     components/terraform/app\n"
        "    backend    local\n"
        "    workspace  dev\n"
        "    state      local:components/terraform/app/terraform.tfstate.d/dev/terraform.tfstate\n"
        "    after      net@dev\n"
        "    vars\n"
        "      list: [1, 2]\n"
        "      map:\n"
        "        empty: {}\n"
        "        k:\n"
        "          - 1\n"
        "          - a: 2\n"
        "            b: []\n"
        "          - {}\n"
        "          - [3]\n"
        "      region: us\n"
        "      stage: dev\n"
        "    settings\n"
        "      depends_on:\n"
        "        1:\n"
        "          component: net\n"
        "    env\n"
        "      A: b\n"
        "\n"
    )


def test_components_of_other_types_have_no_state() -> None:
    text = rendered()
    web = text[text.index("  helmfile web") : text.index("  off (disabled)")]
    assert (
        web == "  helmfile web\n    file       stacks/deploy/dev.yaml\n    vars\n      region: eu\n      stage: dev\n\n"
    )


def test_an_address_that_cannot_be_told_is_unknown() -> None:
    text = rendered()
    assert "    state      <unknown>\n" in text[text.index("  off (disabled)") :]


def test_an_instance_that_reads_outputs_says_so() -> None:
    text = (
        "vars: {stage: dev}\ncomponents:\n  terraform:\n    net: {}\n    app: {vars: {id: !terraform.state net id}}\n"
    )
    assert "    after      net@dev (reads outputs)\n" in rendered(text=text)
    assert "      id: <unknown: !terraform.state net id>\n" in rendered(text=text)


def test_what_components_do_not_have_in_common_is_not_shown_for_all() -> None:
    head = rendered().split("\n\n")[0]
    assert head == "stack dev\n  files       stacks/deploy/dev.yaml\n  stage       dev"
    shared = rendered(text="vars: {stage: dev, tenant: t, other: o}\ncomponents: {terraform: {app: {}}}\n")
    assert shared.split("\n\n")[0].splitlines()[2:] == ["  tenant      t", "  stage       dev"]


def test_names_are_painted() -> None:
    text = rendered(paint=True)
    assert text.startswith("\x1b[1mstack dev\x1b[0m\n")
    assert "  \x1b[1;34mnet\x1b[0m (locked)\n" in text
    assert "  \x1b[1;34mhelmfile web\x1b[0m\n" in text
