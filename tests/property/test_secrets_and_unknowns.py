"""Two laws of generated repositories: a secret never becomes text, and what is unknown is its source and in no file."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from stackc.artifact.files import emit_instance
from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from stackc.base.ids import InstanceId
from stackc.base.ports import Output
from stackc.base.source import path_text
from stackc.base.value import (
    MASK,
    MISSING,
    Append,
    Missing,
    Secret,
    Unknown,
    Value,
    is_unknown,
    leaves,
    look_up,
    shown,
    source_text,
    transform,
)
from stackc.compile.compilation import Compilation
from stackc.evaluate.instance import UNRENDERED, Instance
from stackc.query.shapes import describe_component
from stackc.syntax.calls import ParsedCall
from stackc.syntax.yaml import parse_document
from tests.kit.answers import Answers, answers, of_instance, said
from tests.kit.command import run_here, write_files
from tests.kit.compiled import compiled
from tests.kit.layers import Written
from tests.kit.planted import Doors, Planter, plants_in

HEAD, TAIL = "zqxjk", "vwkqz"
"""How every secret begins and ends: letters that stand nowhere else, so that a part of one is known again."""
SHAPES = (
    *("{head}{number}{tail}", "{head}-{number}: [{tail}", '{{"a": "{head}{number}{tail}"}}', "{head}\n{number} {tail}"),
    *("{head} #{number}'{tail}", '"{head}/{number}+<&>{tail}', "https://{head}:{number}@{tail}"),
)
"""What a secret may look like: a word, broken and whole YAML, lines, quotes, an address."""


def secret(number: int, head: str = HEAD, tail: str = TAIL) -> str:
    """The value of a plant; others than the usual ``head`` and ``tail`` make another secret of the same shape."""
    return SHAPES[number % len(SHAPES)].format(head=head, tail=tail, number=number)


def forms() -> Iterator[str]:
    """The beginning and the end of all secrets as functions show them: backwards and in other bases."""
    for word in (HEAD, TAIL):
        yield from (word, word[::-1], word.encode().hex())
        for bits, period, encode in ((6, 3, base64.b64encode), (5, 5, base64.b32encode)):
            for shift in range(period):
                whole = encode(b"-" * shift + word.encode() + b"-" * 9).decode()
                yield whole[-(-shift * 8 // bits) : (shift + len(word)) * 8 // bits]


LEAK = re.compile("|".join(map(re.escape, forms())), re.IGNORECASE)


# --- repositories with secrets


def in_section(section: str, *path: str) -> Callable[[dict[str, Any], Written], None]:
    """Puts a plant at a path of a section; a step ``0`` is the only item of a list."""

    def put(body: dict[str, Any], plant: Written) -> None:
        value: Any = plant
        for step in reversed(path[1:]):
            value = [value] if step == "0" else {step: value}
        table = body.get(section)
        body[section] = {**(table if isinstance(table, dict) else {}), path[0]: value}

    return put


def of_backend(kind: str, *names: str) -> Callable[[dict[str, Any], Written], None]:
    """A backend whose settings ``names`` are the plant."""

    def put(body: dict[str, Any], plant: Written) -> None:
        given = {"bucket": "b", "key": "k", "storage_account_name": "a", "container_name": "c", "address": "http://h"}
        body.update(backend_type=kind, backend={kind: {**given, **dict.fromkeys(names, plant)}})

    return put


def as_key(body: dict[str, Any], plant: Written) -> None:
    if not plant.startswith("!"):
        body["vars"] = {**body.get("vars", {}), plant: 1}


def as_argument(call: str) -> Callable[[dict[str, Any], Written], None]:
    """The plant, which has quotes, in the text of a function."""

    def put(body: dict[str, Any], plant: Written) -> None:
        if not plant.startswith("!"):
            body["vars"] = {**body.get("vars", {}), "called": Written(f"!{call} {plant}")}

    return put


def own_environment(body: dict[str, Any], plant: Written) -> None:
    """A variable for the templates of the component, and one of them, also in a file that is rendered."""
    in_section("settings", "templates", "settings", "env", "X")(body, plant)
    body["vars"] = {**body.get("vars", {}), "again": Written("'{{ \"{{ env `X` }}\" }}'")}


DOORS: Doors = {
    **{
        name: in_section("metadata", name)
        for name in (
            *("terraform_workspace", "terraform_workspace_template", "terraform_workspace_pattern", "component"),
            *("component_folder_prefix", "enabled", "locked", "custom"),
        )
    },
    "tags": in_section("metadata", "tags", "0"),
    "labels": in_section("metadata", "labels", "team"),
    "base": in_section("metadata", "inherits", "0"),
    "after": in_section("settings", "depends_on", "1", "component"),
    "after of a stack": in_section("settings", "depends_on", "1", "stage"),
    "dependency": in_section("dependencies", "components", "0", "component"),
    "dependency on a file": in_section("dependencies", "files", "0"),
    "spacelift": in_section("settings", "spacelift", "stack_name"),
    "spacelift pattern": in_section("settings", "spacelift", "stack_name_pattern"),
    "atlantis": in_section("settings", "atlantis", "project_template", "name"),
    "stage": in_section("vars", "stage"),
    "own environment": own_environment,
    "source": in_section("settings", "templates", "settings", "gomplate", "datasources", "d", "url"),
    "bucket": of_backend("s3", "bucket"),
    "credential": of_backend("s3", "secret_key"),
    "prefix": of_backend("gcs", "prefix", "credentials"),
    "azure key": of_backend("azurerm", "key", "access_key"),
    "http": of_backend("http", "address", "password"),
    "postgres": of_backend("pg", "conn_str"),
    "cloud": of_backend("cloud", "organization", "token"),
    "other backend": of_backend("other", "place", "token"),
    "key": as_key,
    "command": as_argument("exec"),
    "template": as_argument("template"),
    "literal": as_argument("literal"),
    "variable": as_argument("env"),
    "include": as_argument("include"),
    "state": as_argument("terraform.state"),
    "version": lambda body, plant: body.update(required_version=plant),
    "type": lambda body, plant: body.update(backend_type=plant),
    "folder": lambda body, plant: body.update(component=plant),
}
"""Where a plant means something, in a component."""


NAMES = {
    "terraform_workspace_template",
    "terraform_workspace_pattern",
    "stage",
    "key",
    "spacelift pattern",
    "azure key",
}
"""Doors behind which a plant is made part of a name or a key."""


class SecretPlanter(Planter):
    """Plants secrets: each a variable of its own, or what a resolver gives under the same name."""

    settings = "secrets: {env: ['S*']}\n"
    doors = DOORS
    only_later = ("command", "template", "literal", "variable", "include", "state")

    def opened(self, manifest: dict[str, Any]) -> dict[str, Any]:
        chance, plant = self.random.random(), self.plant()
        if chance < 0.05:
            return {"name": plant, **manifest}
        if chance < 0.1:
            return {**manifest, "import": [*manifest["import"], plant]}
        if chance < 0.15:
            return {**manifest, "vars": {**manifest["vars"], "stage": plant}}
        return manifest

    def source(self, number: int) -> Written:
        if self.mode == "plain" and self.random.random() < 0.3:
            return Written(self.random.choice((f"!secret S{number}", f"!store facts app S{number}")))
        return Written(f"!env S{number}")

    def read(self, number: int) -> str:
        if self.random.random() < 0.1:
            return f'(atmos.Component "app" .stack).outputs.S{number}'
        by = self.random.choice(
            ('env "{}"', 'getenv "{}"', 'expandenv "${}"', 'env.Getenv "{}"', 'env.ExpandEnv "${{{}}}"')
        )
        return by.format(f"S{number}")


def resolver(call: ParsedCall, text: str) -> Value:
    """A store in which every value is a secret."""
    number = re.search(r"S(\d+)", text)
    return Secret(secret(int(number[1]))) if number else Secret({"all": f"{HEAD}{TAIL}"})


class SensitiveOutputs:
    """Outputs of instances that are all sensitive."""

    def __init__(self, planter: Planter) -> None:
        self.planter = planter

    def read(self, upstream: InstanceId) -> Mapping[str, Output] | None:
        return {f"S{number}": Output(secret(number), sensitive=True) for number in range(self.planter.plants)}


def resolved_answers(compilation: Compilation, planter: Planter) -> Answers:
    """What leaves when effects have been evaluated and gave secrets."""
    found: list[Diagnostic] = []
    functions = compilation.value_functions(SensitiveOutputs(planter), None)
    for id_ in compilation.instance_ids():
        instance = compilation.instance(id_).instance
        if instance is not None:
            yield from of_instance(compilation, instance.resolved(resolver, functions), found)
    yield from said(compilation, found)


def environment(planter: Planter, head: str = HEAD, tail: str = TAIL) -> dict[str, str]:
    """The variables of all plants."""
    return {f"S{number}": secret(number, head, tail) for number in range(planter.plants)}


def smallest(make: Callable[[frozenset[int]], Planter], fails: Callable[[Planter], str | None]) -> str:
    """The first fault of a repository in which no plant can be left out, with the lines of its plants."""
    left: frozenset[int] = frozenset()
    planter = make(left)
    planter.files()
    for size in (planter.plants // 2 or 1, 8, 1):
        for start in range(0, planter.plants, size):
            fewer = left | frozenset(range(start, min(start + size, planter.plants)))
            if fails(make(fewer)) is not None:
                left = fewer
    planter = make(left)
    fault = fails(planter)
    return "\n".join([fault or "", *plants_in(make(left).files())])


def leak(found: Answers) -> str | None:
    """The first answer with a part of a secret, and what stands around it."""
    for asked, text in found:
        out = LEAK.search(text)
        if out is not None:
            return f"{asked}: …{text[max(0, out.start() - 60) : out.end() + 20]!r}…"
    return None


def first_leak(planter: Planter) -> str | None:
    """Where a secret comes out, of the environment or of a resolver."""
    compilation = compiled(planter.files(), **environment(planter))
    return leak(answers(compilation)) or leak(resolved_answers(compilation, planter))


def first_difference(planter: Planter) -> str | None:
    """The first answer that is another one when every secret is; all else of the repository stays the same."""
    files = planter.files()
    ends = ((HEAD, TAIL), ("hgqxw", "jwvhx"))
    one, other = (answers(compiled(files, **environment(planter, *each))) for each in ends)
    for (asked, text), (_, changed) in zip(one, other, strict=True):
        if text != changed:
            at = next(at for at in range(len(text)) if text[at : at + 1] != changed[at : at + 1])
            return f"{asked}: …{text[max(0, at - 60) : at + 20]!r} or {changed[max(0, at - 60) : at + 20]!r}"
    return None


def first_unmasked(planter: Planter) -> str | None:
    """A value that reads a secret and shows as something else than the mask."""
    compilation = compiled(planter.files(), **environment(planter))
    for id_ in compilation.instance_ids():
        instance = compilation.instance(id_).instance
        if instance is None:
            continue
        shape = shown(describe_component(compilation, instance))
        failed = {path for each in instance.diagnostics for path in re.findall(r"\(`([^`]*)` of ", each.message)}
        for name in instance.names:
            raw = instance.component.compiled.get(name)
            for path, leaf in leaves(raw) if name not in UNRENDERED else ():
                if path_text((name, *path)) in failed or not reads_secret(leaf):
                    continue
                found = look_up(shape, (name, *path))
                if found != MASK:
                    return f"{id_} {path_text((name, *path))}: {leaf!r} shows as {found!r}"
    return None


def reads_secret(leaf: Value) -> bool:
    """A secret of a local, or text that reads a variable with nothing in between."""
    text = source_text(leaf) or ""
    return isinstance(leaf, Secret) or bool(re.search(r"!env S\d|\b(getenv|env|env\.Getenv) \"S\d", text))


# --- repositories with effects


class EffectPlanter(Planter):
    """Plants functions that reach outside, with ``word`` in their text; templates read them in the settings."""

    modes: Sequence[str] = ("plain", "plain", "context")

    def __init__(self, seed: int, without: Collection[int] = (), word: str = f"{HEAD}{TAIL}") -> None:
        super().__init__(seed, without)
        self.word = word
        left_out = {"key"}  # is an error (SC0514), and the key stays what it is
        if not self.is_own:
            # language.md 14: in the atmos dialect a function is its text to templates, names and keys, as in Atmos.
            # What still holds there is that a field which spells an effect makes more than a copy of it unknown.
            self.modes, self.calls = ["plain"], True
            left_out |= NAMES
        self.doors = {name: door for name, door in DOORS.items() if name not in left_out}

    def again(self, word: str) -> EffectPlanter:
        """The same repository with other functions."""
        return EffectPlanter(self.seed, self.without, word)

    def source(self, number: int) -> Written:
        name = f"S{number}.{self.word}"
        calls = (f"terraform.state app .{name}", f"terraform.output app dev .{name}", f"store facts app {name}")
        return Written(f"!{self.random.choice((*calls, f'exec echo {name}', f'store.get facts {name}'))}")

    def context(self, numbers: Sequence[int]) -> dict[str, Any]:
        return {f"s{number}": self.source(number) for number in numbers if number not in self.without}

    def read(self, number: int) -> str:
        if self.calls and self.random.random() < 0.2:  # else a template may read this one, and gets its text (13.2)
            return f'(atmos.Component "app" .stack).outputs.S{number}.{self.word}'
        self.named[f"s{number}"] = self.source(number)
        return f".settings.effects.s{number}"

    def completed(self, table: dict[str, Any]) -> dict[str, Any]:
        return {**table, "settings": {**table.get("settings", {}), "effects": self.named}} if self.named else table


def unread(instance: Instance) -> dict[str, Value]:
    """What of an instance is known, without the texts that stand for what is not."""
    known = {
        name: transform(instance.section(name), lambda leaf: "?" if is_unknown(leaf) else leaf)
        for name in instance.names
        if name not in UNRENDERED
    }
    return {
        **known,
        "address": repr(instance.state_address),
        "enabled": instance.is_enabled,
        "locked": instance.is_locked,
    }


def written(instance: Instance) -> dict[str, Value]:
    """The files of an instance by name; none of one with errors."""
    if instance.blocking:
        return {}
    made = emit_instance(instance, backend=bool(instance.backend_type)).value
    return {each.name: each.content.decode() for each in made.files}


def first_dependence(planter: Planter) -> str | None:
    """What is known although it is made of a function that was not called: it is another when that function is."""
    assert isinstance(planter, EffectPlanter)
    one, other = (compiled(each.files()) for each in (planter, planter.again("other.word.of.another.length")))
    for id_ in one.instance_ids():
        first, second = one.instance(id_).instance, other.instance(id_).instance
        if first is None or second is None:
            continue
        for parts in (unread, written):
            left, right = (dict(leaves(dict(parts(each)))) for each in (first, second))
            for path in (*left, *right):
                if left.get(path, MISSING) != right.get(path, MISSING):
                    return f"{path_text(path)} of {id_}: {left.get(path)!r} or {right.get(path)!r}"
    return None


def first_written(planter: Planter) -> str | None:
    """A file with a part of a function in it, or one that was not refused with the value and its place."""
    files = planter.files()
    compilation = compiled(files)
    for id_ in compilation.instance_ids():
        instance = compilation.instance(id_).instance
        if instance is None or id_.type != "terraform":
            continue
        for name, content in written(instance).items():
            if LEAK.search(str(content)):
                return f"{name} of {id_}: {content}"
        unknowns = instance.unknowns("vars", "backend", "providers", "required_providers", "env")
        if unknowns and written(instance):
            return f"{id_} is written, and {unknowns[0]} is unknown"
        found = (*emit_instance(instance, backend=True).diagnostics, *instance.diagnostics)
        failed = {Code.TEMPLATE, Code.TEMPLATE_MISSING_KEY} & {each.code for each in instance.diagnostics}
        for path, text in unknowns:
            if failed and "{{" in text:
                continue  # `unknown_written` takes a template that failed for the cause of all that are unknown
            told = [each for each in found if f"`{path_text(path)}` of {id_}" in each.message and each.primary]
            if not told:
                return f"nothing is said of {path_text(path)} of {id_}: {[each.message for each in found]}"
            spans = [each.primary.span for each in told if each.primary]
            lines = files[spans[0].file].splitlines()[spans[0].line - 1 : spans[0].end_line or spans[0].line]
            if not re.search(r"\{\{|!", "\n".join(lines)):
                return f"the place of {path_text(path)} of {id_} is {spans[0]}: {lines}"
    return None


DEFAULTS = (("key",), ("prefix",), ("workspace_key_prefix",))
"""Settings of a backend that are made of the folder's name where nobody gives them: language.md 7.1."""


