"""Ordinary news of the exercise: sentences with gaps, filled at random from a seed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

_GAP = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Wording:
    """The sentences of one language: titles and summaries with ``{gaps}``, and what fills them."""

    titles: Sequence[str]
    summaries: Sequence[str]
    fillers: Mapping[str, Sequence[str]]

    def title(self, chance: Random) -> str:
        """One title."""
        return self.fill(chance.choice(self.titles), chance)

    def summary(self, chance: Random) -> str:
        """One summary."""
        return self.fill(chance.choice(self.summaries), chance)

    def fill(self, sentence: str, chance: Random) -> str:
        """The sentence with every gap filled."""

        def filled(gap: re.Match[str]) -> str:
            if gap[1] == "number":
                return str(chance.randint(3, 96))
            return chance.choice(self.fillers[gap[1]])

        return _GAP.sub(filled, sentence)


SERBIAN = Wording(
    titles=(
        "Opština {place} usvojila budžet za narednu godinu",
        "Počeli radovi na putu ka mestu {place}",
        "Biblioteka u mestu {place} dobila {number} novih knjiga",
        "Cena ogreva na pijaci u mestu {place} viša za {number} odsto",
        "Osnovna škola u mestu {place} slavi jubilej",
        "Pozorište iz mesta {place} gostuje sa novom predstavom",
        "Rod {fruit} ove godine bolji od očekivanja",
        "Vikend donosi {weather}, u sredu promena vremena",
        "Autobuska linija do mesta {place} ponovo svakog sata",
        "Dom zdravlja u mestu {place} nabavio novi aparat",
        "Rukometni klub {club} pobedio sa {number} golova",
        "Sajam {fruit} okupio {number} izlagača",
        "Mladi iz mesta {place} osvojili nagradu za robotiku",
        "Prijave za stipendije otvorene do petka",
        "Novi semafori u centru mesta {place}",
        "Stručnjaci: potrošnja struje zimi veća za {number} odsto",
    ),
    summaries=(
        "Predstavnici mesne zajednice kažu da je posao trajao {number} dana.",
        "Više pojedinosti biće poznato krajem nedelje.",
        "Građani su zadovoljni, pokazuje anketa u kojoj je učestvovalo {number} ljudi.",
        "Sredstva su obezbeđena iz lokalnog budžeta.",
        "",
    ),
    fillers={
        "place": ("Lipovac", "Jasenovik", "Gornji Brestac", "Vrelo", "Javorak", "Dubrava", "Ševar"),
        "fruit": ("šljive", "maline", "jabuke", "kruške", "paprike"),
        "weather": ("sunce", "kišu", "maglu", "sneg na planinama"),
        "club": ("Javor", "Sloga", "Ris", "Soko"),
    },
)
ALBANIAN = Wording(
    titles=(
        "Komuna e {place} miraton buxhetin për vitin e ardhshëm",
        "Nisin punimet në rrugën drejt {place}",
        "Biblioteka e {place} pasurohet me {number} libra të rinj",
        "Çmimi i druve në treg rritet për {number} për qind",
        "Shkolla fillore në {place} feston përvjetorin e saj",
        "Teatri i {place} sjell shfaqje të re",
        "Prodhimi i {fruit} më i mirë se vitin e kaluar",
        "Fundjava sjell {weather}, të mërkurën ndryshon koha",
        "Linja e autobusit për {place} sërish çdo orë",
        "Spitali në {place} merr pajisje të re",
        "Klubi {club} fiton me {number} gola",
        "Panairi i {fruit} mbledh {number} ekspozues",
        "Të rinjtë nga {place} fitojnë çmim në robotikë",
        "Hapen aplikimet për bursa deri të premten",
        "Semaforë të rinj në qendër të {place}",
        "Konsumi i energjisë në dimër më i lartë për {number} për qind",
    ),
    summaries=(
        "Përfaqësuesit e lagjes thonë se puna zgjati {number} ditë.",
        "Më shumë hollësi pritet të dihen në fund të javës.",
        "Qytetarët janë të kënaqur, tregon një anketë me {number} pjesëmarrës.",
        "Mjetet janë siguruar nga buxheti lokal.",
        "",
    ),
    fillers={
        "place": ("Lisnajë", "Kroi i Epërm", "Bregdrin", "Shelgjaj", "Arrëza", "Gurra"),
        "fruit": ("kumbullave", "mollëve", "dardhave", "specave"),
        "weather": ("diell", "shi", "mjegull", "borë në male"),
        "club": ("Shkëndija e Re", "Rinia", "Ariu", "Besnik"),
    },
)
RUSSIAN = Wording(
    titles=(
        "В городе {place} приняли бюджет на следующий год",
        "Начался ремонт дороги к посёлку {place}",
        "Библиотека в городе {place} получила {number} новых книг",
        "Цены на дрова выросли на {number} процентов",
        "Школа в городе {place} отмечает юбилей",
        "Театр из города {place} привёз новый спектакль",
        "Урожай {fruit} в этом году лучше прогноза",
        "В выходные ожидается {weather}",
        "Автобусы до посёлка {place} снова ходят каждый час",
        "Больница в городе {place} закупила новый аппарат",
        "Хоккейный клуб «{club}» выиграл со счётом {number}:2",
        "На ярмарку приехали {number} участников",
        "Школьники из города {place} победили на олимпиаде по робототехнике",
        "Приём заявок на стипендии продлён до пятницы",
        "Курс рубля изменился на {number} копеек",
    ),
    summaries=(
        "По словам жителей, работы заняли {number} дней.",
        "Подробности станут известны в конце недели.",
        "Опрошены {number} человек, большинство довольны.",
        "",
    ),
    fillers={
        "place": ("Липовец", "Яснополье", "Верхний Брод", "Заречье-2", "Дубки"),
        "fruit": ("яблок", "слив", "груш", "черники"),
        "weather": ("солнце", "дождь", "туман", "снег"),
        "club": ("Рысь", "Маяк", "Полюс", "Снегирь"),
    },
)
ENGLISH = Wording(
    titles=(
        "{place} council adopts its budget for next year",
        "Work begins on the road to {place}",
        "Library in {place} receives {number} new books",
        "Firewood prices at the market up {number} per cent",
        "Primary school in {place} celebrates its jubilee",
        "Theatre company from {place} tours with a new play",
        "This year's {fruit} harvest better than expected",
        "Weekend to bring {weather}, change on Wednesday",
        "Buses to {place} run every hour again",
        "Clinic in {place} buys a new scanner",
        "{club} win by {number} points in the handball league",
        "{fruit} fair draws {number} exhibitors",
        "Pupils from {place} win a robotics prize",
        "Applications for scholarships open until Friday",
        "Electricity use in winter higher by {number} per cent",
    ),
    summaries=(
        "Residents say the work took {number} days.",
        "More details are expected at the end of the week.",
        "A survey of {number} people shows most are satisfied.",
        "",
    ),
    fillers={
        "place": ("Lindenford", "Upper Ashby", "Karstwell", "Greenhollow", "Marlow Quay"),
        "fruit": ("Plum", "Apple", "Pear", "Pepper"),
        "weather": ("sun", "rain", "fog", "snow on the hills"),
        "club": ("Lynx", "Harbour", "Falcons", "Otters"),
    },
)
WORDING: Mapping[str, Wording] = {
    "sr": SERBIAN,
    "sq": ALBANIAN,
    "ru": RUSSIAN,
    "en": ENGLISH,
}
