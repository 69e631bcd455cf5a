"""Bringing people in: drop a spreadsheet, answer what is uncertain, mend what is wrong, import."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from scheduler.access import COORDINATE
from scheduler.commands.importing import (
    answer_questions,
    ask_anew,
    import_upload,
    kept_sheet,
    leave_row_out,
    mend_row,
    question_key,
    read_upload,
    take_topics,
    take_upload,
)
from scheduler.domain.cohorts import Cohort
from scheduler.domain.problems import Problem
from scheduler.errors import BadInputError
from scheduler.languages.sentences import sentence
from scheduler.queries.upload_review import upload_review
from scheduler.roster.roster_out import write_bad_rows
from scheduler.web.speaking import reading_locale
from scheduler.web.visit import changing, looking

room = Blueprint("imports", __name__, url_prefix="/cohorts/<cohort>/imports")

NO_FILE = Problem(
    code="no_file",
    message=sentence("No file was chosen."),
    suggestion=sentence("Choose a CSV or an Excel file, then send it."),
)


@room.get("")
def drop(cohort: str) -> str:
    """Show where to drop a file."""
    with looking() as access:
        scope = access.cohort(cohort, need=COORDINATE)
    return render_template("drop.html", cohort=scope.cohort, problems=())


@room.post("")
def take(cohort: str) -> AnyResponse:
    """Keep the file and go on to its review; say what is wrong with one that is no table."""
    file = request.files.get("file")
    with looking() as access:
        scope = access.cohort(cohort, need=COORDINATE)
    if file is None or not file.filename:
        return _refused(scope.cohort, (NO_FILE,))
    try:
        sheet = read_upload(filename=file.filename, content=file.read())
    except BadInputError as error:
        return _refused(scope.cohort, error.problems)
    with changing() as access:
        upload = take_upload(access.cohort(cohort, need=COORDINATE), sheet=sheet)
    return redirect(url_for("imports.one", cohort=cohort, upload=upload), 303)


@room.get("/<upload>")
def one(cohort: str, upload: str) -> str:
    """Show each row's problem beside the row, what is asked, and what an import would do."""
    with looking() as access:
        scope = access.cohort(cohort, need=COORDINATE)
        review = upload_review(scope, upload=upload)
    return render_template(
        "import.html",
        cohort=scope.cohort,
        review=review,
        key_of=question_key,
        locale=reading_locale(scope.cohort.locale),
    )


@room.post("/<upload>/settle")
def settle(cohort: str, upload: str) -> AnyResponse:
    """Keep the answers; what a person wrote goes before what they chose. With `every_topic` all topics are ours."""
    with changing() as access:
        answer_questions(access.cohort(cohort, need=COORDINATE), upload=upload, answers=_answers())
        if "every_topic" in request.form:
            take_topics(access.cohort(cohort, need=COORDINATE), upload=upload)
    return _back(cohort, upload)


@room.post("/<upload>/mend")
def mend(cohort: str, upload: str) -> AnyResponse:
    """Rewrite cells of one row."""
    cells = dict(zip(request.form.getlist("column"), request.form.getlist("value"), strict=False))
    row = request.form.get("row", 0, type=int)
    with changing() as access:
        mend_row(access.cohort(cohort, need=COORDINATE), upload=upload, row=row, cells=cells)
    return redirect(url_for("imports.one", cohort=cohort, upload=upload, _anchor="rows"), 303)


@room.post("/<upload>/leave-out")
def leave_out(cohort: str, upload: str) -> AnyResponse:
    """Take one row out of the file: this one, or another `instead`."""
    row = request.form.get("instead", request.form.get("row", 0, type=int), type=int)
    with changing() as access:
        leave_row_out(access.cohort(cohort, need=COORDINATE), upload=upload, row=row)
    return redirect(url_for("imports.one", cohort=cohort, upload=upload, _anchor="rows"), 303)


@room.post("/<upload>/ask-anew")
def ask_again(cohort: str, upload: str) -> AnyResponse:
    """Forget the answers."""
    with changing() as access:
        ask_anew(access.cohort(cohort, need=COORDINATE), upload=upload)
    return _back(cohort, upload)


@room.get("/<upload>/bad-rows.csv")
def bad_rows(cohort: str, upload: str) -> Response:
    """Give the bad rows as a file that can be mended and dropped in again."""
    with looking() as access:
        kept = kept_sheet(access.cohort(cohort, need=COORDINATE), upload=upload)
    response = make_response(write_bad_rows(sheet=kept.sheet, problems=kept.reading.problems))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="bad-rows.csv"'
    return response


@room.post("/<upload>/confirm")
def confirm(cohort: str, upload: str) -> AnyResponse:
    """Import every row that is well."""
    with changing() as access:
        import_upload(
            access.cohort(cohort, need=COORDINATE),
            upload=upload,
            others_leave=request.form.get("others") == "leave",
            over_corrections=request.form.get("corrections") == "over",
        )
    return redirect(url_for("cohorts.one", cohort=cohort), 303)


def _answers() -> dict[str, str]:
    """Return the answers by question, from lists that stand side by side in the form."""
    lists = (request.form.getlist(name) for name in ("question", "answer", "other"))
    return {asked: other.strip() or answer for asked, answer, other in zip(*lists, strict=False)}


def _refused(cohort: Cohort, problems: tuple[Problem, ...]) -> Response:
    return make_response(render_template("drop.html", cohort=cohort, problems=problems), 422)


def _back(cohort: str, upload: str) -> AnyResponse:
    return redirect(url_for("imports.one", cohort=cohort, upload=upload), 303)
