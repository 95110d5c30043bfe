"""`python -m bench.pacing`: invitations through a provider that takes so many a second, and what the screen foretold.

The product's own workers, as processes, against the stand-in for Resend, in real time: 1,000 messages at 2 a second
take 500 seconds at the very least. Nothing is lost, nothing doubled, and both times are compared with what happened.
"""

import argparse
import sys
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count, pairwise

from sqlmodel import col, select

from bench import outside, processes, services
from bench.measure import Measure, table
from comunik_kit.kernel.actor import Actor
from comunik_kit.mail.control import MailControl
from comunik_kit.mail.tables import MailState, OutboxMessage
from comunik_kit.wiring import Kit
from tests.support import resend

MESSAGES, RATE, WORKERS = 1_000, 2, 2
AT_ONCE = 500
TOLERANCE, FORESIGHT = 3.0, 10.0  # in a hundred: of the limit's time, of what was foretold
QUARTERS = (0.25, 0.5, 0.75)
PATIENCE = 3


@dataclass(slots=True)
class Run:
    """What was seen: when it began and ended, what the screen foretold at which share of the way."""

    messages: int
    began: float
    ended: float = 0.0
    foretold: list[tuple[float, float, float]] = field(default_factory=list)  # share, moment, foretold end

    @property
    def lasted(self) -> float:
        """Seconds from the release of the queue to the last message that was taken."""
        return self.ended - self.began


def main() -> int:
    """Measure, print, and return 1 when a figure misses its target."""
    given = _asked()
    processes.CACHE.mkdir(parents=True, exist_ok=True)
    with resend.server() as provider, ExitStack() as running:
        provider.limits.a_second = given.rate
        provider.limits.counts_messages, provider.takes_batches = not given.learnt, not given.learnt
        variables = _variables(provider, None if given.learnt else given.rate)
        name = f"pacing-{'learnt' if given.learnt else 'told'}-{given.messages}"
        kit, _ = services.filled(processes.CACHE, 200, run=name, **variables)
        actor = services.admin(kit)
        kit.mail_control.pause(actor)
        queued = _queue(kit, actor, given.messages)
        for _ in range(given.workers):
            running.enter_context(outside.worker(kit.settings.data_dir, variables))
        _ready(kit.mail_control, actor, given.workers)
        run = _watched(kit, actor, provider, Run(queued, time.time()))
        running.close()
        measures = _measures(kit, provider, run, given.rate)
    _print(run, provider, given)
    print(table(measures))
    return 0 if all(measure.kept for measure in measures) else 1


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.pacing", description=__doc__)
    parser.add_argument("--messages", type=int, default=MESSAGES, help="invitations in the queue")
    parser.add_argument("--rate", type=int, default=RATE, help="messages a second that the provider takes")
    parser.add_argument("--workers", type=int, default=WORKERS, help="worker processes over the same queue")
    parser.add_argument(
        "--learnt",
        action="store_true",
        help="a provider without batches whose limit is told by its answers alone, not by KIT_MAIL_RATE",
    )
    return parser.parse_args()


def _variables(provider: resend.Resend, rate: int | None) -> dict[str, str]:
    told = {} if rate is None else {"KIT_MAIL_RATE": str(rate)}
    return told | {
        "RESEND_API_KEY": resend.KEY,
        "RESEND_API_URL": provider.url,
        "KIT_MAIL_FROM": outside.FROM,
    }


def _queue(kit: Kit, actor: Actor, messages: int) -> int:
    """Invite so many people while the channel is held back; how many messages wait, reminders included."""
    kit.chores.round()
    forms = outside.Forms(kit, actor)
    for start in range(0, messages, AT_ONCE):
        given = [forms.fill(number) for number in range(start, min(start + AT_ONCE, messages))]
        kit.invitations.create_and_invite_all(actor, given=given)
    return kit.mail_control.sending(actor).queued


