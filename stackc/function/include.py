"""``!include``: the content of a file by its extension. See docs/language.md, include."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from stackc.base.codes import Code, DialectName
from stackc.base.value import Append, Call, Table, Value
from stackc.function.pure import parse_json
from stackc.syntax.calls import CallFault
from stackc.syntax.hcl import Fault, read_arguments
from stackc.syntax.yaml import ScalarRules, parse_document


def parse_included(text: str, path: str, rules: ScalarRules) -> Value | CallFault:
    """The value of an included file: JSON, YAML, dotenv and Terraform variables are parsed, all else is a string."""
    path = path.partition("?")[0].partition("#")[0]
    extension = posixpath.splitext(posixpath.basename(path))[1].lower()
    if extension == ".json":
        try:
            return parse_json(text)
        except RecursionError:
            return CallFault(f"`{path}` is nested too deeply")
        except ValueError as problem:
            return CallFault(f"`{path}` is not valid JSON: {problem}")
    if extension in (".yaml", ".yml"):
        document = parse_document(text, path, rules)
        dialect: DialectName = "stackc" if rules.dates_as_text else "atmos"
        fatal = [d for d in document.diagnostics if d.code.classified(dialect) == "compile"]
        blocking = [d for d in fatal if d.code is not Code.UNKNOWN_TAG]
        if blocking:
            return CallFault(f"`{path}` is not valid YAML: {blocking[0].message} (line {blocking[0].place[1]})")
        return _plain(document.root)
    if extension in (".hcl", ".tf", ".tfvars"):
        return _hcl(text, path)
    if posixpath.basename(path) == ".env" or extension == ".env":
        return dict(_dotenv(text))
    return text


def _plain(value: Value) -> Value:
    """Tags of an included file mean nothing: ``!env X`` is ``X`` there."""
    if isinstance(value, Call):
        return value.text.partition(" ")[2]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, Append)):
        return [_plain(item) for item in (value.items if isinstance(value, Append) else value)]
    return value


def _hcl(text: str, path: str) -> Value | CallFault:
    """The top-level arguments, evaluated; the first mistake, block, variable or function of the file is a fault."""
    from stackc.syntax.hcl_evaluate import evaluate_expression

    text += "\n"  # a heredoc ends with its line
    body = read_arguments(text)
    if isinstance(body, Fault):
        return CallFault(f"`{path}` is not valid HCL: {body.message} {_place(text, body.start)}")
    for inner in body.blocks:
        about = f"`{inner.type}` is a block, and only arguments have values {_place(text, inner.start)}"
        return CallFault(f"`{path}` cannot be evaluated: {about}")
    values: Table = {}
    for name, expression in body.arguments.items():
        value = evaluate_expression(text, expression.start, expression.start + len(expression.source))
        if isinstance(value, Fault):
            return CallFault(f"`{path}` cannot be evaluated: {value.message} {_place(text, value.start)}")
        values[name] = value
    return values


def _place(text: str, offset: int) -> str:
    return f"(line {text.count(chr(10), 0, offset) + 1}, column {offset - text.rfind(chr(10), 0, offset)})"


def _dotenv(text: str) -> Iterator[tuple[str, Value]]:
    for line in text.splitlines():
        stripped = line.strip().removeprefix("export ")
        name, equals, value = stripped.partition("=")
        if not equals or stripped.startswith("#"):
            continue
        value = value.strip()
        if value[:1] in ("'", '"') and value.find(value[0], 1) > 0:
            value = value[1 : value.find(value[0], 1)]
        else:
            value = value.split(" #", 1)[0].rstrip()
        yield name.strip(), value
