"""What runs refuse or pass over of the sections that are followed just in time, told before anything runs.

See docs/language.md, running Terraform.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from stackc.artifact.generated import covered_files, generated_files
from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from stackc.base.ids import TERRAFORM, InstanceId
from stackc.base.value import table_at
from stackc.base.words import amount
from stackc.compile.compilation import Compilation
from stackc.evaluate.instance import Instance
from stackc.run import messages as say
from stackc.run.hooks import hook_problems
from stackc.run.sources import source_problems

_GENERATES: Final = "components.terraform.auto_generate_files"
_TERRAFORMS: Final = frozenset({"terraform", "opentofu", "tofu"})
"""Tools that are run, and never installed."""


def refused_sections(instance: Instance) -> Iterator[Diagnostic]:
    """What every run says of an instance, whatever its verb."""
    id_, label = instance.id, instance.component.label
    yield from source_problems(instance)
    for name in ("auth", "provision"):
        section = instance.table(name)
        if name == "auth" and not (section.get("providers") or section.get("identities")):
            continue
        if section and not (name == "provision" and set(section) <= {"workdir"}):
            yield say.section_refused(id_, f"a section `{name}`", label(name, (), "not supported", key=True))
    if table_at(instance.table("settings"), "validation"):
        where = label("settings", ("validation",), "not supported", key=True)
        yield say.section_refused(id_, "`settings.validation`", where)
    config = instance.component.context.config
    if instance.table("generate") and not config.generate_files:
        where = label("generate", (), "no effect", key=True)
        yield say.section_not_run(f"the files in `generate` of {id_} are not written: `{_GENERATES}` is off", where)
    if not _TERRAFORMS.issuperset(table_at(instance.table("dependencies"), "tools")):
        where = label("dependencies", ("tools",), "no effect", key=True)
        yield say.section_not_run(f"`dependencies.tools` of {id_} is not heeded yet", where)


def outlook(compilation: Compilation) -> tuple[Diagnostic, ...]:
    """What runs would say of the sound instances of the repository: warnings, one for a line and what is wrong there.

    A run that would be refused is no error of the repository: others run it.
    """
    told: dict[tuple[Code, tuple[str, int, int]], tuple[Diagnostic, list[InstanceId]]] = {}
    for id_ in compilation.instance_ids():
        answer = compilation.instance(id_)
        instance = answer.instance
        if id_.type != TERRAFORM or instance is None or not instance.is_deployable:
            continue
        if compilation.blocks(answer.diagnostics):
            continue
        generated = (each for each in generated_files(instance).diagnostics if each.code is Code.SECTION_INVALID)
        covered = covered_files(instance, compilation.world.entries(instance.folder))
        hooks = hook_problems(instance, compilation.config)
        for each in (*refused_sections(instance), *hooks, *generated, *covered):
            told.setdefault((each.code, each.place), (each, []))[1].append(id_)
    return tuple(_told(found, [*dict.fromkeys(ids)]) for found, ids in told.values())


def _told(found: Diagnostic, ids: list[InstanceId]) -> Diagnostic:
    more = (f"so it is for {amount(len(ids) - 1, 'other instance')}",) if len(ids) > 1 else ()
    code = found.code if found.code is Code.SECTION_NOT_RUN else Code.RUN_REFUSED
    return replace(found, code=code, severity=None, notes=(*found.notes, *more))
