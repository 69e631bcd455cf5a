"""What the API can do, one room for each kind of thing."""

from scheduler.web.api.rooms import (
    cohorts,
    me,
    my_calendar,
    my_details,
    my_hours,
    my_meetings,
    my_page,
    my_pause,
    my_proposals,
    my_workshops,
    plans,
    runs,
)

EVERY = (
    cohorts.room,
    runs.room,
    plans.room,
    me.room,
    my_page.room,
    my_calendar.room,
    my_details.room,
    my_pause.room,
    my_workshops.room,
    my_proposals.room,
    my_meetings.room,
    my_hours.room,
)
