"""List the values that are secret and those that a function gives only when Terraform runs.

Usage: python audit.py [FOLDER [STACKS]]
"""

import os
import sys

import stackc


def source(instance: stackc.Instance, path: str) -> object:
    """How the function at ``path`` is written; None where a key has a dot in it."""
    section, *steps = path.split(".")
    value: object = instance.section(section)
    for step in steps:
        value = value[int(step)] if isinstance(value, list) else value.get(step) if isinstance(value, dict) else None
    return value


def main(folder: str = ".", stacks: str | None = None) -> int:
    for instance in stackc.load(folder, env=os.environ).instances(stacks):
        for path in instance.secrets:
            print(f"{instance.id}  {path}  (secret)")
        for path in instance.unknowns:
            print(f"{instance.id}  {path}  {source(instance, path) or '(function)'}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except (stackc.CompileError, ValueError) as error:
        sys.exit(str(error))
