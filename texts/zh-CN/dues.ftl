# 党费
dues-remind-soon = 提醒您一声：党费请在 { $due }前交给支部组织委员。如已交纳请忽略。
dues-remind-soon-how =
    提醒您一声：党费请在 { $due }前交。
    交法：{ $how }
    如已交纳请忽略。
dues-remind-today = 今天是 { $due }，交党费的日子，请交给支部组织委员。如已交纳请忽略，谢谢您。
dues-remind-today-how =
    今天是 { $due }，交党费的日子。
    交法：{ $how }
    如已交纳请忽略，谢谢您。
dues-remind-soon-amount = 提醒您一声：本月党费 { $amount } 元，请在 { $due }前交给支部组织委员。如已交纳请忽略。
dues-remind-soon-amount-how =
    提醒您一声：本月党费 { $amount } 元，请在 { $due }前交。
    交法：{ $how }
    如已交纳请忽略。
dues-remind-today-amount = 今天是 { $due }，交党费的日子。本月党费 { $amount } 元，请交给支部组织委员。如已交纳请忽略，谢谢您。
dues-remind-today-amount-how =
    今天是 { $due }，交党费的日子。本月党费 { $amount } 元。
    交法：{ $how }
    如已交纳请忽略，谢谢您。
dues-remind-soon-quarter = 提醒您一声：本季度党费 { $amount } 元，请在 { $due }前交给支部组织委员。如已交纳请忽略。
dues-remind-soon-quarter-how =
    提醒您一声：本季度党费 { $amount } 元，请在 { $due }前交。
    交法：{ $how }
    如已交纳请忽略。
dues-remind-today-quarter = 今天是 { $due }，交党费的日子。本季度党费 { $amount } 元，请交给支部组织委员。如已交纳请忽略，谢谢您。
dues-remind-today-quarter-how =
    今天是 { $due }，交党费的日子。本季度党费 { $amount } 元。
    交法：{ $how }
    如已交纳请忽略，谢谢您。
dues-days-before = 到期前 { $count } 天
dues-day-itself = 当天
dues-button-pause = 暂停提醒

dues-mine = 本月交党费的日子：{ $due }
dues-mine-over =
    本月交党费的日子已经过了。还没有交的话，请尽快交给支部组织委员。
    下次：{ $due }
dues-mine-next = 下次交党费的日子：{ $due }
dues-mine-moved = 原定 { $planned }，遇节假日，改到这一天。
dues-mine-provisional = 明年的放假安排还没有公布，日期可能会变。
dues-mine-how = 交法：{ $how }
dues-mine-ask = 怎么交，请问支部组织委员。
dues-mine-reminders = 提醒：{ $days }，{ $at }。

dues-title = <b>党费</b>
dues-mine-amount = { $month }应交：<b>{ $amount } 元</b>
dues-mine-unknown = 每月交多少，支部还没有核定，请问组织委员。
dues-button-desk = 支部党费

dues-working-rate = 算法：{ $base } 元 × { $rate }
dues-working-capped = 算法：按规定每月一般不超过 { $amount } 元
dues-working-confirmed = 由支部核定
dues-working-fixed = 按规定的固定数额
dues-working-exempt = 已批准免交
dues-working-reduced = 已批准减交，每月 { $amount } 元
dues-relief-exempt = 免交：{ $months }
dues-relief-reduced = 减交：每月 { $amount } 元，{ $months }

dues-category-monthly-wage = 按月领工资
dues-category-annual-salary = 年薪制
dues-category-irregular-income = 不按月取得收入
dues-category-retired = 离退休
dues-category-student = 学生
dues-category-farmer = 农民
dues-category-unemployed = 下岗失业
dues-category-relief = 抚恤救济
dues-category-min-living = 领取低保
dues-wage-institution = 编内工资
dues-wage-enterprise = 编外工资

