"""Messages that nobody needs to answer."""

from intents.understanding import Understanding

_KIND = frozenset({"thanks", "goodbye", "greeting"})
_A_FEW = 12  # words; what is longer says more than thanks


def is_only_thanks(heard: Understanding) -> bool:
    """Thanks, a goodbye or an emoji, and nothing else."""
    if not heard.has_words:
        return True
    asks = "?" in heard.text or heard.wants_person or heard.signs or heard.duration or heard.pain is not None
    return bool(heard.topics) and set(heard.topics) <= _KIND and not asks and len(heard.text.split()) <= _A_FEW
