"""Every coach for a member: what the pair would cost, or why it cannot be made (DESIGN 6, *Explanations*)."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.coaching.candidates import Candidates
from matcher.coaching.prices import Price, Prices
from matcher.coaching.proofs import Proof
from matcher.problem import CoachingProblem, MatcherError
from matcher.scoring import Pairs, Scores
from matcher.solution import Reason


@dataclass(frozen=True, kw_only=True, slots=True)
class Alternative:
    """One coach for a member: the pair's score, and either what forcing it costs or all that bars it.

    `bars` are `never` {}, `no_shared_time` {week: the earliest in which they share no meeting's time, most: the minutes
    they share in the week that has most}, `language_required` {}, `criterion_required` {criterion, member_blank 0/1,
    coach_blank 0/1} for each that is not met, `pinned` {coach: whom the member must go with} and `no_place` {maximum:
    how many the coach takes, all of them pinned}. What was pinned together is never barred.
    """

    score: int
    price: Price | None
    bars: tuple[Reason, ...] = ()


class Alternatives:
    """The alternatives of one proven plan."""

    def __init__(
        self,
        *,
        problem: CoachingProblem,
        scores: Scores,
        candidates: Candidates,
        proof: Proof,
        staying: bool = False,
    ) -> None:
        """Price as `Prices` does."""
        self._problem = problem
        self._scores = scores
        self._coach_of = proof.solution.coach_of
        self._prices = Prices(
            problem=problem, scores=scores, candidates=candidates, proof=proof, staying=staying
        )
        self._pinned = dict(problem.must)
        self._pins = Counter(self._pinned.values())
        self._never = frozenset(problem.never)

    def each(self) -> Iterator[tuple[int, tuple[Alternative, ...]]]:
        """Yield every member with what `of` says of them; those of one coach together, for their ways are the same."""
        together = defaultdict[int | None, list[int]](list)
        for member, coach in enumerate(self._coach_of):
            together[coach].append(member)
        for members in together.values():
            yield from zip(members, self.of(members), strict=True)

    def of(self, members: Sequence[int]) -> Iterator[tuple[Alternative, ...]]:
        """Yield what each coach would cost each of the members, their own included, in the coaches' order.

        Raises MatcherError where a pair may not be made and nothing is known to bar it.
        """
        pairs = self._scores.of(np.array(members)[:, np.newaxis], np.arange(len(self._problem.coaches)))
        known = (pairs.score, pairs.allowed, pairs.shared_minutes, pairs.worst_week, pairs.most_minutes)
        facts = np.stack([*known, pairs.common_language], axis=-1).tolist()
        unmet = self._unmet(pairs)
        for member, ranks, row, lacking in zip(
            members, self._prices.ranks(members=members), facts, unmet, strict=True
        ):
            yield tuple(
                self._alternative(member, coach, rank, criteria, *fact)
                for coach, (rank, fact, criteria) in enumerate(zip(ranks, row, lacking, strict=True))
            )

    def _unmet(self, pairs: Pairs) -> list[list[list[int]]]:
        """List for each pair [members, coaches] the required criteria of which it meets nothing."""
        required = [index for index, one in enumerate(self._problem.criteria) if one.weight is None]
        if not required:
            return [[[]] * pairs.score.shape[1]] * pairs.score.shape[0]
        lacking = np.stack([pairs.criteria[index].numerator == 0 for index in required], axis=-1).tolist()
        return [
            [[index for index, lacks in zip(required, pair, strict=True) if lacks] for pair in row]
            for row in lacking
        ]

    def _alternative(
        self,
        member: int,
        coach: int,
        rank: tuple[int, ...] | None,
        unmet: list[int],
        score: int,
        allowed: int,
        *hours: int,
    ) -> Alternative:
        pin = self._pinned.get(member)
        bars = () if pin == coach else tuple(self._bars(member, coach, pin, unmet, *hours))
        if bars:
            return Alternative(score=score, price=None, bars=bars)
        if rank is None or not (allowed or pin == coach):
            raise MatcherError(f"nothing known bars member {member} from coach {coach}")
        return Alternative(
            score=score, price=Price(rank=rank, moves=self._prices.moves(member=member, coach=coach))
        )

    def _bars(
        self,
        member: int,
        coach: int,
        pin: int | None,
        unmet: list[int],
        shared: int,
        week: int,
        most: int,
        spoken: int,
    ) -> Iterator[Reason]:
        if (member, coach) in self._never:
            yield Reason(code="never")
        if not shared:
            yield Reason(code="no_shared_time", params={"week": week, "most": most})
        if self._problem.language_required and not spoken:
            yield Reason(code="language_required")
        for index in unmet:
            criterion = self._problem.criteria[index]
            blank = {
                "member_blank": not criterion.members[member],
                "coach_blank": not criterion.coaches[coach],
            }
            yield Reason(
                code="criterion_required",
                params={"criterion": index, **{who: int(is_so) for who, is_so in blank.items()}},
            )
        if pin is not None:
            yield Reason(code="pinned", params={"coach": pin})
        if self._pins[coach] >= self._problem.coaches[coach].maximum:
            yield Reason(code="no_place", params={"maximum": self._problem.coaches[coach].maximum})
