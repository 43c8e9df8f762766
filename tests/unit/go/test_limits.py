"""No template hangs or fills the memory: each ends in a fault, soon."""

import pytest

from stackc.go.limits import MAX_WORK
from tests.unit.template.render import fault, render

NOT_ENDING = f"the template does not end within {MAX_WORK} steps"
NESTED = "{{ $l := list 1 }}{{ range until 60 }}{{ $l = list $l $l }}{{ end }}"
CYCLE = '{{ $d := dict }}{{ $_ := set $d "self" $d }}'


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("{{ range until 250000 }}{{ range until 250000 }}x{{ end }}{{ end }}", id="loops"),
        pytest.param("{{ range 1000000000000 }}{{ end }}", id="a large number"),
        pytest.param("{{ range until 100000 }}{{ $x := repeat 1000 `x` }}{{ end }}", id="text made and dropped"),
    ],
)
def test_work_is_bounded(text: str) -> None:
    assert fault(text).message == NOT_ENDING


@pytest.mark.parametrize(
    "action",
    [
        "repeat 1000000000 `x`",
        "until 1000000000",
        "untilStep 0 9223372036854775807 1",
        "seq 1 1000000000",
        "math.Seq 1 1000000000",
        "indent 1000000000 `x`",
        "join (repeat 100000 `x`) (until 1000)",
        "replace `` (repeat 10000 `x`) (repeat 10000 `y`)",
        "regexReplaceAll `` (repeat 10000 `a`) (repeat 10000 `y`)",
        "chunk 0 (list 1)",
        "crypto.PBKDF2 `a` `b` 1000000000 10",
        "round 1.5 100000",
        "strings.Repeat 1000000000 `x`",
    ],
)
def test_what_a_function_makes_is_bounded(action: str) -> None:
    assert fault(f"{{{{ {action} }}}}").message


@pytest.mark.parametrize(
    "action", ["$l", "toJson $l", "toYAML $l", "deepEqual $l $l", "deepCopy $l", "coll.Flatten $l"]
)
def test_a_value_that_stands_for_endless_text_is_a_fault(action: str) -> None:
    assert fault(f"{NESTED}{{{{ {action} }}}}").message


@pytest.mark.parametrize(
    "action", ["$d", "mustToJson $d", "toYAML $d", "deepEqual $d $d", "merge $d $d", "printf `%v` $d"]
)
def test_a_value_inside_itself_is_a_fault(action: str) -> None:
    assert "nested more than" in fault(f"{CYCLE}{{{{ {action} }}}}").message


def test_doubling_text_ends_in_a_fault() -> None:
    text = "{{ $s := `x` }}{{ range until 100 }}{{ $s = print $s $s }}{{ end }}"
    assert fault(text).message == "`print`: the value is longer than 4000000 characters when printed"


@pytest.mark.parametrize(
    "action",
    [
        pytest.param('regexFind "(a+)+$" (print (repeat 50000 "a") "b")', id="nested repetition"),
        pytest.param('toDate (repeat 200 "1") (repeat 300 "1")', id="ambiguous layout"),
        pytest.param('path.Match "*a*a*a*a*a*a*b" (repeat 4000 "a")', id="stars"),
        pytest.param('semverCompare (repeat 200 ">1 ") "1.0.0"', id="constraints"),
    ],
)
def test_matching_takes_linear_time(action: str) -> None:
    assert render(f"{{{{ {action} }}}}|").endswith("|")


def test_a_bomb_of_yaml_aliases_does_not_go_off() -> None:
    levels = "".join(f"k{n}: &k{n} {{<<: [*k{n - 1}, *k{n - 1}], z{n}: 1}}\n" for n in range(1, 40))
    assert render("{{ len (data.YAML .text).k39 }}", {"text": "k0: &k0 {a: 1}\n" + levels}) == "40"
