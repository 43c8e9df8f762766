"""``Session``: one invocation: its options, its project, what it prints and how it ends."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from stackc.base.boundary import Trust
from stackc.base.codes import Code, Severity, Use
from stackc.base.diagnostic import CompileError, Diagnostic, unique
from stackc.base.ids import parse_instance_id
from stackc.cli.options import Globals, UsageError
from stackc.project.messages import with_local, without_local
from stackc.project.open_project import OpenProject, open_project

if TYPE_CHECKING:
    from stackc.base.ids import InstanceId
    from stackc.cache.answer import Answer
    from stackc.cache.questions import Question
    from stackc.cli.pieces import Pieces
    from stackc.cli.scopes import Scope
    from stackc.evaluate.instance import Instance
    from stackc.project.findings import Subject
    from stackc.render.diagnostics import Paint

OK, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130


class Session:
    """Holds what one command needs; results go to stdout, everything else to stderr."""

    def __init__(self, options: Globals) -> None:
        self.options = options
        self._project: OpenProject | None = None
        now = time.perf_counter()
        self._started = now - time.process_time()
        """So far this process did nothing but load the program, which took about as long as it used a processor."""
        self._stages: list[tuple[str, float]] = [("start", now)]
        """What was done, and when it ended."""
        self._worst: set[str] = set()
        self._first_error: Code | None = None
        self._shown: dict[str, list[str] | None] = {}
        self._was_prompted = False
        self.scope: Scope | None = None
        """What the answer hangs on in the manifests, where that is less than everything."""
        self.earlier: Callable[[], tuple[Answer, Sequence[Question]] | None] = lambda: None
        """An answer of an earlier run that does not hold any more, and which of its questions have another one now."""
        self.told: Pieces | None = None
        """The pieces of the answer, where it is told stack by stack."""

    @property
    def project(self) -> OpenProject:
        """The project, opened on first use."""
        if self._project is None:
            try:
                start = os.path.abspath(self.options.chdir or os.getcwd())
            except FileNotFoundError as gone:
                raise UsageError("the working directory does not exist any more") from gone
            if not os.path.isdir(start):
                raise UsageError(f"there is no folder `{self.options.chdir}`")
            explicit = os.path.relpath(os.path.abspath(self.options.project), start) if self.options.project else None
            trust = Trust(not self.options.untrusted, frozenset(self.options.allow_env))
            self._project = open_project(start, os.environ, explicit, trust, local=not self.options.no_local)
            self.mark("project")
        return self._project

    @property
    def is_repeatable(self) -> bool:
        """The answer hangs on the repository and the command line alone."""
        return self._project is not None and not self._was_prompted

    def pieces(self, margin: int, sources: Iterable[str]) -> Pieces:
        """For a command that tells of one stack after the other, with ``margin`` bytes before each. ``sources`` are all
        files that stacks are made of.
        """
        from stackc.cli.pieces import Pieces

        self.told, earlier = Pieces(margin), self.earlier()
        if earlier is not None:
            self.told.take_over(*earlier, sources)
        return self.told

    def say_local(self, ids: Iterable[InstanceId]) -> None:
        """Say which local files instances are made of: what comes of them is not what everybody has."""
        files = self.project.compilation.local_files(ids)
        if files:
            self.say(with_local(files))

    def shared(self, why: str) -> OpenProject:
        """The project as everybody has it; says ``why`` where that leaves local files out."""
        project = self.project
        if project.shared is not project:
            self.say(without_local(why))
        return project.shared

    def mark(self, stage: str) -> None:
        """A stage ended, for ``--timings`` and ``--trace``."""
        self._stages.append((stage, time.perf_counter()))

    @property
    def paint(self) -> Paint:
        from stackc.render.diagnostics import Paint

        return Paint(self._colored(sys.stdout.isatty()))

    def _colored(self, terminal: bool) -> bool:
        if self.options.color != "auto":
            return self.options.color == "always"
        return terminal and "NO_COLOR" not in os.environ

    def out(self, text: str) -> None:
        """Write to stdout."""
        sys.stdout.write(text)

    def say(self, text: str) -> None:
        """Write a line to stderr."""
        sys.stderr.write(text + "\n")

    def write(self, content: str, output: str | None) -> None:
        """An answer, to stdout (also as ``-``) or to the file the user named."""
        if output is None or output == "-":
            self.out(content)
            return
        from stackc.project.writing import write_file

        write_file(self.path(output), content.encode("utf-8", "surrogatepass"))

    def path(self, name: str) -> str:
        """A path the user gave, as if started in ``-C``.

        Raises UsageError for an empty one, which is a variable unset.
        """
        if not name:
            raise UsageError("an empty path was given")
        return os.path.abspath(os.path.join(self.options.chdir or ".", name))

    def report(
        self,
        diagnostics: Iterable[Diagnostic],
        use: Use = "show",
        *,
        aside: bool = False,
        subject: Subject | None = None,
    ) -> bool:
        """Print diagnostics to stderr, each once; True when one is an error. Asides are never more than warnings.

        Where one is an error, the fixes of all are tried in ``subject``, if there is any, and what follows from a
        mistake is not told. Whoever fails anyway has the time for it.
        """
        found = unique(diagnostics)
        if subject is not None and (aside or self.project.compilation.blocks(found, use)):
            found = self._settled(found, use, subject, aside=aside)
        failed = False
        for level, text in self.rendered(found, use, aside=aside, color=self._colored(sys.stderr.isatty())):
            failed = failed or level == "error"
            sys.stdout.flush()
            sys.stderr.write(text)
        return failed

    def _settled(
        self, found: tuple[Diagnostic, ...], use: Use, subject: Subject, *, aside: bool
    ) -> tuple[Diagnostic, ...]:
        from stackc.project.findings import settled

        kept = settled(self.project, found, subject)
        # The cause may be a warning here, and nobody would know why the command failed.
        return kept if aside or self.project.compilation.blocks(kept, use) else found

    def rendered(
        self, diagnostics: Iterable[Diagnostic], use: Use, *, aside: bool = False, color: bool = False
    ) -> Iterator[tuple[Severity, str]]:
        """``(level, text)`` of each that counts; empty text for a warning or a note nobody wants to see."""
        from stackc.render.diagnostics import Paint, render_diagnostic

        paint = Paint(color)
        for diagnostic in unique(diagnostics):
            level = self.project.compilation.grade(diagnostic, use)
            if level == "off":
                continue
            shown = "warning" if level == "error" and aside else level
            self._worst.add(shown)
            if shown == "error":
                self._first_error = self._first_error or diagnostic.code
            yield shown, render_diagnostic(diagnostic, shown, self._lines, paint) if self.shows(shown) else ""

    def shows(self, level: Severity) -> bool:
        """Whether findings of this level are printed as text: notes only when asked for, warnings unless quiet."""
        return level == "error" or (self.options.notes if level == "note" else not self.options.quiet)

    def point_to_page(self) -> None:
        """Say once, on a terminal and at the very end, where the first error is explained.

        A line below each diagnostic was rejected: it would be most of what a reader sees of a small mistake.
        """
        if self._first_error is not None and sys.stderr.isatty() and not self.options.quiet:
            self.say(f"explain: stackc explain {self._first_error.value}")

    def chosen_stack(self, stack: str | None, component: str) -> str:
        """The stack given, or chosen from a list on a terminal. Raises CompileError where nobody can be asked."""
        if stack:
            return stack
        compilation = self.project.compilation
        names = sorted(
            {str(id_.stack) for id_ in compilation.select(components=(component,))} or map(str, compilation.names())
        )
        if names and sys.stdin.isatty() and sys.stderr.isatty():
            for number, name in enumerate(names, 1):
                self.say(f"{number:>4}  {name}")
            sys.stderr.write("stack (number or name): ")
            sys.stderr.flush()
            self._was_prompted = True
            answer = sys.stdin.readline().strip()
            return names[int(answer) - 1] if answer.isdigit() and 0 < int(answer) <= len(names) else answer
        from stackc.cli.messages import stack_needed

        raise CompileError((stack_needed(names, component),))

    def named_instance(self, name: str, stack: str | None) -> Instance:
        """The instance called ``component@stack``, or by its component and the stack given or chosen.

        Raises LookupFailure for one that is not there, CompileError for one that does not compile, and UsageError for
        an empty name, which is a variable unset.
        """
        from stackc.project.stacks import find_instance, look_up_instance

        if not name.strip():
            raise UsageError("an empty name was given")
        id_ = parse_instance_id(name) if stack is None else None
        if id_ is None:
            return find_instance(self.project, name, self.chosen_stack(stack, name))
        return look_up_instance(self.project, id_)

    def resolved(self, instance: Instance) -> Instance:
        """An instance with its functions called that reach outside."""
        from stackc.project.running import resolve

        return resolve(self.project, instance)

    def refused(self, ids: Iterable[InstanceId]) -> bool:
        """Report what policies and component schemas say of instances; True when they may not be run or written."""
        from stackc.library.policies import demands
        from stackc.library.project import seen_by_policies

        return self.report(demands(self.project, seen_by_policies(self.project), ids), "write")

    def setup(self, use: Use = "show") -> bool:
        """Report what is wrong with the project itself; True when nothing can be answered."""
        return self.report(self.project.setup_findings, use)

    def finish(self, failed: bool) -> int:
        """The exit code, after the timings."""
        if self.options.timings or self.options.trace is not None:
            self.mark("rest")
            self._tell_times()
        return FAILED if failed or (self.options.deny_warnings and "warning" in self._worst) else OK

    def _tell_times(self) -> None:
        from stackc.render.trace import Span, trace_json

        ends = [at - self._started for _, at in self._stages]
        spans = [
            Span(stage, begin, end) for (stage, _), begin, end in zip(self._stages, [0.0, *ends], ends, strict=False)
        ]
        if self.options.timings:
            for span in spans:
                self.say(f"{span.name:<12} {1000 * (span.end - span.begin):8.1f} ms")
        if self.options.trace is not None:
            from stackc.project.writing import write_file

            write_file(self.path(self.options.trace), trace_json(spans).encode())

    def _lines(self, file: str) -> list[str] | None:
        if file not in self._shown:
            self._shown[file] = self.project.lines(file)
        return self._shown[file]
