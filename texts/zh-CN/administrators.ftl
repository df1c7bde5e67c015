# 第一位管理员
administrators-ask = 请输入服务器上 <code>zhibu admin-code</code> 显示的代码。/cancel 取消。
administrators-made =
    您现在是本机器人的管理员。

    下一步：把党员花名册（.xlsx 或 .csv）发到这里。/help 查看可以做什么。
error-admin-code-wrong = 代码不对、已过期或已用过。请在服务器上运行“zhibu admin-code”取新代码。还可以试 { $left } 次。
