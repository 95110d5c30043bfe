"""Announcements between processes by Redis: published from any of them, heard by one thread in each.

A lost Redis costs nothing but the announcements themselves: acts and pages go on, the listeners here are still told
by their own process, and when Redis is back everybody looks once more.
"""

import logging
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from redis import Redis
from redis.backoff import NoBackoff
from redis.client import PubSub
from redis.exceptions import RedisError
from redis.retry import Retry

from comunik_kit.kernel.fanout import Fanout, Topic, written

logger = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.25, 15.0
PATIENCE = 2.0
MOST_WAITING = 1000
_TROUBLE = (RedisError, OSError)


class _Pause:
    """How long to leave Redis alone: longer each time, short again once it answers. Speaks up once an outage."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop, self._seconds = stop, FIRST_PAUSE

    def after(self, error: Exception) -> None:
        if self._seconds == FIRST_PAUSE:
            logger.warning("announcements do not reach Redis: %s", type(error).__name__)
        self._stop.wait(self._seconds)
        self._seconds = min(LONGEST_PAUSE, self._seconds * 2)

    def end(self) -> bool:
        """Begin anew; tell whether there was trouble."""
        was_long, self._seconds = self._seconds > FIRST_PAUSE, FIRST_PAUSE
        return was_long


class RedisRelay:
    """Publishes what this process announces, and tells its listeners what others do."""

    def __init__(self, url: str, fanout: Fanout) -> None:
        """Take the server's address; nothing is opened before the first announcement."""
        self._fanout = fanout
        self._redis = Redis.from_url(
            url,
            socket_connect_timeout=PATIENCE,
            socket_timeout=PATIENCE,
            health_check_interval=10,
            retry=Retry(NoBackoff(), 0),  # the pause between tries is ours: it ends when we stop
        )
        # The sender is in the channel's name, so that a process can pass over its own words. Channels are those of
        # the whole server, so the number of the database tells installations apart.
        number = self._redis.get_connection_kwargs().get("db", 0)
        self._channels = f"comunik-kit/{number}/changes/"
        self._own = self._channels + secrets.token_hex(8)
        self._waiting: set[tuple[str, Topic]] = set()
        self._lock, self._ready, self._stop = threading.Lock(), threading.Event(), threading.Event()
        self._publisher: threading.Thread | None = None
        fanout.pass_on_to(self.publish)

    def publish(self, workspace_id: str, topic: Topic) -> None:
        """Note an announcement for the others; a thread brings it, so nobody waits for Redis here."""
        with self._lock:
            if len(self._waiting) < MOST_WAITING:
                self._waiting.add((workspace_id, topic))
            if self._publisher is None:
                self._publisher = _thread("announcing", self._keep_publishing)
        self._ready.set()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Hear the others for a while; at the end, bring what still waits."""
        subscriber = _thread("listening", self._keep_listening)
        try:
            yield
        finally:
            self._stop.set()
            self._ready.set()
            for thread in (subscriber, self._publisher):
                if thread is not None:
                    thread.join(PATIENCE)
            self._redis.close()

    def _keep_publishing(self) -> None:
        pause = _Pause(self._stop)
        while True:
            self._ready.wait()
            self._ready.clear()
            try:
                self._bring()
                pause.end()
            except _TROUBLE as error:
                self._ready.set()
                pause.after(error)
            if self._stop.is_set():
                return

    def _bring(self) -> None:
        with self._lock:
            batch, self._waiting = self._waiting, set()
        try:
            with self._redis.pipeline(transaction=False) as pipeline:
                for workspace_id, topic in batch:
                    pipeline.publish(self._own, written(workspace_id, topic))
                pipeline.execute()
        except _TROUBLE:
            with self._lock:
                self._waiting |= batch
            raise

    def _keep_listening(self) -> None:
        pause = _Pause(self._stop)
        while not self._stop.is_set():
            try:
                with self._redis.pubsub() as channel:
                    channel.psubscribe(f"{self._channels}*")
                    self._hear(channel, pause)
            except _TROUBLE as error:
                pause.after(error)

    def _hear(self, channel: PubSub, pause: _Pause) -> None:
        while not self._stop.is_set():
            message = channel.get_message(timeout=PATIENCE / 2)
            if message and message["type"] == "psubscribe" and pause.end():
                self._fanout.have_all_look()
            if message and message["type"] == "pmessage" and message["channel"] != self._own.encode():
                self._fanout.tell_written(message["data"].decode("ascii", "replace"))


def _thread(name: str, work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work, name=name, daemon=True)
    thread.start()
    return thread
