"""The door for looking: `streamlit run app.py` serves the pages and the routes beside them."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from dashboard import pages as pages  # loaded here, once, so that no visitor waits for it
from dashboard.headers import SafeHeaders, ShippedGzip
from dashboard.routes import routes


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Set what was loaded aside, so that the collection after every page run skips it."""
    gc.collect()
    gc.freeze()
    yield


app = st.App(
    Path(__file__).resolve().parent / "dashboard" / "entry" / "main.py",
    lifespan=lifespan,
    routes=routes(),
    middleware=[Middleware(SafeHeaders), Middleware(ShippedGzip)],
)
