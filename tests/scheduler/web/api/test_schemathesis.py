"""Whatever fits the document or does not is answered as the document says: as each role, over PostgreSQL."""

import os
from pathlib import Path

import pytest

from tests.scheduler.web.api.fuzzing import fuzz, world_on_postgres
from tests.scheduler.web.api.ways import ROLES

EXAMPLES = int(os.environ.get("COMMONHOUR_FUZZ_EXAMPLES", "1"))
SECONDS = int(os.environ.get("COMMONHOUR_FUZZ_SECONDS", "30"))
"""For each role; `make fuzz` takes its time."""


@pytest.mark.parametrize("role", ROLES)
def test_every_answer_is_as_the_document_says(role, tmp_path: Path) -> None:
    with world_on_postgres(tmp_path) as world:
        fuzzed = fuzz(world, role=role, examples=EXAMPLES, seconds=SECONDS, folder=tmp_path)
    print(f"\n{role}: {fuzzed.cases} cases")  # noqa: T201 - how many is to be seen
    assert fuzzed.passed, fuzzed.said
    assert fuzzed.cases > 100
