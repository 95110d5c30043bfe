"""Which of our languages a browser asks for (RFC 9110, section 12.5.4)."""

from comunik_kit.locale import DEFAULT_LANGUAGE, LANGUAGES

_LONGEST, _MOST_RANGES = 2000, 20


def best_language(accept_language: str, default: str = DEFAULT_LANGUAGE) -> str:
    """Choose the best-weighted of our languages from an `Accept-Language` header; `default` when none fits."""
    ranges = [part.partition(";") for part in accept_language[:_LONGEST].split(",")[:_MOST_RANGES]]
    wanted = [(_weight(params), tag.strip().lower().partition("-")[0]) for tag, _, params in ranges]
    spoken = [(weight, tag) for weight, tag in wanted if weight > 0 and tag in LANGUAGES]
    return max(spoken, key=lambda pair: pair[0])[1] if spoken else default


def _weight(params: str) -> float:
    name, _, value = params.strip().partition("=")
    if name != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
