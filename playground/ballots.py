"""Polls: who voted what, and when they close."""

from dataclasses import dataclass, field

from playground.chats import Conversation, Message
from playground.errors import ControlError
from playground.kinds import Json
from playground.people import Person
from playground.posting import changed
from playground.world import World


@dataclass(slots=True)
class Ballot:
    """One poll.

    Attributes:
        poll: the ``Poll`` object inside the message.
        votes: the chosen options by person id.
    """

    chat: Conversation
    message: Message
    poll: Json
    votes: dict[int, list[int]] = field(default_factory=dict)

    def count(self) -> None:
        """Count the votes into the ``Poll`` object."""
        for number, option in enumerate(self.poll["options"]):
            option["voter_count"] = sum(number in chosen for chosen in self.votes.values())
        self.poll["total_voter_count"] = len(self.votes)


def vote(world: World, person: Person, chat: Conversation, message_id: int, options: list[int]) -> Message:
    """A person votes, or takes his vote back.

    Args:
        world: the world.
        person: who.
        chat: where.
        message_id: the message with the poll.
        options: the chosen options' numbers from 0; none takes the vote back.

    Raises:
        ControlError: there is no open poll, or Telegram's app would not allow this vote.
    """
    message = chat.messages.get(message_id)
    if message is None or "poll" not in message:
        raise ControlError("no_such_poll", f"Message {message_id} has no poll.", 404)
    ballot = world.ballots[message["poll"]["id"]]
    poll = ballot.poll
    if poll["is_closed"]:
        raise ControlError("closed", "The poll is closed.")
    if len(options) > 1 and not poll["allows_multiple_answers"]:
        raise ControlError("one_answer", "This poll takes one answer.")
    if any(not 0 <= option < len(poll["options"]) for option in options):
        raise ControlError("no_such_option", "This poll has no such option.")
    if person.id in ballot.votes and not poll["allows_revoting"]:
        raise ControlError("voted", "This poll does not let people change their vote.")
    if options:
        ballot.votes[person.id] = sorted(options)
    else:
        ballot.votes.pop(person.id, None)
    ballot.count()
    queue = world.queues[message.author]
    if not poll["is_anonymous"]:
        persistent = [poll["options"][option]["persistent_id"] for option in sorted(options)]
        answer = {
            "poll_id": poll["id"],
            "user": person.user,
            "option_ids": sorted(options),
            "option_persistent_ids": persistent,
        }
        queue.push("poll_answer", answer, person.id)
    queue.push("poll", poll, person.id)
    tell(world, ballot)
    return message


def close(world: World, ballot: Ballot) -> None:
    """End a poll and tell its bot; a closed one stays as it is."""
    if ballot.poll["is_closed"]:
        return
    ballot.poll["is_closed"] = True
    world.queues[ballot.message.author].push("poll", ballot.poll, ballot.chat.id)
    tell(world, ballot)


def tell(world: World, ballot: Ballot) -> None:
    """Tell the watching people that a poll changed."""
    chat = ballot.chat
    changed(world, chat, ballot.message)
    world.events.publish(
        "poll", chat=chat.key(), people=chat.audience(), message_id=ballot.message["message_id"], poll=ballot.poll
    )
