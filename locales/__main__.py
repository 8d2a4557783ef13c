"""Looks after the translations: `python -m locales extract | update | check`.

    extract   the sentences of the code, as a template on standard output
    update    brings every `.po` file up to date with the code; translations stay
    check     what a reader would stumble over; one line for each, exit 1 when there are any

The template is made anew each time and never kept.  A sentence that changed keeps its old
translation, marked fuzzy: read it, change it, take the mark away.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.extract import extract
from babel.messages.pofile import PoFileError, read_po, write_po

from locales.render import DOMAIN, Slot, ids, plural_form, strings, template

ROOT = Path(__file__).parent.parent
SOURCES = ("bot", "conversations", "locales", "storage")
KEYWORDS = {"_": None, "plural": (1, 2), "in_context": ((1, "c"), 2)}
TRANSLATORS = ("Translators:",)

MOST_UNITS = 350  # of a question (experience.md R9)
MANY_WORDS, MOST_WORDS = 12, 16  # of a sentence
NEAR = 0.8  # of a changed sentence, 0 to 1
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
# Header lines that change with every run or say nothing; the history knows who and when.
HOUSEKEEPING = re.compile(
    rb'^"(?:Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator'
    rb"|Language-Team|Generated-By):.*\n",
    re.MULTILINE,
)
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


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong, where, and what to do; a warning is only pointed out."""

    path: str
    line: int
    what: str
    remedy: str
    warning: bool = False

    def __str__(self) -> str:
        mark = "warning: " if self.warning else ""
        return f"{self.path}:{self.line}: {mark}{self.what}. {self.remedy}"


@dataclass(slots=True)
class Call:
    """A call of `_`, `plural` or `in_context`: its sentences and what fills its gaps."""

    path: str
    line: int
    sentences: tuple[str, ...]
    context: str | None
    gaps: set[str]
    open: bool  # more gaps arrive as **gaps
    articles: set[str] = field(default_factory=set)


# --- from the code ----------------------------------------------------------------------------


def sources(root: Path) -> Iterator[tuple[str, Path]]:
    """Every Python file that may speak, with its path from the root."""
    for folder in SOURCES:
        for path in sorted((root / folder).rglob("*.py")):
            yield path.relative_to(root).as_posix(), path


def extracted(root: Path) -> Catalog:
    """The sentences of the code, none of them translated."""
    found = Catalog(project="Aan Zet", charset="utf-8", fuzzy=False)
    for name, path in sources(root):
        with path.open("rb") as file:
            for line, said, comments, context in extract(
                "python", file, KEYWORDS, TRANSLATORS, strip_comment_tags=True
            ):
                found.add(
                    said,
                    locations=[(name, line)],
                    auto_comments=comments,
                    context=context,
                )
    return found


def calls(root: Path) -> Iterator[Call | Fault]:
    """Every sentence where it is said; a fault where nobody could extract it."""
    for name, path in sources(root):
        tree = ast.parse(path.read_bytes(), filename=name)
        ours = {
            alias.asname or alias.name: alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == "conversations.words"
            for alias in node.names
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                if ours.get(node.func.id) in KEYWORDS:
                    yield _call(name, node, ours[node.func.id])


def _call(path: str, node: ast.Call, function: str) -> Call | Fault:
    texts = [_text(argument) for argument in node.args]
    literal = {"_": texts[:1], "plural": texts[:2], "in_context": texts[:2]}[function]
    said = tuple(text for text in literal if text is not None)
    if len(said) != len(literal) or not said:
        return Fault(
            path,
            node.lineno,
            f"{function}(…) of something that is no literal text",
            "Write the whole sentence here; no f-string, no variable",
        )
    context, sentences = (said[0], said[1:]) if function == "in_context" else (None, said)
    named = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
    gaps = set(named) | ({"count"} if function == "plural" else set())
    articles = {name for name, value in named.items() if _has_article(value)}
    opened = any(keyword.arg is None for keyword in node.keywords)
    return Call(path, node.lineno, sentences, context, gaps, opened, articles)


def _text(node: ast.expr) -> str | None:
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return node.value if is_text else None  # type: ignore[attr-defined]


def _has_article(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("the", "The")
    )


# --- the catalogues ---------------------------------------------------------------------------


def catalogues(root: Path) -> Iterator[tuple[str, Path]]:
    """Every language with its `.po` file."""
    for path in sorted((root / "locales").glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        yield path.parts[-3], path


def update(root: Path) -> None:
    """Bring every `.po` file up to date; what is said no more goes, the history has it."""
    said = extracted(root)
    for _language, path in catalogues(root):
        with path.open("rb") as file:
            known = read_po(file)
        known.update(said, update_creation_date=False)
        for entry in known:
            if entry.id and entry.fuzzy and entry.previous_id and not _near(entry):
                entry.flags.discard("fuzzy")
                entry.string = ("",) * known.num_plurals if len(ids(entry)) > 1 else ""
        path.write_bytes(written(known))


def _near(entry: Entry) -> bool:
    """Whether the old sentence is so near that its translation helps; a wild guess does not."""
    return SequenceMatcher(None, entry.previous_id[0], ids(entry)[0]).ratio() >= NEAR


def written(known: Catalog) -> bytes:
    """A catalogue as a file: by source file, without line numbers, so that it changes little."""
    file = io.BytesIO()
    write_po(file, known, width=100, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
    return HOUSEKEEPING.sub(b"", file.getvalue())


# --- what a reader would stumble over ---------------------------------------------------------


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


def main(arguments: list[str], root: Path = ROOT) -> int:
    """What the command line asks; the exit code."""
    match arguments:
        case ["extract"]:
            sys.stdout.write(written(extracted(root)).decode())
        case ["update"]:
            update(root)
        case ["check"]:
            found = check(root)
            for fault in found:
                print(fault)
            return int(any(not fault.warning for fault in found))
        case _:
            print((__doc__ or "").strip(), file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
