# Rules for reminders, and what is said on dates
reminders-needs =
    Nothing is planned yet for:
    { $lines }
    Once it is planned, this reminder stops.
reminders-need-month = · { $organisation }, this month (until { $end }): { $what }
reminders-need-quarter = · { $organisation }, this quarter (until { $end }): { $what }
reminders-need-year = · { $organisation }, this year (until { $end }): { $what }
reminders-button-plan = Plan it

reminders-say-term-end =
    Terms of office:
    { $lines }
    Please prepare the election in time; what your superior organisation says counts.
reminders-term-end-soon = · { $organisation }: the term ends on { $date }, in { $days } days
reminders-term-end-today = · { $organisation }: the term ends today ({ $date })
reminders-term-end-over = · { $organisation }: the term ended on { $date }, { $days } days ago
reminders-say-probation-end =
    Probation:
    { $lines }
    The branch decides when the application and the meeting are due.
reminders-probation-end-soon = · { $name } ({ $organisation }): probation ends on { $date }, in { $days } days
reminders-probation-end-today = · { $name } ({ $organisation }): probation ends today ({ $date })
reminders-probation-end-over = · { $name } ({ $organisation }): probation ended on { $date }, { $days } days ago
reminders-probation-end-month = · { $name } ({ $organisation }): probation ends in { $date }; please look up the day
reminders-say-political-birthday = Today is the anniversary of your admission, { $years } years ago. Best wishes on your political birthday!
reminders-say-heart-talk = Heart-to-heart talks: committee members with each other and with members, and members with each other, once a year. Please arrange those that are missing.
reminders-say-member-report = A reminder: this quarter’s report to the branch, spoken or in writing.
reminders-say-day-new-year =
    For the new year:
    · fix every member’s dues
    · make the study plan
    · make the plan of activities
reminders-say-day-first-quarter =
    For the first quarter:
    · hold the organisation-life meeting and the review if they were not held last year
    · remit last year’s dues
reminders-say-day-lei-feng = { $date } is Lei Feng Day; volunteer work can be planned ahead.
reminders-say-day-nurses = { $date } is Nurses’ Day; an event can be planned ahead.
reminders-say-day-founding = { $date } is the Party’s founding day; please plan awards and oaths ahead.
reminders-say-day-army = { $date } is Army Day; visits can be planned ahead.
reminders-say-day-doctors = { $date } is Doctors’ Day; an event can be planned ahead.
reminders-say-day-martyrs = { $date } is Martyrs’ Day; an event can be planned ahead.
reminders-say-day-constitution = { $date } is Constitution Day; a study session can be planned ahead.
reminders-say-day-year-end =
    Before the year ends:
    · the organisation-life meeting and the democratic review
    · the branch’s assessment and the secretary’s report
    · tell the members what dues were collected
reminders-say-own-dated =
    A reminder: <b>{ $title }</b>
    { $lines }
reminders-own-person-soon = · { $name } ({ $organisation }): { $date }, in { $days } days
reminders-own-person-today = · { $name } ({ $organisation }): today ({ $date })
reminders-own-person-over = · { $name } ({ $organisation }): { $date }, { $days } days ago
reminders-own-person-month = · { $name } ({ $organisation }): { $date }, please look up the day
reminders-own-place-soon = · { $organisation }: { $date }, in { $days } days
reminders-own-place-today = · { $organisation }: today ({ $date })
reminders-own-place-over = · { $organisation }: { $date }, { $days } days ago
reminders-unit-date = Counted from a date
reminders-ask-date-of = Counted from which date? Only secretaries and officers are reminded.
reminders-ask-days-before = On which days before { $date }? Others can be typed afterwards, under the days.
reminders-button-days-before = { $days } days before
reminders-say-own = A reminder: { $title } ({ $date })

error-reminders-impossible = Such days can never come. Please choose others, or go back and start again.
error-reminders-no-date-left = That way it would never come again. Please choose other days or a later end.
error-reminders-day-past = That day is over. Please choose one that is still to come.
error-reminders-too-short = Such a meeting takes at least { $minutes } minutes. Please make it longer.
error-reminders-length = The length must be between { $least } and { $most } minutes. Please type another number.
error-reminders-leads = At most { $most } reminders, at most { $days } days before, and none after the start. Please choose again.
error-reminders-title = The title needs 1 to { $limit } characters. Please type it again.
error-reminders-nobody = Nobody would hear of it here, so nothing was changed. Please register members or grant roles first.
error-reminders-title-taken = A rule of that title exists already. Please change that one, or choose another title.

