"""What the core may ask of the world. The real things live in ``system`` and ``run`` and are wired in ``project``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Final, Protocol

from stackc.base.boundary import Access
from stackc.base.ids import InstanceId
from stackc.base.named_tuple import NamedTuple
from stackc.base.value import Value


class ReadFailure(Exception):
    """A file that cannot be read; ``reason`` is fit for people: ``permission denied``."""

    def __init__(self, reason: str, *, missing: bool = False, too_large: bool = False, outside: bool = False) -> None:
        self.reason: str = reason
        self.missing: bool = missing
        self.too_large: bool = too_large
        self.outside: bool = outside
        super().__init__(reason)


class WalkFailure(Exception):
    """Links lead to more than can be listed; ``link`` is the first one on the way to where the listing ended."""

    def __init__(self, link: str, limit: int) -> None:
        self.link = link
        super().__init__(f"links lead to more than {limit:,} files and folders")


class VariableRefused(Exception):
    """An environment variable that an untrusted repository may not read, whether it is set or not."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the environment variable `{name}` may not be read: the repository is untrusted")


class World(Protocol):
    """Files and environment, as one project sees them.

    Paths are relative to the project root, with ``/``, or absolute. What is refused is answered as if it were not
    there: whoever wants to say so asks for ``access`` first.
    """

    def access(self, path: str) -> Access:
        """Whether a path, links followed, belongs to the repository; the same for files that exist and that do not."""
        ...

    def read(self, path: str) -> bytes:
        """The content of a file. Raises ``ReadFailure``."""
        ...

    def kind(self, path: str) -> str | None:
        """``"file"``, ``"folder"`` or None, following links."""
        ...

    def walk(self, folder: str) -> tuple[str, ...]:
        """All files below ``folder``, relative to it, in byte order; folders already on the way are not entered again.

        Raises ``WalkFailure`` where links multiply what there is.
        """
        ...

    def closed_links(self, folder: str) -> tuple[str, ...]:
        """Links to folders below ``folder``, relative to it, that a walk does not enter: they lead outside."""
        ...

    def entries(self, folder: str) -> tuple[str, ...]:
        """The names of the files directly in ``folder``, in byte order."""
        ...

    def variable(self, name: str) -> str | None:
        """The value of an environment variable. Raises ``VariableRefused``."""
        ...


class Output(NamedTuple):
    """One output of a root module, as Terraform's state holds it."""

    value: Value
    sensitive: bool = False


class OutputFailure(Exception):
    """Upstream outputs cannot be read (no access, a broken state, Terraform failed); the text is fit for people."""


class Outputs(Protocol):
    """The outputs of other instances: the port behind ``!terraform.state`` and ``!terraform.output``."""

    def read(self, upstream: InstanceId) -> Mapping[str, Output] | None:
        """All outputs of ``upstream``; None when it has no state yet. Raises ``OutputFailure``.

        At most one read a run.
        """
        ...


NOT_STARTED: Final = "cannot start `"
"""How the words begin in which a child that never was is told of."""


class Finished(NamedTuple):
    """A process that ended."""

    code: int
    out: str
    err: str


class Processes(Protocol):
    """Child processes of a run. The files in ``inherited`` stay open in the child.

    Both calls raise KeyboardInterrupt after a signal, with the child's exit code if there
    was a child: nothing may follow.
    """

    def stream(
        self,
        argv: Sequence[str],
        cwd: str,
        env: Mapping[str, str],
        *,
        inherited: Sequence[int] = (),
        conversing: bool = False,
    ) -> Finished:
        """Run with the caller's own streams; ``err`` is the end of what it said there, and ``out`` is not kept.

        One that is ``conversing`` has standard error itself, as shells want it, and ``err`` is empty.
        Raises FileNotFoundError when it cannot start.
        """
        ...

    def capture(
        self,
        argv: Sequence[str],
        cwd: str,
        env: Mapping[str, str],
        timeout: float | None = None,
        *,
        inherited: Sequence[int] = (),
    ) -> Finished:
        """Run and keep what it says."""
        ...


class Clock(Protocol):
    """Time and chance, as runs see them."""

    def now(self) -> float:
        """Seconds since some moment; it never goes back."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait. Raises KeyboardInterrupt on a signal."""
        ...

    def chance(self) -> float:
        """A number between 0 and 1."""
        ...


class Workplace(Protocol):
    """Where runs keep their own files; everything below it is ours alone."""

    def write(self, path: str, content: bytes, mode: int) -> bool:
        """Write atomically, only when it differs; True when it wrote. ``path`` is absolute."""
        ...

    def read(self, path: str) -> bytes | None:
        """The content; None when there is no such file, and for no other reason. Raises ``ReadFailure``."""
        ...

    def hold(self, path: str, owner: str, on_wait: Callable[[str], None]) -> AbstractContextManager[int]:
        """Hold the lock on the file ``path``; gives the descriptor that children inherit. Raises OSError.

        ``on_wait`` hears once who holds it, in the words that one gave as ``owner``.
        """
        ...

    def unlinked(self, link: str, content: bytes) -> AbstractContextManager[tuple[int, ...]]:
        """A link through which a child that inherits the given descriptors reads ``content``; nothing is left of it."""
        ...

    def make_private(self, path: str) -> None:
        """Make an empty file that nobody else reads, or take a file from everybody else. Raises OSError."""
        ...

    def make_private_folder(self, path: str) -> None:
        """Take a folder of ours from everybody else. Raises OSError."""
        ...

    def link(self, path: str, target: str) -> None:
        """Make ``path`` a symbolic link to ``target``, replacing a link that leads elsewhere."""
        ...

    def entries(self, folder: str) -> tuple[str, ...]:
        """The names in a folder, sorted; empty when there is none."""
        ...

    def remove(self, path: str) -> None:
        """Remove a file, a link or a whole folder of ours."""
        ...

    def move(self, path: str, target: str) -> None:
        """Give a folder of ours another name in one step; nothing is there yet. Raises OSError."""
        ...

    def find_program(self, name: str, path: str) -> str | None:
        """The absolute path of an executable on the search path ``path``."""
        ...

    def is_link(self, path: str) -> bool:
        """True for a symbolic link."""
        ...

    def is_folder(self, path: str) -> bool:
        """True for a folder that is no link."""
        ...


class Fetching(Protocol):
    """Brings files from elsewhere. All folders are absolute; all calls raise ``OutputFailure`` and OSError."""

    def clone(self, url: str, ref: str, folder: str) -> tuple[str, bool]:
        """Check ``ref`` of a repository out in ``folder``; the commit, and whether another one may be there later."""
        ...

    def unpack(self, place: str, checksum: str, folder: str) -> str:
        """Unpack an archive, a path or a URL, into ``folder``; its SHA-256, which must be ``checksum`` where given."""
        ...

    def copy(self, folder: str, target: str, takes: Callable[[str], bool]) -> str:
        """Copy the files of ``folder`` that ``takes`` wants, by their names from its top; a digest of them."""
        ...
