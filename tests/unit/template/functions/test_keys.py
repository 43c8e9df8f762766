"""``collectKeys``."""

import pytest

from tests.unit.template.render import BARE, fault, render

DATA = {"m": {"b": {"x": {"k": 1}, "y": 2}, "a": {"x": {"j": 1}, "z": 3}, "c": 5}}


@pytest.mark.parametrize(
    ("action", "shown"),
    [
        ("collectKeys .m", "[a b c]"),
        ("collectKeys .m false", "[a b c]"),
        ("collectKeys .m nil", "[a b c]"),
        ("collectKeys .m true", "[x y z]"),
        ('collectKeys .m "x"', "[j k]"),
        ('collectKeys .m "y"', "[]"),
        ('collectKeys .m "none"', "[]"),
        ("collectKeys .m.b.x true", "[]"),
    ],
)
def test_keys_are_collected_one_level_down(action: str, shown: str) -> None:
    assert render(f"{{{{ {action} }}}}", DATA, functions=BARE) == shown


@pytest.mark.parametrize(
    ("action", "message"),
    [
        ("collectKeys .m 1", "`collectKeys`: expected a name or a bool, found int"),
        ("collectKeys .m true true", "`collectKeys` takes 1 or 2 arguments, not 3"),
        ("collectKeys", "`collectKeys` takes at least 1 argument, not 0"),
        ("collectKeys 1", "`collectKeys`: expected map[string]interface {}, found int"),
    ],
)
def test_what_has_no_keys_is_refused(action: str, message: str) -> None:
    assert fault(f"{{{{ {action} }}}}", DATA, functions=BARE).message == message
