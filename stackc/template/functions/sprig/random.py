"""Sprig's functions of chance; all of them are effects."""

from base64 import b64encode

from stackc.go.functions import Table
from stackc.template.functions.chance import (
    ALPHABET,
    ASCII,
    DIGITS,
    random_between,
    random_bytes,
    random_text,
    random_uuid,
    shuffled,
)

TABLE: Table = {
    "randAlphaNum": ("effect int", lambda count: random_text(count, ALPHABET + DIGITS)),
    "randAlpha": ("effect int", lambda count: random_text(count, ALPHABET)),
    "randAscii": ("effect int", lambda count: random_text(count, ASCII)),
    "randNumeric": ("effect int", lambda count: random_text(count, DIGITS)),
    "randInt": ("effect int int", random_between),
    "randBytes": ("effect int", lambda count: b64encode(random_bytes(count)).decode("ascii")),
    "shuffle": ("effect string", shuffled),
    "uuidv4": ("effect", random_uuid),
}
