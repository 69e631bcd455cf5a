"""What the API can do, one room for each kind of thing."""

from scheduler.web.api.rooms import (
    calendars,
    cohorts,
    community,
    deliveries,
    imports,
    looking_after,
    people,
    plans,
    rights,
    runs,
    sign_ups,
    webhooks,
)

EVERY = (
    cohorts.room,
    runs.room,
    plans.room,
    people.room,
    imports.room,
    sign_ups.room,
    rights.room,
    community.room,
    looking_after.room,
    calendars.room,
    deliveries.room,
    webhooks.room,
)
