"""Trees to closures: each operand becomes a function of the state and the current value.

Compiled once per template and kept with it; the functions a template calls are looked up in the set of each expansion.
"""

from collections.abc import Callable, Sequence

from stackc.base.value import SEALED
from stackc.go.drafts import thaw
from stackc.go.faults import (
    EffectNeeded,
    Field,
    FunctionError,
    Halt,
    Note,
    Noted,
)
from stackc.go.functions import Function, WrongType
from stackc.go.limits import CALL_COST, ENTRY_COST, MAX_ITEMS, MAX_TEXT
from stackc.go.values import NULL, GoObject, is_true
from stackc.template.engine.state import ABSENT, State, call_member, judge_error, read_fields, settle
from stackc.template.language.nodes import (
    Chain,
    Command,
    Dot,
    FieldRead,
    Literal,
    Name,
    Nil,
    Operand,
    Pipeline,
    Variable,
)

Evaluate = Callable[[State, object], object]

NO_FINAL = object()
"""Stands for "no value comes through the pipe"."""


def compile_pipeline(pipeline: Pipeline) -> Evaluate:
    """The value of ``pipeline``; also fills its variables."""
    evaluate = _compile_commands(pipeline.commands)
    if not pipeline.declares:
        return evaluate
    slots = tuple(slot for _, slot in pipeline.declares)
    names = tuple(name for name, _ in pipeline.declares)

    def fill(state: State, dot: object) -> object:
        value = evaluate(state, dot)
        for name, slot in zip(names, slots, strict=True):
            if slot is None or (pipeline.assigns and state.frame[slot] is ABSENT):
                raise Halt(f"undefined variable `{name}`", pipeline.start, pipeline.end)
            state.frame[slot] = value
        return value

    return fill


def _compile_commands(commands: Sequence[Command]) -> Evaluate:
    first = _compile_command(commands[0], piped=False)
    if len(commands) == 1:
        if isinstance(commands[0].operands[0], Literal):
            return _drop_final(first)

        def single(state: State, dot: object) -> object:
            value = first(state, dot, NO_FINAL)
            return NULL if value is None else value

        return single
    rest = tuple(_compile_command(command, piped=True) for command in commands[1:])

    def chain(state: State, dot: object) -> object:
        value = settle(first(state, dot, NO_FINAL))
        for command in rest:
            value = settle(command(state, dot, value))
        return value

    return chain


def _drop_final(command: "_Command") -> Evaluate:
    return lambda state, dot: command(state, dot, NO_FINAL)


_Command = Callable[[State, object, object], object]


def _compile_command(command: Command, *, piped: bool) -> _Command:
    """A command; its third argument is what comes through the pipe, or NO_FINAL."""
    head, *arguments = command.operands
    match head:
        case Name():
            return _compile_call(head.name, head, command, arguments)
        case Chain(base=Name() as base):
            return _compile_namespace(base, head, command, arguments)
        case FieldRead() | Variable() | Chain() if not (isinstance(head, Variable) and not head.names):
            return _compile_member(head, command, arguments, piped)
        case Nil():
            return _compile_fault("`nil` alone is no command", head)
    if arguments or piped:
        return _compile_fault("only a function or method takes arguments", head)
    evaluate = compile_operand(head)
    return lambda state, dot, _final: evaluate(state, dot)


def _compile_fault(message: str, place: Operand) -> _Command:
    """A mistake that Go finds when it gets there, not before."""

    def fail(_state: State, _dot: object, _final: object) -> object:
        raise Halt(message, place.start, place.end)

    return fail


def compile_operand(operand: Operand) -> Evaluate:
    """The value of one operand, as an argument or alone."""
    match operand:
        case Literal(value=value):
            return lambda _state, _dot: value
        case Nil():
            return lambda _state, _dot: NULL
        case Dot():
            return lambda _state, dot: dot
        case FieldRead():
            return _compile_field(operand)
        case Variable():
            return _compile_variable(operand)
        case Pipeline():
            return compile_pipeline(operand)
        case Name():
            return _drop_final(_compile_call(operand.name, operand, operand, ()))
        case Chain(base=Name() as base):
            return _drop_final(_compile_namespace(base, operand, operand, ()))
        case Chain():
            return _compile_chain(operand)
    raise AssertionError(f"no such operand: {operand!r}")


