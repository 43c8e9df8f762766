"""Sprig's checksums. Keys, certificates, passwords and ciphers are not supported: they need chance, or a library."""

import hashlib
import zlib
from collections.abc import Callable

from stackc.go.faults import FunctionError
from stackc.go.functions import Table
from stackc.go.strings import to_bytes


def _not_supported(name: str) -> Callable[..., object]:
    def refuse(*_values: object) -> object:
        raise FunctionError(f"`{name}` is not supported")

    return refuse


_WITH_CHANCE = (
    "bcrypt htpasswd genPrivateKey buildCustomCert genCA genCAWithKey genSelfSignedCert genSelfSignedCertWithKey"
    " genSignedCert genSignedCertWithKey encryptAES"
)
_WITHOUT = "derivePassword decryptAES"

TABLE: Table = {
    "sha1sum": ("string", lambda text: hashlib.sha1(to_bytes(text), usedforsecurity=False).hexdigest()),
    "sha256sum": ("string", lambda text: hashlib.sha256(to_bytes(text)).hexdigest()),
    "sha512sum": ("string", lambda text: hashlib.sha512(to_bytes(text)).hexdigest()),
    "adler32sum": ("string", lambda text: str(zlib.adler32(to_bytes(text)))),
    **{name: ("effect ...any", _not_supported(name)) for name in _WITH_CHANCE.split()},
    **{name: ("...any", _not_supported(name)) for name in _WITHOUT.split()},
}
