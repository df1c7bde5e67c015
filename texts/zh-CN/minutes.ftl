# 会议记录：会上直接发文字、语音、照片，按议题归好
minutes-button-open = 会议记录
minutes-title = <b>会议记录：{ $what }</b>，{ $time }
minutes-hint = 直接发文字、语音、照片给我，我按时间记下来。不要发涉密内容和个人隐私。
minutes-hint-photos = 这类会议只收照片。谈话和评议的内容不在这里留，请写在纸质记录本上。
minutes-at-item = 正在记：<b>{ $number }. { $item }</b>
minutes-at-none = 现在记的不归到哪一项议题。
minutes-count = 已记 { $count } 条{ $photos ->
        [0] {""}
       *[other] ，照片 { $photos } 张
    }{ $voices ->
        [0] {""}
       *[other] ，语音 { $voices } 条
    }。
minutes-button-item = { $number }. { $item }{ $count ->
        [0] {""}
       *[other] （{ $count }）
    }
minutes-button-here = ▸ { $number }. { $item }{ $count ->
        [0] {""}
       *[other] （{ $count }）
    }
minutes-button-new-item = 加一项议题
minutes-button-no-item = 不归议题
minutes-button-all = 看记下的 { $count } 条
minutes-button-end = 记好了
minutes-button-again = 接着记
minutes-button-desk = 记录本
minutes-button-next = 下一项：{ $number }. { $item }
minutes-button-undo = 撤回这一条
minutes-button-one = 第 { $number } 条
minutes-button-see = 看原件
minutes-button-move = 换到别的议题
minutes-button-remove = 删掉
minutes-button-list = ‹ 记下的
minutes-ask-item = <b>{ $what }</b>加一项什么议题？请打出来。
minutes-ask-move = { $time }　{ $who }　{ $what }
    换到哪一项？
minutes-filed = 已记在“<b>{ $number }. { $item }</b>”（{ $count } 条）
minutes-filed-loose = 已记下（{ $count } 条）
minutes-ended = <b>{ $what }</b>记好了：议题 { $items } 项，要点 { $count } 条。之后还可以接着记。
minutes-list-title = <b>{ $what }</b>，记下的 { $count } 条
minutes-list-item = <b>{ $number }. { $item }</b>
minutes-list-loose = <b>不归议题的</b>
minutes-list-line = { $number }）{ $time } { $who }　{ $what }
minutes-entry = { $time } { $who }　{ $what }
minutes-entry-item = 归在：{ $number }. { $item }
minutes-kind-text = 文字
minutes-kind-voice = ［语音 { $length }］
minutes-kind-photo = ［照片］
minutes-kind-file = ［文件］
minutes-removed = 已经从会议记录里拿掉了。
minutes-button-form = 记录表
minutes-recorder = 请您做<b>{ $what }</b>（{ $time }）的记录人。开会时点一下，把文字、语音、照片发给我就行。
minutes-form-title = <b>{ $what }</b>，{ $time }，记录表
minutes-form-number = 第 { $number } 次
minutes-form-chair = 主持人：{ $name }
minutes-form-recorder = 记录人：{ $name }
minutes-form-end = 散会：{ $time }
minutes-form-figure = { $what }：{ $value }
minutes-form-lacks = <b>还缺</b>
minutes-form-whole = 都齐了。
minutes-lack-number = · 第几次会
minutes-lack-end = · 散会时间
minutes-lack-place = · 地点
minutes-lack-chair = · 主持人
minutes-lack-recorder = · 记录人
minutes-lack-roll = · 点名还没有结束
minutes-lack-reasons = · { $count } 位缺席的没有原因
minutes-lack-agenda = · 议题
minutes-lack-notes = · 发言要点{ $count ->
        [0] {""}
       *[other] （{ $count } 项议题还没有）
    }
minutes-lack-votes = · 决议和表决
minutes-lack-photos = · 照片
minutes-lack-summary = · 活动概要
minutes-lack-figures = · 活动数据
minutes-button-chair = 主持人
minutes-button-recorder = 记录人
minutes-button-over = 散会时间
minutes-button-now = 现在散会
minutes-button-number = 第几次
minutes-button-nth = 第 { $number } 次
minutes-button-no-number = 不写第几次
minutes-button-undecided = 没有表决事项
minutes-button-decided = 其实有表决
minutes-button-summary = 活动概要
minutes-button-no-summary = 去掉概要
minutes-button-figures = 活动数据
minutes-button-figure = { $what }：{ $value }
minutes-button-figure-open = { $what }：还没填
minutes-button-record = 导出会议记录
minutes-button-report = 导出活动报告
minutes-ask-chair = 谁主持？
minutes-ask-recorder = 谁记录？请到的同志会收到一条消息，之后可以发记录。
minutes-ask-end = <b>{ $what }</b>几点散会的？也可以打 16:30 这样的时间。
minutes-ask-number = <b>{ $what }</b>是今年第几次？机器人按已有的会数；不对就打一个数字。
minutes-ask-summary = 请用几句话写<b>{ $what }</b>做了什么，活动报告里用。不写的话，报告用会上发来的文字。
minutes-ask-summary-again =
    <b>{ $what }</b>现在的概要：
    { $summary }
    要改，请打新的。
minutes-ask-figure = { $what }是多少？请打一个数字。
minutes-figures = <b>{ $what }</b>的活动数据，点一项来填：
minutes-figure-members = 参加的党员（人）
minutes-figure-activists = 积极分子（人）
minutes-figure-masses = 群众（人）
minutes-figure-hours = 服务时数（小时）
minutes-figure-consultations = 义诊（人次）
minutes-lacks =
    { $held }的<b>{ $what }</b>，会议记录还缺：
    { $lines }
    会后 24 小时内补上就好。已经写在纸质记录本上的，不用管这条消息。
minutes-working = 正在做，照片多的话要等一会儿。
minutes-record-file = 会议记录好了。空白的请手填，签字后的纸质记录为准。
minutes-report-file = 活动报告好了。空白的请手填。
error-minutes-early = 会议还早，开会前 { $minutes } 分钟起可以记。
error-minutes-off = 这次会议取消了，不用记。要补记，请先恢复会议。
error-minutes-contents = 这类会议的发言不在这里留，只收不带说明的照片。请写在纸质记录本上。
error-minutes-full = 这次会议记满了，最多 { $most } 条。请先删掉不要的。
error-minutes-kind = 这个记不了。请发文字、语音、照片或文件。
error-minutes-figure = 请打一个数字，最多 { $most }。
error-minutes-moment = 没看懂这个时间，或者比开会还早。请像 16:30 这样打，不写了发 /cancel。
error-minutes-not-yet = 这个时间还没到。散会了再记，或者点“现在散会”。
