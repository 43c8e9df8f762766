"""Sprig: the family in ``sprig.crypto``; answers are those of the Go library."""

import pytest

from tests.unit.template.render import render


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('{{ sha1sum "a" }}', "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8"),
        pytest.param('{{ sha256sum "a" }}', "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"),
        pytest.param('{{ adler32sum "a" }}', "6422626"),
        pytest.param('{{ sha512sum "a" | trunc 12 }}', "1f40fc92da24"),
    ],
)
def test_crypto_answer_as_in_go(text: str, expected: str) -> None:
    assert render(text, missing="no value") == expected
