# 测试：出题、答题、成绩
error-quiz-empty = 还没有题目，或者没有人要参加。请先选好题目和对象。
error-quiz-title = 名称请写 1 到 { $limit } 个字。
error-quiz-too-many = 一次测试最多 { $limit } 道题。请先去掉几道。
error-quiz-sent-out = 这次测试已经发出，不能再改了。可以另出一份。
error-quiz-over = 这次测试已经结束。要看成绩，请点“学习测试”。
error-quiz-not-yet = 这次测试 { $opens } 开始，到时候再点就行。
error-quiz-no-more-tries = 次数用完了，您最好的成绩是 { $score } 分。

command-quiz = 学习测试
word-quiz = 测试, 学习测试, 考试, 答题

quizzes-button-menu = 学习测试
quizzes-button-compose = 出测试
quizzes-button-items = 题目情况
quizzes-separator = 、

# 出题
quizzes-list = <b>学习测试</b>
quizzes-list-empty =
    还没有出过测试。
    点“新出一份”，会先按常用的设置抽好题，您看过再发。
quizzes-button-new = 新出一份
quizzes-button-one = { $title }（{ $state }）
quizzes-state-draft = 草稿
quizzes-state-open = 进行中
quizzes-state-closed = 已结束
quizzes-state-withdrawn = 已撤回
quizzes-default-title = { $month }学习测试
quizzes-withdrawn = “{ $title }”不要了。
quizzes-draft = <b>{ $title }</b>（草稿）
quizzes-draft-items = 题目：{ $count } 道，{ $source }
quizzes-draft-who = 对象：{ $audience } { $count } 人
quizzes-draft-when = 时间：{ $opens }，{ $closes } 截止
quizzes-draft-marks =
    { $retries ->
        [0] { $mark } 分及格，{ $excellent } 分优秀，只考一次
        [9] { $mark } 分及格，{ $excellent } 分优秀，可以多考几次
       *[other] { $mark } 分及格，{ $excellent } 分优秀，可以重考 { $retries } 次
    }
quizzes-draft-how =
    { $minutes ->
        [0] 不限时
       *[other] 限时 { $minutes } 分钟
    }{ $shuffle ->
        [yes] ，题目和选项打乱
       *[no] {""}
    }{ $credit ->
        [yes] ，计学分
       *[no] ，只练习，不计学分
    }
quizzes-draft-empty = 题库里还没有这样的题。请先在题库添加题目，或换个分类。
quizzes-source = { $category }，{ $difficulty }
quizzes-category-any = 各分类
quizzes-difficulty-any = 难易都有
quizzes-difficulty-easy = 容易
quizzes-difficulty-medium = 适中
quizzes-difficulty-hard = 较难
quizzes-opens-now = 马上开始
quizzes-opens-at = { $at } 开始
quizzes-button-questions = 题目
quizzes-button-settings = 设置
quizzes-button-who = 对象
quizzes-button-name = 改名
quizzes-button-send = 发给 { $count } 人
quizzes-button-delete = 不要了
quizzes-settings =
    <b>{ $title }</b>的设置
    { $opens }，{ $closes } 截止
    点一下换一档。
quizzes-set-opens = { $value ->
        [0] 马上开始
       *[other] { $value } 天后开始
    }
quizzes-set-days = 开放 { $value } 天
quizzes-set-minutes = { $value ->
        [0] 不限时
       *[other] 限时 { $value } 分钟
    }
quizzes-set-retries = { $value ->
        [0] 只考一次
        [9] 次数不限
       *[other] 重考 { $value } 次
    }
quizzes-set-pass = 及格 { $value } 分
quizzes-set-excellent = 优秀 { $value } 分
quizzes-set-shuffle = { $value ->
        [yes] 打乱：是
       *[no] 打乱：否
    }
quizzes-set-credit = { $value ->
        [yes] 计学分：是
       *[no] 计学分：否
    }
