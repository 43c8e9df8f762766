"""Values as answers: JSON or YAML, queried first when asked."""

from __future__ import annotations

from stackc.base.codes import Code
from stackc.base.diagnostic import CompileError, Diagnostic
from stackc.base.value import Append, Secret, Value, masked
from stackc.text.json import to_json
from stackc.text.yaml import to_yaml


def format_answer(value: Value, fmt: str, query: str | None = None) -> str:
    """``value`` as ``fmt``; a query's result that is a string stands bare. Raises CompileError for a query that fails."""
    if query:
        from stackc.function.expression import ExpressionFault, evaluate_expression

        result = evaluate_expression(query, _plain(value))
        if isinstance(result, ExpressionFault):
            raise CompileError((Diagnostic(Code.FUNCTION_FAILED, f"the query `{query}` fails: {result.message}"),))
        if isinstance(result, str):
            return str(result) + "\n"
        value = result
    shown = masked(value)
    return to_yaml(shown) if fmt == "yaml" else to_json(shown)


def _plain(value: Value) -> Value:
    """Without the kinds only we know."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, Append)):
        return [_plain(item) for item in (value.items if isinstance(value, Append) else value)]
    if isinstance(value, Secret):
        return repr(value)
    return str(value) if isinstance(value, str) else value
