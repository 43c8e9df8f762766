"""gomplate: the family in ``gomplate.crypto``; answers are those of the Go library."""

import pytest

from tests.unit.template.render import fault, render


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('{{ base64.Encode "héllo" }}', "aMOpbGxv"),
        pytest.param('{{ base64.Decode "aGk=" }}', "hi"),
        pytest.param('{{ base64.Decode "_-8=" | len }}', "2"),
        pytest.param('{{ base64.DecodeBytes "aGk=" }}', "[104 105]"),
        pytest.param('{{ crypto.SHA1 "a" }}', "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8"),
        pytest.param('{{ crypto.SHA256 "a" }}', "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"),
        pytest.param('{{ crypto.SHA224 "a" }}', "abd37534c7d9a2efb9465de931cd7055ffdb8879563ae98078d6d6d5"),
        pytest.param(
            "{{ crypto.SHA384 5 }}",
            "1861ebe932dc65c5f04d33f6972b13acc8b1e572344016bf3cc950f60bfad6fdc0e32f0318e8bba57cf756eac0a49fce",
        ),
        pytest.param('{{ crypto.SHA512_256 "a" }}', "455e518824bc0601f9fb858ff5c37d417d67c2f8e0df2babe4808858aea830f8"),
        pytest.param('{{ crypto.PBKDF2 "pw" "salt" 10 8 }}', "21666cdc0723a960"),
        pytest.param('{{ crypto.PBKDF2 "pw" "salt" 10 8 "SHA-256" }}', "72aecd14244887c3"),
        pytest.param(
            '{{ crypto.WPAPSK "ssid" "pw" }}', "0679254a03bee5c5c8586dacc0ffbfff8356ecd280c06d744db5fcfc5cf7bbac"
        ),
        pytest.param("{{ uuid.Nil }}", "00000000-0000-0000-0000-000000000000"),
        pytest.param('{{ uuid.IsValid "x" }}', "false"),
        pytest.param('{{ uuid.IsValid "6ba7b810-9dad-11d1-80b4-00c04fd430c8" }}', "true"),
        pytest.param(
            '{{ uuid.Parse "{6BA7B810-9dad-11d1-80b4-00c04fd430c8}" }}', "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
        ),
        pytest.param('{{ uuid.Parse "6ba7b8109dad11d180b400c04fd430c8" }}', "6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
        pytest.param('{{ crypto.SHA512 "a" | trunc 12 }}', "1f40fc92da24"),
    ],
)
def test_crypto_answer_as_in_go(text: str, expected: str) -> None:
    assert render(text, missing="no value") == expected


@pytest.mark.parametrize(
    ("action", "message"),
    [
        pytest.param('base64.Decode "!"', "`base64.Decode`: illegal base64 data at input byte 0"),
        pytest.param(
            'crypto.PBKDF2 "a" "b" 1 -1', "`crypto.PBKDF2`: rounds must be from 1 to 1000000, the length from 1 to 4096"
        ),
        pytest.param('crypto.PBKDF2 "a" "b" 1 1 "md5"', "`crypto.PBKDF2`: no such hash: `md5`"),
        pytest.param('crypto.DecryptAES "a" "b"', "`crypto.DecryptAES`: `crypto.DecryptAES` is not supported"),
        pytest.param('uuid.Parse "x"', "`uuid.Parse`: `x` is not a UUID"),
    ],
)
def test_crypto_refuse_what_they_cannot_answer(action: str, message: str) -> None:
    assert fault(f"{{{{ {action} }}}}").message == message
