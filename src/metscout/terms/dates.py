"""Arithmetic on ISO dates as texts. Nothing here knows what day it is."""

import calendar
from datetime import date


def earliest(day: str) -> str:
    """The first day that a date given as YYYY, YYYY-MM or YYYY-MM-DD can mean."""
    return (day + "-01-01"[len(day) - 4 :]) if len(day) in (4, 7) else day


def latest(day: str) -> str:
    """The last day that a date given as YYYY, YYYY-MM or YYYY-MM-DD can mean."""
    if len(day) == 4:
        return f"{day}-12-31"
    return f"{day}-{calendar.monthrange(int(day[:4]), int(day[5:]))[1]:02}" if len(day) == 7 else day


def days_between(start: str, end: str) -> int:
    """Days from `start` to `end`; negative where `end` lies before it. Dates are as exact as they were given."""
    return (date.fromisoformat(earliest(end)) - date.fromisoformat(earliest(start))).days


def months_after(start: str, months: float) -> str:
    """The date `months` after `start`; at the end of a shorter month, its last day."""
    day = date.fromisoformat(start)
    whole = int(months)
    year, month = divmod(day.year * 12 + day.month - 1 + whole, 12)
    if year >= date.max.year:
        return date.max.isoformat()
    last = calendar.monthrange(year, month + 1)[1]
    found = date(year, month + 1, min(day.day, last))
    return date.fromordinal(found.toordinal() + round((months - whole) * 30)).isoformat()
