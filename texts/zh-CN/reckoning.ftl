# 每天核对发送
reckoning-gap =
    <b>发送检查</b>
    昨天该发 { $intended } 条，有结果的 { $ended } 条。
    现在有 { $total } 条过了时间还没有结果：没发出去 { $late } 条，发送中断 { $stuck } 条，不确定到没到 { $unknown } 条。
    请在服务器上运行“zhibu doctor”看看网络和令牌；不确定的，请问一问本人。
