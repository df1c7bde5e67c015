# 发展党员：从递交申请到转为正式党员
development-stage-applicant = 入党申请人
development-stage-activist = 入党积极分子
development-stage-dev-target = 发展对象
development-stage-probationary = 预备党员
development-stage-full = 正式党员

development-step-applied = 递交申请
development-step-talked = 谈话
development-step-activist = 确定为积极分子
development-step-reviewed = 半年考察
development-step-reported = 思想汇报
development-step-publicity-start = 公示开始
development-step-publicity-end = 公示结束
development-step-dev-target = 确定为发展对象
development-step-political-review = 政治审查完成
development-step-training-start = 培训开始
development-step-training-end = 培训结束
development-step-training-hours = 培训学时
development-step-pre-review = 预审
development-step-accepted = 支部大会接收
development-step-approved = 上级审批
development-step-oath = 入党宣誓
development-step-extended-to = 预备期延长到
development-step-full-applied = 转正申请
development-step-full-meeting = 转正大会
development-step-full-approved = 转正审批
development-step-archived = 材料归档
development-step-time = { $what }（第 { $number } 次）

development-part-mentor = 培养联系人
development-part-introducer = 入党介绍人
development-rules-dev-2026-05 = 《细则》（2026 年 5 月修订）
development-rules-dev-2014 = 《细则》（2014 年）

development-list = <b>{ $organisation }</b>：发展党员
development-list-ended = <b>{ $organisation }</b>：已经办结的
development-list-none = 还没有。
development-list-line = · <b>{ $name }</b>，{ $stage }。下一步：{ $what }
development-list-line-last = · <b>{ $name }</b>，{ $stage }
development-name-of = { $name }（{ $organisation }）
development-nameless = 姓名已删除
development-button-new = 登记入党申请
development-button-ended = 已办结 { $count }
development-button-list = ‹ 列表

development-ask-name = 谁递交了入党申请？请打姓名，空一格再打科室，比如：李明 心内科。只记姓名、科室和日期，身份证号请不要写。
development-ask-applied = <b>{ $name }</b>的入党申请书是哪一天收到的？请打日期，比如 2026-05-20、5月20日、今天。

development-title = <b>{ $name }</b>，{ $organisation }
development-title-done = <b>{ $name }</b>，{ $organisation }（已办结）
development-title-withdrawn = <b>{ $name }</b>，{ $organisation }（已停止）
development-line-department = 科室：{ $department }
development-line-stage = { $stage }，按{ $rules }计算
development-line-next = 下一步：<b>{ $what }</b>
development-line-left-out = 还没有记日期：{ $what }
development-line-typed = 已经记下：
development-line-day = { $what }：{ $date }
development-line-hours = 培训学时：{ $hours }
development-line-people = { $part }：{ $who }
development-line-probation = 预备期满：{ $date }
development-line-doubt = ⚠ { $what }，请核对。

development-open-latest = · { $what }：最晚 { $date }
development-open-over = · { $what }：原定最晚 { $date }，已过 { $days } 天
development-open-routine = · { $what }：{ $date }前后
development-open-earliest = · 最早 { $date }可以讨论：{ $what }
development-open-now = · 可以讨论：{ $what }（最早日期 { $date }）
development-open-counted = · { $what }：满 { $days } 个工作日最早是 { $date }
development-open-counted-provisional = · { $what }：满 { $days } 个工作日最早是 { $date }（放假安排还没公布，先按平常算）
development-open-undated = · { $what }：还没有记日期
development-open-people = · { $part }：已记 { $count } 位，至少 { $least } 位

development-doubt-order = “{ $what }”早于“{ $other }”
development-doubt-early = “{ $what }”早于推算的最早日期 { $date }
development-doubt-late = “{ $what }”晚于推算的最晚日期 { $date }
development-doubt-training = 培训的天数或学时不够规定
development-doubt-extension = 延长的时间不在规定的范围里

