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
    现在没有清单。会议的准备清单，在会议里点“准备清单”。
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
checklists-button-branch = 清单和任务
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

checklists-preset-pledge = 承诺践诺
checklists-preset-duties = 书记每月要办的事
checklists-preset-onboarding = 新书记上手
checklists-preset-activity-room = 党员活动室

checklists-item-pledge-collect = 每位党员的承诺收齐
checklists-item-pledge-public = 承诺公开，上墙或在会上念
checklists-item-pledge-half = 半年时各自看一看
checklists-item-pledge-year = 年底各自说说完成情况
checklists-item-pledge-file = 承诺书归档
checklists-item-duty-themed-day = 本月主题党日安排好
checklists-item-duty-committee = 有支委会的，支委会开好
checklists-item-duty-study = 集中学习安排好
checklists-item-duty-dues = 党费收好、台账对好
checklists-item-duty-records = 会议记录补齐
checklists-item-duty-talks = 按计划谈心谈话
checklists-item-duty-care = 联系困难和离退休同志
checklists-item-duty-voices = 看看同志们的提问和建议
checklists-item-start-handed = 和前任当面交接
checklists-item-start-people = 认识支部的每一位同志
checklists-item-start-roles = 核对支委和组长
checklists-item-start-contact = 填好支部联系人
checklists-item-start-plan = 看一遍年度计划
checklists-item-start-meetings = 看近期的会议
checklists-item-start-rules = 看提醒是怎么发的
checklists-item-start-dues = 和组织委员对一遍党费
checklists-item-start-chats = 核对支部的群和频道
checklists-item-room-keeper = 定好管理的人
checklists-item-room-flag = 党旗和入党誓词端正
checklists-item-room-rules = 制度上墙，内容不过期
checklists-item-room-books = 学习资料和报刊更新
checklists-item-room-screen = 投影、电视能用
checklists-item-room-log = 使用登记本有人记
checklists-item-room-safety = 用电和消防看一遍

checklists-how-start-handed =
    请前任把这几样当面交给您：会议和活动记录、党员花名册、党费台账和票据、计划和总结、正在办的事。
    有没交清的，记在“换届移交”清单里。
checklists-how-start-people =
    在支部页面点“全部名单”，能看到每位同志，也能看到谁还没注册、消息送不到。
    送不到的同志，请打电话或当面说。
checklists-how-start-roles = 支委、组长在这里定。谁有哪项工作，提醒就发给谁；换了人，在这里改一下就行。
checklists-how-start-contact = 在“设置”里填联系人。同志们有事找谁，看到的就是这里填的。
checklists-how-start-plan = 一年要办的事按月列在计划里。主题党日的主题可以先粘贴进去，到月自动用上。
checklists-how-start-meetings = 会议在这里安排、改期、取消。通知和提醒会自己发，您只要定时间、地点和主题。
checklists-how-start-rules = 每种提醒提前几天、几点发，都能在这里改。安静时段里不打扰大家。
checklists-how-start-dues = 党费由组织委员收和记，机器人只算数和提醒，不经手钱。请一起看一遍谁的基数要更新。
checklists-how-start-chats = 把机器人请进支部的群或频道，用这里的绑定码绑上。前任管的群，请他把您设为管理员。

checklists-new = 要建哪张清单？
checklists-new-none = 能建的清单都建好了。
checklists-choose-card = <b>{ $list }</b>：想看哪一件怎么做？
checklists-card = <b>{ $item }</b>（{ $place }/{ $count }）
checklists-button-new = ＋ 新建一张
checklists-button-how = 怎么做
checklists-button-door = 去办
checklists-button-next-card = 下一件
checklists-button-again = 全办好了，重新来一轮

checklists-preset-board = 任务板
checklists-preset-talks = 谈心谈话
checklists-talk = 和{ $name }谈心谈话
checklists-late-lead = { $organisation }的“{ $list }”里，<b>{ $item }</b>（{ $who }）原定 { $date } 前办好，还没有打勾。要不要帮一把，或者改个日期？
error-checklists-same-person = 谈话要有两个人。请另选一位。
error-checklists-not-yet = 这一天还没到。请打今天或以前的日期。
