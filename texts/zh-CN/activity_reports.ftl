# 活动报道：支部写，党办看，有人点了才发到群或频道
activity-reports-button-menu = 活动报道
activity-reports = <b>{ $organisation }</b>的活动报道，共 { $count } 篇
activity-reports-none =
    <b>{ $organisation }</b>的活动报道
    还没有。点“写一篇”，写几句话，再发几张照片。
activity-reports-none-in =
    <b>{ $organisation }</b>的活动报道
    还没有支部报上来。
activity-reports-button-draft = 草稿：{ $title }
activity-reports-button-handed-in = 待审：{ $title }
activity-reports-button-returned = 请修改：{ $title }
activity-reports-button-accepted = ✓ { $title }
activity-reports-button-new = 写一篇
activity-reports-button-meeting = 写活动报道
activity-reports-ask-title = 这篇叫什么？请打标题，最多 { $most } 个字。
activity-reports-ask-words = 活动做了什么？请打一段话，最多 { $most } 个字。不要写病人的情况和内部材料；提到同志，先问一声本人。
activity-reports-ask-day = 活动是哪天？请打日期，比如 11月20日，或者“昨天”。
activity-reports-ask-photos = 请把照片发过来，最多 { $most } 张，可以一次选几张。现在有 { $count } 张。照片里不要有病人和病历。
activity-reports-photo-taken = 收到了，现在共 { $count } 张照片。
activity-reports-title = <b>{ $title }</b>
activity-reports-about = { $branch }，{ $held }，照片 { $count } 张
activity-reports-state-draft = 草稿，还没有上报。
activity-reports-state-handed-in = 已上报，等党办审核。
activity-reports-state-returned = 党办请您改一改，改好再上报。
activity-reports-state-accepted = ✓ 党办已采用。
activity-reports-remark = 党办说：{ $remark }
activity-reports-words = { $words }
activity-reports-sent = ✓ 已发到{ $what }
activity-reports-chat-group = { $organisation }的群
activity-reports-chat-channel = { $organisation }的频道
activity-reports-photos = <b>{ $title }</b>的 { $count } 张照片在上面。
activity-reports-button-see = 看照片
activity-reports-button-words = 写内容
activity-reports-button-photos = 加照片
activity-reports-button-title = 改标题
activity-reports-button-day = 改日期
activity-reports-button-drop = 照片全去掉
activity-reports-button-ready = 照片发完了
activity-reports-button-hand-in = 上报党办
activity-reports-button-recall = 撤回来改
activity-reports-button-discard = 删掉这篇
activity-reports-button-discard-yes = 删掉
activity-reports-discard = 删掉“{ $title }”？删了就没有了。
activity-reports-button-accept = 采用
activity-reports-button-return = 请支部改
activity-reports-ask-remark = “{ $title }”要改什么？请打一句话，最多 { $most } 个字，写的人会看到。
activity-reports-returned = 已退给支部，改好了会再报上来。
activity-reports-button-post = 发到{ $what }
activity-reports-button-look = 看一看
activity-reports-card = { $branch }上报了活动报道<b>{ $title }</b>，请您审核。
activity-reports-card-draft = { $branch }撤回了活动报道<b>{ $title }</b>，不用审核了。
activity-reports-card-returned = { $branch }的活动报道<b>{ $title }</b>已退回修改。
activity-reports-card-accepted = { $branch }的活动报道<b>{ $title }</b>已采用。
activity-reports-waiting = { $branch }的活动报道<b>{ $title }</b>报上来 { $days } 天了，还在等审核，请您看一看。
activity-reports-told-accepted = 您写的活动报道<b>{ $title }</b>，党办采用了。
activity-reports-told-returned = 您写的活动报道<b>{ $title }</b>，党办请您改一改：{ $remark }
activity-reports-post =
    <b>{ $title }</b>
    { $branch }，{ $held }

    { $words }

error-activity-reports-text = 请打字，最多 { $most } 个字。请再发一次。
error-activity-reports-no-office = 上级还没有党办的同志在用支部助手，暂时没法上报。请直接联系党办。
error-activity-reports-handed-in = 这篇已经报上去了，不能改。要改，请先点“撤回来改”；已采用的，请联系党办。
error-activity-reports-photos = 最多 { $most } 张照片。要换，请先点“照片全去掉”，再发一遍。
why-kind-activity-report = 支部上报的活动报道
why-kind-activity-report-waiting = 还没有审核的活动报道
why-kind-activity-report-closed = 活动报道审核过了
why-kind-activity-report-result = 您写的活动报道有了结果
why-kind-activity-report-post = 发到群里的活动报道
