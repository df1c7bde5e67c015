# 提醒规则和到日子发的提醒
reminders-needs =
    这些活动还没有安排：
    { $lines }
    安排上以后就不再提醒了。
reminders-need-month = · { $organisation }，本月（到 { $end }）：{ $what }
reminders-need-quarter = · { $organisation }，本季度（到 { $end }）：{ $what }
reminders-need-year = · { $organisation }，今年（到 { $end }）：{ $what }
reminders-button-plan = 去安排

reminders-say-term-end =
    任期提醒：
    { $lines }
    请提前做好换届准备，具体以上级的通知为准。
reminders-term-end-soon = · { $organisation }本届任期到 { $date }，还有 { $days } 天
reminders-term-end-today = · { $organisation }本届任期今天（{ $date }）到期
reminders-term-end-over = · { $organisation }本届任期 { $date }到期，已过 { $days } 天
reminders-say-probation-end =
    预备期提醒：
    { $lines }
    转正申请和支部大会的时间，请支部安排。
reminders-probation-end-soon = · { $name }（{ $organisation }）的预备期到 { $date }，还有 { $days } 天
reminders-probation-end-today = · { $name }（{ $organisation }）的预备期今天（{ $date }）到期
reminders-probation-end-over = · { $name }（{ $organisation }）的预备期 { $date }到期，已过 { $days } 天
reminders-probation-end-month = · { $name }（{ $organisation }）的预备期到 { $date }，具体是哪天请核对
reminders-say-political-birthday = 今天是您入党 { $years } 周年的日子，祝您政治生日快乐！
reminders-say-heart-talk = 谈心谈话提醒：委员之间、委员和党员之间、党员之间，每年都要谈一次。还没有谈到的，请在近期安排。
reminders-say-member-report = 提醒您：本季度的思想汇报请交给支部，口头、书面都可以。
reminders-say-day-new-year =
    新年要办的几件事：
    · 核定今年每位党员的党费
    · 定今年的学习计划
    · 定今年的活动安排（一年早知道）
reminders-say-day-first-quarter =
    一季度要办的几件事：
    · 去年四季度没有开的组织生活会、民主评议，请尽快安排
    · 上缴去年的党费
reminders-say-day-lei-feng = { $date }是学雷锋纪念日，可以提前安排志愿服务。
reminders-say-day-nurses = { $date }是护士节，可以提前安排活动。
reminders-say-day-founding = { $date }是党的生日，表彰、新党员宣誓等活动请提前安排。
reminders-say-day-army = { $date }是建军节，可以提前安排慰问。
reminders-say-day-doctors = { $date }是中国医师节，可以提前安排活动。
reminders-say-day-martyrs = { $date }是烈士纪念日，可以提前安排活动。
reminders-say-day-constitution = { $date }是国家宪法日，可以提前安排学习。
reminders-say-day-year-end =
    年底前要办的几件事：
    · 组织生活会和民主评议党员
    · 支部考核和书记述职
    · 向党员公布党费收缴情况
reminders-say-own-dated =
    提醒您：<b>{ $title }</b>
    { $lines }
reminders-own-person-soon = · { $name }（{ $organisation }）：{ $date }，还有 { $days } 天
reminders-own-person-today = · { $name }（{ $organisation }）：就是今天（{ $date }）
reminders-own-person-over = · { $name }（{ $organisation }）：{ $date }，已过 { $days } 天
reminders-own-person-month = · { $name }（{ $organisation }）：{ $date }，具体是哪天请核对
reminders-own-place-soon = · { $organisation }：{ $date }，还有 { $days } 天
reminders-own-place-today = · { $organisation }：就是今天（{ $date }）
reminders-own-place-over = · { $organisation }：{ $date }，已过 { $days } 天
reminders-unit-date = 从某个日期算起
reminders-ask-date-of = 从哪个日期算起？只提醒书记和支委。
reminders-ask-days-before = { $date }以前，哪几天提醒？建好以后，可以在“改日期”里打别的天数。
reminders-button-days-before = 提前 { $days } 天
reminders-say-own = 提醒您：{ $title }（{ $date }）

error-reminders-impossible = 这个日子排不出来。请换一种，或点“返回”重新选。
error-reminders-no-date-left = 照这样排，一次也轮不到了。请把日子改一改，或把截止日期往后放。
error-reminders-day-past = 这个日期已经过了。请选今天以后的日期。
error-reminders-too-short = 这种会至少要 { $minutes } 分钟。请写长一点。
error-reminders-length = 时长要在 { $least } 到 { $most } 分钟之间。请重新写一个数。
error-reminders-leads = 提前提醒最多 { $most } 次，最早提前 { $days } 天，也不能和开会时间重叠。请重新选。
error-reminders-title = 名称要有 1 到 { $limit } 个字。请重新写。
error-reminders-nobody = 现在这里没有人能收到，所以没有改。请先登记党员或任命职务，再来设置。
error-reminders-title-taken = 已经有一条叫这个名称的规则了。请直接改那一条，或换个名称。

