"""Connections to an SMTP server: a few at once, and kept open from one message to the next while there is work."""

import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Condition

from comunik_kit.mail.sender import Unreachable

PATIENCE = 40.0


@dataclass(frozen=True, slots=True)
class Line:
    """A connection in use for one message; `is_kept` when it has carried others, so that the server may be tired."""

    connection: smtplib.SMTP
    is_kept: bool = False


class Lines:
    """Lends each connection to one message at a time, and only keeps those whose last message was taken."""

    def __init__(self, connect: Callable[[], smtplib.SMTP], most: int) -> None:
        """Take what opens a connection or raises a `DeliveryFailure`, and how many there are at once."""
        self._connect, self._wanted, self._most = connect, most, most
        self._idle: list[smtplib.SMTP] = []
        self._lent = self._holders = 0
        self._changed = Condition()

    def take(self) -> Line:
        """Lend a kept connection, or else a new one; a server that takes no more at once is asked for no more."""
        while True:
            with self._changed:
                if not self._changed.wait_for(lambda: self._idle or self._lent < self._most, PATIENCE):
                    raise Unreachable("no free connection")
                self._lent += 1
                if self._idle:
                    return Line(self._idle.pop(), is_kept=True)
            try:
                return self._new()
            except Unreachable:
                if not self._makes_do():
                    raise

    def renew(self, line: Line) -> Line:
        """Lend a new connection in the place of one that the server has given up."""
        leave(line.connection)
        return self._new()

    def give_back(self, line: Line) -> None:
        """Take a connection back whose message was taken: the next one may follow, if one is to come."""
        with self._changed:
            if self._holders:
                self._lent -= 1
                self._idle.append(line.connection)
                self._changed.notify()
                return
        self.drop(line)

    def drop(self, line: Line, *, alone: bool = False) -> None:
        """End a connection on which something went wrong: nothing of it can mix with the next message.

        A server that puts messages off gets them one at a time (`alone`): perhaps it takes no more at once.
        """
        leave(line.connection)
        if alone:
            self._most = 1
        self._returned()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep connections until the block ends."""
        with self._changed:
            self._holders += 1
        try:
            yield
        finally:
            for connection in self._let_go():
                leave(connection)

    def _let_go(self) -> list[smtplib.SMTP]:
        with self._changed:
            self._holders -= 1
            if self._holders:
                return []
            idle, self._idle, self._most = self._idle, [], self._wanted
            return idle

    def _new(self) -> Line:
        try:
            return Line(self._connect())
        except BaseException:
            self._returned()
            raise

    def _returned(self) -> None:
        with self._changed:
            self._lent -= 1
            self._changed.notify()

    def _makes_do(self) -> bool:
        """Content oneself with the connections there are, if there are any."""
        with self._changed:
            there = self._lent + len(self._idle)
            self._most = there or self._most
            return bool(there)


def leave(connection: smtplib.SMTP) -> None:
    """Say good-bye without waiting for the answer."""
    with suppress(smtplib.SMTPException, OSError):
        connection.putcmd("quit")
    connection.close()
