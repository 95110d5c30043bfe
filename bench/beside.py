"""Our figures beside the peers': budgets, words and a picture."""

import os
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from bench import many
from bench.measure import Measure, Timing, short
from bench.peers import KEPT, Field, Peers
from bench.services import Speed

# What ours may be of the best peer's.
LIST_PAGE, SEARCH, CREATE_AND_INVITE, A_SECOND = 0.5, 0.05, 0.2, 10.0
_WIDTH, _LEFT, _BARS, _ROW, _HEAD = 760, 150, 420, 22, 34
_STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #1f2937 } .job { font-weight: 600 } .bar { fill: #94a3b8 }
  .ours { fill: #2563eb } @media (prefers-color-scheme: dark) { text { fill: #e5e7eb } .bar { fill: #64748b }
  .ours { fill: #60a5fa } }
"""


def measures(speed: Speed, rates: Mapping[str, float], peers: Field | None) -> list[Measure]:
    """Give each figure, with its budget where there are peers."""
    acts = (
        ("a page of 25 people", speed.list_page, peers and peers.list_page.share(LIST_PAGE)),
        ("a search", speed.search, peers and peers.search.share(SEARCH)),
        (
            "create and invite, one click",
            speed.create_and_invite,
            peers and peers.create_and_invite.share(CREATE_AND_INVITE),
        ),
        ("an admin's home page", speed.home, None),
    )
    lines = [each for name, timing, budget in acts for each in _lines(name, timing, budget)]
    sent = [
        Measure(
            f"created, invited and sent, {many.KINDS[kind]}",
            rate,
            "a second",
            peers and peers.invited_a_second.share(A_SECOND),
            at_least=True,
        )
        for kind, rate in rates.items()
    ]
    return lines + sent


def _lines(name: str, timing: Timing, budget: float | None) -> list[Measure]:
    quietest, loudest = timing.noise
    return [
        Measure(f"{name}: median", timing.p50, "ms", budget),
        Measure("  95 %", timing.p95, "ms"),
        Measure("  a core's own work", timing.worked, "ms"),
        Measure("  quietest round", quietest, "ms"),
        Measure("  loudest round", loudest, "ms"),
    ]


def words(speed: Speed, rates: Mapping[str, float], peers: Field) -> str:
    """Say how each job compares with the best peer's."""
    lines = []
    for job, unit, theirs, ours in _jobs(speed, rates, peers):
        if not theirs.figures:
            continue
        name, best = theirs.best
        times = theirs.times_better(ours)
        lines.append(f"{job}: {short(ours)} {unit}, {name} {short(best)}: {short(times)} times better")
    return "\n".join(lines)


def drawn(speed: Speed, rates: Mapping[str, float], peers: Field) -> str:
    """Draw the same as bars, as an SVG file."""
    jobs, rows = _jobs(speed, rates, peers), len(KEPT.list_page.figures) + 1
    height = len(jobs) * (_HEAD + rows * _ROW) + 36
    parts = [_job(place * (_HEAD + rows * _ROW), *job) for place, job in enumerate(jobs)]
    foot = (
        f"SQLite, 100,000 people, {os.cpu_count()} cores; shorter is better but for what is counted a second."
    )
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img">',
            "<title>Comunik KIT and its peers</title>",
            f"<style>{_STYLE}</style>",
            *parts,
            _text(0, height - 8, foot),
            "</svg>\n",
        ]
    )


def _jobs(speed: Speed, rates: Mapping[str, float], peers: Field) -> list[tuple[str, str, Peers, float]]:
    rate = rates[many.LIKE_THE_PEERS]
    return [
        ("A page of 25 people", "ms", peers.list_page, speed.list_page.p50),
        ("A search", "ms", peers.search, speed.search.p50),
        ("Create and invite, one click", "ms", peers.create_and_invite, speed.create_and_invite.p50),
        ("Created, invited and sent", "a second", peers.invited_a_second, rate),
    ]


def _job(top: int, job: str, unit: str, theirs: Peers, ours: float) -> str:
    figures = [("Comunik KIT", ours), *theirs.figures.items()]
    lines = [_text(0, top + 22, f"{job}, {unit}", "job")]
    lines += [_bar(top + _HEAD + place * _ROW, figures, place) for place in range(len(figures))]
    return "\n".join(lines)


def _bar(top: int, figures: Sequence[tuple[str, float]], place: int) -> str:
    name, value = figures[place]
    width = max(2, round(_BARS * value / max(each for _, each in figures)))
    kind = "bar" if place else "bar ours"
    rectangle = f'<rect class="{kind}" x="{_LEFT}" y="{top}" width="{width}" height="15" rx="2"/>'
    return "\n".join([_text(8, top + 12, name), rectangle, _text(_LEFT + width + 6, top + 12, short(value))])


def _text(left: int, line: int, words: str, kind: str = "") -> str:
    css = f' class="{kind}"' if kind else ""
    return f'<text x="{left}" y="{line}"{css}>{escape(words)}</text>'
