"""Hashing passwords."""

import threading

import bcrypt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comunik_kit.access.hasher import COST, THREADS, Hasher
from comunik_kit.kernel.secrets import Keyring

KEYRING = Keyring(b"a key for tests alone, 32 bytes!")
HASHER = Hasher(keyring=KEYRING, cost=4)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@settings(max_examples=25)
@given(start=st.text("abcé🚲", min_size=72, max_size=90), one=TEXT, other=TEXT)
def test_passwords_count_whole_however_long(start: str, one: str, other: str) -> None:
    """AUT-01, AUT-02: sharing the first 72 bytes is not enough."""
    hashed = HASHER.hash(start + one + "1")

    assert HASHER.verify(start + one + "1", hashed)
    assert not HASHER.verify(start + other + "2", hashed)


@pytest.mark.parametrize(
    "password", ["x" * 73, "x" * 5_000, "Vélo\0rouge", "", "\udcff", "é" * 1_024], ids=len
)
@pytest.mark.parametrize("known", [True, False])
def test_no_password_makes_comparing_fail(password: str, *, known: bool) -> None:
    """AUT-02: the answer is no, for known people and unknown ones."""
    assert HASHER.verify(password, HASHER.hash("Vélo-rouge-42!") if known else None) is False


def test_an_empty_or_damaged_hash_is_nobodys_password() -> None:
    """AUT-02."""
    assert not HASHER.verify("", "")
    assert not HASHER.verify("Vélo-rouge-42!", "$2b$04$short")


def test_the_case_and_every_character_count() -> None:
    """AUT-01."""
    hashed = HASHER.hash("Vélo-rouge-42!")

    assert HASHER.verify("Ve\u0301lo-rouge-42!", hashed)  # the same é, typed in two
    assert not HASHER.verify("vélo-rouge-42!", hashed)
    assert not HASHER.verify("Velo-rouge-42!", hashed)
    assert not HASHER.verify("Vélo-rouge-42! ", hashed)


def test_another_servers_key_opens_nothing() -> None:
    """AUT-02: a stolen table is of no use without the pepper."""
    elsewhere = Hasher(keyring=Keyring(b"another key of 32 bytes, for sure"), cost=4)
    assert not elsewhere.verify("Vélo-rouge-42!", HASHER.hash("Vélo-rouge-42!"))


def test_the_cost_is_twelve_and_a_cheaper_hash_is_outdated() -> None:
    """AUT-03."""
    assert COST >= 12
    assert Hasher(keyring=KEYRING, cost=5).is_outdated(HASHER.hash("Vélo-rouge-42!"))
    assert not HASHER.is_outdated(HASHER.hash("Vélo-rouge-42!"))


def test_unknown_people_cost_what_known_ones_cost() -> None:
    """AUT-09: what they are compared with is a whole hash of today's cost."""
    hashed = HASHER.hash("Vélo-rouge-42!")

    assert len(HASHER._nobody) == len(hashed)
    assert HASHER._nobody[:7] == hashed[:7]
    assert not bcrypt.checkpw(KEYRING.pepper("Vélo-rouge-42!"), HASHER._nobody.encode())


def test_a_storm_of_sign_ins_hashes_in_two_threads() -> None:
    """AUT-03: the rest of the machine is for everybody else."""
    hasher = Hasher(keyring=KEYRING, cost=4)
    before = set(threading.enumerate())  # of other tests, whose threads may end meanwhile
    visitors = [threading.Thread(target=hasher.verify, args=("wrong", None)) for _ in range(20)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()

    assert 0 < len(set(threading.enumerate()) - before) <= THREADS
