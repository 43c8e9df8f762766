"""``Compilation``: one repository as the compiler sees it. Everything is computed when asked for, once.

Asking for one instance never evaluates another; asking for names evaluates none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from stackc.base.codes import Code, Severity, Use
from stackc.base.diagnostic import Diagnostic, unique
from stackc.base.ids import InstanceId, StackName
from stackc.base.marks import Marks
from stackc.base.memo import Once
from stackc.base.named_tuple import NamedTuple
from stackc.base.ports import Outputs
from stackc.base.record import SoleRecord, replace
from stackc.base.recording import RecordingWorld
from stackc.compile.functions import ValueFunctions
from stackc.compile.instances import Answer, Instances
from stackc.compile.judgement import Judgement
from stackc.compile.manifests import Manifests
from stackc.compile.names import StackNames
from stackc.compile.root_modules import RootModules
from stackc.compile.selection import Selector, fits, globs_of
from stackc.config.project_config import ProjectConfig
from stackc.manifest.index import ManifestIndex
from stackc.manifest.library import Library
from stackc.manifest.local_layer import LocalLayer
from stackc.manifest.manifest import Manifest
from stackc.manifest.places import Locator
from stackc.manifest.reader import Reader


class Scope(NamedTuple):
    """What is looked at where everything is: the stacks that some files reach."""

    manifests: frozenset[Manifest]
    """Top-level ones."""
    files: frozenset[str]
    """The files, as ``Span.file`` has them."""


class Compilation(SoleRecord):
    """One repository, one project file, one environment. ``compile_repository`` makes it."""

    world: RecordingWorld
    config: ProjectConfig
    marks: Marks
    index: ManifestIndex
    locator: Locator
    reader: Reader
    library: Library
    manifests: Manifests
    stacks: StackNames
    modules: RootModules
    instances: Instances
    judgement: Judgement
    local: LocalLayer
    shared: Once[Compilation]
    """The same as everybody else has it: without local files. It is itself where none is in force."""
    value_functions: Callable[[Outputs | None, Mapping[str, Callable[..., object]] | None], ValueFunctions]
    """The functions of value templates for a run: with outputs of other instances, and functions that reach outside."""
    scope: Scope | None = None
    """Whoever asks about a name that is out of scope gets an answer all the same."""

    def reached_by(self, files: Iterable[str]) -> Compilation:
        """The same, of which only the stacks are looked at that reach one of ``files``."""
        wanted = frozenset(files)
        reaching = (top for top in self.manifests if any(wanted.intersection(each.files) for each in top.closure()))
        return replace(self, scope=Scope(frozenset(reaching), wanted))

    def top_manifests(self) -> Iterator[Manifest]:
        """The top-level manifests that are looked at."""
        return (top for top in self.manifests if self.scope is None or top in self.scope.manifests)

    def names(self) -> tuple[StackName, ...]:
        """The names of all stacks, sorted."""
        return tuple(self.stacks.definitions())

    def instance_ids(self) -> tuple[InstanceId, ...]:
        """Every instance in scope, abstract ones included, sorted by stack, type and name."""
        if self.scope is None:
            return self.stacks.ids()
        inside = {
            InstanceId(name, each.component.name, each.component.kind)
            for name, definitions in self.stacks.definitions().items()
            for each in definitions
            if each.component.manifest in self.scope.manifests
        }
        return tuple(id_ for id_ in self.stacks.ids() if id_ in inside)

    def instance(self, id_: InstanceId) -> Answer:
        """One instance with everything that is wrong with it; found without looking at other stacks' components."""
        return self.instances.of(id_)

    def sources(self) -> tuple[str, ...]:
        """All files that say something to stacks, as ``Span.file`` has them: manifests, and local files in force."""
        return tuple(map(self.index.path, (*self.index.files, *self.local.files)))

    def local_files(self, ids: Iterable[InstanceId]) -> tuple[str, ...]:
        """The local files in force that some instances are made of, as ``Span.file`` has them, sorted."""
        instances = (self.instance(id_).instance for id_ in ids)
        tops = dict.fromkeys(each.component.manifest for each in instances if each is not None)
        return tuple(sorted({each.local for top in tops for each in top.closure() if each.local}))

    def losses(self) -> tuple[Diagnostic, ...]:
        """Errors in manifests by which instances may be missing: files that cannot be read, stacks without a name."""
        found: list[Diagnostic] = []
        for manifest in self.manifests:
            found += self.manifests.diagnostics(manifest)
            found += self.stacks.link_diagnostics(manifest)
            for component in self.stacks.components_of(manifest):
                found += self.stacks.failures(component)
        return unique(each for each in found if self.severity(each.code, "show") == "error")

    def find_type(self, stack: StackName, component: str) -> str:
        """The type of the component called ``component``: the first that has one in this stack, else ``terraform``."""
        return self.stacks.find_type(stack, component)

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

    def severity(self, code: Code, use: Use) -> Severity:
        """What a code means here: ``error``, ``warning`` or ``off``."""
        return self.judgement.severity(code, use)

    def grade(self, diagnostic: Diagnostic, use: Use) -> Severity:
        """What a diagnostic means here; not always what its code does."""
        return self.judgement.grade(diagnostic, use)

    def blocks(self, diagnostics: Iterable[Diagnostic], use: Use = "show") -> bool:
        """True when one of ``diagnostics`` is an error for ``use``."""
        return self.judgement.blocks(diagnostics, use)
