"""Trends: from counts and coverage to what is unusual. Pure: no clock, no input or output."""
