"""Buttons the bot never showed: the bot's token posts them, so that a person can press what he should not have."""

from __future__ import annotations

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from playground.actor import Actor
from playground.kinds import Json
from tests.fixtures.stages import Stage


async def press_forged(stage: Stage, actor: Actor, data: str) -> Json:
    """Let somebody press a button with this data; gives the message it was under."""
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("伪造", callback_data=data)]])
    await stage.running.bot.send_message(actor.id, "伪造的按钮", reply_markup=keyboard)
    message = await actor.sees("伪造的按钮")
    await actor.presses(data=data, message=message)
    return message
