"""Use cases of the domain's proof: what to create, what is there now, and looking again by itself.

Name servers are asked outside every transaction. A check takes the domain for itself beforehand, so that of several
processes one asks; what it learned is written only if the domain is still the one that was asked about.
"""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlmodel import Session

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import Forbidden
from comunik_kit.kernel.fanout import Announce, Topic
from comunik_kit.kernel.secrets import Keyring
from comunik_kit.workspaces import proof_rules, records, repository, rules
from comunik_kit.workspaces.diagnosis import Diagnosis, Standing, diagnose
from comunik_kit.workspaces.errors import NoDomainToCheck
from comunik_kit.workspaces.lookups import Kind, Outcome, Question, Resolvers, values_of
from comunik_kit.workspaces.proof_rules import Turn
from comunik_kit.workspaces.proof_views import kept, shown
from comunik_kit.workspaces.records import Wanted
from comunik_kit.workspaces.tables import Domain, DomainState
from comunik_kit.workspaces.views import ProofView

# Text, because roles, who name the permissions, stand to the right of this domain.
_MANAGE, _SEE = "white_label:manage", "settings:read"
_TAGS = {
    Turn.PROVEN: AuditTag.DOMAIN_PROVEN,
    Turn.WARNED: AuditTag.DOMAIN_PROOF_MISSING,
    Turn.LOST: AuditTag.DOMAIN_LOST,
}

Warn = Callable[[Session, Domain, str, datetime], None]
"""Tells the admins, in the open transaction, that a proof has disappeared; the text is where links lead from now on."""


class DomainProofs:
    """The proof of the white-label domain."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        keyring: Keyring,
        resolvers: Resolvers,
        public_url: str,
        warn: Warn,
        announce: Announce,
        nudge: Callable[[], None],
    ) -> None:
        """Take who is asked, who is told, and what wakes the sending of mail."""
        self._db, self._clock, self._keyring, self._resolvers = db, clock, keyring, resolvers
        self._public_url, self._warn, self._announce, self._nudge = public_url, warn, announce, nudge

    def view(self, actor: Actor) -> ProofView:
        """Show what to create and what was found at the last look, to holders of either permission of the page."""
        if not (actor.may(_MANAGE) or actor.may(_SEE)):
            raise Forbidden
        with self._db.read() as s:
            domain = repository.domain_of(s, actor.workspace_id)
        if domain is None or domain.state == DomainState.DEVELOPMENT:
            return ProofView(host=domain.host if domain else "", state=domain.state if domain else "")
        return shown(domain, self._wanted(domain.workspace_id, domain.host))

    def check(self, actor: Actor) -> ProofView:
        """Ask the name servers now; within a few seconds of another look, what that one found is shown.

        Raises `NoDomainToCheck` where there is none that needs a proof.
        """
        actor.require(_MANAGE)
        now = self._clock.now()
        with self._db.write() as s:
            domain = repository.domain_of(s, actor.workspace_id)
            if domain is None or domain.state == DomainState.DEVELOPMENT:
                raise NoDomainToCheck
            seen = domain.checked_at
            mine = (seen is None or now - seen >= proof_rules.BETWEEN) and repository.take_domain(
                s, domain, now + proof_rules.AT_WORK
            )
        if mine:
            self._look(domain)
        return self.view(actor)

    def look_up(self, workspace_id: str, *, host: str) -> Diagnosis:
        """Ask about any name without changing anything: what a workspace would have to show, and what is there."""
        wanted = self._wanted(workspace_id, rules.parse_host(host))
        return diagnose(wanted, self._resolvers.ask(records.questions(wanted)))

    def run_due(self) -> int:
        """Look at every domain whose hour has come; how many those were."""
        now = self._clock.now()
        with self._db.read() as s:
            waiting = repository.due_domains(s, now)
        done = 0
        for domain in waiting:
            with self._db.write() as s:
                mine = repository.take_domain(s, domain, now + proof_rules.AT_WORK)
            if mine:
                self._look(domain)
                done += 1
        return done

    def _wanted(self, workspace_id: str, host: str) -> Wanted:
        return records.wanted(self._keyring, workspace_id, host, self._public_url)

    def _look(self, domain: Domain) -> None:
        diagnosis = self.look_up(domain.workspace_id, host=domain.host)
        good = self._good(domain)
        with self._db.write() as s:
            turn = self._settle(s, domain, diagnosis, good)
        self._announce(domain.workspace_id, Topic.DOMAIN)
        if turn is not Turn.NONE:
            self._announce(domain.workspace_id, Topic.MAIL)
            self._nudge()

    def _good(self, domain: Domain) -> Standing:
        """Tell whether the good host of before still has our token: links go back to nothing else."""
        wanted = self._wanted(domain.workspace_id, domain.good_host)
        question = Question(wanted.proof_name, Kind.TXT)
        answers = self._resolvers.ask([question]) if domain.good_host else {}
        if wanted.token in values_of(answers, *question):
            return Standing.STANDS
        silent = {answer.outcome for answer in answers.get(question, ())} <= {Outcome.SILENT, Outcome.BROKEN}
        return Standing.UNSURE if silent else Standing.FALLEN

    def _settle(self, s: Session, asked: Domain, diagnosis: Diagnosis, good: Standing) -> Turn:
        repository.lock_workspace(s, asked.workspace_id)
        domain = repository.domain_of(s, asked.workspace_id)
        if domain is None or domain.host != asked.host:
            return Turn.NONE  # another name was set meanwhile: this says nothing about it
        now = self._clock.now()
        turn = proof_rules.settle(domain, diagnosis.standing, now)
        is_gone = good is Standing.FALLEN or (turn is Turn.LOST and good is not Standing.STANDS)
        if domain.state == DomainState.LOST and is_gone:
            domain.good_host = ""
        domain.last_check = kept(diagnosis)
        s.add(domain)
        self._tell(s, domain, turn, now)
        return turn

    def _tell(self, s: Session, domain: Domain, turn: Turn, now: datetime) -> None:
        if turn is Turn.NONE:
            return
        if turn is Turn.PROVEN:
            repository.forget_good_host(s, domain.host, but=domain.workspace_id)
        else:
            base = rules.link_base(*rules.served(domain), self._public_url)
            self._warn(s, domain, base if turn is Turn.LOST else "", now)
        details = {"host": domain.host, "good_host": domain.good_host}
        target = Target("domain", domain.id, domain.host)
        record(s, now, None, _TAGS[turn], target, workspace_id=domain.workspace_id, details=details)


def as_plain(diagnosis: Diagnosis) -> dict[str, Any]:
    """Write a diagnosis as plain values, for programs."""
    return {**asdict(diagnosis), "standing": diagnosis.standing.value}
