"""Whom personal data is about, so that each domain tells and forgets its own part (GDPR, articles 15, 17 and 20)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DataSubject:
    """One person: by what their data is found, and the name that stands for them once they are forgotten.

    `emails`: every spelling of the addresses that were ever theirs, but for those that are somebody else's by now.
    Known only when they are to be forgotten: what somebody is told of is found by their id.
    """

    workspace_id: str
    user_id: str
    full_name: str
    email: str
    email_key: str
    emails: frozenset[str] = frozenset()

    @property
    def pseudonym(self) -> str:
        """Give what tells two forgotten people apart and says nothing of either."""
        return f"#{self.user_id[-6:]}"
