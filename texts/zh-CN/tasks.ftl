# 等您处理：发消息办不了的事，请人来办
tasks-title =
    <b>等您处理</b>
    这些事发消息办不成，请您来办。点开一条，办好了记一下。
tasks-none = 现在没有等您处理的事。
tasks-number = <b>{ $number }.</b>
tasks-new = { $organisation }有一件事等您处理。
tasks-registration = { $organisation }有一个登记申请，{ $hours } 小时没有人答复。请看一看，或提醒支部书记。
tasks-leave = { $organisation }有一个请假申请，{ $hours } 小时没有人答复。请看一看。
tasks-makeup = { $organisation }有同志交了补学，{ $hours } 小时没有人看。请看一看，或提醒组长、宣传委员。
tasks-receipt = { $organisation }有同志还没有确认通知。请看看名单，打个电话告诉他们。
tasks-name = · { $name }
tasks-unreached =
    { $organisation }有 { $count } 位同志没有用这个机器人，收不到通知。请当面或电话告诉他们：
    { $people }
tasks-unreached-thing = 　{ $time } { $what }
tasks-undelivered-none = { $organisation }：先前没收到通知的同志，现在都不用另行告知了。
tasks-undelivered-meetings-invite =
    { $time }的<b>{ $what }</b>，{ $count } 位同志可能没收到通知，请当面或电话告知：
    { $names }
tasks-undelivered-meetings-moved =
    <b>{ $what }</b>改到 { $time }，{ $count } 位同志可能没收到变动，请当面或电话告知：
    { $names }
tasks-undelivered-meetings-cancelled =
    原定 { $time }的<b>{ $what }</b>取消了，{ $count } 位同志可能没收到消息，请当面或电话告知：
    { $names }
tasks-orphans-leader = { $organisation }现在没有书记或副书记在任。请任命一位，或者请人接任。
tasks-orphans-things =
    { $organisation }有同志离开了，下面这些还没有人接：
    { $lines }
    请换上现在负责的同志。
tasks-orphans-item = · 没办完的事项 { $count } 项
tasks-orphans-record = · 由离开的同志主持或记录的会议 { $count } 场
tasks-orphans-chat = · 由离开的同志绑定的群或频道 { $count } 个
tasks-orphans-notice = · 由离开的同志定时发出的通知 { $count } 条
tasks-orphans-none = { $organisation }：先前没人接的事，现在都有人了。
tasks-button-menu = 等您处理 { $count }
tasks-button-list = 去处理
tasks-button-one = { $number }. { $organisation }
tasks-button-look = 看申请
tasks-button-place = 去看看
tasks-button-phoned = 已电话告知
tasks-button-handled = 已处理
