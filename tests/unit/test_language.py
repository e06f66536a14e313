"""Which language a message is in."""

import pytest

from intents.language import find_language
from intents.words import read


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("my lower back is sore after running", "en"),
        ("bak sore agen", "en"),
        ("", "en"),
        ("👍", "en"),
        ("42", "en"),
        ("merci for the tips, my back is better", "en"),
        ("me duele mucho la espalda después de correr", "es"),
        ("j'ai mal au dos depuis deux semaines", "fr"),
        ("mein Rücken tut nach dem Laufen weh", "de"),
        ("ho mal di schiena quando corro", "it"),
        ("estou com dor nas costas há três dias", "pt"),
        ("mijn rug doet pijn na het hardlopen", "nl"),
        ("bolą mnie plecy od tygodnia", "pl"),
        ("meri kamar mein dard hai", "hi"),
        ("跑步后腰疼", "zh"),
        ("ظهري يؤلمني", "ar"),
        ("болит спина после бега", "ru"),
        ("腰がとても痛いです", "ja"),
    ],
)
def test_the_commonest_languages_are_told_apart(text: str, language: str) -> None:
    assert find_language(text, read(text).tokens) == language
