"""The functions in values, called. See docs/language.md, functions."""

from __future__ import annotations

from collections.abc import Callable

from stackc.base.codes import Code
from stackc.base.marks import CALL, Marks
from stackc.base.source import Path
from stackc.base.value import MISSING, Append, Call, Missing, Table, Unknown, Value
from stackc.function.pure import Scope, evaluate_pure
from stackc.function.signatures import INERT, PURE
from stackc.syntax.calls import CallFault, ParsedCall, parse_call
from stackc.syntax.tags import call_tag
from stackc.template.renderer import Listen, Remark

Resolver = Callable[[ParsedCall, str], "Value | CallFault"]
"""``(call, its text) → value`` of an effect; an ``Unknown`` when it does not exist yet."""


class CallStage:
    """Calls the functions in values; those that reach outside only when there is a resolver."""

    def __init__(self, marks: Marks) -> None:
        self.marks = marks

    def call(
        self, value: Value, scope: Scope, resolver: Resolver | None, listen: Listen, path: Path = ()
    ) -> Value | Missing:
        """``value`` with its calls evaluated; MISSING when it is to be removed (``!unset``)."""
        if isinstance(value, Unknown) or not self.marks.of(value) & CALL:
            return value
        if isinstance(value, dict):
            called: Table = dict(value)
            for key, bits in self.marks.keys(value).items():
                if bits & CALL:
                    result = self.call(value[key], scope, resolver, listen, (*path, key))
                    if isinstance(result, Missing):
                        del called[key]
                    else:
                        called[key] = result
            return called
        if isinstance(value, (list, Append)):
            items = value.items if isinstance(value, Append) else value
            results = [self.call(item, scope, resolver, listen, (*path, index)) for index, item in enumerate(items)]
            return [result for result in results if not isinstance(result, Missing)]
        assert isinstance(value, (str, Call))
        return self._call(value.text if isinstance(value, Call) else value, scope, resolver, listen, path)

    def _call(self, text: str, scope: Scope, resolver: Resolver | None, listen: Listen, path: Path) -> Value | Missing:
        tag = call_tag(text)
        if tag == "!unset":
            return MISSING
        if tag is None or tag in INERT:
            return str(text)
        call = parse_call(text)
        if isinstance(call, CallFault):
            listen(Remark("uncalled", call.message, path, text, Code.FUNCTION_ARGUMENTS))
            return Unknown(text)
        if tag in PURE:
            value = evaluate_pure(call, scope)
        elif resolver is None:
            return Unknown(text)
        else:
            value = resolver(call, text)
        if isinstance(value, CallFault):
            listen(Remark("uncalled", value.message, path, text, value.code or Code.FUNCTION_FAILED))
            return Unknown(text)
        return value
