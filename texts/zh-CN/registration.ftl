# 登记
registration-consent =
    <b>登记之前，请您看一下</b>

    我是党支部的助手：提醒交党费、开会和学习，少跑腿，少打电话。

    <b>存什么</b>：党员花名册上的姓名、性别、出生年月、支部、入党时间、部门职务、手机号（加密保存），您的 Telegram 编号，和您在这里的设置。不存聊天内容、位置、身份证号、民族和宗教信仰。
    <b>谁能看</b>：您自己，本支部书记、支委和上级党组织按职责查看，还有维护这台服务器的本单位人员。别的党员看不到您的手机号。
    <b>怎么离开</b>：随时发 /leave 退出，发 /mydata 可以导出或删除您的资料。
    <b>请注意</b>：Telegram 的服务器在境外，这里的消息会经过那里。内部和涉密材料请不要发到这里。

    不同意也没有关系，支部会用原来的办法通知您。在您点“同意”之前，我什么都不存。
registration-button-agree = 同意并继续
registration-button-decline = 不同意
registration-declined = 好的，我什么都没有存。支部的通知请问支部书记。改变主意了，随时发 /start。
registration-agreed = 谢谢您！已记下您的同意。

registration-office-warning =
    <b>党务工作者使用前必读</b>

    党员身份是敏感个人信息，而 Telegram 的服务器在境外。开始使用之前：
    1. 请本单位法务、保密部门确认可以这样使用，并留下记录。
    2. 内部和涉密材料，一律不要发到这里。
    3. 花名册只导入必需的内容；多余的列我不读，也不存。
    4. 这项服务有时可能连不上，重要通知请另有备用渠道。
    5. 有人要求导出或删除自己的资料，请让他发 /mydata。

    点下面的按钮，表示您已经看过。
registration-button-office = 我已看过，继续

registration-how = 接下来确认您是哪位同志。最快的办法：分享手机号，我跟花名册核对，马上就好。不方便分享，就用姓名登记。
registration-ask-contact = 请点屏幕下方的“分享我的手机号”。
registration-button-share = 分享我的手机号
registration-button-by-name = 用姓名登记
registration-press = 请点屏幕下方的“分享我的手机号”，或者点“用姓名登记”。有邀请码也可以直接输入。
registration-done = 登记好了，欢迎您！您在“{ $branch }”。
registration-no-match = 这个手机号和花名册对不上，可能花名册上还是旧号码。没关系，我们用姓名登记。
registration-number-shared = 这个手机号不止一位同志在用。请输入您的姓名，我请支部书记确认。
registration-asked-to-move = 您的手机号已在另一个 Telegram 账号登记过。我已请支部书记确认换到这个账号，请等候。
registration-ask-branch = 请输入您所在支部的名称，比如“第一党支部”。/cancel 取消。
registration-ask-name = 请输入您的姓名。/cancel 取消。
registration-asked =
    已转交支部书记，请等候。有结果我马上告诉您。
    着急的话，请直接跟书记说一声。7 天没有答复，申请会自动失效。
registration-waiting =
    您的登记申请已转交支部书记，请等候（{ $since }提交，{ $until }前有效）。
    着急的话，请直接跟书记说一声。
registration-button-withdraw = 撤回申请
registration-withdrawn = 好的，申请已撤回。
registration-button-restart = 重新登记

registration-approved = 登记好了，欢迎您！您在“{ $branch }”。
registration-refused = 支部书记没有通过您的登记申请。请跟书记当面核对一下，再重新登记。
registration-expired = 您的登记申请 7 天没有答复，已自动失效。请跟支部书记说一声，再发 /start 重新登记。
registration-moved-away = 您的登记已换到另一个 Telegram 账号，这个账号不再收到支部的消息。如果不是您本人换的，请马上联系支部书记。
registration-reachable-again = 又能给您发消息了。没过期的通知会补发给您。

# 书记的审批卡片
registration-no-details = 没有登记部门
registration-administrator = 管理员
registration-card-one =
    <b>登记申请 · { $branch }</b>
    有人自称“{ $typed }”，申请登记。花名册上有：{ $who }（{ $details }），还没有登记。
    请先当面或打电话确认是本人。
registration-card-several =
    <b>登记申请 · { $branch }</b>
    有人自称“{ $typed }”，申请登记。花名册上不止一位，请选是哪一位。
    请先当面或打电话确认是本人。
registration-card-none =
    <b>登记申请 · { $branch }</b>
    有人自称“{ $typed }”，申请登记。本支部花名册上没有这个姓名。
    确是本支部党员的，请先请党办更新花名册，再点“重新核对”。
registration-card-rebind =
    <b>换账号申请 · { $branch }</b>
    有人自称“{ $typed }”，想用新的 Telegram 账号。花名册上有：{ $who }（{ $details }），已绑定另一个账号。
    同意后，原来的账号马上解绑。请先当面或打电话确认是本人。
registration-card-rebind-phone =
    <b>换账号申请 · { $branch }</b>
    { $who }（{ $details }）的手机号来自一个新的 Telegram 账号，号码已核对。原来绑定的是另一个账号。
    同意后，原来的账号马上解绑。请先当面或打电话确认是本人。
registration-card-approved =
    <b>已通过 · { $branch }</b>
    { $who } 已登记。处理人：{ $by }。
registration-card-refused =
    <b>未通过 · { $branch }</b>
    这条登记申请没有通过。处理人：{ $by }。
registration-card-withdrawn =
    <b>已撤回 · { $branch }</b>
    申请人撤回了这条登记申请，不用处理了。
registration-card-expired =
    <b>已失效 · { $branch }</b>
    这条登记申请 7 天没有处理，已自动失效。
registration-button-approve = 通过
registration-button-refuse = 不通过
registration-button-again = 重新核对
registration-button-rebind = 同意换账号
registration-button-undo = 搞错了，撤销
registration-undone = 支部书记撤销了您的登记，可能是认错了人。请跟书记核对一下，再重新登记。
registration-undone-card = 已撤销这次登记，那个账号不再收到支部的消息。本人可以重新申请。
registration-pick = { $who }（{ $details }）
registration-pick-bound = { $who }（{ $details }，换账号）
registration-list = 等您处理的登记申请：{ $count } 条。请点开来看。
registration-list-empty = 现在没有等您处理的登记申请。
registration-list-one = { $who } · { $branch }

# 邀请
registration-invitation =
    <b>邀请登记 · { $branch }</b>
    请同志用手机扫这个码，或者点链接：
    { $link }
    也可以把邀请码打给机器人：<code>{ $code }</code>

    还能用 { $uses } 人次，{ $until }前有效。请只发给本支部的同志。
registration-button-revoke = 停用这个邀请
registration-revoked = 这个邀请已停用，发出去的码和链接都不能再用了。
registration-button-invite-again = 再做一个邀请

# 出错时
error-invitation-useless = 这个邀请用不了，可能已过期或已停用。请向支部要一个新的，或者发 /start 用手机号、姓名登记。
error-already-registered = 您已经登记过了，不用再登记。请点 /menu 打开主菜单。
error-request-pending = 您的登记申请已转交支部书记，请等候。想撤回请发 /start。
error-contact-not-yours = 这不是您自己的联系人名片。请点“分享我的手机号”按钮，只能分享本人的号码。
error-name-unusable = 这不像一个姓名。请只输入姓名，不要带数字，最多 40 个字。
registration-still-waiting = { $branch }有一个登记申请，等了一天还没有答复。请您看一看。
registration-button-look = 看申请
