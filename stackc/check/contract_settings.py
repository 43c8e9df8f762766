"""Providers, backends and versions of one instance beside its root module and Terraform.

See docs/language.md, the contract with the module.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from stackc.base.codes import Code
from stackc.base.near import is_one_edit, nearest
from stackc.base.value import source_text, table_at
from stackc.check import contract_messages as say
from stackc.check.backend_keys import unknown_settings
from stackc.check.contract_breach import Breach
from stackc.check.contract_module import ModuleFacts
from stackc.evaluate.instance import Instance
from stackc.syntax.version_constraint import allows, parse_version

_PROGRAMS = ("terraform", "opentofu", "tofu")


def setting_breaches(instance: Instance, facts: ModuleFacts) -> Iterator[Breach]:
    """Providers that the module does not know, settings that the backend does not have, a version it does not take."""
    if facts.is_complete:
        yield from _providers(instance, facts)
    yield from _backend(instance)
    yield from _version(instance, facts)


def _providers(instance: Instance, facts: ModuleFacts) -> Iterator[Breach]:
    known = facts.requirements.providers | instance.table("required_providers").keys()
    for written in instance.table("providers") if known else ():  # a module that names none may mean any
        name = written.partition(".")[0]
        if name in known or (facts.module.module_sources and not any(is_one_edit(name, each) for each in known)):
            continue  # modules below it may require what it only configures
        place = instance.component.label("providers", (written,), "no such provider", key=True)
        near = nearest(name, known)
        tell = partial(say.provider_unknown, name=name, folder=facts.folder, place=place, near=near)
        yield Breach("providers", instance, Code.SETTING_UNKNOWN, place, (name, facts.folder), tell)


def _backend(instance: Instance) -> Iterator[Breach]:
    kind, backend = instance.backend_type, instance.table("backend")
    for key, near in unknown_settings(kind, backend):
        place = instance.component.label("backend", (key,), "no such setting", key=True)
        tell = partial(say.backend_key_unknown, name=key, kind=kind, place=place, near=near)
        yield Breach("backend", instance, Code.SETTING_UNKNOWN, place, (key, kind), tell)


def _version(instance: Instance, facts: ModuleFacts) -> Iterator[Breach]:
    """The version that ``dependencies.tools`` pins beside the one that is required."""
    tools = table_at(instance.table("dependencies"), "tools")
    own = source_text(instance.section("required_version"))
    wanted = own or facts.module.required_version
    for program in _PROGRAMS:
        pinned = tools.get(program)
        version = parse_version(pinned) if isinstance(pinned, str) else None
        if version is None or not wanted or allows(wanted, version) is not False:
            continue
        place = instance.component.label("dependencies", ("tools", program), "pinned here")
        tell = partial(say.version_refused, folder=facts.folder, wanted=wanted, pinned=str(pinned), place=place)
        yield Breach("required_version", instance, Code.VERSION_REFUSED, place, (wanted, facts.folder), tell)