quizzes-set-many = 题数：{ $value }
quizzes-ask-name = “{ $title }”改成什么名称？请直接发给我。
quizzes-ask-audience = 请谁参加？
quizzes-button-audience = { $name } { $count } 人
quizzes-questions =
    <b>{ $title }</b>，{ $count } 道题
    { $source }，题库里有 { $there } 道
quizzes-button-again = 换一批
quizzes-button-category = 换分类
quizzes-button-pick = 自己挑
quizzes-ask-category = 从哪里抽题？现在是：{ $source }。
quizzes-button-any = 各分类
quizzes-button-of = { $name } { $count } 道
quizzes-pick =
    已选 { $count } 道，这里共 { $there } 道。
    点序号选上，再点去掉。
quizzes-button-picked = ✓ { $place }
quizzes-button-unpicked = { $place }
quizzes-sent-out =
    好了，“{ $title }”通知 { $count } 人：{ $opens }，{ $closes } 截止。
    没答的同志，截止前一天会再提醒一次。结束后把成绩发给您。
quizzes-button-result = 看结果

# 通知
quizzes-notice =
    <b>{ $title }</b>
    { $count } 道题，{ $mark } 分及格，{ $closes } 截止。{ $minutes ->
        [0] 可以分几次答，答过的都会记住。
       *[other] 点“开始答题”就计时，限 { $minutes } 分钟。
    }{ $credit ->
        [yes] {""}
       *[no] 这次只是练习，不计学分。
    }
quizzes-reminder =
    <b>{ $title }</b>还没有答完，{ $closes } 截止。
    { $count } 道题，几分钟就好。
quizzes-button-go = 开始答题
quizzes-closed =
    <b>{ $title }</b>结束了
    应考 { $due } 人，实考 { $taken } 人，参考率 { $participation }%
    { $taken ->
        [0] 没有人答完。
       *[other] 及格 { $passed } 人，及格率 { $rate }%，平均 { $average } 分
    }

# 答题
quizzes-mine =
    <b>学习测试</b>
    点一下开始或接着答。
quizzes-mine-none = 现在没有要答的测试。有了会通知您。
quizzes-button-open = { $title }（{ $closes } 截止）
quizzes-button-on = 接着答：{ $title }
quizzes-button-done = { $title }：{ $score } 分
quizzes-button-shut = { $title }（没有答）
quizzes-progress = { $title }　{ $position }/{ $total }　{ $kind }
quizzes-left =
    { $minutes ->
        [0] 还剩不到 1 分钟
       *[other] 还剩 { $minutes } 分钟
    }
quizzes-true = 正确
quizzes-false = 错误
quizzes-several = 可以选几个，选好后点“确定”。
quizzes-type = 请直接打字回答。
quizzes-button-type = 我来打字
quizzes-button-letter = { $letter }
quizzes-button-marked = ✓ { $letter }
quizzes-button-confirm = 确定（选了 { $count } 个）
quizzes-button-later = 先答到这里
quizzes-late = 时间到了，刚才这一题没有记上。前面的 { $answered } 题都记下了。
quizzes-result-excellent =
    <b>{ $title }</b>：{ $score } 分，优秀！
    { $total } 题答对 { $right } 题。
quizzes-result-passed =
    <b>{ $title }</b>：{ $score } 分，及格了。
    { $total } 题答对 { $right } 题。
quizzes-result-short =
    <b>{ $title }</b>：{ $score } 分，离 { $mark } 分还差一点。
    { $total } 题答对 { $right } 题。看看下面的解析，会越来越熟。
quizzes-missed = 没答对的 { $count } 题：
quizzes-missed-said = 您答：{ $answer }
quizzes-missed-none = 没有答
quizzes-missed-right = 正确答案：{ $answer }
quizzes-missed-source = 出处：{ $source }
quizzes-button-retry = 再考一次（还有 { $count } 次）

