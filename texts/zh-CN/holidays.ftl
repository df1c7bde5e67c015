# 放假安排
holidays-missing =
    { $year } 年的放假安排还没有导入，相关日期都只是暂定。
    国务院公布以后，请在服务器上导入：
      zhibu holidays import 文件
holidays-imported = 已导入 { $year } 年的放假安排：放假 { $off } 天，调休上班 { $make_up } 天。
holidays-unchanged = { $year } 年的放假安排和已有的一样：放假 { $off } 天，调休上班 { $make_up } 天，没有改动。

error-holidays-line = 第 { $line } 行看不懂，或者和别的行矛盾。请像这样写：2027-01-01..2027-01-03 休
error-holidays-weekday = 第 { $line } 行的调休上班日不是周六、周日。请核对日期。
error-holidays-incomplete = 这不是一整年的放假安排：要写明 10月1日放假，也不能混进别的年份。请核对文件。
