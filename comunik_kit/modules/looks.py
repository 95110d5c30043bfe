"""How the home page looks, wherever it is drawn: symbols and tones, and where the first steps are taken."""

from collections.abc import Mapping

FIRST_STEPS: Mapping[str, tuple[str, str]] = {
    "photo": ("camera", "/profile"),
    "phone": ("smartphone", "/profile"),
    "factor": ("shield-check", "/profile/security"),
}
"""Symbol and address of each, in the order of the page."""
TRENDS: Mapping[str, tuple[str, str]] = {
    "up": ("trending-up", "success"),
    "down": ("trending-down", "warning"),
    "same": ("minus", "neutral"),
    "new": ("sparkles", "info"),
    "none": ("minus", "neutral"),
}
"""Symbol and tone of each change of a figure."""
