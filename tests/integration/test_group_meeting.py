"""Group meetings over the real server: people, hands, chat and votes of a room, also after a kill."""
import base64
import hmac
import re
import time

import pytest

from driver.api import Program
from driver.conference import TYPE, offer
from driver.seat import Seat
from driver.viewing import plan, step

SECRET = 'known to the TURN server too'
TURN_URLS = ['turns:turn.example.cn:443?transport=tcp', 'turn:192.0.2.7:3478']
SETTINGS = {'rtc': {'turn_urls': ';'.join(TURN_URLS), 'turn_secret': SECRET}}


def enter(server, token, room):
    """A seat in a room, and what it sees there."""
    seat = Seat(server, token=token)
    seat.hello()
    answer = seat.request('room.enter', room=room)
    assert answer['type'] == 'room', answer
    return seat, answer


def done(seat, kind, **members):
    answer = seat.request(kind, **members)
    assert answer['type'] == 'ok', answer


def close_vote(host, vote, seat=None):
    """What everybody is told of its end; heard by `seat`, or by the host."""
    done(host, 'vote.close', vote=vote['vote'])
    return (seat or host).receive(lambda message: message['type'] == 'vote.changed' and
                                  message['vote']['state'] == 'closed', 'the result')['vote']


def names_of(view):
    return sorted((person['role'], person['away']) for person in view['people'])


@pytest.fixture
def group(server):
    """A group meeting of the whole county that is open; its id."""
    studio = Program(server, 'demo-studio')
    unit = studio.get('units').json()[0]['id']
    meeting = plan(studio, unit, kind='group', unit_ids=[unit], visibility='invited', is_recorded=False)
    step(studio, meeting, 'open')
    return meeting


def assert_credential(username, password):
    """As a TURN server sees it (draft-uberti-behave-turn-rest); the name of the account."""
    ends_at, name = username.split(':')
    assert 11 * 3600 < int(ends_at) - time.time() <= 12 * 3600 + 1
    assert base64.b64decode(password) == hmac.digest(SECRET.encode(), username.encode(), 'sha1')
    return name


def test_turn_servers_come_with_the_room_and_with_each_answer(server):
    """Each account has a name of its own there, which stays and is not its own."""
    room = Program(server, 'demo-member').get('meetings/demo-group').json()['id']
    host_seat, host = enter(server, 'demo-studio', room)
    member_seat, member = enter(server, 'demo-member', room)
    names = []
    for view in (host, member):
        assert view['turn']['urls'] == TURN_URLS
        names.append(assert_credential(view['turn']['username'], view['turn']['credential']))
    assert names[0] != names[1]
    who = Program(server, 'demo-member')
    for answer in (who.post('/whep/demo-group', data=offer('recvonly'), headers=TYPE), who.post('/whep/demo-group', data=b'', headers=TYPE)):
        links = re.findall(r'<([^>]+)>; rel="ice-server"; username="([^"]+)"; credential="([^"]+)"; credential-type="password"', answer.headers['Link'])
        assert [url for url, _, _ in links] == TURN_URLS
        assert {assert_credential(username, password) for _, username, password in links} == {names[1]}
    assert 'Link' not in who.post('/whep/nowhere', data=offer('recvonly'), headers=TYPE).headers
    for seat in (host_seat, member_seat):
        done(seat, 'room.leave')


def test_demo_group(server):
    """Who is signed in speaks in the demonstration's room; what is said and raised is seen, and is
    there again after a kill."""
    room = Program(server, 'demo-member').get('meetings/demo-group').json()['id']
    host, _ = enter(server, 'demo-studio', room)
    member, view = enter(server, 'demo-member', room)
    assert view['kind'] == 'group' and view['role'] == 'speaker'
    assert names_of(view) == [('host', False), ('speaker', False)]
    done(member, 'room.hand', raised=True)
    host.receive(lambda message: message['type'] == 'room.changed' and any(
        person.get('hand') == 1 for person in message['joined'] + message['changed']), 'a hand that is up')
    done(member, 'room.chat', text='同意')
    assert host.receive_type('room.said')['said']['text'] == '同意'
    done(member, 'room.chat', text='写错了')
    number = host.receive_type('room.said')['said']['message']
    done(member, 'room.chat_remove', message=number)
    assert host.receive_type('room.unsaid')['message'] == number
    done(host, 'room.lock', locked=True)
    server.kill()
    server.start()
    host, view = enter(server, 'demo-studio', room)
    assert names_of(view) == [('host', False), ('speaker', True)]
    assert [person.get('hand') for person in view['people'] if person['away']] == [1]
    assert [said['text'] for said in view['said']] == ['同意']
    assert view['locked']
    member, view = enter(server, 'demo-member', room)
    assert names_of(view) == [('host', False), ('speaker', False)]
    done(host, 'room.lock', locked=False)
    done(member, 'room.leave')
    host.receive(lambda message: message['type'] == 'room.changed' and message['left'], 'who has left')
    host.close()
    member.close()


def test_named_host(server, group):
    """Who was named host is one again after a kill: in his place, and when he had left before it."""
    host, _ = enter(server, 'demo-studio', group)
    member, view = enter(server, 'demo-member', group)
    own = next(person['session'] for person in view['people'] if person['role'] == 'speaker')
    done(host, 'room.role', session=own, role='host')
    for has_left in False, True:
        if has_left:
            done(member, 'room.leave')
        server.kill()
        server.start()
        member, view = enter(server, 'demo-member', group)
        assert view['role'] == 'host', has_left
        done(member, 'room.lock', locked=not has_left)
    host.close()
    member.close()


