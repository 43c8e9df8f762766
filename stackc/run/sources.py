"""``Source``: where a component's root module is fetched from. See docs/language.md, sources.

The section ``source`` comes in; a place to fetch from, or why it is none, goes out. Nothing is fetched here.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Final, Literal
from urllib.parse import parse_qsl

from stackc.base.diagnostic import Diagnostic
from stackc.base.named_tuple import NamedTuple
from stackc.base.pattern import late_pattern
from stackc.base.source import Path
from stackc.base.value import Secret, Value, is_unknown
from stackc.evaluate.instance import Instance
from stackc.run import messages as say
from stackc.syntax.glob import matches_glob

Kind = Literal["folder", "git", "archive"]
_ARCHIVES: Final = (".tar.gz", ".tgz", ".tar", ".zip")
_HOSTS: Final = ("github.com/", "gitlab.com/", "bitbucket.org/")
_SCP: Final = late_pattern(r"[\w.-]+@[\w.-]+:[^/].*")
_CHECKSUM: Final = late_pattern(r"sha256:([0-9a-f]{64})")
_VERSION: Final = late_pattern(r"\{\{\s*\.Version\s*\}\}")


class Source(NamedTuple):
    """A place to fetch a module from, and what of it is taken."""

    kind: Kind
    location: str
    """An absolute path, or a URL; what git takes for a repository."""
    subfolder: str = ""
    ref: str = ""
    """Of a repository; empty for its default branch."""
    checksum: str = ""
    """SHA-256 of an archive, in hexadecimal; empty where none is given."""
    included: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Names the place and what is taken of it."""
        from hashlib import sha256  # starts OpenSSL, for who fetches something

        return sha256("\0".join(map(repr, self)).encode("utf-8", "surrogatepass")).hexdigest()

    def takes(self, name: str) -> bool:
        """Whether a file, named from the top of the module, is taken."""
        if any(matches_glob(name, pattern) for pattern in self.excluded):
            return False
        return not self.included or any(matches_glob(name, pattern) for pattern in self.included)


def source_problems(instance: Instance) -> Iterator[Diagnostic]:
    """What is wrong with the section ``source`` as it is written (SC0951); unknown values may be right."""
    read = read_source(instance, "/")
    if isinstance(read, Diagnostic):
        yield read


def read_source(instance: Instance, root: str) -> Source | Diagnostic | None:
    """The source of an instance; None without one. Relative folders start at ``root``."""
    section = instance.table("source")
    if not section:
        return None
    for name in ("uri", "version"):
        value = section.get(name)
        if isinstance(value, Secret):
            why = "a secret is in it; give git its credentials by a helper of its own"
            return _wrong(instance, (name,), why)
        if is_unknown(value):
            return _wrong(instance, (name,), "it is not known") if instance.is_resolved else None
    patterns: list[tuple[str, ...]] = []
    for name in ("included_paths", "excluded_paths"):
        read = _patterns(section.get(name))
        if read is None:
            return _wrong(instance, (name,), f"`{name}` is a list of globs")
        patterns.append(read)
    version = section.get("version")
    made = _parse(str(section.get("uri") or ""), "" if version is None else str(version), root)
    if isinstance(made, str):
        return _wrong(instance, ("uri",) if "uri" in section else (), made)
    return made._replace(included=patterns[0], excluded=patterns[1])


def _wrong(instance: Instance, path: Path, why: str) -> Diagnostic:
    return say.source_wrong(instance.id, why, instance.component.label("source", path, "not fetched", key=not path))


def _patterns(value: Value) -> tuple[str, ...] | None:
    if value is None:
        return ()
    return tuple(map(str, value)) if isinstance(value, list) and all(isinstance(each, str) for each in value) else None


def _parse(uri: str, version: str, root: str) -> Source | str:
    """A URI as go-getter writes them, or why it is not fetched."""
    if not uri.strip():
        return "it has no `uri`"
    forced, _, rest = uri.rpartition("::") if re.match(r"[a-z0-9]+::", uri) else ("", "", uri)
    whole, _, query = _VERSION.sub(lambda _: version, rest).partition("?")
    given = dict(parse_qsl(query))
    place, subfolder = _split(whole)
    if any(step == ".." for step in subfolder.split("/")):
        return f"its subfolder `{subfolder}` leaves the source"
    ref = given.get("ref") or (version if not _VERSION.search(rest) else "")
    if ref.startswith("-"):
        return f"`{ref}` is no name of a commit, tag or branch"
    subfolder = posixpath.normpath(subfolder).strip("/") if subfolder.strip("./") else ""
    if forced not in ("", "git"):
        return f"sources of the kind `{forced}` are not supported yet"
    if place.startswith(_HOSTS):
        place = f"https://{place}"
    local = place.removeprefix("file://") if place.startswith("file://") else place
    is_local = place.startswith(("file://", "/", "./", "../")) or "://" not in place
    if _SCP.fullmatch(place) or place.startswith("ssh://"):
        return Source("git", place, subfolder, ref)
    if is_local:
        path = posixpath.normpath(posixpath.join(root, local))
        if forced == "git" or path.endswith(".git"):
            return Source("git", f"file://{path}", subfolder, ref)
        if path.endswith(_ARCHIVES):
            return _archive(path, subfolder, given)
        return Source("folder", posixpath.normpath(posixpath.join(path, subfolder)))
    if not place.startswith(("https://", "http://")):
        return f"`{place.partition('://')[0]}` is no way to fetch that is supported yet"
    if forced != "git" and place.endswith(_ARCHIVES):
        archive = _archive(place, subfolder, given)
        if isinstance(archive, Source) and not archive.checksum:
            return "an archive from elsewhere needs `?checksum=sha256:…`"
        return archive
    return Source("git", place, subfolder, ref)


def _archive(place: str, subfolder: str, given: dict[str, str]) -> Source | str:
    checksum = given.get("checksum", "")
    found = _CHECKSUM.fullmatch(checksum)
    if checksum and found is None:
        return "its checksum is none: `checksum=sha256:` and 64 digits"
    return Source("archive", place, subfolder, checksum=found[1] if found else "")


def _split(whole: str) -> tuple[str, str]:
    """A place, and the folder below it that stands behind ``//``; that of ``://`` is none."""
    start = whole.find("://") + 3 if "://" in whole else 0
    at = whole.find("//", max(start, 1))
    return (whole, "") if at < 0 else (whole[:at], whole[at + 2 :])
