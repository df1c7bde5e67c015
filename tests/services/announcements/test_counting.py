"""Whatever happens to copies and receipts, in whatever order: everybody is counted once, and nobody is left out."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services import receipts
from services.announcements import counts, steering
from services.announcements.counts import UNREACHED, Counts
from services.delivery import Letter
from services.house import House
from services.names import CopyState
from services.outcomes import Ambiguous, Outcome, Refused, Sent
from services.receipts import Label
from tests.making.announcements import recount
from tests.services.announcements.world import make_world

_STEPS = 24
_AGAIN = (CopyState.FAILED, CopyState.UNREACHABLE, CopyState.UNKNOWN, CopyState.SKIPPED)


@given(st.lists(st.tuples(st.sampled_from(CopyState), st.booleans())), st.sampled_from(CopyState))
def test_what_moves_changes_the_sums_as_counting_anew_would(
    people: list[tuple[CopyState, bool]], after: CopyState
) -> None:
    before = Counter(copy for copy, _ in people)
    closed = Counter(copy for copy, ended in people if ended)
    change = counts.moved(before, after, closed)
    kept = sum(ended for copy, ended in people if copy in UNREACHED)
    assert kept + change["closed_unreached"] == (sum(closed.values()) if after in UNREACHED else 0)
    for state, column in counts.COLUMN.items():
        assert before[state] + change[column] == (len(people) if state is after else 0)


@pytest.mark.parametrize("seed", [1, 2])
async def test_the_numbers_of_the_screen_add_up_to_the_audience(house: House, seed: int) -> None:
    world, rng = await make_world(house), random.Random(seed)
    here = await world.draft()
    await world.send(here)
    actor = world.actors["secretary"]

    def fate(_: Letter) -> Outcome:
        fates: list[Outcome] = [Sent(), Refused(), Ambiguous()]
        return rng.choice(fates)

    async def step() -> None:
        who = world.people[rng.choice(["secretary", "zhang", "chen", "zhou"])].id
        match rng.randrange(6):
            case 0:
                await world.deliver(fate)
            case 1:
                await receipts.told(house, actor, here, who)
            case 2:
                await receipts.not_told(house, actor, here, who)
            case 3:
                await receipts.confirm(house, world.actors[rng.choice(["secretary", "zhang", "zhou"])], here)
            case 4:
                await steering.resend(house, actor, here, _AGAIN)
            case _:
                await (steering.pause if rng.random() < 0.5 else steering.resume)(house, actor, here)

    for number in range(_STEPS):
        await (step() if number != _STEPS - 5 else steering.stop(house, actor, here))
        async with house.db.read() as session:
            kept = await counts.of(session, here)
            assert kept == await recount(session, here)
        seen = await receipts.board(house, actor, here)
        lost = [one for one in seen.lines if one.label is Label.UNREACHABLE]
        assert (seen.confirmed + seen.told + seen.open, len(seen.lines), len(lost)) == (4, seen.open, seen.unreached)


def test_who_was_told_by_telephone_is_not_called_again() -> None:
    told = Counts(people=4, sent=2, unreachable=2, told=1, closed_unreached=1)
    assert (told.open, told.unreached) == (3, 1)
