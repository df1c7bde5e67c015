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
study-office = 今年任支委 { $office } 个月，这几个月按支委的要求折算，另外 { $rest } 个月按党员的要求。
study-undated = 任支委的起始日期没有登记，先从年初算起。不对的话，请支部在“职务”里再任命一次同一职务，写上开始的日期。
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
study-rule-poll = 群里每日一题答对，算 { $quantity } 次测试，{ $quantity } × { $rate } = { $amount } 分
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

# 图、支部的学习情况、学习登记表
study-button-card = 画成图
study-card-title = { $year } 年学习
study-card-caption = { $year } 年学习情况，按月的学时、学分都在图上。
study-card-against = { $have } / { $asked }
study-card-free = { $have }
study-card-months = 每个月
study-button-branch = 学习情况
study-board-title = <b>{ $organisation }学习情况</b>（{ $year } 年）
study-board-counts = 学时够的 { $hours } 人，学分够的 { $credits } 人，共 { $asked } 人。
study-board-place = { $name }：学时够的 { $hours } 人，学分够的 { $credits } 人，共 { $asked } 人
study-board-free = 另有 { $count } 位同志不作硬性要求。
study-board-gaps = 下面的同志还差一些（按花名册的顺序，只有您和支部负责学习的同志能看到）。
study-board-no-gaps = 大家都够了。
study-gap = 差 { $amount } { $book }
study-gap-separator = { "、" }
study-button-person = { $name }，{ $gap }
study-button-sheet = 学习登记表
study-sheet-file = { $year } 年党员学时学分登记表，打印签字前请核对一遍。
study-person = <b>{ $name }</b>的学习
study-line-of = { $book }：{ $have }，要求 { $asked }
study-person-free = 不作硬性要求。
study-button-free = 不作硬性要求
study-button-ask-again = 恢复要求

# 学分办法
study-button-scheme = 学分办法
study-scheme-title = <b>{ $organisation }学分办法</b>
study-scheme-own = { $owner }定的
study-scheme-shipped = 现在用的是参考办法，书记或党办可以改。
study-scheme-targets = 全年要求：党员 { $member } 分，支委 { $committee } 分
study-per-hour = { $item }：每学时 { $credits } 分
study-per-time = { $item }：每次 { $credits } 分
study-per-thousand = { $item }：每千字 { $credits } 分
study-scheme-capped = { $rule }，全年最多 { $cap } 分
study-scheme-shares = { $rule }，和{ $pool }合起来封顶
study-scheme-line = { $rule }
study-scheme-coming = <b>{ $held }起改为：</b>
study-button-scheme-change = 改办法
study-ask-change = 想改哪一条？改了从以后的日子算起，以前记的分不变。
study-button-targets = 全年要求
study-button-shipped = 用回参考办法
study-ask-rate = { $item }每次（或每学时）记多少分，全年最多多少分？请打两个数，中间空一格，比如“2 12”；不封顶就只打一个数；打 0 就是不记分。
study-ask-rate-only = { $item }每次（或每学时）记多少分？请打一个数，打 0 就是不记分。
study-ask-targets = 全年要求多少分？请打两个数，先党员、后支委，中间空一格，比如“40 56”。
study-ask-since = 从哪天起算？
study-button-tomorrow = 明天起
study-button-new-year = 明年1月1日起
error-study-scheme-numbers = 请打数字，要是 { $step } 的倍数，每次最多 { $most } 分，全年最多 { $cap } 分，比如“2 12”。

# 交心得、笔记、培训情况
study-button-works = 交心得、笔记
study-works =
    <b>交心得、笔记</b>
    选一项就可以交：打字、手写拍照、发文件都行。组长或宣传委员看过，学时、学分自动记上。
study-button-work = 改一改再交
study-button-work-draft = 没写完：{ $item }
study-button-work-submitted = 等人看：{ $item }，{ $held }
study-button-work-accepted = 已认可：{ $item }，{ $held }
study-button-work-returned = 退回来了：{ $item }，{ $held }
study-ask-span =
    { $item }是哪几天、多少学时？请打日期和学时，中间空一格：
    一天的打“2026-11-10 4”，几天的打“2026-12-30 2027-01-02 24”。一天最多 { $most } 学时；跨年的会按天数分到两年。
