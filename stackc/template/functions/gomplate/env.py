"""gomplate's ``env`` namespace, answered by the environment of the expansion; files of ``X_FILE`` stay unread."""

from stackc.go.expand import expand_environment
from stackc.go.functions import Table
from stackc.go.terms import Terms
from stackc.template.functions.gomplate.casting import require_count, to_text


def _read(terms: Terms, name: object, *fallback: str) -> str:
    require_count(fallback, 0, 1)
    return terms.environment(to_text(name)) or (fallback[0] if fallback else "")


def _expand(terms: Terms, text: object) -> str:
    return expand_environment(to_text(text), terms.environment)


TABLE: Table = {
    "env.Getenv": ("terms any ...string", _read),
    "env.ExpandEnv": ("terms any", _expand),
    "getenv": ("terms any ...string", _read),
}
