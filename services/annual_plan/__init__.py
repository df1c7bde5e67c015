"""The annual plan (一年早知道): themes of a year, on the meetings rules make; and calendars to take away.

::

    themes typed, pasted, copied ── confirmed once ──> the meetings of each month carry them (services.meetings.themes)
    meetings, and the dates of rules ── events ──> calendars: a picture, a file, an address that can be withdrawn
"""

from services.annual_plan.book import Written, Years
from services.annual_plan.editing import confirm, copy_last_year, set_theme, set_themes, set_year_theme
from services.annual_plan.events import Event
from services.annual_plan.feeds import Address, Feed, address_of, find, open_feed, path_of, read, renew, withdraw
from services.annual_plan.looking import (
    Calendar,
    Month,
    Plan,
    mine,
    month_of,
    my_month,
    name_of,
    usual_year,
    view,
    year_of,
)
from services.annual_plan.pasting import MONTHS
from services.annual_plan.pasting import read as lines_of

__all__ = [
    "MONTHS",
    "Address",
    "Calendar",
    "Event",
    "Feed",
    "Month",
    "Plan",
    "Written",
    "Years",
    "address_of",
    "confirm",
    "copy_last_year",
    "find",
    "lines_of",
    "mine",
    "month_of",
    "my_month",
    "name_of",
    "open_feed",
    "path_of",
    "read",
    "renew",
    "set_theme",
    "set_themes",
    "set_year_theme",
    "usual_year",
    "view",
    "withdraw",
    "year_of",
]
