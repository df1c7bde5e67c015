# Waiting for you: what no message can do
tasks-title =
    <b>Waiting for you</b>
    Messages cannot do these. Open one, and note when it is done.
tasks-none = Nothing waits for you now.
tasks-number = <b>{ $number }.</b>
tasks-new = { $organisation } has something that waits for you.
tasks-registration = A registration request of { $organisation } has had no answer for { $hours } hours. Please look at it, or ask the branch secretary.
tasks-leave = A request for leave of { $organisation } has had no answer for { $hours } hours. Please look at it.
tasks-makeup = { $organisation }: make-up study was handed in { $hours } hours ago and nobody has looked at it. Please do, or remind the group leader.
tasks-receipt = Somebody of { $organisation } has not confirmed an announcement. Please look at the list and give a call.
tasks-name = · { $name }
tasks-unreached =
    { $count } members of { $organisation } do not use this bot and get no messages. Please tell them in person or by telephone:
    { $people }
tasks-unreached-thing = 　{ $time }, { $what }
tasks-undelivered-none = { $organisation }: those whom a message did not reach need no word any more.
tasks-undelivered-meetings-invite =
    <b>{ $what }</b>, { $time }: the invitation may not have reached { $count } of your members. Please tell them in person or by telephone:
    { $names }
tasks-undelivered-meetings-moved =
    <b>{ $what }</b> is now on { $time }: the change may not have reached { $count } of your members. Please tell them in person or by telephone:
    { $names }
tasks-undelivered-meetings-cancelled =
    <b>{ $what }</b>, planned for { $time }, is called off: this may not have reached { $count } of your members. Please tell them in person or by telephone:
    { $names }
tasks-orphans-leader = { $organisation } has neither a secretary nor a deputy now. Please give somebody the role.
tasks-orphans-things =
    Somebody of { $organisation } has left, and nobody looks after these any more:
    { $lines }
    Please name whoever is responsible now.
tasks-orphans-item = · Things to do that are open: { $count }
tasks-orphans-record = · Meetings that were to be chaired or recorded: { $count }
tasks-orphans-chat = · Groups or channels that were bound: { $count }
tasks-orphans-notice = · Announcements that were scheduled: { $count }
tasks-orphans-none = { $organisation }: everything has somebody again.
tasks-button-menu = Waiting for you { $count }
tasks-button-list = Have a look
tasks-button-one = { $number }. { $organisation }
tasks-button-look = See the request
tasks-button-place = Go there
tasks-button-phoned = Told by telephone
tasks-button-handled = Dealt with
