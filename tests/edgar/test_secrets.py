"""Secrets: never shown by accident, kept in a keyring or an encrypted file, and taken out of every text."""

import base64
import copy
import json
import logging
import pickle
import stat
import sys
import traceback
from datetime import UTC, datetime

import cryptography  # noqa: F401 - a missing one skips this module
import keyring
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring

from section16.edgar.keyring_store import KeyringStore
from section16.edgar.secrets import (
    HIDDEN,
    Redactor,
    Secret,
    Tokens,
    checked,
    secret_name,
    token_expiry,
)
from section16.edgar.vault import VaultStore, WrongPassphrase
from section16.vocabulary.errors import Damaged, Section16Error, SeenAndExpected

VALUE = "pl@nt3d!"
LIGHT = 2**4  # scrypt's work in tests


# ------------------------------------------------------------------------------------------------ the type


def test_a_secret_never_shows_itself():
    secret = Secret(VALUE)
    tokens = Tokens(secret, secret)
    shown = [
        repr(secret), str(secret), f"{secret}", f"{secret:>20}", f"{secret!s}", "%s %r" % (secret, secret),  # noqa: UP031
        format(secret, "x"), repr([secret]), repr({"a": secret}), repr(tokens), str(tokens), json.dumps(repr(secret)),
    ]  # fmt: skip
    assert not any(VALUE in text for text in shown)
    assert secret.reveal() == VALUE
    assert not hasattr(secret, "__dict__")


@pytest.mark.parametrize(
    "store", [pickle.dumps, json.dumps, msgspec.json.encode, msgspec.msgpack.encode, lambda s: pickle.dumps([s], 0)]
)
def test_a_secret_is_not_serialised(store):
    with pytest.raises(TypeError) as error:
        store(Secret(VALUE))
    assert VALUE not in str(error.value)


def test_secrets_compare_and_copy():
    assert Secret(VALUE) == Secret(VALUE) != Secret("other")
    assert Secret(VALUE) != VALUE
    assert copy.deepcopy([Secret(VALUE)])[0] == Secret(VALUE)
    assert copy.copy(Secret(VALUE)) == Secret(VALUE)
    with pytest.raises(TypeError):
        hash(Secret(VALUE))


def test_a_traceback_with_its_variables_does_not_show_a_secret():
    def fails(secret: Secret, tokens: Tokens) -> None:
        raise ValueError("no")

    try:
        fails(Secret(VALUE), Tokens(Secret(VALUE), Secret(VALUE)))
    except ValueError as error:
        text = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    assert "secret = Secret(********)" in text
    assert text.count(VALUE) == 0


