"""Inflection: a dictionary word reaches the forms a feed would print, in every spelling."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from indicators.compile import inflector
from indicators.inflect_rules import sr
from indicators.text import fold_text

SHARED = Path(__file__).resolve().parents[3] / "shared"
# Looked up together: each look-up scans a dictionary.
REACHED = [
    ("sr", "žandarmerija", "žandarmerije жандармеријом zandarmeriju"),
    ("sr", "Жандармерија", "žandarmerije жандармеријом zandarmeriju"),
    ("sr", "vojnik", "vojnici vojnika vojnicima vojniče"),
    ("sr", "specijalac", "specijalci specijalca specijalaca"),
    ("sr", "rasporediti", "rasporedili raspoređen raspoređenih rasporedi"),
    ("sr", "stići", "stigao stigla stigne stignu"),
    ("sr", "priznavanje", "priznavanja priznavanju priznavanjem"),
    ("sr", "srpski", "srpska srpskih srpskim srpskoj"),
    ("sr", "borbena", "borbenu borbene borbenoj borbeni"),
    ("sr", "Leposavić", "Leposavića Leposaviću Лепосавићем Leposavicu"),
    ("sr", "Bujanovac", "Bujanovca Bujanovcu Бујановцем"),
    ("sr", "Raška", "Raške Raškoj Рашкој"),
    ("sr", "Kurti", "Kurtija Kurtijem Куртију"),
    ("sr", "Kfor", "Kfora Kforu Kforom Кфора"),
    ("sq", "ushtri", "ushtria ushtrisë ushtrinë ushtrive"),
    ("sq", "policor", "policorët policorëve policorit"),
    ("sq", "Kosovë", "Kosova Kosovës Kosoven"),
    ("sq", "Policia", "Policisë Policinë policia"),
    ("sq", "dërgoj", "dërgoi dërguan dërgohet dërguar"),
    ("sq", "Leposaviq", "Leposaviqit Leposaviqi"),
    ("sq", "i", "e të së i"),
    ("ru", "войско", "войска войск войсками"),
    ("ru", "перебросить", "перебросила переброшены перебросят"),
    ("ru", "сербский", "сербские сербской сербских"),
    ("ru", "Звечан", "Звечана Звечане"),
    ("ru", "вертолёт", "вертолеты вертолётов"),
    ("en", "deploy", "deployed deploying deploys"),
    ("en", "army", "armies army"),
    ("en", "withdraw", "withdrew withdrawn"),
    ("en", "mobilisation", "mobilization mobilisations"),
    ("en", "armoured", "armored"),
]
PLURALS = [
    ("sr", "izbori", "izbora izborima", "izbor izborom"),
    ("sr", "snage", "snagama snaga", "snagom snagu"),
    ("ru", "учения", "учений учениях", "учение учению"),
    ("en", "forces", "forces", "force forced"),
]
_TOKEN = re.compile(r"\w+(?:['’\-.]\w+)*|[^\w\s]")


@pytest.fixture(scope="module", autouse=True)
def _looked_up_together() -> None:
    for lang in ("sr", "sq", "ru", "en"):
        words = [word for row in (*REACHED, *PLURALS) if row[0] == lang for word in row[1:2]]
        inflector(lang).prepare([*words, "batinaš"])


@pytest.mark.parametrize(("lang", "word", "forms"), REACHED)
def test_a_word_reaches_its_forms(lang: str, word: str, forms: str) -> None:
    found = inflector(lang).forms(word)

    assert {fold_text(form) for form in forms.split()} <= found


@pytest.mark.parametrize(("lang", "word", "kept", "left_out"), PLURALS)
def test_a_word_written_in_the_plural_stays_plural(
    lang: str, word: str, kept: str, left_out: str
) -> None:
    found = inflector(lang).forms(word)

    assert {fold_text(form) for form in kept.split()} <= found
    assert not {fold_text(form) for form in left_out.split()} & found


@pytest.mark.parametrize(
    ("lang", "word"), [("sr", "nije"), ("sq", "nuk"), ("ru", "не"), ("en", "of"), ("en", "1244")]
)
def test_small_words_and_numbers_stay_as_written(lang: str, word: str) -> None:
    assert inflector(lang).forms(word) == {fold_text(word)}


def test_an_unknown_form_of_a_verb_is_read_as_a_noun() -> None:
    assert fold_text("batinaša") in inflector("sr").forms("batinaš")
    assert fold_text("batinao") not in inflector("sr").forms("batinaš")


@pytest.mark.parametrize("lang", ["sr", "sq", "ru", "en"])
def test_every_form_of_the_drafted_lists_is_reached(lang: str) -> None:
    path = SHARED / "drafts" / "inflection" / f"{lang}.txt"
    if not path.exists():
        pytest.skip("the inflection lists are not beside this checkout")
    rows = [line.split(": ") for line in path.read_text(encoding="utf-8").splitlines() if line]
    forms = inflector(lang)
    forms.prepare([word for word, _ in rows])

    missing = [
        (word, form)
        for word, listed in rows
        for form in listed.split()
        if fold_text(re.sub(r"'s?$", "", form)) not in forms.forms(word)
    ]

    assert missing == []


def _nouns(lang: str, lemmas: set[str]) -> set[str]:
    """Judge by the dictionary's forms which lemmas are nouns; the treebanks here do not say."""
    forms = inflector(lang)
    found = set()
    for lemma in lemmas:
        listed = forms._listed(forms._variants(lemma))
        if lang == "sr":
            is_noun = any(f.endswith(("ama", "ima")) for f in listed) and not sr.is_adjective(
                listed
            )
        elif lang == "ru":
            endings = any(f.endswith(("ами", "ями")) for f in listed)
            is_noun = endings and not lemma.endswith(("ый", "ий", "ой"))
        else:
            is_noun = any(f.endswith(("ve", "ën", "in", "së", "it", "t")) for f in listed)
        if lemma[0].isupper() or is_noun:
            found.add(lemma)
    return found


