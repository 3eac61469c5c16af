"""Read config.yaml into one typed, checked, immutable value; every problem is told at once."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Iterator, Mapping
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic.json_schema import SkipJsonSchema

from config_reading import Written, did_you_mean, explain, read_marked, unknown_key
from domain.errors import ConfigError, Problem
from domain.feed import Feed
from domain.frozen import Frozen
from domain.indicator import WarningProblem
from domain.source import Source

ROOT = Path(__file__).resolve().parent
SCHEMA_PATH = ROOT / "docs" / "config.schema.json"
CONFIG_VARIABLE = "VEDETTE_CONFIG"
DATABASE_VARIABLE = "VEDETTE_DATABASE_URL"


class Database(Frozen):
    """Where everything is kept. A relative SQLite path counts from the configuration file."""

    url: str = Field(default="sqlite:///var/vedette.db", pattern=r"^(sqlite|postgresql)[+a-z0-9]*:")


class Collect(Frozen):
    """How politely, how patiently and how much we read; seconds and bytes."""

    total_deadline_s: float = Field(default=30.0, gt=0, le=300)
    connect_s: float = Field(default=5.0, gt=0, le=60)
    max_wire_bytes: int = Field(default=5 * 2**20, ge=1024)
    max_decoded_bytes: int = Field(default=10 * 2**20, ge=1024)
    max_redirects: int = Field(default=5, ge=0, le=20)
    in_flight: int = Field(default=32, ge=1, le=256)
    per_host: int = Field(default=2, ge=1, le=16)
    per_host_gap_s: float = Field(default=2.0, ge=0, le=60)
    tick_s: float = Field(default=15.0, ge=1, le=3600)
    workers: int = Field(default=2, ge=1, le=64)
    respect_robots: bool = Field(default=True, description="ask each host for its robots.txt")


class Security(Frozen):
    """What is opened on purpose: ``host``, ``host:port`` or CIDR that the poller may dial."""

    allow_private_addresses: tuple[str, ...] = ()


class CatalogueFiles(Frozen):
    """Where the indicator definitions and the shared place lists are."""

    folder: Path = ROOT / "indicators" / "catalog"
    places: Path = ROOT / "indicators" / "places.yaml"


class Dashboard(Frozen):
    """Where the dashboard listens."""

    address: str = "127.0.0.1"
    port: int = Field(default=8501, ge=1, le=65535)

    @field_validator("address")
    @classmethod
    def _stays_on_this_machine(cls, address: str) -> str:
        if not _is_loopback(address):
            raise ValueError(
                "reachable from other machines without a login; use 127.0.0.1 and put a proxy "
                "that asks for a login in front"
            )
        return address


Weekday = StrEnum("Weekday", ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"])


class ReportPlan(Frozen):
    """When the weekly is produced (UTC) and where it is laid down."""

    weekday: Weekday = Weekday.MON
    hour: int = Field(default=6, ge=0, le=23)
    minute: int = Field(default=0, ge=0, le=59)
    folder: Path = Path("var/reports")


class CalendarKind(StrEnum):
    """What sort of date it is."""

    ANNIVERSARY = "anniversary"
    ELECTION = "election"
    DEADLINE = "deadline"
    CLOSURE = "closure"
    HOLIDAY = "holiday"
    OTHER = "other"


class CalendarEntry(Frozen):
    """A known date ahead; with `every_year` the year written is only its first."""

    date: datetime.date
    title: str = Field(min_length=1)
    kind: CalendarKind = CalendarKind.OTHER
    every_year: bool = False

    @field_validator("date", mode="before")
    @classmethod
    def _is_a_day(cls, value: object) -> object:
        try:
            return datetime.date.fromisoformat(value) if isinstance(value, str) else value
        except ValueError as error:
            raise ValueError("not a day of the calendar, such as 2026-09-24") from error

    @model_validator(mode="after")
    def _comes_every_year(self) -> CalendarEntry:
        if self.every_year and (self.date.month, self.date.day) == (2, 29):
            raise ValueError("29 February does not come every year")
        return self

    def dates_between(self, since: datetime.date, until: datetime.date) -> Iterator[datetime.date]:
        """Every date of this entry from `since` to `until`, both included."""
        if not self.every_year:
            candidates = [self.date]
        else:
            first = max(since.year, self.date.year)
            candidates = [self.date.replace(year=year) for year in range(first, until.year + 1)]
        yield from (day for day in candidates if since <= day <= until)


class Config(Frozen):
    """Everything an operator can set. `folder` is where the file lies; the loader fills it."""

    name: str = Field(default="Vedette", min_length=1)
    is_exercise: bool = False
    contact: str = Field(default="", description="goes in the user agent: address or page")
    database: Database = Database()
    collect: Collect = Collect()
    security: Security = Security()
    catalogue: CatalogueFiles = CatalogueFiles()
    problems: tuple[WarningProblem, ...] = ()
    sources: tuple[Source, ...] = ()
    feeds: tuple[Feed, ...] = ()
    dashboard: Dashboard = Dashboard()
    report: ReportPlan = ReportPlan()
    calendar: tuple[CalendarEntry, ...] = ()
    alert_budget_per_week: float = Field(
        default=1.5, gt=0, le=50, description="alerts by chance alone, per week, whole board"
    )
    folder: SkipJsonSchema[Annotated[Path, Field(exclude=True)]] = ROOT

    def calendar_between(
        self, since: datetime.date, until: datetime.date
    ) -> tuple[tuple[datetime.date, CalendarEntry], ...]:
        """Calendar dates from `since` to `until`, both included, in order."""
        found = [(day, one) for one in self.calendar for day in one.dates_between(since, until)]
        return tuple(sorted(found, key=lambda pair: (pair[0], pair[1].title)))


def config_path(environment: Mapping[str, str] = os.environ) -> Path:
    """The configuration file in force: what ``VEDETTE_CONFIG`` names, else the shipped one."""
    return Path(environment.get(CONFIG_VARIABLE) or ROOT / "config.yaml")


def load_config(path: Path | None = None, *, environment: Mapping[str, str] = os.environ) -> Config:
    """Read, check and complete a configuration file.

    Args:
        path: The file; `config_path` decides where it is None.
        environment: ``VEDETTE_DATABASE_URL`` overrides ``database.url``.

    Returns:
        The configuration, with every relative path made absolute from the file's folder.

    Raises:
        ConfigError: With every problem of the file, each at its line and column.
    """
    path = path or config_path(environment)
    written = read_marked(path)
    problems = [*written.problems, *_cross_checks(written)]
    config = None
    try:
        config = Config.model_validate(written.data)
    except ValidationError as error:
        problems += [explain(written, detail, Config) for detail in error.errors()]
    if config is not None:
        config = _complete(config, path.resolve().parent, environment)
        problems += _missing_files(written, config)
    if problems or config is None:
        raise ConfigError(sorted(set(problems), key=lambda p: (p.line, p.column, p.message)))
    return config


def json_schema() -> dict[str, Any]:
    """The schema that an editor checks config.yaml with while it is being typed."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Config.model_json_schema(mode="validation"),
        "title": "Vedette configuration",
    }


