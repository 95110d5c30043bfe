"""Bells: who waits is woken, here and elsewhere; what is rung for while somebody works is not lost."""

import threading

from comunik_kit.kernel.bell import Bell
from tests.support.waiting import eventually

RARELY = 600.0


def test_a_ringing_wakes_who_waits_here_and_is_heard_elsewhere() -> None:
    bell, elsewhere, rounds, stop = Bell(), list[str](), list[str](), threading.Event()
    bell.pass_on_to(lambda: elsewhere.append("rung"))

    def work(_stop: threading.Event) -> bool:
        rounds.append("worked")
        return False

    thread = threading.Thread(target=bell.answer, args=(stop, work), kwargs={"every": RARELY})
    thread.start()
    eventually(lambda: len(rounds) == 1, of="the first look")
    bell.ring()
    eventually(lambda: len(rounds) == 2, of="the second")
    stop.set()
    bell.ring()
    thread.join(10)
    assert not thread.is_alive()
    assert (len(rounds), len(elsewhere)) == (2, 2)


def test_what_is_rung_for_during_the_work_is_looked_at_after_it() -> None:
    bell, stop, rounds = Bell(), threading.Event(), list[int]()

    def work(_stop: threading.Event) -> bool:
        rounds.append(len(rounds))
        if len(rounds) == 2:
            stop.set()
        bell.ring()
        return False

    bell.answer(stop, work, every=RARELY)
    assert rounds == [0, 1]


def test_while_there_is_work_nobody_waits_for_a_bell() -> None:
    bell, stop, rounds = Bell(), threading.Event(), list[int]()

    def work(stopped: threading.Event) -> bool:
        rounds.append(len(rounds))
        if len(rounds) == 3:
            stopped.set()
        return True

    bell.answer(stop, work, every=RARELY)
    assert rounds == [0, 1, 2]
