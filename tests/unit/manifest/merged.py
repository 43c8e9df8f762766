"""Manifests of repositories in memory, merged, and worlds with an outside."""

from __future__ import annotations

from collections.abc import Mapping

from stackc.base.boundary import Access
from stackc.base.diagnostic import Diagnostic
from stackc.base.ports import ReadFailure, WalkFailure
from stackc.compile.compilation import Compilation
from stackc.compile.wiring import compile_repository
from stackc.manifest.manifest import Manifest
from stackc.manifest.places import Locator, Places
from stackc.syntax.yaml import SOUND_SCALARS
from tests.kit.compiled import compiled
from tests.kit.world import MemoryWorld

DEV = "deploy/dev.yaml"
STAGE = "vars: {stage: dev}\n"


class Fenced(MemoryWorld):
    """A world of which some paths lie outside, cannot be read, or have no end."""

    def __init__(
        self,
        files: Mapping[str, str | bytes],
        *,
        outside: tuple[str, ...] = (),
        refused: tuple[str, ...] = (),
        unreadable: Mapping[str, ReadFailure] | None = None,
        endless: tuple[str, ...] = (),
        links: tuple[str, ...] = (),
    ) -> None:
        super().__init__(files)
        self._outside, self._refused = outside, refused
        self._unreadable, self._endless, self._links = unreadable or {}, endless, links

    def access(self, path: str) -> Access:
        return "refused" if path in self._refused else "outside" if path in self._outside else "inside"

    def read(self, path: str) -> bytes:
        if path in self._unreadable:
            raise self._unreadable[path]
        if path in self._refused:
            raise ReadFailure("it lies outside", outside=True)
        return super().read(path)

    def walk(self, folder: str) -> tuple[str, ...]:
        if folder in self._endless:
            raise WalkFailure("loop", 100)
        return super().walk(folder)

    def closed_links(self, folder: str) -> tuple[str, ...]:
        return self._links


def compiled_in(world: MemoryWorld, files: Mapping[str, str]) -> Compilation:
    """``files`` compiled as ``world`` shows them."""
    return compile_repository(world, compiled(files).config, lambda name: None)


def manifest(files: Mapping[str, str], file: str = DEV, **env: str) -> Manifest:
    """One manifest with everything it imports, as if it were top-level."""
    return compiled(files, **env).library.manifest(file)


def said(files: Mapping[str, str], file: str = DEV, **env: str) -> list[Diagnostic]:
    """What is wrong with the files of one manifest, in the order they are reached."""
    return [each for every in manifest(files, file, **env).closure() for each in every.diagnostics]


def told(found: Diagnostic) -> tuple[str, str]:
    """Where a diagnostic points, and the words there."""
    assert found.primary is not None
    return str(found.primary.span), found.primary.text


def places_of(text: str, reported: list[Diagnostic]) -> Places:
    """The places of ``text``, as ``f.yaml``."""
    return Places("f.yaml", Locator(MemoryWorld({"f.yaml": text}), SOUND_SCALARS), reported.append)