def _compile_field(operand: FieldRead) -> Evaluate:
    names, start, end = operand.names, operand.start, operand.end
    base: Field = (".",) if operand.base is None else operand.base

    def read(state: State, dot: object) -> object:
        value = dot
        for name in names:
            if type(value) is not dict:
                return read_fields(state, dot, names, base, start, end)
            value = value.get(name, ABSENT)
        if value is ABSENT:
            return read_fields(state, dot, names, base, start, end)
        return state.terms.open(value) if isinstance(value, SEALED) else value

    return read


def _compile_variable(operand: Variable) -> Evaluate:
    names, start, end, slot = operand.names, operand.start, operand.end, operand.slot
    base: Field = (operand.name,) if operand.base is None else operand.base
    assert slot is not None

    def read(state: State, _dot: object) -> object:
        value = state.frame[slot]
        if value is ABSENT:
            raise Halt(f"undefined variable `{operand.name}`", start, end)
        return read_fields(state, value, names, base, start, end) if names else value

    return read


def _compile_chain(operand: Chain) -> Evaluate:
    base = compile_operand(operand.base)

    def read(state: State, dot: object) -> object:
        value = settle(base(state, dot))
        return read_fields(state, value, operand.names, ("(...)",), operand.start, operand.end)

    return read


def _compile_member(
    head: FieldRead | Variable | Chain, command: Command, arguments: Sequence[Operand], piped: bool
) -> _Command:
    """A field or method; only methods take arguments."""
    if not arguments and not piped:
        evaluate = compile_operand(head)
        return lambda state, dot, _final: evaluate(state, dot)
    *leading, last = head.names
    holder = compile_operand(_shorten(head, tuple(leading)))
    argued = tuple(compile_operand(argument) for argument in arguments)

    def call(state: State, dot: object, final: object) -> object:
        return _call_method(state, holder(state, dot), last, argued, dot, final, command)

    return call


def _call_method(
    state: State,
    receiver: object,
    name: str,
    argued: Sequence[Evaluate],
    dot: object,
    final: object,
    place: Operand,
) -> object:
    """Method ``name`` of ``receiver`` with arguments; what has no methods cannot take any."""
    if not isinstance(receiver, GoObject):
        raise Halt(f"`{name}` is not a method but has arguments", place.start, place.end)
    values = [argument(state, dot) for argument in argued]
    if final is not NO_FINAL:
        values.append(final)
    state.step()
    return call_member(receiver, name, tuple(values), place.start, place.end)


def _shorten(head: FieldRead | Variable | Chain, names: Field) -> Operand:
    """``head`` without its last field."""
    match head:
        case FieldRead():
            return FieldRead(names, head.base, head.start, head.end) if names else Dot(head.base, head.start, head.end)
        case Variable():
            return Variable(head.name, head.slot, names, head.base, head.start, head.end)
        case Chain():
            return Chain(head.base, names, head.start, head.end) if names else head.base


def _compile_namespace(base: Name, head: Chain, place: Operand, arguments: Sequence[Operand]) -> _Command:
    """``strings.Title x``: a function of a namespace; else members of what the function ``base`` gives."""
    dotted = f"{base.name}.{head.names[0]}"
    direct = _compile_call(dotted, head, place, arguments if len(head.names) == 1 else ())
    members = _compile_rest(head, head.names[1:], place, arguments) if len(head.names) > 1 else None
    plain = _compile_call(base.name, base, base, ())
    plain_members = _compile_rest(head, head.names, place, arguments)

    def call(state: State, dot: object, final: object) -> object:
        functions = state.functions
        if functions.find(dotted) is not None:
            if members is None:
                return direct(state, dot, final)
            return members(state, dot, final, direct(state, dot, NO_FINAL))
        if functions.has_namespace(base.name):
            raise Halt(f"namespace `{base.name}` has no function `{head.names[0]}`", head.start, head.end)
        return plain_members(state, dot, final, plain(state, dot, NO_FINAL))

    return call


def _compile_rest(
    head: Chain, names: Field, place: Operand, arguments: Sequence[Operand]
) -> Callable[[State, object, object, object], object]:
    """Members ``names`` of a value a function gave; the last may be a method with arguments."""
    argued = tuple(compile_operand(argument) for argument in arguments)
    base: Field = ("(...)",)

    def read(state: State, dot: object, final: object, value: object) -> object:
        value = settle(value)
        if not argued and final is NO_FINAL:
            return read_fields(state, value, names, base, head.start, head.end)
        receiver = read_fields(state, value, names[:-1], base, head.start, head.end)
        return _call_method(state, receiver, names[-1], argued, dot, final, place)

    return read


