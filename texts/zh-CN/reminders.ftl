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
reminders-term-end-over = · { $organisation }本届任期 { $date } 到期，已过 { $days } 天
reminders-say-probation-end =
    预备期提醒：
    { $lines }
    转正申请和支部大会的时间，请支部安排。
reminders-probation-end-soon = · { $name }（{ $organisation }）的预备期到 { $date }，还有 { $days } 天
reminders-probation-end-today = · { $name }（{ $organisation }）的预备期今天（{ $date }）到期
reminders-probation-end-over = · { $name }（{ $organisation }）的预备期 { $date } 到期，已过 { $days } 天
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
reminders-say-day-lei-feng = { $date } 是学雷锋纪念日，可以提前安排志愿服务。
reminders-say-day-nurses = { $date } 是护士节，可以提前安排活动。
reminders-say-day-founding = { $date } 是党的生日，表彰、新党员宣誓等活动请提前安排。
reminders-say-day-army = { $date } 是建军节，可以提前安排慰问。
reminders-say-day-doctors = { $date } 是中国医师节，可以提前安排活动。
reminders-say-day-martyrs = { $date } 是烈士纪念日，可以提前安排活动。
reminders-say-day-constitution = { $date } 是国家宪法日，可以提前安排学习。
reminders-say-day-year-end =
    年底前要办的几件事：
    · 组织生活会和民主评议党员
    · 支部考核和书记述职
    · 向党员公布党费收缴情况
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