def first_stranger(planter: Planter) -> str | None:
    """An unknown that shows as something else than a text of a manifest."""
    files = planter.files()
    compilation = compiled(files)
    texts = set().union(*(texts_below(parse_document(text, name).root) for name, text in files.items()))
    for id_ in compilation.instance_ids():
        instance = compilation.instance(id_).instance
        if instance is None:
            continue
        for name in instance.names:
            for path, leaf in leaves(instance.section(name)):
                raw = look_up(instance.component.compiled, (name, *path))
                if (
                    isinstance(leaf, Unknown)
                    and leaf.text not in texts
                    and not is_computed(raw)
                    and path not in DEFAULTS
                ):
                    return f"{path_text((name, *path))} of {id_}: {leaf.text!r}"
    return None


def texts_below(value: Value) -> set[str]:
    """Every text in a manifest, functions included."""
    if isinstance(value, Append):
        return texts_below(value.items)
    if isinstance(value, (dict, list)):
        return set().union(*map(texts_below, value.values() if isinstance(value, dict) else value))
    text = source_text(value)
    return set() if text is None else {text}


def is_computed(raw: Value | Missing) -> bool:
    """A template that makes more than a copy of a function, and meets no outputs.

    It shows as what it would be of the texts of the functions it reads, which language.md 14.3 does not say. That
    nothing known is made of it, another law holds.
    """
    if isinstance(raw, Unknown):  # in a file that was rendered
        return True
    text = "" if isinstance(raw, Missing) else source_text(raw) or ""
    return "{{" in text and ".outputs" not in text and not re.fullmatch(r"\{\{ \.(settings\.effects\.)?s\d+ \}\}", text)


