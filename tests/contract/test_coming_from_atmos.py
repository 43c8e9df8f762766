"""docs/coming-from-atmos.md has every command and flag of Atmos, and says of each how it is here."""

import re
from pathlib import Path

import pytest

_ATMOS = {
    "describe": "component stacks affected dependents config workflows locals edition",
    "list": "stacks components instances values vars settings metadata workflows vendor sources dependencies affected aliases "
    "themes editions",
    "validate": "stacks component schema config editorconfig ci",
    "terraform": "plan apply destroy deploy init validate output workspace clean shell console import refresh state show taint "
    "untaint force-unlock test providers graph get fmt login plan-diff lint migrate planfile cache backend source workdir generate",
    "vendor": "pull",
}
"""The commands of Atmos below each of its groups."""
_ATMOS_ALONE = (
    "workflow config docs init scaffold auth secret store toolchain env helmfile packer ansible helm kubernetes completion version "
    "theme pro ci mcp lsp ai cast emulator devcontainer support about"
)
_ATMOS_FLAGS = (
    "--stack --component --components --component-types --sections --chdir --base-path --config --config-path --profile --format "
    "--file --query --process-templates --process-functions --skip --error-mode --use-mocks --provenance --repo-path --ref --sha "
    "--include-dependents --exclude-locked --columns --sort --filter --tags --labels --dry-run --all --affected --max-concurrency "
    "--failure-mode --from-plan --planfile --skip-init --skip-hooks --identity --logs-level --redirect-stderr --no-color --upload"
)
COMING = (Path(__file__).parents[2] / "docs" / "coming-from-atmos.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "command",
    [
        *(f"atmos {group} {word}" for group, words in _ATMOS.items() for word in words.split()),
        *(f"atmos {word}" for word in _ATMOS_ALONE.split()),
    ],
)
def test_whoever_comes_from_atmos_finds_each_command(command: str) -> None:
    assert re.search(rf"^\|.*`{command}\b(?!-)", COMING, re.MULTILINE)


@pytest.mark.parametrize("flag", _ATMOS_FLAGS.split())
def test_whoever_comes_from_atmos_finds_each_flag(flag: str) -> None:
    assert re.search(rf"^\| [^|]*`{flag}`", COMING.partition("\n## Flags\n")[2], re.MULTILINE)


def test_rows_of_commands_and_flags_say_how_it_is_here() -> None:
    """Each has one of four words, and what works otherwise says how."""
    section = COMING.partition("\n## Commands\n")[2].partition("\n## Different in every project")[0]
    rows = [line.split(" | ") for line in section.splitlines() if line.startswith("| `")]
    assert len(rows) > 60
    assert {row[1] for row in rows} <= {"same", "differs", "not yet", "no"}
    assert [row[0] for row in rows if row[1] == "differs" and not row[2].strip(" |")] == []
