"""Small repositories that change: what is in them is chosen by the dice, and so is what each step does to them.

Values and keys change, files come, go, change their names, become links, are touched and set back in time; variables of
the environment change.
"""

from __future__ import annotations

import contextlib
import os
import random
import re
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from tests.kit.command import write_files

SETTLED: Final = 8_000_000
"""Nanoseconds after which a file counts as settled here: the clock of files here is finer than that."""
PROJECT: Final = """\
components: {terraform: {base_path: components/terraform}}
stacks:
  base_path: stacks
  included_paths: ["deploy/**/*"]
  excluded_paths: ["**/_*.yaml"]
  name_pattern: "{tenant}-{stage}"
templates: {settings: {enabled: true, sprig: {enabled: true}, gomplate: {enabled: true}}}
"""
COMPONENTS: Final = ("app", "vpc", "dns", "queue", "cluster")
TENANTS, STAGES = ("one", "two"), ("dev", "prod", "test")
VARIABLES: Final = ("TOKEN", "REGION", "CI", "STACKC_STACKS_NAME_PATTERN", "HOME")
LEAVES: Final = (
    *("1", "2", "3", "word", "text", "4", "5", "one", "two") * 2,
    *("1", "2", "true", "null", "text", '"{{ .vars.stage }}-x"', "!env REGION", "!env TOKEN", '"{{ .vars.size }}"'),
    *("[1, 2]", "{a: 1}", "!include data/list.yaml", "0o17", "!terraform.state vpc id", "~"),
)
WORDS: Final = (
    *("list stacks", "list instances", "list components --format json", "list files", "list imports"),
    *(
        "describe stacks --format json",
        "describe stacks --format yaml -s one-dev",
        "validate",
        "validate --format json",
    ),
    *("describe component {c} -s {s} --format json", "describe component {c} -s {s}", "why {c}@{s} vars.size"),
    *("why {c}@{s}", "describe dependents {c} -s {s} --format json", "describe {s}", "list values .vars.size"),
    *("list stacks --no-local", "describe component {c} -s {s} --untrusted", "list vars {c}", "validate --notes"),
)


NARROW: Final = (
    *("list stacks", "list instances", "list components", "describe component {c} -s {s} --format json"),
    *("describe component {c} -s {s}", "why {c}@{s} vars.size", "describe dependents {c} -s {s} --format json"),
    *("describe stacks --format json",) * 3,
)
"""Those in which not every value has a part."""


_PLAIN: Final = re.compile(r"^ +(?:size|name): ([1-9]|one|two|word|text)$", re.MULTILINE)


