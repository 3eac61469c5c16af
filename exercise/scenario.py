"""The course of the exercise, as a table.

Day 0 is the decisive day. The course: a drill announced in advance (harmless), a rising
campaign, readiness raised, one post about sightings repeated by many, a denial, shots and
barricades while the nearest outlet cannot be reached, reinforcement in response, calm.
"""

from __future__ import annotations

from exercise.after import CALM, REINFORCEMENT, SHOTS
from exercise.beat import LOCAL, RUSSIAN_PRESS, Beat
from exercise.before import DENIAL, DRILL, READINESS, SIGHTINGS

BEATS: tuple[Beat, ...] = (DRILL, READINESS, SIGHTINGS, DENIAL, SHOTS, REINFORCEMENT, CALM)
SENSORS = ("brzi-gong", *RUSSIAN_PRESS)
OUTAGE_OUTLET = LOCAL
# Hours from midnight of day 0: from the evening before until the next morning.
OUTAGE_HOURS = (-2.0, 30.0)
