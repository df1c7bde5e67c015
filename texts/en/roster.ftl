# Roster
word-roster = roster
command-roster = Import and export the roster

# The whole file cannot be read
error-roster-refused = This file cannot be read. Please save it as .xlsx and send it again.
error-roster-unreadable = This is not a spreadsheet, or it is damaged. Please open it in Excel or WPS, save it as .xlsx and send it again.
error-roster-convert = { $format } cannot be read. Please open it in Excel or WPS, choose "Save as", format "Excel workbook (.xlsx)", and send the new file.
error-roster-encrypted = The file is protected by a password. Please remove the password in Excel or WPS, save a copy and send that.
error-roster-broken-quotes = Row { $row } has a quotation mark without its partner; it would swallow the rows after it. Please delete it, or save the file as .xlsx.
error-roster-too-large-file = The file is larger than { $limit } MB. A roster is usually under 1 MB: please remove pictures and unused sheets.
error-roster-too-large-unpacked = The file unpacks to more than { $limit } MB, or is packed abnormally. Please copy the roster into a new workbook and send that.
error-roster-too-many-rows = Sheet { $sheet } has more than { $limit } rows, probably blank ones with formatting. Please delete all rows below the data, save and send again.
error-roster-too-many-columns = Sheet { $sheet } has content beyond column { $limit }. Please delete the unused columns, save and send again.
error-roster-too-complex = The file is abnormal inside ({ $what }). Please copy the roster into a new workbook and send that.
error-roster-no-header = No header row was found. One of the first 10 rows must hold column names such as 姓名 and 党员类别. Please check and send again.
error-roster-plan-changed = The roster has changed since the preview. Please look at the new preview and decide.
error-organisation-unknown = No organisation is called "{ $name }". Please check the name, or import the roster first.
error-organisation-ambiguous = Several organisations match "{ $name }": { $found }. Please give the full name or the id.
error-organisation-name-taken = There is already one called "{ $name }" here. Please choose another name.
error-organisation-level = An organisation of this level cannot stand here. Please check the levels.

