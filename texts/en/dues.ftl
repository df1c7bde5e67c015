# Dues
dues-remind-soon = A reminder: please hand your dues to your branch's organisation member by { $due }. If you have paid already, just ignore this.
dues-remind-soon-how =
    A reminder: please pay your dues by { $due }.
    How: { $how }
    If you have paid already, just ignore this.
dues-remind-today = Today is { $due }, the day dues are due. Please pay your branch's organisation member. If you have paid already, just ignore this. Thank you.
dues-remind-today-how =
    Today is { $due }, the day dues are due.
    How: { $how }
    If you have paid already, just ignore this. Thank you.
dues-remind-soon-amount = A reminder: please hand your dues of this month, { $amount } yuan, to your branch's organisation member by { $due }. If you have paid already, just ignore this.
dues-remind-soon-amount-how =
    A reminder: your dues of this month, { $amount } yuan, are due by { $due }.
    How: { $how }
    If you have paid already, just ignore this.
dues-remind-today-amount = Today is { $due }, the day dues are due: { $amount } yuan. Please pay your branch's organisation member. If you have paid already, just ignore this. Thank you.
dues-remind-today-amount-how =
    Today is { $due }, the day dues are due: { $amount } yuan.
    How: { $how }
    If you have paid already, just ignore this. Thank you.
dues-remind-soon-quarter = A reminder: please hand your dues of this quarter, { $amount } yuan, to your branch's organisation member by { $due }. If you have paid already, just ignore this.
dues-remind-soon-quarter-how =
    A reminder: your dues of this quarter, { $amount } yuan, are due by { $due }.
    How: { $how }
    If you have paid already, just ignore this.
dues-remind-today-quarter = Today is { $due }, the day dues are due: { $amount } yuan for this quarter. Please pay your branch's organisation member. If you have paid already, just ignore this. Thank you.
dues-remind-today-quarter-how =
    Today is { $due }, the day dues are due: { $amount } yuan for this quarter.
    How: { $how }
    If you have paid already, just ignore this. Thank you.
dues-days-before =
    { $count ->
        [one] { $count } day before
       *[other] { $count } days before
    }
dues-day-itself = on the day
dues-button-pause = Pause reminders

dues-mine = This month's dues day: { $due }
dues-mine-over =
    This month's dues day is over. If you have not paid yet, please pay your branch's organisation member soon.
    Next one: { $due }
dues-mine-next = Dues are next due on { $due }
dues-mine-moved = It was { $planned }, which is a day off, so it moved to this day.
dues-mine-provisional = Next year's public holidays are not published yet; the date may change.
dues-mine-how = How: { $how }
dues-mine-ask = For how to pay, please ask your branch's organisation member.
dues-mine-reminders = Reminders: { $days }, at { $at }.

dues-title = <b>Dues</b>
dues-mine-amount = { $month }: <b>{ $amount } yuan</b>
dues-mine-unknown = Your branch has not confirmed your monthly amount yet. Please ask the organisation member.
dues-button-desk = The branch’s dues

dues-working-rate = How: { $base } yuan × { $rate }
dues-working-capped = How: by the rules a month is generally no more than { $amount } yuan
dues-working-confirmed = Confirmed by the branch
dues-working-fixed = A fixed amount by the rules
dues-working-exempt = An exemption is in force
dues-working-reduced = A reduction is in force: { $amount } yuan a month
dues-relief-exempt = Exempt: { $months }
dues-relief-reduced = Reduced to { $amount } yuan a month: { $months }

dues-category-monthly-wage = Monthly wage
dues-category-annual-salary = Annual salary
dues-category-irregular-income = Irregular income
dues-category-retired = Retired
dues-category-student = Student
dues-category-farmer = Farmer
dues-category-unemployed = Unemployed
dues-category-relief = On relief
dues-category-min-living = Minimum allowance
dues-wage-institution = Staff wage
dues-wage-enterprise = Contract wage

