"""Which failures of Terraform are tried again, how often, and after how long. See docs/language.md, trying again.

What passes by itself is tried again: a network that broke off, a service that is busy, a lock somebody holds. What
Terraform says of the configuration itself never is, whatever somebody's conditions match.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal

from stackc.base.diagnostic import Label, Report
from stackc.base.named_tuple import NamedTuple
from stackc.base.pattern import late_pattern
from stackc.base.ports import Clock
from stackc.base.value import Table, Value
from stackc.compile.compilation import Compilation
from stackc.go.duration import parse_duration
from stackc.go.faults import FunctionError
from stackc.run.messages import retry_unclear
from stackc.run.terraform_errors import headlines, plain

Strategy = Literal["constant", "linear", "exponential"]
_STRATEGIES: Final[tuple[Strategy, ...]] = ("constant", "linear", "exponential")

_UNREACHABLE: Final = r"[\s\S]*?(?:timeout|EOF|reset by peer|unreachable|status(?: ?code)?:? 50\d)"
_KINDS: Final[Mapping[str, Sequence[str]]] = {
    "somebody holds the lock on the state": [r"Error acquiring the state lock"],
    "the registry cannot be reached": [
        r"could not (?:connect to|query) (?:the )?(?:provider )?registr",
        r"registry service is unreachable",
        rf"Failed to query available provider packages{_UNREACHABLE}",
        rf"(?:Failed to|Could not) download module{_UNREACHABLE}",
    ],
    "requests are throttled": [
        *(r"\bThrottl(?:ing|ed)(?:Exception)?\b", r"TooManyRequests", r"\bRate ?(?:limit )?exceeded"),
        *(r"RequestLimitExceeded", r"SlowDown", r"PriorRequestNotComplete", r"status(?: ?code)?:? 429\b"),
    ],
    "another request is in progress": [
        *(r"separate request in progress", r"ConcurrentModification", r"ConcurrentUpdate", r"OperationInProgress"),
        *(r"OperationAborted", r"conflicting conditional operation"),
    ],
    "a subscription is not there yet": [r"needs a subscription", r"SubscriptionRequired", r"OptInRequired"],
    "the service failed": [
        *(r"status(?: ?code)?:? 50[0234]\b", r"\b50[0234] (?:Internal Server|Bad Gateway|Service Unav|Gateway Time)"),
        *(r"ServiceUnavailable", r"InternalError\b", r"InternalFailure", r"InternalServerError"),
    ],
    "the network broke off": [
        *(r"TLS handshake timeout", r"connection (?:reset by peer|refused|timed out)", r"broken pipe", r"i/o timeout"),
        *(r"unexpected EOF", r": EOF\b", r"no such host", r"temporary failure in name resolution"),
        *(r"network is unreachable", r"request send failed", r"send request failed", r"Client\.Timeout exceeded"),
        *(r"context deadline exceeded", r"RequestTimeout\b", r"request canceled while waiting"),
        *(r"http2: client connection lost", r"server sent GOAWAY"),
    ],
}
TRANSIENT: Final[Mapping[str, re.Pattern[str]]] = {
    kind: late_pattern("|".join(texts), re.IGNORECASE) for kind, texts in _KINDS.items()
}
"""Failures that pass by themselves, by what they are."""
_NEVER: Final = (
    *("Invalid", "Unsupported", "Missing", "Reference to undeclared", "Duplicate", "Unreadable", "Argument"),
    *("Incorrect", "Inappropriate", "Unsuitable", "Error in function call", "Call to unknown function", "Cycle"),
    *("No value for required variable", "Value for undeclared variable", "Undeclared", "Extraneous"),
    *("Resource precondition failed", "Resource postcondition failed", "Module output value precondition failed"),
    *("Check block assertion failed", "Output refers to sensitive values", "Saved plan is stale", "Instance cannot be"),
)
"""How the headlines begin of what Terraform says of the configuration, of its values, or of a plan."""


class Retry(NamedTuple):
    """How a failed command is tried again. Times are in seconds."""

    attempts: int = 1
    """How often it runs at most."""
    strategy: Strategy = "exponential"
    first_delay: float = 2.0
    longest_delay: float = 60.0
    multiplier: float = 2.0
    jitter: float = 0.1
    """The part of a delay that chance may add or take."""
    longest_run: float | None = None
    """After this time, nothing is tried again."""
    conditions: tuple[re.Pattern[str], ...] = ()
    """What must be in the output; without any, what passes by itself."""

    def delay(self, failed: int, chance: float) -> float:
        """How long to wait after ``failed`` attempts; ``chance`` is between 0 and 1."""
        match self.strategy:
            case "constant":
                base = self.first_delay
            case "linear":
                base = self.first_delay * failed
            case _:
                base = self.first_delay * self.multiplier ** min(failed - 1, 64)
        return max(0.0, min(base, self.longest_delay) * (1 + self.jitter * (2 * chance - 1)))

    def cause(self, said: str) -> str | None:
        """Why what failed with these words may be tried again; None where it may not."""
        heads = headlines(said)
        if any(head.startswith(_NEVER) for head in heads):
            return None
        text = plain(said)
        if self.conditions:
            found = next((match for each in self.conditions if (match := each.search(text))), None)
            return f"Terraform says `{found[0].strip()}`" if found is not None else None
        return next((kind for kind, pattern in TRANSIENT.items() if pattern.search(text)), None)


ONCE: Final = Retry()


def retry_of(section: Table, retries: int | None, report: Callable[[str, str], None]) -> Retry:
    """What the ``retry`` section of an instance asks for; ``retries`` is what the command line adds to the first try.

    ``report`` hears of a key whose value means nothing: the key, and what it must be.
    """
    retry = Retry(attempts=1 if retries is None else retries + 1)
    given = {key: value for key, value in section.items() if value is not None}
    if retries is None:
        retry = retry._replace(attempts=int(_number(given, "max_attempts", 1, report, whole=True)))
    strategy = given.get("backoff_strategy", retry.strategy)
    known = next((each for each in _STRATEGIES if each == strategy), None)
    if known is None:
        report("backoff_strategy", f"one of {', '.join(_STRATEGIES)}")
    return retry._replace(
        strategy=known or retry.strategy,
        first_delay=_seconds(given, "initial_delay", retry.first_delay, report),
        longest_delay=_seconds(given, "max_delay", retry.longest_delay, report),
        multiplier=_number(given, "multiplier", retry.multiplier, report),
        jitter=min(_number(given, "random_jitter", retry.jitter, report), 1.0),
        longest_run=_seconds(given, "max_elapsed_time", 0.0, report) or None,
        conditions=tuple(_conditions(given.get("conditions"), report)),
    )


def _number(
    given: Mapping[str, Value], key: str, default: float, report: Callable[[str, str], None], *, whole: bool = False
) -> int | float:
    value = given.get(key, default)
    fits = isinstance(value, int if whole else (int, float)) and not isinstance(value, bool)
    if fits and isinstance(value, (int, float)) and value >= (1 if whole else 0):
        return value
    report(key, "a whole number from 1 on" if whole else "a number from 0 on")
    return default


def _seconds(given: Mapping[str, Value], key: str, default: float, report: Callable[[str, str], None]) -> float:
    value = given.get(key, default)
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0:
        return float(value)
    try:
        parsed = parse_duration(value) if isinstance(value, str) else -1
    except FunctionError:
        parsed = -1
    if parsed >= 0:
        return parsed / 1e9
    report(key, "a duration such as 500ms, 10s or 2m")
    return default


def _conditions(value: Value, report: Callable[[str, str], None]) -> list[re.Pattern[str]]:
    found: list[re.Pattern[str]] = []
    listed = value if isinstance(value, list) else [] if value is None else [value]
    for each in listed:
        try:
            found.append(re.compile(each if isinstance(each, str) else ""))
        except re.error:
            report("conditions", f"regular expressions, which `{each}` is not")
        if not isinstance(each, str):
            report("conditions", "a list of regular expressions")
    return found


def check_retries(compilation: Compilation, report: Report) -> None:
    """What is said of ``retry`` sections that mean nothing (SC0927), each line once."""
    said: set[Label | None] = set()
    for id_ in compilation.select(kind="terraform"):
        instance = compilation.instance(id_).instance
        if instance is None or not instance.is_deployable:
            continue
        wrong: list[tuple[str, str]] = []
        retry_of(instance.table("retry"), None, lambda *each, into=wrong: into.append(each))
        for key, what in wrong:
            diagnostic = retry_unclear(instance, key, what)
            if diagnostic.primary not in said:
                said.add(diagnostic.primary)
                report(diagnostic)


class Attempts:
    """The attempts at one command. ``tell`` hears why and when it is tried again."""

    def __init__(self, retry: Retry, clock: Clock, tell: Callable[[str], None]) -> None:
        self._retry, self._clock, self._tell = retry, clock, tell
        self._begun = clock.now()
        self.count: int = 1

    @property
    def may_repeat(self) -> bool:
        """One more attempt is left."""
        return self.count < self._retry.attempts

    def again(self, said: str) -> bool:
        """Wait, and True, where what failed with these words is to be tried once more."""
        retry, cause = self._retry, self._retry.cause(said) if self.may_repeat else None
        if cause is None:
            return False
        seconds = retry.delay(self.count, self._clock.chance())
        if retry.longest_run is not None and self._clock.now() - self._begun + seconds > retry.longest_run:
            return False
        self.count += 1
        self._tell(f"attempt {self.count} of {retry.attempts} in {seconds:.1f} s: {cause}")
        self._clock.sleep(seconds)
        return True
