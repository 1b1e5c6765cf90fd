"""The coalitions' own encryption keys, wrapped with the installation's key; destroying one destroys what it wrote."""

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


def rewrap(wrapped: bytes) -> bytes:
    """The same key under the installation's newest key."""
    return _installation(tuple(settings.MASTER_KEYS)).rotate(bytes(wrapped))


def encrypt(text: str) -> str:
    """A short secret of an account under the installation's first key."""
    return _installation(tuple(settings.MASTER_KEYS)).encrypt(text.encode()).decode()


def decrypt(text: str) -> str:
    """What `encrypt` hid. Raises cryptography.fernet.InvalidToken when the installation's keys are others."""
    return _installation(tuple(settings.MASTER_KEYS)).decrypt(text.encode()).decode()
