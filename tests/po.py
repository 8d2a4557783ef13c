"""A `.po` file written for a test."""

from __future__ import annotations

from pathlib import Path


def a_catalogue(folder: Path, language: str, text: str, forms: str = "") -> Path:
    """A `.po` file with these entries."""
    path = folder / language / "LC_MESSAGES" / "aanzet.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    forms = forms or "nplurals=2; plural=(n != 1);"
    head = f'"Language: {language}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    path.write_text(f'msgid ""\nmsgstr ""\n{head}"Plural-Forms: {forms}\\n"\n\n{text}\n')
    return path
