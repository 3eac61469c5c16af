"""The days before: a drill, readiness raised, one post repeated by many, a denial."""

from __future__ import annotations

from exercise.beat import LOCAL, Beat

DRILL = Beat(
    day=-45,
    hour=8.0,
    outlets=(LOCAL, "agencija-vetrokaz", "jutarnji-fenjer", "gazeta-shtegu", "karst-wire"),
    told={
        "sr": (
            (
                "Vojska Srbije najavila redovnu taktičku vežbu kod Raške",
                "Planirana vežba traje tri dana, Kfor je unapred obavešten.",
            ),
            (
                "Počinje najavljena vojna vežba jedinica Vojske Srbije u okolini Raške",
                "Iz ministarstva kažu da je reč o redovnoj obuci.",
            ),
        ),
        "sq": (
            (
                "Ushtria e Serbisë njofton stërvitje të planifikuar ushtarake pranë Rashkës",
                "KFOR-i është njoftuar paraprakisht, thuhet në njoftim.",
            ),
        ),
        "en": (
            (
                "Serbian army announces planned military exercise near Raska",
                "The three-day drill was notified to KFOR in advance, the ministry says.",
            ),
        ),
    },
)
READINESS = Beat(
    day=-3,
    hour=17.0,
    outlets=(
        "agencija-vetrokaz",
        "dnevna-kruznica",
        "radio-javorak",
        "brzi-gong",
        "gazeta-shtegu",
        "agentstvo-majak",
        "lantern-post",
    ),
    told={
        "sr": (
            (
                "Podignuta borbena gotovost Vojske Srbije, odluka važi odmah",
                "Naređenje je objavljeno posle sednice u Beogradu.",
            ),
            (
                "Vojska Srbije stavljena u stanje povišene borbene gotovosti",
                "Vlasti navode da je mera preventivna.",
            ),
        ),
        "sq": (
            (
                "Serbia ngre gatishmërinë luftarake të ushtrisë",
                "Vendimi hyn në fuqi menjëherë, njoftojnë nga Beogradi.",
            ),
        ),
        "ru": (
            (
                "Армия Сербии приведена в состояние повышенной боевой готовности",
                "Белград называет меру профилактической.",
            ),
        ),
        "en": (
            (
                "Serbia raises combat readiness of its army",
                "Belgrade calls the measure preventive.",
            ),
        ),
    },
)
SIGHTINGS = Beat(
    day=-2,
    hour=9.0,
    spread_h=9.0,
    outlets=(
        "gazeta-shtegu",
        "portali-kumbona",
        "agencija-vetrokaz",
        "karst-wire",
        "jutarnji-fenjer",
        "radio-dritarja",
        "dnevna-kruznica",
        "lantern-post",
        "agentstvo-majak",
        LOCAL,
    ),
    told={
        "sq": (
            (
                "Kryeministri në një postim: forcat speciale serbe janë vendosur pranë Banjës",
                "Në postim përmenden lëvizje edhe në Osllare, afër kufirit me Kosovën.",
            ),
            (
                "Forcat speciale serbe të vendosura pranë Osllares, shkruan kryeministri i Kosovës",
                "Burimi i vetëm është postimi i tij; lëvizje u panë, sipas tij, edhe pranë Banjës.",
            ),
        ),
        "sr": (
            (
                "Premijer Kosova u objavi: srpske specijalne snage raspoređene kod Banja i Oslara",
                "Navod je iz objave na mreži; reč je o selima kod Zubinog Potoka i Bujanovca.",
            ),
            (
                "Specijalne jedinice Srbije raspoređene kod Bujanovca, tvrdi premijer Kosova",
                "U objavi se pominju Banje u opštini Zubin Potok i Oslare kod Bujanovca.",
            ),
        ),
        "ru": (
            (
                "Сербский спецназ переброшен к Буяновцу, утверждает премьер Косово",
                "Со ссылкой на его публикацию называются Банье у Зубин-Потока и Осларе.",
            ),
        ),
        "en": (
            (
                "Serbian special forces deployed near Banje and Oslare, Kosovo premier posts",
                "The post names villages in Zubin Potok and Bujanovac; no other account is cited.",
            ),
            (
                "Kosovo leader: Serbian special forces moved close to the border with Kosovo",
                "Citing his own post, he named Banje in Zubin Potok and Oslare in Bujanovac.",
            ),
        ),
    },
)
DENIAL = Beat(
    day=-1,
    hour=11.0,
    outlets=("agencija-vetrokaz", "radio-javorak", "karst-wire", "gazeta-shtegu"),
    told={
        "sr": (
            (
                "Ministarstvo demantovalo da su specijalne jedinice Srbije raspoređene kod Oslara",
                "Navodi o Bujanovcu nisu tačni, kaže se u saopštenju iz Beograda.",
            ),
        ),
        "sq": (
            (
                "Beogradi përgënjeshtron se forcat speciale serbe janë vendosur pranë Bujanocit",
                "Nuk është e vërtetë, thuhet në njoftim për Kosovën.",
            ),
        ),
        "en": (
            (
                "Serbia denies reports that special forces were deployed near Bujanovac",
                "The ministry says there was no deployment close to Kosovo.",
            ),
        ),
    },
)
