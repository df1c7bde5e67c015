# Terms of office
terms-button = Term of office
terms-title = <b>{ $name }</b>: term of office
terms-none =
    Not filled in yet.
    Once it is, I remind the secretary and the office above from half a year before its end.
terms-now =
    This term: { $first } to { $last }.
    From half a year before its end I remind the secretary and the office above.
terms-button-note = Fill it in
terms-button-new = Elected anew
terms-button-fix = Correct the dates
terms-ask-new =
    On which day was it elected? Send me the date, e.g. 2026-12-11.
    A term is taken as { $years } years. If it ends on another day, send both: 2026-12-11 ~ 2029-12-10.
terms-ask-fix = Send me the right first and last day, e.g. 2026-12-11 ~ 2029-12-10.
error-organisation-term = The first and last day of the term do not fit. Please check them and send them again.
error-organisation-term-overlaps = A later term covers some of these days. Please check and send them again.
