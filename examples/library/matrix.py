"""Print a matrix for a CI pipeline, as JSON on one line: a wave an entry, with the instances that may run side by side.

Usage: python matrix.py [FOLDER]
"""

import json
import os
import sys

import stackc


def main(folder: str = ".") -> int:
    project = stackc.load(folder, env=os.environ)
    errors = project.check()
    for error in errors:
        print(error.render(), file=sys.stderr)
    if errors:  # what does not compile is not in the graph: a matrix without it would pass
        return 1
    waves = project.graph().waves()
    entries = [{"wave": number, "instances": [str(id_) for id_ in wave]} for number, wave in enumerate(waves, 1)]
    print(json.dumps({"include": entries}))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
