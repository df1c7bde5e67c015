# 党费：组织委员用的
dues-button-settings = 党费设置
dues-set-title = <b>{ $name }</b> · 党费设置
dues-set-day = 到期日：{ $value }
dues-set-days = 提醒：{ $value }
dues-set-at = 提醒时间：{ $value }
dues-set-unit = 取整到：{ $value }
dues-set-mode = 取整方法：{ $value }
dues-set-ahead = 最多预交：{ $value }
dues-set-ratio = 上缴比例：{ $value }
dues-set-period = 上缴周期：{ $value }
dues-set-button-day = 到期日
dues-set-button-days = 提醒日子
dues-set-button-at = 提醒时间
dues-set-button-unit = 取整到
dues-set-button-mode = 取整方法
dues-set-button-ahead = 预交
dues-set-button-ratio = 上缴比例
dues-set-button-period = 上缴周期
dues-set-yuan = { $amount } 元
dues-set-months = { $count } 个月
dues-set-none = 还没有定
dues-set-ask-day = 党费每月哪一天到期？请点一个，或打一个 1 到 31 之间的数字。遇到节假日，顺延到下一个工作日。
dues-set-ask-days = 什么时候提醒党员？
dues-set-ask-at = 几点提醒？请点一个，或打一个时间，例如 10:30。
dues-set-ask-unit = 每人每月的党费取整到多少？全国没有统一规定，请按上级的要求定。已经开出的月份不变。
dues-set-ask-mode = 怎么取整？全国没有统一规定，请按上级的要求定。已经开出的月份不变。
dues-set-ask-ahead = 最多可以预交几个月？各地一般不超过 3 个月，最多 6 个月，不收全年。
dues-set-ask-ratio = 党费上缴百分之几？比例由上级党组织定。请点一个，或打一个数，例如 70。
dues-set-ask-period = 多久上缴一次？
dues-rounding-half-up = 四舍五入
dues-rounding-half-even = 四舍六入五成双
dues-rounding-up = 向上取整
dues-rounding-down = 向下取整
dues-period-month = 每月
dues-period-quarter = 每季度
dues-period-half-year = 每半年
dues-period-year = 每年

dues-button-ease = 减免
dues-button-quarter = 按季度交
dues-ask-quarter = { $name }遇到特殊情况，支部同意他按季度交党费吗？同意后，季度最后一个月才提醒，一次交三个月。
dues-ask-quarter-off = { $name }现在按季度交党费。改回每月交吗？
dues-button-quarter-on = 支部已同意
dues-button-quarter-off = 改回每月交
dues-reliefs = { $name }的党费减免：
dues-reliefs-none = { $name }现在没有减免。有困难的党员，由支部研究，报上级党组织批准后可以减交或免交。
dues-button-relief-back = 撤销第 { $number } 条
dues-button-reduce = 减交
dues-button-exempt = 免交
dues-ask-reduced = { $name }减交后每月交多少元？请打金额，例如 5.00。
dues-ask-relief-months = 从哪个月到哪个月？例如 2026-11 2027-10；只有一个月就打一个月。
dues-ask-relief-day = 哪一天决定的？例如 2026-11-10。
dues-ask-decider =
    { $name } · { $relief }
    决定日期：{ $day }。是谁决定的？离退休党员，支部同意即可。
dues-button-by-superior = 上级党组织批准
dues-button-by-branch = 支部同意（离退休）

dues-unpaid-first = { $first }的党费 { $amount } 元还没有记到收款。已经交了的话请忽略，或点“我已交”；有困难请告诉支部，可以研究减免。
dues-unpaid-talk = 您有 { $months } 个月（{ $first }到 { $last }）的党费还没有记到收款，共 { $amount } 元。已经交了的话请忽略，或点“我已交”；有困难请告诉支部，可以研究减免。
dues-unpaid-last = 您有 { $months } 个月（{ $first }到 { $last }）的党费还没有记到收款，共 { $amount } 元。请在本月内和组织委员联系一下；已经交了的话，点“我已交”。
dues-unpaid-verify = 您有 { $months } 个月（{ $first }到 { $last }）的党费还没有记到收款，共 { $amount } 元。请和组织委员一起核实原因；已经交了的话，点“我已交”。
dues-unpaid-list =
    { $organisation }有几件事请您核实一下。这条只发给组织委员和书记，请不要转发：
    { $people }
