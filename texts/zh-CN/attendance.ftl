# 考勤：出勤率、核实提示、签到表和汇总表（只给书记看）
attendance-button-branch = 考勤
attendance-button-sheet = 签到表
attendance-title = <b>{ $organisation }</b>考勤，{ $when }
attendance-quarter = { $year } 年第 { $quarter } 季度
attendance-year = { $year } 年
attendance-held = 开会 { $held } 次，点过名 { $called } 次
attendance-raw = 出勤率（原始）{ $rate }%：应到 { $due } 人次，实到 { $came } 人次
attendance-adjusted = 出勤率（调整）{ $rate }%：不算值班、公差等工作请假 { $duty } 人次
attendance-unmarked = 还有 { $count } 人次没有登记，没有算进去
attendance-missing-title = 下面几行只有您看得到：
attendance-missing = · { $name }：连续 { $months } 个月无参加记录，请核实原因
attendance-word =
    { $organisation }有几件事请您核实一下。这条只发给负责同志，请不要转发：
    { $people }
attendance-button-meeting = { $time } { $what }签到表
attendance-button-meeting-open = { $time } { $what }（没点名）签到表
attendance-button-summary = 导出考勤汇总表
attendance-summary-file = 考勤汇总表。没有记录的地方留空，请手工填写；不要发到群里。
attendance-sign-file = 签到表。空白处请手工填写；打印以后可以签名存档。
