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
