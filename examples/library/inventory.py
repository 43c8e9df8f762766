"""Print all instances as CSV: folder, workspace and the address of the state.

Usage: python inventory.py [FOLDER [STACKS]]
"""

import csv
import os
import sys

import stackc


def main(folder: str = ".", stacks: str | None = None) -> int:
    rows = csv.writer(sys.stdout, lineterminator="\n")
    instances = stackc.load(folder, env=os.environ).instances(stacks)
    rows.writerow(("instance", "folder", "workspace", "state"))
    for instance in instances:
        rows.writerow((instance.id, instance.folder, instance.workspace, instance.state_address))
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except (stackc.CompileError, ValueError) as error:
        sys.exit(str(error))
