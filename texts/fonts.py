"""The Chinese font that ships with us, for the pictures this room draws."""

from __future__ import annotations

from pathlib import Path


def sans_path() -> Path:
    """Noto Sans SC.

    Raises:
        ImportError: The package is missing.
    """
    import pylopdf_fonts_zh_cn  # noqa: PLC0415 - a folder of fonts, looked for only when it is needed

    return Path(pylopdf_fonts_zh_cn.sans_path())