# 规则的列表、预览和修改
reminders-title =
    <b>{ $organisation }</b>的提醒规则
    点开可以看接下来的日期，也可以改。
reminders-list-meetings = 会议和活动
reminders-list-needs = 没安排时的提醒
reminders-list-dates = 到期提醒
reminders-list-days = 固定日子
reminders-list-own = 自己加的
reminders-list =
    <b>{ $name }</b>
    { $organisation }。打勾的正在用，点开看日期、改设置。
reminders-list-empty =
    <b>{ $name }</b>
    { $organisation }还没有自己加的规则。
reminders-button-list = { $name } { $on }/{ $total }
reminders-button-off = ○ { $name }
reminders-button-on = ✓ { $name }
reminders-button-next = ✓ { $name } { $date }
reminders-button-new = 加一条规则
reminders-button-meetings = 近期会议

reminders-on = <b>{ $name }</b>（正在用）
reminders-off = <b>{ $name }</b>（没有用）
reminders-dues-note = 到期日、提醒的日子和时间在“设置”的“党费设置”里改。到期日遇到节假日，顺延到下一个工作日。
reminders-line-when = 日子：{ $when }
reminders-line-time = 时间：{ $time }，{ $minutes } 分钟
reminders-line-leads = 提醒：{ $leads }
reminders-line-audience = 发给：{ $audience }
reminders-line-shift = 遇节假日：{ $shift }
reminders-line-types = 算作：{ $types }
reminders-line-until = 用到：{ $date }
reminders-by-own = 本组织自己加的规则
reminders-by-default = 按系统默认
reminders-by-here = { $organisation }改过
reminders-by-above = 按上级（{ $organisation }）的设置

reminders-next = 接下来 { $count } 次：
reminders-no-dates = 眼下没有要提醒的日子。
reminders-date = · { $date }{ $open ->
    [0] { "" }
   *[other] （等放假安排公布）
}
reminders-date-holiday = · { $date }，原定 { $planned }遇节假日{ $open ->
    [0] { "" }
   *[other] （等放假安排公布）
}
reminders-date-weekend = · { $date }，原定 { $planned }遇周末{ $open ->
    [0] { "" }
   *[other] （等放假安排公布）
}
reminders-date-short = · { $date }，这个月没有那一天，取最后一天{ $open ->
    [0] { "" }
   *[other] （等放假安排公布）
}

reminders-when = { $period }，{ $which }
reminders-when-weekly = { $every ->
    [1] 每{ $which }
    [2] 隔周的{ $which }
   *[other] 每 { $every } 周的{ $which }
}
reminders-when-from = { $date }{ $which }
reminders-when-from-then = { $date }{ $which }，过期后每月一次
reminders-when-anniversary = 每年的{ $date }
reminders-of-term-end = 任期届满
reminders-of-probation-end = 预备期满
reminders-of-admitted = 入党纪念日
reminders-every-month = 每月
reminders-every-year-in = 每年 { $months } 月
reminders-every-months = 从{ $start }起每 { $months } 个月
reminders-per-month = 每月
reminders-per-quarter = 每季度
reminders-per-year = 每年
reminders-day = { $day } 日
reminders-day-last = 最后一天
reminders-nth = { $nth ->
    [1] 第一个{ $weekday }
    [2] 第二个{ $weekday }
    [3] 第三个{ $weekday }
    [4] 第四个{ $weekday }
   *[other] 最后一个{ $weekday }
}
reminders-workday-first = 第一个工作日
reminders-workday-last = 最后一个工作日
reminders-month-day = { $month } 月 { $day } 日
reminders-nth-month-day = 第 { $month } 个月的 { $day } 日
reminders-before-end = 结束前 { $days } 天
reminders-days-before = 前 { $days } 天
reminders-days-on = 当天
reminders-days-after = 后 { $days } 天
reminders-lead-hours = 前 { $hours } 小时
reminders-lead-days = 前 { $days } 天 { $time }
reminders-lead-today = 当天 { $time }
reminders-audience-members = 全体党员
reminders-audience-officers = 任职的同志
reminders-audience-leaders = 书记、副书记
reminders-audience-superior = 书记，并报上级
reminders-audience-person = 本人
reminders-shift-next-workday = 往后顺延
reminders-shift-previous-workday = 提前
reminders-shift-keep = 不动

