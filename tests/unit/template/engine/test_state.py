"""Fields, methods and what becomes of errors while a template runs."""

import pytest

from stackc.base.value import Call, Secret
from stackc.go.duration import Duration
from stackc.go.faults import FunctionError, TemplateStop, UserFailure
from stackc.go.limits import MAX_OUTPUT
from stackc.template import Expansion, TemplateFault, expand_template, function_set
from tests.unit.template.render import BARE, expand, fault, marked, parse, render

DATA = {"m": {"k": {"x": 1}, "null": None, "text": "a"}, "l": [1], "d": Duration(1500), "s": Secret({"k": "hush"})}


@pytest.mark.parametrize(
    ("action", "message", "missing"),
    [
        (".m.none", "map has no entry for key `none`", (".", "m", "none")),
        (".m.none.deeper", "map has no entry for key `none`", (".", "m", "none")),
        ("$.m.k.none", "map has no entry for key `none`", ("m", "k", "none")),
        (".m.text.x", "cannot read field `x` of string: `.m.text.x`", None),
        ("$x := .m }}{{ $x.text.y", "cannot read field `y` of string: `$x.text.y`", None),
        (".l.x", "cannot read field `x` of []interface {}: `.l.x`", None),
        (".m.null.x", "cannot read `x` of null (`.m.null`)", None),
        (".d.None", "time.Duration has no method `None`", None),
        ("(index .m `k`).y", "map has no entry for key `y`", ("(...)", "y")),
        ("(index .m `null`).y", "no value to read key `y` from", ("(...)", "y")),
    ],
)
def test_a_field_that_is_not_there_is_a_fault(action: str, message: str, missing: tuple[str, ...] | None) -> None:
    found = fault(f"{{{{ {action} }}}}", DATA)
    assert found.message == message
    assert found.missing == (missing[1:] if missing and missing[0] == "." else missing)


@pytest.mark.parametrize(
    ("action", "shown"),
    [
        (".m.none", "<no value>"),
        (".m.none.deeper.still", "<no value>"),
        ("(index .m `null`).y", "<no value>"),
        ("(index .m `null`).y.z", "<no value>"),
        (".m.k.x", "1"),
    ],
)
def test_a_field_that_is_not_there_is_no_value_when_that_is_wanted(action: str, shown: str) -> None:
    assert render(f"{{{{ {action} }}}}", DATA, missing="no value") == shown


def test_missing_keys_that_were_printed_are_told_with_their_place() -> None:
    found = expand("a {{ .m.none.x }}{{ .n }}", DATA, missing="no value")
    assert isinstance(found, Expansion)
    assert found.missing == ((("m", "none"), 2, 17), (("n",), 17, 25))


@pytest.mark.parametrize(
    ("action", "message"),
    [
        (".d.Round", "`Round` takes 1 argument, not 0"),
        (".d.Round 5", "`Round`: expected time.Duration, found int"),
        (".d.Hours 1", "`Hours` takes no argument, not 1"),
        ("5 | .d.Hours", "`Hours` takes no argument, not 1"),
        (".m.k 1", "`k` is not a method but has arguments"),
        ("(index .m `k`).x 1", "`x` is not a method but has arguments"),
        ("$.m 1", "`m` is not a method but has arguments"),
        (". 1", "only a function or method takes arguments"),
        ("$ 1", "only a function or method takes arguments"),
        ("(1) 2", "only a function or method takes arguments"),
    ],
)
def test_only_methods_take_arguments(action: str, message: str) -> None:
    assert fault(f"{{{{ {action} }}}}", DATA).message == message


@pytest.mark.parametrize(
    ("action", "shown"),
    [
        (".d.Round .d", "1.5µs"),
        (".d | .d.Round", "1.5µs"),
        ("$.d.Truncate .d", "1.5µs"),
        ("(index $ `d`).Round .d", "1.5µs"),
        (".d | (index $ `d`).Round", "1.5µs"),
        ("$d := .d }}{{ $d.Round .d", "1.5µs"),
        (".d.Abs.String", "1.5µs"),
        ('(time.ParseDuration "1s").Round (time.ParseDuration "1s")', "1s"),
        ('(time.ParseDuration "1s").String', "1s"),
    ],
)
def test_methods_are_called_wherever_the_receiver_comes_from(action: str, shown: str) -> None:
    assert render(f"{{{{ {action} }}}}", DATA) == shown


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (FunctionError("no such thing"), "`f`: no such thing"),
        (FunctionError("takes 2 arguments, not 1"), "`f` takes 2 arguments, not 1"),
        (UserFailure("as it is"), "as it is"),
        (ValueError("oops"), "`f` failed: oops"),
        (KeyError("k"), "`f` failed: 'k'"),
        (ValueError(), "`f` failed: ValueError"),
    ],
)
def test_what_a_function_trips_over_is_the_templates_fault(error: Exception, message: str) -> None:
    def fail() -> object:
        raise error

    text = "a {{ f }}"
    found = fault(text, functions=function_set(False, False, {"f": fail}))
    assert (found.message, marked(found, text)) == (message, "f")


def test_a_stop_leaves_the_expansion() -> None:
    class Stop(TemplateStop):
        pass

    def stop() -> object:
        raise Stop

    with pytest.raises(Stop):
        expand("{{ f }}", functions=function_set(False, False, {"f": stop}))


def test_a_template_gives_so_much_text_and_no_more() -> None:
    line = "x" * 1_000_000
    text = "{{ range .l }}{{ . }}{{ end }}"
    assert len(render(text, {"l": [line] * (MAX_OUTPUT // 1_000_000)}, functions=BARE)) == MAX_OUTPUT
    found = fault(text + "y", {"l": [line] * (MAX_OUTPUT // 1_000_000)}, functions=BARE)
    assert (found.message, found.start) == (f"the template gives more than {MAX_OUTPUT} characters", len(text))


@pytest.mark.parametrize(
    "action", [".s.k", "$.s.k", "(index . `s`).k", "range .list }}{{ . }}{{ end", "with .s }}{{ .k }}{{ end"]
)
def test_what_is_sealed_is_opened_where_it_is_read_and_noted(action: str) -> None:
    found = expand_template(parse(f"{{{{ {action} }}}}"), {**DATA, "list": [Secret("hush")]}, BARE)
    assert isinstance(found, Expansion)
    assert (found.text, found.secret) == ("hush", True)


def test_a_fault_that_may_hold_a_secret_says_only_where() -> None:
    found = expand_template(parse("{{ .s.k }}{{ index .m .s.k 1 }}"), DATA, BARE)
    assert isinstance(found, TemplateFault)
    assert (found.message, found.missing) == ("why is not told, since that may hold the secret it reads", None)


def test_a_call_is_read_as_its_text_and_told() -> None:
    call = Call("!env X")
    found = expand_template(parse("{{ .c }}{{ print .c }}"), {"c": call}, BARE)
    assert isinstance(found, Expansion)
    assert (found.text, found.sources, found.copied) == ("!env X!env X", (call,), None)
