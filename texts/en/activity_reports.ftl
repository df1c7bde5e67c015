# Activity reports: a branch writes, the office looks, a human's tap publishes
activity-reports-button-menu = Activity reports
activity-reports = Activity reports of <b>{ $organisation }</b>: { $count }
activity-reports-none =
    Activity reports of <b>{ $organisation }</b>
    None yet. Tap “Write one”, write a few sentences and send some photos.
activity-reports-none-in =
    Activity reports of <b>{ $organisation }</b>
    No branch has handed one in yet.
activity-reports-button-draft = Draft: { $title }
activity-reports-button-handed-in = To look at: { $title }
activity-reports-button-returned = To change: { $title }
activity-reports-button-accepted = ✓ { $title }
activity-reports-button-new = Write one
activity-reports-button-meeting = Write a report
activity-reports-ask-title = What is it called? Please type the title, at most { $most } characters.
activity-reports-ask-words = What was done? Please type it, at most { $most } characters. Nothing about patients, no internal papers; ask people before you name them.
activity-reports-ask-day = Which day was it? Please type it, for example 2026-11-20 or “yesterday”.
activity-reports-ask-photos = Please send the photos, at most { $most }, several at once if you like. There are { $count } now. No patients and no patient files in the pictures.
activity-reports-photo-taken = Received; there are { $count } photos now.
activity-reports-title = <b>{ $title }</b>
activity-reports-about = { $branch }, { $held }, photos: { $count }
activity-reports-state-draft = A draft, not handed in yet.
activity-reports-state-handed-in = Handed in; the party office is to look at it.
activity-reports-state-returned = The party office asks for a change; then hand it in again.
activity-reports-state-accepted = ✓ Accepted by the party office.
activity-reports-remark = The office says: { $remark }
activity-reports-words = { $words }
activity-reports-sent = ✓ Published in { $what }
activity-reports-chat-group = the group of { $organisation }
activity-reports-chat-channel = the channel of { $organisation }
activity-reports-photos = The { $count } photos of <b>{ $title }</b> are above.
activity-reports-button-see = See the photos
activity-reports-button-words = Write it
activity-reports-button-photos = Add photos
activity-reports-button-title = Title
activity-reports-button-day = Day
activity-reports-button-drop = Drop the photos
activity-reports-button-ready = That is all
activity-reports-button-hand-in = Hand it in
activity-reports-button-recall = Take it back
activity-reports-button-discard = Delete it
activity-reports-button-discard-yes = Delete
activity-reports-discard = Delete “{ $title }”? It will be gone.
activity-reports-button-accept = Accept
activity-reports-button-return = Ask for a change
activity-reports-ask-remark = What should be changed in “{ $title }”? Please type it, at most { $most } characters; the author reads it.
activity-reports-returned = Returned to the branch; it comes again when it is changed.
activity-reports-button-post = To { $what }
activity-reports-button-look = Have a look
activity-reports-card = { $branch } has handed in the activity report <b>{ $title }</b>. Please look at it.
activity-reports-card-draft = { $branch } has taken back the activity report <b>{ $title }</b>; there is nothing to look at.
activity-reports-card-returned = The activity report <b>{ $title }</b> of { $branch } was returned for a change.
activity-reports-card-accepted = The activity report <b>{ $title }</b> of { $branch } was accepted.
activity-reports-waiting = <b>{ $title }</b> of { $branch } was handed in { $days } days ago and waits to be looked at.
activity-reports-told-accepted = The party office has accepted your activity report <b>{ $title }</b>.
activity-reports-told-returned = The party office asks for a change in your activity report <b>{ $title }</b>: { $remark }
activity-reports-post =
    <b>{ $title }</b>
    { $branch }, { $held }

    { $words }

error-activity-reports-text = Please type something, at most { $most } characters, and send it again.
error-activity-reports-no-office = Nobody of the party office above uses the bot yet, so it cannot be handed in. Please contact the office.
error-activity-reports-handed-in = It has been handed in and cannot be changed. Take it back first; if it was accepted, please contact the office.
error-activity-reports-photos = At most { $most } photos. To change them, tap “Drop the photos” and send them again.
why-kind-activity-report = Activity reports handed in
why-kind-activity-report-waiting = activity reports nobody has looked at yet
why-kind-activity-report-closed = An activity report that was looked at
why-kind-activity-report-result = What became of your activity report
why-kind-activity-report-post = Activity reports published in a chat
