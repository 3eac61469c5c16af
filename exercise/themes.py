"""What recurs in the exercise: a campaign that climbs, and themes reported now and then."""

from __future__ import annotations

from collections.abc import Mapping

from exercise.beat import Telling

CAMPAIGN_DAYS = (-18, 1)
CAMPAIGN_PEAK_A_DAY = 4.0
CAMPAIGN_USUAL_A_DAY = 0.35
CAMPAIGN: Mapping[str, tuple[Telling, ...]] = {
    "sr": (
        ("NATO priprema sukob i gura Srbiju u rat zbog Kosova, piše kolumnista", ""),
        ("Zapad gura Srbiju u rat zbog Kosova, tvrdi gost emisije", ""),
        ("NATO priprema agresiju na Srbe na Kosovu, poručuje komentator", ""),
        ("Stanje na Kosovu podseća na 1914. godinu, piše komentator", "Poređenje sa ratom."),
        ("NATO sprema rat protiv Srbije na Kosovu, kaže analitičar", ""),
    ),
    "ru": (
        ("НАТО провоцирует новый конфликт в Косово против сербов, заявил эксперт", ""),
        ("Запад провоцирует конфликт в Косово против Сербии, считает обозреватель", ""),
        ("Ситуация в Косово напоминает 1914 год, пишет колумнист", ""),
        ("НАТО разжигает войну на Балканах из-за Косово, утверждает политолог", ""),
        ("НАТО разжигает конфликт сербов и Приштины в Косово, говорит гость программы", ""),
    ),
}
USUAL_A_DAY = 0.12
USUAL: Mapping[str, tuple[Telling, ...]] = {
    "sr": (
        (
            "Protest u Severnoj Mitrovici zbog komunalnih problema",
            "Okupilo se više desetina ljudi.",
        ),
        ("Beograd i Priština nastavili dijalog u Briselu", "Postignut dogovor o tehničkoj temi."),
        ("Kfor patrolira na severu Kosova", "Prisustvo je vidljivije uz put."),
        ("Kosovo produžilo rok za preregistraciju srpskih tablica", "Rok ističe krajem meseca."),
        ("Policija Kosova zaplenila oružje u Leposaviću", "Pronađene su puška i municija."),
        ("Zatvoren prelaz Merdare na nekoliko sati", "Razlog je bila kolona kamiona."),
        ("Uhapšen Srbin u Kosovskoj Mitrovici, advokat traži objašnjenje", ""),
    ),
    "sq": (
        ("Protestë në Mitrovicën e Veriut për probleme komunale", "U mblodhën dhjetëra veta."),
        ("Kosova dhe Serbia arrijnë marrëveshje teknike në dialog", "Takimi u mbajt në Bruksel."),
        ("KFOR-i patrullon në veri të Kosovës", "Prania është më e dukshme."),
        ("Kosova zgjat afatin për targat serbe", "Afati skadon në fund të muajit."),
        ("Policia e Kosovës konfiskon armë në Leposaviq", "U gjet pushkë dhe municion."),
        ("Mbyllet për disa orë pika kufitare në Merdar", "Shkak ishte kolona e kamionëve."),
    ),
    "ru": (
        ("Акция протеста прошла в Северной Митровице", "Собралось несколько десятков человек."),
        ("Белград и Приштина достигли соглашения в Брюсселе", "Речь идёт о техническом вопросе."),
        ("Военные КФОР патрулируют север Косово", ""),
    ),
    "en": (
        ("Protest in North Mitrovica over local services", "Several dozen people gathered."),
        ("Kosovo and Serbia resume dialogue in Brussels", "A technical agreement was reached."),
        ("KFOR patrols roads in northern Kosovo", "Its presence along the road is visible."),
        ("Kosovo extends deadline for Serbian licence plates", "It now ends next month."),
        ("Merdare crossing closed for several hours", "A queue of lorries was the cause."),
    ),
}
