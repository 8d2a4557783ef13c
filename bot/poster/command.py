"""`python3 run.py poster`: a PDF to print and a PNG for a screen, of one subject or of all."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.terminal import running, settings_or_trouble, trouble

if TYPE_CHECKING:
    from bot.poster.subject import PosterSubject
    from bot.poster.words import Poster
    from bot.settings import Settings
    from conversations.profile import Profile

NAME_IT = "Name it: --bot my_wijk_bot (the name that ends in t.me/…; BotFather shows it)."


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def poster(
        kind: Annotated[str | None, typer.Argument(help="hub, wijk or round.")] = None,
        which: Annotated[str | None, typer.Argument(help="Its name or id.")] = None,
        every: Annotated[bool, typer.Option("--all", help="Of everything there is.")] = False,
        language: Annotated[
            list[str] | None, typer.Option(help="nl, en, …; repeat it for more. Default: all.")
        ] = None,
        bot: Annotated[
            str | None, typer.Option(help="The bot's name. Default: the one that last ran here.")
        ] = None,
        into: Annotated[Path, typer.Option(help="The folder for the files.")] = Path("posters"),
    ) -> None:
        """Posters of A4 with a QR code that opens the card of a hub, a wijk or a round."""
        from bot.poster.lettering import Unprintable
        from bot.poster.subject import NoPoster
        from bot.service import ServiceError, open_profile

        settings = settings_or_trouble(token=False)
        try:
            profile = open_profile(settings)
            if profile.sample and not settings.demo:
                raise NoPoster(
                    "The profile holds sample data, and a poster would send people to it. "
                    "Remove the sample overlay from AANZET_CONFIG."
                )
            subjects = _subjects(kind, which, every, profile)
            spoken = _languages(language, profile)
            name = _bot(bot, settings, profile)
            for subject in subjects:
                for path in make(subject, name, spoken, profile, into):
                    print(path, flush=True)
        except (NoPoster, Unprintable, ServiceError) as error:
            trouble(error)
        except OSError as error:
            trouble(
                f"--into: {into} cannot be written ({error.strerror or error}). "
                "Name another folder, or make room."
            )


def make(
    subject: PosterSubject, bot: str, languages: Sequence[str], profile: Profile, folder: Path
) -> Iterator[Path]:
    """Write a PDF with a page a language, and a PNG of each; answers the files.

    The pages are pictures of 300 dots per inch: what is shaped right on the screen is so in print.
    Raises Unprintable, and OSError for a folder that cannot be written.
    """
    from bot.poster.page import DPI, draw
    from bot.poster.words import poster

    posters: list[Poster] = [poster(subject, bot, one, profile) for one in languages]
    sheets = [draw(one) for one in posters]
    folder.mkdir(parents=True, exist_ok=True)
    stem = subject.payload.replace("_", "-", 1)

    pdf = folder / f"{stem}-{'-'.join(languages)}.pdf"
    sheets[0].save(
        pdf,
        save_all=True,
        append_images=sheets[1:],
        resolution=DPI,
        title=f"{subject.name} · {profile.name}",
        # Hardly squeezed, and colours as finely as light: no haze around letters and code.
        quality=95,
        subsampling=0,
    )
    yield pdf
    for one, sheet in zip(posters, sheets, strict=True):
        png = folder / f"{stem}-{one.language}.png"
        sheet.save(png, dpi=(DPI, DPI))
        yield png


def _subjects(
    kind: str | None, which: str | None, every: bool, profile: Profile
) -> Sequence[PosterSubject]:
    from bot.poster.subject import KINDS, NoPoster, every_subject, subject_named

    if kind is not None and kind not in KINDS:
        raise NoPoster(f"There are no posters of a {kind!r}. Choose {', '.join(KINDS)}.")
    if every:
        if which is not None:
            raise NoPoster(f"Either --all, or {which!r}: leave one of them out.")
        found = [one for one in every_subject(profile) if kind in (None, one.kind)]
        if not found:
            raise NoPoster(f"{profile.name} has no {kind} to make a poster of.")
        return found
    if kind is None or which is None:
        raise NoPoster("A poster of what? For example: poster wijk Ommoord, or: poster --all")
    return [subject_named(kind, which, profile)]


def _languages(asked: Sequence[str] | None, profile: Profile) -> Sequence[str]:
    """Those that were asked for; else every one that the bot speaks and whose words are complete.

    A poster in a language that the bot does not offer would promise too much.
    """
    from bot.poster.subject import NoPoster
    from locales.catalogues import languages

    complete = languages()
    spoken = [language for language in profile.languages if language in complete]
    for language in asked or ():
        if language not in spoken:
            raise NoPoster(
                f"--language: {language!r} is no complete language of {profile.name}. "
                f"Choose {', '.join(spoken)}."
            )
    return tuple(dict.fromkeys(asked or spoken))


def _bot(typed: str | None, settings: Settings, profile: Profile) -> str:
    """The bot's name: as typed, or as the store last saw it."""
    from bot.poster.subject import BOT_NAME, NoPoster

    known = running(_last_seen(settings, profile))
    if typed is None:
        if known is None:
            raise NoPoster(f"Which bot? It has not run with {settings.database_shown}. {NAME_IT}")
        return known
    name = typed.removeprefix("https://t.me/").removeprefix("@")
    if not BOT_NAME.fullmatch(name):
        raise NoPoster(f"--bot: {typed!r} cannot be the name of a bot. {NAME_IT}")
    if known is not None and known.casefold() != name.casefold():
        print(f"Note: @{known} ran here last; these posters open @{name}.", file=sys.stderr)
    return name


async def _last_seen(settings: Settings, profile: Profile) -> str | None:
    """The name of the bot that last ran on this database; None when there is none to ask."""
    from bot.desk.commands import opened
    from bot.service import ServiceError
    from storage import bot_name
    from storage.database import Unavailable, Unusable

    try:
        store = await opened(settings, profile.id, reads=True)
    except (ServiceError, Unavailable, Unusable):
        return None
    try:
        async with store.reading() as tx:
            return await bot_name.last_seen(tx)
    finally:
        await store.close()
