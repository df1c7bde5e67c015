# 会上现场答题
live-button-run = 会上现场答题
live-choose =
    在哪个会上答？
    现场只出单选题和判断题：一人一题只发一条消息，点一下就答完。多选题要点好几下，每下都要改一次消息，人多时大家都得等，所以现场不出，可以放在平时的测试里。
live-no-meeting = 这几个小时没有会议。会前 2 小时起就可以在这里开始现场答题。
live-button-meeting = { $when }的会
live-title = <b>现场答题：{ $title }</b>，共 { $total } 题（只出单选题和判断题）
live-ready = 已经签到的 { $people } 位同志会在手机上收到题。人签到好了，就出第 1 题。
live-page = 投屏网页（和签到是同一个）：{ $address }
live-asking = 第 { $position } 题：已答 { $answered } 人，收到题的共 { $people } 人。
live-left = 最多再等 { $seconds } 秒，大家的时间就都到了。
live-shown = 第 { $position } 题：{ $answered } 人答了（共 { $people } 人），投屏上正在显示各选项的人数。
live-button-show = 看大家的选择
live-button-next = 出第 { $next } 题
live-button-refresh = 刷新
live-button-end = 结束答题
live-ended = 现场答题结束了，投屏网页又是签到了。
live-question =
    第 { $position } 题（共 { $total } 题）
    <b>{ $stem }</b>

    { $options }

    收到后 { $seconds } 秒内点一个，先点的算。
live-question-true-false =
    第 { $position } 题（共 { $total } 题），对还是错？
    <b>{ $stem }</b>

    收到后 { $seconds } 秒内点一个，先点的算。
live-option = { $letter }. { $text }
live-taken = 您选了：{ $answer }
    答案看大屏幕。
live-late = 第 { $position } 题的时间过了，没有记上。请看大屏幕，等下一题。
live-page-head = 第 { $position } 题（共 { $total } 题）
live-page-soon = 现场答题马上开始，题会发到签到同志的手机上
live-page-counts = 已答 { $answered } 人，共 { $people } 人
live-page-option = { $count } 人
why-kind-live-question = 会上现场答题的题
error-quiz-live-nothing = 这份测试里没有单选题或判断题，没法现场答。请先加几道。
error-quiz-live-busy = 这个会上正在答另一份题。请等它结束，再开始这一份。
error-quiz-live-early = 还有同志的时间没到，再等 { $seconds } 秒。到时再点“看大家的选择”。
error-quiz-live-over = 这次现场答题已经结束。要再答，请回到测试，点“会上现场答题”重新开始。
