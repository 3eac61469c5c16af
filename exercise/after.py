"""The decisive day and what follows: shots and barricades, reinforcement, calm."""

from __future__ import annotations

from exercise.beat import (
    ALBANIAN_PRESS,
    ALLIANCE,
    ENGLISH_PRESS,
    LOCAL,
    RUSSIAN_PRESS,
    SERBIAN_PRESS,
    Beat,
)

SHOTS = Beat(
    day=0,
    hour=4.5,
    spread_h=8.0,
    outlets=(LOCAL, *ALBANIAN_PRESS, *SERBIAN_PRESS, *RUSSIAN_PRESS, *ENGLISH_PRESS),
    told={
        "sr": (
            (
                "Pucnjava u Zubin Potoku na severu Kosova, jedna osoba ranjena",
                "Policija Kosova potvrdila da je otvorena vatra iz automatskog oružja.",
            ),
            (
                "Eksplozija i pucnji u Zubin Potoku, putevi na severu Kosova blokirani",
                "Meštani su noćas podigli barikade na putu ka Brnjaku.",
            ),
        ),
        "sq": (
            (
                "Të shtëna me armë në Zubin Potok, një person i plagosur",
                "Policia e Kosovës konfirmon sulmin e armatosur në veri të Kosovës.",
            ),
            (
                "Shpërthim dhe të shtëna në veri të Kosovës, rrugët të bllokuara",
                "Barrikada janë vendosur gjatë natës në Zubin Potok.",
            ),
        ),
        "ru": (
            (
                "Стрельба в Зубин-Потоке на севере Косово, один человек ранен",
                "Полиция Косово сообщила о вооружённом нападении.",
            ),
            (
                "Взрыв и стрельба на севере Косово, дороги перекрыты",
                "Ночью у Зубин-Потока возведены баррикады.",
            ),
        ),
        "en": (
            (
                "Shooting in Zubin Potok in northern Kosovo leaves one wounded",
                "Kosovo Police confirm an armed attack on a patrol.",
            ),
            (
                "Explosion and gunfire in northern Kosovo, roads blocked",
                "Barricades went up overnight in Zubin Potok.",
            ),
        ),
    },
    edited={
        "Shooting in Zubin Potok in northern Kosovo leaves one wounded": (
            "Shooting in Zubin Potok in northern Kosovo leaves two wounded"
        ),
        "Pucnjava u Zubin Potoku na severu Kosova, jedna osoba ranjena": (
            "Pucnjava u Zubin Potoku na severu Kosova, dve osobe ranjene"
        ),
    },
)
REINFORCEMENT = Beat(
    day=1,
    hour=10.0,
    outlets=(
        ALLIANCE,
        "lantern-post",
        "karst-wire",
        "agencija-vetrokaz",
        "jutarnji-fenjer",
        "gazeta-shtegu",
        "portali-kumbona",
        "agentstvo-majak",
    ),
    told={
        "en": (
            (
                "NATO sends additional troops to KFOR in northern Kosovo",
                "A reserve battalion is to arrive within days.",
            ),
        ),
        "sr": (
            (
                "NATO šalje pojačanje Kforu na severu Kosova",
                "Rezervni bataljon stiže u narednim danima.",
            ),
        ),
        "sq": (
            (
                "NATO-ja dërgon trupa shtesë për KFOR-in në veri të Kosovës",
                "Batalioni rezervë pritet të arrijë në ditët në vijim.",
            ),
        ),
        "ru": (
            (
                "НАТО направит дополнительные силы КФОР на север Косово",
                "Резервный батальон прибудет в ближайшие дни.",
            ),
        ),
    },
)
CALM = Beat(
    day=2,
    hour=13.0,
    outlets=(LOCAL, "radio-javorak", "gazeta-shtegu", "karst-wire"),
    told={
        "sr": (
            (
                "Uklonjene barikade u Zubin Potoku, saobraćaj na severu Kosova normalizovan",
                "Putevi su ponovo prohodni, kažu meštani.",
            ),
        ),
        "sq": (
            (
                "Largohen barrikadat në Zubin Potok, rrugët në veri të Kosovës hapen",
                "Qarkullimi është normalizuar, thonë banorët.",
            ),
        ),
        "en": (
            (
                "Barricades removed in Zubin Potok, roads in northern Kosovo reopen",
                "Traffic is back to normal, residents say.",
            ),
        ),
    },
)