dues-desk-title = <b>{ $branch } · dues of { $month }</b>
dues-desk-unknown = Of { $count } of them no monthly amount is confirmed yet.
dues-button-unknown = To be confirmed ({ $count })
dues-button-people = Members ({ $count })
dues-button-person = { $name } · { $amount } yuan
dues-button-person-unknown = { $name } · to be confirmed
dues-people = { $branch } · dues of { $month }. Tap a name to look or change.
dues-people-none = { $branch } · { $month }: nobody here.
dues-person = <b>{ $name }</b> · dues
dues-person-unknown = Nothing is confirmed yet. Please tap “Confirm the amount”.
dues-person-category = Category: { $category } (from { $first })
dues-person-amount = A month: { $amount } yuan
dues-person-quarterly = Pays by the quarter, with the branch’s consent.
dues-person-later = Another change takes effect from { $first }.
dues-person-not-owed = This month is not owed to this branch.
dues-button-change = Confirm the amount
dues-ask-category = By which category does { $name } pay?
dues-ask-base = Please send the base of { $name } (yuan): post and grade wage, basic performance pay and the like, less tax, insurance, housing fund and annuity. For example 4777.50. If the base should not be stored, tap “Enter the amount”.
dues-ask-base-retired = Please send the basic pension of { $name } (yuan), without allowances. For example 4128.50. If it should not be stored, tap “Enter the amount”.
dues-ask-base-quarter = Please send the net income of { $name } in the three months of last quarter (yuan) with spaces between, such as 14200 9800 6300; or just the monthly mean.
dues-ask-base-month = Please send what { $name } was actually paid this month (yuan). For example 8600.
dues-ask-farmer = Please send the monthly amount your branch has set (yuan), between 0.20 and 1.00.
dues-ask-month = Please send the monthly amount the branch has confirmed (yuan), such as 47.78.
dues-button-month = Enter the amount
dues-confirm = { $name } pays <b>{ $amount } yuan</b> a month.
dues-confirm-from = From which month on? One tap and it is in force.
dues-button-from = From { $month }

dues-desk-people = { $count } members; { $charged } yuan due this month, { $paid } yuan paid.
dues-desk-owing = { $count } of them have not paid yet: { $open } yuan, earlier months included.
dues-desk-all-paid = Everybody has paid.
dues-desk-known-paid = Whoever has been assessed has paid.
dues-button-take = Record payments ({ $count })
dues-button-bill = Payments
dues-owing = { $branch }: tap a name to record that all of it is paid.
dues-owing-none = { $branch }: nothing is open.
dues-button-page = This page ({ $count }): { $amount }
dues-button-everybody = All ({ $count }): { $amount }
dues-ask-bulk =
    Have these { $count } paid, { $amount } yuan in all?
    { $names }
dues-comma = {", "}
dues-button-sure = Yes, record them
dues-recorded = Recorded: { $name } paid { $amount } yuan, receipt { $number }.
dues-recorded-all = Recorded { $count } payments, { $amount } yuan, receipts { $first } to { $last }.
dues-not-recorded = Something has changed for { $name }; nothing was recorded twice. This is how it stands:
dues-changed = Something has changed; nothing was recorded twice. This is how it stands:
dues-bill = <b>{ $name }</b> · payments
dues-bill-month = { $month }: { $amount } yuan open
dues-bill-over = Months came to less later: { $amount } yuan too much were paid. To use it for other months, take the receipt back and record what was received with “Other amount”.
dues-bill-none = Nothing is open.
dues-button-take-open = Paid { $amount } yuan
dues-button-take-ahead = { $amount } to { $month }
dues-button-other = Another amount
dues-button-large = Large dues
dues-button-reverse = Take back { $number }
dues-ask-amount = How much was received from { $name }? Open now: { $amount } yuan. Earlier months come first; what is more counts ahead.
dues-ask-large = How much large dues were received from { $name }? They are a single voluntary payment of 1,000 yuan or more, kept apart and passed up whole.
dues-ask-reason = Why is it taken back? A few words, please; the member will read them. The entry itself stays.
dues-reversed = Taken back; its months are open again.
dues-span = { $first } to { $last }
dues-large = large dues
dues-payments = Latest entries:
dues-payment = { $date }: { $amount } yuan, { $months }, receipt { $number }
dues-payment-back = { $date }: { $amount } yuan, { $months }, receipt { $number } (taken back)
dues-payment-reversal = { $date }: { $amount } yuan, reversal
dues-mine-open = Still open: { $amount } yuan
dues-mine-paid = All paid, thank you.
dues-button-history = Payments
dues-history = <b>My payments</b>
dues-history-none = No payments are recorded yet.

