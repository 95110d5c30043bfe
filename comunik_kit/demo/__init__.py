"""A workspace to look at: people, invitations and two months of activity, all invented, none of it ever sent."""

from comunik_kit.demo.filling import fill

__all__ = ["fill"]
