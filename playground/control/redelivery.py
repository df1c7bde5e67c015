"""A press that comes again: Telegram's apps send it once more when they were closed before the answer."""

from playground.acts import deliver_press
from playground.callbacks import Press
from playground.errors import ControlError
from playground.kinds import Json
from playground.world import World


def redeliver(world: World, wanted: Json) -> None:
    """Give a press to its bot again, with a new update id.

    Args:
        world: the world.
        wanted: ``callback_query_id`` (the newest press by default) and ``after_seconds`` of the world's clock
            (none by default).

    Raises:
        ControlError: there was no such press.
    """
    presses = world.callbacks.presses
    number = wanted.get("callback_query_id")
    press: Press | None = presses.get(str(number)) if number is not None else next(reversed(presses.values()), None)
    if press is None:
        raise ControlError("no_such_callback", "There was no such press.", 404)
    found = press

    def again() -> None:
        # The id stays: it is the same press. Its lifetime begins anew with the delivery.
        deliver_press(world, found.query, found.bot_id, found.person_id)

    after = float(wanted.get("after_seconds", 0))
    if after > 0:
        world.alarms.at(world.clock.now() + after, again)
    else:
        again()
