"""Meetings by the API: from the plan to the published recording, who sees them, what encoders are told."""
import datetime

import pytest
from driver.api import Client, Program, assert_problem
from driver.waiting import wait_until

DEMO = '00000000-0000-7000-8000-00000000de00'


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


def test_the_demonstration_never_ends(server, studio):
    demo = next(row for row in Client(server).get('now').json()['on_air'] if row['id'] == DEMO)
    assert demo['state'] == 'live' and [row['tag'] for row in demo['languages']] == ['zh', 'bo', 'mn']
    assert studio.get(f'meetings/{DEMO}/inputs').json()['inputs'][0]['key'] == 'demo-studio'
    assert studio.get('meetings/demo').json()['id'] == DEMO
    assert_problem(studio.post('meetings/demo/steps', json={'step': 'end'}), 409, 'conflict')


def test_a_step_survives_a_kill(yard):
    server = yard.start()
    studio = Program(server, 'demo-studio')
    made = plan(studio, Program(server, 'demo-admin').get('units').json()[0]['id'])
    step(studio, made['id'], 'go_live')
    server.kill()
    server.start()
    again = Program(server, 'demo-studio').get(f'meetings/{made["id"]}').json()
    assert again['state'] == 'live'
