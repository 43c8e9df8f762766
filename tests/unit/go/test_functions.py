"""What functions take; templates see the messages."""

import pytest

from stackc.go.duration import Duration
from stackc.go.faults import FunctionError
from stackc.go.functions import CONVERTS, Function, WrongType, foreign_function
from stackc.go.time import Time
from stackc.go.values import NULL, Int64, Missing, NilList, NilStrings, StringMap, Strings, Uint64

GONE = Missing(("vars",))
LARGE = 1 << 64


@pytest.mark.parametrize(
    ("signature", "count", "message"),
    [
        ("", 1, "takes no argument, not 1"),
        ("int", 0, "takes 1 argument, not 0"),
        ("int", 2, "takes 1 argument, not 2"),
        ("int string", 1, "takes 2 arguments, not 1"),
        ("int ...string", 0, "takes at least 1 argument, not 0"),
        ("int int ...any", 1, "takes at least 2 arguments, not 1"),
    ],
)
def test_a_wrong_number_of_arguments_is_refused(signature: str, count: int, message: str) -> None:
    with pytest.raises(FunctionError) as found:
        Function("f", signature, lambda: None).check_count(count)
    assert str(found.value) == message


@pytest.mark.parametrize(
    ("signature", "counts"),
    [("", [0]), ("int", [1]), ("int string", [2]), ("...any", [0, 1, 9]), ("int ...any", [1, 2, 9])],
)
def test_the_right_number_of_arguments_is_taken(signature: str, counts: list[int]) -> None:
    function = Function("f", signature, lambda: None)
    for count in counts:
        function.check_count(count)
    assert function.fixed == counts[0]


@pytest.mark.parametrize("word", ["effect", "terms", "mutates"])
def test_words_in_front_are_no_parameters(word: str) -> None:
    function = Function("f", f"{word} int", lambda: None)
    flags = {"effect": function.is_effect, "terms": function.takes_terms, "mutates": function.mutates}
    assert (function.fixed, flags) == (1, {each: each == word for each in flags})


def test_a_foreign_function_takes_anything() -> None:
    function = foreign_function("f", lambda *values: values)
    function.check_count(7)
    assert (function.is_foreign, function.fixed, function.repeats) == (True, 0, CONVERTS["any"])
    assert not Function("f", "...any", lambda: None).is_foreign


@pytest.mark.parametrize(
    ("wanted", "given", "written", "taken"),
    [
        pytest.param("any", GONE, False, None, id="nothing is nil to any"),
        pytest.param("any", 5, False, 5, id="any"),
        pytest.param("bool", True, False, True, id="bool"),
        pytest.param("string", "a", False, "a", id="string"),
        pytest.param("int", 5, False, 5, id="int"),
        pytest.param("int", 5.0, True, 5, id="a whole number that is written"),
        pytest.param("int64", 5, True, Int64(5), id="int64 written"),
        pytest.param("int64", Int64(5), False, Int64(5), id="int64"),
        pytest.param("uint64", 5, True, Uint64(5), id="uint64 written"),
        pytest.param("int", LARGE - 1, False, LARGE - 1, id="64 bits"),
        pytest.param("float64", 1.5, False, 1.5, id="float"),
        pytest.param("float64", 5, True, 5.0, id="an int that is written"),
        pytest.param("map", {"a": 1}, False, {"a": 1}, id="map"),
        pytest.param("map", GONE, False, {}, id="nothing is an empty map"),
        pytest.param("list", [1], False, [1], id="list"),
        pytest.param("list", (1,), False, (1,), id="tuple"),
        pytest.param("list", NilList(), False, NilList(), id="nil list"),
        pytest.param("list", NULL, False, [], id="nothing is an empty list"),
        pytest.param("time", Time(5), False, Time(5), id="time"),
        pytest.param("duration", Duration(5), False, 5, id="duration"),
    ],
)
def test_an_argument_that_fits_is_taken(wanted: str, given: object, written: bool, taken: object) -> None:
    found = CONVERTS[wanted](given, written)
    assert (found, type(found)) == (taken, type(given) if wanted == "duration" else type(taken))


@pytest.mark.parametrize(
    ("wanted", "given", "written", "message"),
    [
        ("bool", 1, True, "expected bool, found int"),
        ("string", None, False, "expected string, found nil"),
        ("string", GONE, False, "expected string, found no value"),
        ("int", 5.0, False, "expected int, found float64"),
        ("int", 5.5, True, "expected int, found float64"),
        ("int", True, True, "expected int, found bool"),
        ("int", "5", True, "expected int, found string"),
        ("int", Int64(5), False, "expected int, found int64"),
        ("int", LARGE, False, "expected int, found a number of more than 64 bits"),
        ("int", -LARGE, False, "expected int, found a number of more than 64 bits"),
        ("int64", 5, False, "expected int64, found int"),
        ("float64", 5, False, "expected float64, found int"),
        ("float64", True, True, "expected float64, found bool"),
        ("float64", Int64(5), True, "expected float64, found int64"),
        ("map", StringMap(a="b"), False, "expected map[string]interface {}, found map[string]string"),
        ("map", [], False, "expected map[string]interface {}, found []interface {}"),
        ("map", None, False, "expected map[string]interface {}, found nil"),
        ("list", Strings(["a"]), False, "expected []interface {}, found []string"),
        ("list", NilStrings(), False, "expected []interface {}, found []string"),
        ("list", "ab", False, "expected []interface {}, found string"),
        ("time", Duration(5), False, "expected time.Time, found time.Duration"),
        ("duration", 5, True, "expected time.Duration, found int"),
        ("version", "1.0.0", False, "expected *semver.Version, found string"),
    ],
)
def test_an_argument_that_does_not_fit_is_refused(wanted: str, given: object, written: bool, message: str) -> None:
    with pytest.raises(WrongType) as found:
        CONVERTS[wanted](given, written)
    assert str(found.value) == message
