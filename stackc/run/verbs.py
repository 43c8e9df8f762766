"""Terraform's verbs: what each needs, what it does, which flags and words it takes.

The flags are those of Terraform since 1.5 and of OpenTofu; one that a binary does not know is refused by itself. See
docs/language.md, verbs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal

from stackc.base.named_tuple import NamedTuple


class Verb(NamedTuple):
    """A verb, with its subcommand where it has one: ``state mv``."""

    name: str
    switches: frozenset[str] = frozenset()
    """Flags whose value, if any, stands behind ``=``."""
    values: frozenset[str] = frozenset()
    """Flags whose value may be the next word."""
    variables: bool = False
    """It gets the variables of the instance."""
    makes: bool = False
    """It plans or makes what the manifests say, which must conform."""
    changes: bool = False
    """It may change the state."""
    many: bool = False
    """It means the same for every instance, and may run with ``--all``."""
    words: Literal["none", "any", "read", "made"] = "none"
    """What may stand behind the component: nothing, words, or paths of files to read or to make."""
    local: Literal["", "state", "backup"] = ""
    """The flag by which it is told of a local state, since it heeds no backend for that."""
    needs: Literal["state", "folder", "nothing"] = "state"
    """What it is about: the state of an instance, the folder of its component, or neither."""

    @property
    def flags(self) -> frozenset[str]:
        return self.switches | self.values

    @property
    def records(self) -> bool:
        """It may make a state, so the address goes into the lock file."""
        return self.changes or self.name in ("plan", "init")


def _flags(*texts: str) -> frozenset[str]:
    return frozenset(word for text in texts for word in text.split())


_COMMON: Final = _flags("no-color")
_SET: Final = _flags("var var-file")
"""OpenTofu takes variables wherever it may have to know where modules and the state are."""
_SEEN: Final = _flags("json-into")
_OPERATING: Final = _flags(
    "compact-warnings concise consolidate-errors consolidate-warnings destroy input json lock no-color refresh",
    "refresh-only show-sensitive allow-deferral ignore-remote-version",
)
_OPERATING_VALUES: Final = _flags(
    "deprecation exclude exclude-file lock-timeout parallelism replace target target-file invoke"
)
_STATE: Final = _flags("lock no-color ignore-remote-version")
_PLAN: Final = Verb(
    "plan",
    _OPERATING | _flags("detailed-exitcode"),
    _OPERATING_VALUES | _SET | _SEEN | _flags("generate-config-out out"),
    variables=True,
    makes=True,
    many=True,
)
_APPLY: Final = Verb(
    "apply",
    _OPERATING | _flags("auto-approve suppress-forget-errors"),
    _OPERATING_VALUES | _SET | _SEEN,
    variables=True,
    makes=True,
    changes=True,
    many=True,
)
_WORKSPACE: Final = Verb("workspace", _COMMON, _SET, many=True)
_CHANGE: Final = Verb(
    "", _STATE | _flags("dry-run"), _SET | _flags("lock-timeout"), changes=True, words="any", local="backup"
)
"""``state mv`` and what is like it."""
_TAINT: Final = Verb(
    "taint", _STATE | _flags("allow-missing"), _SET | _flags("lock-timeout"), changes=True, words="any"
)
_PROVIDERS: Final = Verb("providers", _COMMON, _SET | _flags("test-directory"), many=True)
_ANYWHERE: Final = Verb("", needs="nothing")

_ALL: Final = (
    _PLAN,
    _APPLY,
    _APPLY._replace(name="deploy"),
    _APPLY._replace(name="destroy"),
    Verb("output", _flags("json no-color raw show-sensitive"), _SET | _SEEN, many=True, words="any"),
    Verb(
        "init",
        _flags(
            "backend cloud force-copy get get-plugins input json lock migrate-state no-color reconfigure upgrade",
            "ignore-remote-version verify-plugins create-default-workspace",
        ),
        _SET | _SEEN | _flags("lock-timeout lockfile plugin-dir test-directory"),
        many=True,
    ),
    Verb(
        "validate",
        _flags("json no-color no-tests query consolidate-errors consolidate-warnings"),
        _SET | _SEEN | _flags("test-directory deprecation"),
        many=True,
    ),
    _WORKSPACE,
    _WORKSPACE._replace(name="workspace list"),
    _WORKSPACE._replace(name="workspace show"),
    Verb(
        "refresh",
        _OPERATING - _flags("destroy refresh refresh-only"),
        _OPERATING_VALUES | _SET | _SEEN,
        variables=True,
        makes=True,
        changes=True,
        many=True,
    ),
    Verb(
        "import",
        _STATE | _flags("allow-missing-config compact-warnings input json"),
        _SET | _SEEN | _flags("lock-timeout parallelism config provider"),
        variables=True,
        makes=True,
        changes=True,
        words="any",
    ),
    Verb("console", _flags("plan no-color lock compact-warnings"), _SET, variables=True, local="state"),
    Verb(
        "test",
        _flags("json no-color verbose"),
        _SET | _SEEN | _flags("cloud-run filter junit-xml parallelism test-directory deprecation"),
        variables=True,
        makes=True,
        many=True,
    ),
    Verb("query", _flags("json no-color"), _SET | _flags("generate-config-out"), variables=True, many=True),
    Verb(
        "show",
        _flags("json no-color config show-sensitive"),
        _SET | _SEEN | _flags("plan module deprecation"),
        many=True,
        words="read",
    ),
    Verb("graph", _flags("draw-cycles no-color verbose"), _SET | _flags("type plan module-depth"), many=True),
    Verb("get", _flags("update no-color json"), _SET | _SEEN | _flags("test-directory"), many=True),
    Verb("modules", _flags("json no-color"), many=True),
    _PROVIDERS,
    _PROVIDERS._replace(
        name="providers lock",
        switches=_flags("enable-plugin-cache no-color"),
        values=_SET | _flags("fs-mirror net-mirror platform test-directory"),
        words="any",
    ),
    _PROVIDERS._replace(
        name="providers mirror",
        switches=_flags("lock-file no-color"),
        values=_SET | _flags("platform"),
        words="made",
    ),
    _PROVIDERS._replace(name="providers schema", switches=_flags("json no-color")),
    Verb("state list", _flags("no-color"), _SET | _flags("id"), many=True, words="any"),
    Verb("state show", _flags("no-color show-sensitive json"), _SET, words="any"),
    Verb("state pull", _COMMON, _SET),
    Verb("state identities", _flags("json no-color"), _flags("id"), words="any"),
    Verb("state push", _STATE | _flags("force"), _SET | _flags("lock-timeout"), changes=True, words="read"),
    _CHANGE._replace(name="state mv"),
    _CHANGE._replace(name="state rm"),
    _CHANGE._replace(name="state replace-provider", switches=_STATE | _flags("auto-approve")),
    _TAINT,
    _TAINT._replace(name="untaint"),
    Verb("force-unlock", _flags("force no-color"), _SET, changes=True, words="any"),
    Verb("shell", variables=True, changes=True, words="any"),
    Verb("fmt", _flags("list write diff check no-color recursive"), many=True, words="any", needs="folder"),
    *(_ANYWHERE._replace(name=name) for name in ("version", "login", "logout", "metadata", "stacks")),
)
VERBS: Final[Mapping[str, Verb]] = {verb.name: verb for verb in _ALL}
"""Every verb we know, by name. ``deploy`` and ``shell`` are ours."""
SWITCHES: Final = frozenset({"help", "h"}).union(*(verb.switches for verb in _ALL))
VALUES: Final = frozenset[str]().union(*(verb.values for verb in _ALL))


def verb_named(name: str) -> Verb:
    """The verb ``name``; one that nobody knows is taken to change the state, and to need nothing else."""
    return VERBS.get(name) or Verb(name, changes=True, words="any")


def subcommands(name: str, among: Iterable[str] = VERBS) -> tuple[str, ...]:
    """What may follow ``name``: ``list`` and others for ``state``."""
    return tuple(each.partition(" ")[2] for each in among if each.startswith(f"{name} "))
