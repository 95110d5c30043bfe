"""The wizard of the domain: its events over a real name server, and a word for everything it can show."""

from collections.abc import Iterator

import pytest

from comunik_kit.locale import LANGUAGES, catalogue
from comunik_kit.web.white_label.proof import CAUSE_TONES, SENDER_TONES
from comunik_kit.web.white_label.proof_state import ProofState
from comunik_kit.web.white_label.state import WhiteLabelState
from comunik_kit.workspaces import records
from comunik_kit.workspaces.diagnosis import Cause
from comunik_kit.workspaces.resolving import DnsResolvers
from tests.support.cast import Cast
from tests.support.nameserver import NameServer, serving
from tests.web.users.conftest import Stage

pytestmark = pytest.mark.anyio
HOST, PAGE = "kit.exemple.fr", "/settings/white-label"


@pytest.fixture
def server(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[NameServer]:
    """Serve a zone with nothing of ours in it, and have it asked."""
    with serving() as server:
        server.zone("exemple.fr", "dns10.ovh.net")
        resolvers = DnsResolvers([server.address], patience=0.4)
        monkeypatch.setattr(cast.kit.domain_proofs, "_resolvers", resolvers)
        yield server


@pytest.fixture
def stage(cast: Cast) -> Stage:
    """Lend a workspace that the pages use."""
    return Stage(cast)


async def test_the_wizard_leads_from_a_name_to_its_proof(stage: Stage, server: NameServer) -> None:
    """Type a name, see what to create, see what is there and why, create it, see it proven."""
    async with stage.tab() as tab:
        await tab.fire(WhiteLabelState.load, path=PAGE)
        await tab.fire(WhiteLabelState.save, form={"domain": HOST})
        shown = (await tab.state(ProofState)).proof
        assert [(r.kind, r.cause) for r in shown.records] == [("TXT", ""), ("A", "")]

        await tab.fire(WhiteLabelState.check, path=PAGE)
        found = await tab.state(ProofState)
        assert [r.cause for r in found.proof.records] == ["missing", "missing"]
        assert (found.proof.provider, found.checking) == ("OVHcloud", False)

        server.put(f"_kit-proof.{HOST}", "TXT", f'"{shown.records[0].expected[0]}"')
        server.put(HOST, "A", "93.184.215.14")
        stage.cast.kit.clock.move(minutes=2)  # pyright: ignore[reportAttributeAccessIssue]
        await tab.fire(WhiteLabelState.check, path=PAGE)
        assert [r.cause for r in (await tab.state(ProofState)).proof.records] == ["ok", "ok"]
        above = (await tab.state(WhiteLabelState)).view
        assert (above.state, above.link_base) == ("proven", f"https://{HOST}")


async def test_a_development_name_has_nothing_to_prove(stage: Stage, server: NameServer) -> None:
    """No card, and whoever forges the button's event hears why."""
    async with stage.tab() as tab:
        await tab.fire(WhiteLabelState.load, path=PAGE)
        await tab.fire(ProofState.load_proof, path=PAGE)
        await tab.fire(WhiteLabelState.check, path=PAGE)
        shown = await tab.state(ProofState)

    assert (shown.proof.records, shown.sender.is_local, shown.checking) == ([], True, False)
    assert server.asked == []


async def test_a_manager_neither_sees_the_proof_nor_has_anything_looked_at(
    stage: Stage, server: NameServer
) -> None:
    """ACL-02."""
    stage.cast.kit.workspaces.set_domain(stage.cast.admin, host=HOST)
    _, secret = stage.join("Mado Blanc", "manager")
    async with stage.tab(secret) as tab:
        for event in (ProofState.load_proof, WhiteLabelState.check, ProofState.check_sender):
            await tab.fire(event, path=PAGE)
        assert (await tab.state(ProofState)).proof.records == []

    assert server.asked == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_there_is_a_word_for_every_record_and_cause(lang: str) -> None:
    """Every cause has its name, its reason, and a colour."""
    wrong = [cause for cause in Cause if cause is not Cause.OK]
    wanted = [f"domain.cause.{cause}" for cause in ("", *Cause)] + [f"domain.why.{cause}" for cause in wrong]
    wanted += [f"domain.record.{record}" for record in ("txt", "address", "caa")]
    wanted += [f"domain.sender.record.{record}" for record in ("spf", "dkim", "dmarc")]
    wanted += [f"domain.sender.{part}.{cause}" for part in ("cause", "why") for cause in SENDER_TONES]

    assert [key for key in wanted if key not in catalogue(lang)] == []
    assert {"", *map(str, Cause)} == set(CAUSE_TONES)


def test_the_label_of_the_proof_does_not_name_the_product() -> None:
    """White label: nothing of ours stands in the customer's zone."""
    assert "comunik" not in records.LABEL + records.PREFIX
