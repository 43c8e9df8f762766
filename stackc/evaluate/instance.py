"""``Instance``: one component in one stack, its sections evaluated when somebody asks.

See docs/language.md, instances.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from stackc.base.codes import severity
from stackc.base.diagnostic import Diagnostic
from stackc.base.ids import InstanceId, ManifestKey
from stackc.base.marks import CALL, TEMPLATE, Marks
from stackc.base.named_tuple import NamedTuple
from stackc.base.ports import VariableRefused
from stackc.base.source import Path, path_text
from stackc.base.value import (
    MASK,
    Call,
    Missing,
    Secret,
    Table,
    Unknown,
    Value,
    is_unknown,
    leaves,
    look_up,
    source_text,
    table_at,
    transform,
)
from stackc.config.project_config import ProjectConfig
from stackc.evaluate import messages as say
from stackc.evaluate.address import StateAddress, Unaddressed, state_address
from stackc.evaluate.automation import automation_names
from stackc.evaluate.calls import CallStage, Resolver
from stackc.evaluate.workspace import IDENTIFYING, base_component_path, described_workspace, workspace_of
from stackc.function.pure import Scope, Variables, variable_value
from stackc.link.component import Component
from stackc.link.naming import Named
from stackc.manifest.manifest import Manifest
from stackc.manifest.sections import SECTIONS
from stackc.merge.deferred import Deferred, combine, put
from stackc.template import Expansion, FunctionSet, TemplateFault, expand_template, parse_template, without_secret
from stackc.template.renderer import Remark, Renderer, Rendering

IDENTITY_KEYS = ("atmos_component", "atmos_stack", "stack", "atmos_stack_file", "atmos_manifest")
UNRENDERED = frozenset({"mocks"})
"""Sections that are shown as they were written."""


_NOT_ASKED = Unaddressed("missing", ())
_DECIDING: Final[Table] = {}
"""The metadata of an instance while those that say what it is are evaluated: nothing is known that hangs on them."""


class EvaluateContext(NamedTuple):
    """What evaluation needs besides the component; one for a compilation."""

    config: ProjectConfig
    marks: Marks
    templates: Renderer
    calls: CallStage
    functions: Callable[[Table], FunctionSet]
    """The functions of value templates, for the template settings an instance has of its own."""
    naming_functions: FunctionSet
    variable: Callable[[str], str | Secret | None]
    """The environment as templates and functions see it."""
    environment: Callable[[str], str | Secret | None]
    """The environment as Terraform will see it."""
    git_root: Callable[[], str | None]
    import_keys: Callable[[Manifest], tuple[str, ...]]
    sensitive: Callable[[str], frozenset[str]]
    """The variables a component folder declares ``sensitive``."""
    declared_backend: Callable[[str], tuple[str, Table] | None]
    """The backend a component folder declares itself."""
    unnamed: Callable[[Component], Named | None]
    """The stack of a component if its manifest had no name of its own; None where it would have none."""


class Instance:
    """One component in one stack. Sections are evaluated on first use; what was wrong with them is kept."""

    __slots__ = (
        "_address",
        "_automation",
        "_context",
        "_data",
        "_found",
        "_identifying",
        "_module",
        "_resolver",
        "_sections",
        "_shown",
        "_workspace",
        "component",
        "id",
        "named",
    )

    def __init__(
        self,
        id_: InstanceId,
        component: Component,
        named: Named,
        context: EvaluateContext,
        resolver: Resolver | None = None,
        shown_workspace: str | None = None,
        module: str = "",
    ) -> None:
        self.id: InstanceId = id_
        self.component: Component = component
        self.named: Named = named
        self._context, self._resolver, self._shown = context, resolver, shown_workspace
        self._module = module
        self._sections: dict[str, Value] = {}
        self._found: list[Diagnostic] = []
        self._automation: Table | None = None
        self._data: Table | None = None
        self._workspace: Value = None
        self._identifying: Table | None = None
        self._address: StateAddress | Unaddressed | None = _NOT_ASKED

    def __repr__(self) -> str:
        return f"Instance({str(self.id)!r})"

    # --- what it is

    @property
    def key(self) -> ManifestKey:
        """The manifest that defines it."""
        return self.component.manifest.key

    @property
    def is_abstract(self) -> bool:
        return self.component.is_abstract

    @property
    def is_enabled(self) -> bool:
        """Only the boolean false disables."""
        return self._identified.get("enabled") is not False

    @property
    def is_deployable(self) -> bool:
        """Real and enabled: it has a place in the order, and whoever asks for all of them asks for it."""
        return not self.is_abstract and self.is_enabled

    @property
    def is_resolved(self) -> bool:
        """Its effects are evaluated: what is unknown now stays so."""
        return self._resolver is not None

    @property
    def is_locked(self) -> bool:
        return self._identified.get("locked") is True

    @property
    def is_protected(self) -> bool:
        """It is never destroyed while it says so."""
        return self._identified.get("protect") is True

    @property
    def folder_name(self) -> str:
        """The component folder below the folder of its type: ``metadata.component``, else the component's own name."""
        return base_component_path(self.component, self._identified) or self.id.component

    @property
    def folder_prefix(self) -> str:
        """``metadata.component_folder_prefix``; empty when there is none."""
        return source_text(self._identified.get("component_folder_prefix")) or ""

    @property
    def folder(self) -> str:
        """The component folder, relative to the project where it lies below it."""
        path = f"{self.folder_prefix}/{self.folder_name}" if self.folder_prefix else self.folder_name
        return self._context.config.component_folder(self.id.type, path)

    @property
    def module(self) -> str:
        """Where its root module is: the component folder, or the folder that was fetched for it."""
        return self._module or self.folder

    def with_module(self, folder: str) -> Instance:
        """The same instance with its root module in another folder. Nothing that is evaluated is kept."""
        return self._again(folder)

    def _again(self, module: str) -> Instance:
        return Instance(self.id, self.component, self.named, self._context, self._resolver, self._shown, module)

    @property
    def base_path(self) -> str:
        """The folder pointer; empty when the instance runs in the folder of its own name."""
        return base_component_path(self.component, self._identified)

    @property
    def sensitive(self) -> frozenset[str]:
        """The variables its root module declares ``sensitive``: they never stand in a file."""
        return self._context.sensitive(self.module) if self.id.type == "terraform" else frozenset()

    # --- sections

    @property
    def backend_type(self) -> str:
        return source_text(self.section("backend_type")) or ""

    @property
    def names(self) -> tuple[str, ...]:
        """The sections it has, in no particular order."""
        return tuple(self.component.compiled)

    def table(self, name: str) -> Table:
        """A section that is a map; empty when there is none. It is shared: never change it."""
        value = self.section(name)
        return value if isinstance(value, dict) else {}

    def section(self, name: str) -> Value:
        """An evaluated section; None when there is none."""
        if name not in self._sections:
            self._sections[name] = self._evaluate(name)
        return self._sections[name]

    @property
    def workspace(self) -> str:
        """The Terraform workspace it runs in; the text of an effect that decides it."""
        named = self._named_workspace
        return MASK if isinstance(named, Secret) else source_text(named) or ""

    @property
    def _named_workspace(self) -> Value:
        if self._identified is _DECIDING:
            return ""
        if self._workspace is None:
            self._workspace = workspace_of(
                self.component,
                self.named,
                self._identified,
                lambda: self._read_by_templates(""),
                self._expand,
                self._report_workspace,
            )
        return self._workspace

    def _report_workspace(self, diagnostic: Diagnostic) -> None:
        """A workspace template is a value of the metadata, too: where it fails as one, that was said."""
        dialect = self._context.config.dialect.name
        said = (known for known in self._found if known.code.classified(dialect) == "compile")
        if not any(known.is_within(diagnostic) for known in said):
            self._found.append(diagnostic)

    @property
    def state_address(self) -> StateAddress | None:
        """Where its state is; None for other types than Terraform and while a part of it cannot be told."""
        address = self.addressed
        return None if isinstance(address, Unaddressed) else address

    @property
    def addressed(self) -> StateAddress | Unaddressed | None:
        """Where its state is, or why that cannot be told; None for other types than Terraform."""
        if self._address is _NOT_ASKED:
            self._address = self.addressed_in(self._named_workspace)
        return self._address

    def addressed_in(self, workspace: Value) -> StateAddress | Unaddressed | None:
        """Where its state would be in another workspace."""
        if self.id.type != "terraform":
            return None
        for name, value in self._placing.items():
            if is_unknown(value) or isinstance(value, Secret):
                return Unaddressed("unknown" if is_unknown(value) else "secret", (name,))
        kind, settings = self.effective_backend
        return state_address(kind, settings, workspace, self.folder, self.variable)

    def address_by(self, kind: str, settings: Table) -> StateAddress | Unaddressed:
        """Where its state would be by other settings, those that Terraform noted for example."""
        return state_address(kind, settings, self._named_workspace, self.folder, self.variable)

    @property
    def _placing(self) -> Table:
        """What says which backend and which folder a state has: while one of these is not known, nothing is."""
        folder = ("component", "component_folder_prefix")
        return {"backend_type": self.section("backend_type"), **{key: self._identified.get(key) for key in folder}}

    def variable(self, name: str) -> str | Secret | Unknown | None:
        """A variable as Terraform will see it: the component's ``env`` over the environment."""
        own = self.table("env")
        if name in own:
            value = own[name]
            return None if value is None else variable_value(value)
        try:
            return self._context.environment(name)
        except VariableRefused:  # nothing of the kind runs for those who may not read it
            return None

    @property
    def effective_backend(self) -> tuple[str, Table]:
        """The backend Terraform will use: the generated one, else the module's own, else a local one."""
        kind = self.backend_type
        if kind and self._context.config.backend_file:
            return kind, self.table("backend")
        declared = self._context.declared_backend(self.module)
        return declared or (kind or "local", self.table("backend"))

    @property
    def has_idle_backend(self) -> bool:
        """The manifests name a backend that nobody tells Terraform of: it is neither
        generated nor declared in the module.
        """
        if self.backend_type in ("", "local") or self._context.config.backend_file:
            return False
        return self._context.declared_backend(self.module) is None

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What is wrong with the sections evaluated so far."""
        return tuple(self._found)

    @property
    def blocking(self) -> tuple[Diagnostic, ...]:
        """Those of them without which no file may be written."""
        config = self._context.config
        return tuple(
            d for d in self._found if severity(d.code, config.dialect.name, "write", config.severities) == "error"
        )

    def evaluated(self, names: Sequence[str] | None = None) -> Table:
        """All sections, or those named, evaluated."""
        return {
            name: self.section(name)
            for name in (self.names if names is None else names)
            if name in self.component.compiled
        }

    def complete(self) -> tuple[Diagnostic, ...]:
        """Evaluate every section, the workspace and the state address; all that is wrong with them."""
        self.evaluated()
        _ = self.addressed  # asks for the workspace
        return self.diagnostics

    def unknowns(self, *names: str) -> tuple[tuple[Path, str], ...]:
        """Every unknown in the named sections: its path and the text it stands for."""
        return tuple(
            ((name, *top, *path), leaf.text)
            for name in names
            for top, value in self._made(name)
            for path, leaf in leaves(value)
            if isinstance(leaf, Unknown)
        )

    def templates(self) -> Iterator[str]:
        """The texts with templates in its sections, as they are written, keys among them."""
        return self._context.marks.templates(self.component.compiled)

    def marked(self, section: str) -> Iterator[tuple[Path, Value]]:
        """The scalars of a section, as they are written, with a template, a call or something unknown in them."""
        return self._context.marks.leaves(self.component.compiled.get(section))

    @property
    def is_closed(self) -> bool:
        """Its values are made of its manifest and of the environment alone: nothing it is merged from has a template
        that reads anything else.
        """
        return all(map(self._context.templates.holds_closed, self.component.bodies))

    def _made(self, name: str) -> Iterator[tuple[Path, Value]]:
        """The parts of a section that evaluation made: where nothing is marked, nothing can be unknown."""
        value, raw, marks = self.section(name), self.component.compiled.get(name), self._context.marks
        if value is raw and not marks.of(raw):
            return
        if not isinstance(value, dict) or not isinstance(raw, dict):
            yield (), value
            return
        for key, item in value.items():
            if item is not raw.get(key) or marks.of(item):
                yield (key,), item

    def resolved(self, resolver: Resolver, functions: Callable[[Table], FunctionSet] | None = None) -> Instance:
        """A new instance whose effects are evaluated by ``resolver``, and in templates by ``functions``."""
        context = self._context._replace(functions=functions) if functions is not None else self._context
        return Instance(self.id, self.component, self.named, context, resolver)

    def with_section(self, name: str, value: Value) -> Instance:
        """A new instance with another value of one section, and everything else as it was evaluated."""
        other = self._again(self._module)
        other._sections = {**self._sections, name: value}
        other._found = list(self._found)
        return other

    @property
    def described_workspace(self) -> str:
        """The workspace that ``describe stacks`` shows, which is not always the one used."""
        return described_workspace(self.component, self.named, self._identified, self.workspace)

    def described(self) -> Instance:
        """The instance whose templates see the workspace that ``describe stacks`` shows."""
        shown = self.described_workspace
        if shown == self.workspace and not (self._context.config.dialect.stacks_know_less and self.automation_names):
            return self
        return Instance(self.id, self.component, self.named, self._context, self._resolver, shown)

    # --- evaluation

    @property
    def data(self) -> Table:
        """What templates read: the sections as they are before rendering, and what the instance is."""
        if self._identifying is _DECIDING:  # also for the env that a function of the metadata may read
            return self._read_by_templates("")
        if self._data is None:
            self._data = self._read_by_templates(self.workspace if self._shown is None else self._shown)
            if not self._knows_less:
                self._data.update(self.automation_names)
        return self._data

    @property
    def automation_names(self) -> Table:
        """What Spacelift and Atlantis call it: ``spacelift_stack`` and ``atlantis_project``, where it has them."""
        if self._automation is None:
            self._automation = automation_names(self.component, self._prefix, self._context.config.atlantis)
        return self._automation

    def _prefix(self) -> str:
        named = self.named if self.named.source != "name" else self._context.unnamed(self.component)
        return str(self.named.name if named is None or named.source == "key" else named.name)

    @property
    def _knows_less(self) -> bool:
        return self._shown is not None and self._context.config.dialect.stacks_know_less

    def _read_by_templates(self, workspace: str) -> Table:
        """The data of templates; a workspace template that reads ``.workspace`` sees nothing."""
        data: Table = {**self.component.compiled, **self.identity()}
        data["imports"] = list(self._context.import_keys(self.component.manifest))
        data["workspace"] = workspace
        return data

    def identity(self) -> Table:
        """The keys that say which instance it is."""
        stack, key = str(self.id.stack), str(self.key)
        return dict(zip(IDENTITY_KEYS, (self.id.component, stack, stack, key, key), strict=True))

    def rendered_identity(self, values: Table) -> Table:
        """Identity values as they are shown: a name that holds a template is rendered like every other value."""
        rendered = self._render(values, "vars")
        return rendered if isinstance(rendered, dict) else values

    def _expand(self, text: str, data: Mapping[str, object]) -> Expansion | TemplateFault:
        template = parse_template(text)
        if isinstance(template, TemplateFault):
            return template
        return without_secret(expand_template(template, data, self._context.naming_functions, missing="error"))

    @property
    def _identified(self) -> Table:
        """The evaluated metadata that say what the instance is: whether it is enabled, its folder, its workspace.

        Templates in them see no workspace, since they decide it.
        """
        if self._identifying is None:
            raw = self.component.metadata
            given = {name: raw[name] for name in IDENTIFYING if name in raw}
            if self._context.marks.of(given) & (TEMPLATE | CALL):
                self._identifying = _DECIDING  # what a template in them reads of the instance does not lead here again
                rendered = self._render(given, "metadata", data=self._read_by_templates(""))
                called = self._call(rendered, "metadata", metadata=raw)
                given = called if isinstance(called, dict) else {}
            self._identifying = given
        return self._identifying

    def _evaluate(self, name: str) -> Value:
        raw = self.component.compiled.get(name)
        if not raw or name in UNRENDERED or raw is self.component.globals.plain.get(name):
            return raw
        if name == "metadata" and isinstance(raw, dict):
            return self._evaluated_metadata(raw)
        defers = name in SECTIONS and SECTIONS[name].defers
        met = self.component.deferred(name) if defers else ()
        if not met and not self._context.marks.of(raw):
            return raw
        called = self._call(self._render(raw, name), name)
        value = None if isinstance(called, Missing) else called
        for deferred in met if isinstance(value, dict) else ():
            value = self._settle(value if isinstance(value, dict) else {}, deferred, name)
        return value

    def _evaluated_metadata(self, raw: Table) -> Value:
        """What is shown is what is used: the keys that say what the instance is are those it was identified by."""
        if not self._context.marks.of(raw) & (TEMPLATE | CALL):
            return raw
        rest = {key: value for key, value in raw.items() if key not in IDENTIFYING}
        called = self._call(self._render(rest, "metadata"), "metadata", metadata=raw)
        evaluated = {**self._identified, **(called if isinstance(called, dict) else {})}
        return {key: evaluated[key] for key in raw if key in evaluated} | evaluated

    def _render(self, value: Value, name: str, path: Path = (), data: Table | None = None) -> Value:
        context = self._context
        if not context.config.templates.enabled or not context.marks.of(value) & TEMPLATE:
            return value
        lenient = not self.is_deployable

        def listen(remark: Remark) -> None:
            if self._knows_less and any(f"`.{each}`" in remark.message for each in self.automation_names):
                help_ = "artifacts and `describe component` have it; `describe stacks` does not, as in Atmos"
                remark = remark._replace(help=help_)
            self._report(remark, name, path)

        own = table_at(self.component.section("settings"), "templates", "settings")
        effects = self._resolver is not None
        how = Rendering(data or self.data, context.functions(own), listen, lenient=lenient, effects=effects)
        return context.templates.value(value, how)

    def _call(self, value: Value, name: str, path: Path = (), metadata: Table | None = None) -> Value | Missing:
        context = self._context
        if not context.marks.of(value):
            return value

        def listen(remark: Remark) -> None:
            self._report(remark, name, path)

        def env() -> Variables:
            compiled = table_at(self.component.compiled, "env")
            rendered = self._render(compiled, "env")
            if not isinstance(rendered, dict) or not context.marks.of(rendered) & CALL:
                return rendered if isinstance(rendered, dict) else {}
            if context.config.dialect.text_calls:
                return {name: transform(value, _call_text) for name, value in rendered.items()}
            return _OwnEnvironment(rendered, context)

        seen = self.table("metadata") if metadata is None else metadata
        scope = Scope(env(), seen, context.variable, context.git_root)
        return context.calls.call(value, scope, None if self.is_abstract else self._resolver, listen)

    def _settle(self, section: Table, deferred: Deferred, name: str) -> Value:
        """Decide a path where calls met other values, now that they have values."""
        values: list[Value] = []
        for each in deferred.values:
            called = self._call(self._render(each, name, deferred.path), name, deferred.path)
            if not isinstance(called, Missing):
                values.append(called)
        if not values:
            return section
        unknown = next((value for value in values if isinstance(value, Unknown)), None)
        if unknown is not None and self._resolver is not None:
            return put(section, deferred.path, unknown)
        if isinstance(look_up(section, deferred.path[:-1]), Missing):
            return section
        return put(section, deferred.path, combine(values, self.component.lists))

    def _report(self, remark: Remark, name: str, path: Path) -> None:
        """Say what is to be said of the section ``name``; ``path`` is where in it the evaluation began."""
        at = (*path, *remark.path)
        label = self.component.label(name, at, "in this key" if remark.is_key else "in this value", key=remark.is_key)
        diagnostic = say.remark(remark, path_text((name, *at)), self.id, label)
        if diagnostic not in self._found:
            self._found.append(diagnostic)


def _call_text(leaf: Value) -> Value:
    return leaf.text if isinstance(leaf, Call) else leaf


class _OwnEnvironment:
    """The ``env`` of an instance while it is evaluated: each variable is called when another one reads it."""

    def __init__(self, rendered: Table, context: EvaluateContext) -> None:
        self._rendered, self._context, self._open = rendered, context, set[str]()

    def get(self, name: str) -> Value:
        """The value of a variable; None for none, and for one that reads itself."""
        value = self._rendered.get(name)
        if name in self._open or value is None:
            return None
        self._open.add(name)
        scope = Scope(self, {}, self._context.variable, self._context.git_root)
        called = self._context.calls.call(value, scope, None, _unsaid)
        self._open.discard(name)
        return None if isinstance(called, Missing) else called


def _unsaid(_: Remark) -> None:
    """What is wrong in ``env`` is said when that section is evaluated."""
