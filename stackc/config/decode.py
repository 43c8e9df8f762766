"""The merged project file → ``ProjectConfig``: defaults, environment overrides, kinds, paths."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from stackc.base.codes import LEVELS, Code
from stackc.base.diagnostic import Diagnostic, Label, Report
from stackc.base.fold import Lists
from stackc.base.named_tuple import NamedTuple
from stackc.base.near import is_one_edit
from stackc.base.ports import ReadFailure, World
from stackc.base.source import Path, Span
from stackc.base.value import Missing, Table, Value, look_up, table_at
from stackc.config import messages as say
from stackc.config.discovery import Found, git_root
from stackc.config.project_config import ATMOS, STACKC, ProjectConfig, TemplateSettings
from stackc.config.settings import IGNORED_SECTIONS, SETTINGS, TYPES, Setting
from stackc.syntax.document import Node
from stackc.syntax.glob import pattern_fault
from stackc.syntax.yaml import decode_text, parse_nodes

_TRUE, _FALSE = frozenset({"1", "t", "true", "yes", "on"}), frozenset({"0", "f", "false", "no", "off"})
_LISTS: tuple[Lists, ...] = ("replace", "append", "merge")


class _Given(NamedTuple):
    value: Value
    source: str
    """``default``, ``file`` or the name of the environment variable."""


def decode_config(found: Found, cwd: str, world: World, report: Report) -> ProjectConfig:
    """Decode the project file found for working directory ``cwd``.

    Reports settings of the wrong kind (SC0003) and unknown ones (SC0004) of a ``stackc.yaml`` and below ``stackc`` of
    an ``atmos.yaml``, whose other keys are Atmos's business.
    """
    given = _Settings(found, world, report)
    if found.dialect == "stackc":
        _check_keys(found.table, (), {setting.path for setting in SETTINGS}, found, world, report)
    else:
        _check_own_keys(found, world, report)
    root = _base_path(given, found, cwd, world)
    dialect = STACKC if found.dialect == "stackc" else ATMOS
    templates = _templates(given, found, world, report)
    stacks = given.text("stacks.base_path") or ("" if found.files else "stacks")
    return ProjectConfig(
        root=root,
        file=_inside(root, found.files[-1]) if found.files else None,
        dialect=dialect,
        stacks_folder=_folder(root, stacks),
        included_paths=given.patterns("stacks.included_paths"),
        excluded_paths=given.patterns("stacks.excluded_paths"),
        name_pattern=given.text("stacks.name_pattern"),
        name_template=given.text("stacks.name_template"),
        component_folders={
            kind: _inside(root, given.text(f"components.{kind}.base_path") or _default_folder(found, kind))
            for kind in TYPES
        },
        written_folders={kind: given.text(f"components.{kind}.base_path") for kind in TYPES},
        commands={kind: given.text(f"components.{kind}.command") for kind in TYPES},
        lists=_lists(given, found, world, report),
        templates=templates,
        inherit_metadata=_edition_metadata(given, found, world),
        inherit_source=given.flag("stacks.inherit.source"),
        backend_file=given.flag("components.terraform.auto_generate_backend_file"),
        generate_files=given.flag("components.terraform.auto_generate_files"),
        workspaces_enabled=given.flag("components.terraform.workspaces_enabled"),
        prefix_separator=given.text("components.terraform.workspace.prefix_separator") or "-",
        plugin_cache=given.flag("components.terraform.plugin_cache"),
        plugin_folder=given.text("components.terraform.plugin_cache_dir"),
        account_command=given.text("guards.account_id"),
        terraform_version=given.text("terraform.version"),
        state_keepers=given.texts("terraform.state_keepers"),
        auto_approve=given.flag("components.terraform.apply_auto_approve"),
        env=given.table("env"),
        auth=given.table("auth"),
        github=given.table("integrations.github"),
        atlantis=given.table("integrations.atlantis"),
        stores=given.table("stores"),
        allow_identical=given.text("stacks.duplicates") == "allow-identical",
        variables_only=given.patterns("stacks.variables_only"),
        severities=_severities(given, found, world, report),
        secret_env=given.patterns("secrets.env"),
        affected_sections=given.texts("describe.affected.sections"),
        include_empty=given.flag("describe.settings.include_empty"),
        key_delimiter=given.text("settings.yaml.key_delimiter"),
        manifest_schema=given.text("schemas.atmos.manifest"),
        policies_folder=_folder(root, given.text("policies.base_path")),
        component_schemas=_folder(root, given.text("schemas.components.base_path")),
        json_schemas=_folder(root, given.text("schemas.jsonschema.base_path")),
        opa_policies=_folder(root, given.text("schemas.opa.base_path")),
        folder=found.folder,
        allowed_folders=_allowed_folders(given, found.folder),
        named_folders=tuple(_named_folders(given, root, cwd)),
    )


def _folder(root: str, named: str) -> str:
    """A folder that the project file names, relative to ``root`` where it lies below it; empty where it names none."""
    return _inside(root, named) if named else ""


def _allowed_folders(given: _Settings, folder: str) -> tuple[str, ...]:
    if given.is_named("files.allow_outside"):
        return ()  # the caller's: see _named_folders
    return tuple(
        posixpath.normpath(posixpath.join(folder, each)) for each in given.texts("files.allow_outside") if each
    )


def _named_folders(given: _Settings, root: str, cwd: str) -> Iterator[str]:
    if given.is_named("base_path"):
        yield root
    for name in ("stacks.base_path", *(f"components.{kind}.base_path" for kind in TYPES)):
        if given.is_named(name):
            yield posixpath.normpath(posixpath.join(root, given.text(name)))
    if given.is_named("files.allow_outside"):
        yield from (
            posixpath.normpath(posixpath.join(cwd, each)) for each in given.texts("files.allow_outside") if each
        )


def _default_folder(found: Found, kind: str) -> str:
    return f"components/{kind}" if kind == "terraform" or not found.files else ""


class _Settings:
    """Looks settings up: environment over file over default."""

    def __init__(self, found: Found, world: World, report: Report) -> None:
        self.found, self.world, self.report = found, world, report
        self.known = {setting.name: setting for setting in SETTINGS}

    def text(self, name: str) -> str:
        value = self.get(name).value
        return "" if value is None else str(value)

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.get(name).value
        return tuple(str(item) for item in value) if isinstance(value, list) else ()

    def patterns(self, name: str) -> tuple[str, ...]:
        """Globs; one that cannot be used is reported (SC0003)."""
        patterns = self.texts(name)
        for index, pattern in enumerate(patterns):
            fault = pattern_fault(pattern)
            if fault is not None:
                path = (*self.path(self.known[name]), index)
                label = locate_setting(self.found, path, self.world, "this pattern")
                self.report(say.pattern_unusable(name, fault, label))
        return patterns

    def flag(self, name: str) -> bool:
        return self.get(name).value is True

    def table(self, name: str) -> Table:
        value = self.get(name).value
        return value if isinstance(value, dict) else {}

    def number(self, name: str) -> int:
        value = self.get(name).value
        return value if isinstance(value, int) else 0

    def is_named(self, name: str) -> bool:
        """The caller's own environment sets it, and not the ``env`` section of a project file."""
        return any(self.world.variable(variable) for variable in self._variables(name))

    def _variables(self, name: str) -> tuple[str, ...]:
        setting = self.known[name]
        return (setting.variable, *(setting.variables if self.found.dialect == "atmos" else ()))

    def get(self, name: str) -> _Given:
        setting = self.known[name]
        for variable in self._variables(name):
            text = self.world.variable(variable)
            if text is None and variable.startswith("ATMOS_"):
                promoted = table_at(self.found.table, "env").get(variable)
                text = promoted if isinstance(promoted, str) else None
            if text:
                return self._from_environment(setting, variable, text)
        return self._from_file(setting)

    def _from_file(self, setting: Setting) -> _Given:
        path = self.path(setting)
        value = look_up(self.found.table, path)
        if isinstance(value, Missing) or value is None:
            zero = self.found.dialect == "atmos" and bool(self.found.files)
            return _Given(setting.zero if zero else setting.default, "default")
        return self._checked(setting, value, path)

    def path(self, setting: Setting) -> Path:
        """Where the setting stands in the project file."""
        return ("stackc", *setting.path) if setting.own and self.found.dialect == "atmos" else setting.path

    def _from_environment(self, setting: Setting, variable: str, text: str) -> _Given:
        value: Value = text
        if setting.kind == "table":
            self.report(say.variable_for_a_map(variable, setting.name))
            return self._from_file(setting)
        if setting.kind == "boolean":
            if text.lower() not in _TRUE | _FALSE:
                self.report(say.variable_invalid(variable, setting, text))
            value = text.lower() in _TRUE
        elif setting.kind == "strings":
            value = list(text.split(","))
        elif setting.kind == "integer":
            if not (text.isascii() and text.isdigit()):
                self.report(say.variable_invalid(variable, setting, text))
                return _Given(setting.default, "default")
            value = int(text)
        if setting.choices and value not in setting.choices:
            self.report(say.variable_invalid(variable, setting, text))
        return _Given(value, variable)

    def _checked(self, setting: Setting, value: Value, path: Path) -> _Given:
        kinds = {"string": str, "boolean": bool, "integer": int, "strings": list, "table": dict}
        wanted = kinds[setting.kind]
        if setting.kind == "boolean" and isinstance(value, str) and value.lower() in _TRUE | _FALSE:
            value = value.lower() in _TRUE
        if setting.kind == "strings" and isinstance(value, str):
            value = [value]
        if setting.kind == "string" and isinstance(value, (int, float)) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
            label = locate_setting(self.found, path, self.world, "not of this kind")
            self.report(say.setting_kind(setting.name, setting.kind, value, label))
            return _Given(setting.default, "default")
        if setting.choices and value not in setting.choices:
            label = locate_setting(self.found, path, self.world, "not one of them")
            self.report(say.setting_choice(setting, value, label))
            return _Given(setting.default, "default")
        return _Given(value, "file")


