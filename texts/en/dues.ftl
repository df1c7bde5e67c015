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
dues-button-pause = Pause reminders

dues-mine =
    <b>Dues</b>
    This month's dues day: { $due }
dues-mine-over =
    <b>Dues</b>
    This month's dues day is over. If you have not paid yet, please pay your branch's organisation member soon.
    Next one: { $due }
dues-mine-moved = It was { $planned }, which is a day off, so it moved to this day.
dues-mine-provisional = Next year's public holidays are not published yet; the date may change.
dues-mine-how = How: { $how }
dues-mine-ask = For how to pay, please ask your branch's organisation member.
dues-mine-reminders = I will remind you 5 days before, 1 day before and in the morning of that day.

command-dues = Dues day and how to pay

error-dues-no-base = There is no base yet. Please enter the base, or the confirmed monthly amount.
error-dues-amount = This is not an amount. Please enter a number above 0 with at most two decimals, such as 47.78.
error-dues-fixed = For this category a month is { $least } to { $most } yuan. Please enter an amount between them.
