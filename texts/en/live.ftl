# A quiz in a meeting
live-button-run = Run in a meeting
live-choose =
    In which meeting?
    Only single choices and true/false are asked live: one message a question, one tap an answer. A multiple choice takes several taps, each of which changes a message, and with many people everybody would wait: ask those in an ordinary quiz.
live-no-meeting = There is no meeting in these hours. You can begin here from 2 hours before one.
live-button-meeting = Of { $when }
live-title = <b>In the meeting: { $title }</b>, { $total } questions (single choice and true/false only)
live-ready = The { $people } who have checked in will get the questions on their phones. When all have, ask the first.
live-page = The projector page (the roll-call's): { $address }
live-asking = Question { $position }: { $answered } of { $people } have answered.
live-left = In { $seconds } s at most everybody's time is over.
live-shown = Question { $position }: { $answered } of { $people } answered; the numbers are on the page.
live-button-show = Show the answers
live-button-next = Ask question { $next }
live-button-refresh = Refresh
live-button-end = End
live-ended = It has ended; the page is the roll-call's again.
live-question =
    Question { $position } of { $total }
    <b>{ $stem }</b>

    { $options }

    { $seconds } s from when you got it; the first press counts.
live-question-true-false =
    Question { $position } of { $total }: true or false?
    <b>{ $stem }</b>

    { $seconds } s from when you got it; the first press counts.
live-option = { $letter }. { $text }
live-taken = You chose: { $answer }
    The answer is on the big screen.
live-late = The time for question { $position } is over; nothing was noted. Watch the big screen for the next.
live-page-head = Question { $position } of { $total }
live-page-soon = The quiz begins soon; questions go to the phones of those who have checked in
live-page-counts = { $answered } of { $people } have answered
live-page-option = { $count }
why-kind-live-question = A question in a meeting
error-quiz-live-nothing = It has no single-choice or true/false question. Please add some first.
error-quiz-live-busy = Another quiz runs in this meeting. Please wait for it to end.
error-quiz-live-early = Somebody's time still runs: { $seconds } s. Press “Show the answers” then.
error-quiz-live-over = It has ended. To run it again, go back to the quiz and press “Run in a meeting”.
