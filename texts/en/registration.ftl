# Registration
registration-consent =
    <b>Before you register, please read this</b>

    I am the party branch's assistant: I remind you of dues, meetings and study, so that nobody has to run or ring around.

    <b>What is stored</b>: from the membership roster your name, sex, month of birth, branch, date of admission, department and post, telephone number (encrypted); your Telegram id; and your settings here. Not stored: chats, location, identity-card number, ethnicity, religion.
    <b>Who sees it</b>: you; your branch's secretary and committee and the organisation above, as their duties require; and your hospital's own staff who look after this server. Other members do not see your number.
    <b>How to leave</b>: send /leave at any time; /mydata lets you take a copy of your data or erase it.
    <b>Please note</b>: Telegram's servers are outside China, and messages here pass through them. Do not send internal or secret papers here.

    You are free to say no: the branch will tell you things as it always has. Until you agree I store nothing.
registration-button-agree = Agree and continue
registration-button-decline = No, thank you
registration-declined = All right, I have stored nothing. For the branch's news please ask your secretary. If you change your mind, send /start.
registration-agreed = Thank you! Your consent is noted.

registration-office-warning =
    <b>To be read by the party office before use</b>

    Party membership is sensitive personal information, and Telegram's servers are outside China. Before you begin:
    1. Have your legal and secrecy departments confirm that this use is allowed, and keep a record.
    2. Never send internal or secret papers here.
    3. Import only what is needed; I neither read nor store other columns.
    4. The service may be unreachable at times; keep another way for important notices.
    5. Anybody who wants a copy of his data, or to have it erased, sends /mydata.

    Press the button when you have read this.
registration-button-office = Read, continue

registration-how = Next, let us find out who you are. The quickest way: share your number, I compare it with the roster, done. If you would rather not, register by name.
registration-ask-contact = Please press “Share my number” at the bottom of the screen.
registration-button-share = Share my number
registration-button-by-name = Register by name
registration-press = Please press “Share my number” at the bottom of the screen, or “Register by name”. An invitation code can simply be typed.
registration-done = You are registered. Welcome! Your branch is “{ $branch }”.
registration-no-match = This number is not on the roster; perhaps the roster still has an old one. Never mind, we can use your name.
registration-number-shared = More than one member uses this number. Please type your name, and I will ask the secretary to confirm.
registration-asked-to-move = Your number is registered with another Telegram account. I have asked the secretary to confirm the move to this one; please wait.
registration-ask-branch = Please type the name of your branch, such as “第一党支部”. /cancel stops this.
registration-ask-name = Please type your name. /cancel stops this.
registration-asked =
    Passed on to the branch secretary; please wait. I will tell you as soon as there is an answer.
    If it is urgent, have a word with the secretary. Without an answer the request ends after 7 days.
registration-waiting =
    Your request has been passed on to the branch secretary; please wait (sent { $since }, open until { $until }).
    If it is urgent, have a word with the secretary.
registration-button-withdraw = Withdraw request
registration-withdrawn = All right, the request is taken back.
registration-button-restart = Register again

registration-approved = You are registered. Welcome! Your branch is “{ $branch }”.
registration-refused = The branch secretary did not accept your request. Please check with the secretary in person, then register again.
registration-expired = Your request had no answer for 7 days and has ended. Please have a word with the branch secretary, then send /start to register again.
registration-moved-away = Your registration has moved to another Telegram account; this one no longer gets the branch's messages. If that was not you, contact the branch secretary at once.
registration-reachable-again = Messages reach you again. Notices that are still valid will be sent to you.

# The secretary's card
registration-no-details = no department on the roster
registration-administrator = administrator
registration-card-one =
    <b>Registration · { $branch }</b>
    Somebody calling himself “{ $typed }” asks to be registered. On the roster: { $who } ({ $details }), not registered yet.
    Please make sure in person or by telephone that it is really this person.
registration-card-several =
    <b>Registration · { $branch }</b>
    Somebody calling himself “{ $typed }” asks to be registered. There is more than one on the roster; please pick.
    Please make sure in person or by telephone that it is really this person.
registration-card-none =
    <b>Registration · { $branch }</b>
    Somebody calling himself “{ $typed }” asks to be registered. The branch's roster has no such name.
    If it is a member of the branch, have the party office update the roster first, then press “Check again”.
registration-card-rebind =
    <b>Another account · { $branch }</b>
    Somebody calling himself “{ $typed }” wants to use a new Telegram account. On the roster: { $who } ({ $details }), bound to another account.
    If you agree, the old account is unbound at once. Please make sure in person or by telephone that it is really this person.
registration-card-rebind-phone =
    <b>Another account · { $branch }</b>
    The number of { $who } ({ $details }) came from a new Telegram account and matches the roster. Another account has been bound so far.
    If you agree, the old account is unbound at once. Please make sure in person or by telephone that it is really this person.
registration-card-approved =
    <b>Accepted · { $branch }</b>
    { $who } is registered. Decided by { $by }.
registration-card-refused =
    <b>Refused · { $branch }</b>
    This request was refused. Decided by { $by }.
registration-card-withdrawn =
    <b>Taken back · { $branch }</b>
    The request was taken back; nothing is left to do.
registration-card-expired =
    <b>Ended · { $branch }</b>
    Nobody decided on this request for 7 days; it has ended.
registration-button-approve = Accept
registration-button-refuse = Refuse
registration-button-again = Check again
registration-button-rebind = Agree to the move
registration-button-undo = That was wrong, undo
registration-undone = The branch secretary has taken your registration back; perhaps you were taken for somebody else. Please check with the secretary, then register again.
registration-undone-card = The registration is taken back; that account gets no more messages of the branch. The right person can apply again.
registration-pick = { $who } ({ $details })
registration-pick-bound = { $who } ({ $details }, moves account)
registration-list = Requests waiting for you: { $count }. Please open them one by one.
registration-list-empty = No requests are waiting for you.
registration-list-one = { $who } · { $branch }

# Invitations
registration-invitation =
    <b>Invitation · { $branch }</b>
    Let members scan this picture, or open the link:
    { $link }
    The code can also be typed to the bot: <code>{ $code }</code>

    Good for { $uses } more people, until { $until }. Please pass it on within the branch only.
registration-button-revoke = Close invitation
registration-revoked = The invitation is closed; its picture, link and code no longer work.
registration-button-invite-again = Another invitation

# When something is wrong
error-invitation-useless = This invitation cannot be used; it may be over or closed. Ask your branch for a new one, or send /start to register by number or name.
error-already-registered = You are registered already. Press /menu for the main menu.
error-request-pending = Your request has been passed on to the branch secretary; please wait. To take it back, send /start.
error-contact-not-yours = This is not your own contact card. Please press “Share my number”; only your own number can be shared.
error-name-unusable = This does not look like a name. Please type your name only, without digits, at most 40 characters.
registration-still-waiting = A registration request for { $branch } has waited for a day. Please look at it.
registration-button-look = See the request