dues-desk-title = <b>{ $branch } · { $month }党费</b>
dues-desk-unknown = 有 { $count } 人还没有核定月党费。
dues-button-unknown = 待核定（{ $count }）
dues-button-people = 名单（{ $count }）
dues-button-person = { $name } · { $amount } 元
dues-button-person-unknown = { $name } · 待核定
dues-people = { $branch } · { $month }党费名单。点姓名查看和修改。
dues-people-none = { $branch } · { $month }，这里没有人。
dues-person = <b>{ $name }</b> · 党费
dues-person-unknown = 还没有核定。请点“核定月党费”。
dues-person-category = 类别：{ $category }（{ $first }起）
dues-person-amount = 每月应交：{ $amount } 元
dues-person-quarterly = 经支部同意，按季度交。
dues-person-later = 另有一项调整，从 { $first }起生效。
dues-person-not-owed = 本月不用向本支部交。
dues-button-change = 核定月党费
dues-ask-category = { $name }按哪一类交党费？
dues-ask-base = 请发{ $name }的计算基数（元）：岗位工资、薪级工资、基础性绩效等固定部分，减去个税、社保、公积金和年金。例如 4777.50。不想存基数的话，点“直接填月党费”。
dues-ask-base-retired = 请发{ $name }的基本离退休费或基本养老金（元），不含津贴补贴。例如 4128.50。不想存的话，点“直接填月党费”。
dues-ask-base-quarter = 请发{ $name }上一季度三个月的纯收入（元），中间用空格隔开，例如 14200 9800 6300；也可以只发月平均数。
dues-ask-base-month = 请发{ $name }当月实际领取的薪酬（元）。例如 8600。
dues-ask-farmer = 请发支部定的月党费（元），0.20 到 1.00 之间。
dues-ask-month = 请发支部核定的月党费（元），例如 47.78。
dues-button-month = 直接填月党费
dues-confirm = { $name }每月应交 <b>{ $amount } 元</b>。
dues-confirm-from = 从哪个月起？点一下就生效。
dues-button-from = 从 { $month }起

dues-desk-people = 党员 { $count } 人，本月应交 { $charged } 元，已交 { $paid } 元。
dues-desk-owing = 还有 { $count } 人未交，共 { $open } 元（含以前月份）。
dues-desk-all-paid = 大家都交齐了。
dues-desk-known-paid = 核定了的都交齐了。
dues-button-take = 记收款（{ $count }）
dues-button-bill = 收款和记录
dues-owing = { $branch }：点姓名，就记下他已交齐。
dues-owing-none = { $branch }：没有未交的党费。
dues-button-page = 本页都交了（{ $count } 人，{ $amount } 元）
dues-button-everybody = 全部都交了（{ $count } 人，{ $amount } 元）
dues-ask-bulk =
    这 { $count } 人都交了，共 { $amount } 元？
    { $names }
dues-comma = 、
dues-button-sure = 都交了，记下
dues-recorded = 已记：{ $name }交 { $amount } 元，收据 { $number }。
dues-recorded-all = 已记 { $count } 人，共 { $amount } 元，收据 { $first } 到 { $last }。
dues-not-recorded = { $name }的情况刚才有变化，没有重复记。请看现在的情况：
dues-changed = 刚才有变化，没有重复记。请看现在的情况：
dues-bill = <b>{ $name }</b> · 收款
dues-bill-month = { $month }：未交 { $amount } 元
dues-bill-over = 后来应交数变少，多交了 { $amount } 元。要抵其他月份，请冲销原收据，再用“其他金额”按实收数重记。
dues-bill-none = 没有未交的党费。
dues-button-take-open = 已交 { $amount } 元
dues-button-take-ahead = 已交 { $amount } 元（到 { $month }）
dues-button-other = 其他金额
dues-button-large = 大额党费
dues-button-reverse = 记错了，冲销 { $number }
dues-ask-amount = 收到{ $name }多少元？现在未交 { $amount } 元。先抵以前月份，多的算预交。
dues-ask-large = 收到{ $name }大额党费多少元？大额党费是自愿一次多交 1000 元以上，单独登记，全部上缴。
dues-ask-reason = 为什么冲销？请写几个字，本人会看到。原来的记录会保留。
dues-reversed = 已冲销，原来的月份恢复为未交。
dues-span = { $first }至 { $last }
dues-large = 大额党费
dues-payments = 最近的记录：
dues-payment = { $date } { $amount } 元，{ $months }，收据 { $number }
dues-payment-back = { $date } { $amount } 元，{ $months }，收据 { $number }（已冲销）
dues-payment-reversal = { $date } { $amount } 元，冲销
dues-mine-open = 还没有交：{ $amount } 元
dues-mine-paid = 已交齐，谢谢您。
dues-button-history = 交纳记录
dues-history = <b>我的交纳记录</b>
dues-history-none = 还没有交纳记录。