development-button-next = 记：{ $what }
development-button-days = 记日期、改日期
development-button-people = 联系人、介绍人
development-button-rules = 换细则版本
development-button-end = 办结
development-button-history = 修改记录
development-button-reopen = 重新打开
development-button-forget = 删掉姓名
development-button-forget-yes = 是，删掉姓名
development-button-link = 花名册上的 { $code } 就是他
development-button-enrol = 加入花名册
development-button-enrol-yes = 是，加入花名册
development-button-step = { $what }
development-button-typed = ✓ { $what }
development-button-take-back = 删掉这个日期
development-button-remove = ✗ { $part } { $who }
development-button-add = 加{ $part }
development-button-rule = { $label }
development-button-picked = ✓ { $label }
development-button-done = 全部办完了
development-button-withdraw = 停止，不再继续

development-choose-step = <b>{ $name }</b>：要记哪一项？打勾的已经记过，点开可以改。
development-ask-day = <b>{ $name }</b>的<b>{ $what }</b>是哪一天？请点一个，或打日期，比如 2026-05-20、5月20日。
development-ask-again =
    <b>{ $name }</b>的<b>{ $what }</b>现在记的是 { $date }。
    要改，请点一个或打新的日期；原来的会留在修改记录里。
development-ask-hours = <b>{ $name }</b>的培训一共多少学时？请打一个数，比如 24。
development-hint-accepted = 提示：三个月内要调离本单位的，一般先不讨论接收。
development-people = <b>{ $name }</b>的培养联系人和入党介绍人。点一下名字就去掉。
development-ask-person = 谁来当{ $part }？请打姓名或其中一个字，只能是本支部的正式党员。
development-choose-person = 是哪一位？
development-ask-rules = <b>{ $name }</b>的日期按哪一版细则计算？
development-ask-enrol = 要把<b>{ $name }</b>加入{ $organisation }的花名册吗？类别是{ $stage }，其他信息下次更新花名册时再补。
development-ask-end = <b>{ $name }</b>这一份要办结吗？办结后不再提醒，记下的日期都留着。
development-ask-forget = 要删掉<b>{ $name }</b>的姓名和科室吗？日期还留着，但再也查不出是谁。删了找不回来。
development-history = <b>{ $name }</b>的修改记录，新的在前
development-history-line = { $time } { $what }：{ $value }
development-history-replaced = <s>{ $time } { $what }：{ $value }</s>

# 提醒，只发给书记、副书记和组织委员
development-say-talk =
    <b>{ $name }</b>（{ $organisation }）{ $base }递交了入党申请。
    谈话最晚 { $date }；谈过了就点下面记上日期。
development-say-mentors = <b>{ $name }</b>（{ $organisation }）{ $base }确定为积极分子，培养联系人记了 { $count } 位，至少要 { $least } 位。
development-say-review = <b>{ $name }</b>（{ $organisation }）的半年考察，{ $date }前后该安排了。
development-say-report = <b>{ $name }</b>（{ $organisation }）的季度思想汇报，{ $date }前后该交了，请提醒本人。
development-say-target =
    <b>{ $name }</b>（{ $organisation }）{ $base }确定为积极分子。
    最早 { $date }可以讨论列为发展对象；要不要讨论，由支部决定。
development-say-publicity = <b>{ $name }</b>（{ $organisation }）的公示从 { $base }开始，最早 { $date }满规定的工作日。结束后请记上日期。
development-say-introducers = <b>{ $name }</b>（{ $organisation }）{ $base }确定为发展对象，入党介绍人记了 { $count } 位，要 { $least } 位。
development-say-training = <b>{ $name }</b>（{ $organisation }）{ $base }确定为发展对象，还没有记短期集中培训的日期。
development-say-accept = <b>{ $name }</b>（{ $organisation }）{ $base }预审，支部大会讨论最晚 { $date }。
development-say-approval =
    <b>{ $name }</b>（{ $organisation }）{ $base }支部大会接收，已过 { $passed } 天，还没有记上级审批。
    审批一般到 { $date }，特殊情况最晚 { $most }；{ $date }以后才上报的，要由支部大会重新讨论。
development-say-oath = <b>{ $name }</b>（{ $organisation }）{ $base }上级审批，入党宣誓一般最晚 { $date }。
development-say-full-application = <b>{ $name }</b>（{ $organisation }）的预备期到 { $date }，请提醒本人提前交书面的转正申请。
development-say-full-approval = <b>{ $name }</b>（{ $organisation }）{ $base }开了转正大会，已过 { $passed } 天，还没有记转正审批，最晚 { $date }。
development-say-archive = <b>{ $name }</b>（{ $organisation }）{ $base }转正审批，材料归档还没有记日期。