def locate_setting(found: Found, path: Path, world: World, text: str, *, key: bool = False) -> Label | None:
    """The place of a setting in the highest file that has it; None when only the environment says it."""
    for file in reversed(found.files):
        try:
            content = decode_text(world.read(file), file)
        except ReadFailure:
            continue
        if isinstance(content, Diagnostic):
            continue
        nodes = parse_nodes(content, file)
        written = path if found.dialect == "stackc" else _as_written(nodes, path)
        node, rest = nodes.find(written)
        if not rest:
            return Label(nodes.key_span(written) if key else node.span, text)
    return Label(Span(found.files[-1]), "not set in this file") if found.files else None


def _as_written(nodes: Node, path: Path) -> Path:
    """``path`` as a file spells it whose keys are read without regard to case."""
    written: list[str | int] = []
    node: Node | None = nodes
    for step in path:
        keys = node.entries if node is not None else {}
        if step not in keys:
            step = next((key for key in keys if key.lower() == str(step).lower()), step)
        written.append(step)
        node = node.step(step) if node is not None else None
    return tuple(written)


def _check_own_keys(found: Found, world: World, report: Report) -> None:
    """What an ``atmos.yaml`` holds below ``stackc``, and our own settings that stand
    beside it, where nobody reads them.
    """
    own = {setting.path for setting in SETTINGS if setting.own}
    table = found.table.get("stackc")
    if isinstance(table, dict):
        _check_keys(table, ("stackc",), {("stackc", *path) for path in own}, found, world, report)
    elif table is not None:
        report(say.setting_kind("stackc", "table", table, locate_setting(found, ("stackc",), world, "not a map")))
    _check_close_keys(found.table, (), {setting.path for setting in SETTINGS if not setting.own}, found, world, report)
    for path in sorted(own):
        if not isinstance(look_up(found.table, path), Missing):
            label = locate_setting(found, path, world, "has no effect here", key=True)
            report(say.setting_misplaced(".".join(path), label))


