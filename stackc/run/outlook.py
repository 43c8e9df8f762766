"""What runs refuse or pass over of the sections that are followed just in time, told before anything runs.

See docs/language.md, running Terraform.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from stackc.artifact.generated import covered_files, generated_files
from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from stackc.base.ids import TERRAFORM, InstanceId
from stackc.base.record import replace
from stackc.base.value import table_at
from stackc.base.words import amount
from stackc.check.component_validation import entries
from stackc.compile.compilation import Compilation
from stackc.evaluate.instance import Instance
from stackc.run import messages as say
from stackc.run.auth import identity_variables
from stackc.run.backend_bucket import KIND as PROVISIONED
from stackc.run.backend_bucket import provisions
from stackc.run.hooks import hook_problems
from stackc.run.sources import source_problems
from stackc.run.tools import TERRAFORMS

_GENERATES: Final = "components.terraform.auto_generate_files"


def refused_sections(instance: Instance) -> Iterator[Diagnostic]:
    """What every run says of an instance, whatever its verb."""
    id_, label = instance.id, instance.component.label
    yield from source_problems(instance)
    identity = identity_variables(instance)
    if isinstance(identity, Diagnostic):
        yield identity
    if not set(instance.table("provision")) <= {"workdir", "backend"}:
        where = label("provision", (), "not supported", key=True)
        yield say.section_refused(id_, "a section `provision`", where)
    kind = instance.effective_backend[0]
    if provisions(instance) and kind != PROVISIONED:
        where = label("provision", ("backend", "enabled"), "not supported", key=True)
        yield say.section_refused(id_, f"`provision.backend` for a backend `{kind}`", where)
    config = instance.component.context.config
    if instance.table("generate") and not config.generate_files:
        where = label("generate", (), "no effect", key=True)
        yield say.section_not_run(f"the files in `generate` of {id_} are not written: `{_GENERATES}` is off", where)
    others = [name for name in table_at(instance.table("dependencies"), "tools") if name not in TERRAFORMS]
    if others:
        where = label("dependencies", ("tools", others[0]), "no effect", key=True)
        yield say.section_not_run(
            f"{id_} wants tools that are neither installed nor looked at: {', '.join(others)}", where
        )


def covered_of(instance: Instance, compilation: Compilation) -> tuple[Diagnostic, ...]:
    """Generated files that files of the component folder are in the way of (SC0951); one that is fetched has others."""
    if not instance.table("generate") or instance.table("source"):
        return ()
    return tuple(covered_files(instance, compilation.world.entries(instance.folder)))


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
        covered = covered_of(instance, compilation)
        hooks = hook_problems(instance, compilation.config)
        checks, unclear = entries(compilation, instance)
        asked = (say.opa_needed(id_, each.name, each.place) for each in checks if each.kind == "opa")
        for each in (*refused_sections(instance), *hooks, *generated, *covered, *unclear, *asked):
            told.setdefault((each.code, each.place), (each, []))[1].append(id_)
    return tuple(_told(found, [*dict.fromkeys(ids)]) for found, ids in told.values())


def _told(found: Diagnostic, ids: list[InstanceId]) -> Diagnostic:
    more = (f"so it is for {amount(len(ids) - 1, 'other instance')}",) if len(ids) > 1 else ()
    code = found.code if found.code is Code.SECTION_NOT_RUN else Code.RUN_REFUSED
    return replace(found, code=code, severity=None, notes=(*found.notes, *more))
