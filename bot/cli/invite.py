"""``zhibu invite``: an invitation to a branch, as a link, a code to type and a QR picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.context import AsJson, Mistake, Output, load_settings, open_house, plain_errors, sentence

if TYPE_CHECKING:
    from bot.settings import Settings


@plain_errors
async def invite(
    branch: Annotated[str, typer.Option(help="The branch: its id, its name or a part of it.")],
    uses: Annotated[int, typer.Option(min=1, max=10_000, help="For how many people.")] = 60,
    days: Annotated[int, typer.Option(min=1, max=365, help="For how many days.")] = 14,
    qr: Annotated[Path | None, typer.Option(help="Write the link as a QR picture (PNG) to this file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Make an invitation to a branch."""
    from handlers.links import invitation_link
    from services import finding, invitations
    from texts.dates import stamp_text

    out, settings = Output(as_json=as_json), load_settings()
    if qr is not None and settings.bot_token is None:
        raise Mistake("cli-no-token")
    username = await _username(settings)
    async with open_house(settings) as house:
        found = await finding.find_branch(house, branch)
        made = await invitations.create(house, "terminal", found.id, uses=uses, days=days)
        until = stamp_text(made.expires_at, house.zone)
    link = invitation_link(username, made.payload) if username else None
    out.line(sentence("cli-invited", branch=made.branch_name, uses=made.uses_left, until=until, code=made.code))
    if link is not None:
        out.line(link)
        if qr is not None:
            qr.write_bytes(invitations.qr_png(link))
            out.line(sentence("cli-invite-qr", path=str(qr)))
    out.result(
        {
            "branch_id": made.branch_id,
            "branch": made.branch_name,
            "code": made.code,
            "link": link,
            "uses": made.uses_left,
            "expires_at": made.expires_at.isoformat(),
        }
    )


async def _username(settings: Settings) -> str | None:
    """The bot's name for the link; None without a token.

    Raises:
        Mistake: Telegram refuses the token or cannot be reached.
    """
    from telegram.error import InvalidToken, TelegramError

    from bot.app import make_bot

    if settings.bot_token is None:
        return None
    bot = make_bot(settings)
    try:
        async with bot:
            return bot.username
    except InvalidToken:
        raise Mistake("cli-doctor-token-refused") from None
    except TelegramError as error:
        raise Mistake("cli-doctor-token-silent", server=settings.api_base_url, why=type(error).__name__) from None
