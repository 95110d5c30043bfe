"""Entries as sentences: every act has one in both languages, and nothing secret is in any."""

from typing import Any

import pytest

from comunik_kit.audit.tables import AuditEntry
from comunik_kit.audit.tags import AuditTag
from comunik_kit.audit.telling import told
from comunik_kit.locale import LANGUAGES, catalogue
from tests.support.clock import START

PAUL, AMINA = "1" * 32, "2" * 32
AGENT = {"id": "x", "key": "agent", "name": "Agent"}
OWN = {"id": "y", "key": "", "name": "Siège"}


def entry(
    tag: str, *, by: str = "Amina", about: str = "Paul", kind: str = "user", **details: Any
) -> AuditEntry:
    """Make an entry as the product writes them."""
    return AuditEntry(
        id="e" * 32,
        at=START,
        tag=tag,
        actor_id=AMINA if by else None,
        actor_name=by,
        target_kind=kind,
        target_id=PAUL if about else "",
        target_name=about,
        details=details,
    )


@pytest.mark.parametrize("tag", list(AuditTag))
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_act_has_a_sentence_in_both_languages(tag: AuditTag, lang: str) -> None:
    """LOG-04: readable, whatever an entry of an older version lacks in details."""
    assert f"journal.act.{tag.value}" in catalogue(lang)
    for names in ({}, {"by": ""}, {"about": ""}, {"by": "", "about": ""}):
        said = told(entry(tag.value, **names)).spoken(lang)
        assert said, tag
        assert "{" not in said, said
        assert "journal." not in said, said


def test_an_act_that_is_not_known_any_more_is_told_all_the_same() -> None:
    said = told(entry("gone_since")).spoken("fr")
    assert said == "Amina\N{NO-BREAK SPACE}: journal.act.gone_since (Paul)"


SENTENCES = [
    (
        entry(AuditTag.SIGNED_IN, provider="Exemple SSO"),
        "Amina a ouvert une session par Exemple SSO",
        "Amina signed in by Exemple SSO",
    ),
    (
        entry(AuditTag.IDENTITY_LINKED, provider="Exemple SSO"),
        "L’identité de Paul chez Exemple SSO est liée à son compte",
        "The identity of Paul at Exemple SSO is linked to their account",
    ),
    (
        entry(AuditTag.IDENTITY_UNLINKED, provider="Exemple SSO"),
        "Amina a délié son identité chez Exemple SSO",
        "Amina unlinked their identity at Exemple SSO",
    ),
    (
        entry(AuditTag.ROLE_CHANGED, before=AGENT, after={**AGENT, "key": "supervisor"}),
        "Amina a changé le rôle de Paul\N{NO-BREAK SPACE}: Agent → Superviseur",
        "Amina changed the role of Paul: Agent → Supervisor",
    ),
    (
        entry(AuditTag.ROLE_CHANGED, before=OWN, after=AGENT),
        "Amina a changé le rôle de Paul\N{NO-BREAK SPACE}: Siège → Agent",
        "Amina changed the role of Paul: Siège → Agent",
    ),
    (
        entry(AuditTag.USER_UPDATED, fields=["phone", "tier_id", "novel"]),
        "Amina a modifié la fiche Paul\N{NO-BREAK SPACE}: mobile, abonnement, novel",
        "Amina changed the record Paul: phone, subscription, novel",
    ),
    (
        entry(AuditTag.USER_UPDATED, fields=["tier_id"], moves={"tier_id": ["", "Pro"]}),
        "Amina a modifié la fiche Paul\N{NO-BREAK SPACE}: abonnement (– → Pro)",
        "Amina changed the record Paul: subscription (– → Pro)",
    ),
    (
        entry(AuditTag.MAIL_LIMITS_CHANGED, before={"rate": None, "daily_quota": 90}, after={"rate": 2.5}),
        (
            "Amina a changé les limites d’envoi\N{NO-BREAK SPACE}: "
            "sans limite → 2.5 par seconde, 90 → sans limite par jour"
        ),
        "Amina changed the sending limits: no limit → 2.5 a second, 90 → no limit a day",
    ),
    (
        entry(AuditTag.DOMAIN_CHANGED, kind="domain", before="a.example.org", after="b.example.org"),
        "Amina a changé le domaine\N{NO-BREAK SPACE}: a.example.org → b.example.org",
        "Amina changed the domain: a.example.org → b.example.org",
    ),
    (
        entry(AuditTag.SESSIONS_ENDED, count=1),
        "Amina a fermé 1 session ouverte par Paul",
        "Amina ended 1 session opened by Paul",
    ),
    (
        entry(AuditTag.JOURNAL_KEPT, before=0, after=24),
        "Amina a changé la durée de conservation du journal\N{NO-BREAK SPACE}: toujours → 24 mois",
        "Amina changed how long the journal is kept: for ever → 24 months",
    ),
    (
        entry(AuditTag.MAIL_PAUSED, by="", about="smtp", kind="mail_channel", origin="console"),
        "La console a mis l’envoi en pause (smtp)",
        "The console paused the sending (smtp)",
    ),
    (
        entry(AuditTag.SIGN_IN_FAILED, by="", about=""),
        "Connexion refusée\N{NO-BREAK SPACE}: aucun compte à cette adresse",
        "Sign-in refused: no account has that address",
    ),
]


@pytest.mark.parametrize(("written", "french", "english"), SENTENCES)
def test_a_sentence_names_who_whom_and_what_changed(written: AuditEntry, french: str, english: str) -> None:
    assert told(written).spoken("fr") == french
    assert told(written).spoken("en") == english


def test_who_acts_on_themselves_is_told_so() -> None:
    own = entry(AuditTag.USER_UPDATED, fields=["phone"])
    own.target_id, own.target_name = own.actor_id or "", "Amina"
    assert told(own).spoken("fr") == "Amina a modifié sa propre fiche\N{NO-BREAK SPACE}: mobile"


def test_a_forgotten_person_is_told_by_the_end_of_their_id() -> None:
    """Decision 0012."""
    emptied = entry(AuditTag.USER_SUSPENDED)
    emptied.actor_name = emptied.target_name = ""
    assert told(emptied).spoken("fr") == "#222222 a suspendu l’accès pour #111111"


def test_a_name_that_looks_like_a_key_or_a_slot_stays_a_name() -> None:
    """INP-08: nothing that people typed is read as ours."""
    said = told(entry(AuditTag.USER_DELETED, by="roles.name.admin", about="{who}")).spoken("fr")
    assert said == "roles.name.admin a supprimé le compte {who}"
