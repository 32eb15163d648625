"""Killed under load, and started again: no acknowledged beat is lost, none counts twice. tests/bench/kills does the same
fifty times."""
from driver.crowd import Crowd

KILLS = 3


def test_kills(yard):
    server = yard.start()
    crowd = Crowd(server, 'demo', seed=6)
    crowd.start()
    for _ in range(KILLS):
        crowd.kill()
    crowd.finish()
    figures, problems = crowd.verdict()
    assert not problems, problems
    assert figures['acknowledged'] > 100 and figures['credited_ms'] == figures['shown_ms'] > 0