class Steps:
    """A repository that changes."""

    def __init__(self, root: Path, dice: random.Random) -> None:
        self.root, self.dice = root, dice
        self.env: dict[str, str] = {}
        self._before: dict[Path, bytes | str] = {}
        self.known: list[tuple[str, str]] = []
        """Components and their stacks, at first."""
        write_files(root, dict(self._files()))

    def _files(self) -> list[tuple[str, str]]:
        dice = self.dice
        files = [("stackc.yaml", PROJECT), ("data/list.yaml", "[1, 2, 3]\n")]
        files += [(f"components/terraform/{name}/main.tf", self._module()) for name in COMPONENTS]
        for name in dice.sample(COMPONENTS, dice.randint(1, 5)):
            files.append(
                (
                    f"stacks/catalog/{name}.yaml",
                    self._manifest([f"{each}/defaults" for each in dice.sample(COMPONENTS, 2)], []),
                )
            )
        for each in (*TENANTS, *STAGES):
            kind = "tenant" if each in TENANTS else "stage"
            files.append((f"stacks/mixins/{each}.yaml", f"vars: {{{kind}: {each}, size: {dice.randint(1, 9)}}}\n"))
        catalog = [name.removeprefix("stacks/").removesuffix(".yaml") for name, _ in files if "/catalog/" in name]
        free = {(tenant, stage): list(COMPONENTS) for tenant in TENANTS for stage in STAGES}
        for number in range(dice.randint(1, dice.choice((4, 8, 8, 40)))):
            tenant, stage = dice.choice(TENANTS), dice.choice(STAGES)
            left = free[tenant, stage]
            if not left and dice.random() < 0.9:
                continue  # most repositories have no duplicates
            imports = [f"mixins/{tenant}", f"mixins/{stage}", *dice.sample(catalog, min(len(catalog), 2))]
            chosen = [left.pop() for _ in range(min(len(left), dice.randint(1, 3)))] or ["app"]
            self.known += [(each, f"{tenant}-{stage}") for each in chosen]
            body = self._manifest(chosen, imports)
            files.append((f"stacks/deploy/{tenant}/{stage}{number or ''}.yaml", body))
        return files

    def _module(self) -> str:
        dice = self.dice
        names = dice.sample(("size", "stage", "tenant", "name", "tags"), dice.randint(0, 5))
        return "".join(
            f'variable "{name}" {{\n  type = {dice.choice(("any", "string", "number"))}\n}}\n' for name in names
        )

    def _manifest(self, components: Sequence[str], imports: Sequence[str]) -> str:
        dice, lines = self.dice, []
        if imports:
            lines += ["import:", *(f"  - {each}" for each in imports)]
        if dice.random() < 0.3:
            lines += ["locals:", f"  size: {dice.randint(1, 9)}"]
        if dice.random() < 0.5:
            lines += ["vars:", f"  size: {dice.choice(LEAVES)}"]
        lines += ["components:", "  terraform:"]
        for name in components:
            lines.append(f"    {name}:")
            if "/" in name or dice.random() < 0.4:
                told = "type: abstract" if "/" in name else self._metadata()
                lines.append(f"      metadata: {{{told}}}")
            if dice.random() < 0.3:
                lines.append(f"      settings: {{depends_on: {{1: {{component: {dice.choice(COMPONENTS)}}}}}}}")
            lines += ["      vars:", f"        size: {dice.choice(LEAVES)}", f"        name: {dice.choice(LEAVES)}"]
        return "\n".join(lines) + "\n"

    def _metadata(self) -> str:
        name = self.dice.choice(COMPONENTS)
        return self.dice.choice(
            (f"component: {name}", f"inherits: [{name}/defaults]", "type: abstract", "enabled: false")
        )

    def _some_file(self, pattern: str = "**/*") -> Path | None:
        files = sorted(path for path in self.root.glob(pattern) if path.is_file() and ".git" not in path.parts)
        return self.dice.choice(files) if files else None

    def step(self) -> str:
        """Change one thing; what it was."""
        if self.dice.random() < 0.3:
            time.sleep(1.5 * SETTLED / 1e9)
        if self._before and self.dice.random() < 0.6:
            self._undo()
            return "undone"
        self._before = self._contents()
        change = self.dice.choice(CHANGES)
        with contextlib.suppress(OSError):
            change(self)
        return change.__name__

    def _contents(self) -> dict[Path, bytes | str]:
        """What every file holds, and where every link leads."""
        found: dict[Path, bytes | str] = {}
        for path in self.root.glob("**/*"):
            if path.is_symlink():
                found[path] = os.readlink(path)
            elif path.is_file():
                found[path] = path.read_bytes()
        return found

    def _undo(self) -> None:
        """Everything is as it was before the last change: most of them break something."""
        now, before = self._contents(), self._before
        for path in now.keys() - before.keys() | {path for path in before if now.get(path) != before[path]}:
            with contextlib.suppress(OSError):
                path.unlink()
        for path, content in before.items():
            if now.get(path) == content:
                continue
            with contextlib.suppress(OSError):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.symlink_to(content) if isinstance(content, str) else path.write_bytes(content)
        self._before = {}

    def value(self) -> None:
        """Another value on a line."""
        self._in_a_line(lambda line: f"{line.split(':')[0]}: {self.dice.choice(LEAVES)}" if ": " in line else line)

    def number(self) -> None:
        """One more or less of a number."""
        self._in_a_line(lambda line: "".join(str(self.dice.randint(0, 9)) if c.isdigit() else c for c in line))

    def variable_of_a_component(self) -> None:
        """Another plain value in a stack or a catalog."""

        def other(line: str) -> str:
            name, colon, _ = line.partition(": ")
            return f"{name}{colon}{self.dice.choice(('3', '4', 'word', 'text', '{a: 2}'))}" if colon else line

        self._in_a_line(other, "stacks/*/**/*.yaml")

    def plain_value(self) -> None:
        """Another value of the same kind for a variable."""
        path = self._some_file(self.dice.choice(("stacks/*/**/*.yaml", "stacks/deploy/**/*.yaml")))
        if path is not None:
            text = path.read_text(encoding="utf-8")
            places = list(_PLAIN.finditer(text))
            if places:
                found = self.dice.choice(places)
                new = self.dice.choice("123456789" if found[1].isdigit() else ("one", "two", "word", "text"))
                path.write_text(text[: found.start(1)] + new + text[found.end(1) :], encoding="utf-8")

    def typo(self) -> None:
        """A character less."""
        self._in_a_line(lambda line: line[: (at := self.dice.randrange(len(line) or 1))] + line[at + 1 :])

    def line_gone(self) -> None:
        """A line less."""
        self._in_a_line(lambda _: None)

    def line_twice(self) -> None:
        """A line more."""
        self._in_a_line(lambda line: f"{line}\n{line}")

    def _in_a_line(self, change: Callable[[str], str | None], where: str = "") -> None:
        path = self._some_file(where or self.dice.choice(("stacks/**/*.yaml", "stacks/deploy/**/*.yaml", "**/*")))
        if path is None:
            return
        lines = path.read_text(encoding="utf-8").split("\n")
        at = self.dice.randrange(len(lines))
        changed = change(lines[at])
        lines[at : at + 1] = [] if changed is None else [changed]
        path.write_text("\n".join(lines), encoding="utf-8")

    def new_file(self) -> None:
        """A file where perhaps none was."""
        dice = self.dice
        folder = dice.choice(("deploy/one", "deploy/two", "deploy/new", "catalog"))
        name = dice.choice(("dev", "extra", "_defaults", "other.local", "app"))
        body = self._manifest(dice.sample(COMPONENTS, 1), [f"mixins/{dice.choice(TENANTS)}", "mixins/dev"])
        write_files(self.root, {f"stacks/{folder}/{name}.yaml": body})

    def gone(self) -> None:
        """A file less."""
        path = self._some_file("stacks/**/*")
        if path is not None:
            path.unlink()

    def renamed(self) -> None:
        """Another name for a file."""
        path = self._some_file("stacks/**/*")
        if path is not None:
            path.rename(path.with_name(self.dice.choice(("dev.yaml", "moved.yaml", "moved.yml", "app.yaml.tmpl"))))

    def exchanged(self) -> None:
        """Two files have each other's names."""
        one, other = self._some_file("stacks/**/*"), self._some_file("stacks/**/*")
        if one is not None and other is not None and one != other:
            content, aside = other.read_bytes(), self.root / "aside"
            one.rename(aside)
            one.write_bytes(content)
            aside.replace(other)

    def touched(self) -> None:
        """Another time, the same content."""
        path = self._some_file()
        if path is not None:
            os.utime(path)

    def set_back(self) -> None:
        """Other content of the same size, at the time of the old one."""
        path = self._some_file("stacks/**/*")
        if path is not None:
            state, text = path.stat(), path.read_text(encoding="utf-8")
            path.write_text(text.translate(str.maketrans("123456789", "234567891")), encoding="utf-8")
            os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))

    def linked(self) -> None:
        """A link in the place of a file."""
        path, target = self._some_file("stacks/**/*"), self._some_file("stacks/**/*")
        if path is not None and target is not None and path != target:
            path.unlink()
            path.symlink_to(target)

    def folder_linked(self) -> None:
        """A link in the place of a folder, to where that is now."""
        path = self.root / self.dice.choice(("stacks/catalog", "stacks/deploy/one", "components/terraform/app"))
        aside = self.root / self.dice.choice(("aside", "stacks/aside")) / path.name
        if path.is_dir() and not path.is_symlink() and not aside.exists():
            aside.parent.mkdir(exist_ok=True)
            path.rename(aside)
            path.symlink_to(aside)

    def folder_back(self) -> None:
        """A link to a folder is that folder again."""
        links = [path for path in self.root.glob("**/*") if path.is_symlink() and path.is_dir()]
        if links:
            target = Path(os.path.realpath(links[0]))
            links[0].unlink()
            target.rename(links[0])

    def in_place(self) -> None:
        """Text at the end of a file."""
        path = self._some_file("stacks/**/*.yaml")
        if path is not None:
            with path.open("a", encoding="utf-8") as file:
                file.write(self.dice.choice(("# remark\n", "env: {A: b}\n", "vars: {size: 3}\n")))

    def module(self) -> None:
        """Another root module."""
        path = self.root / f"components/terraform/{self.dice.choice(COMPONENTS)}/main.tf"
        if self.dice.random() < 0.2:
            shutil.rmtree(path.parent, ignore_errors=True)
        else:
            write_files(self.root, {str(path.relative_to(self.root)): self._module()})

    def variable(self) -> None:
        """Another environment."""
        name = self.dice.choice(VARIABLES)
        value = self.dice.choice((None, "", "1", "eu", "{stage}"))
        if value is None:
            self.env.pop(name, None)
        else:
            self.env[name] = value


CHANGES: Final = (
    *(Steps.variable_of_a_component,) * 4,
    *(Steps.plain_value,) * 12,
    *(Steps.value, Steps.value, Steps.value, Steps.number, Steps.number, Steps.typo, Steps.line_gone, Steps.line_twice),
    *(Steps.new_file, Steps.gone, Steps.renamed, Steps.exchanged, Steps.touched, Steps.set_back, Steps.linked),
    *(Steps.folder_linked, Steps.folder_back, Steps.in_place, Steps.module, Steps.variable),
)
