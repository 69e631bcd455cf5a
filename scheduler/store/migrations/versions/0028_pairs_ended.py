"""Pairs that are ended midway, and letters that tell whom somebody meets as a coach or a member."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ended_pair",
        sa.Column("cohort_id", sa.String(length=36), nullable=False),
        sa.Column("member_id", sa.String(length=36), nullable=False),
        sa.Column("coach_id", sa.String(length=36), nullable=False),
        sa.Column("release", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("said_before", sa.String(length=8), nullable=False),
        sa.Column("said_since", sa.String(length=8), nullable=False),
        sa.Column("agreement", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_ended_pair_cohort_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["person.id"], name=op.f("fk_ended_pair_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["coach_id"], ["person.id"], name=op.f("fk_ended_pair_coach_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_ended_pair_account_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("member_id", "coach_id", "release", name=op.f("pk_ended_pair")),
    )
    for column in ("cohort_id", "coach_id", "account_id"):
        op.create_index(op.f(f"ix_ended_pair_{column}"), "ended_pair", [column])
    op.create_table(
        "company",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("stands", sa.JSON(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_company_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_company")),
    )
    op.add_column("notice", sa.Column("company", sa.JSON(none_as_null=True), nullable=True))
    _take_as_known()


def _take_as_known() -> None:
    """Take everyone to know whom the last release pairs them with: their page says so."""
    plan = sa.table("plan", sa.column("id"), sa.column("document", sa.JSON()))
    release = sa.table("release", sa.column("cohort_id"), sa.column("number"), sa.column("plan_id"))
    person = sa.table("person", sa.column("id"), sa.column("cohort_id"))
    company = sa.table(
        "company", sa.column("person_id"), sa.column("stands", sa.JSON()), sa.column("told", sa.JSON())
    )
    here = op.get_bind()
    for cohort, number in here.execute(
        sa.select(release.c.cohort_id, sa.func.max(release.c.number)).group_by(release.c.cohort_id)
    ).all():
        document = here.execute(
            sa.select(plan.c.document)
            .join(release, release.c.plan_id == plan.c.id)
            .where(release.c.cohort_id == cohort, release.c.number == number)
        ).scalar_one()
        people = here.execute(sa.select(person.c.id).where(person.c.cohort_id == cohort)).scalars().all()
        if not people:
            continue
        coach: dict[str, str] = {}
        members: dict[str, list[str]] = {}
        for pair in document["coaching"]["pairs"]:
            coach[pair["member"]] = pair["coach"]
            members.setdefault(pair["coach"], []).append(pair["member"])
        rows: list[dict[str, object]] = []
        for each in people:
            its = {"coach": coach.get(each), "members": sorted(members.get(each, ()))}
            rows.append({"person_id": each, "stands": its, "told": its})
        here.execute(sa.insert(company), rows)


def downgrade() -> None:
    op.drop_column("notice", "company")
    op.drop_table("company")
    op.drop_table("ended_pair")
