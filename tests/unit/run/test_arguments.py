from __future__ import annotations

import pytest

from stackc.run.arguments import (
    arguments_variable,
    destroys,
    flags_first,
    laid_over,
    moving_flag,
    moving_variables,
    output_file,
    positionals,
    takes_value,
    with_caller_paths,
    with_caller_words,
    without_arguments,
    without_positionals,
)


@pytest.mark.parametrize(
    ("words", "flag"),
    [
        ("-state=x", "-state"),
        ("-state x", "-state"),
        ("--state-out=x", "-state-out"),
        ("-backup=-", "-backup"),
        ("-backup-out x", "-backup-out"),
        ("-plan -state=x", "-state"),
        ("-chdir=/x", "-chdir"),
        ("-backend-config=key=x", "-backend-config"),
        ("-from-module=x", "-from-module"),
        ("-lock=false", "-lock=false"),
        ("-lock=0", "-lock=0"),
        ("-backend=false", "-backend=false"),
        ("-cloud=F", "-cloud=F"),
        ("-migrate-state", "-migrate-state"),
        ("-force-copy=true", "-force-copy"),
        ("-no-color -var a=1 plan -state=x", "-state"),
    ],
)
def test_flags_that_move_a_state_are_found_in_every_spelling(words: str, flag: str) -> None:
    assert moving_flag(words.split()) == flag


@pytest.mark.parametrize(
    "words",
    [
        "-lock=true",
        "-lock",
        "-lock-timeout=5s",
        "-backend",
        "-migrate-state=false",
        "-parallelism=3",
        "-var -state=x",
        "-var=a=-state=x",
        "-target -backup",
        "state",
        "-",
        "--",
    ],
)
def test_flags_that_move_nothing_pass(words: str) -> None:
    assert moving_flag(words.split()) is None


@pytest.mark.parametrize(("verb", "flag"), [("import", "-config"), ("show", None), ("", None)])
def test_another_configuration_to_import_with_is_another_backend(verb: str, flag: str | None) -> None:
    assert moving_flag(["-config=x"], verb) == flag


@pytest.mark.parametrize(
    ("name", "verb", "takes"),
    [
        ("plan", "console", False),
        ("plan", "graph", True),
        ("plan", "", False),
        ("out", "plan", True),
        ("json", "show", False),
        ("brand-new", "plan", False),
        ("state", "output", True),
    ],
)
def test_the_verb_decides_whether_a_flag_takes_a_value(name: str, verb: str, takes: bool) -> None:
    assert takes_value(name, verb) is takes


@pytest.mark.parametrize(
    ("words", "first", "rest"),
    [
        ("-lock-timeout 5s a b", "-lock-timeout 5s", "a b"),
        ("a -no-color", "", "a -no-color"),
        ("-no-color", "-no-color", ""),
        ("-- -x", "", "-- -x"),
    ],
)
def test_flags_end_where_words_begin(words: str, first: str, rest: str) -> None:
    assert flags_first(words.split(), "state mv") == (tuple(first.split()), tuple(rest.split()))


@pytest.mark.parametrize(
    ("verb", "words", "expected"),
    [
        pytest.param("show", "have.plan other.plan", "/here/have.plan other.plan", id="read"),
        pytest.param("providers mirror", "other", "/here/other", id="made"),
        pytest.param("state push", "-", "-", id="standard input"),
        pytest.param("state rm", "have.plan", "have.plan", id="an address"),
        pytest.param("frobnicate", "have.plan", "have.plan", id="of a verb nobody knows"),
    ],
)
def test_words_that_are_paths_are_the_callers(verb: str, words: str, expected: str) -> None:
    found = with_caller_words(words.split(), lambda path: f"/here/{path}", "/here/have.plan".__eq__, verb)
    assert " ".join(found) == expected


