"""``stackc schema``: the published JSON Schemas."""

from __future__ import annotations

from stackc.base.near import did_you_mean
from stackc.cli.options import UsageError
from stackc.cli.session import OK, Session
from stackc.render.schemas import SCHEMAS, schema_text


def schema(session: Session, name: str | None, output: str | None) -> int:
    """``schema NAME``: one schema; without a name each by its name and its title. It needs no project.

    Raises UsageError for an unknown name.
    """
    if name is None:
        width = max(map(len, SCHEMAS))
        session.write("".join(f"{each:{width}}  {SCHEMAS[each]()['title']}\n" for each in SCHEMAS), output)
        return OK
    if name not in SCHEMAS:
        advice = did_you_mean(name, SCHEMAS)
        raise UsageError(f"there is no schema `{name}`; {advice or '`stackc schema` lists them'}")
    session.write(schema_text(name), output)
    return OK
