"""``zhibu remind``: what will be sent, without sending it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.context import AsJson, Mistake, Output, load_settings, open_house, plain_errors, sentence

if TYPE_CHECKING:
    from services.house import House


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("remind")(remind)


@plain_errors
async def remind(
    until: Annotated[dt.datetime, typer.Option(formats=["%Y-%m-%d"], help="The last day that is looked at.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Required: the running bot does the sending.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show every message that would be sent until a day: when, what, and to whom. Nothing is sent or stored."""
    if not dry_run:
        raise Mistake("cli-remind-dry-run")
    out = Output(as_json=as_json)
    async with open_house(load_settings()) as house:
        end = dt.datetime.combine(until.date() + dt.timedelta(days=1), dt.time(), house.zone)
        if end <= house.now():
            raise Mistake("cli-remind-past", date=until.date().isoformat())
        report = await _foreseen(house, end.astimezone(dt.UTC) - dt.timedelta(microseconds=1))
    for one in report["messages"]:
        out.line(
            sentence(
                "cli-remind-line",
                at=one["at"][:16].replace("T", " "),
                who=one["name"] or one["organisation"] or "-",
                code=one["member"] or "-",
                text=one["text"].split("\n")[0],
            )
        )
    out.line(sentence("cli-remind-total", count=len(report["messages"]), date=until.date().isoformat()))
    for one in report["not_sent"]:
        out.line(sentence("cli-remind-unsent", count=one["count"], kind=one["kind"], reason=one["reason"]))
    out.result(report)


async def _foreseen(house: House, until: dt.datetime) -> dict[str, Any]:
    from scheduler.rehearsing import foresee
    from services import forecast

    began = house.now()
    async with forecast.rehearsed(house) as pretended:
        found = [one async for one in foresee(pretended, until)]
        people = await forecast.addressees(pretended, {one.address for one in found})
        unsent = Counter((one.kind, one.state, one.reason) for one in await forecast.ended_unsent(pretended, began))
    nobody = forecast.Addressee(None, None, None)
    return {
        "from": _wall(house, began),
        "until": _wall(house, until),
        "messages": [
            {
                "at": _wall(house, one.at),
                "kind": one.kind,
                "member": people.get(one.address, nobody).code,
                "name": people.get(one.address, nobody).name,
                "organisation": people.get(one.address, nobody).organisation,
                "text": one.text,
            }
            for one in found
        ],
        "not_sent": [
            {"kind": kind, "state": state.value, "reason": reason.value if reason else "", "count": count}
            for (kind, state, reason), count in sorted(unsent.items(), key=str)
        ],
    }


def _wall(house: House, moment: dt.datetime) -> str:
    return moment.astimezone(house.zone).isoformat(timespec="seconds")
