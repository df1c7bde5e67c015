# 结对共建：两个支部都同意了，各有一张一样的清单
pairing-button-menu = 结对共建
pairing = <b>{ $branch }</b>结对共建
pairing-none =
    <b>{ $branch }</b>结对共建
    还没有结对。点“找个支部结对”，对方同意后，两边各有一张一样的清单。
pairing-button-asked = 等答复：{ $other }
pairing-button-agreed = { $other }
pairing-button-new = 找个支部结对
pairing-ask = 想和哪个支部结对？点一下就发出邀请，对方书记同意了才算。
pairing-ask-none = 没有别的支部可以邀请了。
pairing-asked = 已邀请<b>{ $other }</b>结对共建，等对方书记答复。
pairing-asks = <b>{ $other }</b>想和你们结对共建。同意后，两边各有一张一样的清单，各办各的、各打各的勾。
pairing-agreed = 和<b>{ $other }</b>结对共建中。清单两边各有一张，办没办好各看各的。
pairing-declined = <b>{ $other }</b>的结对邀请没有谈成。
pairing-ended = 和<b>{ $other }</b>的结对共建已结束，清单先放着。
pairing-button-yes = 同意
pairing-button-no = 先不结对
pairing-button-list = 我们的清单
pairing-button-add = 加一项，两边都有
pairing-button-end = 结束结对
pairing-button-end-yes = 结束
pairing-button-take-back = 撤回邀请
pairing-ask-add = 和<b>{ $other }</b>一起办什么？请打一句话，最多 { $most } 个字，两边的清单都会加上。
pairing-added = 已加到两边的清单，<b>{ $other }</b>也看得到这一项。
pairing-ask-end = 结束和<b>{ $other }</b>的结对共建？两边的清单先放着，不再提醒，对方会知道。
pairing-button-look = 看一看
pairing-card = <b>{ $other }</b>想和{ $branch }结对共建，请您看一看。
pairing-card-agreed = <b>{ $other }</b>和{ $branch }结对共建，已同意。
pairing-card-declined = <b>{ $other }</b>想和{ $branch }结对共建，这次没有谈成。
pairing-card-ended = <b>{ $other }</b>和{ $branch }的结对共建已结束。
pairing-told-agreed = <b>{ $other }</b>同意结对共建。清单两边各有一张，可以动手了。
pairing-told-declined = <b>{ $other }</b>这次先不结对。可以当面聊聊，以后再邀请。
pairing-told-ended = <b>{ $other }</b>结束了结对共建，清单先放着，不再提醒。

checklists-preset-pairing = 结对共建
checklists-item-pair-plan = 一起定全年的共建计划
checklists-item-pair-themed-day = 一起办一次主题党日
checklists-item-pair-study = 一起学习一次
checklists-item-pair-volunteer = 一起做一次志愿服务
checklists-item-pair-visit = 互相走访一次
checklists-item-pair-summary = 写好共建小结

error-pairing-unled = 对方支部和上级都还没有人能答复。请先联系党办。
why-kind-pairing = 别的支部想结对共建
why-kind-pairing-closed = 结对共建的邀请有了结果
why-kind-pairing-notice = 结对共建的消息

# 离退休同志的联系人
retired-contact = 离退休同志的联系人：{ $name }
retired-contact-mine = 离退休同志有事找：{ $name }
retired-contact-button = 离退休联系人
retired-contact-ask = 离退休同志有事找谁？请选一位同志，先问一声本人愿不愿意。离退休同志和党办会看到。
retired-contact-button-nobody = 不设
