"""What is kept of a miss says nothing about whose it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nameless import without_names


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("does kinesio tape work on the glutes", "does kinesio tape work on the glutes"),
        ("Can you ring me on 07700 900123 please", "Can you ring me on … please"),
        ("mail sam.jones@example.org or @samruns", "mail … or …"),
        ("see https://example.org/me?id=7 and www.example.org", "see … and …"),
        ("hi, I'm Priya and I box", "hi, I'm … and I box"),
        ("my coach Dave Smith says ashwagandha works", "my coach … says ashwagandha works"),
        ("sam here, does cupping help SAM?", "… here, does cupping help …?"),
        ("I live at SW1A 1AA since 2019", "I live at … since …"),
        ("ask the GP or the NHS", "ask the GP or the NHS"),
        ("line one\nline two", "line one line two"),
    ],
)
def test_names_numbers_handles_and_links_go(text: str, kept: str) -> None:
    assert without_names(text, "Sam Jones") == kept


@given(st.text(max_size=400))
def test_no_digit_and_no_handle_is_left_whatever_was_written(text: str) -> None:
    kept = without_names(text, "Sam")

    assert not any(letter in "0123456789" for letter in kept)
    assert "\n" not in kept
    assert len(kept) <= 300
