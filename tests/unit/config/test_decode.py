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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("stacks: {name_patern: x}", [(Code.PROJECT_KEY, "1:10")], id="misspelt"),
        pytest.param("Stacks: {Include_Paths: [x]}", [(Code.PROJECT_KEY, "1:10")], id="in other letters"),
        pytest.param("stacks: {list: {format: x}, names: y}", [], id="of Atmos alone"),
        pytest.param("components: {terraform: {name_pattern: x}}", [(Code.PROJECT_KEY, "1:26")], id="of another place"),
        pytest.param("workflows: {base_path: x}", [], id="of many places"),
        pytest.param("stacks: {name_pattern: x, name_patterns: y}", [], id="beside the one that is near"),
        pytest.param("logs: {leve: x}\nstackc: {}", [], id="a section of Atmos alone"),
    ],
)
def test_what_is_nearly_a_setting_of_an_atmos_file_is_reported(text: str, expected: list[Place]) -> None:
    assert faults(text, "atmos.yaml") == expected


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


# further values


def test_every_setting_reaches_its_place() -> None:
    config = own(
        "stacks:\n"
        "  excluded_paths: [x/*]\n"
        "  name_pattern: '{stage}'\n"
        "  inherit: {metadata: false, source: false}\n"
        "  duplicates: allow-identical\n"
        "  variables_only: [mixins/*]\n"
        "components:\n"
        "  terraform:\n"
        "    auto_generate_backend_file: false\n"
        "    workspaces_enabled: false\n"
        "    workspace: {prefix_separator: _}\n"
        "  helm: {base_path: charts, command: helm3}\n"
        "templates:\n"
        "  settings:\n"
        "    enabled: false\n"
        "    sprig: {enabled: false}\n"
        "    gomplate: {enabled: false, datasources: {d: {url: x}}}\n"
        "    ignore_missing_template_values: true\n"
        "describe: {settings: {include_empty: false}, affected: {sections: [vars]}}\n"
        "settings: {yaml: {key_delimiter: .}}\n"
        "schemas: {atmos: {manifest: s.json}}\n"
        "auth: {a: 1}\n"
        "integrations: {github: {g: 1}, atlantis: {t: 1}}\n"
        "stores: {s: {}}\n"
        "secrets: {env: [T]}\n"
    )
    assert (config.excluded_paths, config.name_pattern, config.variables_only) == (("x/*",), "{stage}", ("mixins/*",))
    assert (config.inherit_metadata, config.inherit_source, config.allow_identical) == (False, False, True)
    assert (config.backend_file, config.workspaces_enabled, config.prefix_separator) == (False, False, "_")
    assert (config.component_folders["helm"], config.commands["helm"], config.commands["packer"]) == (
        "charts",
        "helm3",
        "",
    )
    assert (config.written_folders["helm"], config.written_folders["terraform"]) == ("charts", "components/terraform")
    templates = config.templates
    assert (templates.enabled, templates.sprig, templates.gomplate, templates.ignore_missing) == (
        *(False, False, False),
        True,
    )
    assert (templates.datasources, config.affected_sections) == ({"d": {"url": "x"}}, ("vars",))
    assert (config.include_empty, config.key_delimiter, config.manifest_schema) == (False, ".", "s.json")
    assert (config.auth, config.github, config.atlantis, config.stores) == ({"a": 1}, {"g": 1}, {"t": 1}, {"s": {}})
    assert (config.secret_env, config.folder) == (("T",), "/repo")


def test_what_nobody_says_is_off_or_empty() -> None:
    config = own("")
    assert (config.auto_approve, config.allow_identical, config.templates.ignore_missing) == (False, False, False)
    assert (config.include_empty, config.inherit_source, config.inherit_metadata) == (True, True, True)
    assert (config.prefix_separator, config.key_delimiter, config.manifest_schema) == ("-", "", "")
    assert (config.templates.delimiters, config.templates.evaluations) == (("{{", "}}"), 1)
    assert (config.allowed_folders, config.named_folders, config.name_template) == ((), (), "")


