"""Writing a claim's messages before any is handed over; one that cannot be written is no matter of the others."""

import logging
from collections.abc import Sequence
from datetime import datetime

from comunik_kit.kernel import email_address
from comunik_kit.mail import repository, rules
from comunik_kit.mail.claiming import Claim
from comunik_kit.mail.habits import Tools
from comunik_kit.mail.recording import Ready
from comunik_kit.mail.repository import Letter
from comunik_kit.mail.rules import Attempt, Outcome

logger = logging.getLogger(__name__)

Ended = tuple[Letter, Outcome]


def written(tools: Tools, claim: Claim) -> dict[str, Ready | Ended]:
    """Write the messages under a claim, by id; what is not worth sending has ended."""
    with tools.db.read() as session:
        letters = repository.under_lease(session, claim.ids, claim.mark)
    found = {row_id: _write(tools, letter) for row_id, letter in letters.items()}
    ended = [entry for entry in found.values() if isinstance(entry, tuple)]
    if claim.batch_key and ended:  # a batch in doubt goes out whole or not at all
        return {row_id: (letter, ended[0][1]) for row_id, letter in letters.items()}
    return found


def attempt(tools: Tools, letters: Sequence[Letter]) -> Attempt:
    """Count one try; the messages of a batch share it, so that they stay together."""
    since = [letter.in_trouble_since for letter in letters if letter.in_trouble_since]
    failed = max(letter.attempts for letter in letters)
    return Attempt(failed, min(since, default=None), tools.clock.now(), tools.habits.chance())


def _write(tools: Tools, letter: Letter) -> Ready | Ended:
    trial = attempt(tools, [letter])
    try:
        if ended := _not_worth_sending(letter, trial):
            return letter, ended
        return Ready(letter, tools.render(letter), email_address.parse(letter.to_email).key)
    except Exception as error:  # noqa: BLE001  - any mistake in a template is this one message's, not the worker's
        logger.error("mail %s cannot be written: %s", letter.id, type(error).__name__)  # noqa: TRY400
        return letter, rules.outcome_of_broken_rendering(trial, type(error).__name__)


def _not_worth_sending(letter: Letter, trial: Attempt) -> Outcome | None:
    if rules.is_too_late(trial):
        return rules.outcome_when_too_late(trial)
    expires = letter.params.get("expires_at")
    if expires and not letter.batch_key and datetime.fromisoformat(expires) <= trial.now:
        return rules.outcome_of_expired_link(trial)
    return None