# --- the laws

SEEDS = range(12)
Law = Callable[[Planter], "str | None"]
"""Gives the first fault of a repository."""


def assert_holds(law: Law, make: Callable[[frozenset[int]], Planter]) -> None:
    if law(make(frozenset())) is not None:
        pytest.fail(smallest(make, law))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_secret_never_becomes_text(seed: int) -> None:
    assert_holds(first_leak, lambda without: SecretPlanter(seed, without))


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_hangs_on_what_a_secret_is(seed: int) -> None:
    """No decision, length, part or digest of it: another secret of the same shape changes no byte."""
    assert_holds(first_difference, lambda without: SecretPlanter(seed, without))


@pytest.mark.parametrize("seed", SEEDS)
def test_an_answer_says_that_something_is_secret(seed: int) -> None:
    assert_holds(first_unmasked, lambda without: SecretPlanter(seed, without))


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_made_of_an_unknown_is_unknown(seed: int) -> None:
    """No decision, length or part of the text of a function: with other functions all that is known stays the same."""
    assert_holds(first_dependence, lambda without: EffectPlanter(seed, without))


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_unknown_is_in_no_file_and_refused_at_its_place(seed: int) -> None:
    assert_holds(first_written, lambda without: EffectPlanter(seed, without))


@pytest.mark.parametrize("seed", SEEDS)
def test_an_unknown_shows_as_a_text_of_a_manifest(seed: int) -> None:
    assert_holds(first_stranger, lambda without: EffectPlanter(seed, without))


