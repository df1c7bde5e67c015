"""Campaigns with several targets: who looks after them begins them, and sees who still lacks what."""

from __future__ import annotations

from handlers import forms
from handlers.routing import button, data, form
from handlers.rows import turning, way_back
from handlers.study_words import number
from handlers.turn import Turn
from services.access import Need, Status
from services.outbox import Button
from services.paging import page_of
from services.study import campaigns
from services.study.branch import KEEPER_OF, KEEPERS
from services.study.campaigns import Board, Own
from services.study.doing import Done, Targets
from services.study.rules import load
from texts.dates import date_text

_KEEPER = Need(Status.CONSENTED, KEEPERS)
_PAGE = 15


def own_line(turn: Turn, one: Own) -> str:
    """A campaign that runs, as its person sees it: what he has of each target."""
    parts = _against(turn, one.campaign.targets, one.done)
    ends = date_text(turn.language, one.campaign.ends_on)
    key = "study-campaign-met" if one.done.meets(one.campaign.targets) else "study-campaign-own"
    return turn.text_of(key, title=one.campaign.title, ends=ends, done=turn.plain("list-separator").join(parts))


def _against(turn: Turn, asked: Targets, done: Done) -> list[str]:
    pairs = (
        ("hours", asked.hours and number(asked.hours), number(done.hours)),
        ("readings", asked.readings, str(done.readings)),
        ("essays", asked.essays, str(done.essays)),
        ("characters", asked.characters, str(done.characters)),
    )
    return [
        turn.plain(f"study-campaign-{name}", have=have, asked=str(wanted)) for name, wanted, have in pairs if wanted
    ]


def _lacking(turn: Turn, lacks: Targets) -> str:
    pairs = (
        ("hours", lacks.hours and number(lacks.hours)),
        ("readings", lacks.readings),
        ("essays", lacks.essays),
        ("characters", lacks.characters),
    )
    parts = [turn.plain(f"study-lacks-{name}", count=str(missing)) for name, missing in pairs if missing]
    return turn.plain("list-separator").join(parts)


@button("ca", KEEPER_OF)
async def listed(turn: Turn) -> None:
    """The campaigns of an organisation."""
    await forms.leave(turn)
    here = turn.subject_id
    found = await campaigns.listed(turn.house, turn.actor, here)
    rows = [[Button("study-button-read", data("ca.at", here, one.id), vars={"title": one.title})] for one in found]
    rows.append([Button("study-button-campaign-new", data("ca.new", here))])
    rows.append(way_back("sd", here))
    await turn.show("study-campaigns" if found else "study-campaigns-none", buttons=rows)


@button("ca.new", KEEPER_OF)
async def new(turn: Turn) -> None:
    """A new one: its title first, then its days, then its targets."""
    here = turn.subject_id
    await forms.begin(turn, "ca", "title", organisation=here)
    await turn.show("study-ask-campaign", buttons=[way_back("ca", here)])


@form("ca.title", _KEEPER)
async def titled(turn: Turn) -> None:
    """The title."""
    here = int(forms.answers(turn)["organisation"])
    title = campaigns.title_of(turn.text)
    await forms.begin(turn, "ca", "days", organisation=here, title=title)
    await turn.say("study-ask-campaign-days", buttons=[way_back("ca", here)])


@form("ca.days", _KEEPER)
async def dated(turn: Turn) -> None:
    """The days."""
    known = forms.answers(turn)
    here = int(known["organisation"])
    await campaigns.check_days(turn.house, here, turn.text)
    await forms.begin(turn, "ca", "targets", organisation=here, title=known["title"], days=turn.text)
    back = [way_back("ca", here)]
    await turn.say("study-ask-campaign-targets", sample=load().campaign.sample, buttons=back)


@form("ca.targets", _KEEPER)
async def targeted(turn: Turn) -> None:
    """The targets: it begins."""
    known = forms.answers(turn)
    here = int(known["organisation"])
    made = await campaigns.begin(turn.house, turn.actor, here, str(known["title"]), str(known["days"]), turn.text)
    await forms.end(turn)
    await _show(turn, await campaigns.board(turn.house, turn.actor, here, made.id), 1)


@button("ca.at", KEEPER_OF)
async def at(turn: Turn) -> None:
    """One of them, and who lacks what."""
    await forms.leave(turn)
    found = await campaigns.board(turn.house, turn.actor, turn.subject_id, turn.id_at(1))
    await _show(turn, found, turn.number_at(2))


async def _show(turn: Turn, found: Board, page: int) -> None:
    one = found.campaign
    here = one.organisation_id
    days = {"from": date_text(turn.language, one.starts_on), "until": date_text(turn.language, one.ends_on)}
    lines = [
        turn.text_of("study-campaign", title=one.title, **days),
        turn.text_of("study-campaign-asks", asks=_lacking(turn, one.targets)),
        turn.text_of("study-campaign-counts", met=found.met, people=found.people),
    ]
    page, pages = page_of(page, len(found.gaps), _PAGE)
    lines += [
        turn.text_of("study-campaign-gap", name=somebody.name, lacks=_lacking(turn, somebody.lacks))
        for somebody in found.gaps[(page - 1) * _PAGE : page * _PAGE]
    ]
    rows = turning("ca.at", here, one.id, page=page, pages=pages)
    rows.append([Button("study-button-withdraw", data("ca.off", here, one.id))])
    await turn.show_lines(lines, buttons=[*rows, way_back("ca", here)])


@button("ca.off", KEEPER_OF)
async def withdraw(turn: Turn) -> None:
    """Take it back."""
    await campaigns.withdraw(turn.house, turn.actor, turn.subject_id, turn.id_at(1))
    await listed(turn)
