# 收到了没有
why-title = <b>我的消息</b>（最近 90 天）
why-title-of = <b>{ $name }</b>的消息（最近 90 天）
why-nothing = 这段时间没有要发的消息。
why-choose = <b>{ $name }</b>：您想看谁的消息到了没有？这里只看状态，看不到内容。
why-line =
    <b>{ $what }</b>
    { $fate }
why-button-mine = 收到了没有
why-button-list = 谁收到了没有
why-button-person = { $name }

why-fate-sent = 已发出，{ $time }
why-fate-merged = 已发出（和别的提醒合成一条），{ $time }
why-fate-sending = 正在发出，{ $time }
why-fate-waiting = 等待中，{ $time }发
why-fate-held = 等待中，先不打扰，{ $time }再发
why-fate-retrying = 等待中，刚才没发出去，{ $time }再试
why-fate-unknown = 不确定：发送时断了线，可能到了，也可能没到，{ $time }
why-ended-skipped = 没有发：{ $why }，{ $time }
why-ended-unreachable = 无法送达：{ $why }，{ $time }
why-ended-failed = 没有发：{ $why }，{ $time }

why-reason-void = 安排变了，不用发了
why-reason-expired = 过了时间，再发没有用
why-reason-merged = 和别的提醒合成一条
why-reason-paused = 提醒暂停中
why-reason-muted = 这类消息已关掉
why-reason-not-true = 情况变了，不用发了
why-reason-never-started = 还没有登记，或没有跟机器人打过招呼
why-reason-blocked = 停用了机器人
why-reason-deactivated = Telegram 账号已注销
why-reason-chat-gone = 聊天已不存在
why-reason-refused = Telegram 没有接受
why-reason-exhausted = 试了很多次，都没发出去
why-reason-unrenderable = 程序出错，管理员会看到
why-reason-crashed = 发送时断了线
why-reason-erased = 个人数据已删除

why-kind-other = 通知
why-kind-dues-reminder = 交党费提醒
why-kind-meeting-notice = 会议通知
why-kind-meeting-reminder = 会议提醒
why-kind-rollcall-ask = 点名
why-kind-rollcall-left = 还没登记的名单
why-kind-rollcall-group = 群里的点名
why-kind-checklist-reminder = 要办的事
why-kind-ask-again = 等您答复
why-kind-human-task = 等您处理
why-kind-meeting-look = 请您看看会议安排
why-kind-registration-card = 登记申请
why-kind-registration-result = 登记结果
why-kind-registration-undone = 登记撤回
why-kind-registration-moved = 换账号通知
why-kind-privacy-erased = 有人删除了数据
why-kind-role-notice = 职务通知
why-kind-snoozed = 再次提醒
why-kind-steward-notice = 书记事项提醒
why-kind-case-reminder = 发展和转接提醒
why-kind-member-notice = 日期提醒
why-kind-greeting = 生日问候
why-kind-holidays-missing = 放假安排提醒
why-kind-delivery-gap = 发送检查