def _ready(control: MailControl, actor: Actor, workers: int) -> None:
    """Wait until each worker has given a sign of life."""
    until = time.monotonic() + 60
    while control.sending(actor).workers < workers and time.monotonic() < until:
        time.sleep(0.1)


def _watched(kit: Kit, actor: Actor, provider: resend.Resend, run: Run) -> Run:
    """Let the queue go, and read the screen's estimate on the way."""
    until = time.monotonic() + PATIENCE * run.messages / (provider.limits.a_second or 1) + 60
    kit.mail_control.resume(actor)
    run.began = time.time()
    shares = iter((0.0, *QUARTERS))
    share = next(shares)
    for _ in count():
        taken = len(provider.emails)
        if taken >= share * run.messages:
            now, estimate = time.time(), kit.mail_control.sending(actor).estimate
            if estimate:
                run.foretold.append((share, now, datetime.fromisoformat(estimate).timestamp()))
            share = next(shares, 2.0)
        if taken >= run.messages or time.monotonic() > until:
            break
        time.sleep(0.02)
    run.ended = time.time() - (time.monotonic() - provider.limits.admitted[-1][0])
    _recorded(kit, run.messages)
    return run


def _recorded(kit: Kit, messages: int) -> None:
    """Wait until the last answer is written down too."""
    until = time.monotonic() + 30
    while _left(kit)[0] < messages and time.monotonic() < until:
        time.sleep(0.1)


def _left(kit: Kit) -> tuple[int, set[str]]:
    """Count the messages that are recorded as sent through the provider; their names there."""
    sent = select(OutboxMessage.provider_id).where(
        col(OutboxMessage.state) == MailState.SENT.value, col(OutboxMessage.channel) == "resend"
    )
    with kit.db.read() as session:
        names = list(session.exec(sent))
    return len(names), set(names)


def _measures(kit: Kit, provider: resend.Resend, run: Run, rate: int) -> list[Measure]:
    per_person = Counter(str(email["to"]) + str(email["subject"]) for email in list(provider.emails.values()))
    recorded, names = _left(kit)
    limit = run.messages / rate
    found = [
        Measure("lost", run.messages - len(per_person), "messages", 0),
        Measure("doubled", sum(per_person.values()) - len(per_person), "messages", 0),
        Measure("recorded otherwise than taken", len(names ^ provider.emails.keys()), "messages", 0),
        Measure("recorded as sent", recorded, "messages", run.messages, at_least=True),
        Measure("longer than the limit allows", 100 * (run.lasted / limit - 1), "%", TOLERANCE),
    ]
    for share, moment, end in run.foretold:
        off = 100 * abs((end - moment) / (run.ended - moment) - 1)
        found.append(Measure(f"estimate at {share:.0%}, off by", off, "%", FORESIGHT))
    return found


def _print(run: Run, provider: resend.Resend, given: argparse.Namespace) -> None:
    how = "learnt from its answers" if given.learnt else "told by KIT_MAIL_RATE"
    print(
        f"{run.messages:,} messages, {given.workers} worker processes, {given.rate} a second {how}:"
        f" {run.lasted:.1f} s, at the limit {run.messages / given.rate:.1f} s;"
        f" {len(provider.limits.admitted):,} requests taken, {provider.limits.refused} told to wait,"
        f" busiest second {provider.limits.busiest()}, {_gaps(provider)}"
    )


def _gaps(provider: resend.Resend) -> str:
    """Say how evenly requests came: what a busy machine does to the pace."""
    times = [at for at, _ in provider.limits.admitted]
    gaps = sorted(1000 * (later - earlier) for earlier, later in pairwise(times))
    most = f"nine in ten {gaps[len(gaps) // 20]:.0f} to {gaps[-len(gaps) // 20]:.0f}"
    return f"{gaps[0]:.0f} to {gaps[-1]:.0f} ms apart, {most}"


if __name__ == "__main__":
    sys.exit(main())
