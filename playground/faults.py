"""Faults on demand: what networks and servers do on bad days."""

import random
from dataclasses import dataclass
from typing import Any, Final

from playground.errors import ControlError
from playground.kinds import Json

KINDS: Final = frozenset(
    {
        "latency",
        "http_error",
        "drop_before",
        "drop_after",
        "flood",
        "slow_read",
        "redeliver_press",
        "webhook_twice",
    }
)


@dataclass(slots=True)
class Fault:
    """One ordered fault.

    Attributes:
        method: only for this method.
        chat: only for requests about this chat.
        probability: how likely it strikes, 0 to 1.
        times: how often it may still strike; ``None`` for ever.
        settings: what its kind needs, for example ``seconds``.
        struck: how often it has struck.
    """

    id: int
    kind: str
    method: str | None
    chat: int | None
    probability: float
    times: int | None
    settings: Json
    dice: random.Random
    struck: int = 0

    def state(self) -> Json:
        """The fault as the control API shows it."""
        return {
            "id": self.id,
            "kind": self.kind,
            "method": self.method,
            "chat": self.chat,
            "probability": self.probability,
            "times": self.times,
            "struck": self.struck,
            **self.settings,
        }

    def number(self, name: str, default: float = 0.0) -> float:
        """One of its settings as a number."""
        return float(self.settings.get(name, default))


class Faults:
    """The faults in force."""

    def __init__(self) -> None:
        self.active: dict[int, Fault] = {}
        self._count = 0

    def order(self, wanted: Json) -> Fault:
        """Order a fault.

        Args:
            wanted: ``kind`` and its settings.

        Raises:
            ControlError: an unknown kind.
        """
        wanted = dict(wanted)
        kind = wanted.pop("kind", None)
        if kind not in KINDS:
            raise ControlError("unknown_fault", f"There is no fault {kind!r}; there are {', '.join(sorted(KINDS))}.")
        method: str | None = wanted.pop("method", None)
        self._count += 1
        fault = Fault(
            id=self._count,
            kind=kind,
            method=method.lower() if method else None,
            chat=wanted.pop("chat", None),
            probability=float(wanted.pop("probability", 1.0)),
            times=wanted.pop("times", None),
            dice=random.Random(wanted.pop("seed", None)),
            settings=wanted,
        )
        self.active[fault.id] = fault
        return fault

    def strike(self, kind: str, method: str, chat: Any) -> Fault | None:
        """The fault of this kind that strikes this request now, if any; it is counted.

        Args:
            kind: the kind.
            method: the method's name, in lower case.
            chat: the chat id the request names, if any.
        """
        for fault in self.active.values():
            if fault.kind != kind or (fault.method is not None and fault.method != method):
                continue
            if fault.chat is not None and fault.chat != chat:
                continue
            if fault.times is not None and fault.struck >= fault.times:
                continue
            if fault.probability < 1 and fault.dice.random() >= fault.probability:
                continue
            fault.struck += 1
            return fault
        return None
