"""WHIP and WHEP in the server: who may, what a location is worth, and that pictures and sound arrive at
GStreamer's webrtcbin, across stops and kills. The demonstration's group meeting has no programme."""
import pathlib
import socket

import pytest

from driver.api import Client, Program, assert_problem, signed_in
from driver.conference import TYPE, offer
from driver.viewing import plan, step
from driver.waiting import wait_until
from driver.webrtc import Peer

GROUP = 'demo-group'


def publish(client, meeting, **options):
    return client.post(f'/whip/{meeting}', data=offer('sendonly'), headers=TYPE, **options)


def view(client, meeting, **options):
    return client.post(f'/whep/{meeting}', data=offer('recvonly'), headers=TYPE, **options)


def children(server):
    """Command lines of the server's own processes."""
    task = pathlib.Path(f'/proc/{server.process.pid}/task')
    ids = ' '.join(path.read_text() for path in task.glob('*/children')).split()
    return [pathlib.Path(f'/proc/{number}/cmdline').read_text() for number in ids]


# ---- who may ----

def test_strangers_and_roles(server):
    stranger, member = Client(server), Program(server, 'demo-member')
    for ask in (publish, view):
        assert_problem(ask(stranger, GROUP), 401, 'unauthenticated')
    assert_problem(ask(Program(server, 'nobody'), GROUP), 401, 'unauthenticated')
    assert_problem(publish(member, GROUP), 403, 'forbidden')
    assert_problem(publish(Program(server, 'demo-clerk'), GROUP), 403, 'forbidden')
    assert publish(Program(server, 'demo-admin'), GROUP).status_code == 201
    assert view(member, GROUP).status_code == 201
    assert_problem(view(member, 'nowhere'), 404, 'not_found')
    assert_problem(publish(Program(server, 'demo-studio'), 'nowhere'), 404, 'not_found')


def test_states_of_a_meeting(server):
    """What is open or live; who runs it also rehearses. Who is not invited finds nothing."""
    studio, member = Program(server, 'demo-studio'), Program(server, 'demo-member')
    unit = studio.get('units').json()[0]['id']
    hidden = plan(studio, unit, unit_ids=[], visibility='invited')
    meeting = plan(studio, unit, unit_ids=[unit])
    assert_problem(publish(studio, meeting), 409, 'conflict')
    step(studio, meeting, 'rehearse')
    assert publish(studio, meeting).status_code == 201
    assert_problem(view(member, meeting), 409, 'conflict')
    step(studio, meeting, 'go_live')
    assert view(member, meeting).status_code == 201
    step(studio, hidden, 'go_live')
    assert_problem(view(member, hidden), 404, 'not_found')
    step(studio, meeting, 'end')
    assert_problem(view(member, meeting), 409, 'conflict')
    assert_problem(publish(studio, meeting), 409, 'conflict')
    step(studio, hidden, 'end')


def test_sessions_need_their_own_pages(server):
    browser = signed_in(server, 'demo-member')
    assert view(browser, GROUP).status_code == 201
    foreign = browser.post(f'/whep/{GROUP}', data=offer('recvonly'), headers={**TYPE, 'Origin': 'https://evil.example'})
    assert_problem(foreign, 403, 'forbidden')


def test_sentences_in_chinese(server):
    studio = Program(server, 'demo-studio')
    for body, kind, word in ((b'x', TYPE, '无法读取会话描述'), (offer('recvonly'), TYPE, 'Opus、VP8'),
                             (b'{}', {'Content-Type': 'application/json'}, 'application/sdp 格式')):
        answer = studio.post(f'/whip/{GROUP}', data=body, headers={**kind, 'Accept-Language': 'zh-CN'})
        assert word in answer.json()['detail'], answer.text


