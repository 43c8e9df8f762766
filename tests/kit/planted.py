"""``Planter``: generated repositories with values planted in random places, each of which can be told by its number."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from stackc.artifact.secrets import FILES
from stackc.base.source import path_text
from stackc.base.value import Append, leaves, source_text
from stackc.manifest.sections import Section
from stackc.syntax.yaml import parse_document
from tests.kit.compiled import ATMOS, OWN
from tests.kit.layers import STRATEGIES, Writer, Written, as_yaml

COMPONENTS = 7
"""How many a repository has: each opens a door, and the next seed goes on behind them."""
FUNCTIONS = "templates: {settings: {enabled: true, sprig: {enabled: true}, gomplate: {enabled: true}}}\n"

MAKERS = (
    *("#", "x-#", "##", "# and more", '[printf "%s-%v" @ 1]', '[printf "%q" @]', '[printf "%x" @]', "[print @]"),
    *("[@ | upper]", "[@ | b64enc]", "[@ | b32enc]", "[base64.Encode @]", "[strings.ToUpper @]", "[@ | quote]"),
    *("[list @ | toJson]", '[dict "k" @ | toJson]', '[dict "k" @]', '[set (dict) "k" @ | toYAML]', "[list @ 1]"),
    *('[merge (dict) (dict "k" @) | toPrettyJson]', '[index (dict "k" @) "k"]', '[(dict "a" (list @)).a]'),
    *("[@ | trunc 6]", "[substr 0 8 @]", '[splitList "-" @ | first]', "[@ | sha256sum]"),
    *('[join "-" (list "a" @)]', '[regexReplaceAll "k" @ "K"]', '[cat "a" @]', "[@ | urlquery]", "[@ | html]"),
    *('[range $i, $c := list @ "b"][$c],[end]', "[with @][.][end]", "[$x := @][$x]", "[@ | js]", "[@ | swapcase]"),
    *('[define "t"]<[.]>[end][template "t" @]', '[if eq @ "x"]a[else]b[end]', "[len @]", "[not @]", "[kindOf @]"),
    *('[@ | default "x"]', '[coalesce "" @]', '[ternary @ "b" true]', '[and @ "b"]', '[or "" @]', "[@ | squote]"),
    *('[@ | splitList "" | coll.Reverse | join ""]', "[tuple @ | first]", '[hasPrefix "z" @]', "[@ | indent 2]"),
)
"""Texts with a template: ``@`` is where it uses the value, ``#`` prints it, brackets stand for braces."""
OF_OTHERS = (
    *(
        '[env "X"]',
        "[toJson .vars]",
        '[get .vars "text"]',
        '[get .vars "odd"]-[get .vars "key"]',
        "[.vars]",
        "[toYAML .vars]",
    ),
    *("[range $k, $v := .vars][$k]=[$v];[end]", '[pluck "text" .vars | first]', "[values .vars | len]"),
    *('[(atmos.Component "low" .stack).vars | toJson]', '[get (atmos.Component "app" .stack).vars "text"]'),
    *('[(atmos.Component "web" .stack).settings]', '[with atmos.Component "low" .stack][.env | toJson | upper][end]'),
    *('[(atmos.Component "app" .stack).backend | toJson | b64enc]', "[len (atmos.Component `app` .stack).vars]"),
)
"""Texts that read what other values and other instances are."""
FAULTY = (
    *("[@ | fail]", '[required @ ""]', "[index .vars @]", '[mustToDate "2006" @]', "[(@).x.y]", "[call @]"),
    *("[mustRegexMatch @ @]x[atoi @ | div 0]", "[test.Fail @]", "[@ | semver]", "[index (list 1) @]", "[datasource @]"),
    *("[(atmos.Component @ .stack).vars]", "[(atmos.Component `app` @).vars]", "[mustFromJson @]"),
    *("a: {#", "[template @]", "[if @]", "[@ | nosuch]", "[conv.URL (print `:` @)]", "[time.Parse @ @]"),
)
"""Texts that no value comes of."""


Doors = Mapping[str, Callable[[dict[str, Any], Written], None]]
"""What puts a plant somewhere in the body of a component, by what it is for."""


