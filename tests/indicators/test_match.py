"""Matching: the logic of groups, the scope of languages, and spans that point at the text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from domain.indicator import DefinitionStatus
from domain.match import IndicatorMatch, MatchFlag
from indicators.compile import compile_catalogue, language_of_terms
from indicators.match import Matcher
from tests.indicators.catalogues import BODY
from tests.indicators.conftest import WriteCatalogue

MatcherOf = Callable[[str], Matcher]


def _body(groups: str, match: str) -> str:
    indented = "\n".join(f"  {line}" for line in groups.strip().splitlines())
    logic = "\n".join(f"  {line}" for line in match.strip().splitlines())
    empty = "examples: {match: [], no_match: []}\nreferences: []\n"
    return f"groups:\n{indented}\nmatch:\n{logic}\n{empty}"


def _match(
    matcher: Matcher, title: str, *, lang: str = "sr", summary: str = ""
) -> IndicatorMatch | None:
    found = matcher.match(title=title, summary=summary, lang=lang)
    return found[0] if found else None


def _words(match: IndicatorMatch | None) -> list[tuple[str, str]]:
    assert match is not None
    return [(span.group, span.text) for span in match.spans]


FORCE_MOVE = "force: {sr: [žandarmerija], en: [gendarmerie]}\nmove: {sr: [stići], en: [arrive]}"


@pytest.mark.parametrize(
    "title",
    [
        "Žandarmerija raspoređena u Leposaviću",
        "Zandarmerija rasporedjena u Leposavicu",
        "Жандармерија распоређена у Лепосавићу",
        "ЖАНДАРМЕРИЈА РАСПОРЕЂЕНА У ЛЕПОСАВИЋУ",
        "Specijalnim jedinicama raspoređenim kod Leposavića",
    ],
)
def test_script_diacritics_case_and_ending_do_not_matter(matcher_of: MatcherOf, title: str) -> None:
    assert _match(matcher_of(BODY), title) is not None


def test_spans_point_at_the_original_text(matcher_of: MatcherOf) -> None:
    title = "U Med\u00adveđi: Ž\u00adandarmerija „raspoređena“ u Leposavic\u0301u."

    match = _match(matcher_of(BODY), title)

    assert _words(match) == [
        ("force", "Ž\u00adandarmerija"),
        ("move", "raspoređena"),
        ("place", "Leposavic\u0301u"),
    ]
    assert match is not None
    assert all(title[span.start : span.end] == span.text for span in match.spans)
    assert match.spans[2].term == "Leposavić"
    assert match.spans[2].form == "leposavicu"


def test_groups_of_all_may_be_spread_over_title_and_summary(matcher_of: MatcherOf) -> None:
    matcher = matcher_of(_body(FORCE_MOVE, "all: [force, move]"))

    match = _match(matcher, "Žandarmerija na putu", summary="Prvi su stigli jutros.")

    assert match is not None
    assert [(span.field, span.text) for span in match.spans] == [
        ("title", "Žandarmerija"),
        ("summary", "stigli"),
    ]


def test_any_holds_with_one_and_shows_only_what_held(matcher_of: MatcherOf) -> None:
    groups = FORCE_MOVE + "\nplace: {sr: [Raška]}\nother: {sr: [avion]}"
    logic = "all: [{any: [force, {all: [other, place]}]}, move]"
    matcher = matcher_of(_body(groups, logic))

    assert _words(_match(matcher, "Žandarmerija stigla u Rašku")) == [
        ("force", "Žandarmerija"),
        ("move", "stigla"),
    ]
    assert _words(_match(matcher, "Avioni stigli u Rašku")) == [
        ("other", "Avioni"),
        ("move", "stigli"),
        ("place", "Rašku"),
    ]
    assert _match(matcher, "Avioni stigli u Niš") is None


def test_none_stops_a_match_anywhere_in_the_item(matcher_of: MatcherOf) -> None:
    groups = FORCE_MOVE + "\nfilm: {sr: [film]}"
    matcher = matcher_of(_body(groups, "all: [force, move]\nnone: [film]"))

    assert _match(matcher, "Žandarmerija stigla", summary="Drugo.") is not None
    assert _match(matcher, "Žandarmerija stigla", summary="Novi film u bioskopu.") is None


@pytest.mark.parametrize(
    ("title", "is_match"),
    [
        ("Žandarmerija je stigla", True),
        ("Žandarmerija je jutros u zoru stigla", False),
        ("Stigla je žandarmerija", True),
        ("Žandarmerija čeka. Stigla je pomoć", False),
        ("Jedinica 63. Žandarmerija stigla", True),
    ],
)
def test_near_counts_words_within_a_sentence(
    matcher_of: MatcherOf, title: str, is_match: bool
) -> None:
    logic = "all: [force, move]\nnear: [{of: [force, move], within: 3}]"

    assert (_match(matcher_of(_body(FORCE_MOVE, logic)), title) is not None) is is_match


def test_near_does_not_reach_from_title_to_summary(matcher_of: MatcherOf) -> None:
    logic = "all: [force, move]\nnear: [{of: [force, move], within: 9}]"
    matcher = matcher_of(_body(FORCE_MOVE, logic))

    assert _match(matcher, "Žandarmerija", summary="Stigla") is None


def test_near_takes_either_of_two_groups_and_shows_the_pair_only(matcher_of: MatcherOf) -> None:
    groups = FORCE_MOVE + "\nunit: {sr: [jedinica]}"
    logic = "all: [move]\nnear: [{of: [force|unit, move], within: 2}]"
    matcher = matcher_of(_body(groups, logic))

    match = _match(matcher, "Jedinica je stigla, a stara žandarmerija nije videla drugi put")

    assert _words(match) == [("unit", "Jedinica"), ("move", "stigla")]


def test_unless_near_drops_only_the_hits_beside_the_excluding_word(matcher_of: MatcherOf) -> None:
    groups = "force: {sr: [specijalac]}\nother: {sr: [kosovski]}\nmove: {sr: [stići]}"
    logic = "all: [force, move]\nunless_near: [{of: [force, other], within: 2}]"
    matcher = matcher_of(_body(groups, logic))

    assert _match(matcher, "Kosovski specijalci stigli") is None
    assert _match(matcher, "Specijalci stigli, kaže jedan stari i umorni kosovski list") is not None
    both = _match(matcher, "Kosovski specijalci stigli, a iz Niša su krenuli i drugi specijalci")
    assert [text for group, text in _words(both) if group == "force"] == ["specijalci"]
    assert both is not None
    assert both.spans[-1].start > 40


def test_a_flag_marks_only_in_the_sentence_of_a_hit(matcher_of: MatcherOf) -> None:
    matcher = matcher_of(BODY)

    title = "Žandarmerija raspoređena u Leposaviću"
    denied = _match(matcher, f"Demantovano: {title}")
    elsewhere = _match(matcher, title, summary="Demantovao je i druge vesti.")

    assert denied is not None
    assert denied.flags == (MatchFlag.DENIED,)
    assert not denied.is_counted
    assert ("denied", "Demantovano") in _words(denied)
    assert elsewhere is not None
    assert elsewhere.flags == ()


def test_terms_count_only_in_items_of_their_language(matcher_of: MatcherOf) -> None:
    matcher = matcher_of(_body("a: {sr: [most], en: [bridge]}", "all: [a]"))

    assert _match(matcher, "Zatvoren most na Ibru", lang="sr") is not None
    assert _match(matcher, "Most residents left", lang="en") is None
    assert _match(matcher, "Bridge closed", lang="sr") is None


@pytest.mark.parametrize(
    ("lang", "terms"),
    [
        ("sr-Latn", "sr"),
        ("sr-Cyrl", "sr"),
        ("hr", "sr"),
        ("bs", "sr"),
        ("mk", "sr"),
        ("sq", "sq"),
        ("en_GB", "en"),
        ("pl", "en"),
        ("und", "en"),
        ("", "en"),
    ],
)
def test_a_language_is_read_with_the_terms_of_its_nearest(lang: str, terms: str) -> None:
    assert language_of_terms(lang) == terms


def test_terms_of_any_language_count_in_all(matcher_of: MatcherOf) -> None:
    matcher = matcher_of(_body('a: {any: ["=KFOR"]}', "all: [a]"))

    for lang in ("sr", "sq", "ru", "en", "de", "und"):
        assert _match(matcher, "KFOR", lang=lang) is not None


@pytest.mark.parametrize(
    ("term", "title", "found"),
    [
        ("=SAJ", "Pripadnici SAJ-a stigli", "SAJ-a"),
        ("=SAJ", "Припадници САЈ стигли", "САЈ"),
        ("=SAJ", "Sajt je pao, saj", None),
        ("=Peć", "Pripadnici u Peć stigli", "Peć"),
        ("=Peć", "Peć i grad", "Peć"),
        ("=Peć", "nova peć na drva", None),
        ("=Peć", "stigli iz Peći", None),
        ("vojsk*", "vojskovođa", "vojskovođa"),
        ("vojsk*", "povojska", None),
        ("63. padobranska", "Vojnici 63. padobranske brigade", "63. padobranske"),
        ("Kfor", "vojnici Kfor-a na putu", "Kfor"),
        ("Kfor", "vojnici KFOR-ovog tima", "KFOR-ovog"),
        ("Vojska Srbije", "iz Vojske Srbije", "Vojske Srbije"),
        ("Vojska Srbije", "vojska, Srbije", None),
        ("Vojska Srbije", "Srbije vojska", None),
        ("Vojska Srbije", "vojska cele Srbije", None),
        ("specijalna jedinic*", "specijalne jedinice", "specijalne jedinice"),
    ],
)
def test_each_kind_of_term_catches_what_it_says(
    matcher_of: MatcherOf, term: str, title: str, found: str | None
) -> None:
    match = _match(matcher_of(_body(f'a: {{sr: ["{term}"]}}', "all: [a]")), title)

    assert (match.spans[0].text if match is not None else None) == found


def test_albanian_endings_hung_on_acronyms_and_linking_articles(matcher_of: MatcherOf) -> None:
    groups = 'a: {sq: [Kfor, "veri i Kosovës"]}'
    matcher = matcher_of(_body(groups, "all: [a]"))

    match = _match(matcher, "Trupat e KFOR-it në veriun e Kosovës", lang="sq")

    assert _words(match) == [("a", "KFOR-it"), ("a", "veriun e Kosovës")]


def test_a_term_that_needs_a_list_counts_only_beside_another_name_of_it(
    matcher_of: MatcherOf,
) -> None:
    matcher = matcher_of(_body("a: {use: [north]}", "all: [a]"))

    assert _match(matcher, "Vozila u selu Banje") is None
    assert _words(_match(matcher, "Vozila u selu Banje na Kosovu"))[0] == ("a", "Banje")
    assert _match(matcher, "Vozila u selu Banje, Kosovo Polje") is None


def test_words_before_and_behind_can_void_a_hit(matcher_of: MatcherOf) -> None:
    groups = "a: {sr: [Mitrovica, Kosovo], not_preceded_by: [Sremska], not_followed_by: [Polje]}"
    matcher = matcher_of(_body(groups, "all: [a]"))

    assert _match(matcher, "Zatvor u Sremskoj Mitrovici") is None
    assert _match(matcher, "Bitka na Kosovu Polju") is None
    assert _match(matcher, "Sneg u Sremskoj, Mitrovica bez struje") is not None
    assert _match(matcher, "Na Kosovu. Polje je prazno") is not None


def test_forms_given_by_hand_are_found(matcher_of: MatcherOf) -> None:
    groups = 'a: {sr: [Brnjak], forms: {Brnjak: [Brnjačani, "brnjačka vrata"]}}'
    matcher = matcher_of(_body(groups, "all: [a]"))

    assert _words(_match(matcher, "Brnjačani na brnjačka vrata")) == [
        ("a", "Brnjačani"),
        ("a", "brnjačka vrata"),
    ]


def test_a_hit_within_a_longer_one_of_the_same_group_is_not_shown_twice(
    matcher_of: MatcherOf,
) -> None:
    matcher = matcher_of(_body('a: {sr: [Srbija, "Vojska Srbije"]}', "all: [a]"))

    assert _words(_match(matcher, "Vojska Srbije")) == [("a", "Vojska Srbije")]


@pytest.mark.parametrize("status", [DefinitionStatus.DRAFT, DefinitionStatus.RETIRED])
def test_drafts_and_retired_definitions_are_not_matched(
    write_catalogue: WriteCatalogue, status: DefinitionStatus
) -> None:
    catalogue = write_catalogue({"test-one": _body("a: {sr: [most]}", "all: [a]")})
    definitions = tuple(d.model_copy(update={"status": status}) for d in catalogue.definitions)

    matcher = Matcher(compile_catalogue(replace(catalogue, definitions=definitions)))

    assert _match(matcher, "most") is None


def test_an_empty_item_matches_nothing(matcher_of: MatcherOf) -> None:
    assert matcher_of(BODY).match(title="", summary="", lang="sr") == ()