# Lists, next dates and changes
reminders-title =
    <b>{ $organisation }</b>: rules for reminders
    Open one to see its next dates or to change it.
reminders-list-meetings = Meetings
reminders-list-needs = Nothing planned
reminders-list-dates = Dates that come up
reminders-list-days = Fixed days
reminders-list-own = Our own
reminders-list =
    <b>{ $name }</b>
    { $organisation }. A tick means in use; open one to see its dates and settings.
reminders-list-empty =
    <b>{ $name }</b>
    { $organisation } has no rules of its own yet.
reminders-button-list = { $name } { $on }/{ $total }
reminders-button-off = ○ { $name }
reminders-button-on = ✓ { $name }
reminders-button-next = ✓ { $name } { $date }
reminders-button-new = Add a rule
reminders-button-meetings = Meetings

reminders-on = <b>{ $name }</b> (in use)
reminders-off = <b>{ $name }</b> (not in use)
reminders-dues-note = The due day, the days and the hour of reminders are changed in the settings, under dues. The due day moves to the next working day after a holiday.
reminders-line-when = Days: { $when }
reminders-line-time = Time: { $time }, { $minutes } minutes
reminders-line-leads = Reminders: { $leads }
reminders-line-audience = To: { $audience }
reminders-line-shift = On a holiday: { $shift }
reminders-line-types = Counts as: { $types }
reminders-line-until = Until: { $date }
reminders-by-own = A rule of this organisation’s own
reminders-by-default = As it ships
reminders-by-here = Changed by { $organisation }
reminders-by-above = As set above, by { $organisation }

reminders-next = The next { $count }:
reminders-no-dates = There is no date to remind of at the moment.
reminders-date = · { $date }{ $open ->
    [0] { "" }
   *[other] { " " }(holidays not published yet)
}
reminders-date-holiday = · { $date }, moved from { $planned }, a holiday{ $open ->
    [0] { "" }
   *[other] { " " }(holidays not published yet)
}
reminders-date-weekend = · { $date }, moved from { $planned }, a weekend{ $open ->
    [0] { "" }
   *[other] { " " }(holidays not published yet)
}
reminders-date-short = · { $date }, the last day of a shorter month{ $open ->
    [0] { "" }
   *[other] { " " }(holidays not published yet)
}

reminders-when = { $period }: { $which }
reminders-when-weekly = { $every ->
    [1] every week: { $which }
    [2] every second week: { $which }
   *[other] every { $every } weeks: { $which }
}
reminders-when-from = { $date }: { $which }
reminders-when-from-then = { $date }: { $which }, then every month while overdue
reminders-when-anniversary = { $date }, every year
reminders-of-term-end = end of the term
reminders-of-probation-end = end of probation
reminders-of-admitted = anniversary of admission
reminders-every-month = every month
reminders-every-year-in = every year in month { $months }
reminders-every-months = every { $months } months from { $start }
reminders-per-month = every month
reminders-per-quarter = every quarter
reminders-per-year = every year
reminders-day = day { $day }
reminders-day-last = last day
reminders-nth = { $nth ->
    [1] first { $weekday }
    [2] second { $weekday }
    [3] third { $weekday }
    [4] fourth { $weekday }
   *[other] last { $weekday }
}
reminders-workday-first = first working day
reminders-workday-last = last working day
reminders-month-day = { $day }/{ $month }
reminders-nth-month-day = day { $day } of month { $month }
reminders-before-end = { $days } days before the end
reminders-days-before = { $days } days before
reminders-days-on = on the day
reminders-days-after = { $days } days after
reminders-lead-hours = { $hours } h before
reminders-lead-days = { $days } days before, { $time }
reminders-lead-today = that day, { $time }
reminders-audience-members = all members
reminders-audience-officers = role holders
reminders-audience-leaders = secretary, deputy
reminders-audience-superior = secretary, and the level above
reminders-audience-person = the person alone
reminders-shift-next-workday = move on
reminders-shift-previous-workday = bring forward
reminders-shift-keep = keep

