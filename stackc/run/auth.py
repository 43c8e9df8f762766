"""The section ``auth``: identities that are in the environment already, and a refusal for those that are not.

See docs/language.md, authentication.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from stackc.base.diagnostic import Diagnostic
from stackc.base.value import Table, source_text, table_at
from stackc.evaluate.instance import Instance
from stackc.run import messages as say

_HERE: Final = ("ambient", "aws/ambient")
"""Kinds of identities that whoever starts a run has already."""
_PROFILE: Final = "aws/profile"


def identity_variables(instance: Instance) -> Mapping[str, str] | Diagnostic:
    """The variables that make Terraform the identity of an instance; SC0910 for one that has to be asked for.

    The identity is the one that says ``default: true``, or the only one there is.
    """
    section = instance.table("auth")
    identities = table_at(section, "identities")
    if not identities and not section.get("providers"):
        return {}
    chosen = [name for name in identities if table_at(identities, name).get("default") is True]
    names = chosen or list(identities)
    if len(names) != 1:
        why = "no identity is the default one" if not chosen else "several identities are the default one"
        path = ("identities",) if identities else ("providers",)
        return say.auth_refused(instance.id, why, instance.component.label("auth", path, "not chosen", key=True))
    [name] = names
    body = table_at(identities, name)
    kind = source_text(body.get("kind")) or ""
    profile = _setting(body, "profile")
    if kind in _HERE or (kind == _PROFILE and profile):
        return {
            variable: value
            for variable, value in (("AWS_PROFILE", profile), ("AWS_REGION", _setting(body, "region")))
            if value
        }
    label = instance.component.label("auth", ("identities", name), "not assumed", key=True)
    what = f"the kind `{kind}`" if kind else "no kind"
    return say.auth_refused(instance.id, f"the identity `{name}` is of {what}, which is not assumed", label)


def _setting(body: Table, name: str) -> str:
    return source_text(body.get(name)) or source_text(table_at(body, "principal").get(name)) or ""
