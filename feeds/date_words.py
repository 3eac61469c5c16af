"""Month names, weekdays, time zones and filler words in the languages of the region."""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta
from functools import lru_cache

_CYRILLIC = dict(
    zip(
        "абвгдђежзијклљмнњопрстћуфхцчџшщъыьэйѓќѕ",
        (
            *("a", "b", "v", "g", "d", "dj", "e", "z", "z", "i", "j", "k", "l", "lj", "m"),
            *("n", "nj", "o", "p", "r", "s", "t", "c", "u", "f", "h", "c", "c", "dz", "s"),
            *("sc", "", "y", "", "e", "j", "g", "k", "z"),
        ),
        strict=True,
    )
) | {"ю": "ju", "я": "ja", "ё": "e"}
_NOT_LETTERS = re.compile(r"[^a-z]")

# Nominative and genitive, and what calendars abbreviate them to; one line a language.
_MONTH_NAMES = (
    # January
    "january jan januar januara sijecanj sijecnja sij janari janarit январь января янв јануари",
    # February
    "february feb februar februara veljaca veljace velj shkurt shkurti shkurtit shk февраль "
    "февраля фев февр февруари",
    # March
    "march mar mart marta ozujak ozujka ozu mars marsi marsit март марта мар",
    # April
    "april apr aprila travanj travnja tra prill prilli prillit pri апрель апреля апр април",
    # May
    "may maj maja svibanj svibnja svi maji majit май мая",
    # June
    "june jun juni juna lipanj lipnja lip qershor qershori qershorit qer июнь июня июн јуни",
    # July
    "july jul juli jula srpanj srpnja srp korrik korriku korrikut korr kor июль июля июл јули",
    # August
    "august aug avgust avgusta avg kolovoz kolovoza kol gusht gushti gushtit gush gus gsh август "
    "августа авг",
    # September
    "september sep sept sht septembar septembra rujan rujna ruj shtator shtatori shtatorit shta "
    "сентябрь сентября сен сент септември",
    # October
    "october oct oktobar oktobra okt listopad listopada lis tetor tetori tetorit tet октябрь "
    "октября окт октомври",
    # November
    "november nov novembar novembra studeni studenog studenoga stu nentor nentori nentorit nen "
    "ноябрь ноября ноя нояб ноември",
    # December
    "december dec decembar decembra dek prosinac prosinca pro dhjetor dhjetori dhjetorit dhj "
    "декабрь декабря дек декември",
)
_WEEKDAY_NAMES = (
    "monday mon tuesday tue tues wednesday wed thursday thu thur thurs friday fri saturday sat "
    "sunday sun ponedeljak ponedeljka ponedjeljak pon utorak utorka uto sreda srede srijeda sre "
    "sri cetvrtak cetvrtka cet petak petka pet subota subote sub nedelja nedelje nedjelja ned "
    "hene hen marte mar merkure mer enjte enj premte pre shtune sht diel diele die "
    "понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс "
    "понеделник вторник четврток петок сабота недела"
)
_FILLERS = (
    "u ne at on ora ore oret e i me date of the st nd rd th h sati sat casova cas g god godine "
    "godina "
    "в года году год г час часов ч во на године година"
)
_ZONE_HOURS = {
    "UT": 0.0,
    "UTC": 0.0,
    "GMT": 0.0,
    "Z": 0.0,
    "WET": 0.0,
    "WEST": 1.0,
    "BST": 1.0,
    "CET": 1.0,
    "MET": 1.0,
    "MEZ": 1.0,
    "CEST": 2.0,
    "MEST": 2.0,
    "MESZ": 2.0,
    "EET": 2.0,
    "EEST": 3.0,
    "MSK": 3.0,
    "TRT": 3.0,
    "MSD": 4.0,
    "EST": -5.0,
    "EDT": -4.0,
    "CST": -6.0,
    "CDT": -5.0,
    "MST": -7.0,
    "MDT": -6.0,
    "PST": -8.0,
    "PDT": -7.0,
}


@lru_cache(maxsize=2048)
def fold_word(word: str) -> str:
    """Give a word in plain small Latin letters, whatever its script and marks."""
    small = word.casefold().replace("đ", "dj").replace("ð", "dj")
    latin = "".join(_CYRILLIC.get(letter, letter) for letter in small)
    return _NOT_LETTERS.sub("", unicodedata.normalize("NFKD", latin))


def _folded(words: str) -> frozenset[str]:
    return frozenset(fold_word(word) for word in words.split())


MONTHS: dict[str, int] = {
    word: number for number, words in enumerate(_MONTH_NAMES, 1) for word in _folded(words)
}
WEEKDAYS = _folded(_WEEKDAY_NAMES)
FILLERS = _folded(_FILLERS)
ZONES = {name: timedelta(hours=hours) for name, hours in _ZONE_HOURS.items()}
