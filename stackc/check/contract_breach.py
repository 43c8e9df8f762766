"""``Breach``: one thing one instance does against the contract with its root module."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.ids import InstanceId
from stackc.base.named_tuple import NamedTuple
from stackc.evaluate.instance import Instance


class Breach(NamedTuple):
    """What is wrong, where, and how it is told of all instances that share it."""

    section: str
    instance: Instance
    code: Code
    place: Label
    subject: tuple[object, ...]
    """With the code and the place what makes it the same in several instances."""
    tell: Callable[[Sequence[InstanceId]], Diagnostic]
    """What is said of the instances, sorted, that do the same."""
    is_absence: bool = False
    """Something is missing, which may just follow from another mistake."""
    renames: tuple[str, str] | None = None
    """A variable, and what its key would have to be written as."""