# What is wrong with a row, and what to do
roster-problem-name-missing = The name is missing. Fill it in; if the row is empty, delete it.
roster-problem-name-formula = A name may not begin with =, +, - or @, nor be a formula. Type the name itself.
roster-problem-name-odd = The name holds digits or no letters. Correct it.
roster-problem-too-long = Too long, at most { $limit } characters. Shorten it.
roster-problem-formula-empty = The formula has no result. Open and save the file in Excel or WPS, or paste as values.
roster-problem-text-formula = The content begins with =. Make it text.
roster-problem-id-number = This looks like an identity-card number and is not read. Delete it.
roster-problem-cell-error = The cell is an error value. Correct it and import again.
roster-problem-sex-unknown = The sex cannot be read. Write 男 or 女.
roster-problem-date-unreadable = The date cannot be read. Write it as 1998-07 or 1998-07-01.
roster-problem-date-ambiguous = This may be January or October { $year }. Write { $year }-01 or { $year }-10.
roster-problem-date-future = The date is in the future. Check it.
roster-problem-stage-missing = The kind of membership is missing. Write 正式党员 or 预备党员.
roster-problem-stage-unknown = The kind of membership cannot be read. Write 正式党员 or 预备党员; applicants and activists are not on the roster.
roster-problem-full-before-admitted = The full date is before the admission ({ $admitted }). Check both.
roster-problem-probationary-with-full-date = A probationary member has no full date yet. Delete the date, or write 正式党员.
roster-problem-born-after-admitted = The admission is before the birth. Check both.
roster-problem-too-young = Younger than { $age } at admission. Check the birth and the admission.
roster-problem-phone-digits = The telephone number has the wrong number of digits. A mobile has 11; give a fixed line with its area code.
roster-problem-phone-lost-digits = The number was turned into scientific notation and has lost its last digits. Format the column as text and type it again.
roster-problem-phone-two = There are two numbers in one cell. Keep one.
roster-problem-phone-repeated = The number is the same as in { $sheet } row { $other }. Check it; if two people do share it, write 共用电话 in the notes.
roster-problem-retired-unknown = In post or retired cannot be told. Write 在职 or 离退休.
roster-problem-mobile-unknown = Mobile member or not cannot be told. Write 是 or 否.
roster-problem-role-unknown = The role "{ $word }" is not known. Write 书记, 副书记, 组织委员, 宣传委员, 纪检委员, 青年委员, 党小组组长 and the like, separated by 、.
roster-problem-role-without-general = The row says "{ $word }" but names no general branch. Add 所属党总支, or correct the role.
roster-problem-two-secretaries = { $branch } has a secretary already in { $sheet } row { $other }. A branch has one; check both rows.
roster-problem-branch-missing = The branch is missing. Add 所属党支部.
roster-problem-branch-contradiction = The sheet and its title name different branches: { $one }, { $other }. Make them agree.
roster-problem-branch-ambiguous = { $count } organisations are called "{ $name }". Add 所属党总支.
roster-problem-organisation-level = "{ $name }" is on record as an organisation of another level. Check the name or the column.
roster-problem-out-of-reach = "{ $name }" is not one of your organisations. Delete these rows, or ask the office above to import them.
roster-problem-column-missing = There is no such column. Add it; if this sheet is no roster, delete the sheet.
roster-problem-column-twice = Two columns have this name. Delete or rename one of them.
roster-problem-staff-repeated = The staff number is the same as in { $sheet } row { $other }. Check it.
roster-problem-twins = Same name, birth month and sex as { $sheet } row { $other }: they cannot be told apart. Add a telephone or staff number to each, or delete the copy.
roster-problem-same-person = This is the same person as in { $sheet } row { $other }. Keep one row.
roster-problem-two-candidates = More than one person on the roster fits. Add the staff number, or import once with the old telephone number first.
roster-problem-keys-contradict = On the roster this number is another person's. Check it; if two people do share it, write 共用电话 in the notes.
roster-row-of = "{ $sheet }"

# Columns
roster-field-committee = committee
roster-field-general = general branch
roster-field-branch = branch
roster-field-group = group
roster-field-name = name
roster-field-staff_number = staff number
roster-field-sex = sex
roster-field-birth = birth
roster-field-education = education
roster-field-department = department
roster-field-post = post
roster-field-stage = membership
roster-field-admitted = admission
roster-field-full = full date
roster-field-role = roles
roster-field-phone = telephone
roster-field-retired = in post or retired
roster-field-mobile = mobile member
roster-separator = {", "}

# Command line
roster-cli-reading = Reading
roster-cli-title = Roster: { $file }
roster-cli-what = What
roster-cli-count = Count
roster-cli-committees = party committees
roster-cli-generals = general branches
roster-cli-branches = branches
roster-cli-groups = groups
roster-cli-members = members
roster-cli-men = men
roster-cli-women = women
roster-cli-added = added
roster-cli-changed = changed
roster-cli-moved = moved
roster-cli-gone = not in the file
roster-cli-change = Change
roster-cli-person = Name
roster-cli-details = Details
roster-cli-more = { $n } more, not listed.
roster-cli-row = Row
roster-cli-sheet = Sheet
roster-cli-column = Column
roster-cli-value = Content
roster-cli-advice = What to do
roster-cli-problems = { $rows ->
    [one] One row has to be put right; nothing was imported.
   *[other] { $rows } rows have to be put right; nothing was imported.
}
roster-cli-dry-run = This was a preview; nothing was written.
roster-cli-nothing = The roster is already as the file says; nothing changed.
roster-cli-done = Imported: { $added } added, { $changed } changed, { $moved } moved.
roster-cli-left = Marked as having left: { $n }.
roster-cli-still-there = { $n } on the roster are not in the file and stay on it. If they have left, import again with --confirm-gone.
roster-cli-ask = Import this?
roster-cli-cancelled = Nothing was imported.
roster-cli-exported = Exported { $members } members to { $path }.
roster-cli-no-suffix = Please end the file's name with .xlsx: { $path }.
roster-cli-exists = { $path } exists. Please choose another name, or add --force.

