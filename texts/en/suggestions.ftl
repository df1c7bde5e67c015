# The suggestion box: signed or anonymous, who gets it, how it is answered
suggestions-button-menu = Suggestion box
suggestions-box =
    <b>Suggestion box</b>
    Sign what you want to say and I tell you the answer; or say it anonymously and fetch the answer with a code.
suggestions-button-signed = Suggest, signed
suggestions-button-anonymous = Suggest anonymously
suggestions-button-code = Answer by code
suggestions-button-mine = What I signed
suggestions-button-desk = To the suggestions
suggestions-button-desk-count = For me ({ $count } open)
suggestions-button-one = { $state }: { $words }
suggestions-button-look = Have a look
suggestions-button-own = See the answer

suggestions-topic-branch-work = The branch's work
suggestions-topic-activities = Study and activities
suggestions-topic-conduct = Conduct and discipline
suggestions-topic-hospital = For the committee and its office
suggestions-taker-leaders = the branch secretary
suggestions-taker-discipline = the discipline member
suggestions-taker-office = the party office
suggestions-state-waits = Taken, handed over tomorrow morning
suggestions-state-received = Received
suggestions-state-looked-at = Being looked at
suggestions-state-answered = Answered
suggestions-state-closed = Closed

suggestions-ask-topic-signed = A signed suggestion: what is it about?
suggestions-ask-words = About <b>{ $topic }</b>: please type it in one message of at most { $most } characters. Your name goes with it. Nothing secret and nobody else's private matters, please.
suggestions-written = Received; { $taker } has it now. I tell you when there is an answer.
suggestions-mine = <b>What I signed</b> (the last 10)
suggestions-mine-none = You have signed no suggestion yet. Anonymous ones are not here: I do not know which are yours.
suggestions-own =
    <b>{ $topic }</b>, { $date }
    { $words }

    { $state }
suggestions-answer = Answer: { $answer }

# The first line is how a reply is recognised: it says what it is and nothing else
suggestions-anonymous-head = ✉️ Anonymous suggestion: { $what }
suggestions-code-head = 🔑 Answer by code
suggestions-ask-topic-anonymous =
    An anonymous suggestion: what is it about?
    Next I ask you one question; please reply to that very message, all in one.
suggestions-anonymous-ask =
    Please <b>reply to this message</b>, all in one, at most { $most } characters, text only. At most { $day } a day for each person.

    <b>What does not stay</b>: who you are. Your name and account are in no database, log or backup, and only the day is kept. It is handed over tomorrow morning; by then the key that counts messages has been destroyed.
    <b>What cannot be hidden</b>: Telegram knows that you wrote to me; the server I run on sees it in the moment it arrives, and keeps nothing; your own chat history stays on your phone; in a small branch people may guess from what is said and how.

    Please write nothing that shows who you are, nobody's private matters and nothing secret. You get a code when it is taken; no code means it was not taken.
suggestions-dropped =
    Taken; it is handed over to { $taker } tomorrow morning.
    Your code: <code>{ $code }</code>
    Please keep it: it is given only this once, and I cannot look it up. For the answer: Suggestion box → Answer by code. To be safer, delete the message you sent.
suggestions-code-ask = Please <b>reply to this message</b> with your code. Nobody notes how often it is looked up, or by whom.
suggestions-standing =
    <b>{ $topic }</b>, received on { $date }
    { $state }

suggestions-code-after = The code is for this one alone and may be used again; { $months } months after it is closed, suggestion and answer are deleted. Delete the message with the code if you do not want to keep it.

suggestions-new = Somebody signed a suggestion ({ $topic }). Please have a look.
suggestions-arrived = { $count ->
    [one] One suggestion waits for you in the box.
   *[other] { $count } suggestions wait for you in the box.
}
suggestions-desk =
    <b>Suggestions for me</b>, { $count } open
    Please do not guess who wrote an anonymous one; see whether it is right.
suggestions-desk-none = Nothing is addressed to you now.
suggestions-card =
    <b>{ $who }</b>, { $organisation }, { $date }
    { $topic }
    { $words }

    { $state }
suggestions-card-anonymous =
    <b>Anonymous</b>, { $organisation }, { $date }
    { $topic }
    { $words }

    { $state }
suggestions-card-erased =
    <b>Signed</b> (by somebody who has erased his data), { $organisation }, { $date }
    { $topic }
    { $words }

    { $state }
suggestions-button-answer = Answer
suggestions-button-look-at = Being looked at
suggestions-button-close = Close, no answer
suggestions-button-close-yes = Close
suggestions-button-pass-leaders = To the secretary
suggestions-button-pass-discipline = To discipline
suggestions-button-pass-office = To the office
suggestions-ask-close = Close it without an answer? Its author will see “Closed”.
suggestions-ask-answer = Please type the answer in one message of at most { $most } characters. I tell its author.
suggestions-ask-answer-anonymous = Please type the answer in one message of at most { $most } characters. Its author reads it by the code.
suggestions-passed = Passed on to { $taker }; it is no longer with you.
suggestions-answered = There is an answer to your suggestion.
suggestions-closed = Your suggestion has been closed.
suggestions-summary =
    <b>Suggestion box, { $month }</b>
    { $count } received: { $answered } answered, { $closed } closed, { $open } open
    { $lines }
suggestions-summary-topic = { $topic }: { $count }

why-kind-suggestion-new = Somebody made a suggestion
why-kind-suggestion-arrived = New suggestions in the box
why-kind-suggestion-summary = The suggestion box's month
why-kind-suggestion-result = The answer to your suggestion
error-suggestion-words = Suggestions and answers are text of 1 to { $most } characters. Please send it again.
error-suggestion-flooded = You have sent { $most } anonymous suggestions today; this one was not taken. Please send it tomorrow, or sign it.
error-suggestion-code = No suggestion has this code. Please compare it and reply to that message again; a year after they are closed they are deleted.
error-suggestion-gone = Somebody has dealt with it already. Press “To the suggestions” to see how it stands.
error-confidential = Sorry, something went wrong: it was not taken, and nothing of it was kept. Please send it again in a while.
privacy-section-suggestions = Signed suggestions
