"""/metrics in Prometheus' text format 0.0.4: well-formed, counting what happens, closed to strangers."""
import re

from driver.api import Browser, Client, Program
from driver.raw_http import RawHttp
from driver.seat import Seat
from driver.waiting import wait_until

NAME = r'[a-zA-Z_:][a-zA-Z0-9_:]*'
SAMPLE = re.compile(rf'({NAME})(\{{[^}}]*\}})? (NaN|[+-]Inf|-?[0-9.]+(?:e[+-]?\d+)?)')
LABELS = re.compile(r'\{(?:[a-zA-Z_]\w*="(?:\\.|[^"\\\n])*",?)+\}')


def scrape(server):
    answer = Client(server).get('/metrics')
    assert answer.status_code == 200
    assert answer.headers['Content-Type'].startswith('text/plain; version=0.0.4')
    return answer.text


def values(server):
    return {match.group(1) + (match.group(2) or ''): float(match.group(3))
            for match in map(SAMPLE.fullmatch, scrape(server).splitlines()) if match}


def total(server, part):
    return sum(value for name, value in values(server).items() if part in name)


def test_format(server):
    text = scrape(server)
    assert text.endswith('\n')
    kinds, helps, seen = {}, set(), []
    for line in text.splitlines():
        if line.startswith('# HELP '):
            helps.add(line.split()[2])
        elif line.startswith('# TYPE '):
            _, _, name, kind = line.split()
            assert name not in kinds, f'{name} is described twice'
            assert kind in ('counter', 'gauge', 'histogram', 'summary')
            kinds[name] = kind
        else:
            match = SAMPLE.fullmatch(line)
            assert match, line
            assert match.group(2) is None or LABELS.fullmatch(match.group(2)), line
            seen.append(match.group(1) + (match.group(2) or ''))
            family = re.sub(r'_(bucket|sum|count)$', '', match.group(1))
            assert match.group(1) in kinds or family in kinds, line
    assert len(seen) == len(set(seen))
    assert set(kinds) <= helps
    assert all(name.startswith(('tongping_', 'process_')) for name in kinds)
    assert all(name.endswith('_total') for name, kind in kinds.items()
               if kind == 'counter' and name.startswith('tongping_'))


def test_requests_are_counted(server):
    """Eleven requests (the scrapes besides) move at least one counter by eleven or more."""
    before = values(server)
    with RawHttp(server) as connection:
        for _ in range(11):
            assert connection.request('GET', '/healthz').status == 200
    wait_until(lambda: any(value - before.get(name, 0) >= 11
                           for name, value in values(server).items() if 'request' in name),
               'requests counted')


def test_malformed_requests_are_counted(server):
    before = total(server, 'malformed')
    with RawHttp(server) as connection:
        connection.send(b'nonsense\r\n\r\n')
        connection.read_answer()
    wait_until(lambda: total(server, 'malformed') == before + 1, 'one more malformed request')


def test_open_seats_are_counted(server):
    def seats():
        return [value for name, value in values(server).items()
                if 'ws' in name and 'open' in name and 'total' not in name]
    before = sum(seats())
    with Seat(server, token='demo-member') as seat:
        seat.hello()
        wait_until(lambda: sum(seats()) > before, 'one more seat')
    wait_until(lambda: sum(seats()) <= before, 'the seat is gone')


def test_media_and_viewing_log_are_counted(server):
    """Each number of the media side is there once, and every mailbox beside it."""
    have = values(server)
    for name in ('tongping_media_programmes', 'tongping_media_recordings_stopped',
                 'tongping_live_media_total', 'tongping_ingest_publishers',
                 'tongping_ingest_refused_total', 'tongping_ts_made_total',
                 'tongping_beat_log_commits_total', 'tongping_beat_log_failing'):
        assert name in have, name
    for worker in ('control', 'package', 'disk', 'ts', 'ingest', 'srt'):
        assert have[f'tongping_worker_capacity{{worker="{worker}"}}'] > 0, worker
    before = have['tongping_live_refused_total']
    assert Client(server).get('/live/no-such-meeting/master.m3u8').status_code in (403, 404)
    wait_until(lambda: values(server)['tongping_live_refused_total'] > before, 'one more refused')


def test_nobody_from_outside_reads_metrics(yard):
    """An empty list of networks closes it to all but the bearer of the token."""
    server = yard.start(settings={'metrics': {'allow': '10.99.0.0/16', 'token': 'let-me-read'}})
    refused = Client(server).get('/metrics')
    assert refused.status_code in (401, 403, 404)
    assert 'tongping_' not in refused.text
    assert Program(server, 'wrong').get('/metrics').status_code in (401, 403, 404)
    assert Program(server, 'let-me-read').get('/metrics').status_code == 200
    assert Browser(server).get('/healthz').status_code == 200


def test_health(server):
    assert Client(server).get('health').status_code == 401
    report = Program(server, 'demo-member').get('health').json()
    assert report['status'] == 'ok', report
    assert report['version'] and report['started_at'] <= report['now']
    assert {part['state'] for part in report['parts']} == {'ok'}
    assert len({part['name'] for part in report['parts']}) == len(report['parts']) >= 3
