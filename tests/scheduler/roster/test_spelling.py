from hypothesis import given
from hypothesis import strategies as st

from scheduler.languages.sentences import in_english, sentence
from scheduler.roster.spelling import clean, did_you_mean, fold, listed, nearest


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_a_clean_text_is_one_line(text: str) -> None:
    assert len(clean(text).splitlines()) <= 1


def test_texts_compare_whatever_the_quotes_dashes_case_and_width() -> None:
    assert fold("Parents\u2019  NIGHT \u2013 \uff21\uff29") == fold("parents' night - ai")


def test_the_nearest_is_found_and_nothing_where_nothing_is_near() -> None:
    assert nearest("Memebr", among=("coach", "member")) == ("member",)
    assert nearest("zzz", among=("coach", "member")) == ()
    assert did_you_mean("zzz", among=("coach",), otherwise=sentence("Write coach.")) == "Write coach."


def test_a_long_list_is_cut_with_how_many_more() -> None:
    assert in_english(listed(("a", "b"))) == "a, b"
    assert in_english(listed(("a", "b", "c", "d"), limit=2)) == "a, b, ... (2 more)"


def test_of_a_heap_of_marks_thirty_are_left_and_a_letter_of_any_language_keeps_its_own() -> None:
    heap = "a" + "\u0301\u0323" * 100_000
    assert len(clean(heap)) <= 31
    assert len(fold(heap)) <= 31
    yoruba = "\u1ecd\u0301 " * 100
    assert clean(yoruba) == yoruba.strip()
