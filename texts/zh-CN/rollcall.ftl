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
error-rollcall-closed-for-callers = 签到已经结束，补登和更正由支部书记来做。请把情况告诉书记。
error-rollcall-needs-reason = 这一步要写一个原因，最多 { $limit } 个字。请打一句话发给我。
error-rollcall-unmarked = 还有 { $count } 人没有登记。请先登记，或确认按缺席结束。
error-rollcall-not-begun = 会还没有开始，签到不能结束。请在开会以后再来。
error-rollcall-bad-counts = 票数对不上：赞成、反对、弃权加起来不能超过应到有表决权的 { $limit } 人。请核对后再发一次。
error-rollcall-decision-there = 同名的决议已经记过了，没有重复登记。请换一个名称，或回去看记录。
error-rollcall-votes = 没看懂票数。请按赞成、反对、弃权的顺序发三个数字，比如 20 1 0。

# 书记点名：看板
rollcall-board =
    <b>{ $what }</b>，{ $time }
    { $phase ->
        [early] 签到还没有开放
        [open] 签到进行中
        [over] 签到时间已过，还没有结束
       *[closed] 签到已结束
    }
    应到 { $expected }，实到 <b>{ $came }</b>，请假 { $leave }
    有表决权：应到 { $voters }，实到 { $voters_came }；过半线 { $half }
    <pre>{ $table }</pre>
    ✓ 到　△ 迟到　◁ 早退　○ 没登记　－ 请假　✗ 缺席　☆ 免予参加
    { $notes }
rollcall-board-group =
    <b>{ $what }</b>，{ $time }
    { $phase ->
        [early] 签到还没有开放
        [open] 签到进行中：扫会场的码，私下找我点“签到”，或把会场的 6 位数字回复给这条消息
       *[other] 签到已结束
    }
    应到 { $expected }，实到 <b>{ $came }</b>
    有表决权：应到 { $voters }，实到 { $voters_came }；过半线 { $half }
rollcall-note-old-codes = 留意：有 { $count } 人用了刚换掉的码，完整名单里标着“旧码”。
rollcall-note-on-leave = 留意：有 { $count } 人请了假又签到。
rollcall-note-page = 第 { $page } 页，共 { $pages } 页
rollcall-ask = <b>{ $what }</b>，{ $time }：可以签到了。到会场后点下面，也可以扫码或把会场的 6 位数字发给我。
rollcall-early =
    <b>{ $what }</b>，{ $time }，应到 { $count } 人
    签到 { $opens } 自动开放，不用管它；想提前，请点下面。
rollcall-code =
    { $phase ->
        [open]
            <b>{ $code }</b>
            { $what }：扫码签到，或把 6 位数字发给我。数字和码会自己换。
       *[other] { $what }：签到已结束，这个码不能用了。
    }
rollcall-told =
    { $count ->
        [0] 能发到的人都已经提醒过了，没有再发。
       *[other] 已给 { $count } 个还没有登记的人发了提醒。
    }
rollcall-told-unreached = 还有 { $count } 人没有开通或联系不上，请当面提醒；到了的，可以代为登记。
rollcall-more = <b>{ $what }</b>，{ $time }：还可以做这些
rollcall-longer = 好的，签到到 { $until } 为止。
rollcall-ask-close =
    还有 { $count } 人没有登记。
    可以先登记原因；直接结束的话，他们都记为缺席，以后更正要写原因。
rollcall-button-before = ‹ 上一页
rollcall-button-after = 下一页 ›
rollcall-button-code = 显示签到码
rollcall-button-tell = 提醒大家签到
rollcall-button-left = 没登记的（{ $count }）
rollcall-button-list = 完整名单
rollcall-button-more = 更多
rollcall-button-close = 结束签到
rollcall-button-close-yes = 按缺席结束
rollcall-button-board = ‹ 签到看板
rollcall-button-open = 现在就开放
rollcall-button-vote = 法定人数和表决
rollcall-button-fix = 更正登记
rollcall-button-longer = 再签 { $minutes } 分钟
rollcall-button-projector = 投屏网页
rollcall-button-settings = 签到设置
rollcall-button-start = 签到点名

# 没有登记的人，一点就登记
rollcall-left =
    <b>{ $what }</b>，{ $time }：还有 { $count } 人没有登记
    { $names }
    点编号对应的按钮；“代登”是替他登记到会。
rollcall-left-none = <b>{ $what }</b>，{ $time }：都登记了，没有遗漏。
rollcall-left-name = { $number }. { $name }
rollcall-button-duty = { $number } 值班
rollcall-button-leave = { $number } 请假
rollcall-button-late = { $number } 迟到
rollcall-button-behalf = { $number } 代登
rollcall-button-rest = 其余 { $count } 人一起登记
rollcall-ask-rest =
    剩下的 { $count } 人都登记成什么？
    值班的不影响调整后的出勤率；请假没说原因的，按一般请假算。