dues-receipt = 收到您 { $month }党费 { $amount } 元，收据号 { $number }。谢谢您。
dues-receipt-months = 收到您 { $first }至 { $last }党费 { $amount } 元，收据号 { $number }。谢谢您。
dues-receipt-large = 收到您大额党费 { $amount } 元，收据号 { $number }。谢谢您。
dues-receipt-reversed = 更正：收据 { $number }（{ $amount } 元）已冲销。原因：{ $reason }。有疑问请找支部组织委员。

dues-button-said = 我已交
dues-said = 好的，已请组织委员核对：{ $amount } 元。可以发一张凭证照片（不发也行），只转给组织委员看。
dues-said-nothing = 您现在没有未交的党费。
dues-slip-sent = 凭证已转给组织委员。
dues-slip-late = 组织委员已经答复过了，凭证不用再发。
dues-claim-card = { $who }说已交党费 { $amount } 元，请核对。
dues-claim-card-confirmed = { $who }的党费 { $amount } 元：已确认。
dues-claim-card-declined = { $who }的党费 { $amount } 元：还没有收到。
dues-claim-slip = { $who }交党费 { $amount } 元的凭证。
dues-claim-differs = { $name }的应交数刚才有变化，请按实际收到的金额记：
dues-claim-declined = 您说已交的党费 { $amount } 元，组织委员还没有收到。请和组织委员核对一下。
dues-button-claim-yes = 收到了，记下
dues-button-claim-no = 还没收到
dues-enter = { $month }的党费还有 { $count } 人没有记收款。请先记一下，免得已经交的同志又收到提醒；本月的提醒最晚等到 { $until }。
dues-button-enter = 去记收款
dues-button-entered = 都记完了
dues-entered = 好的，{ $month }的收款已记完，本月提醒照常发。

dues-button-detail = 明细表
dues-button-ledger = 台账
dues-button-year-before = { $year } 年
dues-sheet = { $year } 年，{ $count } 人。表里有个人缴费数额，请妥善保管。
dues-button-uses = 党费能用在哪里
dues-uses =
    <b>留存党费的用途</b>
    · 培训党员
    · 订阅或购买用于党员教育的报刊、资料、音像制品和设备
    · 表彰先进基层党组织、优秀党员和优秀党务工作者
    · 补助生活困难的党员
    · 补助遭受严重自然灾害的党员和修缮受灾的党员教育设施

    党费不能用于职工福利。

command-dues = 本月党费、交法和交纳记录

error-dues-no-base = 还不知道计算基数。请填基数，或直接填核定的月党费。
error-dues-amount = 这不是金额。请填大于 0 的数，最多两位小数，例如 47.78。
error-dues-fixed = 这一类的月党费是 { $least } 到 { $most } 元，请填这个范围里的数。
error-dues-months = 月份要在 { $first } 到 { $last } 之间。请换一个月份。
error-dues-not-decided = 减免要有上级党组织的批准（离退休党员经支部同意即可），决定日期不能晚于今天。请核对后再填。
error-dues-month-text = 没看懂月份。请像这样写：2026-11，或者 2026-11 2027-01。
error-dues-day = 没看懂日期。请像这样写：2026-11-10，不晚于今天。
error-dues-too-much = 最多还能收 { $most } 元。多出来的请退回，或者按大额党费登记。
error-dues-not-large = 大额党费一次要 { $least } 元以上。少于这个数，请用“其他金额”。
error-dues-no-reason = 请写一句原因，不超过 { $most } 个字。
