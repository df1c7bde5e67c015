# Answers to invitations: coming, leave; deciding on leave; who comes and who does not
command-meetings = My meetings: come, ask leave
word-meetings = meetings, my meetings

leave-type-plain = leave
leave-type-personal = personal
leave-type-sick = sick
leave-type-official = on official business
leave-type-duty = on duty
leave-type-night-shift = night shift
leave-type-surgery-emergency = surgery, emergency
leave-type-training-away = training away
leave-type-aid-mission = aid mission
leave-type-annual = annual leave
leave-type-maternity = maternity, nursing
leave-type-other = other

# The person
leave-title = <b>{ $what }</b>
leave-title-off = <b>{ $what }</b> (called off)
leave-line-silent = No answer yet. Press Coming, or Ask leave.
leave-line-coming = Answered: coming.
leave-line-coming-a = Answered: coming to the first sitting.
leave-line-coming-b = Answered: coming to the second sitting.
leave-line-pending = Leave asked for ({ $type }); the group leader or the secretary decides.
leave-line-approved = On leave ({ $type }), approved. Remember to make it up afterwards.
leave-line-refused = Leave was not approved; please come if you can. If that is hard, speak to the secretary.
leave-line-late = It was asked for late, and says so.
leave-line-off = This meeting is called off; there is nothing to answer.
leave-line-over = There was no answer.
leave-line-other-sitting = You marked a shift on that day; the other sitting counts as well.
leave-line-late-now = The time for it is over; you may still ask, and it will say that it was late.
leave-line-private = No reason and no certificate is asked for. Only you and whoever decides see sick and maternity leave; elsewhere it just says leave.
leave-ask-type =
    <b>{ $what }</b>, { $time }
    Why can you not come? One tap is enough.
leave-button-come = Coming
leave-button-come-a = First sitting
leave-button-come-b = Second sitting
leave-button-leave = Ask leave
leave-button-suggested = { $type } (as you marked)
leave-button-take-back = Take the leave back
leave-button-mine = My meetings
leave-button-see = This meeting
leave-mine =
    <b>Your meetings to come</b>
    ✓ coming, △ on leave, without a mark: no answer yet. Open one to change it.
leave-mine-none = No meetings of yours are planned. You will be told when there are.
leave-button-one-coming = ✓ { $time } { $what }
leave-button-one-away = △ { $time } { $what }
leave-button-one-silent = { $time } { $what }

# Deciding
leave-card =
    <b>{ $who }</b> asks leave: { $type }
    { $what }, { $time }
    { $late ->
        [0] Do you approve?
       *[other] It comes late. Do you approve?
    }
leave-still-waiting =
    <b>{ $who }</b>: the leave is not decided yet
    { $what }, { $time }
leave-card-approved =
    <b>{ $who }</b>: leave approved by { $by }
    { $what }, { $time }
leave-card-refused =
    <b>{ $who }</b>: leave not approved, by { $by }
    { $what }, { $time }
leave-card-withdrawn =
    <b>{ $who }</b> has taken the leave back; nothing to decide
    { $what }, { $time }
leave-card-void =
    <b>{ $who }</b>: nothing to decide; the meeting is on another day or called off
    { $what }, planned for { $time }
leave-why = <b>{ $who }</b>: { $type }. This is for whoever decides; please keep it to yourself.
leave-button-approve = Approve
leave-button-refuse = Do not approve
leave-button-why = What kind
leave-by-office = the party office
leave-approved = <b>{ $what }</b>, { $time }: your leave is approved. Remember to make it up afterwards.
leave-refused =
    <b>{ $what }</b>, { $time }: leave was not approved; please come if you can.
    If that is hard, speak to the secretary.

# For stewards
leave-list =
    Answers to <b>{ $what }</b>
    Coming { $coming }, on leave { $away }, to decide { $asked }, no answer { $silent }
    Press a name to answer for that person.
leave-list-away =
    { $late ->
        [0] { $who }: { $type }
       *[other] { $who }: { $type } (late)
    }
leave-list-asked =
    { $late ->
        [0] { $who }: { $type }, to decide
       *[other] { $who }: { $type } (late), to decide
    }
leave-for = <b>{ $who }</b>
leave-ask-type-for = Leave for <b>{ $who }</b>: { $what }. What kind? Entering it approves it.
leave-button-said-asked = ? { $who }
leave-button-said-silent = { $who }
leave-button-said-away = △ { $who }
leave-button-said-coming = ✓ { $who }
leave-button-relent = Approve after all
leave-button-card = The request

error-leave-own = Somebody else decides on your own leave. Please ask the deputy, the group leader or the party office.
error-leave-over = This meeting was more than { $days } days ago; leave can no longer be asked for. Please speak to the secretary.
error-leave-meeting-off = This meeting is called off; there is nothing to answer. You will be told of a new one.
error-leave-meeting-begun = That sitting has begun. Please check in when you are there; if you cannot come, ask leave.
