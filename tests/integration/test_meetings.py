"""Meetings by the API: from the plan to the published recording, who sees them, what encoders are told."""
import datetime

import pytest
from driver.api import Client, Program, assert_problem, signed_in
from driver.seat import Seat


def moment(hours):
    at = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    return (at + datetime.timedelta(hours=hours)).strftime('%Y-%m-%dT%H:%M:%SZ')


def wish(unit, **more):
    return {'title': '全县视频会议', 'type_id': 'broadcast', 'unit_id': unit, 'visibility': 'public',
            'starts_at': moment(1), 'ends_at': moment(3),
            'languages': [{'tag': 'zh', 'is_floor': True, 'offset_ms': 0},
                          {'tag': 'bo', 'is_floor': False, 'offset_ms': 250}], **more}


@pytest.fixture(scope='module')
def server(module_yard):
    return module_yard.start()


@pytest.fixture
def studio(server):
    return Program(server, 'demo-studio')


@pytest.fixture(scope='module')
def unit(server):
    return Program(server, 'demo-admin').get('units').json()[0]['id']


def plan(client, unit, **more):
    answer = client.post('meetings', json=wish(unit, **more))
    assert answer.status_code == 201, answer.text
    return answer.json()


def step(client, meeting, word, status=200):
    answer = client.post(f'meetings/{meeting}/steps', json={'step': word})
    assert answer.status_code == status, answer.text
    return answer.json()


def test_from_plan_to_recording(server, studio, unit):
    made = plan(studio, unit, agenda=[{'title': '讲话', 'minutes': 30}], unit_ids=[unit])
    stranger, path = Client(server), f'meetings/{made["id"]}'
    assert made['state'] == 'scheduled' and made['revision'] == 1 and made['units'][0]['id'] == unit
    assert made['steps'] == ['rehearse', 'open', 'go_live', 'cancel']

    def now(what):
        return {row['id']: row for row in stranger.get('now').json()[what]}
    assert now('upcoming')[made['id']]['state'] == 'scheduled'
    assert step(studio, made['id'], 'rehearse')['state'] == 'rehearsal'
    assert now('upcoming')[made['id']]['state'] == 'scheduled'
    assert made['id'] not in now('on_air')
    assert Program(server, 'demo-member').get(path).json()['state'] == 'scheduled'
    assert step(studio, made['id'], 'open')['state'] == 'open'
    assert now('on_air')[made['id']]['is_on_air']
    live = step(studio, made['id'], 'go_live')
    assert live['live_at'] and live['undo_until'] is None
    assert_problem(studio.post(f'{path}/steps', json={'step': 'go_live'}), 409, 'conflict')
    begun = studio.post(f'{path}/agenda/{made["agenda"][0]["id"]}').json()['agenda'][0]
    assert 0 <= begun['started_at_ms'] < 60000
    assert studio.post(f'{path}/slate', json={'is_slate': True}).json()['is_slate'] is True
    ended = step(studio, made['id'], 'end')
    assert ended['is_slate'] is False and ended['undo_until'] and 'undo_end' in ended['steps']
    again = step(studio, made['id'], 'undo_end')
    assert again['state'] == 'live' and again['ended_at'] is None and again['live_at'] == live['live_at']
    step(studio, made['id'], 'end')
    assert step(studio, made['id'], 'make_ready')['state'] == 'ready'
    assert stranger.get('now').json()['recordings'] == []
    assert step(studio, made['id'], 'publish')['steps'] == ['unpublish']
    assert now('recordings')[made['id']]['has_recording'] is True
    assert_problem(studio.delete(path), 409, 'conflict')


