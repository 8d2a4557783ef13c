"""What a reader would stumble over: gaps that fit nowhere, long sentences, officials' words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.pofile import PoFileError, read_po

from locales.catalogues import Slot, ids, plural_form, strings, template
from locales.sentences import ROOT, Call, Fault, calls, catalogues, extracted

MOST_UNITS = 350  # of a question (experience.md R9)
MANY_WORDS, MOST_WORDS = 12, 16  # of a sentence
PROPER = "proper"  # the context of sentences that must name an institution themselves

# Words of one municipality; a sentence that is to fit all takes them from the profile.
INSTITUTIONS = re.compile(
    r"\b(?:wijkra[ad]|dorpsra[ad]|wijkregisseur|wijkmanager|wijkco[oö]rdinator|wijknetwerker"
    r"|wijkhub|ambassadeur|ambassador|bewonersinitiatie)\w*",
    re.IGNORECASE,
)
ARTICLES = {
    "en": "the a an your our this that",
    "nl": "de het een uw onze ons deze dit die dat",
}
LINE = re.compile(
    r'(?:(?:(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?)\s+)?"(?:[^"\\]|\\.)*"|#.*)?\s*'
)
# What officials write, and what people say.
JARGON = {
    r"aangaande|betreffende|inzake|omtrent": "over",
    r"aanvang": "begin",
    r"alsmede|evenals": "en",
    r"alvorens": "voordat",
    r"beschikking(?:en)?": "besluit",
    r"bijgevolg|derhalve": "daarom",
    r"conform": "volgens",
    r"dient te|dienen te": "moet",
    r"doch": "maar",
    r"echter": "maar",
    r"eveneens|tevens": "ook",
    r"gaarne": "graag",
    r"geschiedt|geschieden": "gebeurt",
    r"hetgeen": "wat",
    r"heden": "vandaag, of: nu",
    r"hierbij|hiertoe|hiermede": "(weglaten)",
    r"indien": "als",
    r"indienen|ingediend|indiening|dient in": "sturen",
    r"jegens": "tegen",
    r"krachtens|ingevolge": "volgens",
    r"kenbaar maken": "laten weten",
    r"middels": "met, of: door",
    r"mits": "als",
    r"nadien": "daarna",
    r"omwille van|teneinde": "om",
    r"onverwijld": "meteen",
    r"reeds": "al",
    r"respectievelijk": "en",
    r"ten behoeve van|t\.b\.v\.": "voor",
    r"ter attentie van": "voor",
    r"terzake|ter zake": "hierover",
    r"thans": "nu",
    r"toekennen|toegekend": "ja zeggen tegen",
    r"uiterlijk": "niet later dan, of: tot en met",
    r"uitsluitend": "alleen",
    r"verstrekken|verstrekt": "geven",
    r"verzoeken|verzoekt|verzocht": "vragen",
    r"vervolgens": "daarna",
    r"voornemens": "van plan",
    r"wederom": "weer",
    r"woonachtig": "wonen",
    r"zodoende": "zo",
    r"zulks": "dat",
    r"d\.m\.v\.|m\.b\.t\.|o\.a\.|i\.v\.m\.|bijv\.|enz\.|evt\.|incl\.": "voluit schrijven",
}
OFFICIAL = {
    re.compile(rf"(?<!\w)(?:{said})(?!\w)", re.IGNORECASE): plain for said, plain in JARGON.items()
}


def check(root: Path = ROOT) -> list[Fault]:
    """Everything that is wrong with the sentences and their translations, worst places first."""
    found: list[Fault] = []
    articles: dict[tuple[str | None, str], set[str]] = {}
    for call in calls(root):
        if isinstance(call, Fault):
            found.append(call)
            continue
        found += _wrong_with_call(call)
        articles.setdefault((call.context, call.sentences[0]), set()).update(call.articles)
    said = extracted(root)
    for language, path in catalogues(root):
        found += _wrong_with_catalogue(language, path, root, said, articles)
    return sorted(found)


def _wrong_with_call(call: Call) -> Iterator[Fault]:
    def fault(what: str, remedy: str) -> Fault:
        return Fault(call.path, call.line, what, remedy)

    shown: set[str] = set()
    for text in call.sentences:
        gaps = _gaps(text)
        if gaps is None:
            yield fault(f"braces that are no gap in {_short(text)}", "Use {name}; {{ for a brace")
            continue
        shown |= gaps
    if call.sentences and not call.open:
        for name in sorted(shown - call.gaps):
            yield fault(f"nothing fills {{{name}}}", f"Give {name}=… with the sentence")
    for name in sorted(call.gaps - shown - {"count"}):
        yield fault(f"{name}=… is never shown", f"Put {{{name}}} in the sentence or leave it out")
    yield from _wrong_with_words("en", call.sentences, call.context, call.articles, fault)


def _wrong_with_words(
    language: str,
    texts: Iterable[str],
    context: str | None,
    articles: Iterable[str],
    fault: Callable[[str, str], Fault],
) -> Iterator[Fault]:
    """What holds for the English and for every translation."""
    for text in texts:
        if not text.strip():
            yield fault("an empty sentence", "Write one")
        if len(text) > MOST_UNITS:
            yield fault(
                f"{len(text)} characters in {_short(text)}", f"Make it {MOST_UNITS} or two of it"
            )
        if context != PROPER and (named := INSTITUTIONS.search(text)):
            yield fault(
                f"the word “{named[0]}” of one municipality",
                f"Take it from the profile with a gap, or give the context “{PROPER}”",
            )
        doubled = ARTICLES.get(language, "").replace(" ", "|")
        for name in sorted(articles) if doubled else ():
            if re.search(rf"\b(?:{doubled})\s+\{{{name}\}}", text, re.IGNORECASE):
                yield fault(f"an article before {{{name}}}", "It brings its own; leave yours out")


def _wrong_with_catalogue(
    language: str,
    path: Path,
    root: Path,
    said: Catalog,
    articles: dict[tuple[str | None, str], set[str]],
) -> Iterator[Fault]:
    name = path.relative_to(root).as_posix()
    for number, written_line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not LINE.fullmatch(written_line):
            yield Fault(name, number, f"not readable: {_short(written_line)}", "Mend this line")
            return
    try:
        with path.open("rb") as file:
            known = read_po(file, abort_invalid=True)
        form = plural_form(known)
    except (PoFileError, ValueError) as error:
        yield Fault(
            name, getattr(error, "lineno", None) or 1, f"not readable: {error}", "Mend the file"
        )
        return
    for entry in said:
        if entry.id and known.get(ids(entry)[0], entry.context) is None:
            where, line = entry.locations[0]
            yield Fault(
                where,
                line or 1,
                f"not in the {language} catalogue: {_short(ids(entry)[0])}",
                "Run `python -m locales update` and translate it",
            )
    for gone in known.obsolete.values():
        yield Fault(
            name, gone.lineno or 1, f"obsolete: {_short(ids(gone)[0])}", "Take the #~ lines out"
        )
    for entry in known:
        if entry.id:
            key = (entry.context, ids(entry)[0])
            original = said.get(key[1], entry.context)
            yield from _wrong_with_entry(
                language, name, entry, original, form, known.num_plurals, articles.get(key, set())
            )


def _wrong_with_entry(
    language: str,
    path: str,
    entry: Entry,
    original: Entry | None,
    form: Callable[[int], int],
    forms: int,
    articles: set[str],
) -> Iterator[Fault]:
    about = _short(ids(entry)[0])

    def fault(what: str, remedy: str) -> Fault:
        return Fault(path, entry.lineno or 1, what, remedy)

    if original is None or ids(original) != ids(entry):
        yield fault(f"said no more: {about}", "Run `python -m locales update`")
        return
    if entry.fuzzy:
        yield fault(f"fuzzy: {about}", "Read it, change it, take the mark “fuzzy” away")
        return
    texts = strings(entry)
    many = len(ids(entry)) > 1
    if not all(texts) or (many and len(texts) != forms):
        yield fault(f"not translated: {about}", "Translate it, every form")
        return
    gaps = set().union(*(_gaps(text) or set() for text in ids(entry)))
    for n, text in enumerate(texts):
        found = _gaps(text)
        if found is None:
            yield fault(f"braces that are no gap in {_short(text)}", "Use {name}; {{ for a brace")
            continue
        # "Eén dag" may leave the number out, where the form is for one number only.
        may_miss = {"count"} if many and _one_number(form, n) else set()
        for name in sorted(found - gaps):
            yield fault(f"{{{name}}} is no gap of {about}", "Use the names of the English sentence")
        for name in sorted(gaps - found - may_miss):
            yield fault(f"{{{name}}} is missing in {_short(text)}", "Put it in")
        source = ids(entry)[min(n, len(ids(entry)) - 1)]
        if _edges(source) != _edges(text):
            yield fault(
                f"other spaces around {_short(text)}", "Begin and end as the English sentence"
            )
    yield from _wrong_with_words(language, texts, entry.context, articles, fault)
    if language == "nl":
        yield from _hard_to_read(texts, path, entry)


def _hard_to_read(texts: Iterable[str], path: str, entry: Entry) -> Iterator[Fault]:
    """Long sentences and officials' words, in Dutch: people read at about A2."""
    line = entry.lineno or 1
    for text in texts:
        for sentence in re.split(r"(?<=[.!?:…])\s+|\n+", text):
            length = sum(any(map(str.isalnum, word)) for word in sentence.split())
            if length > MANY_WORDS:
                yield Fault(
                    path,
                    line,
                    f"{length} words in one sentence: {_short(sentence)}",
                    f"Make it {MANY_WORDS} or two of it",
                    warning=length <= MOST_WORDS,
                )
        if entry.context == PROPER:
            continue
        for official, plain in OFFICIAL.items():
            if found := official.search(text):
                yield Fault(path, line, f"hard word “{found[0]}”", f"Write: {plain}")


def _gaps(text: str) -> set[str] | None:
    try:
        return {part.name for part in template(text) if isinstance(part, Slot)}
    except ValueError:
        return None


def _one_number(form: Callable[[int], int], n: int) -> bool:
    return sum(form(count) == n for count in range(1001)) == 1


def _edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return f"“{plain if len(plain) <= 50 else plain[:49] + '…'}”"
