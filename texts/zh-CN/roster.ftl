# 花名册
word-roster = 花名册, 导入花名册
command-roster = 花名册导入与导出

# 文件整个读不了
error-roster-refused = 这个文件读不了。请另存为 .xlsx 再发。
error-roster-unreadable = 这不是表格，或者文件已损坏。请用 Excel 或 WPS 打开，另存为 .xlsx 再发。
error-roster-convert = { $format } 格式读不了。请用 Excel 或 WPS 打开，选“另存为”，格式选“Excel 工作簿（.xlsx）”，再发新文件。
error-roster-encrypted = 文件设了打开密码。请在 Excel 或 WPS 里取消密码，另存一份再发。
error-roster-broken-quotes = 第 { $row } 行有一个没有配对的英文引号，会吞掉后面的行。请删掉这个引号，或另存为 .xlsx 再发。
error-roster-too-large-file = 文件超过 { $limit } MB。花名册一般不到 1 MB：请删掉图片和不用的工作表再发。
error-roster-too-large-unpacked = 文件解开后超过 { $limit } MB，或压缩得不正常。请新建一个工作簿，只复制花名册内容，再发。
error-roster-too-many-rows = 工作表 { $sheet } 超过 { $limit } 行，多半是带格式的空行。请选中数据下面的所有行，右键“删除”，保存后再发。
error-roster-too-many-columns = 工作表 { $sheet } 在第 { $limit } 列以后还有内容。请删掉右边不用的列，保存后再发。
error-roster-too-complex = 文件内部不正常（{ $what }）。请新建一个工作簿，只复制花名册内容，再发。
error-roster-no-header = 没找到表头。前 10 行里要有一行同时写着“姓名”“党员类别”等列名。请核对后再发。
error-roster-plan-changed = 预览以后花名册又有变动。请看新的预览，再决定。
error-organisation-unknown = 没有叫“{ $name }”的组织。请核对名称，或先导入花名册。
error-organisation-ambiguous = 有几个组织都对得上“{ $name }”：{ $found }。请写全名或编号。
error-organisation-name-taken = 这里已经有“{ $name }”。请换一个名称。
error-organisation-level = 这一级组织不能放在这里。请核对上下级。

