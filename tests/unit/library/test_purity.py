"""Which policies may be taken for functions of the project."""

from __future__ import annotations

import pytest

from stackc.library.purity import is_pure
from tests.kit.command import SHIPPED


@pytest.mark.parametrize(
    "source",
    [
        "",
        "import re\nimport stackc\nfrom collections.abc import Iterator\n",
        "from typing import NamedTuple\nclass A(NamedTuple):\n    a: int\n",
        "from ._shared import rule\n",
        "import stackc\ndef check(project):\n    yield stackc.finding('x')\n",
        "def check(project):\n    return [len(str(each)) for each in project.instances()]\n",
    ],
)
def test_what_only_looks_at_what_it_is_given_is_pure(source: str) -> None:
    assert is_pure(source.encode())


@pytest.mark.parametrize(
    "source",
    [
        *("import os\n", "import time\n", "import random\n", "import json, os\n", "import os.path\n"),
        *("from pathlib import Path\n", "from datetime import date\n", "from urllib.request import urlopen\n"),
        *("from ..other import x\n", "from re import *\n", "from stackc import load\n", "from . import load\n"),
        *("open('x')\n", "def check(p):\n    import os\n", "eval('1')\n", "__import__('os')\n", "f = open\n"),
        *("import stackc\nstackc.load('.')\n", "().__class__.__base__\n", "getattr(1, 'x')\n", "hash('a')\n"),
        *("def check(\n", "a\0b", "'" * 3),
    ],
)
def test_whatever_may_look_elsewhere_is_not(source: str) -> None:
    assert not is_pure(source.encode())


def test_the_policies_of_the_organisation_are_pure() -> None:
    policies = list((SHIPPED / "policies").glob("*.py"))
    assert policies
    assert all(is_pure(path.read_bytes()) for path in policies)
