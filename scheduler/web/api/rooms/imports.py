"""Imports: a spreadsheet is sent, what is uncertain in it settled, what is wrong mended, and its people come in."""

from http import HTTPStatus

from scheduler.access import COORDINATE, Access
from scheduler.commands.importing import (
    answer_questions,
    ask_anew,
    import_upload,
    kept_sheet,
    leave_row_out,
    mend_row,
    read_upload,
    take_topics,
    take_upload,
)
from scheduler.domain.scopes import Scope
from scheduler.errors import NotFoundError
from scheduler.queries.upload_review import upload_review
from scheduler.roster.roster_out import write_bad_rows
from scheduler.web.api.operations import Room
from scheduler.web.api.rooms.import_shapes import (
    AnswersSaid,
    ImportConfirmed,
    ImportGiven,
    RowMended,
    import_given,
)
from scheduler.web.api.shapes import CsvFile, Made, SentSheet
from scheduler.web.api.urls import url_of
from scheduler.web.whole_numbers import whole_number_of

room = Room(
    tag="Imports",
    about="A spreadsheet of people, kept until what is uncertain is settled and what is wrong is mended. Good rows "
    "come in; the others wait in it.",
)


@room.post("/cohorts/<cohort>/imports", scope=Scope.PEOPLE_WRITE)
def send_sheet(access: Access, *, cohort: str, body: SentSheet) -> Made:
    """Send a spreadsheet of people; nobody comes in before it is confirmed.

    What was settled about the last one holds for this one too.
    """
    scope = access.cohort(cohort, need=COORDINATE)
    upload = take_upload(scope, sheet=read_upload(filename=body.filename, content=body.content))
    return Made(id=upload, url=url_of("get_import", cohort=cohort, upload=upload))


@room.get("/cohorts/<cohort>/imports/<upload>", scope=Scope.PEOPLE_READ)
def get_import(access: Access, *, cohort: str, upload: str) -> ImportGiven:
    """Read what there is to say of a spreadsheet: every problem of every row, what is asked, and who would come in."""
    return import_given(upload_review(access.cohort(cohort, need=COORDINATE), upload=upload))


@room.post(
    "/cohorts/<cohort>/imports/<upload>/answers", scope=Scope.PEOPLE_WRITE, status=HTTPStatus.NO_CONTENT
)
def settle_import(access: Access, *, cohort: str, upload: str, body: AnswersSaid) -> None:
    """Answer what is asked about a spreadsheet.

    An answer that means nothing here is asked about again; a topic that is answered by itself becomes one of the
    cohort's.
    """
    answers = {each.key: each.answer for each in body.answers}
    answer_questions(access.cohort(cohort, need=COORDINATE), upload=upload, answers=answers)
    if body.every_topic:
        take_topics(access.cohort(cohort, need=COORDINATE), upload=upload)


@room.delete("/cohorts/<cohort>/imports/<upload>/answers", scope=Scope.PEOPLE_WRITE)
def ask_import_anew(access: Access, *, cohort: str, upload: str) -> None:
    """Forget what was answered about a spreadsheet: all of it is asked again."""
    ask_anew(access.cohort(cohort, need=COORDINATE), upload=upload)


@room.post(
    "/cohorts/<cohort>/imports/<upload>/mended", scope=Scope.PEOPLE_WRITE, status=HTTPStatus.NO_CONTENT
)
def mend_import(access: Access, *, cohort: str, upload: str, body: RowMended) -> None:
    """Write cells of one row anew."""
    mend_row(access.cohort(cohort, need=COORDINATE), upload=upload, row=body.row, cells=dict(body.cells))


@room.delete("/cohorts/<cohort>/imports/<upload>/rows/<row>", scope=Scope.PEOPLE_WRITE)
def leave_out_of_import(access: Access, *, cohort: str, upload: str, row: str) -> None:
    """Take one row out of a spreadsheet; the others keep their numbers."""
    number = whole_number_of(row)
    if number is None:
        raise NotFoundError
    leave_row_out(access.cohort(cohort, need=COORDINATE), upload=upload, row=number)


@room.get("/cohorts/<cohort>/imports/<upload>/bad-rows.csv", scope=Scope.PEOPLE_READ)
def get_bad_rows(access: Access, *, cohort: str, upload: str) -> CsvFile:
    """Read the rows that have a problem, each with what is wrong: to be mended, and sent again."""
    kept = kept_sheet(access.cohort(cohort, need=COORDINATE), upload=upload)
    return CsvFile(content=write_bad_rows(sheet=kept.sheet, problems=kept.reading.problems))


@room.post(
    "/cohorts/<cohort>/imports/<upload>/confirm", scope=Scope.PEOPLE_WRITE, status=HTTPStatus.NO_CONTENT
)
def confirm_import(access: Access, *, cohort: str, upload: str, body: ImportConfirmed) -> None:
    """Have everybody come in whose row is well; the other rows wait to be mended."""
    import_upload(
        access.cohort(cohort, need=COORDINATE),
        upload=upload,
        others_leave=body.others_leave,
        over_corrections=body.over_corrections,
    )
