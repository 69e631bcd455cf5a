import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from calendars.availability import Window
from scheduler.domain.cohorts import Choice, Coaching, Cohort, CohortId, Workshop
from scheduler.domain.people import Capacity, Person, PersonId, Role
from scheduler.roster.columns import Mapping
from scheduler.roster.people import Reading, read_people
from tests.sheets import read_here

EXAMPLES = Path(__file__).parents[3] / "examples"
HEADER = (
    "id,name,email,role,time_zone,languages,interests,availability,capacity,workshops,locale,whatsapp,notes"
)


def _workshop(id_: str, name: str, topic: str) -> Workshop:
    return Workshop(
        id=id_,
        name=name,
        topic=topic,
        facilitators=("C1",),
        minutes=60,
        size=Capacity(minimum=2, maximum=8),
        window=(date(2026, 10, 1), date(2026, 10, 31)),
        when=Choice(weekdays=(5,), opens=540, closes=1080, step_minutes=60),
    )


@pytest.fixture(scope="session")
def cohort() -> Cohort:
    return Cohort(
        id=CohortId("c"),
        name="Pathways",
        starts=date(2026, 9, 1),
        ends=date(2027, 5, 31),
        home_time_zone="America/New_York",
        locale="en",
        topics=("Math games", "Art, craft and play", "AI", "Retail work"),
        coaching=Coaching(capacity=Capacity(minimum=1, maximum=4), meeting_minutes=60, target_minutes=180),
        workshops=(
            _workshop("play", "Learning by play", "AI"),
            _workshop("sums", "Sums, and more", "Math games"),
        ),
    )


@pytest.fixture
def read(cohort: Cohort) -> Callable[..., Reading]:
    """Read a roster given as its text; an id is its key after `p-`."""

    def reading(text: str, mapping: Mapping | None = None) -> Reading:
        sheet = read_here(name="roster.csv", data=text.encode())
        return read_people(
            sheet=sheet, cohort=cohort, mapping=mapping, new_id=lambda key: PersonId(f"p-{key}")
        )

    return reading


@pytest.fixture
def read_row(read: Callable[..., Reading]) -> Callable[..., Reading]:
    """Read one canonical row that is good but for the cells given."""

    def reading(**cells: str) -> Reading:
        good = {
            "name": "Amina",
            "email": "amina@example.org",
            "role": "member",
            "time_zone": "Africa/Nairobi",
        }
        row = {**good, **cells}
        quoted = ('"' + row.get(column, "").replace('"', '""') + '"' for column in HEADER.split(","))
        return read(f"{HEADER}\n{','.join(quoted)}\n")

    return reading


@pytest.fixture
def amina() -> Person:
    """Whoever `read_row` reads when no cell is given."""
    return Person(
        id=PersonId("p-amina@example.org"),
        key="amina@example.org",
        name="Amina",
        email="amina@example.org",
        role=Role.MEMBER,
        time_zone="Africa/Nairobi",
        availability=tuple(Window(day=day, start=480, end=1260) for day in range(7)),
        availability_assumed=True,
    )


@pytest.fixture(scope="session")
def workbook() -> Callable[..., bytes]:
    """Make an XLSX file of one sheet from rows of typed cells."""

    def made(*rows: tuple[object, ...]) -> bytes:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    return made


@pytest.fixture
def examples() -> Path:
    return EXAMPLES


@pytest.fixture
def forms(real_data: Path) -> Path:
    """Real exports of others, where they may be used."""
    return real_data
