"""Write the files of instances for another tool, and print their checksums as ``sha256sum --check`` reads them.

Usage: python artifacts.py [FOLDER [OUT [STACKS]]]
"""

import hashlib
import os
import sys
from pathlib import Path

import stackc


def main(folder: str = ".", out: str = "build", stacks: str | None = None) -> int:
    project = stackc.load(folder, env=os.environ)
    for path in stackc.write(project, out, stacks):
        digest = hashlib.sha256(Path(out, path).read_bytes()).hexdigest()
        print(f"{digest}  {path}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except (stackc.CompileError, ValueError) as error:
        sys.exit(str(error))
