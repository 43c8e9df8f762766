"""Print a Markdown table of what runs for whom: instances, their ``settings.cost.monthly``, and how many have none.

Usage: python cost.py [FOLDER [VARIABLE]]
"""

import os
import sys
from collections import defaultdict

import stackc


def at(value: object, path: str) -> object:
    """The value at a path such as ``tags.Team``; None where there is none."""
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def main(folder: str = ".", variable: str = "tags.Team") -> int:
    groups: dict[str, list[float | None]] = defaultdict(list)
    for instance in stackc.load(folder, env=os.environ).instances():
        if instance.is_enabled:
            owner, amount = at(instance.vars, variable), at(instance.settings, "cost.monthly")
            group = owner if isinstance(owner, str) else "(none)"
            groups[group].append(float(amount) if isinstance(amount, (int, float)) else None)
    print(f"| {variable} | instances | monthly | without a price |")
    print("|---|--:|--:|--:|")
    for group, prices in sorted(groups.items()):
        known = [price for price in prices if price is not None]
        print(f"| {group} | {len(prices)} | {sum(known):.2f} | {len(prices) - len(known)} |")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except stackc.CompileError as error:
        sys.exit(str(error))
