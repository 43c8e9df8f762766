"""What is said about state addresses: one builder a finding."""

from __future__ import annotations

from collections.abc import Sequence

from stackc.base.codes import Code
from stackc.base.command_lines import lock_command, move_command, terraform_command
from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.ids import InstanceId
from stackc.base.named_tuple import NamedTuple
from stackc.base.source import Origin
from stackc.base.words import amount
from stackc.evaluate.address import BESIDE, Unaddressed
from stackc.evaluate.instance import Instance
from stackc.link.naming import TOKENS

_WORKSPACE_KEYS = ("terraform_workspace_pattern", "terraform_workspace", "terraform_workspace_template")


class Cause(NamedTuple):
    """What gives several instances the same address, and what to do about it."""

    place: Label
    help: str


class Orphan(NamedTuple):
    """A row of the lock file that nobody runs any more: its state may still hold what was made."""

    id: InstanceId
    address: str
    """Where the state is; for one that was being moved where it comes from."""
    idle: Instance | None = None
    """The instance, where it is still declared: disabled, or a base only."""
    successor: InstanceId | None = None
    """Where it is declared no more, what it may be called now."""


class Sharing(NamedTuple):
    """Several instances, sorted, that would use one state."""

    address: str
    instances: tuple[Instance, ...]

    @property
    def line(self) -> Origin | None:
        """Where one line is to blame for all of them."""
        reason = self._reason()
        path = ("metadata", (reason,)) if reason else ("backend", (_shared_field(self.instances) or "",))
        origins = {each.component.origin(*path) for each in self.instances}
        return origins.pop() if len(origins) == 1 else None

    def _in_pattern(self) -> str:
        """What tells them apart and belongs into the workspace pattern."""
        if len({each.id.component for each in self.instances}) == len(self.instances):
            return "put `{component}` into the workspace pattern"
        tables = [each.table("vars") for each in self.instances]
        apart = [f"`{{{name}}}`" for name in TOKENS if len({str(table.get(name)) for table in tables}) > 1]
        return f"put {' and '.join(apart)} into the workspace pattern" if apart else "give each a workspace of its own"

    def _reason(self) -> str | None:
        """What names the workspace, where metadata do."""
        return next((name for name in _WORKSPACE_KEYS if name in self.instances[0].table("metadata")), None)

    def cause(self) -> Cause | None:
        """What is to blame, as the first of them has it; None where nothing in particular is."""
        component = self.instances[0].component
        reason = self._reason()
        if reason is not None:
            place = component.label("metadata", (reason,), "names the same workspace for all of them")
            is_pattern = reason == "terraform_workspace_pattern"
            own = self._in_pattern() if is_pattern else "give each a workspace of its own"
            return Cause(place, f"{own}, or a `workspace_key_prefix` of its own in the backend")
        field = _shared_field(self.instances)
        if field is None:
            return None
        place = component.label("backend", (field,), "the same for all of them")
        return Cause(place, f"remove `{field}`, or give each instance its own")


MAX_NAMED = 3
"""How many of those that share an address have their places shown."""


def shared(group: Sequence[Sharing]) -> Diagnostic:
    """Several instances would use one state (SC0602); ``group``: all that one line makes do so."""
    first, *others = group
    cause = first.cause()
    named = first.instances if len(first.instances) <= MAX_NAMED else first.instances[: MAX_NAMED - 1]
    shown = first.instances if not others else first.instances[:MAX_NAMED]
    names = ", ".join(map(str, (each.id for each in shown))) + (", …" if len(shown) < len(first.instances) else "")
    workspace = first.instances[0].workspace
    count = len(first.instances)
    message = f"{count} instances share one state address, {first.address} (workspace `{workspace}`): {names}"
    labels = [each.component.own_label((), f"{each.id} is defined here") for each in named]
    notes: tuple[str, ...] = ()
    if others:
        labels = []
        total = sum(len(each.instances) for each in others)
        states = amount(len(others), "other state")
        notes = (f"{total} more instances share {states} by the same line",)
    if cause is not None:
        labels.insert(0, cause.place)
    help_ = cause.help if cause else "give each instance its own workspace, or its own prefix or key in the backend"
    return Diagnostic(Code.STATE_ADDRESS_SHARED, message, labels[0], tuple(labels[1:]), help=help_, notes=notes)