reminders-name-themed-party-day = 主题党日
reminders-name-study-session = 集中学习
reminders-name-general-meeting = 支部党员大会
reminders-name-committee-meeting = 支委会
reminders-name-group-meeting = 党小组会
reminders-name-party-lecture = 党课
reminders-name-org-life-meeting = 组织生活会
reminders-name-democratic-review = 民主评议党员
reminders-name-core-group-study = 中心组学习
reminders-name-democratic-life-meeting = 民主生活会
reminders-name-secretary-lecture = 党委书记讲党课
reminders-name-oath = 入党宣誓
reminders-name-volunteer = 志愿服务
reminders-name-visit = 参观学习
reminders-name-contest = 比赛
reminders-name-need-themed-day = 本月没安排主题党日
reminders-name-need-general-meeting = 本季度没安排党员大会
reminders-name-need-committee = 本月没安排支委会
reminders-name-need-group-meeting = 本月没安排小组会
reminders-name-need-lecture = 本季度没安排党课
reminders-name-need-org-life = 今年没安排组织生活会
reminders-name-need-review = 今年没安排民主评议
reminders-name-need-annual-plan = 今年没定年度计划
reminders-name-need-core-group = 本季度没安排中心组学习
reminders-name-need-secretary-lecture = 今年没安排书记党课
reminders-name-dues = 党费
reminders-name-term-end = 任期届满
reminders-name-probation-end = 预备期满
reminders-name-political-birthday = 政治生日祝福
reminders-name-heart-talk = 谈心谈话
reminders-name-member-report = 思想汇报
reminders-name-day-new-year = 新年要办的事
reminders-name-day-first-quarter = 一季度要办的事
reminders-name-day-lei-feng = 学雷锋纪念日
reminders-name-day-nurses = 护士节
reminders-name-day-founding = 七一
reminders-name-day-army = 建军节
reminders-name-day-doctors = 医师节
reminders-name-day-martyrs = 烈士纪念日
reminders-name-day-constitution = 国家宪法日
reminders-name-day-year-end = 年底要办的事

reminders-button-days = 改日子
reminders-button-time = 改时间
reminders-button-leads = 改提醒
reminders-button-audience = 改对象
reminders-button-shift = 遇节假日
reminders-button-until = 用到哪天
reminders-button-due-day = 改到期日
reminders-button-switch-on = 开始用
reminders-button-switch-off = 先不用
reminders-button-restore = 恢复原来的
reminders-button-choice = { $label }
reminders-button-picked = ✓ { $label }
reminders-button-minutes = { $minutes } 分钟
reminders-button-lead = { $label }
reminders-button-lead-on = ✓ { $label }
reminders-button-forever = 一直用
reminders-button-by-day = 按几号
reminders-button-by-weekday = 按第几个周几
reminders-button-keep = 就这样
reminders-button-again = 换一种
reminders-button-notice = 只是提醒
reminders-button-meeting = 其他活动

reminders-ask-time = <b>{ $name }</b>几点开始，开多久？请点一个，或直接打字，比如 15:00 90。
reminders-ask-leads = <b>{ $name }</b>要提前多久提醒？点一下加上，再点一下去掉。最下面一排是按天提醒的钟点。
reminders-ask-audience = <b>{ $name }</b>发给谁？
reminders-ask-shift = <b>{ $name }</b>遇到节假日怎么办？不会挪出当月，最多挪 7 天。
reminders-ask-until = <b>{ $name }</b>用到哪一天？请点一个，或打一个日期，比如 2027-12-31。
reminders-ask-unit = 多久一次？
reminders-unit-w1 = 每周
reminders-unit-w2 = 隔周
reminders-unit-m1 = 每月
reminders-unit-m2 = 每两个月
reminders-unit-m3 = 每季度
reminders-unit-m6 = 每半年
reminders-unit-m12 = 每年
reminders-unit-w = { $every } 周
reminders-unit-m = { $every } 个月
reminders-unit-more = 别的间隔
reminders-ask-first-week = 从哪一周算起？
reminders-ask-first-month = 从哪个月算起？
reminders-ask-how = 在一个月里怎么定？
reminders-ask-days = 请点日子，可以点几个，再点一下去掉。31 就是每月最后一天。
reminders-cell = { $nth ->
    [0] 末{ $weekday }
   *[other] { $nth } { $weekday }
}
reminders-would-be = 将改成：<b>{ $when }</b>
reminders-ask-around =
    <b>{ $name }</b>现在是：{ $when }
    要改，请打提前的天数，用空格隔开，比如 180 90 30 7 0。
reminders-ask-period =
    <b>{ $name }</b>
    现在是：{ $when }
    要改，请打日子，用空格隔开。{ $per ->
        [MONTH] 5 日和 20 日写 5 20
        [QUARTER] 第三个月 1 日写 3-1
       *[other] 10 月 8 日写 10-8
    }；结束前 10 天写 -10。
reminders-ask-title = 这条规则叫什么？请打一个名称，比如“读书会”或“交学习笔记”。
reminders-ask-kind = “{ $title }”是什么？选了类别的会算进相应的次数里。

error-bad-clock = 没看懂这个时间。请像这样写：15:00。
error-bad-moment = 没看懂这个日子和时间。请像这样写：12 月 9 日 15:00。
error-bad-minutes = 没看懂这个时长。请打分钟数，比如 90。
