# Meetings: names, invitations, reminders
event-branch-general-meeting = Branch general meeting
event-branch-committee-meeting = Branch committee meeting
event-group-meeting = Group meeting
event-party-lecture = Party lecture
event-themed-party-day = Themed party day
event-org-life-meeting = Organisation-life meeting
event-democratic-review = Democratic review
event-heart-talk = Heart-to-heart talk
event-core-group-study = Core group study
event-democratic-life-meeting = Democratic life meeting
event-study-session = Study session
event-committee-secretary-lecture = Committee secretary’s lecture
event-member-report = Member’s report
event-election = Election
event-oath = Oath
event-political-birthday = Political birthday
event-volunteer = Volunteer work
event-visit = Visit
event-contest = Contest

meetings-invite =
    <b>{ $what }</b>
    { $details }
    Can you come? One tap is enough.
meetings-soon =
    A reminder: <b>{ $what }</b>
    { $details }
    See you there.
meetings-moved =
    <b>{ $what }</b> has changed; this is how it is now.
    { $details }
    Sorry for the trouble. Can you come? One tap is enough.
meetings-said-when = When: { $time }, about { $minutes } minutes
meetings-said-when-a = First sitting: { $time }, about { $minutes } minutes
meetings-said-when-b = Second sitting: { $time }, about { $minutes } minutes (the same contents; one of them is enough)
meetings-said-place = Where: { $place }
meetings-said-place-a = First sitting at: { $place }
meetings-said-place-b = Second sitting at: { $place }
meetings-said-no-place = Where: to follow
meetings-said-link = Online: { $link }
meetings-said-theme = Theme: { $theme }
meetings-said-item = { $number }. { $item }
meetings-said-answer-by = Please answer before { $time }
meetings-theme =
    <b>{ $what }</b> has a new theme; time and place stay.
    Time: { $time }
    Theme: { $theme }
meetings-cancelled = <b>{ $what }</b> on { $time } is called off. You will hear of a new date.
meetings-look =
    { $organisation }: <b>{ $what }</b> on { $time }.
    A rule planned it, and everybody is invited on { $invited }. Tap below to change the time or name the place; otherwise there is nothing to do.
meetings-button-look = Have a look

error-meetings-past = That time is over. Please choose one that is still to come.
error-meetings-too-far = That is too far away; only { $days } days before and after today can be noted. Please choose another day.
error-meetings-over = This meeting has begun, is over or is called off and cannot be changed. Please see the list of meetings.
error-meetings-same-time = Such a meeting is noted for that time already; nothing was noted twice. Please see the list of meetings.

# The list of meetings
meetings-title =
    <b>{ $organisation }</b>: meetings to come
    Open one to change its time or to say where it is.
meetings-title-none =
    <b>{ $organisation }</b>: meetings to come
    Nothing is planned yet.
meetings-button-one = { $time } { $what }
meetings-button-off = ✗ { $time } { $what }
meetings-button-new = Plan one
meetings-button-rules = Rules
meetings-state-planned = <b>{ $what }</b>, { $organisation }
meetings-state-moved = <b>{ $what }</b> (moved), { $organisation }
meetings-state-cancelled = <b>{ $what }</b> (called off), { $organisation }
meetings-state-held = <b>{ $what }</b> (held), { $organisation }
meetings-line-time = When: { $time }, { $minutes } minutes
meetings-line-place = Where: { $place }
meetings-line-no-place = Where: not noted yet
meetings-line-theme = Theme: { $theme }
meetings-line-theme-planned = Theme: { $theme } (annual plan)
meetings-line-no-theme = Theme: not noted yet
meetings-line-audience = For: { $audience }, { $count }
meetings-line-told = { $count } were told already; if you change it, they are told again, once
meetings-line-not-told = Nobody was told yet; changing it now disturbs nobody
meetings-line-rule = A rule planned this one
meetings-button-move = Change the time
meetings-button-place = Say where
meetings-button-theme = Say the theme
meetings-button-cancel = Call it off
meetings-button-cancel-yes = Yes, call it off
meetings-button-again = Choose a new time
meetings-button-confirm = It stays like this
meetings-button-list = ‹ Meetings
meetings-button-remove = Remove it
meetings-ask-cancel =
    Call off <b>{ $what }</b> on { $time }?
    { $count ->
        [0] Nobody was told of it, so nobody is disturbed.
       *[other] { $count } were told of it and will be told again, once.
    }
meetings-ask-move =
    <b>{ $what }</b> is on { $time }.
    To when? Tap one, or type, such as 2026-12-09 15:00; a time alone keeps the day.
meetings-ask-place = Where is <b>{ $what }</b>? Type the place, 60 characters at most.
meetings-ask-theme = What is <b>{ $what }</b> about? Type a sentence, 100 characters at most.
meetings-ask-type = What should { $organisation } plan?
meetings-ask-when = When is <b>{ $what }</b>? Type the day and the time, such as 2026-12-09 15:00. One that was held already can be noted too.
meetings-audience-chosen = the people chosen
meetings-button-answers = Who comes
