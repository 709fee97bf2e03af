"""Settings of plug-ins."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Options(BaseModel):
    """Base of the settings of a plug-in: every field has a default, and unknown names are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)
