"""The command tree: options and help; each command is one call."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Any, Final, Optional

import typer
from typer.core import TyperGroup

from stackc.cli.options import HELP, split_selectors
from stackc.cli.session import Session
from stackc.version import __version__

_CONTEXT = {"help_option_names": ["-h", "--help"]}


class Shape(str, Enum):
    """Formats of described values."""

    json = "json"
    yaml = "yaml"


class StackShape(str, Enum):
    """Formats of what is shown to people, too."""

    text = "text"
    json = "json"
    yaml = "yaml"


class Listing(str, Enum):
    """Formats of lists."""

    text = "text"
    json = "json"
    csv = "csv"
    table = "table"


class Findings(str, Enum):
    """Formats of findings."""

    text = "text"
    json = "json"
    sarif = "sarif"
    github = "github"
    gitlab = "gitlab"
    junit = "junit"
    rdjson = "rdjson"


class Explanation(str, Enum):
    """Formats of explanations."""

    text = "text"
    json = "json"


class GraphShape(str, Enum):
    """Formats of the graph."""

    text = "text"
    dot = "dot"
    mermaid = "mermaid"
    json = "json"


class Artifact(str, Enum):
    """Artifacts of an instance."""

    varfile = "varfile"
    backend = "backend"
    providers = "providers"
    versions = "versions"


class Thing(str, Enum):
    """What can be listed."""

    stacks = "stacks"
    components = "components"
    instances = "instances"
    imports = "imports"
    files = "files"
    values = "values"
    vars = "vars"
    settings = "settings"
    metadata = "metadata"


class _DescribeGroup(TyperGroup):
    """``describe NAME`` is ``describe stack NAME`` unless NAME is a subcommand."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["stack", *args]
        return super().resolve_command(ctx, args)


def complete_stack(ctx: typer.Context, incomplete: str) -> list[str]:
    """Names of stacks for the shell."""
    from stackc.cli.completion import stacks

    return [name for name in stacks(_session(ctx)) if name.startswith(incomplete)]


def complete_component(ctx: typer.Context, incomplete: str) -> list[str]:
    """Names of components for the shell."""
    from stackc.cli.completion import components

    return [name for name in components(_session(ctx)) if name.startswith(incomplete)]


Component = Annotated[str, typer.Argument(help="Name of the component.", autocompletion=complete_component)]
StackOption = Annotated[
    Optional[str], typer.Option("-s", "--stack", help="Name of the stack.", autocompletion=complete_stack)
]
StackGlobs = Annotated[
    Optional[list[str]], typer.Option("-s", "--stack", help="Stacks, by name or glob.", autocompletion=complete_stack)
]
ComponentGlobs = Annotated[
    Optional[list[str]],
    typer.Option("-c", "--component", help="Components, by name or glob.", autocompletion=complete_component),
]
Output = Annotated[Optional[str], typer.Option("-o", "--output", help="Write to this file instead of stdout.")]
Query = Annotated[
    Optional[str], typer.Option("--query", help="An expression such as .vars.region, applied to the answer.")
]
Resolve = Annotated[
    bool, typer.Option("--resolve", help="Evaluate functions that reach outside: state, commands, stores.")
]
ShapeOption = Annotated[Shape, typer.Option("-f", "--format", help="Format of the answer.")]