def test_folders_of_components_that_an_atmos_file_leaves_out() -> None:
    config = atmos("")
    folders = config.component_folders
    assert (folders["terraform"], folders["container"]) == ("components/terraform", "components/container")
    assert {folders[kind] for kind in ("helmfile", "packer", "ansible", "kubernetes", "helm")} == {"."}
    assert (config.written_folders["terraform"], config.stacks_folder) == ("", "")
    assert decoded({}).component_folders["helm"] == "components/helm"


@pytest.mark.parametrize("separator", ["''", "~"])
def test_an_empty_separator_is_the_usual_one(separator: str) -> None:
    assert own(f"components: {{terraform: {{workspace: {{prefix_separator: {separator}}}}}}}").prefix_separator == "-"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *((word, True) for word in ("1", "t", "TRUE", "yes", "On")),
        *((word, False) for word in ("0", "f", "False", "no")),
    ],
)
def test_words_that_mean_yes_or_no(text: str, expected: bool) -> None:
    assert own(f"stacks: {{inherit: {{source: '{text}'}}}}").inherit_source is expected
    assert own("", STACKC_STACKS_INHERIT_SOURCE=text).inherit_source is expected


def test_a_number_may_stand_for_a_string() -> None:
    assert own("stacks: {name_pattern: 5, base_path: 1.5}").stacks_folder == "1.5"


def test_a_null_section_says_nothing() -> None:
    assert own("stacks: ~\ncomponents:\n").stacks_folder == "stacks"


def test_a_list_in_the_environment_is_split_at_commas() -> None:
    assert own("", STACKC_STACKS_INCLUDED_PATHS="a/*,b/*").included_paths == ("a/*", "b/*")


@pytest.mark.parametrize(
    ("name", "text", "where"),
    [
        pytest.param("stackc.yaml", "stacks: {included_paths: [a, PATTERN]}", "1:30", id="ours"),
        pytest.param("atmos.yaml", "stackc: {stacks: {variables_only: [PATTERN]}}", "1:36", id="ours in an atmos file"),
    ],
)
def test_a_pattern_that_cannot_be_used_is_reported_where_it_stands(name: str, text: str, where: str) -> None:
    [found] = read({name: text.replace("PATTERN", "x" * 5_000 + "*")})[1]
    assert place(found) == (Code.PROJECT_SETTING, where)
    assert found.message.startswith("in `stacks.")
    assert found.primary is not None
    assert found.primary.text == "this pattern"


def test_the_default_of_a_setting_of_the_wrong_kind_is_the_edition_s() -> None:
    text = "edition: 2024\nstacks: {inherit: {metadata: maybe}}"
    config, [found] = read({"atmos.yaml": text})
    assert (place(found), config.inherit_metadata) == ((Code.PROJECT_SETTING, "2:30"), False)


@pytest.mark.parametrize("text", ["edition: '2024'", ""])
def test_an_edition_means_nothing_to_our_file(text: str) -> None:
    assert own(text, ATMOS_EDITION="2024").inherit_metadata is True


# words of mistakes


def label(text: str, name: str = "stackc.yaml", **env: str) -> tuple[str, str, str | None]:
    """The only mistake of a file: its message, its label, its help."""
    [found] = read({name: text}, **env)[1]
    return found.message, found.primary.text if found.primary else "", found.help


@pytest.mark.parametrize(
    ("text", "message", "words"),
    [
        ("base_path: [a]", "the project setting `base_path` must be a string", "not of this kind"),
        ("stacks: {inherit: {source: x}}", "the project setting `stacks.inherit.source` must be true or false", ""),
        ("templates: {settings: {evaluations: x}}", "`templates.settings.evaluations` must be a whole number", ""),
        ("secrets: {env: 5}", "the project setting `secrets.env` must be a list of strings", ""),
        ("env: 5", "the project setting `env` must be a map", ""),
        ("stacks: 5", "the project setting `stacks` must be a map", "not a map"),
        ("stacks: {duplicates: x}", "`stacks.duplicates` must be `error` or `allow-identical`, not `x`", "not one of them"),
        ("templates: {settings: {delimiters: [x]}}", "must be two strings that are not empty", "not a pair"),
        ("settings: {list_merge_strategy: x}", "Supported list merge strategies are: replace, append, merge", ""),
        ("diagnostics: {severity: {SC9999: error}}", "in `diagnostics.severity`: there is no code `SC9999`", "has no effect"),
        ("diagnostics: {severity: {SC0112: x}}", "in `diagnostics.severity`: `x` is none of error, warning, note and off", ""),
        ("zzzz: 1", "unknown project setting `zzzz`", "not a setting"),
    ],
)  # fmt: skip
def test_a_mistake_says_what_is_wanted(text: str, message: str, words: str) -> None:
    found = label(text)
    assert message in found[0]
    assert words in found[1]


