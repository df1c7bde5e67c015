# Checklists: what, whose, by when, done or not
checklists-preset-org-life = Preparing the organisation-life meeting
checklists-preset-review = Preparing the review
checklists-preset-general-meeting = Preparing the general meeting
checklists-preset-themed-day = Preparing the themed day
checklists-preset-lecture = Preparing the lecture
checklists-preset-election = Preparing the election
checklists-preset-handover = Handing over to the new committee
checklists-preset-own = A list of our own

checklists-item-learn = Study before the meeting
checklists-item-talks = Talks held
checklists-item-opinions = Opinions collected
checklists-item-report-plan = Plan sent to the superior
checklists-item-notice = Everybody told
checklists-item-self-check = Self-checks written
checklists-item-materials = Meeting papers ready
checklists-item-expected = List of those expected checked
checklists-item-review-forms = Review forms printed
checklists-item-tellers = Scrutineer and teller named
checklists-item-agenda = Agenda set
checklists-item-record-book = Record book at hand
checklists-item-theme = Theme and content set
checklists-item-place = Place set
checklists-item-recorder = Who writes and takes photos
checklists-item-speaker = Speaker named
checklists-item-outline = Lecture written
checklists-item-request = Request sent to the superior
checklists-item-roster = Roster checked
checklists-item-candidates = Candidates discussed
checklists-item-ballots = Paper ballots printed
checklists-item-records = Records of meetings and activities
checklists-item-dues-stubs = Dues books and stubs
checklists-item-plans = Plans, summaries, requests and replies
checklists-item-chats = Administrators of groups and channels

checklists-due = “{ $list }” of { $organisation } has something for you: <b>{ $item }</b>, by { $date }.
checklists-late = In “{ $list }” of { $organisation }, <b>{ $item }</b> was to be done by { $date } and is not ticked yet. Tap when it is done; if you cannot do it, please tell the secretary.

checklists-of = Checklists of <b>{ $organisation }</b>
checklists-of-none =
    Checklists of <b>{ $organisation }</b>
    There are none now. A meeting’s list is behind “Checklist” in the meeting.
checklists-choose = Which list would you like? You can also make one.
checklists-choose-item = <b>{ $list }</b>: which item would you like to change?
checklists-title = <b>{ $list }</b>, { $organisation }
checklists-title-day = <b>{ $list }</b>, { $organisation }, for { $date }
checklists-line = ○ { $item } ({ $owner })
checklists-line-due = ○ { $item } ({ $owner }, by { $date })
checklists-line-late = ○ { $item } ({ $owner }, past { $date })
checklists-line-done = ✓ { $item } ({ $owner })
checklists-voided = It was called off. The list rests, and nobody is reminded.
checklists-empty = Nothing on it yet. Tap “Add an item” and write what is to be done.
checklists-mine =
    <b>My tasks</b>
    Tap one when it is done.
checklists-mine-none = There is nothing for you to do now.
checklists-done = Noted: <b>{ $item }</b> is done.
checklists-ask-add = What should be added to “{ $list }”? Please type it, at most 60 characters. No contents of talks, nothing private.
checklists-ask-who = Who does it? Choose a role, and reminders follow whoever holds it; or choose a member.
checklists-ask-due = By which day? Please type it, for example 1.12 or 2026-12-01.

checklists-button-meeting = Checklist
checklists-button-branch = Checklists
checklists-button-list = { $list } { $done }/{ $count }
checklists-button-make = + { $list }
checklists-button-open = ○ { $item }
checklists-button-done = ✓ { $item }
checklists-button-item = { $item }
checklists-button-add = Add an item
checklists-button-edit = Change an item
checklists-button-who = Who does it
checklists-button-due = By when
checklists-button-remove = Take it off
checklists-button-member = Choose a member
checklists-button-no-date = No date
checklists-button-undo = A slip, take it back
checklists-button-mine = My tasks

error-checklists-full = A list has at most { $limit } items. Please take one off first, or make another list.
error-checklists-void = It was called off, so the list needs no work. Please look at the list of meetings for what holds now.
error-checklists-not-here = This member is not in this organisation. Please choose somebody else.
