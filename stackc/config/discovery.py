"""Where the project file is: ``stackc.yaml``, or an existing ``atmos.yaml`` with its imports, drop-ins and profiles."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from functools import partial

from stackc.base.boundary import Access
from stackc.base.codes import DialectName
from stackc.base.diagnostic import Diagnostic, Label, Report
from stackc.base.messages import outside_found
from stackc.base.named_tuple import NamedTuple
from stackc.base.ports import ReadFailure, WalkFailure, World
from stackc.base.record import replace
from stackc.base.source import Path, Span
from stackc.base.value import Append, Call, Table, Value, look_up
from stackc.config import messages as say
from stackc.config.settings import SETTINGS
from stackc.syntax.glob import has_magic, literal_prefix, matches_glob
from stackc.syntax.yaml import ScalarRules, decode_text, parse_nodes, read_document

OWN_FILES = ("stackc.yaml", "stackc.yml")
ATMOS_FILES = ("atmos.yaml", ".atmos.yaml", "atmos.yml", ".atmos.yml")
NAMING = ("ATMOS_CONFIG", "ATMOS_CONFIG_PATH", "ATMOS_CLI_CONFIG_PATH")
"""Environment variables in which the user names the project file or its folder."""
MAX_IMPORTS = 10
"""How deep project files may import one another."""
MAX_FILES = 1_000
"""Project files that are merged, each as often as it is imported."""
_ATMOS_SCALARS = ScalarRules(dates_as_text=True, exact_integers=False)

EvaluateCall = Callable[[str, str, str, World, Report], Value]
"""``(call, file, folder, world, report)`` → its value; the tags a project file may use are wired by ``project``."""
Bounds = Callable[[str, DialectName, "tuple[str, ...]"], World]
"""``(file, dialect, allowed)`` → the world as the project file may see it that begins with ``file``; ``allowed`` are
folders that it allows itself."""


class Found(NamedTuple):
    """The merged project file before it is decoded."""

    table: Table
    files: tuple[str, ...]
    """Every file that took part, lowest first; absolute."""
    dialect: DialectName
    folder: str
    """Absolute folder of the main file; the working directory when there is none."""
    local: bool
    """The working directory itself holds project configuration."""


def find_project(
    cwd: str,
    world: World,
    explicit: str | None,
    evaluate: EvaluateCall,
    report: Report,
    bounds: Bounds | None = None,
) -> Found:
    """Find and merge the project file for the working directory ``cwd`` (absolute).

    ``world`` is where project files are looked for; what a found one names is read through ``bounds``.
    """
    loader = _Loader(world, bounds or (lambda *_: world), evaluate, report)
    if explicit is not None:
        return _explicit(cwd, explicit, loader)
    own = _nearest(cwd, OWN_FILES, world)
    atmos = _nearest(cwd, ATMOS_FILES, world)
    if own and atmos and posixpath.dirname(own) == posixpath.dirname(atmos):
        report(say.two_projects(own, atmos))
    if own and (not atmos or len(posixpath.dirname(own)) >= len(posixpath.dirname(atmos))):
        return Found(_settled(loader.own(own)), (own,), "stackc", posixpath.dirname(own), True)
    return _atmos(cwd, loader)


def git_root(folder: str, world: World) -> str | None:
    """The nearest folder at or above ``folder`` that holds ``.git``."""
    return next((at for at in _ancestors(folder) if world.kind(posixpath.join(at, ".git"))), None)


def _explicit(cwd: str, explicit: str, loader: _Loader) -> Found:
    file = posixpath.normpath(posixpath.join(cwd, explicit))
    if loader.world.kind(file) == "folder":
        found = next(
            (posixpath.join(file, n) for n in OWN_FILES + ATMOS_FILES if loader.world.kind(posixpath.join(file, n))),
            None,
        )
        file = found or file
    if loader.world.kind(file) != "file":
        folder = posixpath.dirname(explicit)
        there = [posixpath.join(folder, name) for name in OWN_FILES + ATMOS_FILES]
        files = [name for name in there if loader.world.kind(posixpath.normpath(posixpath.join(cwd, name))) == "file"]
        loader.report(say.no_project_file(explicit, files))
        return Found({}, (), "atmos", cwd, False)
    folder = posixpath.dirname(file)
    if posixpath.basename(file) in OWN_FILES:
        return Found(_settled(loader.own(file)), (file,), "stackc", folder, True)
    return Found(_settled(loader.main(file)), tuple(loader.files), "atmos", folder, True)


def _atmos(cwd: str, loader: _Loader) -> Found:
    """Atmos's search order: home, ancestor, git root, working directory, ``ATMOS_CLI_CONFIG_PATH``; later wins."""
    world = loader.world
    pinned = [p for name in NAMING[:2] for p in (world.variable(name) or "").split(",") if p]
    named = world.variable(NAMING[2])
    local = any(world.kind(posixpath.join(cwd, name)) for name in (*ATMOS_FILES[:2], ".atmos", ".atmos.d", "atmos.d"))
    home = world.variable("HOME")
    places: list[str] = []
    if pinned:
        places = [posixpath.join(cwd, p) for p in pinned]
    else:
        places = ["/usr/local/etc/atmos"] + ([posixpath.join(home, ".atmos")] if home else [])
        if not local and not named:
            above = _nearest(posixpath.dirname(cwd), ATMOS_FILES, world) if cwd != "/" else None
            places += [posixpath.dirname(above)] if above else []
            root = git_root(cwd, world)
            if root and world.variable("ATMOS_GIT_ROOT_BASEPATH") != "false":
                places.append(root)
        places.append(cwd)
        places += [posixpath.join(cwd, named)] if named else []
    table: Table = {}
    folder: str | None = None
    for place in dict.fromkeys(posixpath.normpath(p) for p in places):
        main = place if world.kind(place) == "file" else _first(place, ATMOS_FILES, world)
        if main is None and not loader.drop_ins(place):
            continue
        table = loader.merge(table, loader.main(main) if main else loader.beside(place))
        folder = posixpath.dirname(main) if main else place
    if folder is None:
        return Found({}, (), "atmos", cwd, False)
    table = loader.profiles(table, folder)
    return Found(_settled(table), tuple(loader.files), "atmos", folder, local or bool(named) or bool(pinned))


