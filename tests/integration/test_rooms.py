"""Group meetings and talks by the API: who opens them, who sees them, what survives a kill."""
import pytest
from driver.api import Client, Program, assert_problem, signed_in
from driver.roster import make_unit, query

PASSWORD = 'a long enough password 1'


def wish(unit, kind='group', **more):
    return {'title': '支部党员大会', 'type_id': 'broadcast', 'unit_id': unit, 'visibility': 'invited', 'kind': kind,
            'starts_at': '2031-01-01T01:00:00Z', 'ends_at': '2031-01-01T02:00:00Z',
            'languages': [{'tag': 'zh', 'is_floor': True, 'offset_ms': 0}], **more}


def step(client, meeting, word):
    answer = client.post(f'meetings/{meeting}/steps', json={'step': word})
    assert answer.status_code == 200, answer.text
    return answer.json()


def rooms_of(client):
    """Group meetings that are open and expect the caller."""
    return {row['id'] for row in client.get('now').json()['rooms']}


@pytest.fixture
def server(yard):
    return yard.start()


@pytest.fixture
def admin(server):
    return Program(server, 'demo-admin')


def person(server, admin, name, role=None, unit=None):
    made = admin.post('accounts', json={'name': name, 'display_name': name, 'roles': ['member'], 'password': PASSWORD})
    assert made.status_code == 201, made.text
    if role:
        appointed = admin.post('appointments', json={'account_id': made.json()['id'], 'role': role, 'unit_id': unit})
        assert appointed.status_code == 201, appointed.text
    return made.json()['id'], signed_in(server, name, PASSWORD)


def test_a_clerk_opens_a_group_meeting_for_her_subtree_alone(server, admin):
    root = admin.get('units').json()[0]['id']
    town, other = make_unit(admin, '甲镇', root), make_unit(admin, '乙镇', root)
    branch = make_unit(admin, '甲村支部', town)
    _, clerk = person(server, admin, 'clerk-a', 'clerk', town)
    _, stranger = person(server, admin, 'clerk-b', 'clerk', other)
    made = clerk.post('meetings', json=wish(branch))
    assert made.status_code == 201, made.text
    meeting = made.json()
    assert meeting['kind'] == 'group' and meeting['is_recorded'] is False
    assert [unit['id'] for unit in meeting['units']] == [branch]
    assert set(meeting['steps']) == {'open', 'cancel'}
    assert_problem(clerk.post('meetings', json=wish(other)), 404, 'not_found')
    assert_problem(clerk.post('meetings', json=wish(branch, unit_ids=[other])), 404, 'not_found')
    assert_problem(clerk.post('meetings', json={**wish(branch), 'kind': 'broadcast'}), 404, 'not_found')
    assert_problem(clerk.post('meetings', json=wish(branch, is_recorded=True)), 400, 'invalid')
    path = f'meetings/{meeting["id"]}'
    assert_problem(stranger.get(path), 404, 'not_found')
    assert_problem(stranger.post(f'{path}/steps', json={'step': 'open'}), 404, 'not_found')
    assert_problem(stranger.get(f'{path}/people'), 404, 'not_found')
    assert meeting['id'] not in rooms_of(clerk)
    assert step(clerk, meeting['id'], 'open')['state'] == 'open'
    _, belongs = person(server, admin, 'clerk-of-branch', 'clerk', branch)
    assert meeting['id'] in rooms_of(belongs)
    for outside in (stranger, Client(server), Program(server, 'demo-studio')):
        assert meeting['id'] not in rooms_of(outside)
    assert_problem(clerk.post(f'{path}/steps', json={'step': 'go_live'}), 409, 'conflict')
    assert_problem(Client(server).post('viewings', json={'meeting_id': meeting['id']}), 404, 'not_found')
    assert_problem(clerk.post('viewings', json={'meeting_id': meeting['id']}), 409, 'conflict')
    assert query(server, 'SELECT count(*) FROM register WHERE event_id = ? AND ended_at_us IS NULL',
                 meeting['id']) == [(1,)]
    assert step(clerk, meeting['id'], 'end')['state'] == 'ended'


def test_a_talk_is_there_for_nobody_else(server, admin):
    root = admin.get('units').json()[0]['id']
    _, clerk = person(server, admin, 'clerk-c', 'clerk', root)
    other, member = person(server, admin, 'talker')
    watcher, supervisor = person(server, admin, 'watcher')
    parties = [{'person_id': other, 'part': 'party'}, {'person_id': watcher, 'part': 'supervisor'}]
    refused = clerk.post('meetings', json=wish(root, 'talk', parties=parties))
    assert_problem(refused, 404, 'not_found')  # he is in no unit of hers
    made = admin.post('meetings', json=wish(root, 'talk', parties=parties))
    assert made.status_code == 201, made.text
    talk = made.json()['id']
    assert_problem(admin.patch(f'meetings/{talk}', json={'unit_ids': [root]}), 409, 'conflict')
    for sees in (member, supervisor):
        assert sees.get(f'meetings/{talk}').json()['kind'] == 'talk'
        assert talk in {row['id'] for row in sees.get('meetings').json()['meetings']}
    for blind in (clerk, Program(server, 'demo-studio'), Program(server, 'demo-auditor'), Client(server)):
        assert blind.get(f'meetings/{talk}').status_code in (401, 404)
        assert talk not in blind.get('now').text and talk not in blind.get('meetings').text
        assert blind.post(f'meetings/{talk}/steps', json={'step': 'open'}).status_code in (401, 403, 404)
    assert step(admin, talk, 'open')['state'] == 'open'
    assert query(server, 'SELECT count(*) FROM register WHERE event_id = ?', talk) == [(0,)]
    told = query(server, 'SELECT DISTINCT outcome FROM audit WHERE target = ?', talk)
    assert told == [('not_found',)]  # who tried the id in vain, and nothing of those in it


def test_links_and_state_survive_a_kill(server, admin):
    root = admin.get('units').json()[0]['id']
    meeting = admin.post('meetings', json=wish(root)).json()['id']
    step(admin, meeting, 'open')
    admin.post(f'meetings/{meeting}/links', json={'opens': 'lobby'})

    def links():  # without the address of the server, whose port is another after a start
        return [{**link, 'url': link['url'].split('/', 3)[3]} for link in admin.get(f'meetings/{meeting}/links').json()['links']]

    before = links()
    server.kill()
    server.start()
    admin = Program(server, 'demo-admin')
    assert admin.get(f'meetings/{meeting}').json()['state'] == 'open'
    assert len(before) == 1 and links() == before
    assert query(server, 'SELECT count(*) FROM room_link WHERE length(secret_hash) = 32') == [(1,)]
    assert before[0]['url'].partition('?link=')[2] not in str(query(server, 'SELECT * FROM room_link'))
