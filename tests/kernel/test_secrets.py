"""What is derived from the server's key."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comunik_kit.kernel.secrets import Keyring, load_or_make_key, random_secret

ID = "0123456789abcdef" * 2
RING = Keyring(b"k" * 32)


def test_a_link_is_good_for_its_purpose_row_and_version_alone() -> None:
    token = RING.link("invite", ID, 2)
    parsed = RING.read("invite", token)
    assert parsed is not None
    assert parsed.row_id == ID
    assert parsed.matches(2)
    assert not parsed.matches(1)
    assert not parsed.matches(3)
    assert not parsed.matches_before(2)
    assert parsed.matches_before(3)
    for ring, purpose in ((RING, "reset"), (Keyring(b"j" * 32), "invite")):
        other = ring.read(purpose, token)
        assert other is not None
        assert not any(other.matches(version) for version in range(4))


def test_a_link_with_any_one_sign_changed_matches_nothing() -> None:
    token = RING.link("invite", ID, 1)
    for place in range(len(token)):
        forged = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        parsed = RING.read("invite", forged)
        same_row = parsed is not None and parsed.row_id == ID and parsed.matches(1)
        # The last sign of the row's half carries bits that no id has: another spelling of the very same link.
        assert not same_row or place == 21


@given(st.text(max_size=90))
def test_any_text_is_a_link_s_shape_or_none(token: str) -> None:
    parsed = RING.read("invite", token)
    assert parsed is None or not parsed.matches(1)


def test_a_key_that_is_too_short_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Keyring(b"short")


def test_a_password_is_peppered_whole_into_what_bcrypt_takes() -> None:
    """AUT-01, AUT-02."""
    long = "é" * 5_000
    assert len(RING.pepper(long)) == 64
    assert b"\0" not in RING.pepper("a\0b")
    assert RING.pepper(long) != RING.pepper(long + "x")
    assert RING.pepper("a\0b") != RING.pepper("a")
    assert RING.pepper("a") != Keyring(b"j" * 32).pepper("a")


def test_digests_differ_by_purpose_and_hide_the_value() -> None:
    assert RING.digest("ip", "x") != RING.digest("account", "x")
    assert len(RING.digest("ip", "192.0.2.1")) == 64
    assert RING.digest("ip", "192.0.2.1") != Keyring(b"j" * 32).digest("ip", "192.0.2.1")


def test_the_key_is_made_once_and_is_the_owner_s_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "key"
    key = load_or_make_key(path)
    assert load_or_make_key(path) == key
    assert len(key) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_random_secrets_do_not_repeat() -> None:
    made = {random_secret() for _ in range(100)}
    assert len(made) == 100
    assert all(len(each) == 43 for each in made)