def test_keys(server, studio, unit):
    made = plan(studio, unit)
    path = f'meetings/{made["id"]}/inputs'
    added = studio.post(path, json={'kind': 'push', 'name': '主机位', 'has_passphrase': True})
    assert added.status_code == 201
    one = added.json()
    assert len(one['key']) >= 16 and 10 <= len(one['passphrase']) <= 79 and one['uri'] == ''
    assert studio.get(path).json()['inputs'] == [one]
    new = studio.post(f'{path}/{one["id"]}/key').json()
    assert new['key'] != one['key'] and new['passphrase'] != one['passphrase']
    assert_problem(studio.post(path, json={'kind': 'rtsp', 'name': 'x', 'uri': 'http://a/b'}), 400, 'invalid')
    assert_problem(Program(server, 'demo-member').get(path), 403, 'forbidden')
    assert studio.delete(f'{path}/{one["id"]}').status_code == 204
    assert studio.get(path).json()['inputs'] == []
    assert new['key'] not in server.log_text()


def test_changes(studio, unit):
    made = plan(studio, unit)
    path = f'meetings/{made["id"]}'
    changed = studio.patch(path, json={'title': '新标题'}, headers={'If-Match': '"1"'})
    assert changed.json()['title'] == '新标题' and changed.json()['revision'] == 2
    assert_problem(studio.patch(path, json={'title': 'x'}, headers={'If-Match': '"1"'}), 412, 'stale')
    floors = [{'tag': 'zh', 'is_floor': True, 'offset_ms': 0}, {'tag': 'mn', 'is_floor': True, 'offset_ms': 0}]
    assert_problem(studio.patch(path, json={'languages': floors}), 400, 'invalid')
    assert len(studio.get(path).json()['languages']) == 2
    step(studio, made['id'], 'go_live')
    assert_problem(studio.patch(path, json={'starts_at': moment(2)}), 409, 'conflict')
    assert studio.delete(path).status_code == 409


def test_remove(studio, unit):
    made = plan(studio, unit)
    assert studio.delete(f'meetings/{made["id"]}').status_code == 204
    assert_problem(studio.get(f'meetings/{made["id"]}'), 404, 'not_found')


def demo_of(client):
    demo = client.get('meetings/demo').json()
    assert demo['state'] == 'live' and demo['is_endless'] and demo['is_recorded']
    assert [row['tag'] for row in demo['languages']] == ['zh', 'bo', 'mn']
    return demo


def test_the_next_demonstration_begins_when_one_ends(server, studio):
    """Nobody has watched or sent anything: what ends was not recorded, all else goes on by its name."""
    demo, stranger = demo_of(studio), Client(server)
    ended = step(studio, 'demo', 'end')
    assert ended['id'] == demo['id'] and not ended['is_endless'] and not ended['is_recorded']
    assert ended['state'] == 'ready' and ended['ended_at'] and ended['steps'] == []
    assert ended['title'].startswith(demo['title'] + ' 20') and ended['starts_at'] < ended['ends_at']
    assert_problem(studio.post(f'meetings/{demo["id"]}/steps', json={'step': 'undo_end'}), 409, 'conflict')
    assert studio.get(f'meetings/{demo["id"]}/inputs').json()['inputs'] == []
    after = demo_of(studio)
    assert after['id'] != demo['id'] and after['title'] == demo['title'] and after['unit_id'] == demo['unit_id']
    way_in, = studio.get('meetings/demo/inputs').json()['inputs']
    assert way_in['key'] == 'demo-studio'
    on_air = [row['id'] for row in stranger.get('now').json()['on_air']]
    assert after['id'] in on_air and demo['id'] not in on_air


def test_who_watches_hears_of_the_next_demonstration(server, studio):
    browser, demo = signed_in(server, 'demo-member'), demo_of(studio)['id']
    with Seat(server, secret=browser.secret(), origin=server.url) as seat:
        seat.hello()
        step(studio, 'demo', 'end')
        told = [seat.receive_type('notice') for _ in range(2)]
        assert [(notice['kind'], notice['subject']) for notice in told] == [
            ('meeting.changed', demo), ('meeting.open', demo_of(studio)['id'])]


def test_an_ended_demonstration_survives_a_kill(yard):
    server = yard.start()
    step(Program(server, 'demo-studio'), 'demo', 'end')
    before = Program(server, 'demo-studio').get('meetings/demo').json()['id']
    server.kill()
    server.start()
    assert demo_of(Program(server, 'demo-studio'))['id'] == before


