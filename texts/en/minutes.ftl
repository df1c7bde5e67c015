# Records of meetings: texts, voice notes and photos are sent in and filed under the items of the agenda
minutes-button-open = Minutes
minutes-title = <b>Minutes: { $what }</b>, { $time }
minutes-hint = Send me texts, voice notes and photos; I note them with their time. No secrets and nothing private, please.
minutes-hint-photos = Of such a meeting only photos are kept. What is said there belongs in the paper book.
minutes-at-item = Now at: <b>{ $number }. { $item }</b>
minutes-at-none = What you send now goes under no item.
minutes-count = Noted: { $count }{ $photos ->
        [0] {""}
       *[other] , { $photos } of them photos
    }{ $voices ->
        [0] {""}
       *[other] , { $voices } voice notes
    }.
minutes-button-item = { $number }. { $item }{ $count ->
        [0] {""}
       *[other] {" "}({ $count })
    }
minutes-button-here = ▸ { $number }. { $item }{ $count ->
        [0] {""}
       *[other] {" "}({ $count })
    }
minutes-button-new-item = Add an item
minutes-button-no-item = No item
minutes-button-all = Look at all { $count }
minutes-button-end = Done
minutes-button-again = Go on
minutes-button-desk = Minutes
minutes-button-next = Next: { $number }. { $item }
minutes-button-undo = Take it back
minutes-button-one = No. { $number }
minutes-button-see = The original
minutes-button-move = Another item
minutes-button-remove = Delete
minutes-button-list = ‹ All notes
minutes-ask-item = Which item shall be added to <b>{ $what }</b>? Please type it.
minutes-ask-move = { $time } { $who } { $what }
    Under which item does it belong?
minutes-filed = Noted under <b>{ $number }. { $item }</b> ({ $count })
minutes-filed-loose = Noted ({ $count })
minutes-ended = <b>{ $what }</b>: kept, { $items } agenda items and { $count } notes. You can go on later.
minutes-list-title = <b>{ $what }</b>: { $count } notes
minutes-list-item = <b>{ $number }. { $item }</b>
minutes-list-loose = <b>Under no item</b>
minutes-list-line = { $number }) { $time } { $who } { $what }
minutes-entry = { $time } { $who } { $what }
minutes-entry-item = Under: { $number }. { $item }
minutes-kind-text = text
minutes-kind-voice = [voice { $length }]
minutes-kind-photo = [photo]
minutes-kind-file = [file]
minutes-removed = Taken out of the minutes.
minutes-button-form = The form
minutes-recorder = You are asked to keep the minutes of <b>{ $what }</b> ({ $time }). Tap when it begins, and send me texts, voice notes and photos.
minutes-form-title = <b>{ $what }</b>, { $time }: the form
minutes-form-number = No. { $number }
minutes-form-chair = Chair: { $name }
minutes-form-recorder = Minutes: { $name }
minutes-form-end = Ended: { $time }
minutes-form-figure = { $what }: { $value }
minutes-form-lacks = <b>Still missing</b>
minutes-form-whole = Nothing is missing.
minutes-lack-number = · which meeting it is
minutes-lack-end = · when it ended
minutes-lack-place = · where it was
minutes-lack-chair = · who chaired
minutes-lack-recorder = · who kept the minutes
minutes-lack-roll = · the roll-call has not ended
minutes-lack-reasons = · { $count } absences without a reason
minutes-lack-agenda = · the agenda
minutes-lack-notes = · what was said{ $count ->
        [0] {""}
       *[other] {" "}({ $count } items)
    }
minutes-lack-votes = · decisions and votes
minutes-lack-photos = · photos
minutes-lack-summary = · the summary
minutes-lack-figures = · figures of the activity
minutes-button-chair = Chair
minutes-button-recorder = Minutes by
minutes-button-over = When it ended
minutes-button-now = It is over now
minutes-button-number = Which one
minutes-button-nth = No. { $number }
minutes-button-no-number = No number
minutes-button-undecided = Nothing was voted on
minutes-button-decided = There was a vote
minutes-button-summary = Summary
minutes-button-no-summary = Remove the summary
minutes-button-figures = Figures
minutes-button-figure = { $what }: { $value }
minutes-button-figure-open = { $what }: not yet
minutes-button-record = Minutes as a file
minutes-button-report = Report as a file
minutes-ask-chair = Who chairs?
minutes-ask-recorder = Who keeps the minutes? The person is told, and may then send notes.
minutes-ask-end = When did <b>{ $what }</b> end? A time like 16:30 will do.
minutes-ask-number = Which one of this year is <b>{ $what }</b>? I count the meetings I know; type another number if it is wrong.
minutes-ask-summary = What was <b>{ $what }</b> about? A few sentences for the report; without them it shows the texts sent in.
minutes-ask-summary-again =
    The summary of <b>{ $what }</b> now:
    { $summary }
    To change it, type a new one.
minutes-ask-figure = { $what }: how many? Please type a number.
minutes-figures = Figures of <b>{ $what }</b>; tap one to fill it in:
minutes-figure-members = party members
minutes-figure-activists = activists
minutes-figure-masses = others
minutes-figure-hours = hours of service
minutes-figure-consultations = free consultations
minutes-lacks =
    <b>{ $what }</b> on { $held }: the minutes still lack
    { $lines }
    Within 24 hours of the meeting is fine. If it is all in the paper book, ignore this.
minutes-working = Working on it; with many photos it takes a while.
minutes-record-file = The minutes are ready. Please fill in the blanks; the signed paper counts.
minutes-report-file = The report is ready. Please fill in the blanks.
error-minutes-early = The meeting is not near yet; notes can be sent from { $minutes } minutes before it.
error-minutes-off = This meeting was called off. Please put it back on before you add notes.
error-minutes-contents = What is said at such a meeting is not kept; only photos without a caption are. Please use the paper book.
error-minutes-full = The minutes are full: { $most } at most. Please delete what is not needed.
error-minutes-kind = This cannot be noted. Please send text, a voice note, a photo or a file.
error-minutes-figure = Please type a number of at most { $most }.
error-minutes-moment = That is no time after the meeting began. Please type it like 16:30, or send /cancel.
error-minutes-not-yet = That time has not come yet. Note it when the meeting is over, or tap “It is over now”.
