"""How many cohorts are made: COMMONHOUR_ORACLE_EXAMPLES multiplies them, and then no two runs make the same."""

import os

from hypothesis import HealthCheck, Phase, settings

TIMES = int(os.environ.get("COMMONHOUR_ORACLE_EXAMPLES", "1"))

settings.register_profile(
    "oracle",
    max_examples=150 * TIMES,
    deadline=None,
    derandomize=TIMES == 1,
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
    suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much),
)
