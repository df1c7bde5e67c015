# Roll-call: what is said when something cannot be done
error-rollcall-early =
    { $today ->
        [1] Check-in opens at { $opens }. Just tap again then; nothing has been recorded now.
       *[0] Check-in opens at { $opens } on { $on_day }/{ $month }. Just tap again then; nothing has been recorded now.
    }
error-rollcall-over = This check-in is over. If you are in the room, please tell the branch secretary, who can add you.
error-rollcall-off = This meeting was called off; there is no check-in.
error-rollcall-not-expected = You are not on the list for this meeting. If you are in the room, please tell the branch secretary.
error-rollcall-nothing-open = No check-in is open to you now. Come back about 20 minutes before a meeting; the invitation has its time.
error-rollcall-wrong-code = This code is wrong. Please look at the six digits shown in the room now and send them again; { $left } tries are left. You can also scan the picture or tap the check-in button.
error-rollcall-old-code = This code has changed meanwhile. Please scan the one shown in the room now, or send me its six digits.
error-rollcall-not-there = You are not recorded as present yet. Please check in first, and tap this when you go.
error-rollcall-closed-for-callers = The roll-call has ended; the branch's secretary puts right what is recorded now. Please tell him.
error-rollcall-needs-reason = This step needs a reason of at most { $limit } characters. Please type one sentence.
error-rollcall-unmarked = { $count } people are not marked yet. Please mark them first, or confirm that they count as absent.
error-rollcall-not-begun = The meeting has not begun, so the roll-call cannot end. Please come back after its start.
error-rollcall-bad-counts = The counts do not fit: ayes, noes and abstentions together cannot be more than the { $limit } voters due. Please check and send them again.
error-rollcall-decision-there = A decision of this name is recorded already; nothing was added. Please choose another name, or look at the record.
error-rollcall-votes = I could not read the counts. Please send three numbers, ayes, noes and abstentions, like 20 1 0.

# Calling the roll: the board
rollcall-board =
    <b>{ $what }</b>, { $time }
    { $phase ->
        [early] Check-in has not opened
        [open] Check-in is open
        [over] Check-in time is over; the roll-call has not been ended
       *[closed] The roll-call has ended
    }
    Expected { $expected }, present <b>{ $came }</b>, on leave { $leave }
    With a vote: due { $voters }, present { $voters_came }; more than half is { $half }
    <pre>{ $table }</pre>
    ✓ present　△ late　◁ left early　○ not marked　－ leave　✗ absent　☆ excused
    { $notes }
rollcall-board-group =
    <b>{ $what }</b>, { $time }
    { $phase ->
        [early] Check-in has not opened
        [open] Check-in is open: scan the picture in the room, tap check-in in my private chat, or reply to this message with the six digits shown there
       *[other] Check-in has ended
    }
    Expected { $expected }, present <b>{ $came }</b>
    With a vote: due { $voters }, present { $voters_came }; more than half is { $half }
rollcall-note-old-codes = Please look: { $count } used a code that had just changed; the full list marks them “old code”.
rollcall-note-on-leave = Please look: { $count } have leave and checked in all the same.
rollcall-note-page = Page { $page } of { $pages }
rollcall-ask = <b>{ $what }</b>, { $time }: check-in is open. Tap below once you are there, or scan the picture, or send me the six digits shown in the room.
rollcall-early =
    <b>{ $what }</b>, { $time }, { $count } expected
    Check-in opens by itself at { $opens }. To open it earlier, tap below.
rollcall-code =
    { $phase ->
        [open]
            <b>{ $code }</b>
            { $what }: scan the picture, or send me the six digits. Both change by themselves.
       *[other] { $what }: check-in has ended, this code is of no use any more.
    }
rollcall-told =
    { $count ->
        [0] Everybody who can be written to has been told already; nothing was sent.
       *[other] A message went to { $count } who are not marked yet.
    }
rollcall-told-unreached = { $count } more have no account or cannot be reached: please tell them yourself; whoever is there can be marked on his behalf.
rollcall-more = <b>{ $what }</b>, { $time }: what else you can do
rollcall-longer = All right, check-in goes on until { $until }.
rollcall-ask-close =
    { $count } are not marked yet.
    You can note why first. If you end it now they count as absent, and later corrections need a reason.
rollcall-button-before = ‹ Back a page
rollcall-button-after = Next page ›
rollcall-button-code = Show the code
rollcall-button-tell = Tell everybody
rollcall-button-left = Not marked ({ $count })
rollcall-button-list = Full list
rollcall-button-more = More
rollcall-button-close = End roll-call
rollcall-button-close-yes = End, count absent
rollcall-button-board = ‹ Board
rollcall-button-open = Open now
rollcall-button-vote = Quorum and votes
rollcall-button-fix = Put right
rollcall-button-longer = { $minutes } minutes more
rollcall-button-projector = Projector page
rollcall-button-settings = Settings
rollcall-button-start = Roll-call

# Who is not marked, each with one tap
rollcall-left =
    <b>{ $what }</b>, { $time }: { $count } not marked yet
    { $names }
    Tap the button with the number; “is here” records him as present.
