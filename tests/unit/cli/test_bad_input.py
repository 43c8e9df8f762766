"""``stackc validate`` on input of every bad kind: the code, the place, the exit code, and that it ends.

A row is a scratch project with one mistake; ``¶`` stands before the guilty text and is taken out. Rows hold for both project
files unless they say otherwise.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest
from _pytest.mark.structures import ParameterSet

from stackc.cli.main import run
from stackc.link.inheritance import MAX_DEPTH as MAX_INHERITANCE
from stackc.manifest.import_graph import MAX_IMPORT_DEPTH
from stackc.syntax.yaml import MAX_DEPTH, MAX_FILE_BYTES
from tests.kit.work import GUARD, guarded

Content = str | bytes | Callable[[Path], object]
"""What a path holds; a callable makes it."""
Files = Mapping[str, Content]

MARK = "¶"
MEGABYTES = 600
"""Of address space; the interpreter and its libraries alone take half of it."""
MANIFEST = "stacks/deploy/dev.yaml"
PROJECT = """\
base_path: .
components:
  terraform:
    base_path: components/terraform
stacks:
  base_path: stacks
  included_paths: [deploy/**]
  name_pattern: "{stage}"
templates:
  settings:
    enabled: true
"""
VARS = "vars: {stage: dev}\n"
VPC = "components: {terraform: {vpc: {}}}\n"
SOUND = VARS + VPC
MODULE = "components/terraform/vpc/main.tf"


class Finding(NamedTuple):
    """The header of one diagnostic."""

    level: str
    code: str
    place: str


def component(body: str, name: str = "vpc") -> str:
    """A manifest with one component whose body is ``body``."""
    indented = "".join(f"      {line}\n" for line in body.splitlines())
    return f"vars:\n  stage: dev\ncomponents:\n  terraform:\n    {name}:\n{indented}"


def inheriting(**bases: str) -> str:
    """A manifest of components on one folder; each names what it inherits, as written."""
    bodies = [f"    {name}: {{metadata: {{component: vpc, inherits: {names}}}}}\n" for name, names in bases.items()]
    return VARS + "components:\n  terraform:\n" + "".join(bodies)


def rows(
    name: str,
    code: str,
    files: Content | Files,
    *,
    at: str | None = None,
    stackc: str | None = "error",
    atmos: str | None = "error",
) -> Iterator[ParameterSet]:
    """One row a dialect. ``at`` is the place where no mark can stand; a level of None means that nothing is said."""
    written = files if isinstance(files, Mapping) else {MANIFEST: files}
    place = at if at is not None else _marked(written)
    plain = {path: text.replace(MARK, "") if isinstance(text, str) else text for path, text in written.items()}
    for dialect, level in (("stackc", stackc), ("atmos", atmos)):
        expected = [Finding(level, code, place.replace("PROJECT", f"{dialect}.yaml"))] if level else []
        yield pytest.param(f"{dialect}.yaml", plain, expected, id=f"{name} ({dialect})")


def project(name: str, code: str, text: str, level: str | None = "error") -> Iterator[ParameterSet]:
    """Rows for a mistake in the project file."""
    for row in rows(f"project: {name}", code, {}, at=f"PROJECT:{_marked_at(text)}", stackc=level, atmos=level):
        file, _, expected = row.values
        yield pytest.param(file, {str(file): text.replace(MARK, "")}, expected, id=row.id)


def in_dialect(dialect: str, both: Iterator[ParameterSet]) -> Iterator[ParameterSet]:
    """The rows of one dialect."""
    return (row for row in both if row.values[0] == f"{dialect}.yaml")


def _marked(files: Files) -> str:
    [(path, text)] = [(path, text) for path, text in files.items() if isinstance(text, str) and MARK in text]
    return f"{path}:{_marked_at(text)}"


def _marked_at(text: str) -> str:
    lines = text.partition(MARK)[0].split("\n")
    return f"{len(lines)}:{len(lines[-1]) + 1}"


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith(("ATMOS_", "STACKC_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


@pytest.fixture(autouse=True)
def _limited() -> Iterator[None]:
    with guarded():
        yield


def write(root: Path, files: Files) -> None:
    """Write ``files`` below ``root``, on top of a sound project; every callable is given its path."""
    for path, content in {MODULE: "", MANIFEST: SOUND, **files}.items():
        full = root / path
        full.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            full.write_bytes(content)
        elif isinstance(content, str):
            full.write_text(content)
        else:
            content(full)


def findings(err: str) -> list[Finding]:
    """The diagnostics in what a command said, in order."""
    assert "internal error" not in err, err
    assert "Traceback" not in err, err
    found = re.findall(r"^(error|warning)\[(SC\d{4})\].*(?:\n    .*)*(?:\n *--> (.*))?$", err, re.MULTILINE)
    return [Finding(*each) for each in found]


def link(target: str) -> Content:
    """A symbolic link."""
    return partial(Path.symlink_to, target=target)


def _large(text: str, times: int, path: Path) -> None:
    path.write_text("a: " + text * times)


def folder(path: Path) -> None:
    """A folder."""
    path.mkdir()


def nested(levels: int) -> str:
    """Maps inside one another, written as blocks."""
    return "".join("  " * (level + 1) + "k:\n" for level in range(levels))


TEXT = [
    *rows("flow cut off", "SC0101", VARS + "components: {terraform: {vpc: {vars: {a: 1,¶"),
    *rows("flow cut off before the end of the file", "SC0101", VARS + "components: {terraform: {vpc: {}¶\n\n"),
    *rows("key cut off", "SC0401", "vars: {stage: dev}\ncomponents:\n  terraform:\n    vpc:\n      ¶vars"),
    *rows("tab in front", "SC0102", SOUND + "settings:\n¶\ta: 1\n"),
    *rows("tab behind spaces", "SC0102", SOUND + "settings:\n  ¶\ta: 1\n"),
    *rows("double quote left open", "SC0121", SOUND + 'settings:\n  a: ¶"open\n  b: 1\n'),
    *rows("single quote left open", "SC0121", SOUND + "settings:\n  a: ¶'open\n  b: 1\n"),
    *rows("quote left open until the next", "SC0121", SOUND + 'settings:\n  a: ¶"open\n  b: "x"\n'),
    *rows("unknown escape", "SC0101", SOUND + 'settings:\n  a: "x¶\\q"\n'),
    *rows("half a character escaped", "SC0101", SOUND + 'settings:\n  a: "\\u¶d800"\n'),
    *rows("list left open", "SC0101", SOUND + "settings:\n  a: [1, 2¶\n  b: 1\n"),
    *rows("map left open", "SC0101", SOUND + "settings:\n  a: {x: 1¶\n  b: 1\n"),
    *rows("indentation", "SC0101", SOUND + "settings:\n  a: 1\n   ¶b: 2\n"),
    *rows("colon missing", "SC0101", SOUND + "settings:\n  a: 1\n  ¶b\n  c: 2\n"),
    *rows("two colons", "SC0101", SOUND + "settings:\n  a: ¶b: c\n"),
    *rows("reserved sign", "SC0101", SOUND + "settings:\n  a: ¶@x\n"),
    *rows("template without quotes", "SC0101", SOUND + "settings:\n  a: {¶{ .vars.stage }}\n"),
    *rows("control character", "SC0101", SOUND + "settings:\n  a: b¶\x01c\n"),
    *rows("program", "SC0107", b"\x7fELF\x02\x01\x01\x00\x00\xff\xfe", at=f"{MANIFEST}:1:10"),
    *rows("picture", "SC0107", b"\x89PNG\r\n\x1a\n\x00\x00", at=f"{MANIFEST}:1:1"),
    *rows("latin-1", "SC0107", SOUND.encode() + b"settings:\n  a: caf\xe9\n", at=f"{MANIFEST}:4:9"),
    *rows("utf-16 without its mark", "SC0107", SOUND.encode("utf-16-be"), at=f"{MANIFEST}:1:1"),
    *rows("utf-32", "SC0107", ("\ufeff" + SOUND).encode("utf-32-le"), at=f"{MANIFEST}:1:1"),
    *rows("zero byte", "SC0107", SOUND.encode() + b"settings: {a: b\x00c}\n", at=f"{MANIFEST}:3:16"),
    *rows(
        "200 maps", "SC0109", SOUND + "settings:\n" + nested(200), at=f"{MANIFEST}:{MAX_DEPTH + 3}:{2 * MAX_DEPTH + 1}"
    ),
    *rows("300 dashes", "SC0109", SOUND + "settings:\n  a:\n    " + "- " * 98 + MARK + "- " * 202 + "x\n"),
    *rows(
        "depth by aliases",
        "SC0109",
        SOUND + f"settings:\n  a: &a {'[' * 60}1{']' * 60}\n  b: {'[' * 60}¶*a{']' * 60}\n",
    ),
    *rows("second document", "SC0119", SOUND + "¶---\nb: 1\n", stackc="warning", atmos="warning"),
    *rows("document is text", "SC0106", "¶hello\n"),
    *rows("document is a list", "SC0106", "¶- a\n- b\n"),
]
VALUES = [
    *rows("unknown alias", "SC0104", SOUND + "settings:\n  a: ¶*nothing\n"),
    *rows("anchor around itself", "SC0126", SOUND + "settings: &s\n  a: ¶*s\n"),
    *rows("duplicate key", "SC0103", SOUND + "settings:\n  a: 1\n  ¶a: 2\n"),
    *rows("duplicate section", "SC0103", SOUND + "¶vars: {}\n"),
    *rows("colliding keys", "SC0113", SOUND + "settings:\n  1: a\n  ¶1.0: b\n"),
    *rows(
        "key in two spellings", "SC0118", SOUND + "settings:\n  1: a\n  ¶0x1: b\n", stackc="warning", atmos="warning"
    ),
    *rows("null key", "SC0114", SOUND + "settings:\n  ¶~: a\n"),
    *rows("list as key", "SC0101", SOUND + "settings:\n  ? ¶[a, b]\n  : c\n"),
    *rows("map as key by alias", "SC0101", SOUND + "settings:\n  a: &x {b: 1}\n  ¶*x : 1\n"),
    *rows("merge key on a number", "SC0123", SOUND + "settings:\n  <<: ¶5\n"),
    *rows("merge key on an unknown alias", "SC0104", SOUND + "settings:\n  <<: ¶*none\n"),
    *rows("unknown tag", "SC0105", SOUND + "settings:\n  a: ¶!envv HOME\n"),
    *rows("unknown tag of a map", "SC0105", SOUND + "settings:\n  a: ¶!foo\n    x: 1\n"),
    *rows("text that is no integer", "SC0125", SOUND + "settings:\n  a: ¶!!int abc\n"),
    *rows("infinity as integer", "SC0125", SOUND + "settings:\n  a: ¶!!int .inf\n"),
    *rows("leading zero", "SC0111", SOUND + "settings:\n  a: ¶012345670123\n"),
    *rows("date", "SC0112", SOUND + "settings:\n  a: ¶2024-05-01\n", stackc="warning"),
    *rows("infinity", "SC0117", SOUND + "settings:\n  a: ¶.inf\n"),
    *rows("infinity with a tag", "SC0117", SOUND + "settings:\n  a: ¶!!float -.inf\n"),
    *rows("30 digits", "SC0116", SOUND + f"settings:\n  a: ¶{'1' * 30}\n", stackc=None),
]
WHOLE_DISK = 'import:\n  - ¶"../../../../../../../**/x.yaml"\n' + SOUND
IMPORTS = [
    *rows("import: number", "SC0202", "import: ¶5\n" + SOUND),
    *rows("import: text", "SC0202", "import: ¶mixins/a\n" + SOUND),
    *rows("import: null entry", "SC0202", "import:\n  -¶\n" + SOUND),
    *rows("import: number entry", "SC0202", "import:\n  - ¶5\n" + SOUND),
    *rows("import: empty entry", "SC0202", 'import:\n  - ¶""\n' + SOUND),
    *rows("import: no path", "SC0202", "import:\n  - ¶context: {a: 1}\n" + SOUND),
    *rows("import: path is a number", "SC0202", "import:\n  - path: ¶5\n" + SOUND),
    *rows("import: missing", "SC0201", "import:\n  - ¶mixins/a\n" + SOUND),
    *rows("import: missing, with a line end", "SC0201", 'import:\n  - ¶"a\\nb"\n' + SOUND),
    *rows("import: zero byte", "SC0201", 'import:\n  - ¶"a\\0b"\n' + SOUND),
    *rows("import: name too long", "SC0201", f"import:\n  - ¶{'a' * 5000}\n" + SOUND),
    *rows("import: glob without match", "SC0201", "import:\n  - ¶mixins/*\n" + SOUND),
    *rows(
        "import: glob of many stars",
        "SC0201",
        {MANIFEST: f'import: [¶"m/{"*a" * 30}b"]\n' + SOUND, f"stacks/m/{'a' * 90}.yaml": ""},
    ),
    *in_dialect("atmos", rows("import: glob of the whole disk", "SC0201", WHOLE_DISK)),
    *in_dialect("stackc", rows("import: glob of the whole disk", "SC0230", WHOLE_DISK)),
    *rows("import: glob of an open bracket", "SC0201", 'import:\n  - ¶"mixins/[a"\n' + SOUND),
    *rows("import: glob without bound", "SC0202", f'import: [¶"m/{"{a," * 2000}{"}" * 2000}"]\n' + SOUND),
    *rows("import: itself", "SC0204", "import:\n  - ¶deploy/dev\n" + SOUND),
    *rows("import: itself by a glob", "SC0204", "import:\n  - ¶deploy/*\n" + SOUND),
    *rows(
        "import: circle of three",
        "SC0203",
        {
            MANIFEST: "import: [a]\n" + SOUND,
            "stacks/a.yaml": "import: [b]\n",
            "stacks/b.yaml": "import: [c]\n",
            "stacks/c.yaml": "import: [¶a]\n",
        },
    ),
    *rows(
        "import: chain without end",
        "SC0217",
        {MANIFEST: "import: [m0]\n" + SOUND}
        | {f"stacks/m{level}.yaml": f"import: [m{level + 1}]\n" for level in range(MAX_IMPORT_DEPTH + 9)}
        | {f"stacks/m{MAX_IMPORT_DEPTH + 9}.yaml": ""},
        at="stacks/m9.yaml:1:10",
    ),
    *rows("import: folder", "SC0201", {MANIFEST: "import:\n  - ¶mixins\n" + SOUND, "stacks/mixins/x.yaml": ""}),
    *rows(
        "import: folder called like a file", "SC0201", {MANIFEST: "import: [¶m/x]\n" + SOUND, "stacks/m/x.yaml": folder}
    ),
    *rows("import: remote", "SC0206", "import:\n  - ¶git::https://example.com/x.yaml\n" + SOUND),
    *rows("import: template left open", "SC0210", "import:\n  - 'm/¶{{ .x'\n" + SOUND),
]
DEVICE: Files = {"stacks/deploy/x.yaml": link("/dev/zero")}
FILES = [
    *rows("imported pipe", "SC0115", {MANIFEST: "import: [¶m/x]\n" + SOUND, "stacks/m/x.yaml": os.mkfifo}),
    *rows("pipe that is a stack", "SC0115", {"stacks/deploy/x.yaml": os.mkfifo}, at="stacks/deploy/x.yaml:1:1"),
    *rows("pipe nobody imports", "SC0115", {"stacks/m/x.yaml": os.mkfifo}, at="stacks/m/x.yaml:1:1"),
    *rows("imported dangling link", "SC0115", {MANIFEST: "import: [¶m/x]\n" + SOUND, "stacks/m/x.yaml": link("none")}),
    *rows(
        "dangling link that is a stack", "SC0115", {"stacks/deploy/x.yaml": link("none")}, at="stacks/deploy/x.yaml:1:1"
    ),
    *rows("link to itself", "SC0115", {"stacks/deploy/x.yaml": link("x.yaml")}, at="stacks/deploy/x.yaml:1:1"),
    *in_dialect("atmos", rows("endless device", "SC0115", DEVICE, at="stacks/deploy/x.yaml:1:1")),
    *in_dialect("stackc", rows("endless device", "SC0230", DEVICE, at="stacks/deploy/x.yaml:1:1")),
    *rows("lock file that is a folder", "SC0911", {"stackc.lock": folder}, at="stackc.lock:1:1"),
    *rows("lock file that is binary", "SC0911", {"stackc.lock": b"\xff\x00"}, at="stackc.lock:1:1"),
    *rows("lock file without a version", "SC0911", {"stackc.lock": "- a\n"}, at="stackc.lock:1:1"),
    *rows("module cut off", "SC0124", {MODULE: 'variable "a" ¶{\n'}),
    *rows("module of bytes", "SC0124", {MODULE: b"\xff\x00\x01"}, at=f"{MODULE}:1:1"),
    *rows("module in depth", "SC0124", {"components/terraform/vpc/x.tf.json": "[" * 100 + MARK + "[" * 100_000}),
]
SECTIONS = [
    *rows("vars is a list", "SC0401", "¶vars: [1]\n" + VPC),
    *rows("vars is null", "SC0401", "¶vars:\n" + VPC),
    *rows("settings is a list", "SC0401", SOUND + "¶settings: [1]\n"),
    *rows("terraform.vars is a number", "SC0401", SOUND + "terraform: {¶vars: 5}\n"),
    *rows("components is a list", "SC0401", VARS + "¶components: [a]\n"),
    *rows("components.terraform is a list", "SC0401", VARS + "components:\n  ¶terraform:\n    - vpc\n"),
    *rows(
        "components.terraform of an import is a list",
        "SC0401",
        {MANIFEST: "import: [a]\n" + SOUND, "stacks/a.yaml": "components:\n  ¶terraform: [b]\n"},
    ),
    *rows(
        "map over a list",
        "SC0301",
        {MANIFEST: "import: [a]\n" + SOUND + "settings: {¶a: {b: 1}}\n", "stacks/a.yaml": "settings: {a: [1]}\n"},
    ),
    *rows("type is a template", "SC0422", component('metadata: {type: ¶"{{ .vars.stage }}"}'), atmos="warning"),
    *rows("workspace with a space", "SC0512", component('metadata: {terraform_workspace: ¶"a b"}')),
    *rows("no workspace", "SC0512", component('metadata: {terraform_workspace: ¶""}')),
    *rows(
        "component with a space",
        "SC0512",
        VARS + 'components:\n  terraform:\n    ¶"a b": {metadata: {component: vpc}}\n',
    ),
    *rows("flag is text", "SC0419", component('metadata:\n  enabled: ¶"false"')),
    *rows("component is a list", "SC0401", VARS + "components:\n  terraform:\n    ¶vpc: [a]\n"),
    *rows("component is null", "SC0401", VARS + "components:\n  terraform:\n    ¶vpc:\n"),
    *rows("metadata is a list", "SC0401", component("¶metadata: [a]")),
    *rows("inherits is text", "SC0401", component("metadata:\n  ¶inherits: base")),
    *rows("backend is a list", "SC0401", component("backend_type: s3\n¶backend: [a]")),
    *rows("command is a list", "SC0401", component("¶command: [a]")),
    *rows("overrides is a list", "SC0213", SOUND + "¶overrides: [a]\n"),
    *rows("overrides.vars is a list", "SC0213", SOUND + "overrides: {¶vars: [a]}\n"),
    *rows("overrides of a component is a list", "SC0401", component("¶overrides: [a]")),
    *rows("locals is a list", "SC0218", SOUND + "¶locals: [a]\n"),
    *rows("metadata of a stack", "SC0412", SOUND + "metadata:\n  ¶component: vpc\n"),
    *rows("list strategy", "SC0302", component("settings:\n  list_merge_strategy: ¶foo")),
    *rows("unknown root key", "SC0208", SOUND + "¶team: a\n", stackc="warning", atmos="warning"),
    *rows("unknown component key", "SC0414", component("¶owner: a"), stackc="warning", atmos="warning"),
    *rows("unknown metadata key", "SC0417", component("metadata:\n  ¶owner: a"), stackc="warning", atmos="warning"),
]
LINKS = [
    *rows("missing base", "SC0406", component("metadata:\n  inherits: [¶base]")),
    *rows("missing legacy base", "SC0410", component("component: ¶vcp")),
    *rows("base twice", "SC0409", inheriting(vpc="[a, b, ¶a]", a="[]", b="[]"), atmos="warning"),
    *rows("circle through itself", "SC0408", inheriting(a="[b]", b="[¶a]"), atmos="warning"),
    *rows(
        "bases without end",
        "SC0420",
        VARS
        + "components:\n  terraform:\n    vpc: {metadata: {inherits: ¶[b0]}}\n"
        + "".join(
            f"    b{level}: {{metadata: {{type: abstract, inherits: [b{level + 1}]}}}}\n"
            for level in range(MAX_INHERITANCE)
        )
        + f"    b{MAX_INHERITANCE}: {{metadata: {{type: abstract}}}}\n",
    ),
    *rows("name value missing", "SC0402", "¶vars: {environment: x}\n" + VPC),
    *rows("name value is a number", "SC0402", "vars: {stage: ¶5}\n" + VPC),
    *rows("duplicate", "SC0405", {"stacks/deploy/a.yaml": VARS + "components: {terraform: {¶vpc: {vars: {a: 1}}}}\n"}),
    *rows("backend type", "SC0413", component("backend_type: ¶s3\nbackend: {gcs: {bucket: b}}")),
]
RENDERED = [
    *rows("template left open", "SC0501", component('vars:\n  a: "x ¶{{ .vars.stage"')),
    *rows("block left open", "SC0501", component('vars:\n  a: "¶{{ if .vars.stage }}x"')),
    *rows("unknown template function", "SC0501", component('vars:\n  a: "{{ ¶foo .vars.stage }}"')),
    *rows("function arity", "SC0120", component("vars:\n  a: ¶!terraform.state vpc")),
    *rows("function without argument", "SC0120", component("vars:\n  a: ¶!env")),
    *rows("include missing", "SC0215", component("vars: ¶!include nope.yaml")),
    *rows("include cut off", "SC0216", {MANIFEST: component("vars: ¶!include x.yaml"), "x.yaml": "a: [\n"}),
    *rows(
        "include too deep", "SC0216", {MANIFEST: component("vars: ¶!include x.json"), "x.json": "[" * 300 + "]" * 300}
    ),
    *rows("include of a pipe", "SC0215", {MANIFEST: component("vars: ¶!include x.yaml"), "x.yaml": os.mkfifo}),
    *rows("locals circle", "SC0209", SOUND + 'locals:\n  ¶a: "{{ .locals.b }}"\n  b: "{{ .locals.a }}"\n'),
    *rows("local missing", "SC0211", SOUND + 'locals:\n  a: "{{ ¶.locals.b }}"\n'),
    *rows(
        "locals without bound",
        "SC0110",
        SOUND
        + "locals:\n  a0: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
        + "".join(
            f"  {MARK * (level == 5)}a{level}: [" + ", ".join([f'"{{{{ .locals.a{level - 1} }}}}"'] * 10) + "]\n"
            for level in range(1, 6)
        ),
    ),
]
REFERENCES = [
    *rows("depends_on is a list", "SC0704", component("settings:\n  depends_on: ¶[a]")),
    *rows("dependency is text", "SC0704", component("settings:\n  depends_on:\n    1: ¶a")),
    *rows(
        "dependency on nothing", "SC0702", component("settings: {depends_on: {1: {component: ¶vcp}}}"), atmos="warning"
    ),
    *rows("dependency on itself", "SC0701", component("settings: {depends_on: {1: {component: ¶vpc}}}")),
    *rows("dependencies.components is text", "SC0704", component("dependencies:\n  components: ¶a")),
    *rows("folder missing", "SC0601", VARS + "components: {terraform: {¶vcp: {}}}\n"),
    *rows("folder missing by its pointer", "SC0601", component("metadata: {component: ¶vcp}")),
    *rows("folder with a zero byte", "SC0601", component('metadata: {component: ¶"a\\0b"}')),
    *rows(
        "shared state address",
        "SC0602",
        VARS
        + "terraform: {backend_type: s3, backend: {s3: {bucket: b, key: k}}}\n"
        + "components: {terraform: {a: {metadata: {component: vpc, terraform_workspace: ¶dev}}, vpc: {}}}\n",
    ),
]
PROJECTS = [
    *project("cut off", "SC0101", PROJECT + "env: [¶"),
    *project("list", "SC0106", "¶- a\n"),
    *project("of bytes", "SC0107", "¶\0"),
    *project("setting of another kind", "SC0003", PROJECT.replace("[deploy/**]", "¶5")),
    *project("setting of no known value", "SC0302", PROJECT + "settings: {list_merge_strategy: ¶foo}\n"),
    *project("part of the name pattern", "SC0404", PROJECT.replace('"{stage}"', '¶"{stage}-{foo}"'), level="warning"),
    *project("pattern without bound", "SC0003", PROJECT.replace("deploy/**", "¶" + "'" + "{a,b}" * 300 + "'")),
    *project("stacks folder missing", "SC0008", PROJECT.replace(": stacks", ": ¶stack")),
    *in_dialect("stackc", project("stacks folder is the disk", "SC0230", PROJECT.replace(": stacks", ": ¶/"))),
    *project("no manifests", "SC0207", PROJECT.replace("[deploy/**]", "[¶orgs/**]")),
    *rows("both project files", "SC0002", {"stackc.yaml": PROJECT, "atmos.yaml": PROJECT}, at="stackc.yaml:1:1"),
]


SOUND_ROWS = [
    pytest.param({MANIFEST: ""}, id="empty file"),
    pytest.param({MANIFEST: "# nothing\n"}, id="comments only"),
    pytest.param({MANIFEST: "~\n"}, id="null"),
    pytest.param({MANIFEST: ("\ufeff" + SOUND).encode("utf-16-le")}, id="utf-16 with its mark"),
    pytest.param({MANIFEST: ("\ufeff" + SOUND).encode()}, id="utf-8 with a mark"),
    pytest.param({MANIFEST: SOUND.replace("\n", "\r\n")}, id="carriage returns"),
    pytest.param({MANIFEST: SOUND + "settings:\n  a:\t1\n"}, id="tab between key and value"),
    pytest.param({MANIFEST: "import:\n" + SOUND}, id="imports are null"),
    pytest.param({"stacks/deploy/x.yaml": folder}, id="folder called like a manifest"),
    pytest.param({"stacks/deploy/loop": link("..")}, id="link to a folder above"),
    pytest.param({"stacks/deploy/loop": link("loop")}, id="link of no kind to itself"),
    pytest.param({"components/terraform/vpc/x.tf": os.mkfifo}, id="pipe among the files of a module"),
    pytest.param(
        {f"stacks/m{level}.yaml": f"import: [m{level + 1}, m{level + 1}]\n" for level in range(40)}
        | {"stacks/m40.yaml": "", MANIFEST: "import: [m0, m0]\n" + SOUND},
        id="a trillion ways to one import",
    ),
]
HELP = [
    pytest.param({MANIFEST: SOUND + "setings: {}\n"}, "did you mean `settings`?", id="root key"),
    pytest.param({MANIFEST: component("var: {}")}, "did you mean `vars`?", id="component key"),
    pytest.param({MANIFEST: component("metadata: {componet: vpc}")}, "did you mean `component`?", id="metadata key"),
    pytest.param({MANIFEST: component("metadata: {inherit: [a]}")}, "perhaps `inherits` is meant", id="a single base"),
    pytest.param({MANIFEST: "import: [m/reigon]\n" + SOUND, "stacks/m/region.yaml": ""}, "`m/region`", id="import"),
    pytest.param({MANIFEST: "import: [m/a.yaml.yaml]\n" + SOUND, "stacks/m/a.yaml": ""}, "`m/a`", id="extension twice"),
    pytest.param(
        {MANIFEST: "import: [{paht: m/a}]\n" + SOUND}, "did you mean `path` instead of `paht`?", id="import key"
    ),
    pytest.param({MANIFEST: SOUND + "settings: {a: !envv X}\n"}, "did you mean `!env`?", id="tag"),
    pytest.param({MANIFEST: SOUND + "settings: {a: &base 1, b: *bsae}\n"}, "did you mean `base`?", id="anchor"),
    pytest.param({MANIFEST: inheriting(vpc="[bsae]", base="[]")}, "did you mean `base`", id="base"),
    pytest.param({MANIFEST: component("metadata: {component: vcp}")}, "did you mean `vpc`?", id="component folder"),
    pytest.param({MANIFEST: SOUND + "settings: {a: {{ .vars.a }}}\n"}, "needs quotes", id="template without quotes"),
    pytest.param({MANIFEST: SOUND + "settings: {a: 012345670123}\n"}, 'quote it: "012345670123"', id="leading zero"),
    pytest.param({MANIFEST: "vars:\n\tstage: dev\n"}, "indent with spaces", id="tab"),
    pytest.param({MANIFEST: "vars: {stag: dev}\n" + VPC}, "did you mean `stage`?", id="context variable"),
]


def forest(path: Path) -> None:
    """Folders with a link to each other one in each: as many ways as they can be ordered."""
    for name in range(11):
        (path / f"d{name}").mkdir(parents=True)
        for other in range(11):
            if other != name:
                (path / f"d{name}/to{other}").symlink_to(f"../d{other}")


LADDER = "".join(
    f"    b{level}{side}: {{metadata: {{type: abstract, inherits: [b{level + 1}x, b{level + 1}y]}}}}\n"
    for level in range(30)
    for side in "xy"
)
HEAVY = [
    pytest.param(
        {"stacks/deploy/x.yaml": partial(_large, "x", 100_000_000)},
        "SC0108",
        "stacks/deploy/x.yaml:1:1",
        id="100 MB line",
    ),
    pytest.param(
        {"stacks/deploy/x.yaml": partial(_large, "\na: 1", 1_800_000)}, "SC0108", "stacks/deploy/x.yaml:1:1", id="9 MB"
    ),
    pytest.param(
        {MANIFEST: "import: [m/x]\n" + SOUND, "stacks/m/x.yaml": partial(_large, " ", MAX_FILE_BYTES)},
        "SC0108",
        f"{MANIFEST}:1:10",
        id="imported file that is too large",
    ),
    pytest.param(
        {MANIFEST: "vars: " + "[" * 100_000}, "SC0109", f"{MANIFEST}:1:{MAX_DEPTH + 6}", id="100,000 brackets"
    ),
    pytest.param(
        {MANIFEST: "vars: " + "[" * 100_000 + "]" * 100_000},
        "SC0109",
        f"{MANIFEST}:1:{MAX_DEPTH + 6}",
        id="100,000 lists",
    ),
    pytest.param(
        {MANIFEST: "vars: " + "{a: " * 100_000}, "SC0109", f"{MANIFEST}:1:{4 * MAX_DEPTH + 3}", id="100,000 maps"
    ),
    pytest.param(
        {
            MANIFEST: SOUND
            + "settings:\n  a0: &a0 [1,1,1,1,1,1,1,1,1,1]\n"
            + "".join(f"  a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10))
        },
        "SC0110",
        f"{MANIFEST}:9:12",
        id="a billion laughs",
    ),
    pytest.param(
        {
            MANIFEST: VARS
            + "components:\n  terraform:\n    vpc: {metadata: {inherits: [b0x]}}\n"
            + LADDER
            + "    b30x: {metadata: {type: abstract}}\n    b30y: {metadata: {type: abstract}}\n"
        },
        "SC0420",
        "",
        id="a billion ways to one base",
    ),
    pytest.param(
        {
            f"stacks/m{level}.yaml": "import:\n"
            + "".join(f"- {{path: m{level + 1}, context: {{x{level}: {side}}}}}\n" for side in (1, 2))
            for level in range(12)
        }
        | {"stacks/m12.yaml": "vars: {a: '{{ .x1 }}'}\n", MANIFEST: "import: [m0]\n" + SOUND},
        "SC0220",
        f"{MANIFEST}:1:1",
        id="imports whose contexts multiply",
    ),
    pytest.param(
        {MANIFEST: "import:\n" + "- m/x\n" * 20_000 + "- none\n" + SOUND, "stacks/m/x.yaml": VARS},
        "SC0201",
        "",
        id="20,000 imports of one file",
    ),
    pytest.param(
        {MANIFEST: component("vars:\n  l:\n" + "    - !include a.json\n" * 50), "a.json": f"[{'1,' * 300_000}1]"},
        "SC0216",
        f"{MANIFEST}:8:13",
        id="a long list included many times",
    ),
    pytest.param(
        {MANIFEST: component("vars:\n  l:\n" + "    - !include.raw a.txt\n" * 50), "a.txt": "x" * 8_000_000},
        "SC0216",
        f"{MANIFEST}:12:13",
        id="a long text included many times",
    ),
    pytest.param(
        {MANIFEST: component("vars: {a: !include a.json}"), "a.json": "[" * 1_000_000},
        "SC0216",
        f"{MANIFEST}:6:17",
        id="JSON without end",
    ),
    pytest.param({"stacks/m": forest}, "SC0009", "stacks/m/d9/to8:1:1", id="links that multiply"),
    pytest.param(
        {MANIFEST: 'import: ["../../other/**/*.yaml"]\n' + SOUND, "other": forest},
        "SC0202",
        f"{MANIFEST}:1:10",
        id="links that multiply behind an import",
    ),
    pytest.param({"stacks/deploy/x.yaml": os.mkfifo}, "SC0115", "stacks/deploy/x.yaml:1:1", id="pipe"),
    pytest.param(
        {"stacks/deploy/x.yaml": link("/dev/zero")}, "SC0230", "stacks/deploy/x.yaml:1:1", id="endless device"
    ),
]


def check(root: Path, file: str, files: Files, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[Finding]]:
    """What ``stackc validate`` says of ``files`` in a project with the project file ``file``."""
    write(root, {file: PROJECT, **files})
    code = run(["-C", str(root), "validate"])
    return code, findings(capsys.readouterr().err)


@pytest.mark.parametrize("file", ["stackc.yaml", "atmos.yaml"])
def test_the_project_of_the_rows_is_sound(file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(tmp_path, file, {}, capsys) == (0, [])


@pytest.mark.parametrize(
    ("file", "files", "expected"),
    [*TEXT, *VALUES, *IMPORTS, *FILES, *SECTIONS, *LINKS, *RENDERED, *REFERENCES, *PROJECTS],
)
def test_bad_input_is_reported_where_it_stands(
    file: str, files: Files, expected: list[Finding], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    failed = any(finding.level == "error" for finding in expected)
    assert check(tmp_path, file, files, capsys) == (int(failed), expected)


def test_a_stacks_folder_that_is_the_disk_is_not_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    disk = PROJECT.replace(": stacks", ": /")
    code, found = check(tmp_path, "atmos.yaml", {"atmos.yaml": disk}, capsys)
    assert (code, [(each.level, each.code) for each in found]) == (1, [("warning", "SC0230"), ("error", "SC0207")])


@pytest.mark.parametrize("file", ["stackc.yaml", "atmos.yaml"])
@pytest.mark.parametrize("files", SOUND_ROWS)
def test_input_that_only_looks_bad_is_fine(
    files: Files, file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(tmp_path, file, files, capsys) == (0, [])


@pytest.mark.parametrize(("files", "advice"), HELP)
def test_advice_names_what_was_meant(
    files: Files, advice: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, {"stackc.yaml": PROJECT, **files})
    run(["-C", str(tmp_path), "validate"])
    assert advice in "".join(re.findall(r"= (?:help|note): (.*)", capsys.readouterr().err))


@pytest.mark.parametrize(("files", "code", "place"), HEAVY)
def test_input_that_would_exhaust_time_or_memory_is_refused(
    files: Files, code: str, place: str, tmp_path: Path
) -> None:
    write(tmp_path, {"stackc.yaml": PROJECT, **files})
    command = [sys.executable, "-m", "stackc", "-C", str(tmp_path), "validate"]
    limited = ["/bin/sh", "-c", f'ulimit -v {MEGABYTES * 1024} && exec "$@"', "sh", *command]
    done = subprocess.run(limited, capture_output=True, text=True, timeout=GUARD, check=False)
    first = findings(done.stderr)[0]
    assert (done.returncode, first.level, first.code) == (1, "error", code)
    assert place in ("", first.place)


@pytest.mark.parametrize("file", ["stackc.yaml", "atmos.yaml"])
def test_bases_in_a_circle_are_an_error(file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = check(tmp_path, file, {MANIFEST: inheriting(vpc="[x]", x="[y]", y="[x]")}, capsys)
    assert code == 1
    assert Finding("error", "SC0407", f"{MANIFEST}:6:47") in found


def test_every_mistake_of_a_repository_is_told_in_one_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {
        MANIFEST: "import: [none]\nvars: {stage: dev, a: *none}\ncomponents: {terraform: {vcp: {}}}\nx: 1\n",
        "stacks/deploy/b.yaml": "vars:\n\tstage: b\n",
        "stacks/unreached.yaml": "vars: [\n",
    }
    code, found = check(tmp_path, "stackc.yaml", files, capsys)
    assert (code, [finding.place for finding in found]) == (
        1,
        [
            "stacks/deploy/b.yaml:2:1",
            f"{MANIFEST}:1:10",
            f"{MANIFEST}:2:23",
            f"{MANIFEST}:4:1",
            "stacks/unreached.yaml:1:8",
        ],
    )
