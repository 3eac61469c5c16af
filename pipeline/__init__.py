"""The spine: what is collected and what follows from it, each file one recipe to read downward."""
