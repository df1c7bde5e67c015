"""Telegram's sending budgets: how many messages a second, a chat and a group may take, and the penalty beyond.

Telegram names about 30 messages a second in all, one a second in a chat (short bursts pass) and 20 a minute in a
group, and calls the numbers approximate; so they are settings. Edits count like sends in their chat.
"""

import math
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Final, TypeVar

from playground.errors import ApiError, ControlError, too_many_requests
from playground.kinds import Json

_CHATS_KEPT: Final = 100_000
_MINUTE: Final = 60.0

T = TypeVar("T")


@dataclass(slots=True)
class Limits:
    """The settings.

    Attributes:
        enforced: whether anything is refused at all.
        per_second: messages of one bot in any sliding second.
        slack: messages beyond ``per_second`` that pass, for the jitter of arrival.
        per_chat_per_second: lasting rate in a private chat.
        chat_burst: messages a private chat takes at once before the rate holds.
        per_group_per_minute: messages and edits in one group in any sliding minute.
        paid_per_second: like ``per_second`` for messages with ``allow_paid_broadcast``.
        penalty_seconds: seconds added to every ``retry_after``.
    """

    enforced: bool = False
    per_second: int = 30
    slack: int = 1
    per_chat_per_second: float = 1.0
    chat_burst: int = 3
    per_group_per_minute: int = 20
    paid_per_second: int = 1000
    penalty_seconds: int = 0


class _Window:
    """At most so many in any sliding span."""

    __slots__ = ("span", "stamps")

    def __init__(self, span: float) -> None:
        self.span = span
        self.stamps: deque[float] = deque()

    def wait(self, now: float, most: int) -> float:
        stamps = self.stamps
        while stamps and stamps[0] <= now - self.span:
            stamps.popleft()
        if len(stamps) < most:
            return 0.0
        return stamps[len(stamps) - most] + self.span - now


class _Bucket:
    """A burst, then a steady rate."""

    __slots__ = ("at", "level")

    def __init__(self, now: float) -> None:
        self.level = 0.0
        self.at = now

    def wait(self, now: float, rate: float, burst: int) -> float:
        self.level = max(0.0, self.level - (now - self.at) * rate)
        self.at = now
        return max(0.0, (self.level + 1 - burst) / rate)


class Budgets:
    """The budgets of all bots.

    Args:
        monotonic: gives seconds of a clock that never goes back. Rates are real time, whatever the world's clock
            says.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self.limits = Limits()
        self._now = monotonic
        self._overall: dict[tuple[int, bool], _Window] = {}
        self._groups: OrderedDict[tuple[int, int], _Window] = OrderedDict()
        self._chats: OrderedDict[tuple[int, int], _Bucket] = OrderedDict()
        self._penalties: dict[tuple[int, Any], float] = {}

    def configure(self, changes: Json) -> Json:
        """Change settings and forget what was counted.

        Args:
            changes: any of the fields of `Limits`.

        Raises:
            ControlError: an unknown or impossible setting.
        """
        known = asdict(self.limits)
        for name, value in changes.items():
            if name not in known:
                raise ControlError("unknown_setting", f"There is no setting {name!r}; there are {', '.join(known)}.")
            if not isinstance(value, int | float) or value < 0:
                raise ControlError("bad_setting", f"{name} takes a number or a boolean, not {value!r}.")
        self.limits = Limits(**(known | changes))
        for counted in (self._overall, self._groups, self._chats, self._penalties):
            counted.clear()
        return asdict(self.limits)

    def spend(self, bot_id: int, chat_id: int, count: int = 1, *, paid: bool = False, overall: bool = True) -> None:
        """Count messages, or refuse them.

        Args:
            bot_id: the bot.
            chat_id: the chat; negative ids are groups and channels.
            count: how many messages (an album is several).
            paid: whether the bot pays for broadcasting.
            overall: whether the bot's overall budget counts them (edits do not).

        Raises:
            ApiError: 429 with ``retry_after`` in whole seconds; refused messages count nothing, but until the
                penalty is over everything in its scope is refused.
        """
        limits = self.limits
        if not limits.enforced:
            return
        now = self._now()
        self._refuse_penalised((bot_id, None), now)
        self._refuse_penalised((bot_id, chat_id), now)
        window = self._overall.setdefault((bot_id, paid), _Window(1.0))
        if overall:
            most = limits.paid_per_second if paid else limits.per_second
            self._refuse((bot_id, None), now, window.wait(now, most + limits.slack))
        if chat_id < 0:
            self._spend_group((bot_id, chat_id), now, count)
        else:
            self._spend_chat((bot_id, chat_id), now, count)
        if overall:
            window.stamps.extend([now] * count)

    def _spend_group(self, key: tuple[int, int], now: float, count: int) -> None:
        window = _kept(self._groups, key, lambda: _Window(_MINUTE))
        self._refuse(key, now, window.wait(now, self.limits.per_group_per_minute))
        window.stamps.extend([now] * count)

    def _spend_chat(self, key: tuple[int, int], now: float, count: int) -> None:
        bucket = _kept(self._chats, key, lambda: _Bucket(now))
        self._refuse(key, now, bucket.wait(now, self.limits.per_chat_per_second, self.limits.chat_burst))
        bucket.level += count

    def _refuse_penalised(self, key: tuple[int, Any], now: float) -> None:
        until = self._penalties.get(key)
        if until is None:
            return
        if until > now:
            raise too_many_requests(math.ceil(until - now))
        del self._penalties[key]

    def _refuse(self, key: tuple[int, Any], now: float, wait: float) -> None:
        if wait <= 0:
            return
        raise self.penalise(key, now, math.ceil(wait) + self.limits.penalty_seconds)

    def penalise(self, key: tuple[int, Any], now: float, seconds: int) -> ApiError:
        """Refuse a whole scope for some seconds and give the error that says so."""
        self._penalties[key] = now + seconds
        return too_many_requests(seconds)


def _kept(store: OrderedDict[tuple[int, int], T], key: tuple[int, int], make: Callable[[], T]) -> T:
    found = store.get(key)
    if found is None:
        found = store[key] = make()
        if len(store) > _CHATS_KEPT:
            store.popitem(last=False)
    return found
