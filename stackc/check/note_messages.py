"""What is said of what is legal and probably lost: one builder a note."""

from __future__ import annotations

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.source import Span

# --- what nobody uses


def file_unreached(file: str, span: Span) -> Diagnostic:
    return Diagnostic(Code.FILE_UNREACHED, f"no stack imports `{file}`", Label(span), help="import it, or delete it")


def component_not_imported(name: str, file: str, label: Label) -> Diagnostic:
    message = f"no stack imports `{file}`, which holds the component `{name}`"
    return Diagnostic(Code.COMPONENT_UNUSED, message, label, help="import it where it is deployed, or delete it")


def base_unused(name: str, label: Label) -> Diagnostic:
    message = f"nobody inherits from the abstract component `{name}`"
    return Diagnostic(
        Code.COMPONENT_UNUSED, message, label, help="name it in `metadata.inherits` of a component, or delete it"
    )


def pattern_unmatched(pattern: str, folder: str, label: Label | None) -> Diagnostic:
    message = f"`{pattern}` in `included_paths` matches no file below `{folder}` that is not excluded"
    return Diagnostic(
        Code.PATTERN_UNMATCHED, message, label, help="the files may have moved: change the pattern or delete it"
    )


def module_unused(folder: str, span: Span) -> Diagnostic:
    message = f"no component uses the root module `{folder}`"
    return Diagnostic(Code.MODULE_UNUSED, message, Label(span), help="declare a component for it, or delete it")
