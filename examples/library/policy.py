"""Demand variables of every instance; print what is wrong, as FILE:LINE where there is a place, and exit with 1.

Usage: python policy.py [FOLDER [VARIABLE ...]]
"""

import os
import sys

import stackc


def at(value: object, path: str) -> object:
    """The value at a path such as ``tags.Team``; None where there is none."""
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def main(folder: str = ".", *variables: str) -> int:
    project = stackc.load(folder, env=os.environ)
    wrong = [f"{each.file or folder}:{each.line}: {each.code.value} {each.message}" for each in project.check()]
    if not wrong:
        for instance in project.instances():
            for path in variables or ("stage", "tags.Team"):
                if at(instance.vars, path) in (None, ""):
                    wrong.append(f"{instance.id}: vars.{path} is missing (component folder {instance.folder})")
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
