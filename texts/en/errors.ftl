# What is said when something is wrong: the cause, and one next step
error-not-allowed = There is nothing here for you to do. Tap /menu to go back; if that seems wrong, ask your branch secretary.
error-paused = Too many wrong tries. Please try again in { $minutes ->
    [one] one minute
   *[other] { $minutes } minutes
}.
error-expired = This is over. Tap /menu to start again.
error-already-done = This is done already. Tap /menu to see how things stand.
error-bad-input = I cannot use this. Read the instructions above and send it again, or tap /cancel.
error-conflict = This does not fit what is on record, and a human has to decide. Please ask your branch secretary or the party office.
error-unavailable = That is not possible right now. Please try again in a few minutes.
error-unexpected = Sorry, something went wrong on my side; what you sent is kept. Please try later, and if it fails again, tell the party office the number <code>{ $incident }</code>.
error-bad-hours = I could not read these times. Write them like this: 22:00-07:00, or tap /cancel.
error-bad-date = I could not read this date. Write it like this: 2026-12-01, or tap /cancel.
