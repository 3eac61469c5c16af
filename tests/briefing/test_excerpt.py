"""Long texts are shown around what matched."""

from hypothesis import given
from hypothesis import strategies as st

from briefing.highlight import Segment, excerpt


def test_a_short_text_stays_whole() -> None:
    cut = (Segment("a "), Segment("b", ("g",)))

    assert excerpt(cut, length=10) == cut


def test_a_match_far_into_the_text_is_shown() -> None:
    cut = (Segment("word " * 200), Segment("KFOR", ("g",)), Segment(" more" * 200))

    shown = excerpt(cut, length=60)

    assert any(one.text == "KFOR" for one in shown)
    assert shown[0].text.startswith("… ")
    assert shown[-1].text.endswith(" …")


def test_without_a_match_the_beginning_is_shown() -> None:
    shown = excerpt((Segment("first " + "word " * 100),), length=30)

    assert shown[0].text.startswith("first")


@given(
    st.lists(st.tuples(st.text(max_size=60), st.booleans()), max_size=8),
    st.integers(min_value=10, max_value=80),
)
def test_an_excerpt_is_never_much_longer_than_asked(
    parts: list[tuple[str, bool]], length: int
) -> None:
    cut = tuple(Segment(text, ("g",) if marked else ()) for text, marked in parts)

    shown = excerpt(cut, length=length)

    assert len("".join(one.text for one in shown)) <= length + 4