def test_vote(server, group):
    """From its opening to the result; ballots and the result outlive kills."""
    host, _ = enter(server, 'demo-studio', group)
    member, view = enter(server, 'demo-member', group)
    assert next(person for person in view['people'] if person['role'] == 'speaker')['has_vote']
    done(host, 'vote.open', question='接收为预备党员', choices=['同意', '不同意', '弃权'], secret=False,
         majority='ballots_half', quorum='none', tellers=[], written=[])
    vote = member.receive_type('vote.changed')['vote']
    assert vote['state'] == 'open' and vote['expected'] >= 1
    assert host.request('vote.cast', vote=vote['vote'], choice=0)['code'] == 'forbidden'
    done(member, 'vote.cast', vote=vote['vote'], choice=0)
    server.kill()
    server.start()
    host, view = enter(server, 'demo-studio', group)
    assert [(kept['state'], kept['n_voted']) for kept in view['votes']] == [('open', 1)]
    member, _ = enter(server, 'demo-member', group)
    assert member.request('vote.cast', vote=vote['vote'], choice=1)['code'] == 'conflict'
    result = close_vote(host, vote, member)
    assert result['result'] == 'passed'
    assert [count['count'] for count in result['counts']] == [1, 0, 0]
    server.kill()
    server.start()
    host, view = enter(server, 'demo-studio', group)
    assert [kept['result'] for kept in view['votes']] == ['passed']
    kept = Program(server, 'demo-studio').get(f'meetings/{group}/votes').json()['votes']
    assert kept[0]['choices'][0]['is_passed'] and kept[0]['is_closed']
    host.close()
    member.close()


def test_written_opinion(server, group):
    """Who runs the meeting names somebody absent by his account. Of a secret vote of few, what was
    told of the result is there after a kill, and no more."""
    member, view = enter(server, 'demo-member', group)
    account = next(person['account'] for person in view['people'])
    done(member, 'room.leave')
    for token, told in (('demo-studio', True), ('demo-member', False)):
        people = Program(server, token).get(f'meetings/{group}/people').json()['people']
        assert (account in [person.get('account_id') for person in people]) is told
        assert any('account_id' in person for person in people) is told
    host, _ = enter(server, 'demo-studio', group)
    done(host, 'vote.open', question='接收为预备党员', choices=['同意', '不同意'], secret=True,
         majority='ballots_half', quorum='none', tellers=[], written=[{'account': account, 'choice': 0}])
    vote = host.receive_type('vote.changed')['vote']
    assert vote['voted'] == [account]
    told = close_vote(host, vote)
    assert (told['result'], told['n_voted'], 'counts' in told) == ('passed', 1, False)
    server.kill()
    server.start()
    host, view = enter(server, 'demo-studio', group)
    assert view['votes'] == [told]
    host.close()
    member.close()


def test_letters(server, group):
    """Of people without an account, opened by two tellers: what the first one said outlives a kill, and no room's
    quorum has them."""
    def tally(seat):
        done(seat, 'vote.tally', vote=vote['vote'], site=vote['vote'], counts=[{'count': 1}, {'count': 0}], voters=[])

    host, _ = enter(server, 'demo-studio', group)
    other, view = enter(server, 'demo-admin', group)
    tellers = [person['account'] for person in view['people']]
    done(host, 'vote.open', question='接收为预备党员', choices=['同意', '不同意'], secret=False, majority='ballots_half',
         quorum='half', tellers=tellers, written=[])
    vote = host.receive_type('vote.changed')['vote']
    tally(host)
    server.kill()
    server.start()
    other, view = enter(server, 'demo-admin', group)
    assert [(kept['waiting'], kept['n_voted']) for kept in view['votes']] == [([vote['vote']], 0)]
    tally(other)
    told = close_vote(other, vote)
    assert (told['result'], told['n_voted'], told['waiting']) == ('no_quorum', 1, [])
    assert [count['count'] for count in told['counts']] == [1, 0]
    server.kill()
    server.start()
    other, view = enter(server, 'demo-admin', group)
    assert view['votes'] == [told]
    host.close()
    other.close()


def test_end(server, group):
    """The host ends it: everybody is sent away, and nobody comes in again."""
    host, _ = enter(server, 'demo-studio', group)
    member, _ = enter(server, 'demo-member', group)
    done(host, 'room.end')
    assert member.receive_type('room.removed')['why'] == 'ended'
    assert member.request('room.enter', room=group)['code'] in ('conflict', 'gone')
    state = Program(server, 'demo-studio').get(f'meetings/{group}').json()['state']
    assert state == 'ended'
    host.close()
    member.close()


def test_pictures(server, group):
    """An offer is answered by the SFU, what a host holds off and who leaves is no connection more."""
    host, _ = enter(server, 'demo-studio', group)
    member, _ = enter(server, 'demo-member', group)
    answer = member.request('media.publish', sdp=offer('sendonly').decode())
    assert answer['type'] == 'media.answer' and answer['sdp'].startswith('v=0'), answer
    view = host.request('media.view', sdp=offer('recvonly').decode())
    session = next(person['session'] for person in host.request('room.enter', room=group)['people']
                   if person['role'] == 'speaker')
    wish = {'place': 0, 'session': session, 'source': 'camera', 'max_height_px': 360, 'priority': 1}
    done(host, 'media.show', peer=view['peer'], wishes=[wish])
    assert host.request('media.show', peer=answer['peer'], wishes=[])['code'] == 'not_found'
    done(host, 'room.mute', session=session, held=True, sources=['camera'])
    done(host, 'media.close', peer=view['peer'])
    done(member, 'room.leave')
    assert member.request('media.close', peer=answer['peer'])['code'] == 'conflict'
    host.close()
    member.close()