study-collect = <b>{ $item }</b>：请把内容打字发来，或者拍照、发文件，最多 { $most } 张。可以分几次发，发完点“交上去”。不要写涉密内容和个人隐私。
study-collect-essay = <b>{ $item }</b>：请把内容打字发来（不少于 { $least } 个字），或者把手写的拍照、发文件，最多 { $most } 张。可以分几次发，发完点“交上去”。不要写涉密内容和个人隐私。
study-collected = 已收到：文字 { $characters } 个字，照片和文件 { $files } 份。
study-collected-notes = 您说大约 { $count } 个字。
study-collect-what = 这里只收文字、照片和文件。请再发一次。
study-ask-count = 手写的笔记大约多少个字？请打一个数，比如“1200”。
study-button-hand-in = 交上去
study-button-drop = 不交了
study-button-again = 改一改再交
study-work-state-draft = <b>{ $item }</b>还没有交。
study-work-state-submitted = <b>{ $item }</b>已经交了，等组长或宣传委员看。
study-work-state-accepted = <b>{ $item }</b>已经认可，记上了。
study-work-state-returned =
    <b>{ $item }</b>退回来了，请改一改再交。
    说明：{ $word }
study-button-accept = 认可
study-button-back = 退回
study-button-files = 看照片和文件（{ $count }）
study-work-card =
    { $who }交了<b>{ $item }</b>：
    { $words }
study-work-card-notes =
    { $who }交了<b>{ $item }</b>，{ $count } 个字：
    { $words }
study-work-card-hours =
    { $who }报了<b>{ $item }</b>，{ $held }到{ $until }，{ $hours } 学时：
    { $words }
study-work-card-accepted = { $who }的<b>{ $item }</b>，已经认可。
study-work-card-returned = { $who }的<b>{ $item }</b>，已经退回，等本人再交。
study-ask-word = 为什么退回？请打一句话，最多 { $most } 个字，本人会看到。
study-work-accepted = 您交的<b>{ $item }</b>已经认可，记上了。辛苦了！
study-work-returned =
    您交的<b>{ $item }</b>退回来了，请改一改再交。
    说明：{ $word }
tasks-study-work = { $organisation }有同志交了心得、笔记，{ $hours } 小时没有人看。请看一看，或提醒组长、宣传委员。
why-kind-study-work = 等您看的心得、笔记
why-kind-study-work-result = 心得、笔记看过了
error-study-work-own = 自己交的要请别的同志认可。请交给组长、宣传委员或书记看。
error-study-work-full = 放不下了：文字最多 { $characters } 个字，照片和文件最多 { $files } 份。请先交上去，其余的另交一份。
error-study-work-empty = 内容还不够。打字的心得不少于 { $least } 个字，也可以拍照或发文件；笔记要有字数。请补一补再交。
error-study-work-span = 没看懂日期和学时。日期不能在以后，一天最多 { $day } 学时，一次最多 { $days } 天。请打“2026-11-10 4”这样，再发一次。
error-study-work-count = 请打一个数，最多 { $most }，比如“1200”。

# 学习资料
study-button-readings = 学习资料
study-readings = <b>学习资料</b>，读了 { $done } 篇，共 { $count } 篇
study-readings-none = 现在没有学习资料。
study-button-read = { $title }
study-button-read-done = ✓ { $title }
study-button-file = 看文件
study-button-read-it = 我读完了
study-button-read-again = 再答几道
study-material =
    <b>{ $title }</b>
    出处：{ $source }
study-material-body = { $body }
study-material-link = 网址：{ $link }
study-material-hours = 读完计 { $hours } 学时（网络学习）。
study-material-kind = 类别：{ $category }
study-material-category = 读完答题，题从题库的这一类里抽；没有这一类的题就写一句话。
study-material-no-category = 读完写一句话。
study-reading-done = ✓ 您已经读完了。
study-reading-passed = 答对 { $right } 题（共 { $of } 题），这一篇读完了，记上了。
study-reading-again = 答对 { $right } 题（共 { $of } 题），还差一点。再看看材料，另答几道。
study-ask-reading-note = 读完<b>{ $title }</b>，有什么体会？请打一两句话，不少于 { $least } 个字。只看字数，不保存。
study-shelf = <b>{ $organisation }学习资料</b>，共 { $count } 篇
study-button-material-new = 加一篇
study-ask-material =
    请打两行：第一行标题，第二行出处。比如：
    党员教育管理工作条例
    中共中央印发
