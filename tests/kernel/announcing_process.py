"""Another process of the product: announces what its arguments say, and ends. Arguments: Redis' address, workspace."""

import sys

from comunik_kit.kernel.fanout import Fanout, Topic
from comunik_kit.kernel.redis_relay import RedisRelay


def main(url: str, workspace_id: str) -> None:
    """Announce each topic once; the end of the relay brings what still waits."""
    fanout = Fanout()
    with RedisRelay(url, fanout).running():
        for topic in Topic:
            fanout.announce(workspace_id, topic)


if __name__ == "__main__":
    main(*sys.argv[1:])
