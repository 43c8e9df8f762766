"""What must hold of the address plan: a block is a part of the whole, nobody else's, and somebody's."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network, ip_network
from itertools import combinations

import stackc

from ._facts import enabled, quoted, table


def check(project: stackc.Project) -> Iterator[stackc.Finding]:
    """Every plan there is."""
    for plan in enabled(project, "network"):
        blocks: dict[str, IPv4Network] = {}
        for name, text in table(plan.vars.get("networks")).items():
            block = block_of(text)
            if block is None:
                message = f"{text!r} is no block of addresses"
                yield stackc.finding(message, at=place(plan, name), policy="blocks", instance=plan)
            else:
                blocks[name] = block
        yield from check_whole(plan, blocks)
        yield from check_overlaps(plan, blocks)
        yield from check_owners(project, plan, blocks)


def check_whole(plan: stackc.Instance, blocks: dict[str, IPv4Network]) -> Iterator[stackc.Finding]:
    """Every block is taken from the one of the plan."""
    whole = block_of(plan.vars.get("base_cidr_block"))
    for name, block in blocks.items():
        if whole is not None and not block.subnet_of(whole):
            message = f"{block} of `{name}` is not in {whole}"
            yield stackc.finding(message, at=place(plan, name), policy="whole", instance=plan)


def check_overlaps(plan: stackc.Instance, blocks: dict[str, IPv4Network]) -> Iterator[stackc.Finding]:
    """No two blocks have an address in common."""
    for (one, first), (other, second) in combinations(blocks.items(), 2):
        if first.overlaps(second):
            message = f"the networks of `{one}` and `{other}` overlap: {first} and {second}"
            yield stackc.finding(message, at=place(plan, other), policy="overlaps", instance=plan)


def check_owners(
    project: stackc.Project, plan: stackc.Instance, blocks: dict[str, IPv4Network]
) -> Iterator[stackc.Finding]:
    """A block belongs to a stack with a baseline, which makes the network. That of a disabled one stays its own."""
    known = {each.stack for each in project.instances(components="baseline")}
    for name in blocks:
        if name not in known:
            message = f"no stack `{name}` has a baseline that makes this network"
            yield stackc.finding(message, at=place(plan, name), policy="owners", instance=plan)


def place(plan: stackc.Instance, name: str) -> stackc.Span:
    """Where the block of a network is set."""
    return plan.place(f"vars.networks.{quoted(name)}")


def block_of(value: object) -> IPv4Network | None:
    """A block of addresses; None for what is none."""
    try:
        block = ip_network(str(value))
    except ValueError:
        return None
    return block if isinstance(block, IPv4Network) else None
