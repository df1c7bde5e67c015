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
    There are no other lists now. A meeting’s list is behind “Checklist” in the meeting.
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
checklists-button-branch = Lists and tasks
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

checklists-preset-pledge = Pledges
checklists-preset-duties = The secretary’s month
checklists-preset-onboarding = A new secretary begins
checklists-preset-activity-room = The activity room

checklists-item-pledge-collect = Everybody’s pledge collected
checklists-item-pledge-public = Pledges shown, on the wall or read out
checklists-item-pledge-half = Half-year: everybody looks at his own
checklists-item-pledge-year = Year’s end: everybody says how it went
checklists-item-pledge-file = Pledges filed
checklists-item-duty-themed-day = Themed day of the month arranged
checklists-item-duty-committee = Committee meeting held, where there is one
checklists-item-duty-study = Study session arranged
checklists-item-duty-dues = Dues collected, book checked
checklists-item-duty-records = Minutes completed
checklists-item-duty-talks = Talks held as planned
checklists-item-duty-care = Members in need and retired members contacted
checklists-item-duty-voices = Questions and suggestions looked at
checklists-item-start-handed = Take over from the predecessor in person
checklists-item-start-people = Get to know every member
checklists-item-start-roles = Check the committee and group leaders
checklists-item-start-contact = Fill in the branch’s contact
checklists-item-start-plan = Read the annual plan
checklists-item-start-meetings = Look at the next meetings
checklists-item-start-rules = See how reminders are sent
checklists-item-start-dues = Go through the dues with the organisation member
checklists-item-start-chats = Check the groups and channels
checklists-item-room-keeper = Somebody keeps it
checklists-item-room-flag = Flag and oath in good order
checklists-item-room-rules = Rules on the wall, nothing out of date
checklists-item-room-books = Papers and books up to date
checklists-item-room-screen = Projector and television work
checklists-item-room-log = The log of use is kept
checklists-item-room-safety = Wiring and fire safety looked at

checklists-how-start-handed =
    Ask your predecessor to hand over in person: records of meetings and activities, the roster, dues book and stubs, plans and summaries, and what is under way.
    What is missing goes on the handover list.
checklists-how-start-people =
    “All names” on the branch page shows every member, and who has not registered or cannot be reached.
    Please phone those, or tell them in person.
checklists-how-start-roles = Roles are given here. Reminders follow whoever holds a role; when somebody changes, change it here.
checklists-how-start-contact = Fill in the contact in the settings. It is whom members are told to ask.
checklists-how-start-plan = The plan lists the year month by month. Themes pasted here are used by their meetings.
checklists-how-start-meetings = Meetings are planned, moved and called off here. Notices go out by themselves; you set time, place and theme.
checklists-how-start-rules = How many days before, and when, each reminder goes out is set here. Nobody is disturbed in quiet hours.
checklists-how-start-dues = The organisation member collects and records the dues; the bot only counts and reminds, and touches no money. Please look together at whose base needs a new figure.
checklists-how-start-chats = Invite the bot into the branch’s group or channel and bind it with the code from here. Ask your predecessor to make you an administrator of his groups.

checklists-new = Which list would you like to make?
checklists-new-none = Every list there is has been made.
checklists-choose-card = <b>{ $list }</b>: how is which one done?
checklists-card = <b>{ $item }</b> ({ $place }/{ $count })
checklists-button-new = + New list
checklists-button-how = How it is done
checklists-button-door = Go there
checklists-button-next-card = Next
checklists-button-again = All done: begin anew

checklists-preset-board = Task board
checklists-preset-talks = Talks
checklists-talk = Talk with { $name }
checklists-late-lead = In “{ $list }” of { $organisation }, <b>{ $item }</b> ({ $who }) was to be done by { $date } and is not ticked yet. Could you help, or move the date?
error-checklists-same-person = A talk takes two. Please choose somebody else.
error-checklists-not-yet = That day is still to come. Please type today or a day before it.
