"""Sprig's JSON, Base64 and Base32. Without ``must`` a failure gives an empty result, as in Sprig."""

import binascii
import string
from base64 import b32decode, b32encode, b64decode, b64encode

from stackc.go.faults import FunctionError
from stackc.go.functions import Table
from stackc.go.json import JsonStyle, decode_json, encode_json
from stackc.go.strings import from_bytes, to_bytes
from stackc.go.terms import Terms

_DIGITS = string.ascii_letters + string.digits + "+/"
_URL_DIGITS = string.ascii_letters + string.digits + "-_"
_PRETTY = JsonStyle(spacing="  ")
_RAW = JsonStyle(html=False)


def _to_json(terms: Terms, value: object) -> str:
    try:
        return encode_json(terms, value)
    except FunctionError:
        return ""


def _to_pretty_json(terms: Terms, value: object) -> str:
    try:
        return encode_json(terms, value, _PRETTY)
    except FunctionError:
        return ""


def _from_json(text: str) -> object:
    try:
        return decode_json(text)
    except FunctionError:
        return None


def decode_base64(text: str, *, url: bool = False) -> bytes:
    """The bytes ``text`` stands for; line breaks are skipped. Raises FunctionError for anything else out of place."""
    compact = text.replace("\r", "").replace("\n", "")
    try:
        if len(compact) % 4:
            raise ValueError(compact)
        return b64decode(compact, altchars=b"-_" if url else None, validate=True)
    except (binascii.Error, ValueError):
        good = len(compact) - len(compact.lstrip(_URL_DIGITS if url else _DIGITS))
        place = good if good < len(compact.rstrip("=")) else good // 4 * 4
        raise FunctionError(f"illegal base64 data at input byte {place}") from None


def _from_base64(text: str) -> str:
    try:
        return from_bytes(decode_base64(text))
    except FunctionError as error:
        return str(error)


def _from_base32(text: str) -> str:
    try:
        return from_bytes(b32decode(text.replace("\r", "").replace("\n", "")))
    except (binascii.Error, ValueError):
        return "illegal base32 data"


TABLE: Table = {
    "toJson": ("terms any", _to_json),
    "mustToJson": ("terms any", encode_json),
    "toPrettyJson": ("terms any", _to_pretty_json),
    "mustToPrettyJson": ("terms any", lambda terms, value: encode_json(terms, value, _PRETTY)),
    "toRawJson": ("terms any", lambda terms, value: encode_json(terms, value, _RAW)),
    "mustToRawJson": ("terms any", lambda terms, value: encode_json(terms, value, _RAW)),
    "fromJson": ("string", _from_json),
    "mustFromJson": ("string", decode_json),
    "b64enc": ("string", lambda text: b64encode(to_bytes(text)).decode("ascii")),
    "b64dec": ("string", _from_base64),
    "b32enc": ("string", lambda text: b32encode(to_bytes(text)).decode("ascii")),
    "b32dec": ("string", _from_base32),
}
