# 主菜单、帮助、取消
menu-title =
    <b>{ $branch }</b>
    您好！点下面的按钮，或者直接打字，比如“党费”“我的”。
menu-title-office =
    <b>支部助手</b>
    您好！点下面的按钮就可以。
menu-button-me = 我的
menu-button-checkin = 签到
menu-button-dues = 党费
menu-button-meetings = 我的会议
menu-button-shift = 轮班标记
menu-button-branch = 支部管理
menu-button-cases = 发展和转接
menu-button-help = 帮助

menu-help-intro = <b>我能做什么</b>
menu-help-line = /{ $name } — { $what }
menu-help-roster = 要更新花名册，把 .xlsx 文件直接发给我，会先给您看改动，再由您确认。
menu-help-words = 也可以直接打字：“党费”“我的”“通知”“学习”“签到”“请假”。内部或涉密材料请不要发到这里。

menu-cancelled = 好的，已取消，没有改动。
menu-nothing-to-cancel = 现在没有正在填写的内容。
menu-not-understood = 抱歉，这句话我没看懂。请点下面的按钮，或发送 /help 看看我会什么。
menu-only-words = 抱歉，我只看得懂文字和按钮。请点下面的按钮。

word-menu = 菜单, 主菜单
word-help = 帮助
word-cancel = 取消
word-me = 我的, 我
word-shift = 轮班, 夜班, 排班
word-branch = 支部, 支部管理
word-dues = 党费, 交党费

command-start = 登记
command-menu = 打开主菜单
command-help = 看看我会什么
command-cancel = 取消正在填写的内容
command-admin = 用启动码成为管理员
