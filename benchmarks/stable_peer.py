"""The peer of benchmarks/stable.py, run by a Python of its own that has `matching` and nothing of ours.

Reads {"members": {name: [coach, ...]}, "coaches": {name: [member, ...]}, "places": {name: number}, "rounds": n} and
writes {"seconds": [each], "coach_of": {member: coach}}, or {"failed": why}.
"""

import json
import sys
import time

from matching.games import HospitalResident


def main() -> None:
    """Play the game as often as asked for."""
    asked = json.load(sys.stdin)
    try:
        seconds: list[float] = []
        for _ in range(asked["rounds"]):
            begun = time.perf_counter()
            game = HospitalResident.create_from_dictionaries(
                asked["members"], asked["coaches"], asked["places"]
            )
            matched = game.solve(optimal="resident")
            seconds.append(time.perf_counter() - begun)
    except RecursionError:
        json.dump({"failed": "RecursionError"}, sys.stdout)
        return
    coach_of = {member.name: coach.name for coach, members in matched.items() for member in members}
    json.dump({"seconds": seconds, "coach_of": coach_of}, sys.stdout)


main()
