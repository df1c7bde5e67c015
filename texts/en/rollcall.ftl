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
error-rollcall-needs-reason = This step needs a reason of at most { $limit } characters. Please type one sentence.
error-rollcall-unmarked = { $count } people are not marked yet. Please mark them first, or confirm that they count as absent.
error-rollcall-not-begun = The meeting has not begun, so the roll-call cannot end. Please come back after its start.
error-rollcall-bad-counts = The counts do not fit: ayes, noes and abstentions together cannot be more than the { $limit } voters due. Please check and send them again.
error-rollcall-decision-there = A decision of this name is recorded already; nothing was added. Please choose another name, or look at the record.
