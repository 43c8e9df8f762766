"""How the stages of one compilation hang together: parse, render, merge, link, evaluate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import RLock

from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.ids import InstanceId, StackName
from stackc.base.marks import Marks
from stackc.base.memo import Once
from stackc.base.ports import World
from stackc.base.recording import RecordingWorld
from stackc.base.value import Value
from stackc.compile.compilation import Compilation
from stackc.compile.environment import Environment
from stackc.compile.functions import FileFunctions, ValueFunctions, make_functions
from stackc.compile.instances import Instances
from stackc.compile.judgement import Judgement
from stackc.compile.manifests import Manifests
from stackc.compile.names import StackNames
from stackc.compile.policies import file_policy, value_policy
from stackc.compile.root_modules import RootModules
from stackc.compile.twin import Twin
from stackc.config.discovery import git_root
from stackc.config.project_config import ProjectConfig
from stackc.evaluate.calls import CallStage
from stackc.evaluate.instance import EvaluateContext, Instance
from stackc.function.signatures import is_deferred
from stackc.link.context import LinkContext
from stackc.link.naming import NamingRules, name_component, naming_paths
from stackc.manifest.index import ManifestIndex
from stackc.manifest.library import Library
from stackc.manifest.local_layer import LocalLayer
from stackc.manifest.places import Locator
from stackc.manifest.reader import Reader
from stackc.manifest.rendering import FileRenderer
from stackc.syntax.calls import CallFault
from stackc.syntax.tags import call_tag
from stackc.template import Expansion, FunctionSet, TemplateFault, expand_template, parse_template, without_secret
from stackc.template.renderer import Renderer, template_mark


def compile_repository(
    outside: World,
    config: ProjectConfig,
    setting: Callable[[str], Label | None],
    *,
    local: bool = False,
    like: Compilation | None = None,
    before: Compilation | None = None,
) -> Compilation:
    """One repository, one project file, one environment; nothing is read before somebody asks.

    ``setting`` finds the place of a setting below ``stacks`` in the project file. ``local``: local files count, where
    the dialect has them and this is no pipeline. ``like``: the same project in another world, with this project file
    and this environment, of which is taken what would be the same. ``before``: the same in this world, as it was.
    """
    lock, world = RLock(), RecordingWorld(outside)
    spells_call = _spells_call if config.dialect.text_calls else None
    marks = Marks(spells_call, template_mark(config.templates.delimiters[0]))
    root = Once(lambda: git_root(config.root, world))

    index = ManifestIndex(world, config.stacks_folder, has_local_files=config.dialect.local_files)
    locator = Locator(world, config.scalars)
    environment = Environment(world, config)
    files = FileFunctions(environment)
    naming_functions = make_functions(files)
    renderer = FileRenderer(Renderer(file_policy(config), Marks(spells_call)), naming_functions)
    reader = Reader(
        world,
        environment.functions,
        renderer,
        locator,
        root,
        _expression,
        erases=config.dialect.locals_erase,
        ignore_missing=config.templates.ignore_missing,
    )
    layer = LocalLayer(
        index,
        lambda: local and not environment.is_pipeline,
        naming_paths(config.name_pattern, config.name_template),
    )
    library = Library(
        index,
        reader,
        renderer,
        locator,
        marks,
        config.lists,
        layer,
        siblings=config.dialect.sibling_overrides,
        render_paths=config.templates.enabled,
    )
    other = like or before
    twin = Twin(other, world, reader, stays=like is not None) if other is not None else None
    manifests = Manifests(config, index, reader, library, locator, lock, twin)

    link = LinkContext(
        config, marks, is_deferred, locator, lambda folder: world.kind(folder) == "folder", manifests.definers
    )
    expand = _name_expander(naming_functions, text_calls=config.dialect.text_calls)
    rules = NamingRules(config.name_pattern, config.name_template, expand, setting)
    names = StackNames(manifests, link, rules, lock, twin)

    modules = RootModules(world)
    judgement = Judgement(config.dialect.name, config.severities)
    evaluation = Once(
        lambda: EvaluateContext(
            config,
            marks,
            Renderer(value_policy(config), marks),
            CallStage(marks),
            ValueFunctions(files, find),
            naming_functions,
            environment.functions,
            environment.process,
            root,
            manifests.import_keys,
            lambda folder: modules.record(folder).sensitive,
            lambda folder: modules.record(folder).backend,
            lambda component: name_component(component, rules, _unheard, ignore_own=True),
        )
    )
    instances = Instances(world, config, manifests, names, judgement, evaluation, lock)

    def find(component: str, stack: str) -> Instance | None:
        name = StackName(stack)
        instances.are_read_by_others = True
        answer = instances.of(InstanceId(name, component, names.find_type(name, component)))
        return None if judgement.blocks(answer.diagnostics) else answer.instance

    def without_local_files() -> Compilation:
        return compile_repository(outside, config, setting) if layer.files else compilation

    compilation = Compilation(
        world=world,
        config=config,
        marks=marks,
        index=index,
        locator=locator,
        reader=reader,
        library=library,
        manifests=manifests,
        stacks=names,
        modules=modules,
        instances=instances,
        judgement=judgement,
        local=layer,
        shared=Once(without_local_files, lock),
        value_functions=lambda outputs, own: ValueFunctions(files, find, outputs, own),
    )
    return compilation


def _name_expander(
    functions: FunctionSet, *, text_calls: bool
) -> Callable[[str, Mapping[str, object]], Expansion | TemplateFault]:
    """Templates of stack names: what they read must be there, and be no secret and no function that waits."""

    def expand(text: str, data: Mapping[str, object]) -> Expansion | TemplateFault:
        template = parse_template(text)
        if isinstance(template, TemplateFault):
            return template
        expanded = without_secret(expand_template(template, data, functions, missing="error"))
        if isinstance(expanded, Expansion) and expanded.sources and not text_calls:
            read = expanded.sources[0].text
            return TemplateFault(f"it reads `{read}`, a function, which is called when the stack has its name", 0, 0)
        return expanded

    return expand


def _unheard(_: Diagnostic) -> None:
    """What a name would lack that nobody needs."""


def _spells_call(text: str) -> bool:
    return call_tag(text) is not None


def _expression(expression: str, value: Value) -> Value | CallFault:
    from stackc.function.expression import ExpressionFault, evaluate_expression

    result = evaluate_expression(expression, value)
    return CallFault(result.message, result.offset) if isinstance(result, ExpressionFault) else result