def test_arguments_of_ours_go_before_those_of_the_caller() -> None:
    env = {"TF_CLI_ARGS_plan": "-no-color", "A": "old"}
    assert laid_over(env, {"TF_CLI_ARGS_plan": "-x", "TF_CLI_ARGS_test": "-y", "A": "new"}) == {
        "TF_CLI_ARGS_plan": "-x -no-color",
        "TF_CLI_ARGS_test": "-y",
        "A": "new",
    }


def test_the_variable_of_a_verb_is_named_as_terraform_names_it() -> None:
    assert arguments_variable("state replace-provider") == "TF_CLI_ARGS_state_replace_provider"


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("TF_CLI_ARGS", "-no-color '-state=a b'", "-state"),
        ("TF_CLI_ARGS_apply", "-backup x", "-backup"),
        ("TF_CLI_ARGS_state_pull", "-lock=false", "-lock=false"),
        ("TF_CLI_ARGS_plan", "-var 'open", ""),
    ],
)
def test_arguments_in_variables_are_looked_at(name: str, value: str, found: str) -> None:
    assert moving_variables({name: value, "OTHER": "-state=x"}) == ((name, found),)


def test_harmless_arguments_in_variables_pass() -> None:
    assert moving_variables({"TF_CLI_ARGS": "-no-color", "TF_CLI_ARGS_plan": "-parallelism=3"}) == ()


@pytest.mark.parametrize(
    ("verb", "words", "env", "expected"),
    [
        pytest.param("destroy", "", {}, True, id="the verb"),
        pytest.param("apply", "-destroy", {}, True, id="the flag"),
        pytest.param("plan", "-no-color --destroy=true", {}, True, id="another spelling"),
        pytest.param("deploy", "", {"TF_CLI_ARGS": "-destroy"}, True, id="for every command"),
        pytest.param("deploy", "", {"TF_CLI_ARGS_apply": "-destroy"}, True, id="deploy is apply"),
        pytest.param("plan", "", {"TF_CLI_ARGS_apply": "-destroy"}, False, id="for another verb"),
        pytest.param("apply", "-destroy=false", {"TF_CLI_ARGS": "-destroy"}, False, id="the last one counts"),
        pytest.param("apply", "-var -destroy", {}, False, id="a value"),
        pytest.param("output", "-destroy", {}, False, id="no such effect"),
    ],
)
def test_the_effect_decides_what_destroys(verb: str, words: str, env: dict[str, str], expected: bool) -> None:
    assert destroys(verb, words.split(), env) is expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param("-out=x", "-out=/here/x", id="made"),
        pytest.param("-out x", "-out /here/x", id="two words"),
        pytest.param("-var-file=have.tfvars", "-var-file=/here/have.tfvars", id="the caller's"),
        pytest.param("-var-file=other.tfvars", "-var-file=other.tfvars", id="beside the component"),
        pytest.param("-out /x -var a=b", "-out /x -var a=b", id="absolute"),
        pytest.param("-var -out=x", "-var -out=x", id="a value"),
    ],
)
def test_relative_paths_are_the_callers(words: str, expected: str) -> None:
    def absolute(path: str) -> str:
        return path if path.startswith("/") else f"/here/{path}"

    found = with_caller_paths(words.split(), absolute, lambda path: path == "/here/have.tfvars")
    assert " ".join(found) == expected


def test_positionals_are_told_from_flags_and_their_values() -> None:
    words = ["-var", "a=1", "plan", "-no-color", "-target=x"]
    assert positionals(words) == ("plan",)
    assert without_positionals(words) == ("-var", "a=1", "-no-color", "-target=x")


def test_questions_of_our_own_get_no_arguments_of_others() -> None:
    assert without_arguments({"TF_CLI_ARGS": "-x", "TF_CLI_ARGS_output": "-y", "A": "b"}) == {"A": "b"}


@pytest.mark.parametrize(("words", "file"), [("-out=x", "x"), ("--out x", "x"), ("-no-color", None)])
def test_where_a_plan_is_saved_is_known(words: str, file: str | None) -> None:
    assert output_file(words.split()) == file
