"""What is said of what is legal and probably lost: one builder a note."""

from __future__ import annotations

from collections.abc import Sequence

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.source import Path, Span, path_text
from stackc.base.words import amount

MAX_RELATED = 4
"""Other places that one note shows."""
_MAX_NAMES = 3

# --- lines


def line_lost(path: Path, name: str, span: Span, winners: Sequence[Span]) -> Diagnostic:
    """``path`` is where the value stands in its file, ``name`` what it is called in an instance."""
    message = f"`{path_text(path)}` has no effect: all that it reaches gets `{name}` from a place that wins"
    labels = tuple(Label(each, "this wins") for each in winners[:MAX_RELATED])
    advice = "set it in the component itself, or delete one of the two"
    order = "a component wins over its bases, those over its type's section, that over the root, in whichever file"
    return Diagnostic(Code.LINE_LOST, message, Label(span, "never counts"), labels, help=advice, notes=(order,))


def list_shorter(name: str, count: int, before: int, label: Span, below: Span) -> Diagnostic:
    message = f"the list `{name}` of {amount(count, 'item')} replaces one of {amount(before, 'item')}"
    advice = "lists are not joined: to add items, write `!append` in front of the list"
    return Diagnostic(Code.LIST_SHORTER, message, Label(label), (Label(below, "this is replaced"),), help=advice)


def null_over_map(name: str, label: Span, below: Sequence[Span]) -> Diagnostic:
    message = f"`{name}` is empty, which is null: it takes away the map that is given elsewhere"
    labels = tuple(Label(each, "this is lost") for each in below[:MAX_RELATED])
    advice = "delete the line to keep the map; to take it away, say so: write `null`"
    return Diagnostic(Code.NULL_OVER_MAP, message, Label(label, "nothing is written here"), labels, help=advice)


# --- imports


def import_beaten(later: str, earlier: str, names: Sequence[str], label: Label, lost: Sequence[Label]) -> Diagnostic:
    message = f"`{later}` says otherwise than `{earlier}`, which is imported before it: {_names(names)}"
    advice = "import one of the two, or the one that shall win last"
    return Diagnostic(Code.IMPORT_BEATEN, message, label, tuple(lost[:MAX_RELATED]), help=advice)


def imported_again(file: str, again: str, names: Sequence[str], label: Label, lost: Sequence[Label]) -> Diagnostic:
    """``again`` is the file whose values come back by way of the import of ``file``."""
    whole = f"`{again}` is imported again" if file == again else f"`{file}` imports `{again}` again"
    message = f"{whole}, and takes back what was said over it in between: {_names(names)}"
    advice = "import it once, before the file that says otherwise"
    return Diagnostic(Code.IMPORTED_AGAIN, message, label, tuple(lost[:MAX_RELATED]), help=advice)


def _names(names: Sequence[str]) -> str:
    shown = ", ".join(f"`{each}`" for each in names[:_MAX_NAMES])
    return f"{shown} and {len(names) - _MAX_NAMES} more" if len(names) > _MAX_NAMES else shown


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
