"""What one would pick instead of Comunik KIT, measured once on two cores like these, over SQLite with 100,000 people.

Django 5.2 with allauth and django-invitations, Directus 12.4, Strapi 5.54 and n8n 2.40, each as its manual runs it. The
figures are medians of three rounds, from where a signed-in admin's request begins to where its answer ends. Inviting
includes handing the mail to an SMTP server on the same machine; Strapi sends none.
"""

from dataclasses import dataclass

NAMES = ("Django admin", "Directus", "Strapi", "n8n")


@dataclass(frozen=True, slots=True)
class Peers:
    """One job's figures, in the order of `NAMES`; the best is the smallest, or the largest when more is better."""

    figures: tuple[float, ...]
    more_is_better: bool = False

    @property
    def best(self) -> tuple[str, float]:
        """Name the best peer and its figure."""
        found = (max if self.more_is_better else min)(self.figures)
        return NAMES[self.figures.index(found)], found

    def times_better(self, ours: float) -> float:
        """Tell how many times better ours is than the best of theirs."""
        best = self.best[1]
        return ours / best if self.more_is_better else best / ours


CREATE_AND_INVITE = Peers((21.2, 132.0, 87.8, 60.3))  # ms, one after the other
INVITED_A_SECOND = Peers(
    (46.4, 7.62, 10.5, 50.2), more_is_better=True
)  # the better of one and four at a time
LIST_PAGE = Peers((11.4, 4.14, 17.8, 302.0))  # ms, 25 people
SEARCH = Peers((36.8, 116.0, 61.0, 143.0))  # ms, « upon »
