"""The standing paragraphs of the method page; their figures come from the rules in force."""

from __future__ import annotations

from briefing import caveats
from trends.grade import Rules
from trends.learnt import Settings

WHAT_THIS_IS: tuple[str, ...] = (
    "Analysts write down, in advance, the observable steps they would expect on the way to a "
    "development nobody wants. The program reads public feeds, finds reports of those steps, "
    "and shows how much is reported against what the same feeds usually bring.",
    caveats.COUNTS_ARE_REPORTING,
    caveats.PUBLIC_REPORTING_ONLY,
    caveats.NOT_A_WARNING,
)

KNOWN_ISSUES: tuple[str, ...] = (
    caveats.NO_ALL_CLEAR + " " + caveats.COVERT_ACTS,
    caveats.CANDIDATES,
    caveats.NEWEST_ENTRIES_ONLY,
    caveats.UNEVEN_LANGUAGES,
    caveats.SLOW_RISES,
    "Ten outlets repeating one post are one voice. Independent origins are not traced yet, so "
    "no indicator goes past Watch on counts alone.",
    "Some publishers give no usable date. Their items are counted on the day they were first "
    "seen, and items published more than 48 hours before that are listed without being counted.",
    "A story is counted once a day, feed and indicator; items are joined into a story only when "
    "they tell the same text.",
)

NAMES_AND_LICENCES: tuple[str, ...] = (
    caveats.NAMES_WITHOUT_PREJUDICE,
    "Headlines and summaries belong to their publishers and are shown as short quotations with "
    "a link to the original; they are kept for analysis on this machine and are not passed on.",
    "The typeface is Source Sans (SIL Open Font License). Charts are drawn by Plotly.js (MIT), "
    "pages by Streamlit (Apache 2.0); both are served from this machine.",
)


def how_decided(rules: Rules | None = None, settings: Settings | None = None) -> tuple[str, ...]:
    """How a state comes about, with the figures of the rules given, else the standing ones."""
    rules, settings = rules or Rules(), settings or Settings()
    return (
        "Each indicator is compared with itself: what today's working, already known feeds "
        "delivered, against what these same feeds normally deliver on such a weekday. A feed "
        "that fails or is added therefore does not look like a fall or a rise.",
        f"A new feed is listed but not counted for {settings.quarantine_days} days. An indicator "
        f"stays at Learning for its first {rules.learning_days} days. Below "
        f"{rules.least_coverage:.0%} coverage there is no figure and no verdict: Unknown.",
        "Two tests look at fast and at slow rises. Their result is given as a spacing: how often "
        f"chance alone starts a rise like it. Watch begins at once in {rules.watch_days:.0f} days "
        f"per indicator, Elevated at {rules.elevated_days:.0f}, High at {rules.high_days:.0f}; the "
        "operator's alert budget moves all three.",
        f"A raised state holds until {rules.quiet_days} whole quiet days have passed, and is "
        "frozen while nothing can be seen. One origin alone never goes past Watch.",
        f"Where stories come on fewer than one day in {rules.rare_one_in_days}, statistics have "
        f"nothing to say: a first story gives Seen, {rules.rare_watch_stories} within seven days "
        "give Watch.",
        "The spacings were calibrated on simulated series with weekday cycles, bursts, outages, "
        "silent feeds and feeds added. Real reporting may be rougher: compare the record of "
        "alerts with the budget.",
    )