def _check_close_keys(
    table: Table, path: tuple[str, ...], known: set[tuple[str, ...]], found: Found, world: World, report: Report
) -> None:
    """Keys that are nearly one of the ``known`` settings: others may be settings of Atmos that mean nothing to us."""
    siblings = {each[len(path)].lower() for each in known if each[: len(path)] == path and len(each) > len(path)}
    given = {key.lower() for key in table}
    for key, value in table.items():
        here = (*path, key)
        if key.lower() in siblings:
            if isinstance(value, dict):
                _check_close_keys(value, (*path, key.lower()), known, found, world, report)
        elif key.lower() not in IGNORED_SECTIONS and any(is_one_edit(key.lower(), each) for each in siblings - given):
            label = locate_setting(found, here, world, "not a setting", key=True)
            report(say.setting_unknown(here, siblings - given, label))
        elif "_" in key and len(homes := [each for each in known if each[-1] == key]) == 1:
            label = locate_setting(found, here, world, "not a setting here", key=True)
            report(say.setting_elsewhere(here, homes[0], label))


def _check_keys(
    table: Table, path: tuple[str, ...], known: set[tuple[str, ...]], found: Found, world: World, report: Report
) -> None:
    """Keys of ``table``, which stands at ``path``, that lead to none of the ``known`` settings."""
    for key, value in table.items():
        here = (*path, key)
        if here in known or (not path and key in IGNORED_SECTIONS - {"components"}):
            continue
        if any(each[: len(here)] == here for each in known):
            if isinstance(value, dict):
                _check_keys(value, here, known, found, world, report)
            elif value is not None:
                label = locate_setting(found, here, world, "not a map")
                report(say.setting_kind(".".join(here), "table", value, label))
            continue
        siblings = {p[len(path)] for p in known if p[: len(path)] == path and len(p) > len(path)}
        label = locate_setting(found, here, world, "not a setting", key=True)
        report(say.setting_unknown(here, siblings, label))