def test_names():
    assert secret_name("CCC-0001212502") == "ccc-1212502"
    assert secret_name(" filer-token ") == "filer-token"
    for name in ("", "ccc-", "ccc-abc", "password", "ccc-12345678901"):
        with pytest.raises(SeenAndExpected):
            secret_name(name)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ccc-1", "short"), ("ccc-1", "much too long"), ("ccc-1", "with bl."), ("filer-token", ""),
        ("filer-token", "a,b"), ("user-token", "a b"), ("user-token", "a\nb"), ("user-token", "é"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_one_is_refused_without_quoting_it(name, value):
    with pytest.raises(SeenAndExpected) as error:
        checked(name, value)
    assert not value or value not in str(error.value)


def test_a_token_says_when_it_ends():
    head = base64.urlsafe_b64encode(b'{"alg":"ECDH-ES","expiresAt":"2025-07-25T03:00:00Z"}').decode().rstrip("=")
    assert token_expiry(Secret(f"{head}.payload.seal")) == datetime(2025, 7, 25, 3, tzinfo=UTC)
    for other in ("", "x", "....", "e30.a.b", base64.b64encode(b'{"expiresAt":"soon"}').decode(), "W10.a"):
        assert token_expiry(Secret(other)) is None


# ------------------------------------------------------------------------------------------------ redaction


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_a_secret_is_found_in_base64_at_any_place(before, after):
    text = base64.b64encode(before + VALUE.encode() + after).decode()
    hidden = Redactor([Secret(VALUE)]).text(text)
    assert HIDDEN in hidden
    assert len(hidden) < len(text) + len(HIDDEN)


def test_logs_hide_secrets(capsys):
    redactor = Redactor([Secret(VALUE)])
    handler = logging.StreamHandler(sys.stderr)
    logger = logging.getLogger("section16.test_secrets")
    logging.getLogger().addHandler(handler)
    try:
        with redactor.installed():
            logger.warning("sent %s", VALUE)
            try:
                raise ValueError(VALUE)
            except ValueError:
                logger.exception("broken")
    finally:
        logging.getLogger().removeHandler(handler)
        sys.excepthook = sys.__excepthook__
    shown = capsys.readouterr().err
    assert shown.count(HIDDEN) >= 2
    assert VALUE not in shown


def test_a_traceback_of_the_process_hides_secrets(capsys):
    with Redactor([Secret(VALUE)]).installed():
        hook = sys.excepthook
    sys.excepthook = sys.__excepthook__
    try:
        raise RuntimeError(f"endpoint said {VALUE}")
    except RuntimeError as error:
        hook(type(error), error, error.__traceback__)
    shown = capsys.readouterr().err
    assert "RuntimeError: endpoint said ********" in shown
    assert VALUE not in shown


# ------------------------------------------------------------------------------------------------- the vault


def test_the_vault_keeps_and_forgets(tmp_path):
    path = tmp_path / "vault.json"
    vault = VaultStore(path, Secret("open sesame"), work=LIGHT)
    assert vault.names() == ()
    vault.set("ccc-1", Secret(VALUE))
    vault.set("user-token", Secret("token"))
    again = VaultStore(path, Secret("open sesame"))
    assert again.names() == ("ccc-1", "user-token")
    assert again.get("ccc-1") == Secret(VALUE)
    assert again.get("ccc-2") is None
    assert again.delete("ccc-1")
    assert not again.delete("ccc-1")
    assert VaultStore(path, Secret("open sesame")).names() == ("user-token",)
    assert VALUE not in repr(again)


def test_the_vault_file_shows_nothing(tmp_path):
    path = tmp_path / "vault.json"
    VaultStore(path, Secret("open sesame"), work=LIGHT).set("ccc-1212502", Secret(VALUE))
    raw = path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for hidden in (VALUE.encode(), b"1212502", b"sesame", base64.b64encode(VALUE.encode())[:10]):
        assert hidden not in raw
    assert [p.name for p in tmp_path.iterdir()] == ["vault.json"]


def test_the_same_secrets_are_sealed_differently_each_time(tmp_path):
    path = tmp_path / "vault.json"
    vault = VaultStore(path, Secret("open sesame"), work=LIGHT)
    seen = set()
    for _ in range(3):
        vault.set("ccc-1", Secret(VALUE))
        seen.add(json.loads(path.read_bytes())["nonce"])
    assert len(seen) == 3


def test_another_passphrase_or_a_changed_file_does_not_open(tmp_path):
    path = tmp_path / "vault.json"
    VaultStore(path, Secret("open sesame"), work=LIGHT).set("ccc-1", Secret(VALUE))
    with pytest.raises(WrongPassphrase):
        VaultStore(path, Secret("open sesam"))
    whole = json.loads(path.read_bytes())
    for field in ("salt", "nonce", "sealed"):
        raw = bytearray(base64.b64decode(whole[field]))
        raw[0] ^= 1
        path.write_text(json.dumps({**whole, field: base64.b64encode(raw).decode()}))
        with pytest.raises(WrongPassphrase):
            VaultStore(path, Secret("open sesame"))


@pytest.mark.parametrize("change", [{"n": 2**30}, {"n": 3}, {"r": 64}, {"vault": 2}, {"salt": "*"}, {"n": None}])
def test_a_vault_of_another_kind_is_refused_before_any_work(tmp_path, change):
    path = tmp_path / "vault.json"
    VaultStore(path, Secret("open sesame"), work=LIGHT).set("ccc-1", Secret(VALUE))
    path.write_text(json.dumps({**json.loads(path.read_bytes()), **change}))
    with pytest.raises(Damaged):
        VaultStore(path, Secret("open sesame"))


# ----------------------------------------------------------------------------------------------- the keyring


class InMemory(KeyringBackend):
    """A keyring for the test."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password

    def delete_password(self, service, username):
        del self.kept[service, username]


@pytest.fixture
def backend():
    before = keyring.get_keyring()
    made = InMemory()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


def test_the_keyring_keeps_and_forgets(backend):
    store = KeyringStore()
    assert store.names() == ()
    store.set("ccc-1", Secret(VALUE))
    store.set("filer-token", Secret("token"))
    assert store.names() == ("ccc-1", "filer-token")
    assert store.get("ccc-1") == Secret(VALUE)
    assert store.get("ccc-2") is None
    assert store.delete("ccc-1")
    assert not store.delete("ccc-1")
    assert store.names() == ("filer-token",)
    assert backend.kept == {("section16", "filer-token"): "token", ("section16", "names"): "filer-token"}


def test_no_keyring_is_one_line(backend):
    keyring.set_keyring(NoKeyring())
    with pytest.raises(Section16Error, match="found no keyring on this system, expected one, or an encrypted file"):
        KeyringStore().get("ccc-1")
