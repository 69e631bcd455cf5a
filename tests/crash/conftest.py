"""Who is killed has said nothing to others that they must not know, either."""

from tests.flows.every_word import _answers_are_heard, _nothing_is_given_away

__all__ = ["_answers_are_heard", "_nothing_is_given_away"]
