"""The first page of « Utilisateurs », as its address asks for it."""

from collections.abc import Mapping

from comunik_kit.http.first_paint.templates import drawn
from comunik_kit.kernel.actor import Actor
from comunik_kit.roles.permissions import Permission
from comunik_kit.users.addresses import ListAddress
from comunik_kit.users.inputs import UserListQuery
from comunik_kit.users.looks import COLUMN_KINDS, COLUMN_SORTS, STATUS_TONES
from comunik_kit.users.sorts import BY_NAME, Key
from comunik_kit.wiring import Kit


def people(kit: Kit, actor: Actor, query: Mapping[str, str], language: str) -> str:
    """Draw the rows; nothing when there are none, or when the page has to look up first what is asked for.

    Raises `Forbidden` for who may not read people.
    """
    asked = ListAddress.parse(query)
    if asked.filter.is_narrowed or not asked.lists_people:
        return ""
    page = kit.users.page(actor, UserListQuery.of(asked.filter, asked.sort))
    if not page.rows:
        return ""
    columns = [(name, COLUMN_KINDS[name]) for name in asked.columns]
    return drawn(
        "people",
        language,
        rows=page.rows,
        columns=columns,
        tones=STATUS_TONES,
        sorter=_Sorter(asked),
        may_choose=actor.may(Permission.USERS_INVITE) or actor.may(Permission.USERS_UPDATE),
    )


class _Sorter:
    """Where the head of a column leads, and how the list is sorted by it."""

    def __init__(self, asked: ListAddress) -> None:
        self._asked, self._now = asked, asked.sort.word()

    def word(self, column: str) -> str:
        """Give the address's word for sorting by a column; empty for one that nobody sorts by."""
        return COLUMN_SORTS.get(column, "")

    def href(self, word: str) -> str:
        """Give the address of the list sorted by a word; the other way round when it is already."""
        first, second = (f"-{word}", word) if word in COLUMN_SORTS.values() else (word, f"-{word}")
        following = second if self._now == first else first
        query = self._asked.sorted_by(BY_NAME).query_string()
        return f"/users?{query}{'&' if query else ''}sort={following}"

    def order(self, word: str) -> str:
        """Say the order as ARIA does."""
        return {word: "ascending", f"-{word}": "descending"}.get(self._now, "none")

    def order_of_names(self) -> str:
        """Say the order of the column that names over addresses stand in."""
        return self.order("name") if self._asked.sort.key == Key.NAME else self.order("email")

    def arrow(self, word: str) -> str:
        """Name the arrow that shows the order; empty while the list is sorted by something else."""
        return {word: "arrow-up", f"-{word}": "arrow-down"}.get(self._now, "")