class _Loader:
    """Reads and merges project files; remembers which ones."""

    def __init__(self, world: World, bounds: Bounds, evaluate: EvaluateCall, report: Report) -> None:
        self.world, self.bounds, self.evaluate, self.report = world, bounds, evaluate, report
        self.bounded: Callable[[tuple[str, ...]], World] = lambda _: world
        self.inner = world
        """The world as the main file that is being read may see it."""
        self.files: list[str] = []
        self.is_full = False
        self._tables: dict[str, Table] = {}

    def own(self, file: str) -> Table:
        """A ``stackc.yaml``, which stands alone."""
        self.enter(file, "stackc")
        return self.file(file)

    def enter(self, file: str, dialect: DialectName) -> None:
        """From here on the project file is read that begins with ``file``."""
        self.bounded = partial(self.bounds, file, dialect)
        self.inner = self.bounded(())

    def beside(self, folder: str) -> Table:
        """The drop-ins of a place without a main file."""
        self.enter(posixpath.join(folder, "atmos.d"), "atmos")
        return self.with_drop_ins({}, folder)

    def main(self, file: str) -> Table:
        """A main file over its imports over its drop-ins."""
        folder = posixpath.dirname(file)
        self.enter(file, "atmos")
        table = self.file(file)
        below = self.with_drop_ins({}, folder)
        base = table.get("base_path")
        start = posixpath.join(folder, base) if isinstance(base, str) and base and not base.startswith("!") else folder
        for imported in self.imports(table, start, (file,)):
            below = self.merge(below, imported)
        return self.merge(below, table)

    def imports(self, table: Table, folder: str, above: tuple[str, ...]) -> Iterator[Table]:
        """Imported files, lowest first; what an imported file imports comes after it.

        ``above`` are the files on the way.
        """
        entries = table.get("import")
        for index, entry in enumerate(entries if isinstance(entries, list) else []):
            if not isinstance(entry, str) or not entry:
                continue
            place = self.place(above[-1], ("import", index), "imported here")
            files, access = self.matching(entry, folder)
            if access != "inside" and (files or access == "refused"):
                self.report(outside_found(f"the import `{entry}` of the project file", place, access))
            elif not files:
                self.report(say.import_impossible(entry, place))
            for file in files:
                if file in above or len(above) > MAX_IMPORTS:
                    continue
                if len(self.files) >= MAX_FILES:
                    self._too_many(above[-1])
                    return
                imported = self.file(file, warns=access == "inside")
                yield imported
                yield from self.imports(imported, folder, (*above, file))

    def _too_many(self, file: str) -> None:
        if not self.is_full:
            self.is_full = True
            self.report(say.too_many_files(MAX_FILES, file))

    def matching(self, entry: str, folder: str) -> tuple[list[str], Access]:
        """Files an import entry names: a file, a folder with all below it, or a glob; shallow first.

        And where they lie.
        """
        path = posixpath.normpath(posixpath.join(folder, entry))
        if not has_magic(path):
            tries = (path, f"{path}.yaml", f"{path}.yml")
            single = next((p for p in tries if self.inner.kind(p) == "file"), None)
            if single:
                access = self.inner.access(single)
                return [single] if access != "refused" else [], access
            path = posixpath.join(path, "**/*")
        top = literal_prefix(path)
        access = self.inner.access(top)
        if self.inner.kind(top) != "folder":
            return [], access
        found = self.below(top)
        chosen = [f for f in found if matches_glob(f, path)]
        chosen = [f for f in chosen if not (f.endswith(".yml") and f[:-4] + ".yaml" in chosen)]
        return sorted(chosen, key=lambda f: (f.count("/"), f)), access

    def drop_ins(self, folder: str) -> list[str]:
        """Files below ``atmos.d`` and ``.atmos.d`` of ``folder``."""
        found: list[str] = []
        for name in ("atmos.d", ".atmos.d"):
            top = posixpath.join(folder, name)
            if self.world.kind(top) == "folder":
                found += self.below(top)
        return found

    def below(self, top: str) -> list[str]:
        """The YAML files below a folder; none after reporting links without bound (SC0009)."""
        try:
            return [posixpath.join(top, file) for file in self.inner.walk(top) if file.endswith((".yaml", ".yml"))]
        except WalkFailure as failure:
            self.report(say.folder_endless(top, failure, posixpath.join(top, failure.link)))
            return []

    def with_drop_ins(self, table: Table, folder: str) -> Table:
        root = git_root(folder, self.world)
        for place in dict.fromkeys(p for p in (root, folder) if p):
            for file in self.drop_ins(place):
                table = self.merge(table, self.file(file))
        return table

    def profiles(self, table: Table, folder: str) -> Table:
        """Every chosen profile's files over the base configuration; the rightmost profile wins."""
        settings = table.get("profiles")
        default = settings.get("default") if isinstance(settings, dict) else None
        chosen = [n.strip() for n in (self.world.variable("ATMOS_PROFILE") or "").split(",") if n.strip()]
        if not chosen and isinstance(default, str) and default:
            chosen = [default]
        elif not chosen and isinstance(default, list):
            chosen = [str(name) for name in default]
        base = settings.get("base_path") if isinstance(settings, dict) else None
        xdg = posixpath.join(self.world.variable("XDG_CONFIG_HOME") or "/nonexistent", "atmos/profiles")
        places = ([posixpath.join(folder, base)] if isinstance(base, str) and base else []) + [
            posixpath.join(folder, ".atmos/profiles"),
            xdg,
            posixpath.join(folder, "profiles"),
        ]
        for name in chosen:
            tops = [posixpath.join(p, name) for p in places]
            users = self.bounds(posixpath.join(xdg, "profile"), "atmos", ())
            inner = {top: users if top.startswith(xdg) else self.inner for top in tops}
            top = next((top for top in tops if inner[top].kind(top) == "folder"), None)
            if top is None and any(inner[top].access(top) == "refused" for top in tops):
                self.report(outside_found(f"the profile `{name}`", None, "refused"))
                continue
            if top is None:
                self.report(say.no_profile(name, places))
                continue
            self.inner = inner[top]
            for file in self.below(top):
                table = self.merge(table, self.file(file))
        return table

    def file(self, file: str, *, warns: bool = True) -> Table:
        """One file's table with its tags evaluated; empty after reporting why it cannot be used.

        ``warns``: nobody else says it when the file lies outside.
        """
        self.files.append(file)
        if file not in self._tables:
            self._tables[file] = self._read(file, warns)
        return self._tables[file]

    def _read(self, file: str, warns: bool) -> Table:
        own = posixpath.basename(file) in OWN_FILES
        access = self.inner.access(file)
        if access == "refused" or (access == "outside" and warns):
            self.report(outside_found("the project file", Label(Span(file), "this file"), access))
        if access == "refused":
            return {}
        try:
            content = self.inner.read(file)
        except ReadFailure as failure:
            self.report(say.unreadable(file, failure))
            return {}
        document = read_document(content, file, ScalarRules() if own else _ATMOS_SCALARS)
        for diagnostic in document.diagnostics:
            self.report(diagnostic)
        root = document.root
        if root is not None and not isinstance(root, dict):
            if not document.diagnostics:
                self.report(say.not_a_table(file))
            return {}
        if any(each.code.classified("stackc" if own else "atmos") == "compile" for each in document.diagnostics):
            return {}  # what was read of it may be the half of a setting
        table = document.table if own else _lowered(document.table)
        if not document.has_calls:
            return table
        allowed = look_up(table, ("files", "allow_outside") if own else ("stackc", "files", "allow_outside"))
        folders = [each for each in allowed if isinstance(each, str)] if isinstance(allowed, list) else []
        folder = posixpath.dirname(file)
        absolute = tuple(posixpath.normpath(posixpath.join(folder, each)) for each in folders)
        return self._evaluated(table, file, (), self.bounded(absolute) if absolute else self.inner)

    def _evaluated(self, table: Table, file: str, path: Path, inner: World) -> Table:
        evaluated: Table = {}
        for key, value in table.items():
            result = self._value(value, file, (*path, key), inner)
            if result is not _UNSET:
                evaluated[key] = result
        return evaluated

    def _value(self, value: Value, file: str, path: Path, inner: World) -> Value:
        if isinstance(value, dict):
            return self._evaluated(value, file, path, inner)
        if isinstance(value, (list, Append)):
            items = value.items if isinstance(value, Append) else value
            each = [self._value(item, file, (*path, index), inner) for index, item in enumerate(items)]
            kept = [item for item in each if item is not _UNSET]
            return Append(kept) if isinstance(value, Append) else kept
        if isinstance(value, Call):
            return _UNSET if value == _UNSET else self._call(value.text, file, path, inner)
        return value

    def _call(self, text: str, file: str, path: Path, inner: World) -> Value:
        """What a call gives; what is wrong with it is reported where it stands."""

        def placed(diagnostic: Diagnostic) -> None:
            here = diagnostic.primary or self.place(file, path, "this call")
            self.report(replace(diagnostic, primary=here))

        return self.evaluate(text, file, posixpath.dirname(file), inner, placed)

    def place(self, file: str, path: Path, text: str) -> Label:
        """The place of a value in a project file, whose keys may be written in other letters than they are read."""
        try:
            content = decode_text(self.inner.read(file), file)
        except ReadFailure:
            return Label(Span(file), text)
        if isinstance(content, Diagnostic):
            return Label(Span(file), text)
        node = parse_nodes(content, file)
        for step in path:
            named = (
                next((key for key in node.entries if key.lower() == step.lower()), step)
                if isinstance(step, str)
                else step
            )
            below = node.step(named)
            if below is None:
                break
            node = below
        return Label(node.span, text)

    def merge(self, below: Table, above: Table) -> Table:
        """``above`` over ``below``: maps deeply, the rest replaced, ``commands`` by name,
        ``!append`` behind what is there.
        """
        above = _appended(below, above)
        if not below or not above:
            return above or below
        from deepmerge.merger import Merger

        commands = _by_name(below.get("commands"), above.get("commands"))
        merger = Merger([(dict, ["merge"])], ["override"], ["override"])
        merged: Table = merger.merge(_copied(below), above)
        if commands is not None:
            merged["commands"] = commands
        return merged