study-ask-body = <b>{ $title }</b>：请把内容发来。可以打字（最多 { $most } 个字）、发网址，也可以发文件或照片。内部和涉密材料不要发。
study-ask-category = 放在哪一类？请点一个，或者打字写一个新的类别。题库里有这一类的题，读完就答题；没有就写一句话。
study-ask-no-category = 放在哪一类？请打字，比如“党章党规”。题库里还没有够用的题，读完先写一句话。
study-button-no-questions = 不分类，写一句话
study-button-hours = 计 { $hours } 学时
study-button-no-hours = 不计学时
study-button-withdraw = 撤下来
error-study-material-title = 请打两行：第一行标题（最多 { $title } 个字），第二行出处（最多 { $source } 个字）。
error-study-material-body = 没有可读的内容，或者太长了：文字最多 { $most } 个字。请再发一次。
error-study-reading-note = 请写 { $least } 个字以上，现在是 { $count } 个字。请再发一次。

# 学习活动：几项要求一起看
study-button-campaigns = 学习活动
study-campaigns = <b>学习活动</b>
study-campaigns-none = 现在没有学习活动。可以定一个，比如“冬季轮训”：学时 40，必读 30 篇，心得 2 篇，笔记 3000 字。
study-button-campaign-new = 定一个活动
study-ask-campaign = 活动叫什么？请打名称，比如“冬季轮训”。
study-ask-campaign-days = 从哪天到哪天？请打两个日期，中间空一格，比如“2026-11-01 2026-12-31”。
study-ask-campaign-targets = 每个人要做到多少？请打四个数，依次是学时、必读篇数、心得篇数、笔记字数，中间空一格，比如“{ $sample }”。不要求的打 0。
study-campaign =
    <b>{ $title }</b>
    { $from }到{ $until }
study-campaign-asks = 要求：{ $asks }
study-campaign-counts = 做到的 { $met } 人，共 { $people } 人。还差的（按花名册的顺序，只有您和负责学习的同志能看到）：
study-campaign-gap = · { $name }：差{ $lacks }
study-campaign-own = <b>{ $title }</b>（到{ $ends }）：{ $done }
study-campaign-met = <b>{ $title }</b>（到{ $ends }）：{ $done }，都做到了
study-campaign-hours = 学时 { $have }/{ $asked }
study-campaign-readings = 必读 { $have }/{ $asked } 篇
study-campaign-essays = 心得 { $have }/{ $asked } 篇
study-campaign-characters = 笔记 { $have }/{ $asked } 字
study-lacks-hours = { $count } 学时
study-lacks-readings = 必读 { $count } 篇
study-lacks-essays = 心得 { $count } 篇
study-lacks-characters = 笔记 { $count } 字
error-study-campaign-title = 名称最多 { $most } 个字。请再打一次。
error-study-campaign-days = 没看懂日期：后一天不能早于前一天，也不能已经过去，最长 { $most } 天。请打“2026-11-01 2026-12-31”这样，再发一次。
error-study-campaign-targets = 请打四个数：学时、必读篇数、心得篇数、笔记字数，比如“{ $sample }”，至少有一项不是 0。

# 每周小结：想收才发
study-button-weekly-on = 每周给我发小结
study-button-weekly-off = 不用每周小结了
study-weekly-none = 您的学习情况，点下面看。
study-weekly =
    <b>一周学习小结</b>
    这一周记了 { $hours } 学时、{ $credits } 学分。
    今年共 { $all_hours } 学时（要求 { $asked_hours }）、{ $all_credits } 学分（要求 { $asked_credits }）。
study-weekly-free =
    <b>一周学习小结</b>
    这一周记了 { $hours } 学时、{ $credits } 学分，今年共 { $all_hours } 学时、{ $all_credits } 学分。
why-kind-study-weekly = 一周学习小结