# 一行有问题：什么问题，怎么改
roster-problem-name-missing = 缺姓名。请补上；如果是空行，请整行删除。
roster-problem-name-formula = 姓名不能以 =、+、-、@ 开头，也不能是公式。请直接写姓名。
roster-problem-name-odd = 姓名里有数字，或没有文字。请改成姓名。
roster-problem-too-long = 太长了，最多 { $limit } 个字。请写短一点。
roster-problem-formula-empty = 公式没有算出结果。请用 Excel 或 WPS 打开、保存一次，或粘贴为数值。
roster-problem-text-formula = 内容以 = 开头。请改成文字。
roster-problem-id-number = 像是身份证号，不予读取。请删掉这个号码。
roster-problem-cell-error = 单元格是错误值。请改正后再导入。
roster-problem-sex-unknown = 性别看不懂。请写“男”或“女”。
roster-problem-date-unreadable = 日期看不懂。请写成 1998-07 或 1998-07-01。
roster-problem-date-ambiguous = 可能是 { $year } 年 1 月，也可能是 10 月。请写成 { $year }-01 或 { $year }-10。
roster-problem-date-future = 日期在将来。请核对。
roster-problem-stage-missing = 缺党员类别。请写“正式党员”或“预备党员”。
roster-problem-stage-unknown = 党员类别看不懂。请写“正式党员”或“预备党员”；入党申请人、积极分子不进花名册。
roster-problem-full-before-admitted = 转正时间早于入党时间（{ $admitted }）。请核对。
roster-problem-probationary-with-full-date = 预备党员不应有转正时间。请删掉转正时间，或把类别改成“正式党员”。
roster-problem-born-after-admitted = 入党时间早于出生年月。请核对。
roster-problem-too-young = 入党时不满 { $age } 岁。请核对出生年月和入党时间。
roster-problem-phone-digits = 电话号码位数不对。手机号是 11 位，固定电话请带区号。
roster-problem-phone-lost-digits = 电话号码变成了科学计数，后几位已丢失。请把这一列设成“文本”格式，重新填写。
roster-problem-phone-two = 一格里有两个号码。请只留一个。
roster-problem-phone-repeated = 电话与{ $sheet }第 { $other } 行重复。请核对；如果两人确实共用，请在备注里写“共用电话”。
roster-problem-retired-unknown = 看不懂在职还是离退休。请写“在职”或“离退休”。
roster-problem-mobile-unknown = 看不懂是否流动党员。请写“是”或“否”。
roster-problem-role-unknown = 党内职务“{ $word }”看不懂。请写书记、副书记、组织委员、宣传委员、纪检委员、青年委员、党小组组长等，用顿号分开。
roster-problem-role-without-general = 写了“{ $word }”，但这一行没有党总支。请补上所属党总支，或改写职务。
roster-problem-two-secretaries = { $branch }在{ $sheet }第 { $other } 行已有一名书记。一个支部只能有一名，请核对。
roster-problem-branch-missing = 缺党支部。请补上所属党支部。
roster-problem-branch-contradiction = 工作表和标题写的支部不同：{ $one }、{ $other }。请改成一致。
roster-problem-branch-ambiguous = 有 { $count } 个叫“{ $name }”的组织。请补上所属党总支。
roster-problem-organisation-level = “{ $name }”已经登记为另一级组织。请核对名称或列。
roster-problem-out-of-reach = “{ $name }”不在您管理的组织里。请删掉这些行，或请上级党办导入。
roster-problem-column-missing = 没有这一列。请补上；如果这张工作表不是花名册，请删掉它。
roster-problem-column-twice = 有两列都叫这个名字。请删掉或改名其中一列。
roster-problem-staff-repeated = 工号与{ $sheet }第 { $other } 行重复。请核对。
roster-problem-twins = 与{ $sheet }第 { $other } 行姓名、出生年月、性别都相同，分不清是不是一个人。请补上各自的电话或工号，或删掉重复的行。
roster-problem-same-person = 与{ $sheet }第 { $other } 行指的是同一个人。请只留一行。
roster-problem-two-candidates = 花名册里有不止一个人对得上，分不清是谁。请写工号，或先用原来的电话导入一次。
roster-problem-keys-contradict = 这个号码在花名册里是另一个人的。请核对号码；如果两人确实共用，请在备注里写“共用电话”。
roster-row-of = “{ $sheet }”

# 列
roster-field-committee = 党委
roster-field-general = 党总支
roster-field-branch = 党支部
roster-field-group = 党小组
roster-field-name = 姓名
roster-field-staff_number = 工号
roster-field-sex = 性别
roster-field-birth = 出生年月
roster-field-education = 学历
roster-field-department = 科室
roster-field-post = 职务/职称
roster-field-stage = 党员类别
roster-field-admitted = 入党时间
roster-field-full = 转正时间
roster-field-role = 党内职务
roster-field-phone = 电话
roster-field-retired = 在职/离退休
roster-field-mobile = 流动

roster-separator = 、

# 命令行
roster-cli-reading = 正在读取
roster-cli-title = 花名册：{ $file }
roster-cli-what = 项目
roster-cli-count = 数量
roster-cli-committees = 党委
roster-cli-generals = 党总支
roster-cli-branches = 党支部
roster-cli-groups = 党小组
roster-cli-members = 党员
roster-cli-men = 男
roster-cli-women = 女
roster-cli-added = 新增
roster-cli-changed = 变更
roster-cli-moved = 调动
roster-cli-gone = 不在表中
roster-cli-change = 变动
roster-cli-person = 姓名
roster-cli-details = 内容
roster-cli-more = 另有 { $n } 项，未列出。
roster-cli-row = 行
roster-cli-sheet = 工作表
roster-cli-column = 列
roster-cli-value = 内容
roster-cli-advice = 怎么改
roster-cli-problems = 有 { $rows } 行要改，什么也没有导入。
roster-cli-dry-run = 这是预览，没有写入任何内容。
roster-cli-nothing = 与现有花名册一致，没有变化。
roster-cli-done = 已导入：新增 { $added }，变更 { $changed }，调动 { $moved }。
roster-cli-left = 已把 { $n } 人标记为离开。
roster-cli-still-there = 有 { $n } 人不在表中，仍保留在花名册上。确认他们已离开时，请加 --confirm-gone 再导入一次。
roster-cli-ask = 要导入吗？
roster-cli-cancelled = 没有导入。
roster-cli-exported = 已导出 { $members } 人到 { $path }。
roster-cli-no-suffix = 文件名请以 .xlsx 结尾：{ $path }。
roster-cli-exists = { $path } 已存在。请换一个文件名，或加 --force。

