"""Options that all tests know."""

from __future__ import annotations

import os
import signal

import pytest
from hypothesis import HealthCheck, settings

# The same examples on every machine, however slow it is.
settings.register_profile(
    "stackc", derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
settings.load_profile("stackc")

# Tests behind an `&` or `nohup` start with these ignored, and so would every child that is to hear them.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGQUIT, signal.SIG_DFL)
signal.signal(signal.SIGHUP, signal.SIG_DFL)


# What is tested is compiled; tests of the cache switch it on.
os.environ["STACKC_NO_CACHE"] = "1"

# Local files count on somebody's machine, and in tests; one that is about pipelines sets it itself.
if os.environ.pop("CI", None):
    os.environ.setdefault("STACKC_E2E", "required")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the files that hold expected output")


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether expected output is rewritten instead of compared."""
    return bool(request.config.getoption("--update-golden"))
