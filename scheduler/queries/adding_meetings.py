"""What adding a meeting would do, before it is done: for whom one can be, and in whose calendars it would come."""

from dataclasses import dataclass

from scheduler.access import CohortScope
from scheduler.commands.adding_meetings import AskedMeeting, as_asked, plan_to_add_to
from scheduler.domain.added_meetings import audiences_of
from scheduler.domain.arrangements import held
from scheduler.domain.audiences import Audience
from scheduler.domain.meetings import Meeting
from scheduler.domain.pauses import without_paused
from scheduler.domain.people import Person, PersonId


@dataclass(frozen=True, kw_only=True, slots=True)
class MeetingToAdd:
    """The meeting as it would be, who would have it in their calendar, and who of them is in another one then."""

    meeting: Meeting
    people: tuple[Person, ...]
    busy: frozenset[PersonId]

    @property
    def unreachable(self) -> tuple[str, ...]:
        """Who has to be told by somebody, for want of an e-mail address."""
        return tuple(person.name for person in self.people if not person.email)


def possible_audiences(scope: CohortScope) -> tuple[Audience, ...]:
    """Return for whom a meeting can be added; raises NotNowError before the first release."""
    return audiences_of(people=scope.people(), plan=plan_to_add_to(scope))


def meeting_to_add(scope: CohortScope, *, asked: AskedMeeting) -> MeetingToAdd:
    """Return what adding this would do; raises as `add_meeting` does."""
    people, plan = scope.people_to_read(), plan_to_add_to(scope)
    _, planned = as_asked(scope, asked=asked, people=people, plan=plan, ref="")
    pauses = scope.tx.pauses.of_cohort(scope.cohort.id)
    meeting = without_paused(planned, starts=planned.starts, pauses=pauses)
    there = {*meeting.people}
    others = (*held(scope.arranged(people)), *scope.coaching(people))
    return MeetingToAdd(
        meeting=meeting,
        people=tuple(person for person in people if person.id in there),
        busy=frozenset(
            person
            for other in others
            if not other.cancelled and other.starts < meeting.ends and meeting.starts < other.ends
            for person in other.people
            if person in there
        ),
    )