# 结果
quizzes-how = <b>{ $title }</b>（{ $state }）
quizzes-figures =
    应考 { $due } 人，实考 { $taken } 人，参考率 { $participation }%
    { $taken ->
        [0] 还没有人答完。
       *[other] 及格 { $passed } 人，及格率 { $rate }%（按实考算），平均 { $average } 分
    }
quizzes-figures-others = 另有 { $count } 位离退休同志自愿参加，不算在内。
quizzes-missing = 还有 { $count } 人没答，截止前一天会提醒。
quizzes-button-sheet = 成绩表
quizzes-button-picture = 各题图
quizzes-button-analysis = 各题情况
quizzes-button-withdraw = 撤回
quizzes-sheet = 测试成绩表。请在支部内使用，不要公布个人成绩。
quizzes-picture = 每道题有多少人答对（只看第一次答）。红色的题请看一看。
quizzes-card-note = 共 { $count } 题。条越长，答对的人越多；红色的题请看一看
quizzes-analysis = <b>{ $title }</b>各题情况，共 { $count } 题，{ $look } 题要看一看
quizzes-bank = <b>题目情况</b>：考过 { $count } 题，{ $look } 题要看一看
quizzes-button-look = 第 { $number } 题
quizzes-one = <b>看一道题</b>（第 { $version } 版）
quizzes-one-retired = 这道题已停用，不会再抽到；以前的成绩不变。
quizzes-item-live = 会上现场答题：{ $answers } 人答，{ $right } 人答对（不记名，不算在上面）
quizzes-button-correct = 改正这道题
quizzes-button-retire = 停用
quizzes-button-restore = 恢复使用
quizzes-correct = 把下面这道题复制下来，改好以后发给我。改正后算新的一版，以前的成绩不变；没写到的解析和出处保留。
quizzes-item-none = 还没有人答
quizzes-item = { $answers } 人答，{ $right } 人答对（{ $share }%）
quizzes-item-option = 　{ $option }：{ $count } 人
quizzes-item-spread = 区分度 { $value }
quizzes-why-too-few = 答的人还少，先不下结论。
quizzes-why-too-hard = ⚠ 答对的人很少：题目可能太难，也可能答案有误。
quizzes-why-too-easy = ⚠ 几乎人人答对：可以换一道难些的。
quizzes-why-weak = ⚠ 掌握得好的人也没答得更好：请看看题目说清楚没有。
quizzes-why-distractor = ⚠ 选一个错项的人比选对的还多：请核对答案。

# 错题回顾
quizzes-button-again-mine = 错题回顾（{ $count } 题）
quizzes-again = 错题回顾　第 { $position } 题
quizzes-again-right = ✓ 这次答对了。
quizzes-again-wrong = 这题再看一眼，过几天还会遇到。
quizzes-again-none = 现在没有要回顾的错题。
quizzes-again-enough = 好了，今天就到这里。不用天天练，下次再来。
quizzes-button-next = 下一题

# 群里每日一题
error-quiz-polled-today = 这个群今天已经出过一题了。明天再出吧。
polls-button = 群里每日一题
polls-title =
    <b>群里每日一题</b>
    用群投票的方式出，不公布谁对谁错。
polls-practice = 这一题只作练习，不计学分。
polls-counts = 这一题<b>计学分</b>：本支部党员第一次就答对的，记一小份测试学分，全年和测试合在一起封顶。
polls-question-counts = { $question }（答对计学分）
polls-button-count = 改为计学分
polls-button-practice = 改为只作练习
polls-latest = 上一题：本支部 { $answers } 人答，{ $right } 人答对。
polls-no-question = 题库里没有合适的题：要单选或判断，题目不超过 { $most } 字。
polls-no-group = 没有可以发的群：要先把群绑定到支部，一个群一天一题。
polls-button-other = 换一题
polls-button-send = 发到第 { $number } 个群
polls-sent = 发好了。群里的同志直接点选项就行。
polls-refused = 群里没有收下。请看看机器人还在不在群里、能不能发投票，再试一次。
