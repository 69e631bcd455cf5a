"""No table and no column is forgotten when somebody is erased or asks what is kept of them."""

from collections import Counter

from scheduler.store import tables
from scheduler.store.personal_data import REACHED, Whose

TABLES = tables.metadata.tables


def test_every_column_of_every_table_stands_once_in_the_register_of_how_people_are_reached() -> None:
    told = {name: Counter(reached.columns()) for name, reached in REACHED.items()}
    assert told == {name: Counter(table.c.keys()) for name, table in TABLES.items()}


def test_whatever_refers_to_a_person_or_an_account_is_theirs_by_that_very_column() -> None:
    wrong = []
    for name, table in TABLES.items():
        reached = REACHED[name]
        for whose, target in ((Whose.PERSON, tables.person), (Whose.ACCOUNT, tables.account)):
            refers = {key.parent.name for key in table.foreign_keys if key.column.table is target}
            goes = {key.parent.name for key in table.foreign_keys if key.ondelete == "CASCADE"}
            if reached.whose is not whose and refers & goes:
                wrong.append(name)
            if reached.whose is whose and table is not target and not {*reached.by} <= refers & goes:
                wrong.append(name)
    assert wrong == []