# Notes
roster-note-forbidden = Columns that may not be stored, dropped unread: { $columns }
roster-note-unstored = Columns that are not kept: { $columns }
roster-note-skipped-sheets = Sheets that are no roster, passed over: { $sheets }
roster-note-hidden-sheets = Hidden sheets, not read: { $sheets }
roster-note-skipped-rows = Totals, signature lines and the like passed over: { $n }
roster-note-roles = Roles that are not kept: { $roles }
roster-note-made = New organisations: { $names }
roster-note-replaced = Secretaries who hand over: { $n }
roster-note-gone-branches = Branches that are not in the file at all: { $n }
roster-change-MOVED = moved
roster-change-CHANGED = changed
roster-change-GONE = not in the file

# In the chat
roster-how =
    <b>Roster</b>

    Import: send me the .xlsx or .csv file. I show what would change first; nothing is written until you confirm. The file you sent is deleted from the chat as soon as it is read.

    Columns such as identity-card number, ethnicity, native place and home address are neither read nor stored. Please do not send secret or internal papers.

    Export: the buttons below give you a workbook to print, or to change and send back.
roster-how-branch =
    <b>Roster</b>

    Export: the buttons below give you a workbook to print. To have something corrected, please tell the party office.
roster-button-export-of = Export: { $name }
roster-button-branches = Organisations
roster-preview-title = <b>Roster preview</b> (nothing written yet; the file you sent was deleted from the chat)
roster-preview-again = <b>The roster has changed; this is a new preview</b> (nothing written yet)
roster-preview-tree = Committees { $committees }, general branches { $generals }, branches { $branches }, groups { $groups }
roster-preview-people = Members { $members } (men { $men }, women { $women })
roster-preview-change = Added { $added }, changed { $changed }, moved { $moved }, not in the file { $gone }
roster-preview-changed = · changed: { $name } ({ $what })
roster-preview-moved = · moved: { $name } → { $what }
roster-preview-gone = · not in the file: { $name }
roster-preview-more = · { $n } more
roster-preview-yourself = ⚠ You yourself are among those not in the file.
roster-preview-until = Valid for { $minutes } minutes, and for one confirmation.
roster-preview-nothing = The roster is already as the file says; there is nothing to import.
roster-button-do = Import
roster-button-keep = Import, keep { $n }
roster-button-gone = Import, { $n } left
roster-button-only-gone = Mark { $n } as left
roster-done =
    ✓ The roster is up to date: { $members } members.
    Added { $added }, changed { $changed }, moved { $moved }, marked as left { $left }, not in the file but kept { $still }.
roster-cancelled = Fine, nothing was imported.
roster-over = This preview was used, cancelled, or is too old. To import, please send the file again.
error-roster-preview-over = This preview was used, cancelled, or is too old. To import, please send the file again.
error-roster-nobody = There is nobody here yet. Please import a roster first.
roster-problems-sheet = Rows to put right
roster-problems-file = Roster rows to put right
roster-problems = { $rows ->
    [one] One row has to be put right; nothing was imported
   *[other] { $rows } rows have to be put right; nothing was imported
} (good rows: { $good }). Please work through the attached list and send the file again. The file you sent was deleted from the chat.
roster-export = Roster of { $members } members. It holds names and telephone numbers: please store it, delete this message, and do not forward it.
roster-working-preview = Reading the roster; the preview comes as soon as it is read.
roster-working-import = Importing; I will tell you when it is done.
roster-working-export = Making the sheet; it comes as soon as it is ready.
