"""The coalitions' own encryption keys, wrapped with the installation's key; destroying one destroys what it wrote."""

import hmac
from base64 import b64decode, urlsafe_b64encode
from functools import cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


@cache
def _installation(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(urlsafe_b64encode(b64decode(key))) for key in keys])


def new_wrapped_key() -> bytes:
    """A fresh key for one coalition, encrypted with the installation's first key."""
    return _installation(tuple(settings.MASTER_KEYS)).encrypt(Fernet.generate_key())


def unwrap(wrapped: bytes) -> Fernet:
    """The coalition's cipher. Raises cryptography.fernet.InvalidToken when the installation's key is another."""
    return Fernet(_installation(tuple(settings.MASTER_KEYS)).decrypt(bytes(wrapped)))


class Cipher:
    """What one coalition hides about people, and finds again without reading: a text sealed, a mark of a text."""

    def __init__(self, wrapped: bytes) -> None:
        key = _installation(tuple(settings.MASTER_KEYS)).decrypt(bytes(wrapped))
        self._fernet = Fernet(key)
        self._mark_key = hmac.digest(key, b"kansrijk: marks of texts", "sha256")

    def seal(self, text: str) -> str:
        """The text, readable under this coalition's key only, and never twice the same."""
        return self._fernet.encrypt(text.encode()).decode()

    def unseal(self, sealed: str) -> str:
        """What `seal` hid. Raises cryptography.fernet.InvalidToken under another coalition's key."""
        return self._fernet.decrypt(sealed.encode()).decode()

    def mark(self, *texts: str) -> bytes:
        """32 bytes, the same for the same texts within this coalition: for exact matches, and nothing else.

        Each text is preceded by its length, so that ("a", "bc") and ("ab", "c") are two.
        """
        parts = [text.encode() for text in texts]
        whole = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
        return hmac.digest(self._mark_key, whole, "sha256")


def rewrap(wrapped: bytes) -> bytes:
    """The same key under the installation's newest key."""
    return _installation(tuple(settings.MASTER_KEYS)).rotate(bytes(wrapped))


def encrypt(text: str) -> str:
    """A short secret of an account under the installation's first key."""
    return _installation(tuple(settings.MASTER_KEYS)).encrypt(text.encode()).decode()


def decrypt(text: str) -> str:
    """What `encrypt` hid. Raises cryptography.fernet.InvalidToken when the installation's keys are others."""
    return _installation(tuple(settings.MASTER_KEYS)).decrypt(text.encode()).decode()