dues-receipt = Received from you: dues of { $month }, { $amount } yuan, receipt { $number }. Thank you.
dues-receipt-months = Received from you: dues of { $first } to { $last }, { $amount } yuan, receipt { $number }. Thank you.
dues-receipt-large = Received from you: large dues, { $amount } yuan, receipt { $number }. Thank you.
dues-receipt-reversed = Correction: receipt { $number } ({ $amount } yuan) was taken back. Reason: { $reason }. If in doubt, please ask your branch’s organisation member.

dues-button-said = I have paid
dues-said = Thank you. The organisation member is asked to confirm it: { $amount } yuan. You may send a photo of the slip (you need not); only the organisation member gets it.
dues-said-nothing = Nothing is open for you.
dues-slip-sent = The slip was handed on to the organisation member.
dues-slip-late = The organisation member has answered already; the slip is not needed.
dues-claim-card = { $who } says that dues of { $amount } yuan are paid. Please check.
dues-claim-card-confirmed = { $who }: { $amount } yuan, confirmed.
dues-claim-card-declined = { $who }: { $amount } yuan, not received yet.
dues-claim-slip = The slip of { $who } for { $amount } yuan.
dues-claim-differs = What { $name } owes has changed; please record what was received:
dues-claim-declined = The organisation member has not received the { $amount } yuan of dues you said you had paid. Please check with the organisation member.
dues-button-claim-yes = Received, record it
dues-button-claim-no = Not received
dues-enter = Payments of { $count } members for { $month } are not entered yet. Please enter them first, so that nobody who has paid is reminded; this month’s reminders wait until { $until } at the latest.
dues-button-enter = Enter payments
dues-button-entered = All entered
dues-entered = All payments of { $month } are entered; this month’s reminders go out as usual.

dues-button-detail = Detail sheet
dues-button-ledger = Year’s ledger
dues-button-year-before = { $year }
dues-sheet = { $year }: { $count } members. The sheet holds what each of them paid; please keep it safe.
dues-button-uses = What dues are for
dues-uses =
    <b>What kept dues may be spent on</b>
    · training members
    · papers, materials and equipment for the education of members
    · honouring branches, members and party workers
    · help to members in hardship
    · help to members after severe natural disasters, and repair of places of their education

    Not for the welfare of staff.

command-dues = My dues, how to pay, payments

error-dues-no-base = There is no base yet. Please enter the base, or the confirmed monthly amount.
error-dues-amount = This is not an amount. Please enter a number above 0 with at most two decimals, such as 47.78.
error-dues-fixed = For this category a month is { $least } to { $most } yuan. Please enter an amount between them.
error-dues-months = The month has to be between { $first } and { $last }. Please choose another one.
error-dues-not-decided = A reduction needs the superior’s approval (for retired members the branch’s is enough), dated today or before. Please check and enter it again.
error-dues-month-text = I cannot read the months. Please write them like 2026-11, or 2026-11 2027-01.
error-dues-day = I cannot read the day. Please write it like 2026-11-10, today or before.
error-dues-too-much = At most { $most } yuan can be taken. Please give the rest back, or record it as large dues.
error-dues-not-large = Large dues are { $least } yuan or more at once. For less, please use “Another amount”.
error-dues-no-reason = Please give a reason of at most { $most } characters.
