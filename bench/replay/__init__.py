"""Replay recorded feeds to the real poller, and count what was lost or doubled."""
