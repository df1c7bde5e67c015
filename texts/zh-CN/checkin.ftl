# 党员自己签到
checkin-title = <b>签到</b>
checkin-none = 现在没有需要您签到的会。
checkin-line-early = { $what }，{ $time }：{ $opens } 开放签到
checkin-line-open = { $what }，{ $time }：可以签到了，到会场后点下面，也可以扫码或把 6 位数字发给我
checkin-line-over = { $what }，{ $time }：签到已结束，没有您的记录；如果到了会，请跟书记说一声
checkin-button-now = 签到：{ $what }
checkin-button-here = 我到了，签到
checkin-button-go = 我要走了
checkin-button-call = 点名
checkin-done-present = ✓ 签到好了：{ $what }，{ $time }
checkin-done-late = ✓ 签到好了：{ $what }，{ $time }（记为迟到）
checkin-stands-present = ✓ { $what }：已签到，{ $time }
checkin-stands-late = ✓ { $what }：已签到，{ $time }（迟到）
checkin-stands-left-early = ✓ { $what }：已签到，{ $time }，提前离开
checkin-stands-leave = { $what }：已登记为请假
checkin-stands-absent = { $what }：登记为缺席。如果不对，请跟书记说一声
checkin-stands-exempt = { $what }：这次免予参加
checkin-gone = 好的，{ $time } 离开：{ $what }
checkin-gone-early = 好的，{ $time } 离开，记为早退：{ $what }
checkin-register-first = 请先私下找 @{ $username } 登记，再来签到。

command-checkin = 签到
word-checkin = 签到, 打卡