def _shared_field(sharing: Sequence[Instance]) -> str | None:
    """The setting of the backend that one line gives to all of them, and that could tell them apart."""
    for field in ("workspace_key_prefix", "prefix", "key", "path", "workspace_dir"):
        origins = {instance.component.origin("backend", (field,)) for instance in sharing}
        if len(origins) == 1 and None not in origins:
            return field if field not in ("key", "workspace_dir") else None
    return None


def moved(instance: Instance, locked: str, current: str) -> Diagnostic:
    """The lock file has another address (SC0902)."""
    message = f"the state address of {instance.id} moved: Terraform would not find its state"
    notes = (f"locked:  {locked}", f"now:     {current}")
    help_ = f"undo the change, or move the state: {move_command(str(instance.id))}"
    return Diagnostic(Code.ADDRESS_MOVED, message, _of_change(instance, locked, current), help=help_, notes=notes)


def on_its_way(instance: Instance, source: str, target: str) -> Diagnostic:
    """Its state is being moved (SC0902)."""
    message = f"the state of {instance.id} is being moved: nothing runs before it has arrived"
    notes = (f"from:  {source}", f"to:    {target}")
    label = instance.component.own_label((), "this instance")
    help_ = f"go on with it: {move_command(str(instance.id))}"
    return Diagnostic(Code.ADDRESS_MOVED, message, label, help=help_, notes=notes)


def owned(instance: Instance, address: str, owner: InstanceId) -> Diagnostic:
    """The lock file has the address for another instance (SC0902)."""
    message = f"the state address of {instance.id} is locked for {owner}: {address}"
    label = instance.component.own_label((), "this instance")
    help_ = f"if it was renamed, agree to it: {lock_command('--accept', str(instance.id))}"
    return Diagnostic(Code.ADDRESS_MOVED, message, label, help=help_)


def between(instance: Instance, address: str, owner: InstanceId) -> Diagnostic:
    """The state of another is on its way from there or to there (SC0902)."""
    message = f"the state address of {instance.id} is one end of the way of another state, which is moved: {address}"
    label = instance.component.own_label((), "this instance")
    help_ = f"go on with it: {move_command(str(owner))}"
    return Diagnostic(Code.ADDRESS_MOVED, message, label, help=help_, notes=(f"it is the state of {owner}",))


def copied(instance: Instance, address: str, owner: InstanceId) -> Diagnostic:
    """An old copy of another's state is there (SC0902): who never ran would go on with it."""
    message = f"a copy of the state of {owner} may be at the state address of {instance.id}: {address}"
    label = instance.component.own_label((), "would go on with what the other made")
    taken = move_command(str(owner), "--delete-source")
    help_ = f"take it away: {taken}; if nothing of it is there: {lock_command('--forget', address)}"
    return Diagnostic(Code.ADDRESS_MOVED, message, label, help=help_)


def unaddressed(instance: Instance, why: Unaddressed) -> Diagnostic:
    """Where the state is cannot be told (SC0918): nothing may run."""
    reason = {
        "unknown": "is known only when it is read from outside",
        "secret": "is a secret, and an address is not",
        "missing": "is not set",
        "invalid": "is nothing that says where a state is",
    }[why.kind]
    help_ = f"set it in the manifests, or {' or '.join(why.variables)} in the environment" if why.variables else None
    if help_ is None and why.kind == "missing" and why.field not in BESIDE and why.field != ("workspace",):
        help_ = f"set `backend.{instance.effective_backend[0]}.{'.'.join(map(str, why.field))}`"
    what = where(why) if why.field in BESIDE else f"{where(why)} of its {_kind(instance)} backend"
    message = f"the state address of {instance.id} cannot be told: {what} {reason}"
    return Diagnostic(Code.ADDRESS_UNKNOWN, message, _backend(instance, why), help=help_)


def without_effect(instance: Instance) -> Diagnostic:
    """Terraform would keep the state elsewhere (SC0909)."""
    message = (
        f"the `{instance.backend_type}` backend of {instance.id} has no effect:"
        f" it is neither generated nor declared in `{instance.folder}`"
    )
    help_ = "set `components.terraform.auto_generate_backend_file: true` in the project file"
    label = instance.component.own_label((), "this component")
    return Diagnostic(Code.BACKEND_WITHOUT_EFFECT, message, label, help=help_)


