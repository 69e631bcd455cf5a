"""What a pair is judged by, as `cohort.toml` says: three weights, and criteria on further columns of the roster."""

from decimal import Decimal
from fractions import Fraction

from scheduler.domain.cohorts import Criterion, Rule, ScoreWeights
from scheduler.languages.sentences import Quoted, sentence
from scheduler.roster.columns import IGNORED, PROBLEM_COLUMN, certain_use
from scheduler.roster.spelling import fold
from scheduler.roster.toml_table import TomlTable

_DEFAULT = (Decimal("0.6"), Decimal("0.3"), Decimal("0.1"))


def read_scoring(coaching: TomlTable) -> tuple[ScoreWeights, tuple[Criterion, ...]]:
    """Read `weights` and every `[[coaching.criterion]]`; all weights, of the criteria too, sum to 1.

    They are exactly the decimals as written: 0.6 + 0.3 + 0.1 is 1 here, as it is on paper.
    """
    table, of_criteria = coaching.table("weights"), coaching.tables("criterion")
    interest, time, language = (
        _DEFAULT if table is None else (table.decimal(key) for key in ("interest", "time", "language"))
    )
    shares = [_share(each) for each in of_criteria]
    spelled: dict[str, str] = {}  # as where it is named first
    criteria = tuple(
        Criterion(
            column=spelled.setdefault(fold(each.text("column")), each.text("column")),
            rule=each.word("rule", default=Rule.SAME, required=True),
            weight=None if share is None else Fraction(share),
        )
        for each, share in zip(of_criteria, shares, strict=True)
    )
    _columns_suit(of_criteria, criteria)
    weighed = [share for share in shares if share is not None]
    total = sum(weighed, start=interest + time + language)
    if total != 1 and not any(each.problems() for each in (*filter(None, [table]), *of_criteria)):
        coaching.report(
            "weights",
            code="weights_sum",
            message=sentence(
                "The weights and those of the criteria sum to {total}, not to 1.", total=f"{total:f}"
            )
            if weighed
            else sentence("The weights sum to {total}, not to 1.", total=f"{total:f}"),
            suggestion=sentence(
                "Change interest, time and language and those of the criteria so that they sum to 1."
            )
            if weighed
            else sentence("Change interest, time and language so that they sum to 1."),
            value=total,
        )
    weights = ScoreWeights(interest=Fraction(interest), time=Fraction(time), language=Fraction(language))
    return weights, criteria


def _share(criterion: TomlTable) -> Decimal | None:
    """Read what part of the score it is; None where it is required instead."""
    weighed = criterion.has("weight")
    if weighed != criterion.truth("require", default=False):
        return criterion.decimal("weight") if weighed else None
    criterion.report(
        "weight",
        code="bad_criterion",
        message=sentence("A criterion cannot have both a weight and require = true.")
        if weighed
        else sentence("A criterion cannot have neither a weight nor require = true."),
        suggestion=sentence("Give it one of the two: a weight, its share of the score, or require = true."),
    )
    return None


def _columns_suit(tables: tuple[TomlTable, ...], criteria: tuple[Criterion, ...]) -> None:
    """Report a column that every roster can have, and one that stands twice under one rule."""
    seen: set[tuple[str, Rule]] = set()
    for table, criterion in zip(tables, criteria, strict=True):
        column, judged = criterion.column, (fold(criterion.column), criterion.rule)
        if certain_use(column) not in {None, IGNORED} or fold(column) == fold(PROBLEM_COLUMN):
            table.report(
                "column",
                code="wrong_value",
                message=sentence(
                    "{column} is read as one of the roster's usual columns, which no criterion can be on.",
                    column=Quoted(text=column),
                ),
                suggestion=sentence("Name a further column of the roster."),
                value=column,
            )
        if column and judged in seen:
            table.report(
                "column",
                code="duplicate_criterion",
                message=sentence(
                    "Two criteria ask of {column} to be {rule}.",
                    column=Quoted(text=column),
                    rule=Quoted(text=criterion.rule.value),
                ),
                suggestion=sentence("Keep one, with the weight of both."),
                value=column,
            )
        seen.add(judged)
