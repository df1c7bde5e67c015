# 一个月的台账打成一个包
month-pack-offer = <b>{ $branch }</b>{ $month }的台账可以打包了：会议记录、签到表、考勤汇总、落实情况，还有缺项清单。
month-pack-button = 打包
month-pack-button-month = { $year } 年 { $month } 月打包
month-pack-button-attendance = 看考勤
month-pack-working = 正在打包，照片多的话要等一会儿。
month-pack-none = { $year } 年 { $month } 月还没有开过的会，没有可以打包的。
month-pack-file = { $year } 年 { $month } 月的台账，{ $count } 次会。先看看里面的缺项清单。文件里有姓名，请妥善保管。
