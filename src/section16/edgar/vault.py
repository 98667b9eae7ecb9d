"""The vault: secrets in one encrypted file, for machines without a keyring.

The key is made from a passphrase by scrypt (RFC 7914); the names and values together are
sealed by AES-256-GCM, with the head of the file as associated data.  The file is replaced
whole, and readable by its owner alone.
"""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from pathlib import Path

import msgspec

from section16.edgar.private import write_private
from section16.edgar.secrets import Secret
from section16.vocabulary.errors import Damaged, MissingPackage, Section16Error

try:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
except ImportError as error:
    raise MissingPackage(
        "found no package cryptography, expected it for --vault; get it: pip install 'section16[file]'"
    ) from error

WORK = 2**17  # scrypt's n: about 128 MB and half a second
_MOST_WORK = 2**20
_KEY, _SALT, _NONCE = 32, 16, 12


class _File(msgspec.Struct, frozen=True):
    """The file, as JSON: bytes in base64."""

    vault: int
    n: int
    r: int
    p: int
    salt: str
    nonce: str
    sealed: str

    @property
    def head(self) -> bytes:
        """What the seal covers besides the secrets."""
        return msgspec.json.encode([self.vault, self.n, self.r, self.p, self.salt])


class WrongPassphrase(Section16Error):
    """The vault does not open: another passphrase, or a changed file."""


class VaultStore:
    """The secrets in an encrypted file; a new file is written at the first ``set``.

    work  scrypt's n for a new file, a power of two; ``WORK`` when left out

    Raises Damaged for another file, WrongPassphrase, OSError.
    """

    def __init__(self, path: Path, passphrase: Secret, *, work: int | None = None) -> None:
        self.path = path
        self._secrets: dict[str, Secret] = {}
        if path.exists():
            file = _read(path)
            self._file, self._key = file, _key(passphrase, file)
            self._secrets = self._opened()
        else:
            salt = b64encode(os.urandom(_SALT)).decode()
            self._file = _File(vault=1, n=work or WORK, r=8, p=1, salt=salt, nonce="", sealed="")
            self._key = _key(passphrase, self._file)

    def __repr__(self) -> str:
        return f"VaultStore({str(self.path)!r}, {len(self._secrets)} secrets)"

    def get(self, name: str) -> Secret | None:
        """See ``SecretStore``."""
        return self._secrets.get(name)

    def set(self, name: str, secret: Secret) -> None:
        """See ``SecretStore``."""
        self._secrets[name] = secret
        self._write()

    def delete(self, name: str) -> bool:
        """See ``SecretStore``."""
        if self._secrets.pop(name, None) is None:
            return False
        self._write()
        return True

    def names(self) -> tuple[str, ...]:
        """See ``SecretStore``."""
        return tuple(sorted(self._secrets))

    def _opened(self) -> dict[str, Secret]:
        file = self._file
        aes = AESGCM(self._key)
        try:
            # no name is given to what is in the clear: a traceback may show names
            return {
                name: Secret(value)
                for name, value in msgspec.json.decode(
                    aes.decrypt(b64decode(file.nonce), b64decode(file.sealed), file.head), type=dict[str, str]
                ).items()
            }
        except InvalidTag:
            raise WrongPassphrase(f"{self.path} does not open: another passphrase, or a changed file") from None

    def _write(self) -> None:
        nonce = os.urandom(_NONCE)
        sealed = AESGCM(self._key).encrypt(
            nonce, msgspec.json.encode({n: s.reveal() for n, s in self._secrets.items()}), self._file.head
        )
        self._file = msgspec.structs.replace(
            self._file, nonce=b64encode(nonce).decode(), sealed=b64encode(sealed).decode()
        )
        write_private(self.path, msgspec.json.encode(self._file))


def _read(path: Path) -> _File:
    try:
        file = msgspec.json.decode(path.read_bytes(), type=_File)
        lengths = [len(b64decode(text, validate=True)) for text in (file.salt, file.nonce, file.sealed)]
    except (ValueError, msgspec.MsgspecError):
        raise Damaged(f"{path}, which is no vault", "a file that section16 secret has written") from None
    # a file from elsewhere must not make us compute for ever
    is_power = 1 < file.n <= _MOST_WORK and file.n & (file.n - 1) == 0
    if file.vault != 1 or not is_power or (file.r, file.p) != (8, 1) or lengths[:2] != [_SALT, _NONCE]:
        raise Damaged(f"{path}, a vault of another kind", "version 1, scrypt with r 8 and p 1")
    return file


def _key(passphrase: Secret, file: _File) -> bytes:
    kdf = Scrypt(salt=b64decode(file.salt), length=_KEY, n=file.n, r=file.r, p=file.p)
    return kdf.derive(passphrase.reveal().encode())