# --- the same of commands

COMMANDS = (
    *("describe stacks", "describe dev", "describe component app -s dev", "describe component web -s dev -f json"),
    *("describe dependents low -s dev", "describe affected --repo-path HERE", "list instances -f json", "graph -f dot"),
    *("-v validate", "validate -f json", "lock", "lock --check", "build -o OUT", "terraform plan --all --dry-run"),
    *("generate varfile app -s dev", "generate backend app -s dev -o OUT.json", "terraform plan web -s dev --dry-run"),
)
OVER_REAL_FILES = (102, 110, 131)
"""Repositories of which files are written, and would be if what is unknown did not forbid it."""


def told_and_written(planter: Planter, root: Path) -> Answers:
    """What each command prints, and all files that are there afterwards, those aside that were there before."""
    modules = {f"components/terraform/{name}/main.tf": "" for name in ("low", "app", "web")}
    before = write_files(root, {**planter.files(), **modules, ".git/HEAD": "ref: refs/heads/main\n"})
    known = set(before.rglob("*"))
    for command in COMMANDS:
        done = run_here("-C", str(root), *command.replace("HERE", str(root)).replace("OUT", f"{root}/out").split())
        assert done.code in (0, 1), done
        yield command, done.out + done.err
    for path in sorted(set(root.rglob("*")) - known):
        if path.is_file():
            yield path.name, path.read_text()


@pytest.mark.parametrize("seed", OVER_REAL_FILES)
def test_no_command_prints_or_writes_a_secret(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planter = SecretPlanter(seed)
    planter.files()
    for name, value in environment(planter).items():
        monkeypatch.setenv(name, value)
    assert leak(told_and_written(SecretPlanter(seed), tmp_path)) is None


@pytest.mark.parametrize("seed", OVER_REAL_FILES)
def test_no_command_writes_what_is_unknown(seed: int, tmp_path: Path) -> None:
    told = told_and_written(EffectPlanter(seed), tmp_path)
    assert leak((name, text) for name, text in told if name not in COMMANDS) is None
