# 职务
role-name-secretary = 书记
role-name-deputy-secretary = 副书记
role-name-organisation-member = 组织委员
role-name-publicity-member = 宣传委员
role-name-discipline-member = 纪检委员
role-name-youth-member = 青年委员
role-name-group-leader = 党小组组长
role-name-committee-secretary = 党委书记
role-name-party-office = 党办

roles-title = <b>{ $name }</b>的职务
roles-none = 还没有任命。
roles-held = · { $role }：{ $name }，{ $first }起
roles-held-until = · { $role }：{ $name }，{ $first }到 { $last }
roles-button-held = { $role } { $name }
roles-button-new = 任命
roles-ask-role = { $name }要任命什么职务？
roles-ask-person = { $role }由谁担任？请点一位，也可以打姓名来找。
roles-nobody = { $name }里没有找到这个人。请换个写法再打一次，或点返回。
roles-button-person = { $name }
roles-ask-day = { $organisation }的{ $role }：{ $name }，从 { $date }起。
roles-replaces = 现任{ $name }的任期到前一天为止。
roles-ask-day-hint = 没问题就点“确定”；要换日期，直接打出来，比如 12月1日。
roles-button-confirm = 确定
roles-ask-end = 任到哪一天？请点一个，或打最后一天的日期，比如 12月31日。
roles-button-end-now = 现在就结束
roles-button-end-month = 到本月底

role-notice-granted = 您已担任{ $organisation }的<b>{ $role }</b>，从 { $date }起。点 /menu 看看新增的功能。
role-notice-ended = 您担任{ $organisation }的<b>{ $role }</b>到 { $date }为止。感谢您的付出！
role-notice-annulled = 您不再担任{ $organisation }的<b>{ $role }</b>，谢谢您的付出。有疑问请问党办。

error-secretary-there = 这里已有书记：{ $name }。请先结束现任的任期。
error-role-held = 这位同志已经担任这个职务了，不用再任命。
error-role-day = 这个日期太远了。请换一个五年以内的日期。
error-role-not-here = 这里不能这样任命：没有这个职务，或这位同志不在这里。请返回重新选。
