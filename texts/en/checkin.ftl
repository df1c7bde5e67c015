# A member checks in
checkin-title = <b>Check-in</b>
checkin-none = There is no meeting for you to check in to now.
checkin-line-early = { $what }, { $time }: check-in opens at { $opens }
checkin-line-open = { $what }, { $time }: check-in is open. Tap below once you are there, or scan the picture, or send me the six digits
checkin-line-over = { $what }, { $time }: check-in is over and you are not recorded; if you were there, please tell the secretary
checkin-button-now = Check in: { $what }
checkin-button-here = I am here
checkin-button-go = I am leaving
checkin-button-call = Call the roll
checkin-done-present = ✓ Checked in: { $what }, { $time }
checkin-done-late = ✓ Checked in: { $what }, { $time } (late)
checkin-stands-present = ✓ { $what }: checked in at { $time }
checkin-stands-late = ✓ { $what }: checked in at { $time } (late)
checkin-stands-left-early = ✓ { $what }: checked in at { $time }, left early
checkin-stands-leave = { $what }: recorded as on leave
checkin-stands-absent = { $what }: recorded as absent. If that is wrong, please tell the secretary
checkin-stands-exempt = { $what }: excused from this one
checkin-gone = All right, left at { $time }: { $what }
checkin-gone-early = All right, left early at { $time }: { $what }
checkin-register-first = Please register with @{ $username } in private first, then check in.

command-checkin = Check in
word-checkin = check in, checkin
