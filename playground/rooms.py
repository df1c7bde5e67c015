"""Groups, supergroups and channels: made, joined, left, migrated, divided into topics."""

from playground.chats import Conversation, Member
from playground.errors import ControlError
from playground.kinds import CHANNEL, GROUP, SUPERGROUP, Json
from playground.people import Person
from playground.posting import member_update, service
from playground.world import World

STATUSES = frozenset({"creator", "administrator", "member", "left", "kicked"})


def _user(world: World, user_id: int) -> Json:
    user = world.user(user_id)
    if user is None:
        raise ControlError("no_such_person", f"Nobody has the id {user_id}.", 404)
    return user


def _seat(world: World, user_id: int, status: str, *, anonymous: bool = False) -> Member:
    if status not in STATUSES:
        raise ControlError("bad_status", f"A status is one of {', '.join(sorted(STATUSES))}.")
    bot = world.bots.get(user_id)
    reads_all = bot is not None and bot.can_read_all_group_messages
    return Member(_user(world, user_id), status, anonymous, reads_all)


def create(
    world: World, kind: str, title: str, members: list[Json], *, is_forum: bool = False, username: str | None = None
) -> Conversation:
    """Make a chat; bots among its members learn that they were added.

    Args:
        world: the world.
        kind: ``group``, ``supergroup`` or ``channel``.
        title: its title.
        members: ``{"user_id", "status", "anonymous"?}`` each; the first person becomes the owner when nobody is.
        is_forum: whether it has topics (supergroups only).
        username: makes it public.

    Raises:
        ControlError: an unknown type, status or user.
    """
    if kind not in {GROUP, SUPERGROUP, CHANNEL}:
        raise ControlError("bad_type", "A chat is a group, a supergroup or a channel.")
    seats = [
        _seat(world, one["user_id"], one.get("status", "member"), anonymous=bool(one.get("anonymous")))
        for one in members
    ]
    group = world.add_group(kind, title, is_forum=is_forum, username=username)
    people = [seat for seat in seats if not seat.user["is_bot"]]
    if people and not any(seat.status == "creator" for seat in people):
        people[0].status = "creator"
    owner = next((seat for seat in people if seat.status == "creator"), None)
    for seat in people:
        group.sit(seat)
    for seat in seats:
        if seat.user["is_bot"]:
            _enter(world, group, owner.user if owner else seat.user, seat)
    world.events.publish("chat", chat=group.id, people=group.audience())
    return group


def _enter(world: World, group: Conversation, actor: Json, seat: Member) -> None:
    old = group.members.get(seat.user["id"]) or Member(seat.user, "left")
    group.sit(seat)
    member_update(world, group, actor, old, seat)
    person = world.people.get(actor["id"])
    if seat.inside and not old.inside and group.kind != CHANNEL and person is not None:
        service(world, group, person, new_chat_members=[seat.user])


def set_member(
    world: World, group: Conversation, user_id: int, status: str, *, anonymous: bool = False, by: int | None = None
) -> None:
    """Change a seat: join, leave, promote, remove.

    Args:
        world: the world.
        group: the chat.
        user_id: whose seat.
        status: the new status.
        anonymous: for administrators: writes as the group.
        by: who does it; the owner, or the user himself, by default.

    Raises:
        ControlError: an unknown status or user.
    """
    seat = _seat(world, user_id, status, anonymous=anonymous)
    actor = _user(world, by) if by is not None else _default_actor(group, seat)
    old = group.members.get(user_id)
    if old is not None and old.inside and seat.inside:
        seat.reads_all = old.reads_all  # privacy mode is read when a bot joins, not when it is promoted
    was_inside = old is not None and old.inside
    leaving = was_inside and not seat.inside
    person = world.people.get(actor["id"])
    if leaving and group.kind != CHANNEL and person is not None and not seat.user["is_bot"]:
        group.sit(seat)
        service(world, group, person, left_chat_member=seat.user)
        member_update(world, group, actor, old or seat, seat)
    else:
        _enter(world, group, actor, seat)
    world.events.publish("chat", chat=group.id, people=group.audience())


def _default_actor(group: Conversation, seat: Member) -> Json:
    if not seat.user["is_bot"]:
        return seat.user
    owner = next((one for one in group.members.values() if one.status == "creator"), None)
    return owner.user if owner is not None else seat.user


def migrate(world: World, group: Conversation) -> Conversation:
    """A group becomes a supergroup: a new chat with the same members; the old id is dead for ever.

    Raises:
        ControlError: it is no group, or has migrated already.
    """
    if group.kind != GROUP or group.migrated_to is not None:
        raise ControlError("cannot_migrate", "Only a group that has not migrated yet can become a supergroup.")
    new = world.add_group(SUPERGROUP, group.chat["title"])
    for seat in group.members.values():
        new.sit(seat)
    actor = _owner(world, group)
    service(world, group, actor, migrate_to_chat_id=new.id)
    group.migrated_to = new.id
    service(world, new, actor, migrate_from_chat_id=group.id)
    world.events.publish("chat", chat=new.id, people=new.audience(), migrated_from=group.id)
    return new


def topic(world: World, group: Conversation, name: str) -> int:
    """Open a forum topic.

    Returns:
        Its ``message_thread_id``.

    Raises:
        ControlError: the chat is no forum.
    """
    if not group.chat.get("is_forum"):
        raise ControlError("no_forum", "Only a supergroup with is_forum has topics.")
    thread = group.next_id
    group.topics[thread] = name
    service(
        world,
        group,
        _owner(world, group),
        message_thread_id=thread,
        is_topic_message=True,
        forum_topic_created={"name": name, "icon_color": 7322096},
    )
    return thread


def _owner(world: World, group: Conversation) -> Person:
    for seat in group.members.values():
        person = world.people.get(seat.user["id"])
        if person is not None and seat.inside and seat.admin:
            return person
    raise ControlError("no_owner", "The chat needs an owner among its people.")
