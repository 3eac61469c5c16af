"""Texts are cut at exactly the matched spans."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from briefing.highlight import Segment, segments
from domain.match import Span


def span(start: int, end: int, group: str = "g", field: str = "title") -> Span:
    return Span(field=field, start=start, end=end, text="", group=group, term="t")


def test_a_span_becomes_a_segment_of_its_own() -> None:
    cut = segments("KFOR blocks the road", [span(0, 4, "force")], field="title")

    assert cut == (Segment("KFOR", ("force",)), Segment(" blocks the road"))


def test_overlapping_spans_name_both_groups_where_they_overlap() -> None:
    cut = segments("abcdef", [span(0, 4, "x"), span(2, 6, "y")], field="title")

    assert cut == (Segment("ab", ("x",)), Segment("cd", ("x", "y")), Segment("ef", ("y",)))


def test_touching_spans_of_one_group_are_one_segment() -> None:
    cut = segments("abcd", [span(0, 2), span(2, 4)], field="title")

    assert cut == (Segment("abcd", ("g",)),)


def test_spans_of_the_other_field_mark_nothing() -> None:
    assert segments("abcd", [span(0, 2, field="summary")], field="title") == (Segment("abcd"),)


def test_a_span_outside_the_text_marks_nothing() -> None:
    assert segments("ab", [span(5, 9), span(1, 1)], field="title") == (Segment("ab"),)


def test_an_empty_text_has_no_segments() -> None:
    assert segments("", [span(0, 3)], field="title") == ()


@given(
    st.text(max_size=40),
    st.lists(st.tuples(st.integers(-5, 50), st.integers(-5, 50), st.sampled_from("xyz"))),
)
def test_segments_joined_give_the_text_again(text: str, raw: list[tuple[int, int, str]]) -> None:
    cut = segments(text, [span(a, b, g) for a, b, g in raw], field="title")

    assert "".join(one.text for one in cut) == text
    assert all(one.groups != two.groups for one, two in pairwise(cut))
