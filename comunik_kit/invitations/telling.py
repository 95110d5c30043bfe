"""What follows a change of invitations once it is committed: mail wakes up, and so do the screens that show it."""

from collections.abc import Callable

from comunik_kit.kernel.fanout import Announce, Topic, announce_to_nobody


class Telling:
    """Told after the commit; `nudge` wakes the mail worker."""

    def __init__(self, nudge: Callable[[], None], announce: Announce = announce_to_nobody) -> None:
        """Take who is told."""
        self._nudge, self._announce = nudge, announce

    def changed(self, workspace_id: str) -> None:
        """Say that invitations of a workspace changed, and with them where people stand."""
        self._nudge()
        for topic in (Topic.INVITATIONS, Topic.PEOPLE):
            self._announce(workspace_id, topic)

    def accepted(self, workspace_id: str) -> None:
        """Say that somebody came in, of which who invited them is told."""
        self.changed(workspace_id)
        self._announce(workspace_id, Topic.NOTICES)

    def looked(self) -> None:
        """Wake the worker alone: an answer must not tell by its speed whether there was something to send."""
        self._nudge()
