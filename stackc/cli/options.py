"""Global options, taken out of the command line before anything else; they may stand anywhere before ``--``."""

from __future__ import annotations

from collections.abc import Sequence

from stackc.base.named_tuple import NamedTuple


class UsageError(Exception):
    """The command line itself is wrong."""


class WrongUsage(UsageError):
    """The command line of ``terraform`` is wrong; the exit code is 1 all the same."""


def split_selectors(flag: str, values: Sequence[str] | None) -> tuple[str, ...] | None:
    """Repeated options, each of which may be a comma list; None when the option was not given.

    Raises WrongUsage for one that selects nothing: an unset variable of a script must not select everything.
    """
    if values is None:
        return None
    parts = tuple(part.strip() for value in values for part in value.split(",") if part.strip())
    if not parts or any(not value.replace(",", "").strip() for value in values):
        raise WrongUsage(f"`{flag}` is empty: name what is meant, or leave the option out to mean all")
    return parts


def queried_format(fmt: str, query: str | None) -> str:
    """The format in which a query is answered: JSON where people would get text.

    Raises UsageError for a format that has no values.
    """
    if not query or fmt in ("json", "yaml", "matrix"):
        return fmt
    if fmt == "text":
        return "json"
    raise UsageError(f"`--query` asks for a value, and `--format {fmt}` has none: leave one of them out")


class Globals(NamedTuple):
    """What every command knows."""

    chdir: str = ""
    project: str = ""
    color: str = "auto"
    quiet: bool = False
    verbose: bool = False
    timings: bool = False
    trace: str | None = None
    deny_warnings: bool = False
    notes: bool = False
    untrusted: bool = False
    allow_env: tuple[str, ...] = ()
    no_local: bool = False
    no_cache: bool = False


_WITH_VALUE = {
    "-C": "chdir",
    "--chdir": "chdir",
    "--project": "project",
    "--color": "color",
    "--trace": "trace",
    "--allow-env": "allow_env",
}
_REPEATED = ("allow_env",)
_FLAGS = {
    "-q": "quiet",
    "--quiet": "quiet",
    "-v": "verbose",
    "--verbose": "verbose",
    "--timings": "timings",
    "--deny-warnings": "deny_warnings",
    "--notes": "notes",
    "--untrusted": "untrusted",
    "--no-local": "no_local",
    "--no-cache": "no_cache",
}
HELP = """\
Global options, anywhere before --:
  -C, --chdir DIR     run as if started in DIR
  --project FILE      use this project file
  --color WHEN        auto, always or never (NO_COLOR is heeded)
  -q, --quiet         no warnings
  -v, --verbose       say what is being done
  --timings           print the time of each stage on stderr
  --trace FILE        write the same as a trace that Perfetto and browsers open
  --deny-warnings     warnings make the exit code 1
  --notes             say as well what is legal but perhaps not meant
  --no-cache          compile anew: look at no answer of an earlier run, and keep none
  --no-local          leave local files (X.local.yaml) out, as where CI is set
  --untrusted         compile what a stranger wrote: no file outside, no environment, nothing run
  --allow-env NAME    with --untrusted, a variable that may be read; may be repeated
"""


def split_globals(argv: list[str]) -> tuple[Globals, list[str]]:
    """The global options and the rest. Raises UsageError for one that lacks its value."""
    given: dict[str, str | bool] = {}
    repeated: dict[str, tuple[str, ...]] = dict.fromkeys(_REPEATED, ())

    def take(option: str, value: str) -> None:
        if option in repeated:
            repeated[option] += (value,)
        else:
            given[option] = value

    rest: list[str] = []
    at = 0
    while at < len(argv):
        word = argv[at]
        name, equals, value = word.partition("=")
        if word == "--":
            rest += argv[at:]
            break
        if word in _FLAGS:
            given[_FLAGS[word]] = True
        elif word in _WITH_VALUE:
            at += 1
            if at == len(argv):
                raise UsageError(f"`{word}` needs a value")
            take(_WITH_VALUE[word], argv[at])
        elif equals and name in _WITH_VALUE and name.startswith("--"):
            take(_WITH_VALUE[name], value)
        else:
            rest.append(word)
        at += 1
    options = Globals(**given, **repeated)  # type: ignore[arg-type]  # names and kinds come from the two tables
    if options.color not in ("auto", "always", "never"):
        raise UsageError(f"`--color` must be auto, always or never, not `{options.color}`")
    if options.allow_env and not options.untrusted:
        raise UsageError("`--allow-env` goes with `--untrusted`; without it the whole environment may be read")
    return options, rest
