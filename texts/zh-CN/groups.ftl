# 群和频道
groups-title = <b>{ $name }</b>的群和频道
groups-none = 还没有绑定。
groups-kind-group = 群
groups-kind-channel = 频道
groups-chat = · { $kind }，{ $date }绑定
groups-chat-topic = · { $kind }（发到一个话题里），{ $date }绑定
groups-chat-silent = · { $kind }，{ $date }绑定：现在发不了消息，请把我请回去或放开发言
groups-button-bind = 取绑定码
groups-button-unbind = 解除绑定：{ $kind }
groups-button-unbind-yes = 解除绑定
groups-ask-unbind = 解除以后，我不再往那里发消息。确定吗？
groups-code =
    绑定码：<code>{ $code }</code>
    1. 把 @{ $username } 拉进支部的群。
    2. 您在群里发送：<code>/bind { $code }</code>
    频道也一样：先把我设为管理员，再把绑定码发到频道里。
    { $minutes } 分钟内有效，只能用一次。

groups-hello = 大家好，我是支部助手。群里只发会议和学习通知，不会公布任何人的姓名、党费或出勤；登记和设置请私下找我。
groups-hello-channel = 大家好，我是支部助手。频道里只发会议和学习通知，不会公布任何人的姓名、党费或出勤；登记和设置请私下找我。
groups-can-post = ✓ 能发通知
groups-sees-all = ✓ 能看到 /bind 这样的命令和对我的回复；群里其他聊天我不看、不存
groups-sees-commands = ✓ 能看到 /bind 这样的命令和对我的回复；其他聊天我看不到，这样正好
groups-can-pin = ✓ 能置顶通知
groups-cannot-pin = ✗ 不能置顶通知；需要的话，请把我设为管理员并允许置顶
groups-how-to-bind = 绑定支部：请书记私下找 @{ $username }，点“支部管理”“群和频道”“取绑定码”，再在这里发送 /bind 加绑定码。
groups-how-to-bind-channel = 绑定支部：请书记私下找 @{ $username }，点“支部管理”“群和频道”“取绑定码”，再把绑定码发到这里。
groups-bound = ✓ 已绑定：{ $name }。
groups-bound-topic = ✓ 已绑定：{ $name }。通知会发到这个话题。
groups-bound-again = 这里已经绑定：{ $name }。
groups-help = 在群里，我只发支部的通知。其他的请私下找 @{ $username }，发送 /menu。
groups-silent = 我进了群“{ $title }”，但不能发言。请在群设置里放开成员发言，或把我设为管理员。
groups-silent-channel = 我进了频道“{ $title }”，但不能发消息。请在频道的管理员设置里允许我发消息。

error-bind-code = 这个绑定码用不了：可能打错了、过期了，或不是您取的。请私下找我重新取一个。
error-chat-bound-elsewhere = 这里已经绑定了别的组织。请先由那边的书记解除绑定。

command-bind = 用绑定码绑定本群
