# Transfers of membership
transfers-way-out = from { $branch } to { $other }
transfers-way-in = from { $other } to { $branch }
transfers-way-within = from { $branch } to { $other }

transfers-step-letter-number = letter number
transfers-step-letter-on = letter date
transfers-step-letter-until = valid until
transfers-step-paid-through = dues paid through
transfers-step-received = received on
transfers-step-receipt = receipt

transfers-list = <b>{ $organisation }</b>: transfers of membership
transfers-list-ended = <b>{ $organisation }</b>: transfers that have ended
transfers-list-line = · <b>{ $name }</b>, { $way }
transfers-button-out = Somebody goes
transfers-button-in = Somebody comes
transfers-button-finish = Finish
transfers-button-finish-yes = Yes, finish
transfers-button-withdraw = No transfer
transfers-button-withdraw-yes = Yes, no transfer
transfers-button-take-back = Delete this

transfers-title = <b>{ $name }</b>, { $way }
transfers-title-done = <b>{ $name }</b>, { $way } (finished)
transfers-title-withdrawn = <b>{ $name }</b>, { $way } (did not take place)
transfers-line-left = The letter is valid for { $days } more days
transfers-line-over = The letter is no longer valid; please check whether a new one is needed
transfers-line-long = ⚠ The letter is valid for longer than usual; please check
transfers-line-other-finishes = Once received, { $other } finishes it

transfers-ask-who = Who goes? Please send the name or a part of it.
transfers-ask-where = Where to? Press a branch of this unit; for another unit send the full name of its organisation.
transfers-ask-name = Who comes? Please send the name, a space, and the department. No identity-card numbers, please.
transfers-ask-from = Which organisation does <b>{ $name }</b> come from? Please send its full name.
transfers-ask-stage = Is <b>{ $name }</b> a full or a probationary member?
transfers-over = This step is over. Please look at the list.
transfers-ask-day = <b>{ $name }</b>, { $what }: which day? Please send the date, like 2026-11-20.
transfers-ask-month = <b>{ $name }</b>, { $what }: which month? Please send year and month, like 2026-11.
transfers-ask-number = <b>{ $name }</b>, { $what }: please send it as it stands on the letter.
transfers-ask-finish-out = Finish? <b>{ $name }</b> leaves the roster of { $branch } and gets no more messages from here; what was noted stays.
transfers-ask-finish-in = Finish? <b>{ $name }</b> comes onto the roster of { $branch }; the next roster file brings the rest. Somebody who is on it already is not added again.
transfers-ask-finish-within = Finish? <b>{ $name }</b> moves from the roster of { $branch } to that of { $other }; roles held in the old branch end.
transfers-ask-withdraw = Does <b>{ $name }</b> stay? Nothing changes on the roster, and this case ends.

transfers-say-letter = <b>{ $name }</b> ({ $organisation }): the letter of transfer is valid until { $date }, and no day of reception is noted. Please note it, or check whether a new letter is needed.
transfers-say-receipt = <b>{ $name }</b> ({ $organisation }): the letter of transfer was given on { $base }, { $days } days ago, and no receipt is noted. Please ask the other side.

error-transfers-month = I cannot read that month. Please write it like 2026-11.
error-transfers-not-received = It cannot be finished yet. Please note the day of reception first; a transfer within the unit is finished by the receiving branch.
error-transfers-month-far = Nobody pays dues so far ahead: { $last } is the furthest. Please check the month on the letter.
error-transfers-elsewhere = By the roster he is not in the branch of this transfer any more. Please look at the roster first; if this transfer is not needed, press “No transfer”.
