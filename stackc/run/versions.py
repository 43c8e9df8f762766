"""Whether the Terraform that is there is one that a whole run accepts: asked once, before anything of it starts.

Its root modules, the manifests, the project file and the files of version managers have a say. Constraints mean what
Terraform means by them, which looks at the three numbers alone. See docs/language.md, versions of Terraform.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from typing import Final

from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.ids import TERRAFORM, InstanceId
from stackc.base.named_tuple import NamedTuple
from stackc.base.ports import ReadFailure
from stackc.base.source import Span
from stackc.compile.compilation import Compilation
from stackc.evaluate.instance import Instance
from stackc.run import messages as say
from stackc.run.terraform import Binary
from stackc.syntax.version_constraint import allows, core_version, parse_version

SETTING: Final = "terraform.version"
_PIN_FILES: Final = {"terraform": ".terraform-version", "tofu": ".opentofu-version"}


class Wish(NamedTuple):
    """A version that somebody asks for, in one place: ``who`` is that, as a message says it."""

    who: str
    wanted: str
    place: Label
    is_pin: bool = False
    """A version itself, as version managers have it, and no constraint."""


def check_versions(compilation: Compilation, binary: Binary, ids: Iterable[InstanceId]) -> Iterator[Diagnostic]:
    """What does not fit ``binary``, each place once, with the instances it concerns (SC0940).

    A version of the binary that is not known, and a wish that is none that is known here, are left to Terraform.
    """
    concerned: dict[Wish, list[InstanceId]] = {}
    for wish in _of_project(compilation):
        concerned.setdefault(wish, [])
    for id_ in ids:
        instance = compilation.instance(id_).instance
        if instance is None or id_.type != TERRAFORM:
            continue
        for wish in (*_of_instance(compilation, instance), *_of_folder(compilation, instance, binary)):
            concerned.setdefault(wish, []).append(id_)
    for wish, who in concerned.items():
        if _fits(wish, binary) is False:
            yield say.version_misfit(wish.who, wish.wanted, binary.version, binary.path, wish.place, who)


def _fits(wish: Wish, binary: Binary) -> bool | None:
    version = core_version(binary.version)
    if version is None:
        return None
    pinned = core_version(wish.wanted) if wish.is_pin else None
    if pinned is None:
        return allows(wish.wanted, version)
    if parse_version(wish.wanted) is None:  # a pre-release is no other than itself
        return wish.wanted.strip().removeprefix("v") == binary.version
    given = wish.wanted.count(".") + 1  # `1.9` is any of its versions
    return pinned[:given] == version[:given]


def _of_project(compilation: Compilation) -> Iterator[Wish]:
    config = compilation.config
    place = compilation.stacks.rules.setting(SETTING)
    if config.terraform_version:
        yield Wish(f"`{SETTING}`", config.terraform_version, place or Label(Span(config.file or ""), "set here"))


def _of_instance(compilation: Compilation, instance: Instance) -> Iterator[Wish]:
    """The ``required_version`` of its manifests, which Terraform lays over that of the module; else the module's."""
    own = instance.section("required_version")
    if own:
        if isinstance(own, str):
            place = instance.component.label("required_version", (), "required here")
            yield Wish("a manifest", own, place)
        return
    module = compilation.modules.record(instance.folder).module
    for text, span in module.required_versions if module is not None else ():
        yield Wish(f"`{instance.folder}`", text, Label(span, "required here"))


def _of_folder(compilation: Compilation, instance: Instance, binary: Binary) -> Iterator[Wish]:
    """What the file of a version manager says that is nearest to the component, in its folder or above."""
    name = _PIN_FILES[binary.flavour]
    for folder in _upwards(instance.folder):
        file = posixpath.join(folder, name)
        if compilation.world.kind(file) != "file":
            continue
        try:
            text = compilation.world.read(file).decode("utf-8", "replace")
        except ReadFailure:
            return
        line, pinned = _pinned(text)
        yield Wish(f"`{file}`", pinned, Label(Span(file, line, 1, line, len(pinned) + 1), "pinned here"), is_pin=True)
        return


def _pinned(text: str) -> tuple[int, str]:
    """The first line that says something, without its comment, and its number."""
    lines = ((number, line.partition("#")[0].strip()) for number, line in enumerate(text.splitlines(), 1))
    return next(((number, line) for number, line in lines if line), (1, ""))


def _upwards(folder: str) -> Iterator[str]:
    """``folder`` and those above it up to the project's root; outside of that, itself and the root."""
    inside = not folder.startswith(("/", "../"))
    while folder not in ("", ".") and not folder.startswith(".."):
        yield folder
        folder = posixpath.dirname(folder) if inside else ""
    yield ""
