"""Invented people, whose every identifier is a word that no picture, code or dictionary holds by itself."""

import unicodedata
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

#: name as stored, DICOM character set. Several scripts; none is an English or anatomical word.
_NAMES = (
    ("Quistgaard^Ottilie", "ISO_IR 100"),
    ("Öhlenschläger^Jürgen", "ISO_IR 100"),
    ("Zumbrunnen^Severin", "ISO_IR 6"),
    ("Béranger^Zoéline", "ISO_IR 100"),
    ("Wojciechowska^Żanetta", "ISO_IR 192"),
    ("Trandafirescu^Ionuț", "ISO_IR 192"),
    ("Yamashitani^Harutoshi=山下谷^陽翔=やました^はると", "\\ISO 2022 IR 87"),
    ("Hwangbo^Gildongsu=황보^길동=황보^길동", "\\ISO 2022 IR 149"),
    ("Ouyangzhen^Xiaodong=欧阳震^小冬", "GB18030"),
    ("Papadimitriou^Evdokia", "ISO_IR 100"),
    ("Abernethwick^Philippa", ""),
    ("Fjeldstrøm^Bjørnulf", "ISO_IR 100"),
    ("Mbekanyi^Thandolwethu", ""),
    ("Kowalczykowski^Mieczysław", "ISO_IR 192"),
    ("Hallgrimsdottir^Ragnheidur", "ISO_IR 6"),
    ("Oyelaranmi^Folasade", ""),
    ("Szentgyörgyvári^Boglárka", "ISO_IR 101"),
    ("Vanderbeukel^Marijke", "ISO_IR 100"),
    ("Иванченков^Ярослав", "ISO_IR 144"),
    ("Παπαδογιάννης^Ευάγγελος", "ISO_IR 126"),
    ("Kobayakawa^Mitsuhide=小早川^光秀", "\\ISO 2022 IR 87"),
    ("Seomunjae^Hyunwook=서문재^현욱", "\\ISO 2022 IR 149"),
    ("Zhugewen^Lingfeng=诸葛文^凌峰", "GB18030"),
    ("Delacroixhey^Marie-Ghislaine^Aurore", "ISO_IR 100"),
    ("O'Shaughnessey^Caoimhe", "ISO_IR 6"),
    ("von Trottenburg^Adalberta^^Freifrau", "ISO_IR 192"),
    ("Nadarajasingam^Thuvaragan", ""),
    ("Itoiwatari^Nanako", ""),
    ("Güneşdoğdu^Şebnem", "ISO_IR 192"),
    ("Castellanzaro^Immacolata", "ISO_IR 100"),
    ("Lindqvistova^Ludmila", ""),
    ("Achterhuizen^Wubbo", "ISO_IR 6"),
    ("Mascarenhaso^Conceição", "ISO_IR 100"),
    ("Tuivasanao^Malakai", ""),
)
_DOCTORS = ("Nordhagenus^Ludovika", "Tolliverson^Basilius", "Pemberthwaite^Araminta", "Grzegorzek^Tymoteusz")
_PLACES = ("Klinikum Hohenfrauenwald", "Saint Ethelburga Infirmary", "Ospedale Montecatino", "Sjukhus Bjorkvallen")
_STREETS = ("Zwetschgenallee", "Marmadukestreet", "Viadelpalazzo", "Rhododendronweg")
TWO_IDS = frozenset((3, 9, 17, 25))  # by place in the corpus: people who were registered twice
SAME_ID = (5, 14)  # two people of two hospitals with the same number, told apart by its issuer
_OLDEST = frozenset((7, 20))


@dataclass(frozen=True)
class Person:
    """One subject: who they are, and what is written of them."""

    place: int
    name: str
    charset: str
    ids: tuple[str, ...]
    issuer: str
    birth: date
    sex: str
    age: str
    phone: str
    street: str
    doctor: str
    operator: str
    hospital: str
    visits: tuple[date, ...]
    code: str = ""

    @property
    def label(self) -> str:
        """What the corpus calls the subject."""
        return f"S{self.place:02d}"

    @property
    def family(self) -> str:
        """The family name in Latin letters, as stored."""
        return self.name.split("=")[0].split("^")[0]

    @property
    def given(self) -> str:
        """The first given name."""
        return self.name.split("=")[0].split("^")[1]

    @property
    def plain_family(self) -> str:
        """The family name without accents, for what is ASCII only."""
        plain = unicodedata.normalize("NFKD", self.family).encode("ascii", "ignore").decode()
        return plain if len(plain) > 4 else self.ids[0]

    def accession(self, visit: int) -> str:
        """The order's number of one visit."""
        return f"ACC{self.place:02d}{visit}8812{self.place * 37 % 89 + 10}"

    def words(self) -> tuple[str, ...]:
        """Everything that must be found nowhere: names in parts, ids, dates in the usual spellings, places."""
        found = {part for group in self.name.split("=") for part in group.split("^") if len(part) > 1}
        found |= {part.split("^")[0] for part in (self.doctor, self.operator)}
        found |= {self.plain_family, self.issuer, self.phone, self.street, self.hospital.split()[-1]}
        found |= {spelling for one in self.ids for spelling in (one, one.lstrip("0"))}
        for day in (self.birth, *self.visits):
            found |= set(spellings(day))
        found |= {self.accession(visit) for visit in range(len(self.visits))}
        return tuple(sorted(word for word in found if len(word) > 3 or not word.isascii()))


def spellings(day: date) -> tuple[str, ...]:
    """The usual ways of writing a date in figures."""
    return (f"{day:%Y%m%d}", f"{day:%d.%m.%Y}", f"{day:%Y-%m-%d}", f"{day:%m/%d/%Y}", f"{day:%Y.%m.%d}")


def people(seed: int) -> list[Person]:
    """Thirty-four subjects; four of them with two patient IDs, two who share a number given by two issuers."""
    rng = np.random.default_rng([seed, 1])
    made = [_person(place, rng) for place in range(len(_NAMES))]
    first, second = SAME_ID
    made[second] = replace(made[second], ids=made[first].ids)
    return made


def _person(place: int, rng: np.random.Generator) -> Person:
    name, charset = _NAMES[place]
    number = int(rng.integers(10_000_000, 99_999_999))
    ids = (f"00{number}",) if place % 4 == 0 else (f"MRN-{number}",)
    if place in TWO_IDS:
        ids = (*ids, f"KH{int(rng.integers(10_000_000, 99_999_999))}X")
    first = date(2024, 2, 29) if place % 5 == 0 else date(2023, 11, 20) + timedelta(days=int(rng.integers(0, 300)))
    visits = (first, first + timedelta(days=int(rng.integers(20, 90))))
    old = place in _OLDEST
    birth = date(first.year - (94 if old else int(rng.integers(25, 84))), int(rng.integers(1, 12)), 3 + place % 24)
    years = (first - birth).days // 365
    return Person(
        place, name, charset, ids, f"HOSP{'QXZW'[place % 4]}{place % 4}-ISSUER", birth, "FM"[place % 2],
        f"{years:03d}Y", f"+49 555 01{number % 10_000:04d}", _STREETS[place % 4], _DOCTORS[place % 4],
        _DOCTORS[(place + 1) % 4], _PLACES[place % 4], visits, f"TRIAL-{place:04d}" if place in TWO_IDS else "",
    )  # fmt: skip
