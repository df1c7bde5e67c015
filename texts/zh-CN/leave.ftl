# 回复会议通知：参加、请假；批假；谁来谁不来
command-meetings = 我的会议：参加、请假
word-meetings = 会议, 我的会议, 请假

leave-type-plain = 请假
leave-type-personal = 事假
leave-type-sick = 病假
leave-type-official = 公出
leave-type-duty = 值班
leave-type-night-shift = 夜班、下夜班
leave-type-surgery-emergency = 手术、抢救
leave-type-training-away = 进修、外出学习
leave-type-aid-mission = 医疗队、下乡
leave-type-annual = 年休
leave-type-maternity = 产假、哺乳
leave-type-other = 其他

# 本人
leave-title = <b>{ $what }</b>
leave-title-off = <b>{ $what }</b>（已取消）
leave-line-silent = 还没有回复。能来点“参加”，来不了点“请假”。
leave-line-coming = 已回复：参加。
leave-line-coming-a = 已回复：参加第一场。
leave-line-coming-b = 已回复：参加第二场。
leave-line-pending = 已请假（{ $type }），等组长或书记同意。
leave-line-approved = 已请假（{ $type }），同意了。会后别忘了补学。
leave-line-refused = 请假没有同意，请尽量按时参加。有难处，直接跟书记说。
leave-line-late = 这是过了时间补请的，已注明。
leave-line-off = 这次会取消了，不用回复。
leave-line-over = 没有回复过。
leave-line-other-sitting = 您那天标了轮班，来另一场也一样。
leave-line-late-now = 已过请假时间，仍可以补请，会注明“补请”。
leave-line-private = 不用写理由，也不用证明。病假、产假只有您和批假的人看得到，别处一律写“请假”。
leave-ask-type =
    <b>{ $what }</b>，{ $time }
    为什么来不了？点一个就行。
leave-button-come = 参加
leave-button-come-a = 参加第一场
leave-button-come-b = 参加第二场
leave-button-leave = 请假
leave-button-suggested = { $type }（按您的标记）
leave-button-take-back = 撤回请假
leave-button-mine = 我的会议
leave-button-see = 看这次会
leave-mine =
    <b>您近期的会议</b>
    ✓ 参加，△ 请假，没有记号的还没回复。点开可以改。
leave-mine-none = 近期没有您的会议。有了会通知您。
leave-button-one-coming = ✓ { $time } { $what }
leave-button-one-away = △ { $time } { $what }
leave-button-one-silent = { $time } { $what }

# 批假
leave-card =
    <b>{ $who }</b>请假：{ $type }
    { $what }，{ $time }
    { $late ->
        [0] 同意吗？
       *[other] 过了时间补请的。同意吗？
    }
leave-still-waiting =
    <b>{ $who }</b>的请假还没有批
    { $what }，{ $time }
leave-card-approved =
    <b>{ $who }</b>请假，{ $by }已同意
    { $what }，{ $time }
leave-card-refused =
    <b>{ $who }</b>请假，{ $by }没有同意
    { $what }，{ $time }
leave-card-withdrawn =
    <b>{ $who }</b>的请假已撤回，不用批了
    { $what }，{ $time }
leave-card-void =
    <b>{ $who }</b>的请假不用批了：会议改了日子，或者取消了
    { $what }，原定 { $time }
leave-why = <b>{ $who }</b>请的是：{ $type }。只给批假的人看，请不要转告。
leave-button-approve = 同意
leave-button-refuse = 不同意
leave-button-why = 看是什么假
leave-by-office = 党办
leave-approved = { $time } 的<b>{ $what }</b>，您的请假同意了。会后别忘了补学。
leave-refused =
    { $time } 的<b>{ $what }</b>，您的请假这次没有批，请尽量按时参加。
    实在来不了，直接跟书记说一声。

# 书记看的
leave-list =
    <b>{ $what }</b>的回复
    参加 { $coming } 人，请假 { $away } 人，待批 { $asked } 人，未回复 { $silent } 人
    点名字可以代他回复。
leave-list-away =
    { $late ->
        [0] { $who }：{ $type }
       *[other] { $who }：{ $type }（补请）
    }
leave-list-asked =
    { $late ->
        [0] { $who }：{ $type }，待批
       *[other] { $who }：{ $type }（补请），待批
    }
leave-for = <b>{ $who }</b>
leave-ask-type-for = 替<b>{ $who }</b>登记请假：{ $what }。是什么假？登记就算同意。
leave-button-said-asked = ？{ $who }
leave-button-said-silent = { $who }
leave-button-said-away = △ { $who }
leave-button-said-coming = ✓ { $who }
leave-button-relent = 改为同意
leave-button-card = 看假条

error-leave-own = 自己的请假要由别人批。请让副书记、组长或党办看一看。
error-leave-over = 这次会过去 { $days } 天以上了，不能再补请假。请直接跟书记说。
error-leave-meeting-off = 这次会取消了，不用回复。有新的安排会再通知您。
error-leave-meeting-begun = 这一场已经开始了。到了会场请签到；来不了可以补请假。