dues-unpaid-line-first = · { $name }：{ $first }的党费还没有记到收款
dues-unpaid-line-talk = · { $name }：连续 { $months } 个月没有记到收款，请书记找他聊聊，看有没有困难
dues-unpaid-line-last = · { $name }：连续 { $months } 个月没有记到收款，请再当面提醒一次
dues-unpaid-line-verify = · { $name }：连续 { $months } 个月没有记到收款，请核实原因
dues-departing = { $name }正在转出，还有 { $months } 个月的党费没有记到收款，共 { $amount } 元。请在转出前核对清楚。
dues-departed = { $name }已经离开本支部，还有 { $months } 个月的党费没有记到收款，共 { $amount } 元。请核对清楚。

dues-button-neither = 需要关心的同志
dues-neither = <b>{ $branch }</b>：连续几个月党费没有记到收款、也没有参加记录的同志。只有书记看得到，只供核实原因，不下结论。
dues-neither-none = { $branch }：没有既未交党费、又没有参加记录的同志。
dues-neither-line = · { $name }：党费 { $unpaid } 个月，参加 { $away } 个月

dues-button-remittance = 上缴
dues-button-publication = 公布稿
dues-up-title = <b>{ $branch }</b> · { $period }党费上缴
dues-up-sums = 党员 { $count } 人，应收 { $charged } 元，实收 { $collected } 元
dues-up-split = 上缴 { $ratio }：{ $up } 元；留存：{ $stays } 元
dues-up-no-ratio = 还没有定上缴比例，请到“党费设置”里填上级党组织定的比例。
dues-up-large = 大额党费另列，全部上缴：{ $amount } 元
dues-up-noted = 已记上缴：{ $day }，凭证号：{ $voucher }
dues-up-no-voucher = 没有填
dues-up-running = 这一期还没有结束。
dues-button-up = 已上缴，记下
dues-button-up-today = 今天上缴，没有凭证号
dues-button-up-back = 撤销这条上缴记录
dues-button-up-back-sure = 撤销
dues-button-up-before = ‹ 上一期
dues-button-up-after = 下一期 ›
dues-button-up-sheet = 上缴登记表
dues-ask-voucher = 凭证号是多少？不是今天上缴的，前面加上日期，例如 2026-12-10 0012345。
dues-ask-up-back = 撤销这条上缴记录？撤销后可以按现在的数重新记。
dues-publication =
    <b>{ $branch } { $year } 年党费收缴情况</b>
    本年度交纳党费的党员 { $count } 人，应收党费 { $charged } 元，实收党费 { $collected } 元。
dues-publication-up = 已上缴 { $up } 元，留存 { $stays } 元。
dues-publication-large = 自愿交纳的大额党费已按规定单独上缴。
dues-publication-uses = 留存党费按规定用于党员教育、表彰和补助困难党员等。
dues-publication-note = 这是草稿，没有姓名和个人数额。请核对后自己在支部公布，机器人不会自动发出去。
dues-button-office = 党费汇总
dues-office-title = <b>{ $name } · { $year } 年党费汇总</b>
dues-office-total = 合计：{ $count } 人，应收 { $charged } 元，实收 { $collected } 元，已上缴 { $up } 元
dues-office-branch = · { $name }：{ $count } 人，应收 { $charged } 元，实收 { $collected } 元，已上缴 { $up } 元
dues-office-none = 还没有可以汇总的支部。
dues-office-left-out = 另有 { $count } 个支部人数太少，为保护个人数额不列出，也不计入合计。
dues-office-large = 大额党费 { $count } 笔，按规定由支部单独上报。
dues-button-office-sheet = 汇总表
dues-office-sheet = { $year } 年，{ $count } 个支部。只有支部合计，没有个人数额。
error-dues-no-ratio = 还没有定上缴比例。请到“党费设置”里填上级党组织定的比例。
error-dues-not-over = 这一期还没有结束，等结束后再记上缴。
error-dues-noted-otherwise = 这段时间里已经按别的周期记过上缴。请先撤销那一条，再记这一期。
error-dues-voucher-long = 凭证号太长了，不超过 { $most } 个字。
