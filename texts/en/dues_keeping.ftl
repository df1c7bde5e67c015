# Dues: for who keeps them
dues-button-settings = Dues settings
dues-set-title = <b>{ $name }</b> · dues settings
dues-set-day = Due day: { $value }
dues-set-days = Reminders: { $value }
dues-set-at = Hour of reminders: { $value }
dues-set-unit = Rounded to: { $value }
dues-set-mode = Rounding: { $value }
dues-set-ahead = Ahead at most: { $value }
dues-set-ratio = Part that goes up: { $value }
dues-set-period = It goes up: { $value }
dues-set-button-day = Due day
dues-set-button-days = Reminder days
dues-set-button-at = Hour
dues-set-button-unit = Rounded to
dues-set-button-mode = Rounding
dues-set-button-ahead = Months ahead
dues-set-button-ratio = Part that goes up
dues-set-button-period = How often
dues-set-yuan = { $amount } yuan
dues-set-months = { $count } months
dues-set-none = not set yet
dues-set-ask-day = On which day of the month are dues due? Tap one, or type a number from 1 to 31. On a holiday it moves to the next working day.
dues-set-ask-days = When are members reminded?
dues-set-ask-at = At which hour? Tap one, or type a time such as 10:30.
dues-set-ask-unit = To what is a member’s month rounded? There is no national rule; please do as your superior says. Months that are open stay as they are.
dues-set-ask-mode = How is it rounded? There is no national rule; please do as your superior says. Months that are open stay as they are.
dues-set-ask-ahead = How many months ahead may be paid? Local rules: generally up to 3, at most 6, never a whole year.
dues-set-ask-ratio = Which part of the dues goes up, per cent? Your superior sets it. Tap one, or type a number such as 70.
dues-set-ask-period = How often do they go up?
dues-rounding-half-up = Half up
dues-rounding-half-even = Half to even
dues-rounding-up = Up
dues-rounding-down = Down
dues-period-month = every month
dues-period-quarter = every quarter
dues-period-half-year = every half-year
dues-period-year = every year

dues-button-ease = Reductions
dues-button-quarter = By the quarter
dues-ask-quarter = In special circumstances: does the branch agree that { $name } pays by the quarter? He is reminded in its last month then, of three months at once.
dues-ask-quarter-off = { $name } pays by the quarter. Back to every month?
dues-button-quarter-on = The branch agrees
dues-button-quarter-off = Back to every month
dues-reliefs = Reductions of { $name }:
dues-reliefs-none = { $name } has no reduction. Members in hardship may pay less or nothing after the branch has looked at it and the superior organisation has approved.
dues-button-relief-back = Withdraw no. { $number }
dues-button-reduce = Reduction
dues-button-exempt = Exemption
dues-ask-reduced = What does { $name } pay a month instead, yuan? For example 5.00.
dues-ask-relief-months = From which month to which? Such as 2026-11 2027-10; one month is enough.
dues-ask-relief-day = On which day was it decided? Such as 2026-11-10.
dues-ask-decider =
    { $name } · { $relief }
    Decided on { $day }. Who decided? For retired members the branch’s agreement is enough.
dues-button-by-superior = Superior approved
dues-button-by-branch = Branch agreed

dues-unpaid-first = Your dues of { $first }, { $amount } yuan, are not recorded as received. If you have paid, ignore this or tap “I have paid”. If it is hard for you, tell the branch: a reduction can be looked at.
dues-unpaid-talk = Your dues of { $months } months ({ $first } to { $last }), { $amount } yuan together, are not recorded as received. If you have paid, ignore this or tap “I have paid”. If it is hard for you, tell the branch: a reduction can be looked at.
dues-unpaid-last = Your dues of { $months } months ({ $first } to { $last }), { $amount } yuan together, are not recorded as received. Please get in touch with the organisation member this month; if you have paid, tap “I have paid”.
dues-unpaid-verify = Your dues of { $months } months ({ $first } to { $last }), { $amount } yuan together, are not recorded as received. Please verify the reason with the organisation member; if you have paid, tap “I have paid”.
dues-unpaid-list =
    { $organisation }: a few things to verify. Only the organisation member and the secretary get this; please do not pass it on.
    { $people }
