"""What keeps the states of one backend apart when the manifests do not say it.

See docs/language.md, backend defaults.
"""

from __future__ import annotations

from stackc.base.named_tuple import NamedTuple
from stackc.base.value import Call, Secret, Table, Unknown, Value, shown_leaf, source_text


class Prefix(NamedTuple):
    """What states of an instance are told apart by, and the value it was made of."""

    text: str
    made_of: Value
    text_calls: bool
    """Text that spells a function is one, and a function is its text until it is called."""

    def computed(self, text: str, *of: Value) -> Value:
        """A default made of ``of``: unknown where one is, or a function whose text is not called in its place."""
        if any(isinstance(each, Secret) for each in of):
            return Secret(text)
        if any(isinstance(each, Unknown) or (isinstance(each, Call) and not self.text_calls) for each in of):
            return Unknown(text)
        return text


def default_identity(
    kind: str | Call | Unknown, backend: Table, prefix: Prefix, shared_key: Value, own_key: Value
) -> Table:
    """The key that tells states apart in a backend of type ``kind``; empty where it is given, or not needed.

    ``shared_key`` and ``own_key`` are the ``key`` of an azurerm backend in the section of the type and in the body.
    """
    if kind == "s3" and not _is_text(backend.get("workspace_key_prefix")):
        return {"workspace_key_prefix": prefix.computed(prefix.text, prefix.made_of)}
    if kind == "gcs" and not _is_text(backend.get("prefix")):
        return {"prefix": prefix.computed(prefix.text, prefix.made_of)}
    if kind == "azurerm":
        return _azure(backend.get("key"), prefix, shared_key, own_key)
    return {}


def _azure(key: Value, prefix: Prefix, shared: Value, own: Value) -> Table:
    if own or (_is_text(key) and (not shared or key != shared)):
        return {}
    file = f"{prefix.text}.terraform.tfstate"
    opened = shown_leaf(shared.value if isinstance(shared, Secret) else shared)
    return {"key": prefix.computed(f"{opened}/{file}" if shared else file, shared, prefix.made_of)}


def _is_text(value: Value) -> bool:
    return isinstance(value, Secret) or bool(source_text(value))
