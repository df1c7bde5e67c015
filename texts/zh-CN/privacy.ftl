# 我的数据
privacy-page =
    <b>我的数据</b>
    这些资料是您的。您可以导出一份，也可以退出登记，或者删除。
privacy-button-copy = 导出我的数据
privacy-button-leave = 退出登记
privacy-button-erase = 删除我的资料

privacy-copy-readable = 这是机器人里关于您的全部资料，直接打开就能看。
privacy-copy-machine = 同样的内容，供电脑程序读取。请妥善保管这两个文件。
privacy-copy-title = 您的资料（{ $time }）
privacy-copy-section = 【{ $title }】
privacy-copy-line = { $field }：{ $value }
privacy-section-account = Telegram 账号和设置
privacy-section-member = 花名册
privacy-section-memberships = 所在支部
privacy-section-roles = 职务
privacy-section-shift-marks = 轮班标记
privacy-section-cases = 发展党员和组织关系转接
privacy-section-case-entries = 其中记下的日期
privacy-section-case-people = 当培养联系人或介绍人
privacy-section-muted-kinds = 不想收的提醒
privacy-section-meeting-replies = 会议的回复
privacy-section-meeting-people = 被邀请的会议
privacy-section-leave-requests = 请假
privacy-section-checklist-items = 分到的事项
privacy-section-handovers = 工作交接
privacy-section-attendance = 签到
privacy-section-attendance-changes = 签到的更正
privacy-section-make-ups = 补学
privacy-section-quiz-people = 请您参加的测试
privacy-section-attempts = 您的测试
privacy-section-answers = 您的作答
privacy-section-missed-questions = 答错过的题
privacy-section-group-poll-answers = 群里每日一题的作答
privacy-section-minute-entries = 我发的会议记录
privacy-section-written = 我为组织写的
privacy-section-meeting-records = 主持和记录的会议
privacy-section-calendar-feeds = 日历订阅地址
privacy-section-dual-leaders = 参加双重组织生活
privacy-section-dual-records = 双重组织生活的记录
privacy-section-dues-profiles = 党费核定情况
privacy-section-dues-reliefs = 党费减免
privacy-section-dues-assessments = 每月应交党费
privacy-section-dues-payments = 交纳党费的记录
privacy-section-dues-parts = 每次交的是哪些月份
privacy-section-dues-claims = 您说已交党费的记录
privacy-section-dues-pay-slips = 您的工资项目
privacy-section-study-entries = 学时学分明细
privacy-section-study-exemptions = 学习不作硬性要求的期间
privacy-section-study-appeals = 您对学时学分提的疑问
privacy-section-study-works = 您交的心得、笔记等
privacy-section-study-readings = 您读了哪些必读篇目
privacy-section-live-answers = 您在会上现场答题的选择
privacy-section-study-remarks = 您在学习资料下面说的话
privacy-section-retired-contacts = 您是哪里的离退休联系人
privacy-section-help-questions = 您在互助里的提问
privacy-section-help-answers = 您在互助里的回答
privacy-section-study-weeklies = 您要每周收到学习小结
privacy-section-receipts = 发给您的通知和您的确认
privacy-section-bindings = 账号绑定
privacy-section-requests = 登记申请
privacy-section-drafts = 没填完的内容
privacy-section-jobs = 正在为您办的事
privacy-section-tries = 输错次数
privacy-section-messages = 发给您的消息
privacy-section-log = 操作记录
privacy-field-name = 姓名
privacy-field-code = 编号
privacy-field-sex = 性别
privacy-field-birth = 出生年月
privacy-field-phone = 手机号
privacy-field-staff-number = 工号
privacy-field-stage = 党员类别
privacy-field-status = 状态
privacy-field-admitted-on = 入党时间
privacy-field-full-on = 转正时间
privacy-field-education = 学历
privacy-field-department = 部门
privacy-field-post = 岗位
privacy-field-retired = 离退休
privacy-field-mobile = 流动党员
privacy-field-branch = 支部
privacy-field-group = 小组
privacy-field-organisation = 组织
privacy-field-role = 职务
privacy-field-starts-on = 开始
privacy-field-ends-on = 结束
privacy-field-day = 日期
privacy-field-kind = 类别
privacy-field-messenger = 平台
privacy-field-address = 平台编号
privacy-field-language = 语言
privacy-field-reach = 能否收到消息
privacy-field-quiet-start = 免打扰开始
privacy-field-quiet-end = 免打扰结束
privacy-field-paused-until = 暂停提醒到
privacy-field-heard-on = 最近一次使用的日子
privacy-field-consented-at = 同意时间
privacy-field-method = 方式
privacy-field-bound-at = 绑定时间
privacy-field-unbound-at = 解绑时间
privacy-field-typed-name = 填写的姓名
privacy-field-state = 状态
privacy-field-created-at = 时间
privacy-field-decided-at = 处理时间
privacy-field-expires-at = 失效时间
privacy-field-wrong = 次数
privacy-field-at = 时间
privacy-field-action = 事项

privacy-not-registered = 这个账号没有登记为党员，不用退出。要删除资料，请点“返回”。
privacy-leave =
    <b>退出登记</b>
    退出后，我不再给您发支部的消息，这个账号也看不到支部的内容。花名册不变，支部会用原来的办法通知您。
    以后想回来，发 /start 就可以。
privacy-button-leave-now = 确认退出
privacy-left = 您已退出登记，我不再给您发支部的消息。谢谢您用过我。

privacy-erase =
    <b>删除我的资料</b>
    会删除：姓名、手机号、出生年月、部门职务、Telegram 编号、您的设置、申请和没填完的内容；职务随之结束。
    会留下：不带姓名的台账和操作记录，用一个查不到您的编号。
    不影响：您的党籍、纸质档案和党办自己的花名册。党办以后再导入花名册，可能又会有您的名字。

    删除后不能恢复。支部书记会知道有一位同志删除了资料，但我不说是谁。和我的聊天记录，请您自己在 Telegram 里删除。
privacy-button-erase-on = 继续
privacy-erase-confirm = 最后确认：真的要删除吗？点了就不能恢复。10 分钟内有效。
privacy-button-erase-now = 删除，不再恢复
privacy-erased = 您的资料已经删除。支部的通知，请向支部书记了解。以后想回来，发 /start，从头开始。
privacy-somebody-erased = “{ $branch }”有一位同志删除了机器人里自己的资料，今后的通知请当面或打电话告诉。支部设置里的联系人和说明，也请看看要不要改。

command-leave = 退出登记
command-mydata = 导出或删除我的资料
