"""What one answer is compared by: its normal form, its checks, and where two values differ."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

State = Literal["passed", "failed", "left out"]
Json = Any  # whatever a JSON file holds

_UNCOMPARED = frozenset(
    {
        *("atmos_cli_config", "sources", "deps", "deps_all", "cli_args", "tf_cli_vars", "env_tf_cli_args"),
        *("env_tf_cli_vars", "spacelift_stack", "atlantis_project", "auth", "component_path"),
    }
)
_JUDGED = frozenset(
    {
        *("vars", "env", "settings", "metadata", "overrides", "hooks", "providers", "required_providers"),
        *("required_version", "generate", "command", "backend", "backend_type", "remote_state_backend"),
        *("remote_state_backend_type", "source", "provision", "dependencies", "locals", "retry", "secrets", "test"),
        *("mocks", "inheritance", "component", "component_type", "component_info", "imports", "workspace"),
        *("atmos_component", "atmos_stack", "atmos_stack_file", "atmos_manifest", "stack"),
    }
)
"""Sections that must not be there, or be empty, where the expected answer has none; others are stackc's own."""
_DEPENDENT = ("component", "component_type", "stack", "stack_slug", "namespace", "tenant", "environment", "stage")
_AFFECTED = (
    *_DEPENDENT[:4],
    *("affected", "affected_all", "file", "folder", "deleted", "deletion_type"),
)


class _Nothing:
    def __repr__(self) -> str:
        return "nothing"


NOTHING = _Nothing()


class Difference(NamedTuple):
    """One place in an answer; both sides as text."""

    path: str
    expected: str
    got: str


class Check(NamedTuple):
    """One section, file, list or error, and how it went."""

    probe: str
    state: State
    differences: tuple[Difference, ...] = ()


# --- normal forms


def normal(kind: str, answer: Json) -> Json:
    """``answer`` of a probe of ``kind`` with what is not compared left out."""
    if answer is None:
        answer = {}
    return _NORMAL.get(kind, lambda value: value)(answer)


def _normal_component(sections: dict[str, Json]) -> Json:
    kept = {name: value for name, value in sections.items() if name not in _UNCOMPARED and not _is_empty(value)}
    info = kept.get("component_info")
    if isinstance(info, dict):
        kept["component_info"] = {key: info[key] for key in ("component_type", "component_path") if key in info}
    return kept


def _normal_stacks(stacks: dict[str, Json]) -> Json:
    return {
        stack: {
            kind: {name: _normal_component(sections) for name, sections in components.items()}
            for kind, components in (body.get("components") or {}).items()
        }
        for stack, body in stacks.items()
    }


def _normal_names(rows: Sequence[Json]) -> Json:
    return sorted({str(next(iter(row.values())) if isinstance(row, dict) else row) for row in rows})


def _normal_rows(fields: tuple[str, ...]) -> Callable[[Sequence[Json]], Json]:
    def rows(items: Sequence[Json]) -> Json:
        kept = [{field: _in_order(item[field]) for field in fields if not _is_empty(item.get(field))} for item in items]
        return sorted(kept, key=_text)

    return rows


def _in_order(value: Json) -> Json:
    return sorted(value) if isinstance(value, list) else value


_NORMAL: dict[str, Callable[[Json], Json]] = {
    "component": _normal_component,
    "stacks": _normal_stacks,
    "list-stacks": _normal_names,
    "dependents": _normal_rows(_DEPENDENT),
    "affected": _normal_rows(_AFFECTED),
}


# --- checks


def compare(probe: str, kind: str, expected: Json, got: Json, waived: Sequence[str]) -> Iterator[Check]:
    """One check for each section of each instance, or one for the whole answer.

    Both sides are in normal form; ``waived`` are paths whose differences are left out.
    """
    for path, want, have in _pairs(kind, expected, got):
        found = [] if _is_empty(want) and _is_empty(have) else list(differences(want, have, path))
        counted = tuple(each for each in found if not _is_waived(each.path, waived))
        yield Check(probe, "failed" if counted else "left out" if found else "passed", counted)


def without_answer(probe: str, kind: str, expected: Json, why: str, waived: Sequence[str]) -> list[Check]:
    """The checks of a probe that gave no answer: all of them fail, and the first says why."""
    if "" in waived:
        return [Check(probe, "left out")]
    count = len(_sections(kind, expected)) or 1
    return [Check(probe, "failed", (Difference("", "an answer", why),) if not at else ()) for at in range(count)]


def check_error(probe: str, status: int, output: str, mentions: Sequence[str], is_waived: bool) -> Check:
    """An error was wanted: a status, no traceback, and every name somewhere in the output."""
    wrong: list[Difference] = []
    if status == 0:
        wrong.append(Difference("", "a failure", "exit status 0"))
    elif "Traceback (most recent call last)" in output:
        wrong.append(Difference("", "a message", "a traceback"))
    else:
        last = output.strip()[-200:]
        wrong += [Difference("", f"`{name}` in the message", last) for name in mentions if name not in output]
    return Check(probe, "passed" if not wrong else "left out" if is_waived else "failed", tuple(wrong))


def differences(expected: Json, got: Json, path: str = "") -> Iterator[Difference]:
    """The deepest places where two values differ."""
    if isinstance(expected, dict) and isinstance(got, dict):
        for key in sorted({**expected, **got}):
            yield from differences(expected.get(key, NOTHING), got.get(key, NOTHING), f"{path}/{key}" if path else key)
    elif isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        for index, (left, right) in enumerate(zip(expected, got, strict=True)):
            yield from differences(left, right, f"{path}/{index}" if path else str(index))
    elif not _equal(expected, got):
        yield Difference(path, _text(expected), _text(got))


def _equal(left: Json, right: Json) -> bool:
    """Equal as JSON: ``1`` is ``1.0`` and neither ``true`` nor ``"1"``."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    return bool(left == right)


def _pairs(kind: str, expected: Json, got: Json) -> Iterator[tuple[str, Json, Json]]:
    wanted, given = _sections(kind, expected), _sections(kind, got)
    for path, want in wanted.items():
        yield path, want, given.get(path, NOTHING)
    if kind not in ("component", "stacks"):
        return
    known = {path.rpartition("/")[0] for path in wanted} | _instances(kind, expected)
    more: dict[str, None] = {}
    for path, have in given.items():
        instance, _, section = path.rpartition("/")
        if instance not in known:
            more[instance] = None
        elif path not in wanted and section in _JUDGED:
            yield path, NOTHING, have
    for instance in more:
        yield instance, NOTHING, "an instance that should not be there"


def _instances(kind: str, answer: Json) -> set[str]:
    if kind == "component":
        return {""}
    return {
        f"{stack}/components/{type_}/{name}"
        for stack, types in answer.items()
        for type_, components in types.items()
        for name in components
    }


def _sections(kind: str, answer: Json) -> Mapping[str, Json]:
    """The values to compare by their paths."""
    if kind == "component":
        return dict(answer)
    if kind != "stacks":
        return {"": answer}
    return {
        f"{stack}/components/{type_}/{name}/{section}": value
        for stack, types in answer.items()
        for type_, components in types.items()
        for name, sections in components.items()
        for section, value in sections.items()
    }


def _is_waived(path: str, waived: Sequence[str]) -> bool:
    return any(not rule or path == rule or path.startswith(rule + "/") for rule in waived)


def _is_empty(value: Json) -> bool:
    return value is NOTHING or value is None or value in ("", {}, [])


def _text(value: Json) -> str:
    if value is NOTHING:
        return "nothing"
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
