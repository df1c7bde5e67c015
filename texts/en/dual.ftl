# Double organisational life: leaders take part in their own branch's life
dual-title =
    <b>{ $organisation }</b>: double organisational life
    How often this year; only the leader and the secretary see it.
dual-title-none =
    <b>{ $organisation }</b>: double organisational life
    No leaders are named yet. Please tap “Add one”.
dual-line-leader = · { $name }: branch { $branch }, leading group { $group }
dual-of =
    <b>{ $name }</b>, { $year }
    Branch life { $branch }, leading group { $group }
dual-mine =
    <b>My double organisational life</b>, { $year }
    Branch life { $branch }, leading group { $group }
dual-line = · { $date } { $organisation }: { $what } ({ $part })
dual-part-member = as an ordinary member
dual-part-called = by roll-call
dual-part-chair = in the chair
dual-part-speaker = speaking
dual-ask-who = Who belongs to a leading group?
dual-ask-meeting = Which meeting? The latest are listed.
dual-ask-meeting-none = There is no recent meeting to note. For anything else go back and tap “An activity”.
dual-ask-part = In which role?
dual-ask-activity = What did { $name } take part in? Please type the day and the activity, for example: 2026-11-05 Free clinic.
dual-ask-annul = Which one is wrong?
dual-button-branch = Double life
dual-button-mine = Double life
dual-button-add = Add one
dual-button-meeting = A meeting
dual-button-activity = An activity
dual-button-annul = Noted wrongly
dual-button-unnamed = No longer a leader
dual-button-choice = { $date } { $what }

error-dual-day = That day does not fit: only what is past, at most { $days } days ago. Please type another date.
