"""What the API can do, one room for each kind of thing."""

from scheduler.web.api.rooms import cohorts, plans, runs

EVERY = (cohorts.room, runs.room, plans.room)
