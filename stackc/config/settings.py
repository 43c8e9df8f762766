"""All project settings, one row each: the decoder, the environment overrides and the
schema are derived from this table.
"""

from __future__ import annotations

from typing import Literal

from stackc.base.named_tuple import NamedTuple
from stackc.base.value import Value

Kind = Literal["string", "boolean", "integer", "strings", "table"]


TYPES = ("terraform", "helmfile", "packer", "ansible", "container", "kubernetes", "helm")
"""Component types that have a folder."""


class Setting(NamedTuple):
    """One setting: where it stands, its kind, its default, and what an ``atmos.yaml`` that leaves it out means."""

    path: tuple[str, ...]
    kind: Kind
    default: Value = None
    zero: Value = None
    """The value when an ``atmos.yaml`` exists and does not say it."""
    about: str = ""
    choices: tuple[str, ...] = ()
    own: bool = False
    """Not one of Atmos's settings; in an ``atmos.yaml`` it stands below a top-level ``stackc:``."""
    variables: tuple[str, ...] = ()
    """Atmos's environment variables for it."""

    @property
    def name(self) -> str:
        return ".".join(self.path)

    @property
    def variable(self) -> str:
        """Our environment variable for it."""
        return "STACKC_" + "_".join(self.path).upper()


def _rows() -> tuple[Setting, ...]:
    rows: list[Setting] = []

    def add(
        name: str,
        kind: Kind,
        default: Value,
        zero: Value,
        about: str,
        *variables: str,
        choices: tuple[str, ...] = (),
        own: bool = False,
    ) -> None:
        rows.append(Setting(tuple(name.split(".")), kind, default, zero, about, choices, own, variables))

    add("base_path", "string", ".", "", "folder all other paths are relative to", "ATMOS_BASE_PATH")
    add("stacks.base_path", "string", "stacks", "", "folder of the stack manifests", "ATMOS_STACKS_BASE_PATH")
    add(
        "stacks.included_paths",
        "strings",
        ["orgs/**/*"],
        [],
        "globs of the top-level manifests",
        "ATMOS_STACKS_INCLUDED_PATHS",
    )
    add(
        "stacks.excluded_paths",
        "strings",
        ["**/_defaults.yaml"],
        [],
        "globs of files that are no top-level manifests",
        "ATMOS_STACKS_EXCLUDED_PATHS",
    )
    add(
        "stacks.name_pattern",
        "string",
        "{tenant}-{environment}-{stage}",
        "",
        "how stacks are named from vars",
        "ATMOS_STACKS_NAME_PATTERN",
    )
    add(
        "stacks.name_template",
        "string",
        "",
        "",
        "template that names a stack; beats name_pattern",
        "ATMOS_STACKS_NAME_TEMPLATE",
    )
    add("stacks.inherit.metadata", "boolean", True, True, "metadata is inherited from base components")
    add("stacks.inherit.source", "boolean", True, True, "source and provision are inherited from base components")
    add(
        "stacks.duplicates",
        "string",
        "error",
        "error",
        "what a component defined twice in one stack is",
        choices=("error", "allow-identical"),
        own=True,
    )
    add("stacks.variables_only", "strings", [], [], "globs of manifests that may hold nothing but variables", own=True)
    for kind in TYPES:
        known = ("ATMOS_COMPONENTS_" + kind.upper() + "_BASE_PATH",)
        add(
            f"components.{kind}.base_path",
            "string",
            f"components/{kind}",
            "components/container" if kind == "container" else "",
            f"folder of the {kind} components",
            *known,
        )
        command = ("ATMOS_COMPONENTS_TERRAFORM_COMMAND",) if kind == "terraform" else ()
        add(f"components.{kind}.command", "string", "", "", f"executable that runs {kind} components", *command)
    terraform = "ATMOS_COMPONENTS_TERRAFORM_"
    add(
        "components.terraform.apply_auto_approve",
        "boolean",
        False,
        False,
        "apply does not ask",
        terraform + "APPLY_AUTO_APPROVE",
    )
    add(
        "components.terraform.deploy_run_init",
        "boolean",
        True,
        False,
        "accepted for compatibility; every run initialises",
        terraform + "DEPLOY_RUN_INIT",
    )
    add(
        "components.terraform.init_run_reconfigure",
        "boolean",
        True,
        False,
        "accepted for compatibility; init always reconfigures",
        terraform + "INIT_RUN_RECONFIGURE",
    )
    add(
        "components.terraform.auto_generate_backend_file",
        "boolean",
        True,
        False,
        "write backend.tf.json",
        terraform + "AUTO_GENERATE_BACKEND_FILE",
    )
    add(
        "components.terraform.plugin_cache",
        "boolean",
        True,
        True,
        "plugins of Terraform are kept for all repositories, unless Terraform has a cache of its own",
        terraform + "PLUGIN_CACHE",
    )
    add(
        "components.terraform.plugin_cache_dir",
        "string",
        "",
        "",
        "folder of the kept plugins, instead of `stackc/plugins` in the user's caches",
        terraform + "PLUGIN_CACHE_DIR",
    )
    add(
        "components.terraform.auto_generate_files",
        "boolean",
        True,
        False,
        "write the files of `generate`",
        terraform + "AUTO_GENERATE_FILES",
    )
    add("components.terraform.workspaces_enabled", "boolean", True, True, "use Terraform workspaces")
    add(
        "components.terraform.workspace.prefix_separator",
        "string",
        "-",
        "-",
        "what `/` of a component becomes in a state prefix",
    )
    add(
        "settings.list_merge_strategy",
        "string",
        "replace",
        "",
        "what happens where a list meets a list",
        "ATMOS_SETTINGS_LIST_MERGE_STRATEGY",
    )
    add("settings.yaml.key_delimiter", "string", "", "", "unquoted keys are split at this text into nested maps")
    add("templates.settings.enabled", "boolean", True, False, "templates in values are rendered")
    add("templates.settings.sprig.enabled", "boolean", True, False, "the Sprig functions are available")
    add("templates.settings.gomplate.enabled", "boolean", True, False, "the gomplate functions are available")
    add("templates.settings.gomplate.datasources", "table", {}, {}, "files templates may read, by name")
    add("templates.settings.evaluations", "integer", 1, 1, "how often values are rendered")
    add("templates.settings.delimiters", "strings", [], [], "what opens and closes an action in values")
    add(
        "templates.settings.ignore_missing_template_values",
        "boolean",
        False,
        False,
        "missing values in imports are no error",
    )
    add("templates.settings.env", "table", {}, {}, "environment of templates")
    add(
        "terraform.version",
        "string",
        "",
        "",
        "versions of Terraform or OpenTofu that may run, as `required_version` says it",
        own=True,
    )
    add(
        "terraform.state_keepers",
        "strings",
        ["tfstate-backend"],
        ["tfstate-backend"],
        "names of component folders whose instances make the buckets of states",
        own=True,
    )
    add(
        "guards.account_id",
        "string",
        "",
        "",
        "command that prints the caller's account; it must be `settings.account_id` of whatever runs",
        own=True,
    )
    add("describe.settings.include_empty", "boolean", True, True, "describe shows empty sections")
    add(
        "describe.affected.sections",
        "strings",
        [],
        [],
        "sections `describe affected` compares instead of the usual ones",
    )
    add(
        "schemas.atmos.manifest",
        "string",
        "",
        "",
        "a JSON Schema of your own for manifests",
        "ATMOS_SCHEMAS_ATMOS_MANIFEST",
    )
    add(
        "schemas.components.base_path",
        "string",
        "schemas/components",
        "",
        "folder of the JSON Schemas of components: NAME.schema.json",
        own=True,
    )
    add("schemas.jsonschema.base_path", "string", "", "", "folder of the JSON Schemas that `settings.validation` names")
    add("schemas.opa.base_path", "string", "", "", "folder of the OPA policies that `settings.validation` names")
    add("policies.base_path", "string", "policies", "", "folder of the policies, files of Python", own=True)
    add("env", "table", {}, {}, "environment variables of every component")
    add("auth", "table", {}, {}, "authentication, passed through")
    add("integrations.github", "table", {}, {}, "merged under settings.integrations.github of every component")
    add("integrations.atlantis", "table", {}, {}, "`project_templates` that settings.atlantis may name")
    add("stores", "table", {}, {}, "stores that `!store` reads")
    add("diagnostics.severity", "table", {}, {}, "severity by code: error, warning, note or off", own=True)
    add("secrets.env", "strings", [], [], "globs of environment variables whose values are secret", own=True)
    add("files.allow_outside", "strings", [], [], "folders outside of the repository that may be read", own=True)
    return tuple(rows)


SETTINGS: tuple[Setting, ...] = _rows()

IGNORED_SECTIONS = frozenset(
    {
        *(
            "import",
            "workflows",
            "commands",
            "aliases",
            "logs",
            "schemas",
            "validate",
            "vendor",
            "version",
            "toolchain",
            "edition",
        ),
        *(
            "docs",
            "list",
            "editor",
            "profiles",
            "telemetry",
            "errors",
            "ci",
            "devcontainer",
            "stackc",
            "components",
            "config",
        ),
    }
)
"""Sections of Atmos's project file that mean nothing to the compiler."""