rollcall-left-none = <b>{ $what }</b>, { $time }: everybody is marked.
rollcall-left-name = { $number }. { $name }
rollcall-button-duty = { $number } duty
rollcall-button-leave = { $number } leave
rollcall-button-late = { $number } late
rollcall-button-behalf = { $number } is here
rollcall-button-rest = Mark the other { $count }
rollcall-ask-rest =
    What are the remaining { $count }?
    On duty leaves the adjusted rate alone; leave of no said kind counts as ordinary leave.
rollcall-button-rest-absent = All absent
rollcall-button-rest-leave = All on leave
rollcall-button-rest-duty = All on duty
rollcall-ask-behalf = Why do you check in { $name }? Tap one, or type a sentence.
rollcall-reason-no-phone = No phone here
rollcall-reason-battery = Battery empty
rollcall-reason-network = No network
rollcall-reason-paper = Paper sheet
rollcall-reason-mistake = Marked wrongly
rollcall-reason-told = Told me so
rollcall-reason-rest = marked together

# The full list and corrections
rollcall-list-title = <b>{ $what }</b>: { $count } expected
rollcall-list-line = { $name }: { $status }
rollcall-list-line-there = { $name }: { $status }, { $time }, { $way }
rollcall-list-line-old-code = { $name }: { $status }, { $time }, { $way }, old code
rollcall-status-present = present
rollcall-status-late = late
rollcall-status-left-early = left early
rollcall-status-leave = on leave
rollcall-status-absent = absent
rollcall-status-exempt = excused
rollcall-status-unmarked = not marked
rollcall-way-button = by button
rollcall-way-qr = by picture
rollcall-way-code = by digits
rollcall-way-group = by digits in the group
rollcall-way-steward = by the secretary
rollcall-way-behalf = checked in by the secretary
rollcall-way-closing = at the end
rollcall-way-leave = leave approved
rollcall-ask-whom = Whose record is to be put right?
rollcall-button-person = { $name }: { $status }
rollcall-ask-what = { $name } is now: { $status }. What should it be?
rollcall-mark-here = Present
rollcall-mark-late = Late
rollcall-mark-early = Left early
rollcall-mark-duty = On duty
rollcall-mark-leave = On leave
rollcall-mark-absent = Absent
rollcall-mark-exempt = Excused
rollcall-button-annul = Annul this record
rollcall-ask-why = Why is the record of { $name } changed? Tap one, or type a sentence. What it was is kept.
rollcall-fixed = Done.

# Quorum and votes: numbers only, no ballot
rollcall-quorum-counts =
    <b>Quorum</b>
    Expected { $expected }, present { $came }
    With a vote: due { $voters }, present { $voters_came }
rollcall-quorum-none = No rule sets a quorum for this kind of meeting; votes can be recorded all the same.
rollcall-quorum-general =
    { $met ->
        [yes] ✓ General meeting: { $needed } with a vote must be there, and they are
       *[no] General meeting: { $needed } with a vote must be there, they are not yet
    }
    A decision needs { $ayes } ayes (more than half of the voters due).
rollcall-quorum-committee =
    { $met ->
        [yes] ✓ Committee meeting: { $needed } must be there, and they are
       *[no] Committee meeting: { $needed } must be there, they are not yet
    }
    More than half is { $ayes }.
rollcall-quorum-election =
    { $met ->
        [yes] ✓ Election: { $needed } with a vote must be there, and they are
       *[no] Election: { $needed } with a vote must be there, they are not yet
    }
    Elected is who has more than half of those present, { $ayes } votes. The ballot is secret and on paper; only its result is noted here.
rollcall-decision =
    · { $title }: { $ayes } ayes, { $noes } noes, { $kept } abstentions
    　then { $voters } voters due, { $voters_came } present, { $needed } needed
rollcall-decision-beyond = 　{ $count } more votes than voters present: opinions handed in writing before count; without them, please check the counts or mark who was there.
rollcall-button-decide = Record a vote
rollcall-ask-title = What was voted on? Please type one sentence of at most 100 characters, without names.
rollcall-ask-votes = What are the counts? Please send ayes, noes and abstentions as three numbers, like 20 1 0.

# Settings
rollcall-settings =
    <b>Roll-call settings</b>
    Late is who comes more than { $late } minutes after the start
    Check-in opens { $opens } minutes before the start
    { $group ->
        [on] The group sees the counts, never a name
       *[off] The group does not see the counts
    }
    { $out ->
        [on] People are asked to say when they go
       *[off] People need not say when they go
    }
rollcall-set-late = Late: { $minutes } min
rollcall-set-opens = Opens: { $minutes } min
rollcall-set-group-on = Counts in the group
rollcall-set-group-off = No counts in group
rollcall-set-out-on = Ask on leaving
rollcall-set-out-off = Do not ask
rollcall-wall =
    Open this address on the computer of the projector; the code changes by itself:
    <code>{ $address }</code>
    The address is the key, for this meeting only. Please do not pass it on outside the room.
error-rollcall-no-address = There is no address that could be opened. Please ask the party office to set WEB_URL; meanwhile “Show the code” shows it on your phone.
