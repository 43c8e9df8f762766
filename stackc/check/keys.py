"""Keys that mean nothing: at the root of a manifest, in a component, in its metadata. See docs/language.md, unknown keys."""

from __future__ import annotations

from collections.abc import Iterable

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Label, Report
from stackc.base.near import did_you_mean
from stackc.base.source import Origin, Path
from stackc.base.value import Table, table_at
from stackc.link.sections import COMPONENT_KEYS, METADATA_KEYS, PASSED_THROUGH, ROOT_KEYS
from stackc.manifest.places import Locator

_RENDERED_ROOT = frozenset({"import", "locals"})


def check_file_keys(file: str, table: Table, locator: Locator, report: Report) -> None:
    """Unknown keys of one file as it was read."""
    _unknown(table, (), ROOT_KEYS | _RENDERED_ROOT, Code.ROOT_KEY, "a manifest", file, locator, report)
    for kind, components in table_at(table, "components").items():
        if kind in PASSED_THROUGH or not isinstance(components, dict):
            continue
        for name, body in components.items():
            if not isinstance(body, dict):
                continue
            at = ("components", kind, name)
            _unknown(body, at, COMPONENT_KEYS, Code.COMPONENT_KEY, f"the component `{name}`", file, locator, report)
            metadata = table_at(body, "metadata")
            _unknown(
                metadata,
                (*at, "metadata"),
                METADATA_KEYS,
                Code.METADATA_KEY,
                f"`metadata` of `{name}`",
                file,
                locator,
                report,
            )


def _unknown(
    table: Table,
    at: tuple[str, ...],
    known: Iterable[str],
    code: Code,
    where: str,
    file: str,
    locator: Locator,
    report: Report,
) -> None:
    for key in table:
        if key in known or "{{" in key or key.startswith(("x-", ".")):
            continue
        path: Path = (*at, key)
        message = f"unknown key `{key}` in {where}; it has no effect"
        label = Label(locator.locate(Origin(file, path), key=True), "not a key of the language")
        report(Diagnostic(code, message, label, help=did_you_mean(key, known)))


def check_variables_only(file: str, table: Table, locator: Locator, report: Report) -> None:
    """Components written into a file that may hold variables only (SC0603)."""
    for kind, components in table_at(table, "components").items():
        for name in components if isinstance(components, dict) else ():
            message = f"the component `{name}` is written into a mixin, which everything imports"
            label = Label(locator.locate(Origin(file, ("components", kind, name)), key=True), "a component in a mixin")
            help_ = "move it to the catalog and import it where it is deployed"
            report(Diagnostic(Code.COMPONENT_IN_MIXIN, message, label, help=help_))
