# 签到：办不成时说的话
error-rollcall-early =
    { $today ->
        [1] 签到 { $opens } 开放。到时再点一次就行，现在什么也没有记。
       *[0] 签到 { $month }月{ $on_day }日 { $opens } 开放。到时再点一次就行，现在什么也没有记。
    }
error-rollcall-over = 这次签到已经结束了。您如果到了会场，请跟支部书记说一声，由书记补登。
error-rollcall-off = 这次会取消了，不用签到。
error-rollcall-not-expected = 这次会的名单里没有您。如果您人在会场，请跟支部书记说一声。
error-rollcall-nothing-open = 现在没有您可以签到的会。会前 20 分钟左右再来；不确定时间，请看会议通知。
error-rollcall-wrong-code = 这个签到码不对。请看清会场上现在显示的 6 位数字再发一次，还可以试 { $left } 次；也可以扫码或点“签到”按钮。
error-rollcall-old-code = 这个签到码已经换了。请扫会场上现在的码，或把现在的 6 位数字发给我。
error-rollcall-not-there = 还没有您的到会记录。请先签到，离开时再点。
error-rollcall-needs-reason = 这一步要写一个原因，最多 { $limit } 个字。请打一句话发给我。
error-rollcall-unmarked = 还有 { $count } 人没有登记。请先登记，或确认按缺席结束。
error-rollcall-not-begun = 会还没有开始，签到不能结束。请在开会以后再来。
error-rollcall-bad-counts = 票数对不上：赞成、反对、弃权加起来不能超过应到有表决权的 { $limit } 人。请核对后再发一次。
error-rollcall-decision-there = 同名的决议已经记过了，没有重复登记。请换一个名称，或回去看记录。