_UNSET: Value = Call("!unset")


def _appended(below: Table, above: Table) -> Table:
    """``above`` with each ``!append`` list completed by the list it stands over; one over
    nothing waits for the next file.
    """
    completed: Table = {}
    for key, value in above.items():
        under = below.get(key)
        if isinstance(value, Append) and isinstance(under, Append):
            completed[key] = Append([*under.items, *value.items])
        elif isinstance(value, Append) and isinstance(under, list):
            completed[key] = [*under, *value.items]
        elif isinstance(value, dict):
            completed[key] = _appended(under if isinstance(under, dict) else {}, value)
        else:
            completed[key] = value
    return completed


def _settled(table: Table) -> Table:
    """``table`` with the ``!append`` lists that stand over nothing as plain lists."""
    return {
        key: _settled(value) if isinstance(value, dict) else value.items if isinstance(value, Append) else value
        for key, value in table.items()
    }


def _copied(table: Table) -> Table:
    return {key: _copied(value) if isinstance(value, dict) else value for key, value in table.items()}


def _by_name(below: Value, above: Value) -> list[Value] | None:
    if not isinstance(below, list) or not isinstance(above, list):
        return None
    named: dict[str, Value] = {}
    for index, command in enumerate((*below, *above)):
        name = command.get("name") if isinstance(command, dict) else None
        named[str(name) if name is not None else f"\0{index}"] = command
    return list(named.values())


_CASED = frozenset({"env", "identities", "stores", "delimiters"})
_OWN_TABLES = frozenset(("stackc", *setting.path) for setting in SETTINGS if setting.own and setting.kind == "table")
"""Our own settings whose keys are data, as codes are."""


def _lowered(table: Table, path: tuple[str, ...] = ()) -> Table:
    """Keys in lower case, as Atmos's loader has them; what is below ``env``, our own
    tables and the like keeps its case.
    """
    lowered: Table = {}
    for key, value in table.items():
        here = (*path, key.lower())
        is_cased = here[-1] in _CASED or here in _OWN_TABLES
        lowered[here[-1]] = value if is_cased or not isinstance(value, dict) else _lowered(value, here)
    return lowered


def _ancestors(folder: str) -> Iterator[str]:
    while True:
        yield folder
        above = posixpath.dirname(folder)
        if above == folder:
            return
        folder = above


def _first(folder: str, names: tuple[str, ...], world: World) -> str | None:
    return next((f for n in names if world.kind(f := posixpath.join(folder, n)) == "file"), None)


def _nearest(folder: str, names: tuple[str, ...], world: World) -> str | None:
    return next((f for at in _ancestors(folder) if (f := _first(at, names, world))), None)
