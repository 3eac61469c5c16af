"""Text out of a feed can do nothing on a page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.highlight import Segment
from dashboard.widgets import address, escape, marked, plain, status_chip
from domain.reading import Status


@pytest.mark.parametrize(
    "hostile",
    [
        "![](https://elsewhere.example/pixel.png)",
        "[click](javascript:alert(1))",
        "<img src=x onerror=alert(1)>",
        ":material/home: :red[now] $x$",
        "https://elsewhere.example www.elsewhere.example a@b.example",
        "| a | b |\n|---|---|\n# head",
    ],
)
def test_plain_leaves_no_punctuation_unescaped(hostile: str) -> None:
    told = plain(hostile)

    bare = told.replace("\\\\", "").split("\\")
    assert "\n" not in told
    assert not any(c in bare[0] for c in "![]()<>:$@|#")
    assert all(not any(c in part[1:] for c in "![]()<>:$@|#") for part in bare[1:])


@given(st.text(max_size=60))
def test_plain_loses_no_word(text: str) -> None:
    import re

    back = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", plain(text))

    assert back == " ".join(text.split())


def test_marked_text_is_escaped_inside_and_outside_the_marks() -> None:
    html = marked([Segment("<b>", ("x",)), Segment('"&')])

    assert html == '<mark title="x">&lt;b&gt;</mark>&quot;&amp;'


def test_an_address_encodes_its_query_and_is_safe_in_an_attribute() -> None:
    assert address("indicator", id='a"b&c') == "/indicator?id=a%22b%26c"
    assert address("coverage", feed="x", days="3") == "/coverage?feed=x&amp;days=3"


def test_escape_takes_quotes_too() -> None:
    assert escape("'\"<") == "&#x27;&quot;&lt;"


def test_a_stale_state_says_what_it_was() -> None:
    chip = status_chip(Status.ROUTINE, is_stale=True)

    assert "□ Stale" in chip
    assert "was Routine" in chip
    assert "●" not in chip
