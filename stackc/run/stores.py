"""Stores behind ``!store``: a registry by kind, and the file store. See docs/language.md, stores."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable, Mapping
from typing import Protocol

from stackc.base.near import did_you_mean
from stackc.base.ports import OutputFailure, ReadFailure, World
from stackc.base.value import Table, Value, table_at
from stackc.function.expression import ExpressionFault, evaluate_expression
from stackc.syntax.calls import CallFault, ParsedCall
from stackc.template import FunctionError


class Store(Protocol):
    """Reads values by key."""

    def get(self, key: str) -> Value:
        """The value of ``key``; None when there is none. Raises OutputFailure."""


Factory = Callable[[Table, World, Mapping[str, str]], Store]
"""``(options, world, environment) → store``."""


class FileStore:
    """A JSON file, or a folder of JSON files: the key's first segment is the file, the rest the path inside."""

    def __init__(self, options: Table, world: World, _: Mapping[str, str]) -> None:
        path = options.get("path")
        self._path = path if isinstance(path, str) else ""
        self._world = world

    def get(self, key: str) -> Value:
        if self._world.kind(self._path) == "folder":
            file = posixpath.join(self._path, f"{key.strip('/')}.json")
            return self._load(file) if self._world.kind(file) == "file" else None
        table = self._load(self._path)
        return table.get(key) if isinstance(table, dict) else None

    def _load(self, file: str) -> Value:
        try:
            value: Value = json.loads(self._world.read(file))
        except ReadFailure as failure:
            raise OutputFailure(f"`{file}` cannot be read: {failure.reason}") from failure
        except (ValueError, RecursionError) as problem:
            raise OutputFailure(f"`{file}` is not valid JSON: {problem}") from problem
        return value


class Stores:
    """The stores a project file declares."""

    def __init__(self, declared: Table, world: World, factories: Mapping[str, Factory], env: Mapping[str, str]) -> None:
        self._declared, self._world, self._factories, self._env = declared, world, factories, env
        self._open: dict[str, Store] = {}
        self._values: dict[tuple[str, str], Value] = {}

    def read(self, call: ParsedCall, stack: str) -> Value | CallFault:
        """The value of a ``!store`` or ``!store.get`` call."""
        name = call.get("store")
        options = self._declared.get(name)
        if not isinstance(options, dict):
            advice = did_you_mean(name, self._declared)
            return CallFault(f"`{call.tag}`: there is no store `{name}`" + (f"; {advice}" if advice else ""))
        if options.get("secret") is True:
            return CallFault(f"`{call.tag}`: the store `{name}` holds secrets; read it with `!secret`")
        settings = table_at(options, "options")
        key = call.get("key") if call.tag == "!store.get" else full_key(settings, call, stack)
        try:
            value = self._value(name, options, settings, key)
        except OutputFailure as failure:
            if "default" in call.arguments:
                return call.get("default")
            return CallFault(f"`{call.tag}`: {failure}")
        if value is None:
            if "default" in call.arguments:
                return call.get("default")
            return (
                None if call.tag == "!store.get" else CallFault(f"`{call.tag}`: the store `{name}` has no key `{key}`")
            )
        if call.get("query"):
            result = evaluate_expression(call.get("query"), value)
            return CallFault(f"`{call.tag}`: {result.message}") if isinstance(result, ExpressionFault) else result
        return value

    def look_up(self, store: str, stack: str, component: str, key: str) -> Value:
        """``atmos.Store``: the value of a component's key; null when it cannot be read."""
        value = self.read(
            ParsedCall("!store", {"store": store, "stack": stack, "component": component, "key": key}), stack
        )
        if isinstance(value, CallFault):
            if store not in self._declared:
                raise FunctionError(value.message)
            return None
        return value

    def _value(self, name: str, options: Table, settings: Table, key: str) -> Value:
        if (name, key) not in self._values:
            if name not in self._open:
                kind = str(options.get("kind") or options.get("type") or "")
                factory = self._factories.get(kind)
                if factory is None:
                    known = ", ".join(sorted(self._factories))
                    raise OutputFailure(f"the store `{name}` is of the unknown kind `{kind}`; known are {known}")
                self._open[name] = factory(settings, self._world, self._env)
            self._values[(name, key)] = self._open[name].get(key)
        return self._values[(name, key)]


def full_key(settings: Table, call: ParsedCall, stack: str) -> str:
    """``prefix/stack/component/key``; ``stack_delimiter`` splits the stack's name into segments."""
    delimiter = settings.get("stack_delimiter")
    named = call.get("stack") or stack
    parts = named.split(delimiter) if isinstance(delimiter, str) and delimiter else [named]
    prefix = settings.get("prefix")
    lead = [prefix.strip("/")] if isinstance(prefix, str) and prefix.strip("/") else []
    key = "/".join([*lead, *parts, *call.get("component").split("/"), call.get("key")])
    return f"/{key}" if isinstance(prefix, str) and prefix.startswith("/") else key


def _aws(service: str) -> Factory:
    """A store of AWS; its client library is an extra and is imported when the store is first read."""

    def open_store(options: Table, _: World, env: Mapping[str, str]) -> Store:
        from stackc.run.aws_stores import open_aws_store

        return open_aws_store(service, options, env)

    return open_store


FACTORIES: Mapping[str, Factory] = {
    "file": FileStore,
    "aws/ssm": _aws("ssm"),
    "aws-ssm-parameter-store": _aws("ssm"),
    "aws/asm": _aws("secretsmanager"),
    "aws-secrets-manager": _aws("secretsmanager"),
}
"""The kinds of stores, by the names project files use."""
