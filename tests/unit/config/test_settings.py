from __future__ import annotations

import pytest

from stackc.base.value import Value
from stackc.config.settings import IGNORED_SECTIONS, SETTINGS, TYPES, Setting

KINDS: dict[str, type] = {"string": str, "boolean": bool, "integer": int, "strings": list, "table": dict}
ROWS = [pytest.param(setting, id=setting.name) for setting in SETTINGS]


def test_every_setting_is_there_once() -> None:
    names = [setting.name for setting in SETTINGS]
    assert len(set(names)) == len(names)


def test_no_setting_stands_where_another_one_does() -> None:
    paths = {setting.path for setting in SETTINGS}
    assert not [path for path in paths if any(path[:size] in paths for size in range(1, len(path)))]


def test_every_environment_variable_means_one_setting() -> None:
    variables = [name for setting in SETTINGS for name in (setting.variable, *setting.variables)]
    assert len(set(variables)) == len(variables)


@pytest.mark.parametrize("setting", ROWS)
def test_default_and_zero_are_of_the_setting_s_kind(setting: Setting) -> None:
    assert type(setting.default) is type(setting.zero) is KINDS[setting.kind]


@pytest.mark.parametrize("setting", ROWS)
def test_a_setting_says_what_it_is_about(setting: Setting) -> None:
    assert setting.about
    assert not setting.about.endswith(".")


@pytest.mark.parametrize("setting", [s for s in SETTINGS if s.choices], ids=lambda s: s.name)
def test_the_default_is_one_of_the_choices(setting: Setting) -> None:
    assert setting.default in setting.choices
    assert setting.zero in setting.choices


def test_the_variable_is_made_of_the_name() -> None:
    [setting] = [s for s in SETTINGS if s.name == "stacks.base_path"]
    assert (setting.variable, setting.variables) == ("STACKC_STACKS_BASE_PATH", ("ATMOS_STACKS_BASE_PATH",))


def test_no_setting_is_ignored_whole() -> None:
    assert not {s.path for s in SETTINGS if len(s.path) == 1 and s.path[0] in IGNORED_SECTIONS}


DEFAULTS: dict[str, Value] = {
    "base_path": ".",
    "stacks.base_path": "stacks",
    "stacks.included_paths": ["orgs/**/*"],
    "stacks.excluded_paths": ["**/_defaults.yaml"],
    "stacks.name_pattern": "{tenant}-{environment}-{stage}",
    "stacks.inherit.metadata": True,
    "stacks.inherit.source": True,
    "stacks.duplicates": "error",
    **{f"components.{kind}.base_path": f"components/{kind}" for kind in TYPES},
    "components.terraform.deploy_run_init": True,
    "components.terraform.init_run_reconfigure": True,
    "components.terraform.auto_generate_backend_file": True,
    "components.terraform.plugin_cache": True,
    "components.terraform.auto_generate_files": True,
    "components.terraform.workspaces_enabled": True,
    "components.terraform.workspace.prefix_separator": "-",
    "settings.list_merge_strategy": "replace",
    "templates.settings.enabled": True,
    "templates.settings.sprig.enabled": True,
    "templates.settings.gomplate.enabled": True,
    "templates.settings.evaluations": 1,
    "describe.settings.include_empty": True,
    "schemas.components.base_path": "schemas/components",
    "policies.base_path": "policies",
    "terraform.state_keepers": ["tfstate-backend"],
}
"""Of all that is not empty or off."""
KEPT = {
    *("stacks.inherit.metadata", "stacks.inherit.source", "stacks.duplicates", "components.container.base_path"),
    *("components.terraform.workspaces_enabled", "components.terraform.workspace.prefix_separator"),
    "components.terraform.plugin_cache",
    *("templates.settings.evaluations", "describe.settings.include_empty", "terraform.state_keepers"),
}
"""Settings that an ``atmos.yaml`` has without saying so."""
NOTHING: dict[str, Value] = {"string": "", "boolean": False, "strings": [], "table": {}}


@pytest.mark.parametrize("setting", ROWS)
def test_a_setting_has_its_default_and_is_off_in_an_atmos_file(setting: Setting) -> None:
    expected = DEFAULTS[setting.name] if setting.name in DEFAULTS else NOTHING[setting.kind]
    assert setting.default == expected
    assert setting.zero == (expected if setting.name in KEPT else NOTHING[setting.kind])


def test_settings_are_of_their_kind() -> None:
    named = {kind: {setting.name for setting in SETTINGS if setting.kind == kind} for kind in KINDS}
    assert named["integer"] == {"templates.settings.evaluations"}
    assert named["table"] == {
        *("env", "auth", "stores", "integrations.github", "integrations.atlantis", "diagnostics.severity"),
        *("templates.settings.env", "templates.settings.gomplate.datasources"),
    }
    assert named["strings"] == {
        *("stacks.included_paths", "stacks.excluded_paths", "stacks.variables_only", "templates.settings.delimiters"),
        *("describe.affected.sections", "secrets.env", "files.allow_outside"),
        "terraform.state_keepers",
    }


def test_our_own_settings_are_those_that_atmos_does_not_have() -> None:
    assert {setting.name for setting in SETTINGS if setting.own} == {
        *("stacks.duplicates", "stacks.variables_only", "diagnostics.severity", "secrets.env", "files.allow_outside"),
        *("schemas.components.base_path", "policies.base_path", "terraform.version", "guards.account_id"),
        "terraform.state_keepers",
    }


def test_variables_of_atmos_are_its_names_in_capitals() -> None:
    terraform = ("apply_auto_approve", "deploy_run_init", "init_run_reconfigure")
    names = {
        *("base_path", "stacks.base_path", "stacks.included_paths", "stacks.excluded_paths", "stacks.name_pattern"),
        *("stacks.name_template", "settings.list_merge_strategy", "schemas.atmos.manifest"),
        *(f"components.{kind}.base_path" for kind in TYPES),
        *(f"components.terraform.{name}" for name in (*terraform, "command", "plugin_cache", "plugin_cache_dir")),
        *(f"components.terraform.auto_generate_{name}" for name in ("backend_file", "files")),
    }
    expected = {name: ("ATMOS_" + name.replace(".", "_").upper(),) for name in names}
    assert {setting.name: setting.variables for setting in SETTINGS if setting.variables} == expected


def test_sections_of_other_programs_are_these() -> None:
    words = "aliases ci commands components config devcontainer docs edition editor errors import list logs profiles"
    more = "schemas stackc telemetry toolchain validate vendor version workflows"
    assert frozenset(f"{words} {more}".split()) == IGNORED_SECTIONS


def test_component_types_have_folders_in_this_order() -> None:
    assert TYPES == ("terraform", "helmfile", "packer", "ansible", "container", "kubernetes", "helm")
