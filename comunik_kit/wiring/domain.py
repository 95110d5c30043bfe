"""The white-label domain: its proof, and that of the sending address."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from comunik_kit.mail.sender import bare_address
from comunik_kit.users.domain_notices import tell_domain_failing
from comunik_kit.wiring.ground import Ground
from comunik_kit.workspaces.lookups import Answers, Question
from comunik_kit.workspaces.proofs import DomainProofs
from comunik_kit.workspaces.sending_proofs import SendingProofs


@dataclass(frozen=True, slots=True)
class _Resolvers:
    """The settings' resolvers, or the system's."""

    servers: Sequence[tuple[str, int]]

    def ask(self, questions: Iterable[Question]) -> Answers:
        # Loaded with the first question: dnspython brings HTTP clients along, which a start should not pay for.
        from comunik_kit.workspaces.resolving import DnsResolvers  # noqa: PLC0415

        return DnsResolvers(self.servers).ask(questions)


def services(on: Ground) -> dict[str, Any]:
    """Give them by their names in `Kit`."""
    return {
        "domain_proofs": proofs(on),
        "sending_proofs": SendingProofs(
            resolvers=_Resolvers(on.settings.dns_servers),
            address=bare_address(on.sender.address),
            channel=on.sender.channel,
        ),
    }


def proofs(on: Ground) -> DomainProofs:
    """Make what looks at domains; also one of the chores."""
    return DomainProofs(
        db=on.db,
        clock=on.clock,
        keyring=on.keyring,
        resolvers=_Resolvers(on.settings.dns_servers),
        public_url=on.settings.public_url,
        warn=tell_domain_failing,
        announce=on.fanout.announce,
        nudge=on.worker.nudge,
    )
