"""``Compilation``: one repository as the compiler sees it. Everything is computed when asked for, once.

Asking for one instance never evaluates another; asking for names evaluates none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from threading import RLock
from typing import NamedTuple

from stackc.base.boundary import outside_found
from stackc.base.codes import Code, Use, severity
from stackc.base.diagnostic import Diagnostic, Label, unique
from stackc.base.ids import COMPONENT_TYPES, InstanceId, StackName
from stackc.base.marks import Marks
from stackc.base.near import nearest
from stackc.base.ports import Outputs, World
from stackc.base.source import Origin, Span
from stackc.base.value import MISSING, Missing, Table, Value, look_up, revealed, shown, table_at
from stackc.compile.environment import Environment
from stackc.compile.functions import FileFunctions, make_functions
from stackc.compile.root_modules import RootModules
from stackc.compile.selection import Selector, fits, globs_of
from stackc.compile.views import InstanceViews
from stackc.config.discovery import git_root
from stackc.config.project_config import ProjectConfig
from stackc.evaluate.instance import EvaluateContext, Instance
from stackc.evaluate.values import CallStage, TemplateStage, template_mark, template_scalars
from stackc.function.signatures import is_deferred
from stackc.link.component import Component
from stackc.link.context import LinkContext
from stackc.link.duplicates import are_identical, duplicate_found
from stackc.link.globals import Globals
from stackc.link.mistakes import check_backends, check_depends_on
from stackc.link.naming import Named, NamingRules, check_pattern, name_component
from stackc.manifest.foreign import is_foreign
from stackc.manifest.index import EXTENSIONS, ManifestIndex, import_name
from stackc.manifest.library import Library, import_chain, import_keys
from stackc.manifest.manifest import Manifest
from stackc.manifest.places import Locator
from stackc.manifest.reader import Reader
from stackc.manifest.rendering import Renderer
from stackc.syntax.calls import CallFault
from stackc.syntax.tags import call_tag
from stackc.template import (
    EffectNeeded,
    Expansion,
    FunctionSet,
    TemplateFault,
    expand_template,
    parse_template,
    without_secret,
)
from stackc.text.json import to_json

_FOLLOWING = frozenset({Code.BASE_NOT_FOUND, Code.LEGACY_BASE_NOT_FOUND})
"""What may just follow from a file that is missing or cut off."""


class Definition(NamedTuple):
    """One component of one manifest and the stack it belongs to."""

    component: Component
    named: Named


class Answer(NamedTuple):
    """An instance and what is wrong with it; no instance when there is none of that name."""

    instance: Instance | None
    diagnostics: tuple[Diagnostic, ...]


class Compilation:
    """One repository, one project file, one environment."""

    def __init__(self, world: World, config: ProjectConfig, setting: Callable[[str], Label | None]) -> None:
        self.world, self.config = world, config
        spells_call = _spells_call if config.dialect.text_calls else None
        self.marks = Marks(spells_call, template_mark(config.templates.delimiters[0]))
        self.index = ManifestIndex(world, config.stacks_folder)
        self.locator = Locator(world, config.scalars)
        self.environment = environment = Environment(world, config)
        self.files = files = FileFunctions(environment)
        renderer = Renderer(make_functions(files), template_scalars(config), Marks(spells_call))
        self.reader = Reader(
            world,
            environment.functions,
            renderer,
            self.locator,
            self._git_root,
            _expression,
            erases=config.dialect.locals_erase,
            ignore_missing=config.templates.ignore_missing,
        )
        self.library = Library(
            self.index,
            self.reader,
            renderer,
            self.locator,
            self.marks,
            config.lists,
            siblings=config.dialect.sibling_overrides,
            render_paths=config.templates.enabled,
        )
        self.link = LinkContext(
            config,
            self.marks,
            is_deferred,
            self.locator,
            lambda folder: world.kind(folder) == "folder",
            self._definers,
        )
        self.rules = NamingRules(config.name_pattern, config.name_template, self._expand_name, setting)
        self.naming_functions = make_functions(files, sprig=True, gomplate=True)
        self.modules = RootModules(world)
        self._lock = RLock()
        self._globals: dict[tuple[int, str], Globals] = {}
        self._components: dict[tuple[int, str, str], Component] = {}
        self._definitions: dict[tuple[int, str, str], Named | None] = {}
        self._naming_failures: dict[tuple[int, str, str], tuple[Diagnostic, ...]] = {}
        self._instances: dict[InstanceId, Answer] = {}
        self._top_level: tuple[str, ...] | None = None
        self._by_stack: dict[StackName, list[Definition]] | None = None
        self._by_id: dict[InstanceId, list[Definition]] | None = None
        self._import_keys: dict[int, tuple[str, ...]] = {}
        self._chains: dict[str, Manifest] = {}
        self._manifests: dict[str, Manifest] = {}
        self._file_diagnostics: dict[int, tuple[Diagnostic, ...]] = {}
        self._root: str | Missing | None = MISSING
        self._defined: dict[tuple[str, str], list[str]] | None = None
        self.evaluation = EvaluateContext(
            config,
            self.marks,
            TemplateStage(config, self.marks),
            CallStage(config, self.marks),
            self.value_functions(),
            self.naming_functions,
            environment.functions,
            environment.process,
            self._git_root,
            self._keys_of,
            lambda folder: self.modules.record(folder).sensitive,
            lambda folder: self.modules.record(folder).backend,
            lambda component: name_component(component, self.rules, _unheard, ignore_own=True),
        )

    # --- files and manifests

    @property
    def top_level(self) -> tuple[str, ...]:
        """The files that are stacks, relative to the stacks folder, in byte order; YAML of other tools is none."""
        if self._top_level is None:
            self._top_level = tuple(
                file
                for file in self._selected()
                if not is_foreign(self.reader.document(self.index.path(file)), selected=True)
            )
        return self._top_level

    def _selected(self) -> tuple[str, ...]:
        return self.index.top_level(self.config.included_paths, self.config.excluded_paths)

    def manifest(self, file: str) -> Manifest:
        """The merged manifest of a top-level file."""
        known = self._manifests.get(file)
        if known is None:
            with self._lock:
                known = self._manifests[file] = self.library.manifest(file)
        return known

    def manifests(self) -> Iterator[Manifest]:
        """All top-level manifests in byte order of their files."""
        for file in self.top_level:
            yield self.manifest(file)

    def file_diagnostics(self, manifest: Manifest) -> tuple[Diagnostic, ...]:
        """What is wrong with the files a manifest is made of, with the imports that lead there."""
        known = self._file_diagnostics.get(id(manifest))
        if known is not None:
            return known
        found: list[Diagnostic] = []
        for each in manifest.closure():
            if each.diagnostics:
                chain = self._chain(manifest, each.file)
                found += [_with_chain(diagnostic, chain) for diagnostic in self.own_diagnostics(each)]
        known = self._file_diagnostics[id(manifest)] = unique(found)
        return known

    def own_diagnostics(self, manifest: Manifest) -> Iterator[Diagnostic]:
        """What is wrong with one file; for a local that reads what its file has not, with the file that has it."""
        paths = {id(each.diagnostic): each.path for each in manifest.unseen}
        for diagnostic in manifest.diagnostics:
            path = paths.get(id(diagnostic))
            holder = self._holder(manifest, path) if path is not None else None
            yield replace(diagnostic, related=(*diagnostic.related, holder)) if holder is not None else diagnostic

    def _holder(self, manifest: Manifest, path: tuple[str, ...]) -> Label | None:
        """The place of ``path`` in another file: one that ``manifest`` imports, else one of the stack it is part of."""
        top = self._chains.get(manifest.file, manifest)
        for each in (*manifest.closure(), *top.closure()):
            table = self.reader.document(each.file).table
            if each.file != manifest.file and not isinstance(look_up(table, path), Missing):
                return Label(self.locator.locate(Origin(each.file, path)), "the value stands in this file")
        return None

    def _chain(self, manifest: Manifest, file: str) -> tuple[Span, ...]:
        """One way to ``file``, the same for every manifest that reaches it, so that one mistake is one diagnostic."""
        first = self._chains.setdefault(file, manifest)
        return import_chain(first, file, self.locator)

    def link_diagnostics(self, manifest: Manifest) -> tuple[Diagnostic, ...]:
        """Root and type sections of a manifest that are not what they must be."""
        sections = table_at(manifest.table, "components")
        kinds = [kind for kind in COMPONENT_TYPES if kind == "terraform" or kind in sections or kind in manifest.table]
        return unique(d for kind in kinds for d in self.globals_of(manifest, kind).diagnostics)

    # --- components and names

    def globals_of(self, manifest: Manifest, kind: str) -> Globals:
        """What the components of one type share in one manifest."""
        key = (id(manifest), kind)
        known = self._globals.get(key)
        if known is None:
            known = self._globals[key] = Globals(manifest, kind, self.link)
        return known

    def component(self, manifest: Manifest, kind: str, name: str) -> Component:
        """One component of one manifest; it must exist."""
        key = (id(manifest), kind, name)
        known = self._components.get(key)
        if known is None:
            known = self._components[key] = Component(name, self.globals_of(manifest, kind))
        return known

    def named(self, component: Component) -> Named | None:
        """The stack a component belongs to; None when its name cannot be computed."""
        key = (id(component.manifest), component.kind, component.name)
        if key not in self._definitions:
            found: list[Diagnostic] = []
            self._definitions[key] = name_component(component, self.rules, found.append)
            self._naming_failures[key] = tuple(found)
        return self._definitions[key]

    def naming_failures(self, component: Component) -> tuple[Diagnostic, ...]:
        """Why a component has no stack; nothing for an abstract one, which needs none: it is there to be imported."""
        if self.named(component) is not None or component.is_abstract:
            return ()
        return self._naming_failures[(id(component.manifest), component.kind, component.name)]

    def components_of(self, manifest: Manifest) -> Iterator[Component]:
        """All components of a manifest, sorted by type and name."""
        sections = table_at(manifest.table, "components")
        for kind in COMPONENT_TYPES:
            named = sections.get(kind)
            if isinstance(named, dict):
                for name in sorted(named):
                    yield self.component(manifest, kind, name)

    def is_catalog(self, manifest: Manifest) -> bool:
        """True for a top-level manifest that is no stack: all it holds are bases, for others to import."""
        components = list(self.components_of(manifest))
        return bool(components) and all(each.is_abstract and self.named(each) is None for each in components)

    def definitions(self) -> Mapping[StackName, list[Definition]]:
        """Every component that has a stack, by stack; stacks sorted, definitions in byte order of their manifests."""
        with self._lock:
            if self._by_stack is None:
                stacks: dict[StackName, list[Definition]] = {}
                for manifest in self.manifests():
                    for component in self.components_of(manifest):
                        named = self.named(component)
                        if named is not None:
                            stacks.setdefault(named.name, []).append(Definition(component, named))
                self._by_stack = dict(sorted(stacks.items()))
            return self._by_stack

    def names(self) -> tuple[StackName, ...]:
        """The names of all stacks, sorted."""
        return tuple(self.definitions())

    def instance_ids(self) -> tuple[InstanceId, ...]:
        """Every instance, abstract ones included, sorted by stack, type and name."""
        ids = {
            InstanceId(stack, each.component.name, each.component.kind)
            for stack, definitions in self.definitions().items()
            for each in definitions
        }
        return tuple(sorted(ids, key=lambda each: (each.stack, each.type, each.component)))

    # --- instances

    def instance(self, id_: InstanceId) -> Answer:
        """One instance with everything that is wrong with it; found without looking at other stacks' components."""
        with self._lock:
            known = self._instances.get(id_)
            if known is None:
                known = self._instances[id_] = self._instance(id_)
            return known

    def find_type(self, stack: StackName, component: str) -> str:
        """The type of the component called ``component``: the first that has one in this stack, else ``terraform``."""
        for kind in COMPONENT_TYPES:
            if any(True for _ in self._candidates(component, kind, stack)):
                return kind
            file = self.file_of(stack)
            if file is not None and component in table_at(self.manifest(file).table, "components", kind):
                return kind
        return COMPONENT_TYPES[0]

    def _candidates(self, component: str, kind: str, stack: StackName) -> Iterator[Definition]:
        for manifest in self.manifests():
            if isinstance(look_up(manifest.table, ("components", kind, component)), Missing):
                continue
            found = self.component(manifest, kind, component)
            named = self.named(found)
            if named is not None and named.name == stack:
                yield Definition(found, named)

    def file_of(self, stack: str) -> str | None:
        """The top-level file a stack argument names by its path (docs/language.md, stacks by file); None for a name."""
        if not self.config.dialect.directory_mode or "/" not in stack[1:]:
            return None
        endings = tuple(stack + end for end in EXTENSIONS)
        return next((file for file in self.top_level if file.endswith(endings)), None)

    def instance_of_file(self, id_: InstanceId) -> Answer | None:
        """An instance whose stack is named by its file: that file alone is looked at. None when no file fits."""
        file = self.file_of(id_.stack)
        if file is None or id_.stack in self.names():
            return None
        manifest = self.manifest(file)
        found = [*self.file_diagnostics(manifest), *self.link_diagnostics(manifest)]
        if str(manifest.key) != id_.stack or id_.component not in table_at(manifest.table, "components", id_.type):
            message = f"could not find the stack '{id_.stack}' with the component `{id_.component}`"
            lost = Diagnostic(Code.UNKNOWN_STACK, message, help=f"the file's key is `{manifest.key}`")
            return Answer(None, (*found, lost))
        component = self.component(manifest, id_.type, id_.component)
        found += component.diagnostics
        named = name_component(component, self.rules, found.append, ignore_own=True)
        if named is None:
            return Answer(None, unique(found))
        check_backends(component, found.append)
        return Answer(Instance(id_, component, named, self.evaluation), unique(found))

    def _instance(self, id_: InstanceId) -> Answer:
        if self._by_stack is not None:
            mine = list(self._defined_as(id_))
        else:
            mine = list(self._candidates(id_.component, id_.type, id_.stack))
        if not mine:
            return Answer(None, self._unknown(id_))
        mine.sort(key=lambda each: each.component.manifest.key)
        found: list[Diagnostic] = []
        first = mine[0]
        if len(mine) > 1:
            found += self._duplicates(id_, mine)
        for definition in mine[:1]:
            files = self.file_diagnostics(definition.component.manifest)
            own = (*definition.component.globals.diagnostics, *definition.component.diagnostics)
            found += files
            found += [d for d in own if d.code not in _FOLLOWING] if self.blocks(files) else own
        if not self.blocks(found):
            check_backends(first.component, found.append)
            check_depends_on(first.component, found.append)
        instance = Instance(id_, first.component, first.named, self.evaluation)
        found += self._outside_folder(instance)
        return Answer(instance, unique(found))

    def _defined_as(self, id_: InstanceId) -> Iterable[Definition]:
        if self._by_id is None:
            self._by_id = {}
            for stack, definitions in (self._by_stack or {}).items():
                for each in definitions:
                    self._by_id.setdefault(InstanceId(stack, each.component.name, each.component.kind), []).append(each)
        return self._by_id.get(id_, ())

    def _outside_folder(self, instance: Instance) -> tuple[Diagnostic, ...]:
        """A component folder that leads out of the repository; silent where the project
        file says so for its whole type.
        """
        kind, folder = instance.id.type, instance.folder
        access = self.world.access(folder)
        access_of_type = self.world.access(self.config.component_folder(kind, ""))
        if access == "inside" or instance.is_abstract or access_of_type != "inside":
            return ()
        component = instance.component
        pointed = component.label("metadata", ("component",), "leads outside") if instance.base_path else None
        label = pointed or component.own_label((), "runs in the folder of its own name")
        return (outside_found(f"the component folder `{folder}` of {instance.id}", label, access),)

    def _duplicates(self, id_: InstanceId, mine: list[Definition]) -> list[Diagnostic]:
        components = [definition.component for definition in mine]
        if all(component.is_abstract for component in components):
            return []  # each belongs to its own manifest; see abstract_duplicates
        accepted = self.config.allow_identical and are_identical(components)
        return [duplicate_found(id_.stack, components, self.rules, accepted=accepted)]

    def abstract_duplicates(self, id_: InstanceId) -> tuple[Diagnostic, ...]:
        """Differing definitions of an abstract component: of interest only to whoever asks for it by name."""
        components = [d.component for d in self._candidates(id_.component, id_.type, id_.stack)]
        if (
            len(components) < 2
            or not all(component.is_abstract for component in components)
            or are_identical(components)
        ):
            return ()
        return (duplicate_found(id_.stack, components, self.rules),)

    def asides(self, id_: InstanceId) -> tuple[Diagnostic, ...]:
        """Manifests that may hold the component, too, but whose name or whose files are
        broken: warnings for who asked.
        """
        found: list[Diagnostic] = []
        for manifest in self.manifests():
            if not isinstance(look_up(manifest.table, ("components", id_.type, id_.component)), Missing):
                found += self.naming_failures(self.component(manifest, id_.type, id_.component))
            elif any(each.diagnostics for each in manifest.closure()):
                found += [d for d in self.file_diagnostics(manifest) if self.severity(d.code, "show") == "error"]
        return unique(found)

    def _unknown(self, id_: InstanceId) -> tuple[Diagnostic, ...]:
        """Why there is no such instance: an unknown stack, an unknown component, or a manifest that is broken."""
        names = self.names()
        if id_.stack not in names:
            keys = [str(manifest.key) for manifest in self.manifests()]
            near = [str(name) for name in nearest(id_.stack, names)]
            own = next(
                (
                    d.named.name
                    for ds in self.definitions().values()
                    for d in ds
                    if str(d.component.manifest.key) == id_.stack
                ),
                None,
            )
            help_ = _advice([str(own)] if own else near) or (_listed("stacks are", names) if names else None)
            message = f"invalid stack: Stack `{id_.stack}` not found."
            if id_.stack in keys:
                message += f" `{id_.stack}` is the file of a stack, not its name."
            lost = Diagnostic(
                Code.UNKNOWN_STACK,
                f"Could not find the component `{id_.component}` in the stack `{id_.stack}`: {message}",
                help=help_,
            )
            return (lost, *self.asides(id_))
        here = [d.component.name for d in self.definitions()[id_.stack]]
        elsewhere = sorted(
            {str(s) for s, ds in self.definitions().items() if any(d.component.name == id_.component for d in ds)}
        )
        near = list(nearest(id_.component, here))
        help_ = _advice(near) or (
            _listed(f"`{id_.component}` exists in", elsewhere)
            if elsewhere
            else _listed("components are", sorted(set(here)))
        )
        notes = (
            "Check that all the context variables are correctly defined in the stack manifests.",
            "Are the component and stack names correct? Did you forget an import?",
        )
        message = f"invalid component: Could not find the component `{id_.component}` in the stack `{id_.stack}`."
        return (Diagnostic(Code.UNKNOWN_COMPONENT, message, help=help_, notes=notes), *self.asides(id_))

    # --- selections

    def select(
        self, stacks: Selector = None, components: Selector = None, kind: str | None = None
    ) -> tuple[InstanceId, ...]:
        """Instances whose stack and component fit one of the globs each.

        None selects everything, an empty sequence nothing, text is one glob. Raises ValueError for empty text.
        """
        stack_globs, component_globs = globs_of(stacks), globs_of(components)
        return tuple(
            each
            for each in self.instance_ids()
            if (kind is None or each.type == kind)
            and fits(each.stack, stack_globs)
            and fits(each.component, component_globs)
        )

    # --- judgement

    def severity(self, code: Code, use: Use) -> str:
        """What a code means here: ``error``, ``warning`` or ``off``."""
        return severity(code, self.config.dialect.name, use, self.config.severities)

    def blocks(self, diagnostics: Iterable[Diagnostic], use: Use = "show") -> bool:
        """True when one of ``diagnostics`` is an error for ``use``."""
        return any(self.severity(diagnostic.code, use) == "error" for diagnostic in diagnostics)

    def project_findings(self) -> tuple[Diagnostic, ...]:
        """What is odd about the project as a whole: no manifests, a name pattern with parts that are dropped."""
        found: list[Diagnostic] = []
        check_pattern(self.rules, found.append)
        found += self._outside_folders()
        if not self.config.stacks_folder or not self.config.included_paths:
            message = (
                "at least one path must be provided in 'stacks.included_paths' config or ATMOS_STACKS_INCLUDED_PATHS'"
                " ENV variable"
            )
            setting = "base_path" if self.config.included_paths else "included_paths"
            place = self.rules.setting(setting)
            found.append(
                Diagnostic(Code.STACKS_PATHS, message, place, help=f"set `stacks.{setting}` in the project file")
            )
        elif self.world.access(self.config.stacks_folder) == "refused":
            pass  # said above
        elif self.world.kind(self.config.stacks_folder) != "folder":
            message = f"the stacks folder `{self.config.stacks_folder}` does not exist"
            found.append(
                Diagnostic(
                    Code.STACKS_FOLDER,
                    message,
                    self.rules.setting("base_path"),
                    help="see `stacks.base_path` in the project file",
                )
            )
        elif self.index.endless is not None:
            link = self.index.path(self.index.endless.link)
            message = f"the stacks folder `{self.config.stacks_folder}` cannot be listed: {self.index.endless}"
            found.append(Diagnostic(Code.ENDLESS_LINKS, message, Label(Span(link), "by way of this link")))
        elif not self._selected():
            patterns = ", ".join(self.config.included_paths)
            message = f"no stack manifests found: nothing below `{self.config.stacks_folder}` matches {patterns}"
            found.append(Diagnostic(Code.NO_MANIFESTS, message, self.rules.setting("included_paths")))
        return tuple(found)

    def _outside_folders(self) -> Iterator[Diagnostic]:
        """Folders of the project file, and links in the stacks folder, that lead out of the repository."""
        config, access = self.config, self.world.access
        if access(config.root) != "inside":
            yield outside_found(f"`base_path` `{config.root}`", self.rules.setting("root"), access(config.root))
            return
        folders = {"base_path": config.stacks_folder}
        folders |= {
            f"components.{k}.base_path": config.component_folders[k] for k, v in config.written_folders.items() if v
        }
        for setting, folder in folders.items():
            if folder and access(folder) != "inside":
                yield outside_found(f"the folder `{folder}`", self.rules.setting(setting), access(folder))
        for link in self.index.closed_links:
            yield outside_found(f"the link `{link}`", Label(Span(link), "not followed"), "refused")

    # --- ports

    def _definers(self, kind: str, component: str) -> tuple[str, ...]:
        """The files that hold ``component`` themselves and are no stacks, as imports name them."""
        if self._defined is None:
            self._defined = {}
            stacks = frozenset(self.top_level)
            for file in self.index.files:
                if file.endswith(EXTENSIONS) and file not in stacks:
                    sections = table_at(self.reader.document(self.index.path(file)).table, "components")
                    for each in COMPONENT_TYPES:
                        for name in table_at(sections, each):
                            self._defined.setdefault((each, name), []).append(import_name(file))
        return tuple(self._defined.get((kind, component), ()))

    def _git_root(self) -> str | None:
        if isinstance(self._root, Missing):
            self._root = git_root(self.config.root, self.world)
        return self._root

    def _keys_of(self, manifest: Manifest) -> tuple[str, ...]:
        known = self._import_keys.get(id(manifest))
        if known is None:
            known = self._import_keys[id(manifest)] = import_keys(manifest, self.index)
        return known

    def _expand_name(self, text: str, data: Mapping[str, object]) -> Expansion | TemplateFault:
        template = parse_template(text)
        if isinstance(template, TemplateFault):
            return template
        expanded = without_secret(expand_template(template, data, self.naming_functions, missing="error"))
        if isinstance(expanded, Expansion) and expanded.sources and not self.config.dialect.text_calls:
            read = expanded.sources[0].text
            return TemplateFault(f"it reads `{read}`, a function, which is called when the stack has its name", 0, 0)
        return expanded

    def value_functions(
        self, outputs: Outputs | None = None, own: Mapping[str, Callable[..., object]] | None = None
    ) -> Callable[[Table], FunctionSet]:
        """The functions of value templates, for the template settings an instance has of its own.

        Without ``outputs`` the outputs of other instances are an effect; ``own`` adds functions that reach outside.
        """
        views = InstanceViews(self, outputs)
        sets: dict[str, FunctionSet] = {}

        def functions(settings: Table) -> FunctionSet:
            env, sources = table_at(settings, "env"), table_at(settings, "gomplate", "datasources")
            key = to_json(shown(revealed([env, sources]))) if env or sources else ""
            if key not in sets:
                templates = self.config.templates
                extra: dict[str, Callable[..., object]] = {
                    "atmos.Component": views.component,
                    "atmos.Store": _no_store,
                    **(own or {}),
                }
                files = self.files.extended(env, sources)
                sets[key] = make_functions(files, templates.sprig, templates.gomplate, extra)
            return sets[key]

        return functions


def _unheard(_: Diagnostic) -> None:
    """What a name would lack that nobody needs."""


def _no_store(*_: object) -> object:
    raise EffectNeeded("atmos.Store")


def _spells_call(text: str) -> bool:
    return call_tag(text) is not None


def _expression(expression: str, value: Value) -> Value | CallFault:
    from stackc.function.expression import ExpressionFault, evaluate_expression

    result = evaluate_expression(expression, value)
    return CallFault(result.message, result.offset) if isinstance(result, ExpressionFault) else result


def _with_chain(diagnostic: Diagnostic, chain: tuple[Span, ...]) -> Diagnostic:
    if not chain or diagnostic.chain:
        return diagnostic
    here = diagnostic.primary.span if diagnostic.primary else None
    return replace(diagnostic, chain=tuple(span for span in chain if span != here))


def _advice(near: list[str]) -> str | None:
    return "did you mean " + " or ".join(f"`{name}`" for name in near) + "?" if near else None


def _listed(lead: str, names: Iterable[str]) -> str:
    shown = list(names)
    more = f" and {len(shown) - 12} more" if len(shown) > 12 else ""
    return f"{lead} {', '.join(f'`{name}`' for name in shown[:12])}{more}"
