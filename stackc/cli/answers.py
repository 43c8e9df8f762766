"""Values as answers: JSON or YAML, queried first when asked."""

from __future__ import annotations

from stackc.base.diagnostic import CompileError
from stackc.base.value import Value, shown
from stackc.cli import messages as say
from stackc.text.json import to_json
from stackc.text.yaml import to_yaml


def format_answer(value: Value, fmt: str, query: str | None = None) -> str:
    """``value`` as ``fmt``; a query's result that is a string stands bare.

    Raises CompileError for a query that fails.
    """
    if query:
        from stackc.function.expression import ExpressionFault, evaluate_expression

        result = evaluate_expression(query, shown(value))
        if isinstance(result, ExpressionFault):
            raise CompileError((say.query_fails(query, result.message),))
        if isinstance(result, str):
            return str(result) + "\n"
        value = result
    plain = shown(value)
    return to_yaml(plain) if fmt == "yaml" else to_json(plain)
