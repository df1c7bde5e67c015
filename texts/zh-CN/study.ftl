# 学习：学时、学分
command-study = 我的学时、学分
word-study = 学习, 学时, 学分, 积分
menu-button-study = 我的学习

study-book-hours = 学时
study-book-credits = 学分
study-item-attend = 集中学习
study-item-themed-day = 主题党日
study-item-lecture-attend = 听党课
study-item-lecture-give = 讲党课
study-item-training = 培训班
study-item-online = 网络学习
study-item-volunteer = 志愿服务
study-item-quiz = 测试合格
study-item-quiz-excellent = 测试优秀
study-item-essay = 心得体会
study-item-notes = 学习笔记
study-item-reading = 必读篇目
study-item-makeup = 补学
study-item-makeup-duty = 补学（因公请假）

study-title = <b>我的学习</b>（{ $year } 年）
study-line-open = { $book }：<b>{ $have }</b>，要求 { $asked }，还差 { $gap }
study-line-done = { $book }：<b>{ $have }</b>，要求 { $asked }，已经够了
study-line-free = { $book }：<b>{ $have }</b>
study-free = 今年的学习对您不作硬性要求，愿意参加就来。
study-prorated = 要求按今年在党的 { $months } 个月折算。
study-next-make-up = 接下来：{ $held }的<b>{ $what }</b>还没补学，补上计 { $hours } 学时。
study-next-meeting = 接下来：{ $held }的<b>{ $what }</b>，参加计 { $hours } 学时。
study-next-wait = 接下来的学习还没有安排，定了会通知您。
study-next-done = 今年的学习任务完成了，辛苦了！
study-button-open = 我的学习
study-button-meeting = 看这次安排
study-button-h = 学时明细
study-button-c = 学分明细
study-button-year = 看 { $year } 年
study-button-newer = ‹ 近一些的
study-button-older = 早一些的 ›

study-lines = <b>{ $book }明细</b>（{ $year } 年），计入 { $total }
study-lines-none = 今年还没有{ $book }。参加学习、补学、测试以后，会记在这里。
study-entry = { $held } { $item }：{ $rule }
study-entry-titled = { $held } { $item }“{ $title }”：{ $rule }
study-entry-capped = 　　这一类全年最多计 { $cap } 分，这一条计入 { $counted } 分
study-rule-hours = { $hours } 学时
study-rule-hour = { $quantity } 学时 × { $rate } = { $amount } 分
study-rule-time = { $quantity } 次 × { $rate } = { $amount } 分
study-rule-thousand = { $quantity } 千字 × { $rate } = { $amount } 分
study-rule-by-hand = 这次会定为 { $amount } 分
study-rule-correction = 更正补记 { $amount }（{ $why }）

study-button-appeal = 不对？请人看看
study-ask-appeal = 哪里不对？请打一句话，最多 { $most } 个字，比如“11月13日的党课我到了，没有记”。组长或宣传委员会看到，并给您答复。
study-appeal-waits =
    已经转给组长或宣传委员，等答复。
    您 { $held }说：{ $words }
study-appeal-card =
    { $who }对 { $year } 年的学时、学分有疑问：
    { $words }
study-appeal-card-closed =
    { $who }对 { $year } 年学时、学分的疑问，已经答复：
    { $answer }
study-button-correct = 确实漏了，补记
study-button-answer = 说明一下
study-button-fix-h = 补记学时
study-button-fix-c = 补记学分
study-ask-answer = 请打一句说明，最多 { $most } 个字，本人会看到。
study-ask-book = 补记学时还是学分？如果是考勤记错了，请先改考勤，学时、学分会自己跟着改。
study-ask-item = 这些{ $book }记在哪一类？
study-ask-amount = 补记多少{ $book }（{ $item }）？请打数字，空一格，再打一句原因，比如“2 11月13日党课漏记”。
study-appeal-answered =
    您对学时、学分的疑问有答复了：
    { $answer }
study-appeal-corrected-hours =
    您说得对，补记了 { $amount } 学时。
    说明：{ $answer }
study-appeal-corrected-credits =
    您说得对，补记了 { $amount } 学分。
    说明：{ $answer }
tasks-study-appeal = { $organisation }有同志对学时、学分有疑问，{ $hours } 小时没有人答复。请看一看，或提醒组长、宣传委员。
why-kind-study-appeal = 有人对学时、学分有疑问
why-kind-study-appeal-result = 学时、学分疑问的答复

error-study-appeal-own = 自己的疑问要请别的同志答复。请找组长、宣传委员或书记。
error-study-words = 请打一句话，最多 { $most } 个字。请再发一次。
error-study-amount = 要打 { $step } 的倍数，最多 { $most }。请打数字，空一格，再打原因，比如“2 11月13日党课漏记”。
