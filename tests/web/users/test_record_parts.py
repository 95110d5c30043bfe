"""The cards of the record beside the details, and their acts."""

import pytest
from reflex.event import EventHandler

from comunik_kit.access.views import StartedSession
from comunik_kit.audit.tags import AuditTag
from comunik_kit.locale import LANGUAGES, say
from comunik_kit.web.session import SessionState
from comunik_kit.web.user_record.parts_state import RecordPartsState
from comunik_kit.web.user_record.state import UserRecordState
from tests.support.cast import ORIGIN
from tests.web.users.conftest import Stage

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tag", AuditTag)
async def test_every_act_of_the_journal_has_its_words(language: str, tag: AuditTag) -> None:
    assert say(language, f"journal.act.{tag.value}") != f"journal.act.{tag.value}"


async def test_the_record_reads_its_parts_and_acts_on_them(stage: Stage) -> None:
    """SES-06, AUT-12."""
    ana, secret = stage.join("Ana Lopez", "agent")
    path = f"/users/{ana.user_id}"
    async with stage.tab() as tab:
        await tab.fire(UserRecordState.load, path=path)
        await tab.fire(RecordPartsState.load_parts, path=path)
        shown = await tab.state(RecordPartsState)
        assert len(shown.sessions) == 1
        assert {each.key: each.why for each in shown.modules}["calls"] == "on"
        assert shown.journal.acts[0].tag == "invitation_accepted"
        await tab.fire(RecordPartsState.switch_module, path=path, module="calls", on=False)
        assert stage.cast.person(ana.user_id).modules_off == ["calls"]
        await tab.fire(RecordPartsState.send_reset, path=path)
        assert (await tab.state(SessionState)).notice.key == "record.help.reset.told"
        await tab.fire(RecordPartsState.end_session, path=path, session_id=shown.sessions[0].id)
        assert (await tab.state(RecordPartsState)).sessions == []
    assert stage.cast.kit.sessions.actor(secret, origin=ORIGIN) is None


async def test_an_initial_password_goes_by_its_staged_id_alone(stage: Stage) -> None:
    """AUT-11: what is wrong with it is said under the field."""
    ana, _ = stage.join("Ana Lopez", "agent")
    path = f"/users/{ana.user_id}"
    password = "Tournesol-jaune-7!"
    staged = stage.cast.kit.passwords.stage(stage.cast.admin, password=password, name="Ana", email="a@b.fr")
    async with stage.tab() as tab:
        await tab.fire(UserRecordState.load, path=path)
        await tab.fire(RecordPartsState.give_password, path=path, form={"staged_password": "x"})
        assert (await tab.state(RecordPartsState)).wrong.key == "errors.staged_password_gone"
        told = await tab.fire(RecordPartsState.give_password, path=path, form={"staged_password": staged})
        assert (await tab.state(SessionState)).notice.key == "record.help.password.told"
        assert password not in told.text
    signed = stage.cast.kit.sign_in.sign_in(email="ana@example.org", password=password, origin=ORIGIN)
    assert isinstance(signed, StartedSession)
    assert signed.must_change_password


async def test_a_supervisor_sees_modules_and_no_session_and_no_journal(stage: Stage) -> None:
    """ACL-02, ACL-08."""
    ana, _ = stage.join("Ana Lopez", "agent")
    _, secret = stage.join("Sami Roy", "supervisor")
    path = f"/users/{ana.user_id}"
    async with stage.tab(secret) as tab:
        await tab.fire(UserRecordState.load, path=path)
        told = await tab.fire(RecordPartsState.load_parts, path=path)
        shown = await tab.state(RecordPartsState)
        assert (shown.sessions, shown.journal.acts) == ([], [])
        assert ORIGIN.ip not in told.text
        await tab.fire(RecordPartsState.end_session, path=path, session_id="")
    assert stage.cast.kit.open_sessions.of(stage.cast.admin, user_id=ana.user_id) != []


@pytest.mark.parametrize(
    ("turn", "afterwards"),
    [
        (UserRecordState.newer_messages, "errors.not_found"),
        (UserRecordState.older_messages, "errors.not_found"),
        (RecordPartsState.newer_entries, ""),
        (RecordPartsState.older_entries, ""),
    ],
)
async def test_of_a_record_that_is_not_there_no_page_can_be_turned(
    stage: Stage, turn: EventHandler, afterwards: str
) -> None:
    """INP-01: it is said, and is no fault of ours; of somebody deleted the journal alone can still be read."""
    ana, _ = stage.join("Ana Lopez", "agent")
    path = f"/users/{ana.user_id}"
    async with stage.tab() as tab:
        await tab.fire(turn, path=path)
        assert (await tab.state(SessionState)).notice.key == "errors.not_found"
    async with stage.tab() as tab:
        await tab.fire(UserRecordState.load, path=path)
        stage.cast.kit.users.delete(stage.cast.admin, user_id=ana.user_id)
        await tab.fire(turn, path=path)
        assert (await tab.state(SessionState)).notice.key == afterwards