app: Final = typer.Typer(
    name="stackc",
    help="Compile stack manifests, explain them, and run Terraform in their order.",
    epilog=HELP.replace("\n", "\n\n"),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings=_CONTEXT,
)
describe: Final = typer.Typer(
    cls=_DescribeGroup, help="Show compiled stacks and instances: stackc describe STACK.", no_args_is_help=True
)
app.add_typer(describe, name="describe")
outputs: Final = typer.Typer(help="Outputs of instances.", no_args_is_help=True)
app.add_typer(outputs, name="outputs")
state: Final = typer.Typer(help="States, and the addresses they belong to.", no_args_is_help=True)
app.add_typer(state, name="state")
cache: Final = typer.Typer(help="Answers kept for the next run.", no_args_is_help=True)
app.add_typer(cache, name="cache")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"stackc {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[  # its callback does the work
        bool, typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Compile stack manifests, explain them, and run Terraform in their order."""


def _session(ctx: typer.Context) -> Session:
    session: Session = ctx.obj
    return session


def _exit(code: int) -> None:
    raise typer.Exit(code)


@describe.command("stack")
def describe_stack(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="Name of the stack.", autocompletion=complete_stack)],
    fmt: Annotated[StackShape, typer.Option("-f", "--format", help="Format of the answer.")] = StackShape.text,
    output: Output = None,
    query: Query = None,
) -> None:
    """One compiled stack: components with vars, settings, backend, workspace and order."""
    from stackc.cli import describe as commands

    _exit(commands.describe_stack(_session(ctx), name, fmt.value, output, query))


@describe.command("stacks")
def describe_stacks(
    ctx: typer.Context,
    stack: StackGlobs = None,
    components: Annotated[
        Optional[list[str]], typer.Option("-c", "--components", "--component", help="Components.")
    ] = None,
    types: Annotated[Optional[list[str]], typer.Option("--component-types", help="Component types.")] = None,
    sections: Annotated[Optional[list[str]], typer.Option("--sections", help="Sections to show.")] = None,
    fmt: ShapeOption = Shape.yaml,
    output: Output = None,
    query: Query = None,
) -> None:
    """All stacks in one document."""
    from stackc.cli import describe as commands
    from stackc.query.shapes import Filters

    filters = Filters(
        split_selectors("-s", stack),
        split_selectors("-c", components),
        split_selectors("--component-types", types),
        split_selectors("--sections", sections),
    )
    _exit(commands.describe_all(_session(ctx), filters, fmt.value, output, query))


@describe.command("component")
def describe_component(
    ctx: typer.Context,
    component: Component,
    stack: StackOption = None,
    fmt: ShapeOption = Shape.yaml,
    output: Output = None,
    query: Query = None,
    resolve: Resolve = False,
    origins: Annotated[
        bool, typer.Option("--origins", "--provenance", help="Behind each value the line it came from; YAML only.")
    ] = False,
) -> None:
    """One instance with every section."""
    from stackc.cli import describe as commands

    if origins and (fmt is not Shape.yaml or query):
        raise typer.BadParameter("--origins are comments in YAML; `stackc why -f json` has them for programs")
    _exit(commands.describe_one(_session(ctx), component, stack, fmt.value, output, query, resolve, origins=origins))


@describe.command("dependents")
def describe_dependents(
    ctx: typer.Context,
    component: Component,
    stack: StackOption = None,
    fmt: Annotated[StackShape, typer.Option("-f", "--format", help="Format of the answer.")] = StackShape.json,
    output: Output = None,
    query: Query = None,
) -> None:
    """Who depends on an instance."""
    from stackc.cli import describe as commands

    _exit(commands.describe_dependents_of(_session(ctx), component, stack, fmt.value, output, query))


class AffectedShape(str, Enum):
    """Formats of what is affected."""

    text = "text"
    json = "json"
    yaml = "yaml"
    matrix = "matrix"


@describe.command("affected")
def describe_affected(
    ctx: typer.Context,
    base: Annotated[
        Optional[str], typer.Option("--base", help="A branch, tag or commit; compared from where this branch left it.")
    ] = None,
    repo_path: Annotated[Optional[str], typer.Option("--repo-path", help="Another checkout to compare with.")] = None,
    include_dependents: Annotated[
        bool, typer.Option("--include-dependents", help="With all that depends on it.")
    ] = False,
    exclude_locked: Annotated[bool, typer.Option("--exclude-locked", help="Without locked instances.")] = False,
    fmt: Annotated[AffectedShape, typer.Option("-f", "--format", help="Format of the answer.")] = AffectedShape.json,
    output: Output = None,
    query: Query = None,
) -> None:
    """What changed against a commit or another checkout."""
    from stackc.cli import describe as commands

    if base and repo_path:
        raise typer.BadParameter("--base and --repo-path exclude each other")
    code = commands.describe_changes(
        _session(ctx),
        base,
        repo_path,
        fmt.value,
        output,
        query,
        dependents=include_dependents,
        exclude_locked=exclude_locked,
    )
    _exit(code)


class DifferenceShape(str, Enum):
    """Formats of differences."""

    text = "text"
    json = "json"
    markdown = "markdown"


@app.command()
def diff(
    ctx: typer.Context,
    names: Annotated[
        Optional[list[str]], typer.Argument(help="Two stacks, or two instances as component@stack.", metavar="[A B]")
    ] = None,
    base: Annotated[
        Optional[str], typer.Option("--base", help="A branch, tag or commit; compared from where this branch left it.")
    ] = None,
    repo_path: Annotated[Optional[str], typer.Option("--repo-path", help="Another checkout to compare with.")] = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 when something differs.")] = False,
    fmt: Annotated[
        DifferenceShape, typer.Option("-f", "--format", help="Format of the answer.")
    ] = DifferenceShape.text,
    output: Output = None,
    query: Query = None,
) -> None:
    """The values that differ between two stacks, two instances, or a commit and now, and the lines that make them."""
    from stackc.cli.difference import Compared
    from stackc.cli.difference import diff as command

    given = [bool(names), bool(base), bool(repo_path)]
    if sum(given) > 1:
        raise typer.BadParameter("two names, --base and --repo-path exclude each other")
    if names and len(names) != 2:
        raise typer.BadParameter("name two stacks, or two instances")
    compared = Compared(tuple(names or ()), base, repo_path)
    _exit(command(_session(ctx), compared, fmt.value, output, query, exit_code=exit_code))


@app.command("set")
def set_(
    ctx: typer.Context,
    instance: Annotated[str, typer.Argument(help="component@stack, or a component with -s.")],
    assignment: Annotated[str, typer.Argument(metavar="PATH=VALUE", help="vars.size=3: the value is read as YAML.")],
    stack: StackOption = None,
    at: Annotated[
        Optional[str], typer.Option("--at", help="The file to edit: all that its line reaches is meant.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done and write nothing.")] = False,
    accept_moves: Annotated[bool, typer.Option("--accept-moves", help="Write it although states move.")] = False,
) -> None:
    """Write a value into the file it belongs into: one line changes, and nothing else that was not meant."""
    from stackc.cli.edit import Options, set_value

    _exit(set_value(_session(ctx), instance, assignment, stack, Options(at, dry_run, accept_moves)))


@app.command("list")
def list_(
    ctx: typer.Context,
    what: Annotated[Thing, typer.Argument(help="What to list.")],
    of: Annotated[
        Optional[str],
        typer.Argument(
            help="For `values`: the path, such as .vars.region. For `vars`, `settings`, `metadata`: a component."
        ),
    ] = None,
    stack: StackGlobs = None,
    component: ComponentGlobs = None,
    fmt: Annotated[Listing, typer.Option("-f", "--format", help="Format of the list.")] = Listing.text,
    output: Output = None,
    query: Query = None,
) -> None:
    """Stacks, components, instances, imports, files or values, one a line."""
    from stackc.cli.listing import list_things

    stacks, components = split_selectors("-s", stack), split_selectors("-c", component)
    if what in (Thing.values, Thing.vars, Thing.settings, Thing.metadata):
        from stackc.cli.values import list_values

        _exit(list_values(_session(ctx), what.value, of, stacks, components, fmt.value, output, query))
    if of is not None:
        raise typer.BadParameter(f"`list {what.value}` takes no further word: `{of}`")
    _exit(list_things(_session(ctx), what.value, stacks, components, fmt.value, output, query))


@app.command()
def validate(
    ctx: typer.Context,
    what: Annotated[
        Optional[str], typer.Argument(help="`stacks`, which is all there is to validate.", metavar="[stacks]")
    ] = None,
    fmt: Annotated[Findings, typer.Option("-f", "--format", help="Format of the findings.")] = Findings.text,
    output: Output = None,
    query: Query = None,
) -> None:
    """Every finding of the repository at once."""
    from stackc.cli.findings import validate as command

    if what not in (None, "stacks"):
        raise typer.BadParameter(f"`{what}` cannot be validated; say `stackc validate` or `stackc validate stacks`")
    _exit(command(_session(ctx), fmt.value, output, query))


@app.command()
def why(
    ctx: typer.Context,
    instance: Annotated[str, typer.Argument(help="component@stack, or a component with -s.")],
    path: Annotated[
        Optional[str], typer.Argument(help="A value, such as vars.tags.Team; without one: its place in the order.")
    ] = None,
    stack: StackOption = None,
    fmt: Annotated[StackShape, typer.Option("-f", "--format", help="Format of the answer.")] = StackShape.text,
    output: Output = None,
    query: Query = None,
) -> None:
    """Which line gave a value and what it beat, or why an instance comes when it does."""
    from stackc.cli import questions

    _exit(questions.why(_session(ctx), instance, path, stack, fmt.value, output, query))


@app.command()
def impact(
    ctx: typer.Context,
    place: Annotated[str, typer.Argument(metavar="FILE[:LINE]", help="A line of a manifest, or a whole file.")],
    fmt: Annotated[StackShape, typer.Option("-f", "--format", help="Format of the answer.")] = StackShape.text,
    output: Output = None,
    query: Query = None,
) -> None:
    """What hangs on a line: where it wins, what is computed from it, and where it is beaten."""
    from stackc.cli import questions

    _exit(questions.impact(_session(ctx), place, fmt.value, output, query))


@app.command()
def graph(
    ctx: typer.Context,
    stack: StackGlobs = None,
    component: ComponentGlobs = None,
    fmt: Annotated[GraphShape, typer.Option("-f", "--format", help="Format of the graph.")] = GraphShape.text,
    output: Output = None,
    query: Query = None,
) -> None:
    """What comes after what, in waves."""
    from stackc.cli.findings import show_graph

    stacks, components = split_selectors("-s", stack), split_selectors("-c", component)
    _exit(show_graph(_session(ctx), stacks, components, fmt.value, output, query))


@app.command()
def generate(
    ctx: typer.Context,
    artifact: Annotated[Artifact, typer.Argument(help="Which artifact.")],
    component: Component,
    stack: StackOption = None,
    output: Output = None,
    resolve: Resolve = False,
) -> None:
    """One artifact of one instance, on stdout or in a file."""
    from stackc.cli.artifacts import generate as command

    _exit(command(_session(ctx), artifact.value, component, stack, output, resolve))


@app.command()
def build(
    ctx: typer.Context,
    output: Annotated[str, typer.Option("-o", "--output", help="Folder for the artifacts and index.json.")],
    stack: StackGlobs = None,
    component: ComponentGlobs = None,
    resolve: Resolve = False,
) -> None:
    """All artifacts of the selected instances in one folder."""
    from stackc.cli.artifacts import build as command

    _exit(command(_session(ctx), split_selectors("-s", stack), split_selectors("-c", component), output, resolve))


@app.command()
def lock(
    ctx: typer.Context,
    check: Annotated[bool, typer.Option("--check", help="Compare and write nothing.")] = False,
    states: Annotated[bool, typer.Option("--states", help="With --check: look into the states nobody runs.")] = False,
    accept: Annotated[
        Optional[list[str]], typer.Option("--accept", help="Agree to the new address of component@stack.")
    ] = None,
    forget: Annotated[
        Optional[list[str]],
        typer.Option("--forget", help="Drop the row of component@stack, which is gone, or the ADDRESS of a copy."),
    ] = None,
    output: Output = None,
) -> None:
    """State addresses: record missing ones and show all."""
    from stackc.cli.lock import lock as command

    _exit(command(_session(ctx), check, states, tuple(accept or ()), tuple(forget or ()), output))


@state.command("move")
def state_move(
    ctx: typer.Context,
    instances: Annotated[Optional[list[str]], typer.Argument(metavar="[INSTANCE]...", help="component@stack.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All whose address is not the locked one.")] = False,
    source: Annotated[
        Optional[str], typer.Option("--from", help="Its old address, or the component@stack that it was.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be moved and move nothing.")] = False,
    delete: Annotated[bool, typer.Option("--delete-source", help="Leave nothing at old addresses.")] = False,
) -> None:
    """Bring states to the addresses that the manifests say; one that was cut off goes on."""
    from stackc.cli.state import move as command

    _exit(command(_session(ctx), tuple(instances or ()), every, source, dry_run, delete))


@outputs.command("save")
def outputs_save(
    ctx: typer.Context,
    instances: Annotated[Optional[list[str]], typer.Argument(metavar="[INSTANCE]...", help="component@stack.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All that have a state.")] = False,
    output: Output = None,
) -> None:
    """Write outputs into a manifest that others import, but never sensitive ones."""
    from stackc.cli.outputs import save as command

    _exit(command(_session(ctx), tuple(instances or ()), every, output))


@app.command(
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "allow_interspersed_args": False}
)
def terraform(
    ctx: typer.Context,
    words: Annotated[list[str], typer.Argument(metavar="VERB [COMPONENT] [OPTIONS] [-- ARGS]")],
) -> None:
    """Run Terraform: plan, apply, deploy, destroy, output, import, state list, console, shell, and all other verbs.

    VERB COMPONENT -s STACK, or VERB COMPONENT@STACK, runs one instance. VERB --all [-s GLOB] [-c GLOB] runs many in the
    order of the graph. --dry-run shows files, commands and names of the environment. --auto-approve asks nothing.
    --update-lock (init, providers lock) keeps the provider lock file. Flags of Terraform, and all after --, go to
    Terraform. Words behind the component are those of the verb: a saved plan for apply, addresses for state mv. deploy
    (apply without asking), shell and clean are ours. --retry N tries again what passes by itself. destroy
    --with-dependents takes along what depends on it, --force leaves that, --orphan destroys what no manifest declares;
    all else takes along what it comes after by --with-prerequisites. --all --parallelism N runs N at once. VERB --help
    says more.
    """
    from stackc.cli.terraform import terraform as command

    _exit(command(_session(ctx), words + ctx.args))


def complete_code(incomplete: str) -> list[str]:
    """Diagnostic codes and sections for the shell."""
    from stackc.base.codes import Code
    from stackc.explain.sections import section_names

    codes = sorted(code.value for code in Code if code.value.startswith(incomplete.upper()))
    return [*codes, *(name for name in section_names() if name.startswith(incomplete))]


@app.command()
def explain(
    ctx: typer.Context,
    what: Annotated[
        Optional[str],
        typer.Argument(
            metavar="CODE|SECTION|COMPONENT.vars[.NAME]",
            help="SC0405 or 405, a section such as vars, or variables; all codes are listed without it, "
            "all sections with `sections`.",
            autocompletion=complete_code,
        ),
    ] = None,
    fmt: Annotated[Explanation, typer.Option("-f", "--format", help="Format of the answer.")] = Explanation.text,
    output: Output = None,
) -> None:
    """What a diagnostic code or a section means, or what a variable is and who sets it."""
    from stackc.cli.explain import explain as command

    _exit(command(_session(ctx), what, fmt.value, output))


@cache.command("info")
def cache_info(ctx: typer.Context) -> None:
    """Where answers are kept, how many there are, and how large they are."""
    from stackc.cli.cache import info as command

    _exit(command(_session(ctx)))


@cache.command("clear")
def cache_clear(ctx: typer.Context) -> None:
    """Remove all answers that are kept, of every project."""
    from stackc.cli.cache import clear as command

    _exit(command(_session(ctx)))


@app.command()
def schema(
    ctx: typer.Context,
    name: Annotated[Optional[str], typer.Argument(help="Which schema; without it all are listed.")] = None,
    output: Output = None,
) -> None:
    """A JSON Schema of what is read or printed: stackc schema manifest."""
    from stackc.cli.schemas import schema as command

    _exit(command(_session(ctx), name, output))


@app.command()
def completion(ctx: typer.Context, shell: Annotated[str, typer.Argument(help="bash, zsh or fish.")]) -> None:
    """Print the completion script of a shell."""
    from stackc.cli.completion import script

    text = script(shell)
    if text is None:
        raise typer.BadParameter(f"`{shell}` is not supported; shells are bash, zsh and fish")
    _session(ctx).out(text)


@app.command()
def version(ctx: typer.Context) -> None:
    """Print the version."""
    _session(ctx).out(f"stackc {__version__}\n")
