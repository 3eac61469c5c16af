"""What the closed lists of the program are called on screen and paper, with their shapes."""

from __future__ import annotations

from dataclasses import dataclass

from domain.feed import FailureReason, PollOutcome
from domain.indicator import DefinitionStatus, Direction
from domain.item import ItemFlag
from domain.match import MatchFlag
from domain.reading import CoverageReason, CoverageState, Status
from domain.source import Affiliation, Reliability


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """How a state is shown: its shape, its word, its tone and what it means in a sentence."""

    shape: str
    word: str
    tone: str
    meaning: str

    @property
    def label(self) -> str:
        """Shape and word together, as they always appear."""
        return f"{self.shape} {self.word}"


STATUS: dict[Status, Sign] = {
    Status.HIGH: Sign(
        shape="▲▲",
        word="High",
        tone="high",
        meaning="Far more stories than the same feeds usually bring.",
    ),
    Status.ELEVATED: Sign(
        shape="▲",
        word="Elevated",
        tone="elevated",
        meaning="Clearly more stories than the same feeds usually bring.",
    ),
    Status.WATCH: Sign(
        shape="◆",
        word="Watch",
        tone="watch",
        meaning="More stories than usual, to a degree that chance seldom gives.",
    ),
    Status.SEEN: Sign(
        shape="◇",
        word="Seen",
        tone="seen",
        meaning="Too rare for statistics: something was reported, so read it.",
    ),
    Status.UNKNOWN: Sign(
        shape="■",
        word="Unknown",
        tone="unknown",
        meaning="Not enough of the expected reporting could be seen. This is not calm.",
    ),
    Status.LEARNING: Sign(
        shape="○",
        word="Learning",
        tone="learning",
        meaning="Too little history for a verdict. This is not calm.",
    ),
    Status.ROUTINE: Sign(
        shape="●",
        word="Routine",
        tone="routine",
        meaning="Within what the same feeds usually bring.",
    ),
}
STALE = Sign(
    shape="□",
    word="Stale",
    tone="unknown",
    meaning="The poller has been silent, so what is shown may have been overtaken.",
)
# Most pressing first: what could not be seen stands above what was seen to be usual.
URGENCY: tuple[Status, ...] = tuple(STATUS)

COVERAGE: dict[CoverageState, Sign] = {
    CoverageState.SEEN: Sign(
        shape="●", word="Seen", tone="good", meaning="Working polls vouch for the day."
    ),
    CoverageState.PARTLY_SEEN: Sign(
        shape="◐",
        word="Partly seen",
        tone="watch",
        meaning="Polls worked for part of the day, or entries may have passed unseen.",
    ),
    CoverageState.NOT_SEEN: Sign(
        shape="✕", word="Not seen", tone="high", meaning="No working poll vouches for the day."
    ),
    CoverageState.NEVER_COLLECTED: Sign(
        shape="·",
        word="Never collected",
        tone="plain",
        meaning="The feed was not yet read, or was switched off.",
    ),
}

COVERAGE_REASON: dict[CoverageReason, str] = {
    CoverageReason.OUTAGE_HERE: "the poller was not running here",
    CoverageReason.FAILING_FEED: "the feed's polls failed",
    CoverageReason.SILENT_FEED: "polls worked but brought nothing, unusually long",
    CoverageReason.WINDOW_OVERRUN: "entries may have come and gone between two polls",
    CoverageReason.DISABLED: "the feed is switched off in the configuration",
}

FAILURE: dict[FailureReason, str] = {
    FailureReason.INVALID_URL: "the address is not valid",
    FailureReason.REFUSED_SCHEME: "the address is neither http nor https",
    FailureReason.PRIVATE_ADDRESS: "the address leads into a private network, which is refused",
    FailureReason.DNS_ERROR: "the host name was not found",
    FailureReason.CONNECT_TIMEOUT: "no connection in time",
    FailureReason.DEADLINE: "no complete answer in time",
    FailureReason.NETWORK_ERROR: "the connection broke",
    FailureReason.TLS_ERROR: "the secure connection failed",
    FailureReason.TOO_MANY_REDIRECTS: "too many redirects",
    FailureReason.HEADERS_TOO_LARGE: "the answer's headers were too large",
    FailureReason.BODY_TOO_LARGE: "the answer was too large",
    FailureReason.BAD_ENCODING: "the answer's compression could not be read",
    FailureReason.HTTP_ERROR: "the server answered with an error",
    FailureReason.FORBIDDEN: "the server refused us (403)",
    FailureReason.GONE: "the server says the feed is gone (410)",
    FailureReason.RATE_LIMITED: "the server asked us to slow down (429)",
    FailureReason.UNAVAILABLE: "the server is unavailable (503)",
    FailureReason.UNASKED_304: "the server said 'unchanged' without being asked",
    FailureReason.ROBOTS_DISALLOWED: "the publisher's robots.txt does not allow it",
    FailureReason.EMPTY_BODY: "the answer was empty",
    FailureReason.NOT_A_FEED: "the answer was not a feed",
    FailureReason.PARSE_ERROR: "the feed could not be read",
    FailureReason.PARSE_TIMEOUT: "reading the feed took too long",
    FailureReason.STORE_ERROR: "the database refused what was read",
}

