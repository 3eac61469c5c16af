"""Ways in and out for other programs: tables and feed lists."""
