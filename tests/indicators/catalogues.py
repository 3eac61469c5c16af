"""The small catalogue's texts, for tests of the engine; nothing in them is a real definition."""

from __future__ import annotations

# Every word that the tests' definitions inflect.
WORDS = """
Kosovo Priština Polje Поље sever Kosova Leposavić Banje northern Leposavic Leposaviq veri i Kosovës
Лепосавич specijalna jedinica žandarmerija special unit gendarmerie raspoređen deploy deployed
demantovati deny stići arrive Raška avion film specijalac kosovski most bridge 63 padobranska Kfor
Vojska Srbije Srbija Mitrovica Sremska Brnjak Brnjačani brnjačka vrata Звечан Peja other Paris
batinaš sirena siren sirenë сирена
"""

PLACES = """\
lists:
  anchor:
    title: Kosovo by name
    sr: [Kosovo, Priština]
    en: [Kosovo]
    not_followed_by: [Polje]
  north:
    sr: ["sever Kosova", Leposavić, {term: Banje, needs: anchor}]
    en: ["northern Kosovo", Leposavic]
    sq: [Leposaviq, "veri i Kosovës"]
    ru: [Лепосавич]
"""

HEAD = """\
id: {id}
title: {{en: Test, sr: Proba, sq: Provë}}
rationale: A rationale.
owner: desk
status: {status}
problems: [a-problem]
direction: raises
diagnosticity: {{}}
benign_explanations: [An exercise]
known_gaps: []
half_life: 5d
levels: {{watch: 1, elevated: 2, high: 4}}
languages: [sr, en]
"""

BODY = """\
groups:
  force:
    any: ["=KFOR"]
    sr: ["specijalna jedinica", žandarmerija]
    en: ["special unit", gendarmerie]
  move:
    sr: [raspoređen, "vojsk*"]
    en: [deploy]
  place: {use: [north]}
  denied:
    sr: [demantovati]
    en: [deny]
match:
  all: [force, move]
  any: [place, {all: [force, move]}]
  flag: [denied]
examples:
  match:
    - {lang: sr, text: "Žandarmerija raspoređena u Leposaviću"}
  no_match:
    - {lang: sr, text: "Žandarmerija slavi"}
references: []
"""


def definition(body: str = BODY, *, name: str = "test-one", status: str = "test") -> str:
    """Give the YAML of a definition with this body."""
    return HEAD.format(id=name, status=status) + body
