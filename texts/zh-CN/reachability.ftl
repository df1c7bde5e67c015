# 联络情况：消息能发到谁，谁要打电话
reachability-title = <b>{ $organisation }</b> 联络情况
reachability-reached = 党员 { $members } 人，消息能发到 { $reached } 人
reachability-never-line = · 还没有登记 { $count } 人
reachability-blocked-line = · 停用了机器人 { $count } 人
reachability-gone-line = · 账号已注销 { $count } 人
reachability-silent-line = · { $days } 天没有动静 { $count } 人（消息照常发，请问一问是不是换了手机）
reachability-hint = 名单只给支部和党小组的负责人打电话用，不作评价，不对外公布。
reachability-all-reached = 消息能发到每一位同志，不用另外打电话。
reachability-coverage = <b>最近的通知</b>，有着落的人数（点过“已收到”，或电话告知；不用确认的，发出就算）：
reachability-notice = · { $day } { $words }　{ $covered }/{ $people }{ $left ->
        [0] {" "}✓
       *[other] ，还差 { $left } 人
    }
reachability-button-receipts = 谁还没有着落
reachability-calls-title = <b>{ $organisation }</b> 需要联系的同志，共 { $count } 位
reachability-place = <b>{ $name }</b>
reachability-no-group = <b>未分组</b>
reachability-name = · { $name }（{ $why }）
reachability-never = 还没有登记
reachability-blocked = 停用了机器人
reachability-gone = 账号已注销
reachability-silent = 很久没有动静
reachability-calls-hint = 打电话时可以问一问：要不要帮忙登记，或者以后就用电话告知。
reachability-file = 联络名单，共 { $count } 位。里面有电话号码，请妥善保管，不要转发到群里。
reachability-button-open = 联络情况
reachability-button-calls = 看名单 { $count }
reachability-button-export = 导出名单
