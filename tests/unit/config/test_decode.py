from __future__ import annotations

from collections.abc import Mapping

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from stackc.base.fold import Lists
from stackc.config.decode import decode_config, locate_setting
from stackc.config.discovery import Found, find_project
from stackc.config.project_config import ProjectConfig
from tests.kit.build import Place, place, places
from tests.kit.world import MemoryWorld

Files = Mapping[str, str]


def read(files: Files, cwd: str = "/repo", **env: str) -> tuple[ProjectConfig, list[Diagnostic]]:
    world, reported = MemoryWorld(files, env), list[Diagnostic]()
    found = find_project(cwd, world, None, lambda text, file, folder, world, report: text, reported.append)
    return decode_config(found, cwd, world, reported.append), reported


def decoded(files: Files, cwd: str = "/repo", **env: str) -> ProjectConfig:
    config, reported = read(files, cwd, **env)
    assert reported == []
    return config


def own(text: str, **env: str) -> ProjectConfig:
    return decoded({"stackc.yaml": text}, **env)


def atmos(text: str, **env: str) -> ProjectConfig:
    return decoded({"atmos.yaml": text}, **env)


def faults(text: str, name: str = "stackc.yaml", **env: str) -> list[Place]:
    return places(read({name: text}, **env)[1])


# defaults


@pytest.mark.parametrize("files", [pytest.param({}, id="no file"), pytest.param({"stackc.yaml": ""}, id="our file")])
def test_defaults_hold_without_a_file_and_in_ours(files: Files) -> None:
    config = decoded(files)
    assert (config.included_paths, config.excluded_paths) == (("orgs/**/*",), ("**/_defaults.yaml",))
    assert (config.name_pattern, config.stacks_folder) == ("{tenant}-{environment}-{stage}", "stacks")
    assert (config.templates.enabled, config.templates.sprig, config.templates.gomplate) == (True, True, True)
    assert (config.backend_file, config.lists) == (True, "replace")


def test_an_atmos_file_that_leaves_a_setting_out_means_zero() -> None:
    config = atmos("stacks: {base_path: stacks}")
    assert (config.included_paths, config.name_pattern) == ((), "")
    assert (config.templates.enabled, config.templates.sprig, config.backend_file) == (False, False, False)
    assert (config.inherit_metadata, config.lists, config.workspaces_enabled) == (True, "replace", True)


def test_the_project_file_is_named_relative_to_the_root() -> None:
    assert (own("").file, decoded({}).file) == ("stackc.yaml", None)


@pytest.mark.parametrize(("name", "dialect"), [("stackc.yaml", "stackc"), ("atmos.yaml", "atmos")])
def test_the_dialect_is_that_of_the_file(name: str, dialect: str) -> None:
    assert decoded({name: ""}).dialect.name == dialect


# values


def test_settings_are_read() -> None:
    config = own(
        "stacks: {base_path: s, included_paths: [a/*], name_template: '{{ .x }}'}\n"
        "components: {terraform: {base_path: tf, command: tofu, apply_auto_approve: true}}\n"
        "templates: {settings: {evaluations: 2, delimiters: ['<<', '>>'], env: {A: 1}}}\n"
        "env: {K: v}\n"
    )
    assert (config.stacks_folder, config.included_paths, config.name_template) == ("s", ("a/*",), "{{ .x }}")
    assert (config.component_folders["terraform"], config.commands["terraform"]) == ("tf", "tofu")
    assert (config.auto_approve, config.env) == (True, {"K": "v"})
    assert (config.templates.evaluations, config.templates.delimiters) == (2, ("<<", ">>"))
    assert config.templates.env == {"A": "1"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("stacks: {included_paths: a/*}", ("a/*",), id="one string is a list"),
        pytest.param("stacks: {included_paths: ~}", ("orgs/**/*",), id="null is the default"),
        pytest.param("stacks: {included_paths: []}", (), id="an empty list is empty"),
    ],
)
def test_a_list_of_strings(text: str, expected: tuple[str, ...]) -> None:
    assert own(text).included_paths == expected


@pytest.mark.parametrize(("text", "expected"), [("true", True), ("'yes'", True), ("'off'", False), ("'0'", False)])
def test_a_flag_may_be_a_word(text: str, expected: bool) -> None:
    assert own(f"components: {{terraform: {{apply_auto_approve: {text}}}}}").auto_approve is expected


@pytest.mark.parametrize("lists", ["replace", "append", "merge"])
def test_a_list_strategy_is_read(lists: Lists) -> None:
    assert atmos(f"settings: {{list_merge_strategy: {lists}}}").lists == lists


