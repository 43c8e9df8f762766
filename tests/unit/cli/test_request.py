from __future__ import annotations

import pytest

from stackc.cli.options import WrongUsage
from stackc.cli.request import Request, parse_request

ONE = ("app", "-s", "dev")


def parsed(*words: str) -> Request:
    return parse_request(list(words), lambda path: path if path.startswith("/") else f"/here/{path}", lambda _: False)


@pytest.mark.parametrize(
    ("words", "arguments"),
    [
        pytest.param(("plan", *ONE, "-var", "a=1"), ("-var", "a=1"), id="a value of its own"),
        pytest.param(("plan", "-var", "a=1", *ONE), ("-var", "a=1"), id="before the component"),
        pytest.param(("plan", *ONE, "-target=x", "--no-color"), ("-target=x", "--no-color"), id="two dashes"),
        pytest.param(("plan", *ONE, "--", "-new-flag", "x"), ("-new-flag", "x"), id="behind two dashes"),
        pytest.param(("output", "app", "name", "-s", "dev", "-raw"), ("-raw", "name"), id="name of an output"),
        pytest.param(("plan", *ONE, "-out=x"), ("-out=/here/x",), id="a path of the caller"),
        pytest.param(("workspace", "list", *ONE, "-no-color"), ("-no-color",), id="a subcommand belongs to the verb"),
        pytest.param(("apply", *ONE, "p", "-no-color"), ("-no-color", "/here/p"), id="a saved plan comes last"),
        pytest.param(("apply", *ONE, "--", "-no-color", "p"), ("-no-color", "/here/p"), id="a plan behind two dashes"),
        pytest.param(("deploy", *ONE, "--planfile", "p"), ("/here/p",), id="the incumbent's flag"),
        pytest.param(("init", *ONE, "-state=x"), ("-state=x",), id="what is refused later with a code"),
    ],
)
def test_terraforms_arguments_pass_in_an_order_it_reads(words: tuple[str, ...], arguments: tuple[str, ...]) -> None:
    request = parsed(*words)
    assert (request.arguments, request.components, request.stacks) == (arguments, ("app",), ("dev",))


@pytest.mark.parametrize(
    ("words", "plan"), [(("p",), "/here/p"), (("--planfile=/p",), "/p"), (("--", "p"), "/here/p"), ((), None)]
)
def test_a_saved_plan_is_known(words: tuple[str, ...], plan: str | None) -> None:
    assert parsed("apply", *ONE, *words).plan == plan


@pytest.mark.parametrize(
    ("words", "component", "stacks"),
    [
        pytest.param(("plan", "app@dev"), "app", ("dev",), id="both in one word"),
        pytest.param(("plan", "a@b@dev"), "a@b", ("dev",), id="the last at-sign counts"),
        pytest.param(("plan", "a@b", "-s", "dev"), "a@b", ("dev",), id="a component of that name"),
        pytest.param(("plan", "app"), "app", None, id="no stack"),
        pytest.param(("plan", "helmfile:app@dev"), "helmfile:app@dev", None, id="another type"),
    ],
)
def test_an_instance_may_be_one_word(words: tuple[str, ...], component: str, stacks: tuple[str, ...] | None) -> None:
    request = parsed(*words)
    assert (request.components, request.stacks) == ((component,), stacks)


@pytest.mark.parametrize(
    ("words", "verb"),
    [
        (("plan", "--help"), "plan"),
        (("state", "-h"), "state"),
        (("state", "mv", "-help"), "state mv"),
        (("deploy", *ONE, "-help"), "deploy"),
        (("login", "--help"), "login"),
        (("frobnicate", "-h"), "frobnicate"),
    ],
)
def test_help_is_asked_for_and_nothing_else(words: tuple[str, ...], verb: str) -> None:
    assert parsed(*words) == Request(verb, help=True)


def test_help_behind_two_dashes_is_terraforms() -> None:
    assert parsed("plan", *ONE, "--", "-help").arguments == ("-help",)


@pytest.mark.parametrize(
    ("words", "arguments"), [(("login", "host"), ("host",)), (("version", "-json"), ("-json",)), (("logout",), ())]
)
def test_what_is_about_no_instance_passes_as_it_is(words: tuple[str, ...], arguments: tuple[str, ...]) -> None:
    assert parsed(*words) == Request(words[0], arguments=arguments)


def test_a_verb_that_nobody_knows_passes_and_its_flags_behind_two_dashes() -> None:
    request = parsed("frobnicate", "app@dev", "--", "-x", "y")
    assert (request.verb, request.components, request.arguments) == ("frobnicate", ("app",), ("-x", "y"))


def test_switches_are_ours_in_both_spellings() -> None:
    request = parsed("deploy", "--all", "-dry-run", "--auto-approve=true", "--update-lock=false")
    assert (request.all, request.dry_run, request.auto_approve, request.update_lock) == (True, True, True, False)
    assert (request.stacks, request.globs, request.arguments) == (None, None, ())


