# 通用
language-name = 中文
button-cancel = 取消
button-back = ‹ 返回
button-menu = 主菜单
button-yes = 是
button-no = 否
button-written = { $label }
list-separator = { "、" }
