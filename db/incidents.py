"""Updates that met an unexpected error, sealed, so that nothing a person sent is lost."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, UTCDateTime


class Incident(Base):
    """One unexpected error; kept for a week."""

    __tablename__ = "incidents"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime, index=True)
    kind: Mapped[str] = mapped_column(String(80))
    update_sealed: Mapped[bytes] = mapped_column(LargeBinary)
