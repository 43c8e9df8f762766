"""gomplate's ``test`` namespace: deliberate failures, and questions about kinds."""

from stackc.go.faults import FunctionError, UserFailure
from stackc.go.functions import Table
from stackc.go.values import kind_name, type_name
from stackc.template.functions.gomplate.casting import require_count, to_bool, to_text

_NOT_SET = "can not render template: a required value was not set"


def _message(value: object) -> str:
    if not isinstance(value, str):
        raise FunctionError(f"expected a message that is a string, found {type_name(value)}")
    return value


def _assert(*values: object) -> str:
    require_count(values, 1, 2)
    if not to_bool(values[-1]):
        detail = _message(values[0]) if len(values) == 2 else ""
        raise UserFailure(f"assertion failed: {detail}" if detail else "assertion failed")
    return ""


def _fail(*values: object) -> str:
    require_count(values, 0, 1)
    detail = to_text(values[0]) if values else ""
    raise UserFailure(f"template generation failed: {detail}" if detail else "template generation failed")


def _required(*values: object) -> object:
    require_count(values, 1, 2)
    message = _message(values[0]) if len(values) == 2 else ""
    if values[-1] is None or values[-1] == "":
        raise UserFailure(message or _NOT_SET)
    return values[-1]


def _is_kind(wanted: str, value: object) -> bool:
    kind = kind_name(value)
    if wanted == "number":
        return kind.startswith(("int", "uint", "float")) and kind != "interface"
    return kind == wanted


_NAMESPACE: Table = {
    "Assert": ("...any", _assert),
    "Fail": ("...any", _fail),
    "Required": ("...any", _required),
    "Ternary": ("any any any", lambda first, second, condition: first if to_bool(condition) else second),
    "Kind": ("any", kind_name),
    "IsKind": ("string any", _is_kind),
}
TABLE: Table = {
    **{f"test.{name}": entry for name, entry in _NAMESPACE.items()},
    "assert": _NAMESPACE["Assert"],
    "fail": _NAMESPACE["Fail"],
    "required": _NAMESPACE["Required"],
    "ternary": _NAMESPACE["Ternary"],
    "kind": _NAMESPACE["Kind"],
    "isKind": _NAMESPACE["IsKind"],
}