@pytest.mark.parametrize(
    ("text", "message", "help_"),
    [
        ("stackc: 5", "the project setting `stackc` must be a map, not a number", None),
        (
            "secrets: {env: [a]}",
            "`secrets.env` is no setting of Atmos; in an `atmos.yaml` it stands below `stackc`",
            "write `stackc.secrets.env`",
        ),
        ("stackc: {stack: {}}", "unknown project setting `stackc.stack`", "did you mean `stacks`?"),
    ],
)
def test_a_mistake_in_our_part_of_an_atmos_file_says_so(text: str, message: str, help_: str | None) -> None:
    found = label(text, "atmos.yaml")
    assert (found[0], found[2]) == (message, help_)


def test_a_setting_beside_our_part_has_no_effect() -> None:
    assert label("secrets: {env: [a]}", "atmos.yaml")[1] == "has no effect here"


@pytest.mark.parametrize(
    ("severity", "help_"),
    [("{SC0113x: error}", "did you mean `SC0113`"), ("{SC0113: errr}", None)],
)
def test_a_code_that_does_not_exist_has_advice(severity: str, help_: str | None) -> None:
    found = label(f"diagnostics: {{severity: {severity}}}")[2]
    assert found is None if help_ is None else found is not None and help_ in found


@pytest.mark.parametrize(
    ("variable", "text", "message"),
    [
        ("STACKC_ENV", "x", "the environment variable `STACKC_ENV` cannot set `env`, which is a map"),
        ("STACKC_STACKS_INHERIT_SOURCE", "x", "`STACKC_STACKS_INHERIT_SOURCE` must be true or false, not `x`"),
        ("STACKC_TEMPLATES_SETTINGS_EVALUATIONS", "-1", "must be a whole number, not `-1`"),
        ("STACKC_STACKS_DUPLICATES", "x", "must be `error` or `allow-identical`, not `x`"),
    ],
)
def test_a_variable_that_does_not_fit_says_what_is_wanted(variable: str, text: str, message: str) -> None:
    found = label("", **{variable: text})
    assert message in found[0]
    assert found[2] == ("set it in the project file" if variable == "STACKC_ENV" else None)


def test_a_number_that_does_not_fit_keeps_the_default() -> None:
    text = "templates: {settings: {evaluations: 3}}"
    assert read({"stackc.yaml": text}, STACKC_TEMPLATES_SETTINGS_EVALUATIONS="x")[0].templates.evaluations == 1
    assert read({"stackc.yaml": text}, STACKC_ENV="x")[0].templates.evaluations == 3


# whom the environment names


@pytest.mark.parametrize(
    ("text", "env", "allowed", "named"),
    [
        pytest.param("files: {allow_outside: [../a, /b, '']}", {}, ("/a", "/b"), (), id="the file, from its folder"),
        pytest.param("", {"STACKC_FILES_ALLOW_OUTSIDE": "../a,/b,"}, (), ("/repo/a", "/b"), id="the caller, from here"),
        pytest.param(
            "files: {allow_outside: [/x]}", {"STACKC_FILES_ALLOW_OUTSIDE": "/b"}, (), ("/b",), id="the caller wins"
        ),
        pytest.param("", {"STACKC_BASE_PATH": ".."}, (), ("/repo",), id="the root"),
        pytest.param("", {"STACKC_STACKS_BASE_PATH": "../s"}, (), ("/s",), id="the stacks"),
        pytest.param("", {"STACKC_COMPONENTS_TERRAFORM_BASE_PATH": "/c"}, (), ("/c",), id="components"),
        pytest.param("base_path: ../x", {}, (), (), id="what the file says is not named"),
    ],
)
def test_folders_that_the_caller_names(
    text: str, env: dict[str, str], allowed: tuple[str, ...], named: tuple[str, ...]
) -> None:
    config = decoded({"stackc.yaml": text}, "/repo/y", **env)
    assert (config.allowed_folders, config.named_folders) == (allowed, named)


