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
meetings-file = A file for <b>{ $what }</b>, { $time }
meetings-cancelled = <b>{ $what }</b> on { $time } is called off. You will hear of a new date.
meetings-look =
    { $organisation }: <b>{ $what }</b> on { $time }.
    A rule planned it, and everybody is invited on { $invited }. Tap below to change the time or name the place; otherwise there is nothing to do.
meetings-look-beside =
    { $organisation }: a holiday moved <b>{ $what }</b> to { $time }, where <b>{ $other }</b> is as well.
    Everybody is invited on { $invited }. Tap below to keep them apart; if they are held together, there is nothing to do.
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
meetings-button-branch = Meetings
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
meetings-line-not-told = Nobody has been told yet; that happens at { $time }. Changes now disturb nobody
meetings-line-inviting = It is close: the invitations go out now; changes are told once more
meetings-line-rule = A rule planned this one
meetings-button-move = Change the time
meetings-button-place = Say where
meetings-button-theme = Say the theme
meetings-button-cancel = Call it off
meetings-button-cancel-yes = Yes, call it off
meetings-button-not-held = Not held, or a slip
meetings-button-again = Choose a new time
meetings-button-announce = Tell them now
meetings-button-announce-yes = Yes, tell them now
meetings-ask-announce = Tell { $count } people of <b>{ $what }</b> now? The invitations were to go out at { $time }.
meetings-button-confirm = It stays like this
meetings-button-list = ‹ Meetings
meetings-button-remove = Remove it
meetings-ask-cancel = Call off <b>{ $what }</b> of { $time }?
meetings-foreseen-told =
    { $count ->
        [0] Nobody has been told yet; nobody is disturbed.
       *[other] People told already, who will be told once more: { $count }.
    }
meetings-foreseen-held = It is quiet now: they are told at { $time }.
meetings-foreseen-too-late = It is quiet now: they would be told at { $time }, after the meeting has begun. Please telephone them.
meetings-foreseen-moved = Reminders that move with it: { $count }.
meetings-foreseen-dropped = Reminders that are dropped: { $count }.
meetings-foreseen-answered = People who have answered and are asked again: { $count }.
meetings-ask-move =
    <b>{ $what }</b> is on { $time }.
    To when? Tap one, or type, such as 2026-12-09 15:00; a time alone keeps the day.
meetings-ask-place = Where is <b>{ $what }</b>? Type the place, 60 characters at most.
meetings-ask-theme = What is <b>{ $what }</b> about? Type a sentence, 100 characters at most.
meetings-ask-type = What should { $organisation } plan?
meetings-ask-when = When is <b>{ $what }</b>? Type the day and the time, such as 2026-12-09 15:00. One that was held already can be noted too.
meetings-audience-chosen = the people chosen
meetings-button-answers = Who comes
meetings-button-past = Earlier ones
meetings-past =
    What <b>{ $organisation }</b> has held
    Open one to look at it, or to plan one like it.
meetings-past-none = <b>{ $organisation }</b> has held nothing yet.
meetings-line-second = Second sitting: { $time }
meetings-line-files = Files: { $count }, sent with the invitation
meetings-line-gives = Gives { $hours } hours and { $credits } credits
meetings-button-who = Who takes part
meetings-button-more = More…
meetings-button-copy = Plan one like it
meetings-button-day = { $day } { $start }
meetings-button-move-yes = Yes, move it
meetings-ask-move-sure = Move <b>{ $what }</b> to { $time }?
meetings-ask-again = Another one like <b>{ $what }</b>: when? Press one, or type day and time; a day alone keeps the time.
meetings-more = <b>{ $what }</b> can also have:
meetings-button-agenda = Agenda
meetings-button-files = Files
meetings-button-link = Online link
meetings-button-second = Second sitting
meetings-button-types = What it is
meetings-button-gives = Hours, credits
meetings-button-answer-by = Answer by
meetings-button-meant = ✓ { $what }
meetings-button-not-meant = { $what }
meetings-button-asked = … { $what }
meetings-button-declined = ✗ { $what }
meetings-ask-types = What is <b>{ $what }</b>? It may be several things at once; a tap adds one or takes it away.
meetings-ask-second =
    When is the second sitting of <b>{ $what }</b>? The contents are the same; people on shifts come to one of them.
    Press one, or type day and time.
meetings-button-no-second = No second sitting
meetings-ask-link = Send the online address of <b>{ $what }</b>; it begins with https://.
meetings-ask-agenda = Type the agenda of <b>{ $what }</b>, one item a line.
meetings-ask-files =
    Send the files for <b>{ $what }</b>, documents or photos, one after the other. There are { $count } now.
    They go out with the invitation. Please send nothing that is internal.
meetings-button-files-done = Done
meetings-button-no-files = None of them
meetings-button-hours = { $hours } hours
meetings-button-credits = { $credits } credits
meetings-button-usual = As is usual
meetings-ask-gives = What does <b>{ $what }</b> give? Now { $hours } hours and { $credits } credits.
meetings-ask-answer-by = Until when should people answer for <b>{ $what }</b>? Leave asked for later says that it was late.
meetings-button-no-answer-by = Until it starts
meetings-who =
    <b>Who takes part?</b> Now { $count }.
    ✓ takes part; another branch waits for its secretary (…), ✗ does not come.
meetings-button-people = By name ({ $count })
meetings-button-guests = Guests ({ $count })
meetings-ask-people = By name: { $count }. To add somebody, type a part of the name; press a name to remove it.
meetings-ask-people-none = Nobody was found. Please type another part of the name.
meetings-ask-guests =
    Guests and observers: { $count }; press a name to remove it.
    To add some, type name, post, one a line; put the word observer in front of one who only listens. They are not expected and get no messages.
meetings-button-observer = { $who } (observer)
meetings-button-observer-post = { $who }, { $post } (observer)
meetings-button-guest = { $who }
meetings-button-guest-post = { $who }, { $post }

# Joint meetings: asking another branch
meetings-part-asked =
    <b>{ $organisation }</b> invites { $part } to meet together:
    { $what }, { $time }
    If you agree, the members of your branch are invited.
meetings-part-agreed = { $part } takes part: { $what } of <b>{ $organisation }</b>, { $time }.
meetings-part-declined = { $part } does not take part: { $what } of <b>{ $organisation }</b>, { $time }.
meetings-part-off = <b>{ $organisation }</b> no longer invites { $part }: { $what }, { $time }.
meetings-button-join = We take part
meetings-button-join-not = We do not

error-meetings-too-many = That is too much; at most { $most }. Please take some away and try again.
error-meetings-second = The second sitting comes after the first. Please choose a later time.
error-meetings-file = No file came. Please send the file or the photo itself.
error-meetings-link = That is no address. Please send a link that begins with https://.
