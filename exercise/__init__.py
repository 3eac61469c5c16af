"""The built-in exercise: fictional outlets over simulated days, read by the real poller."""