def test_the_env_section_of_a_file_names_nothing() -> None:
    assert atmos("env: {ATMOS_BASE_PATH: /x}").named_folders == ()
    assert atmos("", ATMOS_BASE_PATH="/x").named_folders == ("/x",)


@pytest.mark.parametrize(
    ("files", "cwd", "env", "root"),
    [
        pytest.param({}, "/repo/y", {"STACKC_BASE_PATH": "x"}, "/repo/y/x", id="no file: here"),
        pytest.param({"stackc.yaml": ""}, "/repo/y", {"STACKC_BASE_PATH": "x"}, "/repo/y/x", id="ours: here"),
        pytest.param({"stackc.yaml": "base_path: f"}, "/repo/y", {"STACKC_BASE_PATH": "x"}, "/repo/y/x", id="it wins"),
        pytest.param({".git/H": "", "atmos.yaml": ""}, "/repo/c", {}, "/repo", id="empty, nothing local: the git root"),
        pytest.param({".git/H": "", "c/atmos.yaml": ""}, "/repo/c", {}, "/repo", id="empty: the git root is a folder"),
        pytest.param(
            {".git/H": "", "atmos.yaml": "base_path: f", "c/f/a": ""},
            "/repo/c",
            {},
            "/repo/c/f",
            id="written, only here, git",
        ),
        pytest.param({"atmos.yaml": "", "c/x": ""}, "/repo/c", {}, "/repo", id="empty, no git: the file's folder"),
        pytest.param({"atmos.yaml": "base_path: ."}, "/repo/c", {}, "/repo", id="a point, no git: the file's folder"),
        pytest.param({"atmos.yaml": "base_path: .."}, "/repo", {}, "/", id="two points"),
        pytest.param({"atmos.yaml": "base_path: ..x"}, "/repo", {}, "/repo/..x", id="a name that begins with points"),
        pytest.param(
            {"c/atmos.yaml": "", "c/d/f/a": ""}, "/repo/c/d", {"ATMOS_BASE_PATH": "f"}, "/repo/c/d/f", id="named, here"
        ),
        pytest.param(
            {"c/atmos.yaml": "", "c/f/a": ""},
            "/repo/c/d",
            {"ATMOS_BASE_PATH": "f"},
            "/repo/c/f",
            id="named, the file's",
        ),
        pytest.param(
            {"c/atmos.yaml": "base_path: f", "c/d/f/a": ""}, "/repo/c/d", {}, "/repo/c/d/f", id="written, only here"
        ),
        pytest.param({"c/atmos.yaml": "base_path: f", "c/f": ""}, "/repo/c", {}, "/repo/c/f", id="a file is no folder"),
    ],
)
def test_where_a_base_path_starts(files: Files, cwd: str, env: dict[str, str], root: str) -> None:
    assert decoded(files, cwd, **env).root == root


@pytest.mark.parametrize("text", ["x: {Y: 1}", "X: {y: 1}"])
def test_a_setting_of_an_atmos_file_is_located_whatever_its_letters(text: str) -> None:
    world = MemoryWorld({"/a": text})
    found = locate_setting(Found({}, ("/a",), "atmos", "/", True), ("x", "y"), world, "here")
    assert found is not None
    assert (str(found.span), found.text) == ("/a:1:8", "here")


def test_a_setting_that_no_file_has_is_told_at_the_highest_file() -> None:
    world = MemoryWorld({"/a": "z: 1"})
    found = locate_setting(Found({}, ("/gone", "/a"), "stackc", "/", True), ("x",), world, "here")
    assert found is not None
    assert (str(found.span), found.text) == ("/a:1:1", "not set in this file")


def test_a_file_that_is_gone_is_passed_over() -> None:
    assert located({"/a": "x: {y: 1}"}, ("x", "y")) == "/a:1:8"
    world = MemoryWorld({"/a": "x: {y: 1}"})
    found = locate_setting(Found({}, ("/a", "/gone"), "stackc", "/", True), ("x", "y"), world, "here")
    assert found is not None
    assert str(found.span) == "/a:1:8"
