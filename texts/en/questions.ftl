# The question bank: questions in and out, and what is wrong with them
error-questions-none = No questions were found. Please send a .xlsx question sheet (with the columns 题干 and 正确答案), or a text in Aiken or GIFT format.
error-questions-too-many = That is too many: one file may hold { $limit } questions. Please split it and send the parts.
question-fault-no-stem = It asks nothing. Please write the question.
question-fault-no-answer = It has no answer. Please add the right one.
question-fault-kind = The kind is not known. Please write 单选题, 多选题, 判断题 or 填空题.
question-fault-answer = The answer does not match the options. Please write their letters; for true or false 正确 or 错误.
question-fault-too-few-options = Too few options: at least two are needed.
question-fault-too-many-options = Too many options: eight at most (A to H).
question-fault-option-gap = An option in the middle is missing. Please add it, or move up those after it.
question-fault-option-twice = Two options are the same. Please change one.
question-fault-one-answer = A single choice has one answer. Please change the answer, or the kind to 多选题.
question-fault-stem-long = The question is too long: 1,000 characters at most. Please make it two.
question-fault-option-long = An option is too long: 200 characters at most.
question-fault-text-long = Explanation, source, category or answer is too long: 1,000, 200, 40 and 200 characters at most.
question-fault-contradicts = This is the same question as in line { $other }, with another answer. Please keep the right one.
question-fault-difficulty = The difficulty is not known. Please write 易, 中 or 难.
question-fault-not-text = This cell has become a date or a time. Please format the column as text and type it again.
question-fault-letter-order = The letters of the options are out of order. Please write A, B, C.
question-fault-not-closed = A brace is not paired. Please look at {"{"} and {"}"}.
question-fault-not-supported = Matching, numerical and essay questions cannot be asked here. Please make it a choice, true or false, or fill-in.
question-fault-stray-line = It is not clear where this line belongs. Please write the question in one piece and one option a line.

error-question-one = That is not one whole question. Please copy all of the question above, change only what is wrong, and send it again.
error-question-twin = The bank has another question with this text. Please put that one right, or take this one out of use.
error-questions-over = This preview was used or is too old. Please send the file again.
questions-button-bank = Question bank
questions-title = Question bank of <b>{ $organisation }</b>: { $count } questions
questions-of-kind = · { $what }: { $count }
questions-category = 　{ $category }: { $count }
questions-empty = There are no questions yet.
questions-kind-single = Single choice
questions-kind-multiple = Multiple choice
questions-kind-true-false = True or false
questions-kind-fill-in = Fill-in
questions-button-add = Add questions
questions-button-starter = Starter questions
questions-button-sheet = Workbook
questions-button-gift = As GIFT
questions-button-aiken = As Aiken
questions-ask =
    Please send a file of questions, or paste them here.

    Files: a .xlsx or .csv question sheet (题型, 题干, 选项A, 选项B …, 正确答案), or a text in Aiken or GIFT format.
    Pasted questions look like this:
    <pre>How often is there a lecture?
    A. Every month
    B. Every quarter
    ANSWER: B</pre>
questions-preview =
    Read: { $added } new, { $changed } changed, { $same } as in the bank already.
    Please look them over; nothing is kept before you confirm.
questions-preview-repeated = { $count } stand in the file more than once and count once.
questions-preview-more = { $count } more are not listed.
questions-true = Answer: true
questions-false = Answer: false
questions-accepted = Answer: { $answers }
questions-button-keep = Keep them ({ $count })
questions-same = The bank has all { $count } of these; nothing changes.
questions-done = Done: { $added } added, { $changed } updated. You can make a quiz now.
questions-problems =
    { $count } things need mending; the bank has not changed ({ $good } questions are fine).
    Line { $line }: { $advice }
    The file lists all of them. Mend them and send it again.
questions-problems-title = To mend
questions-problems-file = questions_to_mend
questions-problems-sheet = Sheet
questions-problems-line = Line
questions-problems-value = Text
questions-problems-advice = What to do
questions-sheet-title = Questions
questions-file = questions
questions-sent =
    The question bank: { $count } questions.{ $left ->
        [0] {""}
       *[other] { " " }{ $left } more do not fit this format; please take the workbook.
    }
