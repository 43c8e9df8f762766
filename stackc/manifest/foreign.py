"""YAML of other tools below the stacks folder: workflows, values of a chart, an API's description. It declares nothing.

Only a file that no manifest imports may be judged so. See docs/language.md, validation.
"""

from __future__ import annotations

from stackc.base.codes import Code
from stackc.base.near import is_one_edit
from stackc.base.value import Table, Value
from stackc.manifest.shape import COMPONENT_KEYS, MANIFEST, is_free_key
from stackc.manifest.vocabulary import COMPONENT_TYPES
from stackc.syntax.document import Document

_TELLING = frozenset({"import", "vars", "settings", "locals", "overrides", *COMPONENT_TYPES})
"""Root keys that only a manifest has; the others stand in the files of other tools as well."""
_MISSPELT = (*sorted(_TELLING), "components", "dependencies")
_CUT_OFF = frozenset(
    {
        *(Code.YAML_SYNTAX, Code.MERGE_CONFLICT, Code.TAB, Code.UNCLOSED_QUOTE, Code.NOT_TEXT, Code.UNREADABLE),
        *(Code.TOO_LARGE, Code.TOO_DEEP, Code.ALIAS_BOMB),
    }
)
"""What ends the reading of a file: what it holds is not known then."""


def is_foreign(document: Document, *, selected: bool) -> bool:
    """True for a file with keys of its own and none that tells a manifest, not even a misspelt one.

    ``selected``: the project's patterns select it as a stack, so that a file which is no map, or cannot be read to its
    end, is a mistake and not foreign.
    """
    if document.root is not None and not isinstance(document.root, dict):
        return not selected
    if selected and any(each.code in _CUT_OFF for each in document.diagnostics):
        return False
    table = document.table
    unknown = [key for key in table if key not in MANIFEST.keys and not is_free_key(key)]
    if not unknown or _TELLING & table.keys() or _holds_components(table.get("components")):
        return False
    return not any(is_one_edit(key, name) for key in unknown for name in _MISSPELT)


def _holds_components(section: Value) -> bool:
    """True for a map by types of components, known ones or not, and not of the schemas of an API."""
    if not isinstance(section, dict):
        return False
    if any(kind in COMPONENT_TYPES or any(is_one_edit(kind, name) for name in COMPONENT_TYPES) for kind in section):
        return True
    bodies = [body for named in section.values() if isinstance(named, dict) for body in named.values()]
    return any(isinstance(body, dict) and _is_component(body) for body in bodies)


def _is_component(body: Table) -> bool:
    return bool(COMPONENT_KEYS & body.keys())
