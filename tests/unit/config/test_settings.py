from __future__ import annotations

import pytest

from stackc.config.settings import IGNORED_SECTIONS, SETTINGS, Setting

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
