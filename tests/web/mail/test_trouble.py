"""« Échecs »: seen, tried again, given up, one by one or all of a filter (REL-04)."""

import asyncio
import threading
from typing import Any

import pytest

from comunik_kit.mail.tables import MailState as State
from comunik_kit.web.mail import trouble_state
from comunik_kit.web.mail.trouble_state import Progress, TroubleState
from comunik_kit.web.session import SessionState
from tests.support.events import Tab
from tests.support.waiting import eventually, soon
from tests.web.mail.conftest import Office

pytestmark = pytest.mark.anyio
PAGE = "/settings/mail?tab=trouble"
DEAD, FAILED = State.DEAD.value, State.FAILED.value


def states(office: Office, ids: list[str]) -> list[str]:
    return [office.post.row(each).state for each in ids]


async def test_a_failure_says_why_in_our_words_and_the_carriers(office: Office) -> None:
    office.fill(state=FAILED, last_error="rejected: 550 5.1.1 no such user", attempts=2)
    async with office.tab() as tab:
        await tab.fire(TroubleState.load_trouble, path=PAGE)
        row = (await tab.state(TroubleState)).page.rows[0]
        assert (row.reason, row.detail) == ("mail.failure.rejected", "550 5.1.1 no such user")
        assert (row.attempts, bool(row.since)) == (2, True)


async def test_one_is_tried_again_and_another_given_up(office: Office) -> None:
    again, up, untouched = office.fill(3, state=DEAD, last_error="unreachable", attempts=9)
    async with office.tab() as tab:
        await tab.fire(TroubleState.load_trouble, path=PAGE)
        await tab.fire(TroubleState.retry, path=PAGE, message_id=again)
        assert (await tab.state(SessionState)).notice.key == "mail.told.retry"
        await tab.fire(TroubleState.drop, path=PAGE, message_id=up)
        assert (await tab.state(SessionState)).notice.key == "mail.told.drop"
        assert [row.id for row in (await tab.state(TroubleState)).page.rows] == [untouched]
    assert states(office, [again, up, untouched]) == ["queued", "cancelled", DEAD]
    assert office.cast.acts()[-2:] == ["mail_message_retried", "mail_message_dropped"]


async def test_a_blocked_address_is_not_tried_again(office: Office) -> None:
    (message,) = office.fill(state=State.SUPPRESSED.value, to_email="ana@exemple.fr")
    office.block("ana@exemple.fr")
    async with office.tab() as tab:
        await tab.fire(TroubleState.load_trouble, path=PAGE)
        assert (await tab.state(TroubleState)).page.rows[0].obstacle == "blocked"
        await tab.fire(TroubleState.retry, path=PAGE, message_id=message)
        assert (await tab.state(SessionState)).notice.key == "errors.mail_address_is_blocked"
    assert states(office, [message]) == ["suppressed"]


@pytest.mark.parametrize("wrong", ["0" * 32, "", "' OR 1=1 --", "A" * 5_000, None, 7])
async def test_an_id_of_no_failure_changes_nothing(office: Office, wrong: object) -> None:
    """ACL-03, INP-01."""
    (message,) = office.fill(state=DEAD)
    before = office.cast.acts()
    async with office.tab() as tab:
        for act in (TroubleState.retry, TroubleState.drop):
            told = await tab.fire(act, path=PAGE, message_id=wrong)
            assert told.failures == []
    assert (states(office, [message]), office.cast.acts()) == ([DEAD], before)


async def test_a_reader_sees_them_and_can_do_nothing_about_them(office: Office) -> None:
    """ACL-01."""
    ids = office.fill(2, state=FAILED)
    secret = office.reader()
    before = office.cast.acts()
    async with office.tab(secret) as tab:
        await tab.fire(TroubleState.load_trouble, path=PAGE)
        page = (await tab.state(TroubleState)).page
        assert (page.total, page.may_manage) == (2, False)
        await tab.fire(TroubleState.retry, path=PAGE, message_id=ids[0])
        await tab.fire(TroubleState.drop, path=PAGE, message_id=ids[1])
        await tab.fire(TroubleState.ask_all, path=PAGE, act="drop")
        await tab.fire(TroubleState.run_all, path=PAGE)
        assert (await tab.state(TroubleState)).question == ""
    assert (states(office, ids), office.cast.acts()) == ([FAILED] * 2, before)


