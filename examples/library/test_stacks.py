"""What holds for every instance, as tests: no errors, states in S3, and no state that two instances share.

Usage: pytest test_stacks.py; the variable REPOSITORY names the folder, else it is the current one
"""

import os
from collections import Counter
from functools import cache

import pytest

import stackc


@cache
def load() -> stackc.Project:
    return stackc.load(os.environ.get("REPOSITORY", "."), env=os.environ)


@pytest.fixture(scope="session")
def project() -> stackc.Project:
    return load()


def running(project: stackc.Project) -> list[stackc.Instance]:
    nodes = project.graph().nodes
    return [each for each in project.instances() if each.id in nodes]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "instance" in metafunc.fixturenames:
        found = [] if load().check() else running(load())  # without instances the tests of one are skipped
        metafunc.parametrize("instance", found, ids=[str(each.id) for each in found])


def test_nothing_is_wrong(project: stackc.Project) -> None:
    assert [error.render() for error in project.check()] == []


def test_the_state_is_in_s3(instance: stackc.Instance) -> None:
    assert instance.backend_type == "s3"
    assert instance.state_address is not None


def test_no_state_is_shared(project: stackc.Project) -> None:
    counted = Counter(str(each.state_address) for each in running(project))
    assert [address for address, count in counted.items() if count > 1] == []
