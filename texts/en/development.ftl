# Membership development: from the application to full membership
development-stage-applicant = applicant
development-stage-activist = activist
development-stage-dev-target = development target
development-stage-probationary = probationary member
development-stage-full = full member

development-step-applied = application
development-step-talked = talk
development-step-activist = named activist
development-step-reviewed = half-year review
development-step-reported = report of thought
development-step-publicity-start = publicity begins
development-step-publicity-end = publicity ends
development-step-dev-target = named target
development-step-political-review = political review
development-step-training-start = training begins
development-step-training-end = training ends
development-step-training-hours = training hours
development-step-pre-review = pre-review
development-step-accepted = branch meeting
development-step-approved = approval
development-step-oath = oath
development-step-extended-to = probation until
development-step-full-applied = full application
development-step-full-meeting = full-status meeting
development-step-full-approved = full approval
development-step-archived = papers filed
development-step-time = { $what } (no. { $number })

development-part-mentor = mentor
development-part-introducer = introducer
development-rules-dev-2026-05 = the rules revised in May 2026
development-rules-dev-2014 = the rules of 2014

development-list = <b>{ $organisation }</b>: membership development
development-list-ended = <b>{ $organisation }</b>: ended
development-list-none = None yet.
development-list-line = · <b>{ $name }</b>, { $stage }. Next: { $what }
development-list-line-last = · <b>{ $name }</b>, { $stage }
development-name-of = { $name } ({ $organisation })
development-nameless = name deleted
development-button-new = Note an application
development-button-ended = Ended { $count }
development-button-list = ‹ List

development-ask-name = Who has applied? Please send the name, a space, and the department. Only name, department and dates are kept; no identity-card numbers, please.
development-ask-applied = On which day was <b>{ $name }</b>'s application received? Please send the date, like 2026-05-20 or today.

development-title = <b>{ $name }</b>, { $organisation }
development-title-done = <b>{ $name }</b>, { $organisation } (ended)
development-title-withdrawn = <b>{ $name }</b>, { $organisation } (stopped)
development-line-department = Department: { $department }
development-line-stage = { $stage }, reckoned by { $rules }
development-line-next = Next: <b>{ $what }</b>
development-line-left-out = No date yet: { $what }
development-line-typed = Noted so far:
development-line-day = { $what }: { $date }
development-line-hours = Training hours: { $hours }
development-line-people = { $part }: { $who }
development-line-probation = Probation ends: { $date }
development-line-doubt = ⚠ { $what }; please check.

development-open-latest = · { $what }: { $date } at the latest
development-open-over = · { $what }: was due by { $date }, { $days } days ago
development-open-routine = · { $what }: around { $date }
development-open-earliest = · may be discussed from { $date }: { $what }
development-open-now = · may be discussed: { $what } (earliest day { $date })
development-open-counted = · { $what }: { $days } working days are full on { $date } at the earliest
development-open-counted-provisional = · { $what }: { $days } working days are full on { $date } at the earliest (holidays not published yet)
development-open-undated = · { $what }: no date yet
development-open-people = · { $part }: { $count } named, at least { $least }

development-doubt-order = “{ $what }” lies before “{ $other }”
development-doubt-early = “{ $what }” lies before the earliest day, { $date }
development-doubt-late = “{ $what }” lies after the latest day, { $date }
development-doubt-training = The training has fewer days or hours than the rules say
development-doubt-extension = The extension is shorter or longer than the rules say

development-button-next = Note: { $what }
development-button-days = Dates
development-button-people = People
development-button-rules = Version of rules
development-button-end = End
development-button-history = History
development-button-reopen = Open again
development-button-forget = Delete the name
development-button-forget-yes = Yes, delete it
development-button-link = It is { $code } on the roster
development-button-enrol = Put on the roster
development-button-enrol-yes = Yes, on the roster
development-button-step = { $what }
development-button-typed = ✓ { $what }
development-button-take-back = Delete this date
development-button-remove = ✗ { $part } { $who }
development-button-add = Add { $part }
development-button-rule = { $label }
development-button-picked = ✓ { $label }
development-button-done = All done
development-button-withdraw = Stop here

development-choose-step = <b>{ $name }</b>: what would you like to note? What is ticked is noted; press it to change it.
development-ask-day = <b>{ $name }</b>, <b>{ $what }</b>: which day? Press one, or send the date, like 2026-05-20.
development-ask-again =
    <b>{ $name }</b>, <b>{ $what }</b>: noted is { $date }.
    To change it, press one or send the new date; the old one stays in the history.
development-ask-hours = How many hours did <b>{ $name }</b>'s training have? Please send a number, like 24.
development-hint-accepted = Hint: somebody who leaves the unit within three months is normally not discussed yet.
development-people = Mentors and introducers of <b>{ $name }</b>. Press a name to take it out.
development-ask-person = Who is { $part }? Please send the name or a part of it; only full members of this branch.
development-choose-person = Which one?
development-ask-rules = By which version are <b>{ $name }</b>'s dates reckoned?
development-ask-enrol = Put <b>{ $name }</b> on the roster of { $organisation } as { $stage }? The next roster file brings the rest.
development-ask-end = End <b>{ $name }</b>'s case? There will be no more reminders; what was noted stays.
development-ask-forget = Delete <b>{ $name }</b>'s name and department? The dates stay, but nobody can tell whose they are. This cannot be undone.
development-history = History of <b>{ $name }</b>, the newest first
development-history-line = { $time } { $what }: { $value }
development-history-replaced = <s>{ $time } { $what }: { $value }</s>

# Reminders, to secretaries, deputies and organisation members only
development-say-talk =
    <b>{ $name }</b> ({ $organisation }) applied on { $base }.
    The talk is due by { $date }; when it has taken place, note the day below.
development-say-mentors = <b>{ $name }</b> ({ $organisation }) was named activist on { $base }; mentors named: { $count }, at least { $least }.
development-say-review = <b>{ $name }</b> ({ $organisation }): a half-year review is due around { $date }.
development-say-report = <b>{ $name }</b> ({ $organisation }): the quarterly report is due around { $date }. Please remind the person.
development-say-target =
    <b>{ $name }</b> ({ $organisation }) was named activist on { $base }.
    From { $date } on, the next step may be discussed; whether it is, the branch decides.
development-say-publicity = <b>{ $name }</b> ({ $organisation }): the publicity began on { $base }; its working days are full on { $date } at the earliest. Please note its end.
development-say-introducers = <b>{ $name }</b> ({ $organisation }) was named target on { $base }; introducers named: { $count } of { $least }.
development-say-training = <b>{ $name }</b> ({ $organisation }) was named target on { $base }; no training is noted yet.
development-say-accept = <b>{ $name }</b> ({ $organisation }): pre-review on { $base }; the branch meeting is due by { $date }.
development-say-approval =
    <b>{ $name }</b> ({ $organisation }): branch meeting on { $base }, { $passed } days ago; no approval is noted yet.
    It is generally due by { $date }, in special cases by { $most }; what is sent up after { $date } the branch meeting discusses again.
development-say-oath = <b>{ $name }</b> ({ $organisation }): approved on { $base }; the oath is generally due by { $date }.
development-say-full-application = <b>{ $name }</b> ({ $organisation }): probation ends on { $date }. Please remind the person to apply in writing beforehand.
development-say-full-approval = <b>{ $name }</b> ({ $organisation }): full-status meeting on { $base }, { $passed } days ago; no approval is noted yet. It is due by { $date }.
development-say-archive = <b>{ $name }</b> ({ $organisation }): approved on { $base }; no date of filing is noted yet.
