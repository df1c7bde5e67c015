# A month's papers in one file
month-pack-offer = The papers of <b>{ $branch }</b> for { $month } can be packed: minutes, sign-in sheets, attendance, compliance, and a list of what is missing.
month-pack-button = Pack them
month-pack-button-month = Pack { $month }/{ $year }
month-pack-button-attendance = Attendance
month-pack-working = Packing; with many photos it takes a while.
month-pack-none = No meeting was held in { $month }/{ $year }: there is nothing to pack.
month-pack-file = The papers of { $month }/{ $year }: { $count } meetings. Please look at the list of what is missing first. The file holds names; keep it safe.
