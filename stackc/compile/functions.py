"""The functions templates may call, wired to the world: datasources are local files,
the environment is the project's.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable, Mapping

from stackc.base.boundary import OUTSIDE_HELP, outside_message
from stackc.base.codes import Code
from stackc.base.named_tuple import NamedTuple
from stackc.base.ports import Outputs, ReadFailure, VariableRefused, World
from stackc.base.value import (
    Call,
    Sealed,
    Secret,
    Table,
    Unknown,
    Value,
    encodable,
    has_secret,
    leaves,
    look_up,
    revealed,
    shown,
    table_at,
)
from stackc.compile.environment import Environment
from stackc.compile.views import Find, InstanceViews
from stackc.config.project_config import ProjectConfig
from stackc.function.include import parse_included
from stackc.function.pure import scalar_text
from stackc.syntax.calls import CallFault
from stackc.template import EffectNeeded, FunctionError, FunctionSet, Noted, function_set


class FileFunctions(NamedTuple):
    """What templates may read of the repository and the environment."""

    environment: Environment
    env: Mapping[str, str | Sealed] = {}  # never changed
    """An instance's own environment for its templates."""
    sources: Table = {}  # noqa: RUF012  # never changed
    """An instance's own datasources."""

    def extended(self, env: Table, sources: Table) -> FileFunctions:
        """With what one instance adds."""
        return self._replace(env={name: self._own_variable(value) for name, value in env.items()}, sources=sources)

    def _own_variable(self, value: Value) -> str | Sealed:
        """A variable of an instance's own: what is not known, or is secret, stays so by whatever name it goes."""
        opened, text_calls = revealed(value), self.config.dialect.text_calls
        if any(isinstance(leaf, Unknown) or (isinstance(leaf, Call) and not text_calls) for _, leaf in leaves(opened)):
            return opened if isinstance(opened, (Call, Unknown)) else Unknown(scalar_text(shown(opened)))
        text = scalar_text(shown(opened))
        return Secret(text) if has_secret(value) else text

    @property
    def world(self) -> World:
        return self.environment.world

    @property
    def config(self) -> ProjectConfig:
        return self.environment.config

    def variable(self, name: str) -> str | Sealed | None:
        """The environment as templates see it: an instance's own over the project's over the process's."""
        if name in self.env:
            own = self.env[name]
            return self.environment.tainted(name, own) if isinstance(own, str) else own
        try:
            return self.environment.functions(name)
        except VariableRefused as refusal:
            raise FunctionError(str(refusal), Code.VARIABLE_REFUSED) from refusal

    def datasource(self, alias: str, *path: str) -> Value | Noted:
        """The parsed content of a datasource; other places than local files are an effect."""
        url = look_up({**self.config.templates.datasources, **self.sources}, (alias, "url"))
        if isinstance(url, Call):
            raise FunctionError(f"the url of the datasource `{alias}` is a function, which is called after templates")
        if not isinstance(url, str):
            raise FunctionError(f"undefined datasource `{alias}`")
        if "://" in url and not url.startswith("file://"):
            raise EffectNeeded("datasource")
        file = url.removeprefix("file://").partition("?")[0]
        joined = posixpath.normpath(posixpath.join(file, *path))
        access, subject = self.world.access(joined), f"`{joined}`"
        if access == "refused":
            raise FunctionError(outside_message(subject, access), Code.OUTSIDE)
        try:
            text = self.world.read(joined).decode("utf-8-sig", "replace")
        except ReadFailure as failure:
            raise FunctionError(f"the datasource `{alias}` cannot be read: {failure.reason}") from failure
        value = parse_included(text, joined, self.config.scalars)
        if isinstance(value, CallFault):
            raise FunctionError(value.message)
        return (
            Noted(value, Code.OUTSIDE, outside_message(subject, access), OUTSIDE_HELP) if access != "inside" else value
        )

    def include(self, alias: str, *path: str) -> Value | Noted:
        """The text of a datasource."""
        found = self.datasource(alias, *path)
        value = found.value if isinstance(found, Noted) else found
        text = value if isinstance(value, str) else str(value)
        return found._replace(value=text) if isinstance(found, Noted) else text


def make_functions(
    files: FileFunctions,
    sprig: bool = True,
    gomplate: bool = True,
    own: Mapping[str, Callable[..., object]] | None = None,
) -> FunctionSet:
    """The function set of one kind of template."""
    extra: dict[str, Callable[..., object]] = dict(own or {})
    extra["atmos.GomplateDatasource"] = files.datasource
    if gomplate:
        extra.update({"datasource": files.datasource, "ds": files.datasource, "include": files.include})
    return function_set(sprig, gomplate, extra, files.variable)


class ValueFunctions:
    """The functions of value templates, for the template settings an instance has of its own."""

    def __init__(
        self,
        files: FileFunctions,
        find: Find,
        outputs: Outputs | None = None,
        own: Mapping[str, Callable[..., object]] | None = None,
    ) -> None:
        """Without ``outputs`` those of other instances are an effect; ``own`` adds functions that reach outside."""
        self._files, self._views = files, InstanceViews(find, outputs)
        self._own: dict[str, Callable[..., object]] = {
            "atmos.Component": self._views.component,
            "atmos.Store": _no_store,
            **(own or {}),
        }
        self._sets: dict[str, FunctionSet] = {}

    def __call__(self, settings: Table) -> FunctionSet:
        """The set for ``settings.templates.settings`` of an instance."""
        env, sources = table_at(settings, "env"), table_at(settings, "gomplate", "datasources")
        key = json.dumps(encodable([env, sources]), sort_keys=True) if env or sources else ""
        if key not in self._sets:
            templates = self._files.config.templates
            files = self._files.extended(env, sources)
            self._sets[key] = make_functions(files, templates.sprig, templates.gomplate, self._own)
        return self._sets[key]


def _no_store(*_: object) -> object:
    raise EffectNeeded("atmos.Store")
