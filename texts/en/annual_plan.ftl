# The annual plan
annual-plan-name = the annual plan
annual-plan-button = Annual plan

annual-plan-title =
    <b>{ $organisation }: plan for { $year }</b>
    { $confirmed ->
        [0] Not confirmed yet. Once it is, themed party days and study sessions carry the theme of their month.
       *[other] Confirmed: themed party days and study sessions carry the theme of their month.
    }
annual-plan-year-theme = Theme of the year: { $theme }
annual-plan-no-year-theme = Theme of the year: not written yet
annual-plan-month = <b>{ $month }</b> { $theme }
annual-plan-month-empty = <b>{ $month }</b> no theme yet
annual-plan-day = { "  " }{ $time } { $what }
annual-plan-day-open = { "  " }{ $time } { $what } (until the holidays are published)
annual-plan-open = Days marked “until the holidays are published” may still move.
annual-plan-hint = Press a month to write its theme.
annual-plan-over = The plan of this year can be read, but not changed any more.

annual-plan-button-month = { $month }
annual-plan-button-month-done = ✓ { $month }
annual-plan-button-year-theme = The year's theme
annual-plan-button-paste = Paste twelve lines
annual-plan-button-copy = As last year
annual-plan-button-confirm = Confirm the plan
annual-plan-button-picture = Month as a picture
annual-plan-button-calendar = To my calendar
annual-plan-button-before = ‹ { $year }
annual-plan-button-after = { $year } ›
annual-plan-button-back = ‹ Annual plan
annual-plan-button-remove = Remove it
annual-plan-button-stop = Stop here
annual-plan-button-previous = ‹ { $month }
annual-plan-button-next = { $month } ›
annual-plan-button-replace = Keep these
annual-plan-button-meeting = { $time } { $what }

annual-plan-ask-year = What is { $year } about? Type one sentence of at most 100 characters.
annual-plan-ask-month =
    <b>{ $month }</b>
    Theme: { $theme }
    To change it, type the new one, at most 100 characters.
annual-plan-ask-month-empty =
    <b>{ $month }</b>
    What is this month about? Type one sentence of at most 100 characters.
annual-plan-ask-month-dates = Planned this month (press one to move it):
annual-plan-ask-paste =
    Send me the themes of { $year } in one message, one line a month.
    Twelve lines count from January; for fewer, begin each line with its month, such as “Mar: volunteering”.
annual-plan-pasted =
    { $count ->
        [one] One month:
       *[other] { $count } months:
    }
    { $lines }
    { $replaced ->
        [0] Keep them?
        [one] One month gets another theme than it has. Keep them?
       *[other] { $replaced } months get other themes than they have. Keep them?
    }
annual-plan-pasted-line = { $month }: { $theme }
annual-plan-saved-month = { $month } is written down.
annual-plan-copied = Taken over from last year; months that had a theme were left alone. Please look what needs changing.
annual-plan-nothing-new = There is nothing to take over: every month has a theme.

error-annual-plan-year = Plans can be written for { $first } to { $last } now. Press “‹ Annual plan” and choose another year.
error-annual-plan-empty = No month has a theme yet. Press a month and write one first.
error-annual-plan-lines = That was { $count } lines. Write twelve, or begin each line with its month; at most twelve.
error-annual-plan-line = Line { $line } is not clear: a month in front, a theme after it, each month once. Change it and send again.
error-annual-plan-line-long = Line { $line } is too long: at most { $limit } characters. Shorten it and send again.

# Calendars: picture, file, subscription
annual-plan-title-of = Calendar of { $organisation }
annual-plan-title-own = My branch meetings ({ $organisation })
annual-plan-picture = { $organisation }, { $month }
annual-plan-file-caption =
    { $title }: { $count ->
        [one] one entry.
       *[other] { $count } entries.
    }
    Open the file on your phone to put it into your calendar; when something changes later, fetch it again.
annual-plan-file-name = calendar
annual-plan-file-themed = { $what }: { $theme }
annual-plan-file-description = By { $organisation }
annual-plan-file-provisional = By { $organisation }. The holidays are not published yet, so the day may move.
annual-plan-card-theme = This month: { $theme }
annual-plan-card-place = Place: { $place }
annual-plan-card-empty = Nothing is planned this month yet.
annual-plan-card-provisional = The holidays of this year are not published yet, so days may move.
annual-plan-card-more = { $count } more
annual-plan-card-off = off
annual-plan-card-work = work

annual-plan-calendar =
    <b>{ $title }</b>
    { $has_address ->
        [0] Fetch a file for your phone's calendar, or open an address to subscribe to: it follows every change by itself.
       *[other] The address to subscribe to (hold to copy, then “subscribe to a calendar” on your phone):
    }
annual-plan-calendar-nowhere =
    <b>{ $title }</b>
    Fetch a file for your phone's calendar. To subscribe, the administrator has to set a web address first.
annual-plan-address = <code>{ $address }</code>
annual-plan-address-note =
    Whoever has this address sees times, places and themes; there are no people's names in it.
    To keep somebody out, change the address or take it away: the old one ends at once.
annual-plan-button-file = Calendar file
annual-plan-button-open = Open an address
annual-plan-button-renew = Another address
annual-plan-button-withdraw = Take it away
annual-plan-button-mine = My calendar
annual-plan-button-me = ‹ My page
