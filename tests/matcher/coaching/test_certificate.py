"""The proof of a coaching plan holds before a judge that shares nothing with the solver, and a wrong one does not."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from matcher.coaching.candidates import Candidates
from matcher.coaching.proofs import Proof
from matcher.coaching.solver import prove
from matcher.problem import CoachingProblem
from matcher.scoring import PairScores
from tests.matcher.coaching.certificate import faults, stated

Crowd = Callable[..., CoachingProblem]


def proven(asked: CoachingProblem) -> Proof:
    scores = PairScores(asked)
    return prove(asked, scores=scores, candidates=Candidates(asked, scores, list_all=0))


@pytest.mark.parametrize("seed", range(40))
def test_every_plan_s_proof_holds_over_all_pairs(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr("matcher.coaching.shortlist._SECOND_LOOK", 2)
    monkeypatch.setattr("matcher.coaching.networks._COST_LIMIT", 2 ** (26 if seed % 2 else 60))
    asked = crowd(seed=seed, members=25, coaches=9)
    proof = proven(asked)
    assert list(faults(asked, coach_of=proof.solution.coach_of, steps=stated(proof))) == []


def test_a_plan_that_is_not_the_best_or_a_price_that_is_off_is_found_out(crowd: Crowd) -> None:
    asked = crowd(seed=7, members=25, coaches=9)
    proof = proven(asked)
    coach_of, steps = proof.solution.coach_of, stated(proof)
    member = next(one for one, coach in enumerate(coach_of) if coach is not None)
    left_out = [None if one == member else coach for one, coach in enumerate(coach_of)]
    assert f"member {member} could be placed" in set(faults(asked, coach_of=left_out, steps=steps))
    off = replace(steps[-1], price=steps[-1].price + 10**12 * (np.arange(len(steps[-1].price)) == member))
    assert any(str(member) in fault for fault in faults(asked, coach_of=coach_of, steps=[*steps[:-1], off]))


def test_costs_that_are_not_the_order_s_are_found_out(crowd: Crowd) -> None:
    asked = crowd(seed=7, members=25, coaches=9)
    proof = proven(asked)
    coach_of, steps = proof.solution.coach_of, stated(proof)
    flat = [replace(steps[0], pair=0 * steps[0].pair), *steps[1:]]
    assert "the costs of a step are not the order's" in set(faults(asked, coach_of=coach_of, steps=flat))
    light = [replace(steps[0], swings=tuple(0 * swing for swing in steps[0].swings)), *steps[1:]]
    assert "a swing of 0 is less than 1" in set(faults(asked, coach_of=coach_of, steps=light))
    short = [replace(steps[0], swings=steps[0].swings[:-1]), *steps[1:]]
    assert "1 costs of the order are in no step" in set(faults(asked, coach_of=coach_of, steps=short))
