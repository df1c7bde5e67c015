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
minutes-filed = 已记在<b>{ $number }. { $item }</b>（{ $count } 条）
minutes-filed-loose = 已记下（{ $count } 条）
minutes-ended = <b>{ $what }</b>记好了，共 { $count } 条。之后还可以接着记。
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
error-minutes-early = 会议还早，开会前 { $minutes } 分钟起可以记。
error-minutes-off = 这次会议取消了，不用记。要补记，请先恢复会议。
error-minutes-contents = 这类会议的发言不在这里留，只收不带说明的照片。请写在纸质记录本上。
error-minutes-full = 这次会议记满了，最多 { $most } 条。请先删掉不要的。
error-minutes-kind = 这个记不了。请发文字、语音、照片或文件。
error-minutes-figure = 请打一个数字，最多 { $most }。
error-minutes-moment = 时间没看懂，或者不在会议开始以后。请像 16:30 这样打。
