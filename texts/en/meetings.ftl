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
    When: { $time }, about { $minutes } minutes
    { $has_place ->
        [0] Where: to be announced
       *[other] Where: { $place }
    }
    { $has_theme ->
        [0] Please arrange your work so that you can come.
       *[other] Theme: { $theme }
    }
meetings-soon =
    A reminder: <b>{ $what }</b>
    When: { $time }, about { $minutes } minutes
    { $has_place ->
        [0] Where: to be announced
       *[other] Where: { $place }
    }
    { $has_theme ->
        [0] See you there.
       *[other] Theme: { $theme }
    }
meetings-moved =
    <b>{ $what }</b> has changed; this message is the one that counts.
    When: { $time }, about { $minutes } minutes
    { $has_place ->
        [0] Where: to be announced
       *[other] Where: { $place }
    }
    { $has_theme ->
        [0] Sorry for the trouble.
       *[other] Theme: { $theme }
    }
meetings-cancelled = <b>{ $what }</b> on { $time } is called off. You will hear of a new date.
meetings-look =
    { $organisation }: <b>{ $what }</b> on { $time }.
    A rule planned it, and everybody is invited on { $invited }. Tap below to change the time or name the place; otherwise there is nothing to do.
meetings-button-look = Have a look

error-meetings-past = That time is over. Please choose one that is still to come.
error-meetings-too-far = That is too far away; only { $days } days before and after today can be noted. Please choose another day.
error-meetings-over = This meeting has begun, is over or is called off and cannot be changed. Please see the list of meetings.
error-meetings-same-time = Such a meeting is noted for that time already; nothing was noted twice. Please see the list of meetings.