def schema_text() -> str:
    """The schema as it stands in docs/config.schema.json."""
    schema = json_schema()
    for name in ("folder", "places"):  # defaults are this machine's absolute paths
        schema["$defs"]["CatalogueFiles"]["properties"][name].pop("default")
    schema["properties"]["catalogue"].pop("default", None)
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def write_schema(path: Path = SCHEMA_PATH) -> None:
    """Bring docs/config.schema.json up to date."""
    path.write_text(schema_text(), encoding="utf-8")


def _complete(config: Config, folder: Path, environment: Mapping[str, str]) -> Config:
    """Fill in what the file cannot know, and make relative paths absolute."""
    url = environment.get(DATABASE_VARIABLE) or config.database.url
    catalogue = CatalogueFiles(
        folder=folder / config.catalogue.folder, places=folder / config.catalogue.places
    )
    return config.model_copy(
        update={
            "folder": folder,
            "database": Database(url=_absolute(url, folder)),
            "catalogue": catalogue,
            "report": config.report.model_copy(update={"folder": folder / config.report.folder}),
        }
    )


def _absolute(url: str, folder: Path) -> str:
    """A relative SQLite path from `folder`; any other address as it is."""
    scheme, mark, name = url.partition(":///")
    if not mark or not scheme.startswith("sqlite") or not name or name.startswith(("/", ":")):
        return url
    return f"{scheme}:///{folder / name}"


def _cross_checks(written: Written) -> Iterator[Problem]:
    """What no single value shows: ids used twice, references to nothing, the loader's own key."""
    if "folder" in written.data:
        yield unknown_key(written, ("folder",), Config.model_fields.keys() - {"folder"})
    for section, key in (("problems", "id"), ("sources", "id"), ("feeds", "id"), ("feeds", "url")):
        yield from _repeated(written, section, key)
    known = {value for _, value in _values(written, "sources", "id")}
    for at, source in _values(written, "feeds", "source"):
        if source not in known:
            message = f'"{source}": no such source{did_you_mean(source, known)}'
            yield written.problem(("feeds", at, "source"), message)


def _repeated(written: Written, section: str, key: str) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for at, value in _values(written, section, key):
        if value in first:
            line, _ = written.at((section, first[value], key))
            yield written.problem((section, at, key), f'"{value}": already used in line {line}')
        first.setdefault(value, at)


def _values(written: Written, section: str, key: str) -> Iterator[tuple[int, str]]:
    """The values of one key over a list of mappings, however broken the rest of it is."""
    rows = written.data.get(section)
    for at, row in enumerate(rows if isinstance(rows, list) else ()):
        if isinstance(row, dict) and isinstance(value := row.get(key), str):
            yield at, value


def _missing_files(written: Written, config: Config) -> Iterator[Problem]:
    if not config.catalogue.folder.is_dir():
        yield written.problem(
            ("catalogue", "folder"), f'"{config.catalogue.folder}": no such folder'
        )
    if not config.catalogue.places.is_file():
        yield written.problem(("catalogue", "places"), f'"{config.catalogue.places}": no such file')


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


if __name__ == "__main__":
    write_schema()
