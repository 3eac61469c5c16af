"""Ending rules, one file per language: what the dictionaries lack, names above all."""

from __future__ import annotations

from indicators.inflect_rules import en, ru, sq, sr

# Language → module with FIXED, LINKED, paradigms(word) and plural(word).
RULES = {"sr": sr, "sq": sq, "ru": ru, "en": en}
