# 工作交接：书记换人，两边都点头；临时代理
handover-title = <b>{ $organisation }</b>的工作交接
handover-holder = 现任书记：{ $name }
handover-nobody = 现在没有书记在任。
handover-goes-with = 会一起移交的：
handover-line-rules = · 支部自己设的提醒规则 { $count } 条
handover-line-meetings = · 已安排的会议 { $count } 场
handover-line-approvals = · 等待审批的申请 { $count } 件
handover-line-tasks = · 等人处理的事 { $count } 件
handover-line-chats = · 绑定的群和频道 { $count } 个
handover-line-drafts = · 没发出的草稿 { $count } 份
handover-line-scheduled = · 定时发出的通知 { $count } 条
handover-line-items = · 记在书记名下的事项 { $count } 项
handover-line-records = · 由书记主持或记录的会议 { $count } 场
handover-line-none = · 现在没有要移交的事
handover-waiting = 已请{ $name }接任，{ $time }以前等他答复。在他点头以前，一切不变。
handover-holder-starts = 请现任书记自己点“开始交接”。
handover-office-starts = 书记现在不能自己开始交接，请党办来发起。
handover-button-open = 工作交接
handover-button-start = 开始交接
handover-button-take-back = 收回
handover-button-deputy = 请人临时代理
handover-button-one = { $day } 交给{ $name }的清单
handover-ask-who = <b>{ $organisation }</b>：书记的工作交给谁？
handover-ask = 请{ $name }接任书记？他有 { $days } 天时间答复；他点头以后，职务、日程、待办和群就都归他。
handover-button-offer = 请他接任
handover-offered = 请您接任{ $organisation }书记。点开看看要交给您什么，再答复。
handover-button-see = 看看
handover-see =
    请您接任<b>{ $organisation }</b>书记，移交人：{ $name }
    会一起移交的：
handover-see-office =
    请您接任<b>{ $organisation }</b>书记，由党办发起
    会一起移交的：
handover-see-until = 请在{ $time }以前答复。
handover-button-yes = 接任
handover-button-no = 不接任
handover-state-accepted = 您已经接任。支部管理在主菜单里。
handover-state-declined = 您没有接任，已经告诉对方。
handover-state-withdrawn = 对方已经收回。
handover-state-expired = 过了答复的时间。需要的话，请对方再发一次。
handover-declined = 您请的同志没有接任{ $organisation }书记。您可以再请一位。
handover-expired = 您请的同志没有在约定时间里答复是否接任{ $organisation }书记。您可以再请一位。
handover-done =
    { $date }，{ $organisation }书记的工作已交给{ $name }。移交的有：
    { $lines }
    交接清单请保存好。
handover-button-record = 交接清单
handover-file = 工作交接清单。线下的东西请手填，三方签字。
handover-office = { $organisation }的书记工作已交给{ $name }。
handover-ask-deputy = <b>{ $organisation }</b>：请谁临时代理？到最后一天自动结束。
handover-ask-days = { $name }从今天起代理多少天？
handover-button-days = { $count } 天
handover-deputy-done = { $name }从今天起以副书记的身份代理，{ $date }当天结束后自动停止。想早点结束，请党办在“职务”里改。
error-handover-holder = 现在的书记是{ $name }，交接要由他自己开始。请他打开“支部管理”里的“工作交接”。
error-handover-open = 已经请了一位同志接任，正在等他答复。想换人，请先收回。
error-handover-over = 这次交接已经结束或收回了。需要的话，请对方再发一次。
error-handover-deputy-days = 代理最多 { $days } 天。请选短一点的时间。
why-kind-handover = 工作交接