def test_our_settings_stand_apart_in_an_atmos_file() -> None:
    text = "stacks: {duplicates: allow-identical}\n"
    beside, [found] = read({"atmos.yaml": text})
    assert (beside.allow_identical, atmos(f"stackc:\n  {text}").allow_identical) == (False, True)
    assert (place(found), found.help) == ((Code.PROJECT_KEY, "1:10"), "write `stackc.stacks.duplicates`")


def test_severities_are_read() -> None:
    assert own("diagnostics: {severity: {SC0112: error}}").severities == {"SC0112": "error"}


@pytest.mark.parametrize("keys", ["stackc: {diagnostics: {severity:", "StackC: {Diagnostics: {Severity:"])
def test_codes_keep_their_case_in_an_atmos_file(keys: str) -> None:
    assert atmos(f"{keys} {{SC0112: 'off'}}}}}}").severities == {"SC0112": "off"}


def test_severities_of_several_atmos_files_are_merged_by_code() -> None:
    files = {
        "atmos.yaml": "import: [more]\nstackc: {diagnostics: {severity: {SC0112: error}}}",
        "more.yaml": "stackc: {diagnostics: {severity: {SC0112: 'off', SC0208: 'off'}}}",
    }
    assert decoded(files).severities == {"SC0112": "error", "SC0208": "off"}


def test_globs_of_our_settings_keep_their_case_in_an_atmos_file() -> None:
    config = atmos("stackc: {secrets: {env: ['TF_VAR_*']}, stacks: {variables_only: ['Mixins/**']}}")
    assert (config.secret_env, config.variables_only) == (("TF_VAR_*",), ("Mixins/**",))


def test_names_in_maps_of_an_atmos_file_keep_their_case() -> None:
    config = atmos("stores: {Prod: {type: T}}\ntemplates: {settings: {env: {Name: x}}}\nenv: {Path: y}")
    assert (config.stores, config.templates.env, config.env) == ({"Prod": {"type": "T"}}, {"Name": "x"}, {"Path": "y"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("stackc: {diagnostic: {}}", (Code.PROJECT_KEY, "1:10"), id="unknown"),
        pytest.param("stackc: {Stacks: {Duplicate: error}}", (Code.PROJECT_KEY, "1:19"), id="unknown below"),
        pytest.param("stackc: {name_pattern: x}", (Code.PROJECT_KEY, "1:10"), id="a setting of Atmos"),
        pytest.param("stackc: [a]", (Code.PROJECT_SETTING, "1:9"), id="no map"),
        pytest.param("stackc: {stacks: a}", (Code.PROJECT_SETTING, "1:18"), id="no map below"),
        pytest.param("diagnostics: {severity: {}}", (Code.PROJECT_KEY, "1:15"), id="beside it"),
        pytest.param("StackC: {Diagnostics: {severity: {sc0112: error}}}", (Code.PROJECT_SETTING, "1:35"), id="code"),
    ],
)
def test_our_part_of_an_atmos_file_is_checked(text: str, expected: Place) -> None:
    assert faults(text, "atmos.yaml") == [expected]


def test_a_variable_cannot_set_a_map() -> None:
    config, [found] = read({"stackc.yaml": "env: {A: b}"}, STACKC_ENV="prod")
    assert (found.code, config.env) == (Code.PROJECT_SETTING, {"A": "b"})


# mistakes


@pytest.mark.parametrize(
    ("text", "where"),
    [
        pytest.param("base_path: [a]", "1:12", id="string"),
        pytest.param("base_path: true", "1:12", id="a boolean is no string"),
        pytest.param("stacks:\n  included_paths: {a: 1}", "2:19", id="strings"),
        pytest.param("stacks: {inherit: {metadata: maybe}}", "1:30", id="boolean"),
        pytest.param("templates: {settings: {evaluations: x}}", "1:37", id="integer"),
        pytest.param("templates: {settings: {evaluations: true}}", "1:37", id="a boolean is no integer"),
        pytest.param("env: [A]", "1:6", id="map"),
        pytest.param("stacks: {duplicates: never}", "1:22", id="choice"),
        pytest.param("templates: {settings: {delimiters: ['<<']}}", "1:36", id="delimiters are a pair"),
        pytest.param("templates: {settings: {delimiters: ['<<', '']}}", "1:36", id="no empty delimiter"),
    ],
)
def test_a_setting_of_the_wrong_kind_is_reported_at_its_value(text: str, where: str) -> None:
    assert faults(text) == [(Code.PROJECT_SETTING, where)]


def test_a_setting_of_the_wrong_kind_keeps_its_default() -> None:
    assert read({"stackc.yaml": "stacks: {included_paths: 1}"})[0].included_paths == ("orgs/**/*",)