async def test_all_of_a_filter_are_asked_about_before_they_are_tried_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A chunk at a time; the other kind stays where it is."""
    monkeypatch.setattr(trouble_state, "CHUNK", 3)
    refused, dead = office.fill(7, state=FAILED), office.fill(2, state=DEAD)
    async with office.tab() as tab:
        await tab.fire(TroubleState.load_trouble, path=PAGE)
        await tab.fire(TroubleState.choose_kind, path=PAGE, kind="failed")
        await tab.fire(TroubleState.run_all, path=PAGE)  # nobody asked anything
        assert set(states(office, refused)) == {FAILED}
        await tab.fire(TroubleState.ask_all, path=PAGE, act="retry")
        assert (await tab.state(TroubleState)).question == "retry"
        told = await tab.fire(TroubleState.run_all, path=PAGE)
        progress = [each for each in seen(told.deltas) if each.act]
        shown = await tab.state(TroubleState)
        assert (shown.question, shown.progress, shown.page.total) == ("", Progress(), 0)
        notice = (await tab.state(SessionState)).notice
        assert (notice.key, notice.params) == ("mail.told.all_retry", {"count": "7", "left": "0"})
    assert [(each.done, each.total) for each in progress][:3] == [(0, 7), (3, 7), (6, 7)]
    assert (set(states(office, refused)), set(states(office, dead))) == ({"queued"}, {DEAD})


async def test_leaving_the_question_does_nothing(office: Office) -> None:
    ids = office.fill(2, state=FAILED)
    async with office.tab() as tab:
        await tab.fire(TroubleState.load_trouble, path=PAGE)
        await tab.fire(TroubleState.ask_all, path=PAGE, act="drop")
        await tab.fire(TroubleState.leave, path=PAGE, open=False)
        await tab.fire(TroubleState.run_all, path=PAGE)
        await tab.fire(TroubleState.ask_all, path=PAGE, act="everything")
        assert (await tab.state(TroubleState)).question == ""
    assert states(office, ids) == [FAILED] * 2


class Gate:
    """Stands in the way of each chunk until it is opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Put itself before the service."""
        self.reached, self._open, self._service = 0, threading.Semaphore(0), trouble_state._some
        monkeypatch.setattr(trouble_state, "_some", self._pass)
        monkeypatch.setattr(trouble_state, "CHUNK", 2)

    def _pass(self, *given: Any) -> Any:
        self.reached += 1
        assert self._open.acquire(timeout=10)
        return self._service(*given)

    def let_through(self) -> None:
        """Let one chunk through."""
        self._open.release()


async def begun(tab: Tab, gate: Gate, act: str) -> asyncio.Task[Any]:
    """Begin work on all of them, and wait until it stands before the gate."""
    await tab.fire(TroubleState.load_trouble, path=PAGE)
    await tab.fire(TroubleState.ask_all, path=PAGE, act=act)
    work = asyncio.create_task(tab.fire(TroubleState.run_all, path=PAGE))
    await soon(lambda: gate.reached == 1, of="the first chunk")
    return work


async def test_work_on_many_stops_when_told_so_and_keeps_what_is_done(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids, gate = office.fill(6, state=FAILED), Gate(monkeypatch)
    async with office.tab() as tab:
        work = await begun(tab, gate, "drop")
        await tab.fire(TroubleState.stop, path=PAGE)
        assert (await tab.state(TroubleState)).progress.stopping is True
        gate.let_through()
        await work
        assert (await tab.state(TroubleState)).progress == Progress()
        assert (await tab.state(SessionState)).notice.params["count"] == "2"
    assert states(office, ids) == [FAILED] * 4 + ["cancelled"] * 2
    assert gate.reached == 1


async def test_work_on_many_ends_with_the_right_to_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SES-03: who is signed out meanwhile does nothing more."""
    ids, gate = office.fill(6, state=FAILED), Gate(monkeypatch)
    _, secret = office.cast.join("Mado Petit", "admin")
    async with office.tab(secret) as tab:
        work = await begun(tab, gate, "drop")
        gate.let_through()
        await soon(lambda: gate.reached == 2, of="the second chunk")
        office.cast.demote(office.cast.actor(secret).user_id, "agent")
        gate.let_through()
        await work
        assert (await tab.state(TroubleState)).progress == Progress()
        assert (await tab.state(SessionState)).notice.key == "mail.told.all_broken"
    assert states(office, ids) == [FAILED] * 4 + ["cancelled"] * 2


async def test_work_that_breaks_says_so_and_can_be_begun_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.fill(2, state=FAILED)

    def broken(*_given: Any) -> Any:
        raise OSError("the database is away")

    async with office.tab() as tab:
        await tab.fire(TroubleState.load_trouble, path=PAGE)
        with monkeypatch.context() as patched:
            patched.setattr(trouble_state, "_some", broken)
            await tab.fire(TroubleState.ask_all, path=PAGE, act="retry")
            told = await tab.fire(TroubleState.run_all, path=PAGE)
        assert told.failures == []
        assert (await tab.state(SessionState)).notice.key == "mail.told.all_broken"
        await tab.fire(TroubleState.ask_all, path=PAGE, act="retry")
        await tab.fire(TroubleState.run_all, path=PAGE)
    eventually(lambda: {row.state for row in office.post.rows()} == {"queued"}, of="the second try")


def seen(deltas: Any) -> list[Progress]:
    """Take each progress that was sent, in order."""
    name = TroubleState.get_full_name()
    found = [
        value for delta in deltas for key, value in delta.get(name, {}).items() if key.startswith("progress")
    ]
    return [each for number, each in enumerate(found) if each not in found[:number]]
