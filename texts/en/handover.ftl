# Handing a secretary's work over; both confirm. Standing in for a time
handover-title = <b>{ $organisation }</b>: handing over
handover-holder = The secretary is { $name }
handover-nobody = Nobody holds the secretary's post now.
handover-goes-with = What goes with it:
handover-line-rules = · Reminder rules of the branch's own: { $count }
handover-line-meetings = · Meetings that are planned: { $count }
handover-line-approvals = · Requests that wait for a decision: { $count }
handover-line-tasks = · Tasks that wait for a human: { $count }
handover-line-chats = · Bound groups and channels: { $count }
handover-line-drafts = · Drafts that were not sent: { $count }
handover-line-scheduled = · Announcements that are scheduled: { $count }
handover-line-items = · Things to do in the secretary's name: { $count }
handover-line-records = · Meetings the secretary chairs or records: { $count }
handover-line-none = · Nothing to hand over now
handover-waiting = { $name } was asked to take over and has until { $time } to answer. Until then nothing changes.
handover-holder-starts = The secretary begins by pressing “Begin”.
handover-office-starts = The secretary cannot begin himself now; the party office begins.
handover-button-open = Handing over
handover-button-start = Begin
handover-button-take-back = Take it back
handover-button-deputy = Ask a deputy
handover-button-one = { $day } to { $name }
handover-ask-who = <b>{ $organisation }</b>: who takes over from the secretary?
handover-ask = Ask { $name } to take over as secretary? There are { $days } days to answer; with a yes, the role, the schedule, the tasks and the groups move.
handover-button-offer = Ask
handover-offered = You are asked to take over as secretary of { $organisation }. Have a look at what is handed to you, then answer.
handover-button-see = Have a look
handover-see =
    You are asked to take over as secretary of <b>{ $organisation }</b> from { $name }
    What goes with it:
handover-see-office =
    The party office asks you to take over as secretary of <b>{ $organisation }</b>
    What goes with it:
handover-see-until = Please answer before { $time }.
handover-button-yes = I take over
handover-button-no = No
handover-state-accepted = You have taken over. The branch office is in the main menu.
handover-state-declined = You have said no; whoever asked has been told.
handover-state-withdrawn = It was taken back.
handover-state-expired = The time to answer is over. If needed, please ask to be asked again.
handover-declined = Whom you asked does not take over as secretary of { $organisation }. You may ask somebody else.
handover-expired = Whom you asked to take over as secretary of { $organisation } has not answered in time. You may ask somebody else.
handover-done =
    On { $date } the secretary's work of { $organisation } went to { $name }. Handed over:
    { $lines }
    Please keep the record.
handover-button-record = The record
handover-file = The record of handing over. Please fill in what is on paper, and sign.
handover-office = The secretary's work of { $organisation } has gone to { $name }.
handover-ask-deputy = <b>{ $organisation }</b>: who stands in? It ends by itself after the last day.
handover-ask-days = For how many days from today does { $name } stand in?
handover-button-days = { $count } days
handover-deputy-done = { $name } stands in as deputy from today until { $date }; then it ends by itself. The office can end it sooner under “Roles”.
error-handover-holder = The secretary is { $name } and begins to hand over. Please ask for it.
error-handover-open = Somebody has been asked already and has not answered. To ask another, take it back first.
error-handover-over = This handing over has ended or was taken back. If needed, please ask to be asked again.
error-handover-deputy-days = Nobody stands in for more than { $days } days. Please choose a shorter time.
why-kind-handover = Handing over a post