@pytest.mark.parametrize("name", ["stackc.yaml", "atmos.yaml"])
def test_an_unknown_list_strategy_is_reported(name: str) -> None:
    config, [found] = read({name: "settings:\n  list_merge_strategy: apend"})
    assert (config.lists, place(found), found.help) == (
        "replace",
        (Code.LIST_STRATEGY, "2:24"),
        "did you mean `append`?",
    )
    assert found.message.startswith(
        "invalid list merge strategy: 'apend'. Supported list merge strategies are: replace, "
    )


@pytest.mark.parametrize(
    ("text", "where", "help_"),
    [
        pytest.param("stack: {}", "1:1", "did you mean `stacks`?", id="section"),
        pytest.param("settings:\n  list_merge_strat: x", "2:3", "did you mean `list_merge_strategy`?", id="setting"),
        pytest.param("zzz: 1", "1:1", None, id="like nothing"),
        pytest.param("components: {terraform: {x: 1}}", "1:26", None, id="deep"),
    ],
)
def test_an_unknown_setting_is_reported_at_its_key(text: str, where: str, help_: str | None) -> None:
    [found] = read({"stackc.yaml": text})[1]
    assert (place(found), found.help) == ((Code.PROJECT_KEY, where), help_)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("atmos.yaml", "anything: {goes: 1}", id="atmos has settings of its own"),
        pytest.param("stackc.yaml", "workflows: {base_path: x}\nlogs: {}", id="sections for other programs"),
        pytest.param("stackc.yaml", "env: {A: {B: 1}}", id="below a map"),
    ],
)
def test_other_keys_are_no_mistake(name: str, text: str) -> None:
    assert faults(text, name) == []


def test_a_section_that_is_no_map_is_of_the_wrong_kind() -> None:
    assert faults("stacks: 5") == [(Code.PROJECT_SETTING, "1:9")]


# environment


@pytest.mark.parametrize(
    ("env", "expected"),
    [
        pytest.param({"ATMOS_STACKS_BASE_PATH": "e"}, "e", id="variable of atmos"),
        pytest.param({"STACKC_STACKS_BASE_PATH": "o"}, "o", id="our variable"),
        pytest.param({"STACKC_STACKS_BASE_PATH": "o", "ATMOS_STACKS_BASE_PATH": "e"}, "o", id="ours wins"),
        pytest.param({"ATMOS_STACKS_BASE_PATH": ""}, "file", id="empty is none"),
    ],
)
def test_the_environment_wins_over_the_file(env: dict[str, str], expected: str) -> None:
    assert atmos("stacks: {base_path: file}", **env).stacks_folder == expected


def test_variables_of_atmos_mean_nothing_to_our_file() -> None:
    assert own("", ATMOS_STACKS_BASE_PATH="e").stacks_folder == "stacks"


def test_a_list_in_the_environment_is_not_trimmed() -> None:
    assert atmos("", ATMOS_STACKS_INCLUDED_PATHS="a/*, b/*").included_paths == ("a/*", " b/*")


def test_the_env_section_promotes_variables_of_atmos() -> None:
    text = "env: {ATMOS_STACKS_BASE_PATH: promoted}"
    assert atmos(text).stacks_folder == "promoted"
    assert atmos(text, ATMOS_STACKS_BASE_PATH="real").stacks_folder == "real"


@pytest.mark.parametrize(("text", "expected"), [("true", True), ("1", True), ("YES", True), ("off", False)])
def test_a_flag_in_the_environment(text: str, expected: bool) -> None:
    assert atmos("", ATMOS_COMPONENTS_TERRAFORM_APPLY_AUTO_APPROVE=text).auto_approve is expected


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        pytest.param("STACKC_STACKS_INHERIT_METADATA", "maybe", id="flag"),
        pytest.param("STACKC_STACKS_DUPLICATES", "never", id="choice"),
    ],
)
def test_a_variable_of_the_wrong_kind_is_reported(variable: str, text: str) -> None:
    config, [found] = read({"stackc.yaml": ""}, **{variable: text})
    assert (place(found), config.allow_identical) == ((Code.PROJECT_SETTING, ""), False)
    assert f"`{variable}`" in found.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("3", 3, id="number"),
        pytest.param("0", 1, id="at least once"),
    ],
)
def test_a_number_in_the_environment(text: str, expected: int) -> None:
    assert own("", STACKC_TEMPLATES_SETTINGS_EVALUATIONS=text).templates.evaluations == expected


@pytest.mark.parametrize("text", ["x", "²"])
def test_a_number_in_the_environment_that_is_none_is_reported(text: str) -> None:
    assert faults("", STACKC_TEMPLATES_SETTINGS_EVALUATIONS=text) == [(Code.PROJECT_SETTING, "")]


# paths


