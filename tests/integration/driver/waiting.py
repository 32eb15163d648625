"""Waiting for a condition with a deadline: the only way tests wait."""
import time

# Generous: the sanitizers' build on a busy machine. A test that passes never waits so long.
DEADLINE_S = 30


def wait_until(condition, what, deadline_s=DEADLINE_S):
    """Returns the first true value of condition()."""
    ends_at = time.monotonic() + deadline_s
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > ends_at:
            raise AssertionError(f'not within {deadline_s} s: {what}')
        time.sleep(0.01)
