"""Which functions a template may call, and which wins when names clash."""

import subprocess
import sys
from importlib import import_module

import pytest

from stackc.template import FunctionError, function_set
from stackc.template.functions.catalog import BUILTIN, GOMPLATE, OWN, SPRIG
from tests.unit.template.render import ALL, BARE, fault, render
from tests.unit.template.render import GOMPLATE as ONLY_GOMPLATE

ENVIRONMENT = {"HOME": "/home/me", "USER": "me", "EMPTY": ""}


@pytest.mark.parametrize(
    ("module", "names"),
    [pytest.param(*entry, id=entry[0]) for family in (BUILTIN, OWN, SPRIG, GOMPLATE) for entry in family.items()],
)
def test_the_catalog_lists_what_the_modules_hold(module: str, names: str) -> None:
    assert sorted(names.split()) == sorted(import_module(f"stackc.template.functions.{module}").TABLE)


@pytest.mark.parametrize("family", [pytest.param(SPRIG, id="sprig"), pytest.param(GOMPLATE, id="gomplate")])
def test_no_family_lists_a_name_twice(family: dict[str, str]) -> None:
    names = [name for listed in family.values() for name in listed.split()]
    assert len(names) == len(set(names))


def test_every_function_can_be_looked_up() -> None:
    assert all(ALL.find(name) is not None for name in ALL.names() if name not in ("and", "or"))


def test_a_bare_template_has_no_helpers() -> None:
    assert fault("{{ upper `a` }}", functions=BARE).message == "function `upper` is not defined"


def test_sprig_wins_over_gomplate() -> None:
    assert render('{{ contains "a" "abc" }}', functions=ALL) == "true"
    assert render('{{ contains "abc" "a" }}', functions=ONLY_GOMPLATE) == "true"


def test_callers_win_over_sprig() -> None:
    functions = function_set(True, True, {"upper": lambda text: f"<{text}>"})
    assert render("{{ upper `a` }}", functions=functions) == "<a>"


def test_namespaces_stay_beside_sprig() -> None:
    assert render('{{ strings.ToUpper "a" }}{{ upper "b" }}') == "AB"


def component(name: str, stack: str) -> object:
    """Stands for a component of another stack."""
    return {"outputs": {"id": f"{name}@{stack}"}, "vars": {"cidr": "10.0.0.0/16"}}


ATMOS = function_set(True, True, {"atmos.Component": component})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('{{ (atmos.Component "net" .stack).outputs.id }}', "net@dev", id="field of a method"),
        pytest.param('{{ (atmos.Component "net" "x").vars.cidr | upper }}', "10.0.0.0/16", id="piped on"),
        pytest.param('{{ $c := atmos.Component "net" .stack }}{{ $c.outputs.id }}', "net@dev", id="kept"),
        pytest.param('{{ toJson (atmos.Component "net" .stack).outputs }}', '{"id":"net@dev"}', id="to a function"),
        pytest.param('{{ .stack | atmos.Component "net" | toJson | len }}', "58", id="at the end of a pipe"),
    ],
)
def test_callers_may_add_methods_of_a_namespace(text: str, expected: str) -> None:
    assert render(text, {"stack": "dev"}, functions=ATMOS) == expected


def test_a_method_with_wrong_arguments_is_a_fault() -> None:
    found = fault('{{ atmos.Component "net" }}', functions=ATMOS)
    assert found.message.startswith("`atmos.Component` failed: ")


def test_an_unknown_method_of_a_callers_namespace_is_a_fault() -> None:
    assert fault("{{ atmos.Nope }}", functions=ATMOS).message == "namespace `atmos` has no function `Nope`"


def test_a_callers_function_may_fail_with_its_own_words() -> None:
    def unknown(name: str) -> object:
        raise FunctionError(f"no store `{name}`")

    found = fault('{{ store "x" }}', functions=function_set(False, False, {"store": unknown}))
    assert found.message == "`store`: no store `x`"


ENVIRONED = function_set(True, True, {}, ENVIRONMENT.get)


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        pytest.param('env "HOME"', "/home/me", id="env"),
        pytest.param('env "NOPE"', "", id="unset"),
        pytest.param('env "NOPE" | default "d"', "d", id="default"),
        pytest.param('expandenv "$USER lives in ${HOME}, $NOPE."', "me lives in /home/me, .", id="expandenv"),
        pytest.param('getenv "USER"', "me", id="getenv"),
        pytest.param('getenv "EMPTY" "d"', "d", id="getenv with a default"),
        pytest.param('env.ExpandEnv "${USER}"', "me", id="namespace"),
    ],
)
def test_the_environment_is_the_callers(action: str, expected: str) -> None:
    assert render(f"{{{{ {action} }}}}", functions=ENVIRONED) == expected


def test_without_an_environment_everything_is_unset() -> None:
    assert render('{{ env "HOME" }}{{ expandenv "$PATH" }}') == ""


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        pytest.param("collectKeys .m", "[a b]", id="keys"),
        pytest.param("collectKeys .m true", "[x y z]", id="one level down"),
        pytest.param('collectKeys .m "y"', "[k]", id="one level down by name"),
        pytest.param("collectKeys .e", "[]", id="none"),
    ],
)
def test_collect_keys_gives_sorted_keys(action: str, expected: str) -> None:
    data = {"m": {"b": {"x": 1, "y": {"k": 1}}, "a": {"z": 1, "y": 2}}, "e": {}}
    assert render(f"{{{{ {action} }}}}", data, functions=BARE) == expected


def test_collect_keys_of_no_map_is_a_fault() -> None:
    assert fault("{{ collectKeys 5 }}").message == "`collectKeys`: expected map[string]interface {}, found int"


def test_nothing_heavy_is_loaded_before_a_template_calls_for_it() -> None:
    script = (
        "import sys; before = set(sys.modules); from stackc.template import *\n"
        "expand_template(parse_template('x-{{ .a }}'), {'a': 'b'}, function_set(True, True))\n"
        "heavy = {'hashlib', 'regex', 'datetime', 'yaml', 'json', 'decimal', 'zoneinfo', 'secrets', 'stackc.template.functions.sprig.casting'}\n"
        "print(sorted(heavy & (set(sys.modules) - before)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_number_of_more_than_64_bits_is_no_int() -> None:
    assert (
        fault("{{ until .n }}", {"n": 10**30}).message == "`until`: expected int, found a number of more than 64 bits"
    )
