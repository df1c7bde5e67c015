# 清单：谁、什么事、哪天前、办了没有
checklists-preset-org-life = 组织生活会准备
checklists-preset-review = 民主评议准备
checklists-preset-general-meeting = 党员大会准备
checklists-preset-themed-day = 主题党日准备
checklists-preset-lecture = 党课准备
checklists-preset-election = 换届准备
checklists-preset-handover = 换届移交
checklists-preset-own = 自己列的清单

checklists-item-learn = 组织会前学习
checklists-item-talks = 谈心谈话谈完
checklists-item-opinions = 征求意见收齐
checklists-item-report-plan = 方案报上级
checklists-item-notice = 通知到每个人
checklists-item-self-check = 对照检查材料写好
checklists-item-materials = 会议材料备好
checklists-item-expected = 核对应到名单
checklists-item-review-forms = 测评表印好
checklists-item-tellers = 定监票人和计票人
checklists-item-agenda = 定议题
checklists-item-record-book = 备好会议记录本
checklists-item-theme = 定主题和内容
checklists-item-place = 定地点
checklists-item-recorder = 定记录和拍照的人
checklists-item-speaker = 定讲课人
checklists-item-outline = 讲稿写好
checklists-item-request = 向上级请示
checklists-item-roster = 核对党员花名册
checklists-item-candidates = 酝酿候选人
checklists-item-ballots = 纸质选票印好
checklists-item-records = 会议和活动记录
checklists-item-dues-stubs = 党费台账和票据
checklists-item-plans = 计划、总结、请示批复
checklists-item-chats = 群和频道的管理员

checklists-due = { $organisation }的“{ $list }”里有一件事请您办：<b>{ $item }</b>，最晚 { $date }。
checklists-late = { $organisation }的“{ $list }”里，<b>{ $item }</b>原定 { $date } 前办好，还没有打勾。办好了点一下；办不了，请告诉书记。

checklists-of = <b>{ $organisation }</b>的清单
checklists-of-none =
    <b>{ $organisation }</b>的清单
    现在没有。会议的准备清单，在会议里点“准备清单”。
checklists-choose = 要看哪张清单？也可以新建一张。
checklists-choose-item = <b>{ $list }</b>：要改哪一项？
checklists-title = <b>{ $list }</b>，{ $organisation }
checklists-title-day = <b>{ $list }</b>，{ $organisation }，{ $date }
checklists-line = ○ { $item }（{ $owner }）
checklists-line-due = ○ { $item }（{ $owner }，最晚 { $date }）
checklists-line-late = ○ { $item }（{ $owner }，过了 { $date }）
checklists-line-done = ✓ { $item }（{ $owner }）
checklists-voided = 这次活动取消了，清单先放着，不再提醒。
checklists-empty = 还没有内容。点“加一项”，写要办的事。
checklists-mine =
    <b>我要办的事</b>
    办好一项，点一下。
checklists-mine-none = 现在没有要您办的事。
checklists-done = 记下了：<b>{ $item }</b>，已办好。
checklists-ask-add = 要在“{ $list }”里加什么？请打一句话，最多 60 个字。不要写谈话内容和个人隐私。
checklists-ask-who = 这件事谁来办？选一个职务，以后换了人，提醒自动跟着走；也可以选一位同志。
checklists-ask-due = 最晚哪天办好？请打日期，比如 12月1日。

checklists-button-meeting = 准备清单
checklists-button-branch = 清单
checklists-button-list = { $list } { $done }/{ $count }
checklists-button-make = ＋ { $list }
checklists-button-open = ○ { $item }
checklists-button-done = ✓ { $item }
checklists-button-item = { $item }
checklists-button-add = 加一项
checklists-button-edit = 改一项
checklists-button-who = 谁来办
checklists-button-due = 最晚哪天
checklists-button-remove = 去掉这项
checklists-button-member = 选一位同志
checklists-button-no-date = 不定日期
checklists-button-undo = 点错了，撤回
checklists-button-mine = 我要办的事

error-checklists-full = 一张清单最多 { $limit } 项。请先去掉一项，或另建一张。
error-checklists-void = 这次活动已经取消，清单不用办了。请回到会议列表看最新的情况。
error-checklists-not-here = 这位同志不在这个组织里。请另选一位。
