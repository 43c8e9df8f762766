"""The records the rest of the compiler reads the project file through."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from stackc.base.codes import DialectName
from stackc.base.fold import Lists
from stackc.base.record import Record
from stackc.base.value import Table
from stackc.syntax.glob import matches_glob
from stackc.syntax.yaml import ScalarRules


class Dialect(Record):
    """The switches in which an Atmos repository and a sound one differ. See docs/language.md, dialects."""

    name: DialectName
    dates_as_text: bool
    exact_integers: bool
    text_calls: bool
    """A string that looks like a call is one, quoted or not; otherwise only the tag calls."""
    locals_erase: bool
    """A file with locals takes its root vars, settings and env from the files it imports."""
    sibling_overrides: bool
    """A later import receives the overrides of an earlier one."""
    missing_prints: bool
    """A missing template value is ``<no value>``; otherwise an error."""
    directory_mode: bool
    """A stack may be named by its file."""
    disabled_is_fine: bool
    """A disabled instance named alone is a message and no error."""
    stacks_know_less: bool
    """Templates in ``describe stacks`` do not see the names that Spacelift and Atlantis give an instance."""
    local_files: bool
    """``X.local.yaml`` is laid over the manifest ``X``; otherwise it is a manifest like any other."""
    hooks_only_warn: bool
    """A hook that fails and does not say what that means stops nothing."""
    generates_from_templates: bool
    """Texts of generated files are rendered once more, as templates without functions."""


ATMOS = Dialect("atmos", False, False, True, True, True, True, True, True, True, False, True, True)
STACKC = Dialect("stackc", True, True, False, False, False, False, False, False, False, True, False, False)


class TemplateSettings(Record):
    """How values are rendered."""

    enabled: bool
    sprig: bool
    gomplate: bool
    evaluations: int
    delimiters: tuple[str, str]
    ignore_missing: bool
    env: Mapping[str, str]
    datasources: Table


class ProjectConfig(Record):
    """A project file, decoded. Paths are relative to ``root`` where they lie below it, else absolute."""

    root: str
    """Absolute path of the folder everything is relative to (``base_path``)."""
    file: str | None
    """The project file; None when there is none and the defaults are used."""
    dialect: Dialect
    stacks_folder: str
    """Empty when the project file names none, which is an error."""
    included_paths: tuple[str, ...]
    excluded_paths: tuple[str, ...]
    name_pattern: str
    name_template: str
    component_folders: Mapping[str, str]
    written_folders: Mapping[str, str]
    """The same as the project file writes them; empty where it says nothing."""
    commands: Mapping[str, str]
    lists: Lists
    templates: TemplateSettings
    inherit_metadata: bool
    inherit_source: bool
    backend_file: bool
    generate_files: bool
    workspaces_enabled: bool
    prefix_separator: str
    plugin_cache: bool
    plugin_folder: str
    """Where plugins are kept; empty for the usual place."""
    account_command: str
    """Prints the account of the caller; empty when nobody asks for it."""
    terraform_version: str
    """The constraint that every Terraform must meet; empty when there is none."""
    state_keepers: tuple[str, ...]
    """Component folders whose instances make the buckets of states."""
    auto_approve: bool
    env: Table
    auth: Table
    github: Table
    atlantis: Table
    stores: Table
    allow_identical: bool
    variables_only: tuple[str, ...]
    severities: Mapping[str, str]
    secret_env: tuple[str, ...]
    affected_sections: tuple[str, ...]
    include_empty: bool
    key_delimiter: str
    manifest_schema: str
    component_schemas: str
    """The folder of component schemas; empty when there is none."""
    json_schemas: str
    """The folder of the JSON Schemas that components name; empty when there is none."""
    opa_policies: str
    """The folder of the OPA policies that components name; empty when there is none."""
    policies_folder: str
    """The folder of policies; empty when there is none."""
    folder: str
    """Absolute path of the project file's folder."""
    allowed_folders: tuple[str, ...]
    """Absolute folders outside of the repository that ``files.allow_outside`` allows."""
    named_folders: tuple[str, ...]
    """Absolute folders that the caller's environment names: of the project, of its
    stacks and components, allowed ones.
    """

    @property
    def scalars(self) -> ScalarRules:
        """How manifests' scalars are read."""
        return ScalarRules(self.dialect.dates_as_text, self.dialect.exact_integers, self.key_delimiter)

    def is_secret_variable(self, name: str) -> bool:
        """True for a variable of the environment that ``secrets.env`` says is secret."""
        return any(matches_glob(name, pattern) for pattern in self.secret_env)

    def component_folder(self, kind: str, name: str) -> str:
        """The folder of component ``name``, relative to the root where it lies below it."""
        return posixpath.normpath(posixpath.join(self.component_folders.get(kind, f"components/{kind}"), name))

    def absolute(self, path: str) -> str:
        """``path`` as an absolute path."""
        return posixpath.normpath(posixpath.join(self.root, path))