def test_location_is_its_accounts(server):
    studio, member, admin = (Program(server, f'demo-{name}') for name in ('studio', 'member', 'admin'))
    place = publish(studio, GROUP).headers['Location']
    assert place.startswith('/whip/') and len(place.rsplit('/', 1)[1]) == 32
    assert_problem(Client(server).delete(place), 401, 'unauthenticated')
    assert_problem(member.delete(place), 403, 'forbidden')
    assert_problem(admin.delete(place), 404, 'not_found')
    assert_problem(studio.delete(place[:-32] + '0' * 32), 404, 'not_found')
    assert_problem(studio.delete(place.replace('/whip/', '/whep/')), 404, 'not_found')
    assert studio.delete(place).status_code == 204
    assert studio.delete(place).status_code == 204  # it is over: said again


FRAGMENT = {'Content-Type': 'application/trickle-ice-sdpfrag'}
RESTART = 'a=ice-options:ice2\r\na=group:BUNDLE 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\na=ice-ufrag:fresh\r\n' \
          'a=ice-pwd:0123456789abcdefghijkl\r\n'


def test_session_goes_on_elsewhere(server):
    """RFC 9725 §4.3: a restart of the ICE session, by who has made it; names and tag are new."""
    studio, admin = Program(server, 'demo-studio'), Program(server, 'demo-admin')
    made = publish(studio, GROUP)
    place, tag = made.headers['Location'], made.headers['ETag']
    any_tag = {**FRAGMENT, 'If-Match': '*'}
    assert_problem(studio.patch(place, data=RESTART, headers=FRAGMENT), 428, 'unguarded')
    assert_problem(admin.patch(place, data=RESTART, headers=any_tag), 404, 'not_found')
    answer = studio.patch(place, data=RESTART, headers=any_tag)
    assert answer.status_code == 200 and 'a=ice-ufrag:' in answer.text, answer.text
    assert answer.headers['ETag'] not in ('', tag)
    assert_problem(studio.patch(place, data=RESTART, headers={**FRAGMENT, 'If-Match': tag}), 412, 'stale')
    assert_problem(studio.patch(place, data=b'{}', headers={'Content-Type': 'application/json'}), 415, 'unsupported')
    assert studio.delete(place).status_code == 204


def test_server_offers(server):
    """WHEP's other style: nothing is offered, so the server does, and takes no answer that does not fit."""
    member = Program(server, 'demo-member')
    made = member.post(f'/whep/{GROUP}', data=b'', headers=TYPE)
    assert made.status_code == 406 and made.text.startswith('v=0'), made.text
    assert 'valid-until=' in made.headers['Content-Type']
    assert member.patch(made.headers['Location'], data=b'x', headers=TYPE).status_code == 400
    assert_problem(member.patch(made.headers['Location'], data=offer('recvonly'), headers=TYPE), 422, 'unfit')
    assert member.delete(made.headers['Location']).status_code == 204


# ---- pictures and sound ----

def test_a_section_is_refused(server):
    """A client that takes no answer without keys in every section, also in those with port 0."""
    with Peer(server, 'publish', f'/whip/{GROUP}', 'demo-studio') as sender:
        sender.until_connected()
        with Peer(server, 'view_more', f'/whep/{GROUP}', 'demo-member') as viewer:
            viewer.until_media()
            assert viewer.leave() == 204
        assert sender.leave() == 204


def test_media_of_the_group_meeting(server):
    """One sends, two see and hear it; a viewer who was first waits for nobody in particular."""
    with Peer(server, 'view', f'/whep/{GROUP}', 'demo-member') as early:
        early.until_connected()
        with Peer(server, 'publish', f'/whip/{GROUP}', 'demo-studio') as sender:
            sender.until_connected()
            early.until_media()
            with Peer(server, 'view', f'/whep/{GROUP}', 'demo-clerk') as late:
                late.until_media()
                assert late.leave() == 204
            assert sender.leave() == 204
        with Peer(server, 'publish', f'/whip/{GROUP}', 'demo-studio'):
            early.until_media()
    assert not any('tongping-program' in line for line in children(server))


