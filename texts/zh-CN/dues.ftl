# 党费
dues-remind-soon = 提醒您一声：党费请在 { $due }前交给支部组织委员。已经交过的话，不用理会这条消息。
dues-remind-soon-how =
    提醒您一声：党费请在 { $due }前交。
    交法：{ $how }
    已经交过的话，不用理会这条消息。
dues-remind-today = 今天是 { $due }，交党费的日子，请交给支部组织委员。已经交过的话，不用理会这条消息，谢谢您。
dues-remind-today-how =
    今天是 { $due }，交党费的日子。
    交法：{ $how }
    已经交过的话，不用理会这条消息，谢谢您。
dues-button-pause = 暂停提醒

dues-mine =
    <b>党费</b>
    本月交党费的日子：{ $due }
dues-mine-over =
    <b>党费</b>
    本月交党费的日子已经过了。还没有交的话，请尽快交给支部组织委员。
    下次：{ $due }
dues-mine-moved = 原定 { $planned }，遇节假日，改到这一天。
dues-mine-provisional = 明年的放假安排还没有公布，日期可能会变。
dues-mine-how = 交法：{ $how }
dues-mine-ask = 怎么交，请问支部组织委员。
dues-mine-reminders = 到期前 5 天、前 1 天和当天上午，我会提醒您。

command-dues = 交党费的日子和交法

error-dues-no-base = 还不知道计算基数。请填基数，或直接填核定的月党费。
error-dues-amount = 这不是金额。请填大于 0 的数，最多两位小数，例如 47.78。
error-dues-fixed = 这一类的月党费是 { $least } 到 { $most } 元，请填这个范围里的数。