rollcall-button-rest-absent = 都记缺席
rollcall-button-rest-leave = 都记请假
rollcall-button-rest-duty = 都记值班
rollcall-ask-behalf = 替 { $name } 登记到会，是什么原因？请点一个，或打一句话。
rollcall-reason-no-phone = 没带手机
rollcall-reason-battery = 手机没电
rollcall-reason-network = 网络不通
rollcall-reason-paper = 纸质签到表
rollcall-reason-mistake = 登记错了
rollcall-reason-told = 本人说明
rollcall-reason-rest = 一起登记

# 完整名单和更正
rollcall-list-title = <b>{ $what }</b>：应到 { $count } 人
rollcall-list-line = { $name }：{ $status }
rollcall-list-line-there = { $name }：{ $status }，{ $time }，{ $way }
rollcall-list-line-old-code = { $name }：{ $status }，{ $time }，{ $way }，旧码
rollcall-status-present = 到会
rollcall-status-late = 迟到
rollcall-status-left-early = 早退
rollcall-status-leave = 请假
rollcall-status-absent = 缺席
rollcall-status-exempt = 免予参加
rollcall-status-unmarked = 没登记
rollcall-way-button = 点按钮
rollcall-way-qr = 扫码
rollcall-way-code = 打数字
rollcall-way-group = 群里打数字
rollcall-way-steward = 书记登记
rollcall-way-behalf = 代为登记
rollcall-way-closing = 结束时登记
rollcall-way-leave = 请假批准
rollcall-ask-whom = 更正谁的登记？
rollcall-button-person = { $name }：{ $status }
rollcall-ask-what = { $name } 现在是：{ $status }。改成什么？
rollcall-mark-here = 到会
rollcall-mark-late = 迟到
rollcall-mark-early = 早退
rollcall-mark-duty = 值班
rollcall-mark-leave = 请假
rollcall-mark-absent = 缺席
rollcall-mark-exempt = 免予参加
rollcall-button-annul = 作废这条登记
rollcall-ask-why = 为什么更正 { $name } 的登记？请点一个，或打一句话。原来的登记会留着备查。
rollcall-fixed = 改好了。

# 法定人数和表决：只记人数，不做投票
rollcall-quorum-counts =
    <b>法定人数</b>
    应到 { $expected }，实到 { $came }
    有表决权：应到 { $voters }，实到 { $voters_came }
rollcall-quorum-none = 这类会没有法定人数的规定，下面的表决仍可以记。
rollcall-quorum-general =
    { $met ->
        [yes] ✓ 党员大会：有表决权的到 { $needed } 人可以开会，现在够了
       *[no] 党员大会：有表决权的到 { $needed } 人可以开会，现在还不够
    }
    决议要 { $ayes } 票赞成（超过应到有表决权的半数）。
rollcall-quorum-committee =
    { $met ->
        [yes] ✓ 支委会：到 { $needed } 人可以开会，现在够了
       *[no] 支委会：到 { $needed } 人可以开会，现在还不够
    }
    过半是 { $ayes } 人。
rollcall-quorum-election =
    { $met ->
        [yes] ✓ 选举：有表决权的到 { $needed } 人有效，现在够了
       *[no] 选举：有表决权的到 { $needed } 人有效，现在还不够
    }
    当选要超过实到的半数，即 { $ayes } 票。选举要当场无记名投票，这里只记结果。
rollcall-decision =
    · { $title }：赞成 { $ayes }，反对 { $noes }，弃权 { $kept }
    　当时有表决权的应到 { $voters }、实到 { $voters_came }，过线 { $needed }
rollcall-decision-beyond = 　票数比实到的多 { $count }：会前交了书面意见的算在内，没有的话请核对票数或补登到会。
rollcall-button-decide = 记一项表决
rollcall-ask-title = 表决的是什么？请打一句话，最多 100 个字，不写人名。
rollcall-ask-votes = 票数是多少？请按赞成、反对、弃权发三个数字，比如 20 1 0。

# 签到设置
rollcall-settings =
    <b>签到设置</b>
    开会 { $late } 分钟以后到的记迟到
    开会前 { $opens } 分钟开放签到
    { $group ->
        [on] 群里显示到会人数（不显示姓名）
       *[off] 群里不显示到会人数
    }
    { $out ->
        [on] 离开时请大家点“我要走了”
       *[off] 离开时不用点
    }
rollcall-set-late = 迟到 { $minutes } 分钟
rollcall-set-opens = 提前 { $minutes } 分钟
rollcall-set-group-on = 群里显示人数
rollcall-set-group-off = 群里不显示人数
rollcall-set-out-on = 离开时要点
rollcall-set-out-off = 离开时不用点
rollcall-wall =
    在连着投影的电脑上打开这个网址，码会自己换：
    <code>{ $address }</code>
    网址就是钥匙，只在这次会用，请不要转到会场外。
error-rollcall-no-address = 还没有能打开的网址。请党办在设置里写上 WEB_URL；眼下可以点“显示签到码”，用手机屏幕给大家看。