def _compile_call(name: str, head: Operand, place: Operand, arguments: Sequence[Operand]) -> _Command:
    """A call of the function ``name``, at ``place``."""
    if name in ("and", "or"):
        return _compile_logic(name, head, arguments)
    argued = tuple(compile_operand(argument) for argument in arguments)
    written = tuple(isinstance(argument, Literal) for argument in arguments)
    spans = tuple((argument.start, argument.end) for argument in arguments)
    start, end = place.start, place.end

    def call(state: State, dot: object, final: object) -> object:
        function = state.functions.find(name)
        if function is None:
            raise Halt(f"function `{name}` is not defined", head.start, head.end)
        if function.is_effect and not state.terms.effects:
            raise EffectNeeded(name, start, end)
        values = [argument(state, dot) for argument in argued]
        flags, places = written, spans
        if final is not NO_FINAL:
            values.append(final)
            flags, places = (*written, False), (*spans, (start, end))
        try:
            checked = _check_arguments(state, function, values, flags, places)
            result = function.call(*checked)
            if isinstance(result, Noted):
                state.notes.append(Note(result.code, f"`{name}`: {result.message}", result.help, start, end))
                result = result.value
            if state.thaws and function.is_foreign:
                result = thaw(result, state.terms.open_all)
            if isinstance(result, SEALED):
                result = state.terms.open(result)
            _charge_result(state, result)
        except Exception as error:
            failure = judge_error(error, name, start, end)
            if failure is error:
                raise
            raise failure from error
        return result

    return call


_NAVIGATING = frozenset({"index", "get", "hasKey", "keys", "len"})
"""Functions that look into a map or a list without using what is in it."""


def _check_arguments(
    state: State,
    function: Function,
    values: list[object],
    written: tuple[bool, ...],
    places: tuple[tuple[int, int], ...],
) -> list[object]:
    """``values`` as the parameters of ``function`` take them, the terms first when it wants them."""
    function.check_count(len(values))
    fixed, repeats = function.converts, function.repeats
    checked: list[object] = [state.terms] if function.takes_terms else []
    cost = CALL_COST
    opens = function.name not in _NAVIGATING
    for index, value in enumerate(values):
        convert = fixed[index] if index < function.fixed else repeats
        assert convert is not None
        try:
            value = convert(value, written[index])
        except WrongType as error:
            raise Halt(f"`{function.name}`: {error}", *places[index]) from None
        kind = value.__class__
        if kind in SEALED or (opens and (kind is dict or kind is list)):
            value = state.terms.open_all(value)
            kind = value.__class__
        if kind is str:
            cost += len(value)  # type: ignore[arg-type]
        elif kind is list or kind is dict:
            cost += ENTRY_COST * len(value)  # type: ignore[arg-type]
        checked.append(value)
    state.terms.charge(cost)
    return checked


def _charge_result(state: State, result: object) -> None:
    """Charge what a function made, and refuse what is too large to keep."""
    if isinstance(result, str):
        if len(result) > MAX_TEXT:
            raise FunctionError(f"the result has more than {MAX_TEXT} characters")
        state.terms.charge(len(result))
    elif isinstance(result, list | dict):
        if len(result) > MAX_ITEMS:
            raise FunctionError(f"the result has more than {MAX_ITEMS} entries")
        state.terms.charge(ENTRY_COST * len(result))


def _compile_logic(name: str, head: Operand, arguments: Sequence[Operand]) -> _Command:
    """``and`` and ``or`` give the first argument that decides, and do not evaluate those behind it."""
    argued = tuple(compile_operand(argument) for argument in arguments)
    decides = name == "or"

    def call(state: State, dot: object, final: object) -> object:
        if not argued and final is NO_FINAL:
            raise Halt(f"`{name}` takes at least 1 argument, not 0", head.start, head.end)
        state.step()
        value: object = NULL
        for argument in argued:
            value = argument(state, dot)
            if is_true(value) == decides:
                return value
        return value if final is NO_FINAL else final

    return call