def test_a_step_survives_a_kill(yard):
    server = yard.start()
    studio = Program(server, 'demo-studio')
    made = plan(studio, Program(server, 'demo-admin').get('units').json()[0]['id'])
    step(studio, made['id'], 'go_live')
    server.kill()
    server.start()
    again = Program(server, 'demo-studio').get(f'meetings/{made["id"]}').json()
    assert again['state'] == 'live'


def unfolded(text):
    """Content lines (RFC 5545 §3.1)."""
    assert text.endswith('\r\n') and '\n' not in text.replace('\r\n', '')
    assert all(len(line.encode()) <= 75 for line in text.split('\r\n'))
    return text.replace('\r\n ', '').split('\r\n')[:-1]


def test_calendar(server, studio, unit):
    member, stranger = Program(server, 'demo-member'), Client(server)
    seen = plan(studio, unit, title='给全县的会议; 一, 二', visibility='invited', unit_ids=[unit])
    hidden = plan(studio, unit, visibility='invited')
    url = member.get('calendar').json()['url']
    assert url == member.get('calendar').json()['url'] and url.endswith('.ics')
    path = url[url.index('/api/'):]
    answer = stranger.get(path)
    assert answer.headers['Content-Type'] == 'text/calendar; charset=utf-8'
    lines = unfolded(answer.content.decode())
    at = lines.index(f'UID:{seen["id"]}@tongping')
    assert 'SUMMARY:给全县的会议\\; 一\\, 二' in lines[at:] and 'SEQUENCE:0' in lines[at:at + 8]
    assert hidden['id'] not in answer.text and demo_of(studio)['id'] not in answer.text
    tag = {'If-None-Match': answer.headers['ETag']}
    assert stranger.get(path, headers=tag).status_code == 304
    step(studio, seen['id'], 'cancel')
    changed = stranger.get(path, headers=tag)
    at = unfolded(changed.content.decode()).index(f'UID:{seen["id"]}@tongping')
    event = unfolded(changed.content.decode())[at:at + 14]
    assert 'SEQUENCE:1' in event and 'STATUS:CANCELLED' in event
    assert_problem(stranger.get(path.replace('.ics', 'x.ics')), 404, 'not_found')


def test_a_new_address_of_the_calendar(server):
    """For one that came into wrong hands: the old one is gone at once, other people's stay."""
    member, clerk, stranger = Program(server, 'demo-member'), Program(server, 'demo-clerk'), Client(server)

    def path(url):
        return url[url.index('/api/'):]

    old, others = path(member.get('calendar').json()['url']), path(clerk.get('calendar').json()['url'])
    assert stranger.get(old).status_code == 200
    new = path(member.post('calendar').json()['url'])
    assert new != old and new == path(member.get('calendar').json()['url'])
    assert_problem(stranger.get(old), 404, 'not_found')
    assert stranger.get(new).status_code == stranger.get(others).status_code == 200
    assert_problem(stranger.post('calendar'), 401, 'unauthenticated')
    renewed = path(clerk.post('calendar').json()['url'])
    entries = Program(server, 'demo-admin').get('audit', params={'action': 'calendar.renew'}).json()
    assert [entry['actor_name'] for entry in entries] == ['demo-clerk']
    assert renewed[renewed.rindex('/') + 1:-4] not in str(entries)


def test_invitation(server, studio, unit):
    made = plan(studio, unit, starts_at='2031-07-01T01:00:00Z', ends_at='2031-07-01T03:00:00Z',
                time_zone='Asia/Urumqi', visibility='invited')
    path = f'meetings/{made["id"]}/invitation'
    text = studio.get(path, headers={'Accept-Language': 'zh-CN'}).json()
    assert '2031年7月1日（星期二）07:00－09:00（当地时间，Asia/Urumqi）' in text['text']
    assert '北京时间：2031年7月1日（星期二）09:00－11:00' in text['text'] and text['url'] in text['text']
    assert 'Watch: ' in studio.get(path, headers={'Accept-Language': 'en'}).json()['text']
    assert_problem(Program(server, 'demo-member').get(path), 403, 'forbidden')