def _templates(given: _Settings, found: Found, world: World, report: Report) -> TemplateSettings:
    name = "templates.settings."
    delimiters = given.texts(name + "delimiters")
    if delimiters and (len(delimiters) != 2 or not all(delimiters)):
        label = locate_setting(found, ("templates", "settings", "delimiters"), world, "not a pair")
        report(say.delimiters_no_pair(label))
        delimiters = ()
    return TemplateSettings(
        enabled=given.flag(name + "enabled"),
        sprig=given.flag(name + "sprig.enabled"),
        gomplate=given.flag(name + "gomplate.enabled"),
        evaluations=max(1, given.number(name + "evaluations")),
        delimiters=(delimiters[0], delimiters[1]) if delimiters else ("{{", "}}"),
        ignore_missing=given.flag(name + "ignore_missing_template_values"),
        env={key: str(value) for key, value in given.table(name + "env").items()},
        datasources=given.table(name + "gomplate.datasources"),
    )


def _severities(given: _Settings, found: Found, world: World, report: Report) -> dict[str, str]:
    known = {code.value for code in Code}
    kept: dict[str, str] = {}
    for code, level in given.table("diagnostics.severity").items():
        path = (*(("stackc",) if found.dialect == "atmos" else ()), "diagnostics", "severity", code)
        if code in known and level in LEVELS:
            kept[code] = str(level)
            continue
        label = locate_setting(found, path, world, "has no effect", key=True)
        report(say.severity_unknown(level, label) if code in known else say.severity_code_unknown(code, known, label))
    return kept


def _lists(given: _Settings, found: Found, world: World, report: Report) -> Lists:
    name = given.text("settings.list_merge_strategy") or "replace"
    for known in _LISTS:
        if name == known:
            return known
    label = locate_setting(found, ("settings", "list_merge_strategy"), world, "no such strategy")
    report(say.list_strategy_unknown(name, _LISTS, label))
    return "replace"


def _edition_metadata(given: _Settings, found: Found, world: World) -> bool:
    """``stacks.inherit.metadata``; a project pinned to an edition before 2025-12-06 has it off unless it says so."""
    setting = given.get("stacks.inherit.metadata")
    edition = world.variable("ATMOS_EDITION") or found.table.get("edition")
    if setting.source == "default" and edition and found.dialect == "atmos":
        return str(edition) + "-99-99"[max(0, len(str(edition)) - 4) :] >= "2025-12-06"
    return setting.value is True


def _base_path(given: _Settings, found: Found, cwd: str, world: World) -> str:
    """Absolute base path. See docs/language.md, paths of a project."""
    setting = given.get("base_path")
    value, runtime = str(setting.value or ""), setting.source not in ("file", "default")
    if value.startswith("/"):
        return posixpath.normpath(value)
    if found.dialect == "stackc" or not found.files:
        return posixpath.normpath(posixpath.join(cwd if runtime else found.folder, value))
    root = git_root(cwd, world)
    if not found.local and value in ("", ".") and root:
        return root
    first = value.split("/", 1)[0]
    if first in (".", ".."):
        return posixpath.normpath(posixpath.join(cwd if runtime else found.folder, value))
    tries = [root, cwd] if root else [cwd, found.folder] if runtime else [found.folder, cwd]
    places = [posixpath.normpath(posixpath.join(at, value)) for at in tries if at]
    return next((place for place in places if world.kind(place) == "folder"), places[0])


def _inside(root: str, path: str) -> str:
    """``path`` relative to ``root`` where it lies below it; ``.`` for the root itself."""
    full = posixpath.normpath(posixpath.join(root, path))
    if full == root:
        return "."
    return full[len(root.rstrip("/")) + 1 :] if full.startswith(root.rstrip("/") + "/") else full