@pytest.mark.recorded
@pytest.mark.parametrize(
    ("lang", "file", "verb_endings", "recall_floor", "precision_floor"),
    [
        ("sr", "ud_serbian_set_dev_test.jsonl.gz", ("ti", "ći"), 0.99, 0.93),
        ("sq", "ud_albanian_staf.jsonl.gz", ("oj", "ij", "aj", "em"), 0.965, 0.88),
        ("ru", "ud_russian_taiga_dev_test.jsonl.gz", ("ть", "ти", "чь", "ться"), 0.98, 0.97),
    ],
)
def test_nouns_of_a_treebank_are_reached_and_little_else(
    lang: str, file: str, verb_endings: tuple[str, ...], recall_floor: float, precision_floor: float
) -> None:
    path = SHARED / "data" / "multilingual" / file
    if not path.exists():
        pytest.skip("the recorded treebanks are not beside this checkout")
    pairs: list[tuple[str, str]] = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            tokens = _TOKEN.findall(row["text"])
            if len(tokens) == len(row["lemmas"]):
                pairs += zip(tokens, row["lemmas"], strict=True)
    pairs = [(t, m) for t, m in pairs if t[0].isalpha() and m[0].isalpha() and len(m) >= 5]
    forms = inflector(lang)
    forms.prepare({lemma for _, lemma in pairs})
    nouns = _nouns(lang, {m for _, m in pairs if not m.endswith(verb_endings)})
    # A word with a hyphen is several words to the engine, an ending hung on it is none.
    tokens = [(fold_text(re.split("-", token)[0]), lemma) for token, lemma in pairs]

    reached = [t in forms.forms(m) for t, m in tokens if m in nouns]
    by_token: dict[str, Counter[str]] = {}
    for token, lemma in tokens:
        by_token.setdefault(token, Counter())[fold_text(lemma)] += 1
    catches = [
        (count, lemma == noun)
        for noun, written in {fold_text(noun): noun for noun in nouns}.items()
        for form in forms.forms(written)
        for lemma, count in by_token.get(form, {}).items()
    ]

    assert sum(reached) / len(reached) >= recall_floor
    right = sum(count for count, is_right in catches if is_right)
    assert right / sum(count for count, _ in catches) >= precision_floor