OUTCOME: dict[PollOutcome, str] = {
    PollOutcome.STORED: "read",
    PollOutcome.UNCHANGED: "unchanged",
    PollOutcome.FAILED: "failed",
}

DIRECTION: dict[Direction, str] = {
    Direction.RAISES: "raises concern",
    Direction.LOWERS: "lowers concern",
    Direction.RESPONSE: "response",
    Direction.CONTEXT: "context",
}

DEFINITION_STATUS: dict[DefinitionStatus, str] = {
    DefinitionStatus.LIVE: "live",
    DefinitionStatus.TEST: "on test",
    DefinitionStatus.DRAFT: "draft",
    DefinitionStatus.RETIRED: "retired",
}

MATCH_FLAG: dict[MatchFlag, str] = {
    MatchFlag.DENIED: "denied, not counted",
    MatchFlag.HYPOTHETICAL: "hypothetical, not counted",
    MatchFlag.HISTORICAL: "about the past, not counted",
    MatchFlag.EXERCISE: "names an exercise",
    MatchFlag.ROTATION: "names a rotation",
    MatchFlag.OPINION: "opinion",
    MatchFlag.ROUTINE: "named as routine",
}

ITEM_FLAG: dict[ItemFlag, str] = {
    ItemFlag.DATE_MISSING: "no publication date",
    ItemFlag.DATE_UNREADABLE: "publication date unreadable",
    ItemFlag.DATE_OUT_OF_RANGE: "publication date impossible",
    ItemFlag.DATE_FUTURE: "publication date in the future",
    ItemFlag.TIME_ZONE_ASSUMED: "time zone assumed",
    ItemFlag.BACKLOG: "backlog, not counted",
    ItemFlag.TITLE_MISSING: "no title",
    ItemFlag.LINK_MISSING: "no link",
    ItemFlag.LINK_REFUSED: "link refused",
    ItemFlag.MIXED_SCRIPT: "mixed scripts in a word",
    ItemFlag.TEXT_TRUNCATED: "text cut short",
    ItemFlag.CHARACTERS_REPLACED: "characters replaced",
    ItemFlag.GUID_REUSED: "identifier reused by the publisher",
    ItemFlag.GUID_REPEATED: "identifier repeated in the feed",
    ItemFlag.REVISIONS_CAPPED: "edited too often to keep every version",
    ItemFlag.MANUAL: "entered by hand",
    ItemFlag.EXERCISE: "EXERCISE",
}

AFFILIATION: dict[Affiliation, str] = {
    Affiliation.INDEPENDENT: "independent",
    Affiliation.PUBLIC_BROADCASTER: "public broadcaster",
    Affiliation.STATE: "state-owned",
    Affiliation.GOVERNMENT: "government",
    Affiliation.PARTY_ALIGNED: "party-aligned",
    Affiliation.INTERNATIONAL: "international organisation",
    Affiliation.FOREIGN_STATE: "foreign state",
    Affiliation.AGGREGATOR: "aggregator",
    Affiliation.UNKNOWN: "affiliation not graded",
}

RELIABILITY: dict[Reliability, str] = {
    Reliability.A: "completely reliable",
    Reliability.B: "usually reliable",
    Reliability.C: "fairly reliable",
    Reliability.D: "not usually reliable",
    Reliability.E: "unreliable",
    Reliability.F: "cannot be judged",
}

CREDIBILITY: tuple[tuple[str, str, str], ...] = (
    ("1", "confirmed", "Shown to come from another, independent origin. Only a person gives it."),
    ("2", "probably true", "Independence not shown, yet earlier reporting makes it likely."),
    ("3", "possibly true", "Could be so; little to go by."),
    ("4", "doubtful", "Possible, yet other reporting speaks against it."),
    ("5", "improbable", "Contradicted by other reporting."),
    ("6", "cannot be judged", "Nothing to judge it by. Unknown, neither low nor average."),
)

LANGUAGE: dict[str, str] = {
    "sr": "Serbian",
    "sq": "Albanian",
    "ru": "Russian",
    "en": "English",
    "und": "language unknown",
    "": "language unknown",
}


def language(code: str) -> str:
    """A language by its name, or its code where it has none here."""
    return LANGUAGE.get(code, code)


def _flag_words() -> dict[str, str]:
    words: dict[str, str] = {flag.value: word for flag, word in ITEM_FLAG.items()}
    words.update(
        {flag.value: word for flag, word in MATCH_FLAG.items() if flag.value != "exercise"}
    )
    return words


_FLAG_WORDS = _flag_words()


def item_flag(flag: str) -> str:
    """A stored item flag in words; one we have no words for is shown with spaces."""
    return _FLAG_WORDS.get(flag, flag.replace("_", " "))
