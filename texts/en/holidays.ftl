# Days off and make-up working days
holidays-missing =
    The holidays of { $year } are not imported yet; dates in that year are provisional.
    Once the State Council has published them, import them on the server:
      zhibu holidays import FILE
holidays-imported = The holidays of { $year } are in: { $off } days off, { $make_up } make-up working days.
holidays-unchanged = The holidays of { $year } were here already: { $off } days off, { $make_up } make-up working days. Nothing was changed.

error-holidays-line = Line { $line } cannot be read, or contradicts another. Write it like this: 2027-01-01..2027-01-03 off
error-holidays-weekday = The make-up working day of line { $line } is no Saturday or Sunday. Please check the date.
error-holidays-incomplete = This is not one year’s notice: 1 October must be off in it, and it must hold no other years. Please check the file.