dues-unpaid-line-first = · { $name }: the dues of { $first } are not recorded as received
dues-unpaid-line-talk = · { $name }: { $months } months in a row not recorded as received; secretary, please ask whether there is a difficulty
dues-unpaid-line-last = · { $name }: { $months } months in a row not recorded as received; please remind him once more, in person
dues-unpaid-line-verify = · { $name }: { $months } months in a row not recorded as received; please verify the reason
dues-departing = { $name } is being transferred, with dues of { $months } months not recorded as received, { $amount } yuan together. Please settle it before he goes.
dues-departed = { $name } has left this branch, with dues of { $months } months not recorded as received, { $amount } yuan together. Please settle it.

dues-button-neither = To look after
dues-neither = <b>{ $branch }</b>: who has months of dues not recorded as received and no record of taking part. Only the secretary sees this; it is for verifying the reason, and concludes nothing.
dues-neither-none = { $branch }: nobody has both months of dues not recorded and no record of taking part.
dues-neither-line = · { $name }: dues { $unpaid } months, taking part { $away } months

dues-button-remittance = What goes up
dues-button-publication = Publication
dues-up-title = <b>{ $branch }</b> · dues of { $period } that go up
dues-up-sums = { $count } members, { $charged } yuan to be collected, { $collected } yuan collected
dues-up-split = { $ratio } goes up: { $up } yuan; stays: { $stays } yuan
dues-up-no-ratio = Nobody has set which part goes up. Please enter your superior’s ratio in “Dues settings”.
dues-up-large = Large dues apart, all of it goes up: { $amount } yuan
dues-up-noted = Noted: { $day }, voucher: { $voucher }
dues-up-no-voucher = none
dues-up-running = This period is not over yet.
dues-button-up = It has gone up
dues-button-up-today = Today, no voucher
dues-button-up-back = Take this note back
dues-button-up-back-sure = Take back
dues-button-up-before = ‹ Before
dues-button-up-after = After ›
dues-button-up-sheet = Sheet
dues-ask-voucher = What is the voucher’s number? If it was not today, put the day before it, such as 2026-12-10 0012345.
dues-ask-up-back = Take this note back? The period may be noted anew with the sums as they are now.
dues-publication =
    <b>{ $branch }: dues of { $year }</b>
    { $count } members paid dues this year; { $charged } yuan to be collected, { $collected } yuan collected.
dues-publication-up = { $up } yuan have gone up, { $stays } yuan stay.
dues-publication-large = Voluntary large dues have gone up apart, as the rules say.
dues-publication-uses = Dues that stay are spent as the rules allow: educating members, honouring, helping members in hardship.
dues-publication-note = A draft, without names or anybody’s amount. Please check it and publish it in the branch yourself; the bot sends it to nobody.
dues-button-office = Dues of branches
dues-office-title = <b>{ $name } · dues of { $year }</b>
dues-office-total = Together: { $count } members, { $charged } yuan to be collected, { $collected } yuan collected, { $up } yuan gone up
dues-office-branch = · { $name }: { $count } members, { $charged } yuan to be collected, { $collected } yuan collected, { $up } yuan gone up
dues-office-none = There is no branch to add up yet.
dues-office-left-out = { $count } more have too few people; to protect their amounts they are neither listed nor in the total.
dues-office-large = { $count } large payments, which the branches report by themselves.
dues-button-office-sheet = Sheet
dues-office-sheet = { $year }, { $count } branches. Sums of branches, nobody’s amount.
error-dues-no-ratio = Nobody has set which part goes up. Please enter your superior’s ratio in “Dues settings”.
error-dues-not-over = This period is not over yet. Please note it when it is.
error-dues-noted-otherwise = A part of this period was noted with a period of another length. Please take that note back first.
error-dues-voucher-long = The voucher’s number is too long; { $most } characters at most.
