"""The archive: the only place that speaks SQL."""