def test_a_series(studio, unit):
    made = plan(studio, unit, repeat='weekly', repeat_until=moment(24 * 15))
    assert made['repeat'] == 'weekly' and made['series_id']
    assert_problem(studio.post('meetings', json=wish(unit, repeat='daily', repeat_until=moment(-1))),
                   400, 'invalid')
    rows = studio.get('meetings', params={'from': moment(0), 'to': moment(24 * 30), 'unit': unit}).json()['meetings']
    series = [row for row in rows if studio.get(f'meetings/{row["id"]}').json()['series_id'] == made['series_id']]
    assert len(series) == 3 and series[0]['id'] == made['id']
    assert studio.patch(f'meetings/{series[1]["id"]}', json={'title': '只改这一次'}).status_code == 200
    assert studio.get(f'meetings/{series[2]["id"]}').json()['title'] == '全县视频会议'


def test_samples(server, studio):
    rows = Program(server, 'demo-member').get('now').json()['upcoming']
    assert {'全县组织工作视频会议', '每周集中学习'} <= {row['title'] for row in rows}
    made = next(row for row in rows if row['title'] == '全县组织工作视频会议')
    assert len(studio.get(f'meetings/{made["id"]}').json()['agenda']) == 4
    assert made['id'] not in {row['id'] for row in Client(server).get('now').json()['upcoming']}


def test_whoever_is_appointed_for_one_meeting_runs_it(server, studio, unit):
    admin = Program(server, 'demo-admin')
    made, other = plan(studio, unit, visibility='invited'), plan(studio, unit, visibility='invited')
    account = admin.post('accounts', json={'name': 'director', 'display_name': 'x', 'roles': ['member'],
                                           'password': 'a long enough password 1'}).json()['id']
    assert admin.post('appointments', json={'account_id': account, 'role': 'studio',
                                            'event_id': made['id']}).status_code == 201
    browser = signed_in(server, 'director', 'a long enough password 1')
    assert step(browser, made['id'], 'rehearse')['state'] == 'rehearsal'
    assert_problem(browser.get(f'meetings/{other["id"]}'), 404, 'not_found')
    assert_problem(browser.post('meetings', json=wish(unit)), 404, 'not_found')


def test_who_is_online_hears_of_it(server, studio, unit):
    browser, director = signed_in(server, 'demo-member'), signed_in(server, 'demo-studio')
    with Seat(server, secret=browser.secret(), origin=server.url) as seat, \
            Seat(server, secret=director.secret(), origin=server.url) as desk:
        seat.hello()
        desk.hello()

        def heard(where):
            notice = where.receive_type('notice')
            return notice['kind'], notice['subject']
        made = plan(studio, unit, visibility='invited', unit_ids=[unit])['id']
        assert heard(seat) == heard(desk) == ('meeting.changed', made)
        step(studio, made, 'rehearse')
        assert heard(desk) == ('meeting.changed', made)
        step(studio, made, 'open')  # of the rehearsal the member heard nothing
        assert heard(seat) == heard(desk) == ('meeting.open', made)
        hidden = plan(studio, unit, visibility='invited')['id']
        assert heard(desk) == ('meeting.changed', hidden)
        soon = plan(studio, unit, starts_at=moment(0.1), visibility='invited', unit_ids=[unit])['id']
        assert heard(seat) == ('meeting.changed', soon)  # nothing of the hidden one
        assert heard(seat) == ('meeting.soon', soon)


def test_the_audit_tells_of_the_studio(server, studio, unit):
    made = plan(studio, unit)
    step(studio, made['id'], 'rehearse')
    rows = Program(server, 'demo-admin').get('audit', params={'target': made['id']}).json()
    assert [row['action'] for row in rows] == ['meeting.step', 'meeting.create']
    assert rows[0]['detail'] == {'step': 'rehearse'}