reminders-name-themed-party-day = Themed party day
reminders-name-study-session = Study session
reminders-name-general-meeting = Branch general meeting
reminders-name-committee-meeting = Branch committee meeting
reminders-name-group-meeting = Group meeting
reminders-name-party-lecture = Party lecture
reminders-name-org-life-meeting = Organisation-life meeting
reminders-name-democratic-review = Democratic review
reminders-name-core-group-study = Core group study
reminders-name-democratic-life-meeting = Democratic life meeting
reminders-name-secretary-lecture = Committee secretary’s lecture
reminders-name-oath = Oath
reminders-name-volunteer = Volunteer work
reminders-name-visit = Visit
reminders-name-contest = Contest
reminders-name-need-themed-day = No themed day this month
reminders-name-need-general-meeting = No general meeting this quarter
reminders-name-need-committee = No committee meeting this month
reminders-name-need-group-meeting = No group meeting this month
reminders-name-need-lecture = No lecture this quarter
reminders-name-need-org-life = No organisation-life meeting this year
reminders-name-need-review = No review this year
reminders-name-need-annual-plan = No annual plan yet
reminders-name-need-core-group = No core group study this quarter
reminders-name-need-secretary-lecture = No secretary’s lecture this year
reminders-name-dues = Dues
reminders-name-term-end = End of the term
reminders-name-probation-end = End of probation
reminders-name-political-birthday = Political birthday
reminders-name-heart-talk = Heart-to-heart talks
reminders-name-member-report = Members’ reports
reminders-name-day-new-year = New year’s tasks
reminders-name-day-first-quarter = First quarter’s tasks
reminders-name-day-lei-feng = Lei Feng Day
reminders-name-day-nurses = Nurses’ Day
reminders-name-day-founding = Founding day
reminders-name-day-army = Army Day
reminders-name-day-doctors = Doctors’ Day
reminders-name-day-martyrs = Martyrs’ Day
reminders-name-day-constitution = Constitution Day
reminders-name-day-year-end = Year’s end tasks

reminders-button-days = Days
reminders-button-time = Time
reminders-button-leads = Reminders
reminders-button-audience = To whom
reminders-button-shift = Holidays
reminders-button-until = Until when
reminders-button-due-day = Due day
reminders-button-switch-on = Use it
reminders-button-switch-off = Do not use it
reminders-button-restore = Undo our changes
reminders-button-choice = { $label }
reminders-button-picked = ✓ { $label }
reminders-button-minutes = { $minutes } min
reminders-button-lead = { $label }
reminders-button-lead-on = ✓ { $label }
reminders-button-forever = For good
reminders-button-by-day = By date
reminders-button-by-weekday = By weekday
reminders-button-keep = Keep this
reminders-button-again = Another way
reminders-button-notice = Just a reminder
reminders-button-meeting = Another event

reminders-ask-time = When does <b>{ $name }</b> begin, and how long is it? Tap, or type, such as 15:00 90.
reminders-ask-leads = How long before should <b>{ $name }</b> be announced? Tap to add, tap again to remove. The last row is the hour for reminders by day.
reminders-ask-audience = To whom does <b>{ $name }</b> go?
reminders-ask-shift = What if <b>{ $name }</b> falls on a holiday? It stays in its month and moves 7 days at most.
reminders-ask-until = Until which day does <b>{ $name }</b> hold? Tap one, or type a date, such as 2027-12-31.
reminders-ask-unit = How often?
reminders-unit-w1 = Every week
reminders-unit-w2 = Every second week
reminders-unit-m1 = Every month
reminders-unit-m2 = Every two months
reminders-unit-m3 = Every quarter
reminders-unit-m6 = Every half-year
reminders-unit-m12 = Every year
reminders-unit-w = { $every } weeks
reminders-unit-m = { $every } months
reminders-unit-more = Another interval
reminders-ask-first-week = Counted from which week?
reminders-ask-first-month = Counted from which month?
reminders-ask-how = On which days of the month?
reminders-ask-days = Tap the days, several if you like; tap again to remove. 31 is the last day of every month.
reminders-cell = { $nth ->
    [0] last { $weekday }
   *[other] { $nth } { $weekday }
}
reminders-would-be = It would be: <b>{ $when }</b>
reminders-ask-around =
    <b>{ $name }</b>
    Now: { $when }
    To change it, type the days before, with spaces between, such as 180 90 30 7 0.
reminders-ask-period =
    <b>{ $name }</b>
    Now: { $when }
    To change it, type the days with spaces between them: { $per ->
        [MONTH] 5 20 for the 5th and the 20th
        [QUARTER] 3-1 for the 1st of the third month
       *[other] 10-8 for 8 October
    }, -10 for ten days before the end.
reminders-ask-title = What is the rule called? Type a name, such as “Reading circle”.
reminders-ask-kind = What is “{ $title }”? With a type it counts towards that type’s number.

error-bad-clock = I could not read this time. Write it like this: 15:00.
error-bad-moment = I could not read this day and time. Write them like this: 2026-12-09 15:00.
error-bad-minutes = I could not read this length. Type minutes, such as 90.