@pytest.mark.parametrize(
    ("text", "cwd", "root"),
    [
        pytest.param("", "/repo", "/repo", id="the file's folder"),
        pytest.param("", "/repo/x/y", "/repo", id="the file's folder from below"),
        pytest.param("base_path: sub", "/repo/x", "/repo/sub", id="relative"),
        pytest.param("base_path: ../other", "/repo", "/other", id="up"),
        pytest.param("base_path: /abs/./x", "/repo", "/abs/x", id="absolute"),
    ],
)
def test_our_base_path_starts_at_the_file(text: str, cwd: str, root: str) -> None:
    assert decoded({"stackc.yaml": text}, cwd).root == root


@pytest.mark.parametrize(
    ("files", "cwd", "env", "root"),
    [
        pytest.param({"atmos.yaml": "base_path: /abs"}, "/repo", {}, "/abs", id="absolute"),
        pytest.param({"c/atmos.yaml": "base_path: ../x"}, "/repo/c", {}, "/repo/x", id="dots: at the file"),
        pytest.param(
            {"c/atmos.yaml": ""}, "/repo/c/d", {"ATMOS_BASE_PATH": "./x"}, "/repo/c/d/x", id="dots by environment: here"
        ),
        pytest.param(
            {".git/H": "", "c/atmos.yaml": "base_path: f", "f/a": "", "c/f/a": ""}, "/repo/c", {}, "/repo/f", id="bare"
        ),
        pytest.param(
            {".git/H": "", "c/atmos.yaml": "base_path: f", "c/f/a": ""}, "/repo/c", {}, "/repo/c/f", id="bare, here"
        ),
        pytest.param({".git/H": "", "c/atmos.yaml": "base_path: f"}, "/repo/c", {}, "/repo/f", id="bare, nowhere"),
        pytest.param({"c/atmos.yaml": "base_path: f", "c/f/a": ""}, "/repo/c", {}, "/repo/c/f", id="bare, no git"),
        pytest.param(
            {".git/H": "", "atmos.yaml": "base_path: ."}, "/repo/c", {}, "/repo", id="nothing local: the git root"
        ),
        pytest.param(
            {".git/H": "", "c/atmos.yaml": "base_path: ."}, "/repo/c", {}, "/repo/c", id="a point: the file's folder"
        ),
    ],
)
def test_the_base_path_of_an_atmos_file(files: Files, cwd: str, env: dict[str, str], root: str) -> None:
    assert decoded(files, cwd, **env).root == root


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("s", "s"),
        ("./s/../t", "t"),
        ("/repo/s", "s"),
        ("/elsewhere", "/elsewhere"),
        ("..", "/"),
        (".", "."),
        ("/repository", "/repository"),
    ],
)
def test_paths_below_the_root_are_relative(path: str, expected: str) -> None:
    assert own(f"stacks: {{base_path: '{path}'}}").stacks_folder == expected


# editions


@pytest.mark.parametrize(
    ("text", "env", "expected"),
    [
        pytest.param("", {}, True, id="none"),
        pytest.param("edition: '2025-12-05'", {}, False, id="the day before"),
        pytest.param("edition: '2025-12-06'", {}, True, id="the day"),
        pytest.param("edition: '2025-11'", {}, False, id="a month before"),
        pytest.param("edition: 2024", {}, False, id="a year before"),
        pytest.param("edition: 2026", {}, True, id="a year after"),
        pytest.param("edition: 2026", {"ATMOS_EDITION": "2024-01"}, False, id="the environment wins"),
        pytest.param("edition: 2024\nstacks: {inherit: {metadata: true}}", {}, True, id="a setting beats the edition"),
    ],
)
def test_metadata_is_inherited_by_edition(text: str, env: dict[str, str], expected: bool) -> None:
    assert decoded({"atmos.yaml": text}, **env).inherit_metadata is expected


# places of settings


def located(files: Files, path: tuple[str, ...], *, key: bool = False) -> str | None:
    world = MemoryWorld(files)
    label = locate_setting(Found({}, tuple(files), "stackc", "/repo", True), path, world, "here", key=key)
    return str(label.span) if label else None


@pytest.mark.parametrize(
    ("files", "place"),
    [
        pytest.param({"/a": "x: {y: 1}", "/b": "z: 1"}, "/a:1:8", id="the file that has it"),
        pytest.param({"/a": "x: {y: 1}", "/b": "x:\n  y: 2"}, "/b:2:6", id="the highest file"),
        pytest.param({"/a": "z: 1"}, "/a:1:1", id="none has it: the file"),
        pytest.param({"/a": "x: {y: 1}", "/b": "\0"}, "/a:1:8", id="a file that is no text"),
        pytest.param({}, None, id="no files"),
    ],
)
def test_a_setting_is_located_in_the_highest_file(files: Files, place: str | None) -> None:
    assert located(files, ("x", "y")) == place


def test_a_setting_is_located_at_its_key_on_demand() -> None:
    assert located({"/a": "x: {y: 1}"}, ("x", "y"), key=True) == "/a:1:5"
