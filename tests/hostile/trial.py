"""What becomes of hostile inputs: each is read, or refused in words; and what the dearest of them took.

Run as `python -m tests.hostile.trial KIND INPUTS SEED`, in a process that is bounded in memory; prints JSON.
"""

import json
import resource
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from calendars.imip import calendar_part, read_mail, sent_to
from calendars.replies import NoReplyError, read_reply
from scheduler.domain.cohorts import Cohort, CohortId
from scheduler.domain.people import PersonId
from scheduler.domain.reply_addresses import tags_in
from scheduler.logs import log_for_people
from scheduler.roster.cohort_file import read_cohort
from scheduler.roster.cohort_out import write_cohort
from scheduler.roster.errors import CohortFileError, MappingFileError, RosterError, SheetError
from scheduler.roster.mapping_file import read_mapping, write_mapping
from scheduler.roster.people import read_people
from scheduler.roster.roster_out import write_bad_rows, write_roster
from scheduler.roster.sheet import Sheet, read_kept, read_sheet, written
from tests.hostile import corpus, inputs
from tests.hostile.words import mangled
from tests.sheets import read_here

MOST_SECONDS = 5
MOST_MEGABYTES = 1024
MEGABYTE = 1 << 20
EXAMPLE = Path(__file__).parents[2] / "examples" / "ptp-2024" / "cohort.toml"


@dataclass(kw_only=True, slots=True)
class Report:
    """How many inputs there were, what became of them, the dearest one's processor time, and the most memory."""

    kind: str
    inputs: int = 0
    refused: int = 0
    seconds: float = 0.0
    dearest: str = ""
    megabytes: int = 0
    too_slow: list[str] = field(default_factory=list)


@cache
def example() -> Cohort:
    return read_cohort(data=EXAMPLE.read_bytes(), cohort_id=CohortId("cohort"))


def import_sheet(data: bytes, *, read: Callable[..., Sheet]) -> None:
    """Do with a file all that a page does with it: keep it, read it, and offer its rows to be mended."""
    sheet = read(name="people.csv", data=data)
    kept = read_kept(name="people.csv", data=written(sheet))
    assert kept.header == sheet.header
    assert kept.rows == sheet.rows
    reading = read_people(sheet=sheet, cohort=example(), new_id=PersonId)
    for problem in reading.problems:
        assert problem.code
        assert problem.message
        assert problem.suggestion
    read_mapping(data=write_mapping(mapping=reading.mapping, questions=reading.questions))
    write_bad_rows(sheet=sheet, problems=reading.problems)
    write_roster(reading.people)
    json.dumps([problem.message for problem in reading.problems], ensure_ascii=False).encode()


def read_settings_of_cohort(data: bytes) -> None:
    write_cohort(read_cohort(data=data, cohort_id=CohortId("cohort")))


def read_answer(data: bytes) -> None:
    mail = read_mail(data)
    reply = read_reply(calendar_part(mail))
    tags_in(f"{sent_to(mail)}\n{reply.organizer or ''}", address="commonhour@example.org")


def is_said(refusal: Exception) -> None:
    """See that a refusal says what is wrong, and what to do about it."""
    assert str(refusal)
    for problem in refusal.problems if isinstance(refusal, RosterError) else ():
        assert problem.code
        assert problem.message
        assert problem.suggestion


def in_process(data: bytes) -> None:
    import_sheet(data, read=read_sheet)


def here(data: bytes) -> None:
    import_sheet(data, read=read_here)


READERS: Mapping[str, tuple[Callable[[bytes], object], type[Exception]]] = {
    "CSV files": (here, SheetError),
    "workbooks": (here, SheetError),
    "spreadsheets, in a process of their own": (in_process, SheetError),
    "files of as much as comes in": (in_process, SheetError),
    "spreadsheets that somebody thought of": (in_process, SheetError),
    "mapping files": (lambda data: read_mapping(data=data), MappingFileError),
    "cohort files": (read_settings_of_cohort, CohortFileError),
    "mapping files that somebody thought of": (lambda data: read_mapping(data=data), MappingFileError),
    "cohort files that somebody thought of": (read_settings_of_cohort, CohortFileError),
    "mails": (read_answer, NoReplyError),
    "mails that somebody thought of": (read_answer, NoReplyError),
}
"""Who reads each kind of input, and what they may raise."""
MADE: Mapping[str, st.SearchStrategy[bytes]] = {
    "CSV files": inputs.csv_files(),
    "workbooks": inputs.workbooks(),
    "spreadsheets, in a process of their own": st.one_of(inputs.csv_files(), inputs.workbooks()),
    "mapping files": inputs.toml_files(),
    "cohort files": inputs.toml_files(),
    "mails": inputs.mails(),
}
MANY_VARIANTS = 10
VARIANTS: Mapping[str, int] = {"workbooks": 2, "spreadsheets, in a process of their own": 2}
"""How many inputs are made of one: itself, and others that are mangled. Most that is mangled is no zip file."""
THOUGHT_OF: Mapping[str, Mapping[str, Callable[[], bytes]]] = {
    "files of as much as comes in": corpus.CELLS,
    "spreadsheets that somebody thought of": corpus.SHEETS,
    "mapping files that somebody thought of": corpus.TOMLS,
    "cohort files that somebody thought of": corpus.TOMLS,
    "mails that somebody thought of": corpus.MAILS,
}


def tried(kind: str, *, most: int, seed_of_it: int) -> Report:
    """Have so many inputs of a kind read; raises what a reader may not raise, or whatever took too long."""
    report = Report(kind=kind)
    read, error = READERS[kind]

    def judge(name: str, data: bytes) -> None:
        began = _spent()
        try:
            read(data)
        except error as refusal:
            is_said(refusal)
            report.refused += 1
        took = _spent() - began
        report.inputs += 1
        if took > report.seconds:
            report.seconds, report.dearest = took, name
        if took > MOST_SECONDS:
            report.too_slow.append(f"{name}: {took:.1f} s")

    if kind in THOUGHT_OF:
        named = THOUGHT_OF[kind]
        step = max(1, len(named) // most)
        for name, make in islice(named.items(), seed_of_it % step, None, step):
            judge(name, make())
    else:
        variants = VARIANTS.get(kind, MANY_VARIANTS)

        def judge_some(data: bytes, dice: int) -> None:
            judge(f"{len(data):,} bytes", data)
            rolls = Random(dice)  # noqa: S311 - dice
            for _ in range(variants - 1):
                judge(f"{len(data):,} bytes, mangled", mangled(data, rolls=rolls))

        made = given(MADE[kind], st.integers(0, 2**64))(judge_some)
        seed(seed_of_it)(
            settings(
                max_examples=max(1, most // variants),
                deadline=None,
                database=None,
                phases=(Phase.generate, Phase.shrink),
                suppress_health_check=tuple(HealthCheck),
            )(made)
        )()
    peaks = (resource.getrusage(of).ru_maxrss for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    report.megabytes = max(peaks) >> 10
    return report


def _spent() -> float:
    """Return the processor time of this process and of those that it has waited for, in seconds."""
    spent = (resource.getrusage(of) for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in spent)


def main() -> None:
    kind, most, seed_of_it = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEGABYTES * MEGABYTE, MOST_MEGABYTES * MEGABYTE))
    began = time.monotonic()
    log_for_people()  # to standard error: standard output is the report
    report = tried(kind, most=most, seed_of_it=seed_of_it)
    sys.stderr.write(f"{report} in {time.monotonic() - began:.0f} s\n")
    sys.stdout.write(json.dumps(asdict(report)))


if __name__ == "__main__":
    main()
