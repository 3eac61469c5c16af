"""Collecting from the world: fetch a feed, read its document, make its entries plain."""