# 说明
roster-note-forbidden = 按规定不保存、也没有读取的列：{ $columns }
roster-note-unstored = 没有保存的列：{ $columns }
roster-note-skipped-sheets = 不是花名册、已跳过的工作表：{ $sheets }
roster-note-hidden-sheets = 隐藏的工作表，没有读取：{ $sheets }
roster-note-skipped-rows = 跳过合计、签字等 { $n } 行
roster-note-roles = 没有记录的职务：{ $roles }
roster-note-made = 新建组织：{ $names }
roster-note-replaced = 卸任书记 { $n } 人
roster-note-gone-branches = 其中 { $n } 个支部整个不在表中
roster-change-MOVED = 调动
roster-change-CHANGED = 变更
roster-change-GONE = 不在表中

# 聊天里
roster-how =
    <b>花名册</b>

    导入：把 .xlsx 或 .csv 文件直接发给我。我先给您看会有哪些改动，您点确认才写入；发来的文件读完就从聊天中删除。

    身份证号、民族、籍贯、家庭住址这些列我不读也不存。请不要发涉密或内部文件。

    导出：点下面的按钮，得到可以打印、也可以改好再发回来的表格。
roster-how-branch =
    <b>花名册</b>

    导出：点下面的按钮，得到可以打印的表格。要改内容，请告诉党办。
roster-button-export-of = 导出：{ $name }
roster-button-branches = 查看组织
roster-preview-title = <b>花名册预览</b>（还没有写入；您发来的文件已从聊天中删除）
roster-preview-again = <b>花名册又有变动，这是新的预览</b>（还没有写入）
roster-preview-tree = 党委 { $committees } 个、党总支 { $generals } 个、党支部 { $branches } 个、党小组 { $groups } 个
roster-preview-people = 党员 { $members } 人（男 { $men }，女 { $women }）
roster-preview-change = 新增 { $added }，变更 { $changed }，调动 { $moved }，不在表中 { $gone }
roster-preview-changed = · 变更：{ $name }（{ $what }）
roster-preview-moved = · 调动：{ $name } → { $what }
roster-preview-gone = · 不在表中：{ $name }
roster-preview-more = · 另有 { $n } 项
roster-preview-yourself = ⚠ 不在表中的人里有您自己。
roster-preview-until = { $minutes } 分钟内有效，只能确认一次。
roster-preview-nothing = 与现有花名册一致，不用导入。
roster-button-do = 确认导入
roster-button-keep = 导入，保留不在表中的 { $n } 人
roster-button-gone = 导入，并把 { $n } 人标为已离开
roster-button-only-gone = 把不在表中的 { $n } 人标为已离开
roster-done =
    ✓ 花名册已更新，共 { $members } 人。
    新增 { $added }，变更 { $changed }，调动 { $moved }，标为离开 { $left }，不在表中但保留 { $still }。
roster-cancelled = 好的，没有导入。
roster-over = 这个预览已经用过、取消或过期了。要导入请再发一次文件。
error-roster-preview-over = 这个预览已经用过、取消或过期了。要导入请再发一次文件。
error-roster-nobody = 这里还没有党员。请先导入花名册。
roster-problems-sheet = 问题清单
roster-problems-file = 花名册问题清单
roster-problems = 有 { $rows } 行要改，什么也没有导入（另有 { $good } 行没有问题）。请按附件逐行改好，再发一次。您发来的文件已从聊天中删除。
roster-export = 党员花名册，共 { $members } 人。里面有姓名和电话：请存好后把这条消息删掉，不要转发。
roster-working-preview = 正在读花名册，读完马上给您看预览。
roster-working-import = 正在导入，好了就告诉您。
roster-working-export = 正在做表格，做好马上发给您。