def where(why: Unaddressed) -> str:
    """The setting that says where the state is."""
    if why.field == ("workspace",):
        return "the workspace"
    return f"`{'.'.join(map(str, BESIDE.get(why.field) or ('backend', *why.field)))}`"


def not_gone(id_: InstanceId) -> Diagnostic:
    """Its row protects a state that is in use (SC0902)."""
    message = f"{id_} is declared and enabled: its row is what protects its state"
    help_ = f"to agree to a new address: {lock_command('--accept', str(id_))}"
    return Diagnostic(Code.ADDRESS_MOVED, message, help=help_)


def held(id_: InstanceId, owner: InstanceId, address: str) -> Diagnostic:
    """Who agrees to it would go on with the state of another (SC0902)."""
    message = f"{id_} cannot be agreed to: the state of {owner} is at its address, {address}"
    help_ = f"move that one first: {move_command(str(owner))}; or agree to both at once"
    return Diagnostic(Code.ADDRESS_MOVED, message, help=help_)


def orphan(found: Orphan, row: Label, contents: str | None) -> Diagnostic:
    """A row that nobody runs any more (SC0919). ``contents``: what is in its state, where somebody looked."""
    id_, notes = found.id, [f"its state: {found.address}"]
    if contents is not None:
        notes.append(f"in it:     {contents}")
    destroy = f"destroy it: {terraform_command('destroy', str(id_), None, '--orphan')}"
    forget = f"if nothing is left: {lock_command('--forget', str(id_))}"
    if found.idle is not None:
        instance, what = found.idle, "abstract" if found.idle.is_abstract else "disabled"
        path = ("type",) if found.idle.is_abstract else ("enabled",)
        message = f"{id_} is {what}, and it is in the lock file: what it made may still be there"
        label = instance.component.label("metadata", path, what)
        return Diagnostic(Code.ORPHAN, message, label, (row,), help=f"{destroy}; {forget}", notes=tuple(notes))
    message = f"`{id_}` is in the lock file, but no manifest declares it: what it made may still be there"
    if found.successor is not None:
        message = f"`{id_}` is in the lock file, but no manifest declares it: is it `{found.successor}` now?"
        move = move_command(str(found.successor), "--from", str(id_))
        help_ = f"move its state: {move}; if it is something else, {destroy}"
    else:
        help_ = f"{destroy}; {forget}"
    return Diagnostic(Code.ORPHAN, message, row, help=help_, notes=tuple(notes))


def fresh(instance: Instance, gone: InstanceId, address: str) -> Diagnostic:
    """An instance would begin with nothing beside the state of one it may be (SC0920)."""
    message = f"{instance.id} has never run, and `{gone}`, which ran with the same component, is gone: was it renamed?"
    label = instance.component.own_label((), "would begin with an empty state and make everything again")
    help_ = (
        f"name it `{gone}` again, or move its state: {move_command(str(instance.id), '--from', str(gone))};"
        f" if nothing of it is left: {lock_command('--forget', str(gone))}"
    )
    current = instance.state_address
    notes = (f"its state: {address}", f"now:       {current}")
    return Diagnostic(Code.ORPHAN_REPLACED, message, label, help=help_, notes=notes)


def _kind(instance: Instance) -> str:
    return f"`{instance.effective_backend[0]}`"


def _of_change(instance: Instance, locked: str, current: str) -> Label:
    """What names the workspace, where that is what differs; else the backend."""
    keys = [key for key in _WORKSPACE_KEYS if key in instance.table("metadata")]
    workspace = instance.workspace
    if keys and workspace and workspace in current and workspace not in locked.split("/"):
        return instance.component.label("metadata", (keys[0],), "names another workspace than before")
    return _backend(instance)


def _backend(instance: Instance, why: Unaddressed | None = None) -> Label:
    if why is not None and why.field == ("workspace",):
        keys = [key for key in _WORKSPACE_KEYS if key in instance.table("metadata")]
        return instance.component.label("metadata", tuple(keys[:1]), "names the workspace")
    if why is not None and why.field in BESIDE:
        section, *path = map(str, BESIDE[why.field])
        return instance.component.label(section, tuple(path), "decides where the state is")
    is_written = why is not None and instance.component.origin("backend", why.field) is not None
    if why is not None and is_written:
        return instance.component.label("backend", why.field, "the backend in force")
    return instance.component.label("backend", (), "the backend in force", key=True)
