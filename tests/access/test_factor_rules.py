"""Codes and their moments, as a table with a clock that stands still."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyotp.totp import TOTP

from comunik_kit.access import factor_rules
from comunik_kit.kernel.secrets import Keyring

SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
BOUNDARY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def code(moment: datetime, steps: int = 0) -> str:
    return TOTP(SEED).at(int(moment.timestamp()), counter_offset=steps)


@pytest.mark.parametrize("second", [0, 1, 29])
@pytest.mark.parametrize(("steps", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_counts_one_step_around_its_own(second: int, steps: int, *, fits: bool) -> None:
    """MFA-02: on both sides, to the second."""
    now = BOUNDARY + timedelta(seconds=second)
    found = factor_rules.matched_step(SEED, code(now, steps), now)
    assert found == (factor_rules.step_of(now) + steps if fits else None)


@pytest.mark.parametrize(
    ("steps", "ahead", "told"),
    [(-2, False, True), (-20, False, True), (-21, False, False), (2, False, False), (2, True, True), (21, True, False)],
)  # fmt: skip
def test_a_clock_that_is_wrong_is_told_but_of_a_code_to_come_only_to_who_is_in(
    steps: int, *, ahead: bool, told: bool
) -> None:
    """MFA-02."""
    typed = code(BOUNDARY, steps)
    assert factor_rules.is_of_another_moment(SEED, typed, BOUNDARY, ahead=ahead) is told


@pytest.mark.parametrize(
    ("typed", "read"),
    [("123456", "123456"), (" 123 456 ", "123456"), ("12345", ""), ("1234567", ""), ("12345a", ""), ("١٢٣٤٥٦", ""),
     ("", ""), ("1" * 10_000, "")],
)  # fmt: skip
def test_six_digits_are_read_and_nothing_else(typed: str, read: str) -> None:
    assert factor_rules.read_totp(typed) == read


def test_a_seed_has_160_bits_and_is_never_the_same() -> None:
    """MFA-04."""
    seeds = {factor_rules.new_seed() for _ in range(50)}
    assert len(seeds) == 50
    assert {len(seed) for seed in seeds} == {32}


@given(st.text(max_size=60))
def test_any_text_is_a_recovery_code_or_none_and_never_an_error(text: str) -> None:
    """MFA-06."""
    assert len(factor_rules.read_recovery(text)) in {0, factor_rules.RECOVERY_LENGTH}


def test_a_recovery_code_is_read_as_people_type_it(keyring: Keyring) -> None:
    """MFA-06: 80 bits, in groups, any case; ten thousand signs are a plain refusal."""
    made = keyring.code("recovery", "0" * 32, 1, factor_rules.RECOVERY_LENGTH)
    shown = factor_rules.grouped(made)
    assert len(made) == 16
    assert len(shown) == 19
    assert factor_rules.read_recovery(f"  {shown.lower()} ") == made
    assert factor_rules.read_recovery(shown * 600) == ""


def test_what_is_sealed_opens_for_its_purpose_and_row_alone(keyring: Keyring) -> None:
    """MFA-04."""
    sealed = keyring.seal("totp", "a" * 32, SEED.encode())
    assert SEED not in sealed
    assert keyring.seal("totp", "a" * 32, SEED.encode()) != sealed
    assert keyring.unseal("totp", "a" * 32, sealed) == SEED.encode()
    for purpose, row, text in (
        ("other", "a" * 32, sealed),
        ("totp", "b" * 32, sealed),
        ("totp", "a" * 32, sealed[:-2] + "AA"),
        ("totp", "a" * 32, ""),
        ("totp", "a" * 32, "é"),
    ):
        assert keyring.unseal(purpose, row, text) is None
    assert Keyring(b"another key of thirty-two bytes!").unseal("totp", "a" * 32, sealed) is None
