# My data
privacy-page =
    <b>My data</b>
    These data are yours. You can take a copy, leave, or have them erased.
privacy-button-copy = Take a copy
privacy-button-leave = Leave
privacy-button-erase = Erase my data

privacy-copy-readable = Everything the bot has about you, to be opened and read.
privacy-copy-machine = The same for computer programs. Please keep both files safe.
privacy-copy-title = Your data ({ $time })
privacy-copy-section = [{ $title }]
privacy-copy-line = { $field }: { $value }
privacy-section-account = Telegram account and settings
privacy-section-member = Roster
privacy-section-memberships = Branches
privacy-section-roles = Offices held
privacy-section-shift-marks = On-shift marks
privacy-section-cases = Development and transfers
privacy-section-case-entries = Days noted in them
privacy-section-case-people = Mentor or introducer of others
privacy-section-muted-kinds = Reminders turned off
privacy-section-meeting-replies = Answers to invitations
privacy-section-meeting-people = Meetings invited to
privacy-section-leave-requests = Leave
privacy-section-checklist-items = Items on checklists
privacy-section-handovers = Handing over
privacy-section-attendance = Attendance
privacy-section-attendance-changes = Corrections of attendance
privacy-section-make-ups = Make-up study
privacy-section-quiz-people = Quizzes you were asked to take
privacy-section-attempts = Your attempts
privacy-section-answers = Your answers
privacy-section-missed-questions = Questions you missed
privacy-section-group-poll-answers = Your answers to questions of the day
privacy-section-minute-entries = What I sent in for records of meetings
privacy-section-written = What I wrote for an organisation
privacy-section-meeting-records = Meetings chaired or recorded
privacy-section-calendar-feeds = Calendar address
privacy-section-dual-leaders = Double organisational life
privacy-section-dual-records = Records of double organisational life
privacy-section-dues-profiles = How your dues are reckoned
privacy-section-dues-reliefs = Reductions of dues
privacy-section-dues-assessments = What each month of dues came to
privacy-section-dues-payments = Your payments of dues
privacy-section-dues-parts = Which months they were for
privacy-section-dues-claims = When you said that you had paid
privacy-section-dues-pay-slips = Your pay items
privacy-section-study-entries = Your hours and credits of study
privacy-section-study-exemptions = When no study is asked of you
privacy-section-study-appeals = What you asked about your hours and credits
privacy-section-study-works = Essays and notes you handed in
privacy-section-study-readings = What you have read
privacy-section-live-answers = What you chose in quizzes at meetings
privacy-section-study-remarks = What you said about things to read
privacy-section-retired-contacts = Where you are the contact of retired members
privacy-section-help-questions = Your questions to the branch
privacy-section-help-answers = Your answers to questions of the branch
privacy-section-study-weeklies = That you want a word a week about your study
privacy-section-receipts = Announcements to you and your confirmations
privacy-section-bindings = Accounts bound
privacy-section-requests = Requests to register
privacy-section-drafts = Unfinished forms
privacy-section-jobs = Work under way for you
privacy-section-tries = Wrong tries
privacy-section-messages = Messages to you
privacy-section-log = Log
privacy-field-name = Name
privacy-field-code = Member code
privacy-field-sex = Sex
privacy-field-birth = Born
privacy-field-phone = Telephone
privacy-field-staff-number = Staff number
privacy-field-stage = Stage
privacy-field-status = Status
privacy-field-admitted-on = Admitted
privacy-field-full-on = Full member from
privacy-field-education = Education
privacy-field-department = Department
privacy-field-post = Post
privacy-field-retired = Retired
privacy-field-mobile = Mobile member
privacy-field-branch = Branch
privacy-field-group = Group
privacy-field-organisation = Organisation
privacy-field-role = Office
privacy-field-starts-on = From
privacy-field-ends-on = Until
privacy-field-day = Day
privacy-field-kind = Kind
privacy-field-messenger = Messenger
privacy-field-address = Id there
privacy-field-language = Language
privacy-field-reach = Reachable
privacy-field-quiet-start = Quiet from
privacy-field-quiet-end = Quiet until
privacy-field-paused-until = Reminders paused until
privacy-field-heard-on = Last day used
privacy-field-consented-at = Consented
privacy-field-method = Way
privacy-field-bound-at = Bound
privacy-field-unbound-at = Unbound
privacy-field-typed-name = Name as typed
privacy-field-state = State
privacy-field-created-at = Time
privacy-field-decided-at = Decided
privacy-field-expires-at = Ends
privacy-field-wrong = Count
privacy-field-at = Time
privacy-field-action = What

privacy-not-registered = This account is not registered as a member, so there is nothing to leave. To erase your data, press “Back”.
privacy-leave =
    <b>Leave</b>
    I will send you no more messages of the branch, and this account will see nothing of it. The roster stays as it is; the branch will tell you things as it always has.
    If you want to come back, send /start.
privacy-button-leave-now = Yes, leave
privacy-left = You have left; I will send you no more messages of the branch. Thank you for having used me.

privacy-erase =
    <b>Erase my data</b>
    Erased: name, telephone number, date of birth, department and post, Telegram id, your settings, requests and unfinished forms; offices held end.
    Kept: ledgers and log entries without a name, under a key that leads to nobody.
    Not touched: your membership, paper files and the party office's own roster. If the office imports its roster again, your name may come back.

    This cannot be undone. The branch secretary learns that somebody has erased his data, but not who. Please delete our chat in Telegram yourself.
privacy-button-erase-on = Continue
privacy-erase-confirm = One last question: really erase? It cannot be undone. The button works for 10 minutes.
privacy-button-erase-now = Erase for good
privacy-erased = Your data are erased. For the branch's news please ask the secretary. If you want to come back, send /start and begin anew.
privacy-somebody-erased = Somebody in “{ $branch }” has erased his data in the bot; please tell him things in person or by telephone from now on. Please also check the contact and the notes in the branch's settings.

command-leave = Leave
command-mydata = A copy of my data, or erase it
