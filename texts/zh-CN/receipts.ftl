# 通知回执：已发出、已确认、无法送达、电话告知
receipts-button-confirm = 确认收到
receipts-button-confirmed = ✓ 已确认
receipts-confirmed = 已记下您的确认，谢谢。
receipts-withdrawn = 这条通知已经撤回，不用确认了。
receipts-remind =
    { $organisation }的通知，您还没有确认：
    { $words }
    看过原来那条以后，请点一下。
receipts-remind-files =
    { $organisation }发给您的文件，您还没有确认。
    看过原来那条以后，请点一下。
receipts-latest =
    <b>{ $organisation }</b>的通知
    点开一条，看谁还没有确认。
receipts-latest-none = <b>{ $organisation }</b>还没有发过通知。
receipts-files = （文件）
receipts-title =
    <b>{ $words }</b>
    { $time } 发出
receipts-sums = 共 { $people } 人：已确认 { $confirmed }，电话告知 { $told }
receipts-unreached = 其中 { $count } 人收不到消息，请打电话
receipts-open = <b>还没有确认 { $count } 人</b>
receipts-left = <b>没有回执 { $count } 人</b>
receipts-open-yours = <b>您负责的同志里，还没有确认 { $count } 人</b>
receipts-all = 每个人都有着落了。
receipts-all-yours = 您负责的同志都有着落了。
receipts-no-names = 名单只有发通知的支部看得到。
receipts-place = <b>{ $name }</b>
receipts-name = · { $name }（{ $state }）
receipts-name-reminded = · { $name }（{ $state }，提醒过 { $count } 次）
receipts-sent = 已发出
receipts-waiting = 还没发出
receipts-unknown = 不确定是否送到
receipts-unreachable = 无法送达：{ $why }
receipts-reason-never = 还没有登记
receipts-reason-blocked = 停用了机器人
receipts-reason-gone = 账号已注销
receipts-reason-failed = 发送没有成功
receipts-hint = “已发出”只表示 Telegram 收下了，不表示本人看过。
receipts-reminded = 已提醒 { $count } 人，只提醒还没有确认的。
receipts-not-too-soon = · { $count } 人刚提醒过，过几个小时再说
receipts-not-enough = · { $count } 人已经提醒过 { $most } 次，请打电话
receipts-not-paused = · { $count } 人暂停了提醒，请打电话
receipts-not-unreachable = · { $count } 人现在收不到消息，请打电话
receipts-not-ends = · { $count } 人要等到免打扰结束，那时通知已经过期，请打电话
receipts-handed = 已请 { $count } 个小组（支部）的负责人打电话。
receipts-handed-none = 没有新的名单要交出去。
receipts-handed-before = · { $count } 份名单以前已经交给他们
receipts-handed-own = · { $count } 人归您自己联系
receipts-ask-told = 打过电话、或当面告诉了谁，就点谁的名字。您的名字和时间会记在回执上。
receipts-told-noted = 记下了：电话告知。
receipts-closed-before = 这位同志先前已经有着落了。
receipts-taken-back = 已经改回来了。
receipts-file = 通知回执表，共 { $count } 人。
receipts-button-open = 看名单
receipts-button-latest = 通知回执
receipts-button-one = { $day } { $words }
receipts-button-remind = 只提醒他们
receipts-button-hand = 请组长打电话
receipts-button-told = 电话告知
receipts-button-undo = 点错了，改回来
receipts-button-export = 导出表格
error-receipts-over = 这条通知已经结束，或者不需要确认，不用再提醒了。请回到名单看看现在的情况。
why-kind-receipt-reminder = 请您确认通知的提醒