def test_group_meeting_has_no_programme(server):
    member, studio = Program(server, 'demo-member'), Program(server, 'demo-studio')
    assert_problem(member.post('viewings', json={'meeting_id': GROUP}), 409, 'conflict')
    assert GROUP not in member.get('now').text
    before = member.get(f'meetings/{GROUP}').json()['id']
    step(studio, GROUP, 'end')
    after = member.get(f'meetings/{GROUP}').json()
    assert after['id'] != before and after['state'] == 'open'
    assert view(member, GROUP).status_code == 201


def test_metrics(server):
    def numbers():
        lines = Client(server).get('/metrics').text.splitlines()
        return {word: sum(float(line.split()[-1]) for line in lines if line.startswith(f'tongping_rtc_{word}{{'))
                for word in ('peers', 'received_total', 'forwarded_total', 'strangers_total')}

    before = numbers()
    port = int(server.addresses['rtc'].rsplit(':', 1)[1].split('-')[0])
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.sendto(b'\x80' + bytes(40), ('127.0.0.1', port))
    with Peer(server, 'publish', f'/whip/{GROUP}', 'demo-studio'), \
            Peer(server, 'view', f'/whep/{GROUP}', 'demo-member') as viewer:
        viewer.until_media()
        wait_until(lambda: all(numbers()[word] > before[word] for word in before), 'numbers that grow')


# ---- stops and kills ----

def test_stop_with_people_connected(yard):
    server = yard.start()
    with Peer(server, 'publish', f'/whip/{GROUP}', 'demo-studio') as sender:
        sender.until_connected()
        assert server.stop() == 0, server.log_text()


def test_kill(yard):
    """Nothing of it was in the database but the meeting: everybody comes again."""
    server = yard.start()
    with Peer(server, 'publish', f'/whip/{GROUP}', 'demo-studio') as sender:
        sender.until_connected()
        place = sender.said['at']
    server.kill()
    server.start()
    assert Program(server, 'demo-studio').delete(place).status_code == 204  # gone, and still one's own
    with Peer(server, 'publish', f'/whip/{GROUP}', 'demo-studio'), \
            Peer(server, 'view', f'/whep/{GROUP}', 'demo-member') as viewer:
        viewer.until_media()


def test_off(yard):
    server = yard.start(settings={'rtc': {'listen': 'off'}})
    assert 'rtc' not in server.addresses
    assert_problem(publish(Program(server, 'demo-studio'), GROUP), 503, 'unavailable')
    assert_problem(Program(server, 'demo-studio').delete(f'/whip/{GROUP}/{"0" * 32}'), 404, 'not_found')


@pytest.mark.parametrize('value, sentence', [('127.0.0.1:{busy}', 'Address already in use'), ('nonsense', 'nonsense')])
def test_ports_that_cannot_be(yard, value, sentence):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(('127.0.0.1', 0))
        value = value.format(busy=other.getsockname()[1])
        server = yard.server(settings={'rtc': {'listen': value}})
        server.launch()
        assert server.wait() == 2
        assert 'rtc.listen' in server.log_text() and sentence in server.log_text()


def test_all_announced_addresses_are_offered_in_their_order(yard):
    """A leased line and the internet: each by UDP, then each by TCP, as the operator named them."""
    addresses = ['10.3.0.5', '172.20.1.5', '203.0.113.7']
    server = yard.start(settings={'rtc': {'announced': ';'.join(addresses), 'workers': 1}})
    answer = view(Program(server, 'demo-member'), GROUP).text
    candidates = [line.split() for line in answer.splitlines() if line.startswith('a=candidate:')]
    first = candidates[:2 * len(addresses)]
    assert [(words[2], words[4]) for words in first] == [(way, address) for way in ('udp', 'tcp') for address in addresses]
    priorities = [int(words[3]) for words in first]
    assert priorities == sorted(set(priorities), reverse=True)
    assert len({words[5] for words in candidates}) == 1
