"""What an activity is found by: its words, folded, and whom it is about."""

from comunik_kit.kernel.folding import fold

LONGEST_SEARCH, LONGEST_ABOUT = 600, 200


def search_text(title: str, customer: str, number: str) -> str:
    """Fold the words that a search looks through; a number with its signs and without."""
    words = dict.fromkeys((title, customer, number, digits(number)))
    return fold(" ".join(word for word in words if word))[:LONGEST_SEARCH]


def about(customer: str, number: str) -> str:
    """Give what is the same for the same customer, whatever the module; the number where none is named."""
    return (fold(customer) or digits(number))[:LONGEST_ABOUT]


def digits(number: str) -> str:
    """Give the digits of a number, however it is written."""
    return "".join(c for c in number if c.isdigit())
