"""gomplate: the family in ``gomplate.env``."""

import pytest

from stackc.template import Expansion, expand_template, function_set
from tests.unit.template.render import fault, parse

VARIABLES = {"NAME": "dev", "EMPTY": "", "OTHER": "x"}


def shown(action: str) -> str:
    functions = function_set(False, True, environment=VARIABLES.get)
    expansion = expand_template(parse(f"{{{{ {action} }}}}"), {}, functions)
    assert isinstance(expansion, Expansion), expansion
    return expansion.text


@pytest.mark.parametrize(
    ("action", "text"),
    [
        ('env.Getenv "NAME"', "dev"),
        ('getenv "NAME"', "dev"),
        ('getenv "NONE"', ""),
        ('getenv "NONE" "other"', "other"),
        ('getenv "EMPTY" "other"', "other"),
        ('getenv "NAME" "other"', "dev"),
        ('env.ExpandEnv "$NAME-${OTHER}$NONE"', "dev-x"),
        ("env.ExpandEnv 5", "5"),
    ],
)
def test_the_environment_of_the_expansion_answers(action: str, text: str) -> None:
    assert shown(action) == text


def test_there_is_one_default_at_most() -> None:
    assert fault('{{ getenv "A" "b" "c" }}').message == "`getenv` takes 0 to 1 arguments, not 2"
