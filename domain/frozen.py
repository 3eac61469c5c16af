"""The shape of whatever a person writes: frozen, and no key we do not know."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """Base of every model a person fills in, in YAML or on screen."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
