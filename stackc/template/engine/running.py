"""Statements to closures that run: each writes to the state and says whether the innermost loop goes on.

A runner returns GO_ON, BREAK or CONTINUE.
"""

from collections.abc import Iterable, Iterator, Mapping

from stackc.base.value import SEALED
from stackc.go.faults import FunctionError, Halt
from stackc.go.fmt import print_value
from stackc.go.limits import MAX_CALLS
from stackc.go.values import NULL, GoObject, Missing, is_true, sorted_keys, type_name
from stackc.template.engine.compiling import Evaluate, compile_pipeline
from stackc.template.engine.state import ABSENT, Runner, State
from stackc.template.language.nodes import (
    Action,
    Body,
    Break,
    Choice,
    Continue,
    Invocation,
    Loop,
    Pipeline,
    Statement,
    Text,
)

GO_ON, BREAK, CONTINUE = 0, 1, 2


def compile_body(body: Body) -> Runner:
    """Run the statements of ``body`` in order, up to one that leaves the loop around them."""
    runners = tuple(_compile(statement) for statement in body)
    if len(runners) == 1:
        return runners[0]

    def run(state: State, dot: object) -> int:
        for runner in runners:
            signal = runner(state, dot)
            if signal:
                return signal
        return GO_ON

    return run


def _compile(statement: Statement) -> Runner:
    match statement:
        case Text():
            return _compile_text(statement)
        case Action():
            return _compile_action(statement)
        case Choice():
            return _compile_choice(statement)
        case Loop():
            return _compile_loop(statement)
        case Invocation():
            return _compile_invocation(statement)
        case Break():
            return lambda _state, _dot: BREAK
        case Continue():
            return lambda _state, _dot: CONTINUE
    raise AssertionError(f"no such statement: {statement!r}")


def _compile_text(statement: Text) -> Runner:
    text, start, end = statement.text, statement.start, statement.end

    def run(state: State, _dot: object) -> int:
        state.write(text, start, end)
        return GO_ON

    return run


def _compile_action(statement: Action) -> Runner:
    evaluate = compile_pipeline(statement.pipeline)
    start, end = statement.start, statement.end
    if statement.pipeline.declares:

        def keep(state: State, dot: object) -> int:
            evaluate(state, dot)
            return GO_ON

        return keep

    def run(state: State, dot: object) -> int:
        value = evaluate(state, dot)
        if type(value) is str:
            text: str = value
        else:
            if type(value) is Missing and value.path:
                state.missing.append((value.path, start, end))
            text = _printed(state, value, start, end)
        state.write(text, start, end)
        return GO_ON

    return run


def _printed(state: State, value: object, start: int, end: int) -> str:
    value = state.terms.open_all(value)
    try:
        text = print_value(value)
    except FunctionError as error:
        raise Halt(str(error), start, end) from None
    state.terms.charge(len(text))
    return text


def _compile_choice(statement: Choice) -> Runner:
    branches = tuple((compile_pipeline(pipeline), compile_body(body)) for pipeline, body in statement.branches)
    otherwise = compile_body(statement.otherwise)
    moves_dot = statement.moves_dot

    def run(state: State, dot: object) -> int:
        for condition, body in branches:
            value = condition(state, dot)
            if is_true(value):
                return body(state, value if moves_dot else dot)
        return otherwise(state, dot)

    return run


def _compile_loop(statement: Loop) -> Runner:
    evaluate = compile_pipeline(statement.pipeline)
    body = compile_body(statement.body)
    otherwise = compile_body(statement.otherwise)
    slots = [slot for _, slot in statement.pipeline.declares]
    key_slot, value_slot = (slots[0], slots[1]) if len(slots) > 1 else (None, slots[0] if slots else None)

    def run(state: State, dot: object) -> int:
        subject = evaluate(state, dot)
        turns = 0
        for key, value in _elements(subject, len(slots), statement.pipeline):
            turns += 1
            state.step()
            if isinstance(value, SEALED):
                value = state.terms.open(value)
            if value_slot is not None:
                state.frame[value_slot] = value
            if key_slot is not None:
                state.frame[key_slot] = key
            if body(state, value) == BREAK:
                break
        return GO_ON if turns else otherwise(state, dot)

    return run


def _elements(subject: object, variables: int, pipeline: Pipeline) -> Iterable[tuple[object, object]]:
    """Keys and values in Go's order: lists by index, maps by sorted key, a number counts up from zero."""
    if isinstance(subject, Missing):
        return ()
    if isinstance(subject, Mapping):
        return _entries(subject)
    if isinstance(subject, list | tuple | bytes):
        return enumerate(subject)
    if isinstance(subject, int) and not isinstance(subject, bool | GoObject):
        if variables > 1:
            raise Halt("`range` over a number fills one variable", pipeline.start, pipeline.end)
        kind = subject.__class__
        return ((NULL, kind(number)) for number in range(subject))
    raise Halt(f"`range` cannot go over {type_name(subject)}", pipeline.start, pipeline.end)


def _entries(subject: Mapping[object, object]) -> Iterator[tuple[object, object]]:
    for key in sorted_keys(subject):
        yield key, subject.get(key)


def _compile_invocation(statement: Invocation) -> Runner:
    name, start, end = statement.name, statement.start, statement.end
    evaluate: Evaluate | None = compile_pipeline(statement.pipeline) if statement.pipeline is not None else None

    def run(state: State, dot: object) -> int:
        found = state.templates.get(name)
        if found is None:
            raise Halt(f"template `{name}` is not defined", start, end)
        if state.calls >= MAX_CALLS:
            raise Halt(f"templates call each other more than {MAX_CALLS} deep", start, end)
        body, size = found
        data = NULL if evaluate is None else evaluate(state, dot)
        state.step()
        outer, state.frame = state.frame, new_frame(data, size)
        state.calls += 1
        body(state, data)
        state.calls -= 1
        state.frame = outer
        return GO_ON

    return run


def new_frame(data: object, size: int) -> list[object]:
    """The variables of a template that begins: ``$`` is its data, the others do not exist yet."""
    frame = [ABSENT] * size
    frame[0] = data
    return frame
