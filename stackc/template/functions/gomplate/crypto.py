"""gomplate's ``base64``, ``crypto`` and ``uuid`` namespaces, as far as the standard library goes."""

import hashlib
from base64 import b64encode
from collections.abc import Callable

from stackc.go.faults import FunctionError
from stackc.go.functions import Table
from stackc.go.strings import from_bytes
from stackc.go.terms import Terms
from stackc.template.functions.chance import clock_uuid, random_uuid
from stackc.template.functions.gomplate.casting import require_count, to_int, to_raw, to_text
from stackc.template.functions.sprig.encoding import decode_base64

_HASHES = {
    "SHA1": "sha1",
    "SHA224": "sha224",
    "SHA256": "sha256",
    "SHA384": "sha384",
    "SHA512": "sha512",
    "SHA512_224": "sha512_224",
    "SHA512_256": "sha512_256",
}
_MAX_ROUNDS = 1_000_000
_MAX_KEY = 4096
_ROUND_COST = 10
_WITH_CHANCE = "Bcrypt RSAEncrypt RSAGenerateKey ECDSAGenerateKey EncryptAES"
_WITHOUT = "RSADecrypt RSADecryptBytes RSADerivePublicKey ECDSADerivePublicKey DecryptAES DecryptAESBytes"


def _digest(name: str, value: object) -> bytes:
    try:
        return hashlib.new(name, to_raw(value), usedforsecurity=False).digest()
    except ValueError:
        raise FunctionError(f"`{name}` is not supported here") from None


def _hex_function(name: str) -> Callable[[object], str]:
    return lambda value: _digest(name, value).hex()


def _bytes_function(name: str) -> Callable[[object], bytes]:
    return lambda value: _digest(name, value)


def _derive_key(terms: Terms, password: object, salt: object, rounds: object, length: object, *name: str) -> str:
    require_count(name, 0, 1)
    chosen = _HASHES.get(name[0].replace("-", "").replace("/", "_").upper() if name else "SHA1")
    if chosen is None:
        raise FunctionError(f"no such hash: `{name[0]}`")
    count, size = to_int(rounds), to_int(length)
    if not 1 <= count <= _MAX_ROUNDS or not 1 <= size <= _MAX_KEY:
        raise FunctionError(f"rounds must be from 1 to {_MAX_ROUNDS}, the length from 1 to {_MAX_KEY}")
    terms.charge(count * (1 + size // 20) * _ROUND_COST)
    return hashlib.pbkdf2_hmac(chosen, to_raw(password), to_raw(salt), count, size).hex()


def _decode(value: object) -> bytes:
    text = to_text(value)
    try:
        return decode_base64(text)
    except FunctionError:
        return decode_base64(text, url=True)


def _is_uuid(value: object) -> bool:
    try:
        _parse_uuid(value)
    except FunctionError:
        return False
    return True


def _parse_uuid(value: object) -> str:
    import re

    text = to_text(value).lower()
    plain = text.removeprefix("urn:uuid:")
    if plain == text and len(text) == 38 and text[0] == "{" and text[-1] == "}":
        plain = text[1:-1]
    dashed = re.fullmatch("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", plain)
    if dashed is None and not (plain == text and re.fullmatch("[0-9a-f]{32}", plain)):
        raise FunctionError(f"`{to_text(value)}` is not a UUID")
    digits = plain.replace("-", "")
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _not_supported(name: str) -> Callable[..., object]:
    def refuse(*_values: object) -> object:
        raise FunctionError(f"`crypto.{name}` is not supported")

    return refuse


TABLE: Table = {
    "base64.Encode": ("any", lambda value: b64encode(to_raw(value)).decode("ascii")),
    "base64.Decode": ("any", lambda value: from_bytes(_decode(value))),
    "base64.DecodeBytes": ("any", _decode),
    **{f"crypto.{shown}": ("any", _hex_function(name)) for shown, name in _HASHES.items()},
    **{f"crypto.{shown}Bytes": ("any", _bytes_function(name)) for shown, name in _HASHES.items()},
    "crypto.PBKDF2": ("terms any any any any ...string", _derive_key),
    "crypto.WPAPSK": ("terms any any", lambda terms, name, password: _derive_key(terms, password, name, 4096, 32)),
    **{f"crypto.{name}": ("effect ...any", _not_supported(name)) for name in _WITH_CHANCE.split()},
    **{f"crypto.{name}": ("...any", _not_supported(name)) for name in _WITHOUT.split()},
    "uuid.V1": ("effect", clock_uuid),
    "uuid.V4": ("effect", random_uuid),
    "uuid.Nil": ("", lambda: "00000000-0000-0000-0000-000000000000"),
    "uuid.IsValid": ("any", _is_uuid),
    "uuid.Parse": ("any", _parse_uuid),
}
