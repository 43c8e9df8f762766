"""What a section of the language is: the table of sections in words, with an example of each.

See docs/language.md, explanations.
"""

from __future__ import annotations

from typing import Final

from stackc.base.named_tuple import NamedTuple
from stackc.manifest.sections import ABOUT, SECTIONS, Section
from stackc.manifest.shape import MANIFEST


class Explained(NamedTuple):
    """One section, or a key of a manifest that is none of a component."""

    name: str
    about: str
    places: tuple[str, ...]
    """Where it may stand, the lowest first."""
    types: tuple[str, ...]
    """Component types that have it; empty for all."""
    merged: str
    """How what stands in several places meets."""
    chapter: str
    """The heading of its rules."""
    example: str
    """A part of a manifest."""


def explain_section(name: str) -> Explained | None:
    """What the section ``name`` is; None when there is no such section."""
    page = _PAGES.get(name)
    if page is None:
        return None
    section = SECTIONS.get(name)
    if section is None:
        return Explained(name, MANIFEST.keys[name].about, *_KEYS[name], *page)
    return Explained(name, ABOUT[name], _places(section), section.types, _merged(section), *page)


def section_names() -> tuple[str, ...]:
    """Everything that can be explained: the keys of manifests, then the sections in the order components show them."""
    return tuple(_PAGES)


_ROOT, _TYPE, _COMPONENT = "the root of a manifest", "the section of its type (`terraform:`)", "the component"
_BASE, _OVERRIDES = "a base", "`overrides`"


def _places(section: Section) -> tuple[str, ...]:
    places = {_ROOT: section.root, _TYPE: section.typed, _BASE: True, _COMPONENT: True, _OVERRIDES: section.overrides}
    return tuple(place for place, has in places.items() if has)


def _merged(section: Section) -> str:
    whose = " of the project" if section.project_lists == "all" else ""
    lists = f"a list takes the place of the one below, unless `settings.list_merge_strategy`{whose} says otherwise"
    match section.kind:
        case "map":
            return f"maps key by key, a higher place over a lower one; {lists}"
        case "text":
            of_bases = "" if section.name == "required_version" else "; of the bases the last one alone counts"
            return f"the highest place that says it counts{of_bases}"
        case "source":
            return "maps key by key, where the text `u` means `{uri: u}`"
        case "backend":
            return f"maps key by key, then the part under the type in force is taken; {lists}"
        case "metadata":
            return "maps key by key; bases pass on all but `inherits` and `type`, the root may only say some keys"


_KEYS: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...], str]]] = {
    "import": ((_ROOT,), (), "each file is laid over those in front of it, and the manifest over all of them"),
    "name": ((_ROOT,), (), "the manifest over what it imports"),
    "components": ((_ROOT,), (), "component by component and section by section, the manifest over what it imports"),
    "overrides": (
        (_ROOT, _TYPE, _COMPONENT),
        (),
        "each section of it is laid over those of the components in its file and of what that imports",
    ),
}
"""Keys of manifests that are no sections: places, types, how they meet."""


def _in_component(body: str) -> str:
    """An example of what stands in a component."""
    lines = "".join(f"      {line}\n" for line in body.splitlines())
    return f"components:\n  terraform:\n    app:\n{lines}"


_SECTIONS, _BACKENDS = "7 Sections and precedence", "7.1 Backend defaults"
_RUNS = "20 Running Terraform"
_PAGES: Final = {
    "import": ("5 Imports", "import:\n  - catalog/app\n  - mixins/region/*\n"),
    "name": ("10 Naming", "name: dev\n"),
    "components": (_SECTIONS, "components:\n  terraform:\n    app: {}\n"),
    "overrides": ("8 Overrides", "terraform:\n  overrides:\n    vars: {size: 9}\n"),
    "vars": (_SECTIONS, _in_component("vars:\n  size: 3\n  zones: [a, b]")),
    "settings": (_SECTIONS, _in_component("settings: {list_merge_strategy: append}")),
    "env": (_SECTIONS, _in_component("env: {AWS_PROFILE: dev}")),
    "auth": (_RUNS, _in_component("auth: {identities: {dev: {kind: aws/profile, profile: dev}}}")),
    "hooks": (_RUNS, _in_component("hooks:\n  check: {events: [before.terraform.plan], command: ./check.sh}")),
    "generate": (_SECTIONS, _in_component("generate:\n  notes.txt: made for {{ .atmos_stack }}")),
    "providers": ("18 Artifacts", "terraform:\n  providers:\n    aws: {region: eu-central-1}\n"),
    "required_providers": (
        "18 Artifacts",
        _in_component('required_providers:\n  aws: {source: hashicorp/aws, version: "~> 5.0"}'),
    ),
    "provision": (_RUNS, _in_component("provision:\n  workdir: {enabled: true}")),
    "dependencies": (
        "19 Dependencies",
        _in_component("dependencies:\n  components: [{component: vpc}]") + "    vpc: {}\n",
    ),
    "locals": ("12 Locals", _in_component("locals: {prefix: web}\nvars: {name: app}")),
    "retry": (_SECTIONS, _in_component("retry: {max_attempts: 3}")),
    "secrets": (_SECTIONS, _in_component("secrets: {TOKEN: {required: true}}")),
    "test": (_SECTIONS, _in_component("test: {timeout: 10m}")),
    "mocks": (_SECTIONS, _in_component("mocks: {vpc_id: vpc-0}")),
    "metadata": (
        "7.2 Metadata",
        _in_component("metadata: {inherits: [base], locked: true}") + "    base: {metadata: {type: abstract}}\n",
    ),
    "command": (_SECTIONS, "terraform:\n  command: tofu\n"),
    "source": (_RUNS, _in_component("source: {uri: github.com/example/modules//app, version: 1.2.0}")),
    "required_version": ("18 Artifacts", _in_component('required_version: ">= 1.9"')),
    "backend_type": (_BACKENDS, "terraform:\n  backend_type: local\n  backend: {local: {}}\n"),
    "backend": (
        _BACKENDS,
        "terraform:\n  backend_type: s3\n  backend:\n    s3: {bucket: states, key: terraform.tfstate}\n",
    ),
    "remote_state_backend_type": (
        "14.3 Effects",
        _in_component("remote_state_backend_type: static\nremote_state_backend:\n  static: {vpc_id: vpc-0}"),
    ),
    "remote_state_backend": (
        "14.3 Effects",
        _in_component("remote_state_backend_type: static\nremote_state_backend:\n  static: {vpc_id: vpc-0}"),
    ),
}  # fmt: skip
"""Of each its chapter and its example, which tests compile."""