class Planter(Writer):
    """A writer that puts plants among its scalars. Those of ``without`` are plain text, the others stay as they are.

    A plant is text with the name of its own variable in it, ``S`` and a number.
    """

    kinds = ("terraform",)
    share = 0.2
    makers: Sequence[str] = MAKERS
    doors: Doors = MappingProxyType({})
    """What puts a plant where a value means something, in the body of a component."""
    modes: Sequence[str] = ("plain", "locals", "context")
    """How templates of a file come to the value: by functions, by its locals, by the context of an import."""
    only_later: Collection[str] = ()
    """Doors that would keep a file from being rendered while it is read, and all other plants with it."""
    settings = ""
    """What the project file says besides; of ours, below ``stackc`` in an ``atmos.yaml``."""

    def __init__(self, seed: int, without: Collection[int] = ()) -> None:
        super().__init__(seed)
        self.seed, self.without = seed, frozenset(without)
        self.density = self.random.choice((0.03, 0.1, 0.3))
        self.faults = self.random.choice((0.0, 0.0, 0.2))
        self.calls = self.random.random() < 0.5
        """There are functions, which templates that read them must not meet."""
        self.spared = self.random.choice(((), FILES))
        """Sections without plants, where one keeps all files from being written."""
        self.is_own = self.random.random() < 0.5
        self.plants = self.opened_doors = 0
        self.named: dict[str, Any] = {}
        self.mode = "plain"

    def files(self) -> dict[str, str]:
        """The project file and three manifests; by chance with locals, or imported with a context."""
        chosen = f"settings: {{list_merge_strategy: {self.random.choice(STRATEGIES)}}}\n" + FUNCTIONS
        head = (OWN + self.settings) if self.is_own else ATMOS.partition("templates:")[0] + self.of_atmos()
        catalog = {
            "bases": self.file(("low", "middle", "high"), abstract=True),
            "more": self.file(("low", "app"), abstract=False),
        }
        used = {name: numbers for name, (_, numbers) in catalog.items()}
        self.mode, self.named = "plain", {}
        imports = [
            {"path": f"catalog/{name}", "context": self.context(used[name])} if used[name] else f"catalog/{name}"
            for name in used
        ]
        if "locals" in self.modes and self.random.random() < 0.3:
            self.mode = "locals"
        dev = self.opened({"import": imports, **self.manifest(("app", "web"), abstract=False)})
        manifests = {f"stacks/catalog/{name}.yaml": as_yaml(table) for name, (table, _) in catalog.items()}
        whole = {**manifests, "stacks/deploy/dev.yaml": as_yaml(self.completed(dev))}
        return {"stackc.yaml" if self.is_own else "atmos.yaml": head + chosen, **whole}

    def opened(self, manifest: dict[str, Any]) -> dict[str, Any]:
        """The manifest of the stack, by chance with a plant where it means something for all of it."""
        return manifest

    def of_atmos(self) -> str:
        """Our own settings in a project file of Atmos."""
        return "stackc:\n" + "".join(f"  {line}\n" for line in self.settings.splitlines()) if self.settings else ""

    def file(self, names: Sequence[str], *, abstract: bool) -> tuple[dict[str, Any], Sequence[int]]:
        """A manifest, and the numbers of the plants that its importer must hand to it."""
        self.mode, self.named, first = self.random.choice(self.modes), {}, self.plants
        table = self.manifest(names, abstract=abstract)
        return self.completed(table), range(first, self.plants) if self.mode == "context" else ()

    def context(self, numbers: Sequence[int]) -> dict[str, Any]:
        """What an import hands over: locals of the file that imports."""
        self.mode = "locals"
        self.named |= {f"s{number}": self.source(number) for number in numbers if number not in self.without}
        return {
            f"s{number}": Written(f"'{{{{ .locals.s{number} }}}}'") for number in numbers if number not in self.without
        }

    def completed(self, table: dict[str, Any]) -> dict[str, Any]:
        """A manifest with what its templates read by name."""
        return {"locals": self.named, **table} if self.mode == "locals" else table

    # --- plants

    def component(self, kind: str, name: str, *, abstract: bool) -> dict[str, Any]:
        body = super().component(kind, name, abstract=abstract)
        door = self.door(body)
        if door is not None:
            self.doors[door](body, self.plant())
        return body

    def door(self, body: dict[str, Any]) -> str | None:
        """The next door in turn, where one may be opened in this file."""
        if not self.doors:
            return None
        name = list(self.doors)[(self.seed * COMPONENTS + self.opened_doors) % len(self.doors)]
        self.opened_doors += 1
        return name if self.mode == "plain" or name not in self.only_later else None

    def scalar(self) -> Any:
        plain = super().scalar()
        return self.plant() if self.random.random() < self.density else plain

    def section(self, section: Section) -> Any:
        density, self.density = self.density, 0.0 if section.name in self.spared else self.density
        made = super().section(section)
        self.density = density
        return made

    def text(self) -> str:
        plain = super().text()
        return self.plant() if self.random.random() < self.density / 2 else plain

    def plant(self) -> Written:
        """Text that uses the value, in a way that fits the file."""
        number = self.plants
        self.plants += 1
        made = self.written(number)
        if number not in self.without:
            return made
        self.named.pop(f"s{number}", None)
        return Written(f"plain-{number}")

    def written(self, number: int) -> Written:
        chance = self.random.random()
        if self.mode == "plain" and chance < 0.3:
            return self.source(number) if self.calls else template(self.random.choice(OF_OTHERS))
        makers = FAULTY if self.mode == "plain" and chance > 1 - self.faults else self.makers
        operand = self.operand(number)
        return template(self.random.choice(makers), f"({operand})" if " " in operand else operand)

    def operand(self, number: int) -> str:
        """The value, as a template of this file reads it."""
        if self.mode == "context":
            return f".s{number}"
        if self.mode == "locals":
            self.named[f"s{number}"] = self.source(number)
            return self.random.choice((f".locals.s{number}", f'index .locals "s{number}"'))
        return self.read(number)

    def source(self, number: int) -> Written:
        """The value, as a function gives it."""
        raise NotImplementedError

    def read(self, number: int) -> str:
        """The value, as a template reads it from outside."""
        raise NotImplementedError


def template(row: str, operand: str = "") -> Written:
    """A row of the tables above, in quotes."""
    text = row.replace("#", "[@]").replace("[", "{{ ").replace("]", " }}").replace("@", operand)
    return Written(f"'{text}'")


def plants_in(files: Mapping[str, str]) -> Iterator[str]:
    """The plants and other templates and functions of the manifests, each with its file and its path."""
    for name, text in files.items():
        for path, leaf in leaves(parse_document(text, name).root) if name.startswith("stacks/") else ():
            for each in leaf.items if isinstance(leaf, Append) else [leaf]:
                written = source_text(each) or ""
                if "{{" in written or written.startswith("!"):
                    yield f"{name}: {path_text(path)}: {written}"
