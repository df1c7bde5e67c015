# 任期
terms-button = 任期
terms-title = <b>{ $name }</b>的任期
terms-none =
    还没有填写。
    填好以后，届满前半年起，我会提前提醒书记和上级。
terms-now =
    本届：{ $first }至{ $last }。
    届满前半年起，我会提前提醒书记和上级。
terms-button-note = 填写任期
terms-button-new = 换届了，记新一届
terms-button-fix = 更正日期
terms-ask-new =
    哪一天选举产生的？发日期给我，例如 2026-12-11。
    任期按 { $years } 年算。到期日不一样的话，两个日期都写：2026-12-11 到 2029-12-10。
terms-ask-fix = 把正确的起止日期发给我，例如 2026-12-11 到 2029-12-10。
error-organisation-term = 任期的起止日期不对。请核对后再发一次。
error-organisation-term-overlaps = 后面还有一届，日期重叠了。请核对后再发一次。