def test_selectors_may_be_lists() -> None:
    assert parsed("plan", "--all", "-s", "a,b", "--stack=c", "-c", "x").stacks == ("a", "b", "c")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(("pln",), "did you mean `plan`?", id="verb"),
        pytest.param(("deploy", "--all", "--dryrun"), "did you mean `--dry-run`?", id="one of ours, misspelt"),
        pytest.param(("plan", "--al"), "did you mean `--all`?", id="selects everything, misspelt"),
        pytest.param(("plan", *ONE, "-auto-aprove"), "did you mean `--auto-approve`?", id="approval, misspelt"),
        pytest.param(("plan", *ONE, "-targt=x"), "did you mean `-target`?", id="Terraform's, misspelt"),
        pytest.param(("modules", *ONE, "-var", "a=1"), "put it behind `--`", id="of another verb"),
        pytest.param(("plan", *ONE, "--from-plan"), "name the plan", id="the incumbent's"),
        pytest.param(("plan", *ONE, "--planfile=p"), "belongs to apply", id="a plan for plan"),
        pytest.param(("apply", *ONE, "p", "q"), "one saved plan", id="two plans"),
        pytest.param(("apply", "--all", "--planfile=p"), "belongs to one instance", id="a plan for all"),
        pytest.param(("plan", "app", "web", "-s", "dev"), "`web` is too many", id="two components"),
        pytest.param(("plan", "--all", "app"), "exclude each other", id="all and one"),
        pytest.param(("plan",), "name one component", id="none"),
        pytest.param(("plan", "app", "-s"), "`-s` needs a value", id="no value"),
        pytest.param(("plan", "app", "-s", "a,b"), "several need --all", id="two stacks"),
        pytest.param(("plan", *ONE, "-c", "x"), "narrows `--all`", id="a glob for one"),
        pytest.param(("plan", "--all", "-s", ""), "`-s` is empty", id="empty"),
        pytest.param(("plan", "--all", "-s", " , "), "`-s` is empty", id="blanks"),
        pytest.param(("plan", "--all", "-c", "a", "-c", ""), "`-c` is empty", id="one of two is empty"),
        pytest.param(("deploy", "--all", "--dry-run=maybe"), "true or false", id="a switch with another value"),
        pytest.param(("workspace", "select", "x", *ONE), "`list` and `show`", id="moves a state"),
        pytest.param(("workspace",), "`list` and `show`", id="no subcommand"),
        pytest.param(("state",), "it has `list`, `show`", id="no subcommand of state"),
        pytest.param(("state", "lst", *ONE), "did you mean `list`?", id="a subcommand, misspelt"),
        pytest.param(("state", *ONE), "`state` needs a command of its own", id="a component instead of a subcommand"),
        pytest.param(("imprt", *ONE), "did you mean `import`?", id="a new verb, misspelt"),
        pytest.param(
            ("frobnicate",), "unknown command `frobnicate`; commands are plan, ", id="a verb nobody knows, alone"
        ),
        pytest.param(("-s", "dev", "plan"), "unknown command `-s`", id="a flag first"),
        pytest.param(("frobnicate", *ONE, "-x"), "put it behind `--`", id="a flag of a verb nobody knows"),
        pytest.param(("generate", "varfile", *ONE), "stackc generate", id="the incumbent's verb"),
        pytest.param(("state", "rm", "--all"), "about one instance", id="one thing in all instances"),
        pytest.param(("shell", "--all"), "about one instance", id="a shell in all instances"),
        pytest.param(("frobnicate", "--all"), "about one instance", id="a verb nobody knows in all"),
        pytest.param(("graph", "app@dev", "web"), "`web` is too many", id="a word for a verb without words"),
        pytest.param(("state", "mv", "--all", "a", "b"), "about one instance", id="before what else is wrong"),
    ],
)
def test_what_neither_tool_understands_starts_nothing(words: tuple[str, ...], message: str) -> None:
    with pytest.raises(WrongUsage) as refused:
        parsed(*words)
    assert message in str(refused.value)


@pytest.mark.parametrize("words", [("deploy", *ONE), ("plan", "--all", "-s", "dev"), ("output", *ONE)])
def test_what_is_needed_may_come_along(words: tuple[str, ...]) -> None:
    assert parsed(*words, "--with-prerequisites").with_prerequisites
    assert not parsed(*words).with_prerequisites


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("destroy", *ONE), id="the other way"),
        pytest.param(("import", *ONE, "a.b", "1"), id="about one"),
        pytest.param(("apply", *ONE, "plan"), id="a saved plan"),
        pytest.param(("deploy", *ONE, "--source", "x"), id="another source"),
    ],
)
def test_where_nothing_may_come_along_it_is_refused(words: tuple[str, ...]) -> None:
    with pytest.raises(WrongUsage, match="--with-prerequisites"):
        parsed(*words, "--with-prerequisites")


@pytest.mark.parametrize(
    ("words", "at_once", "passed"),
    [
        pytest.param(("apply", "--all", "--parallelism", "4"), 4, (), id="of many, two words"),
        pytest.param(("--all", "--parallelism=4"), 4, (), id="of many, one word"),
        pytest.param((*ONE, "--with-prerequisites", "--parallelism=2"), 2, (), id="one and what it needs"),
        pytest.param(("--all", "-parallelism=4"), 1, ("-parallelism=4",), id="one dash is Terraform's"),
        pytest.param((*ONE, "--parallelism=4"), 1, ("--parallelism=4",), id="of one it is Terraform's"),
        pytest.param(
            ("--all", "--parallelism=4", "--", "--parallelism=9"), 4, ("--parallelism=9",), id="behind two dashes"
        ),
    ],
)
def test_how_many_run_at_once(words: tuple[str, ...], at_once: int, passed: tuple[str, ...]) -> None:
    request = parsed(*(words if words[0] == "apply" else ("apply", *words)))
    assert (request.parallelism, request.arguments) == (at_once, passed)


@pytest.mark.parametrize(
    "given", [("--parallelism", "0"), ("--parallelism=many",), ("--parallelism=-1",), ("--parallelism",)]
)
def test_how_many_run_at_once_is_a_number(given: tuple[str, ...]) -> None:
    with pytest.raises(WrongUsage, match="--parallelism"):
        parsed("apply", "--all", *given)


@pytest.mark.parametrize("verb", ["clean", "fmt"])
def test_what_is_no_work_of_terraform_goes_one_by_one(verb: str) -> None:
    with pytest.raises(WrongUsage, match="one by one"):
        parsed(verb, "--all", "--parallelism", "2")
