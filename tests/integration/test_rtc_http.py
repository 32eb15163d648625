"""WHIP (RFC 9725) and WHEP (draft-ietf-wish-whep-04) byte for byte, with the SFU alone."""
import re

import pytest

from driver.rtc import FRAGMENT, SDP, RtcServer, check, describe, kind_of, value_of, SUCCESS

CANDIDATE = ('m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\n'
             'a=candidate:1 1 udp 2113937151 10.0.0.1 9 typ host\r\na=end-of-candidates\r\n')
SAME = 'a=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\n' + CANDIDATE
NEW = 'a=ice-ufrag:efgh\r\na=ice-pwd:abcdefghijklmnopqrstuvwx\r\n' + CANDIDATE


@pytest.fixture(scope='module')
def server():
    with RtcServer() as running:
        yield running


@pytest.fixture
def session(server):
    made = server.offer('/whip/one', describe(['audio', 'video'], 'sendonly'))
    assert made.status == 201
    yield made
    server.ask('DELETE', made.location)


def test_offer(session):
    assert session.fields['Content-Type'] == SDP
    assert re.fullmatch(r'/whip/one/[0-9a-f]{16}', session.location)
    assert re.fullmatch(r'"[A-Za-z0-9+/]{12}"', session.fields['ETag'])
    assert 'a=ice-lite' in session.text and session.text.count('a=recvonly') == 2
    assert re.search(r'a=candidate:\d+ 1 udp \d+ 127\.0\.0\.1 \d+ typ host\r\n'
                     r'a=candidate:\d+ 1 tcp \d+ 127\.0\.0\.1 \d+ typ host tcptype passive\r\n'
                     r'a=end-of-candidates', session.text)


def test_sessions_are_not_counted_up(server):
    places = [server.offer('/whip/one', describe(['audio'], 'sendonly')).location for _ in range(8)]
    numbers = sorted(int(place.rsplit('/', 1)[1], 16) for place in places)
    assert min(b - a for a, b in zip(numbers, numbers[1:])) > 4096
    for place in places:
        assert server.ask('DELETE', place).status == 204


@pytest.mark.parametrize('if_match, body, content_type, status', [
    ('tag', SAME, FRAGMENT, 204),
    ('*', SAME, FRAGMENT, 204),
    ('*', NEW, FRAGMENT, 200),
    (None, SAME, FRAGMENT, 428),
    ('"other"', SAME, FRAGMENT, 412),
    ('"other"', NEW, FRAGMENT, 412),
    ('tag', NEW, FRAGMENT, 422),
    ('tag', SAME, 'text/plain', 415),
    ('tag', SAME, None, 415),
    ('*', 'a=ice-ufrag:efgh\r\n', FRAGMENT, 400),
    ('*', 'x' * 20000, FRAGMENT, 413),
    (None, describe(['audio'], 'recvonly', 'active'), SDP, 409),
])
def test_patch(server, session, if_match, body, content_type, status):
    fields = {} if if_match is None else {'If_Match': session.fields['ETag'] if if_match == 'tag' else if_match}
    said = server.ask('PATCH', session.location, body, content_type, **fields)
    assert said.status == status, said.text
    if status == 200:
        assert said.fields['Content-Type'] == FRAGMENT
        assert said.fields['ETag'] not in (None, session.fields['ETag'])
        assert value_of(said.text, 'ice-ufrag') != value_of(session.text, 'ice-ufrag')
        again = server.ask('PATCH', session.location, SAME.replace('abcd', 'efgh'), FRAGMENT,
                           If_Match=said.fields['ETag'])
        assert again.status == 204, again.text
    elif status >= 400:
        assert said.fields['Content-Type'] == 'application/problem+json'


def test_restarted_names(server, session):
    """The old ones until the new ones are nominated."""
    fresh = server.ask('PATCH', session.location, NEW, FRAGMENT, If_Match='*').text
    with server.udp() as line:
        for sdp, names in ((session.text, 'abcd'), (fresh, 'efgh')):
            line.send(check(sdp, names=names))
            assert kind_of(line.recv(1500)) == SUCCESS
        line.send(check(session.text))
        assert kind_of(line.recv(1500)) != SUCCESS


def test_gone(server, session):
    assert server.ask('DELETE', session.location).status == 204
    assert server.ask('PATCH', session.location, NEW, FRAGMENT, If_Match='*').status == 404
    assert server.ask('DELETE', session.location).status == 204
    assert server.ask('DELETE', '/whip/one/nothing').status == 404
    assert server.ask('PATCH', '/whip/one/nothing', NEW, FRAGMENT, If_Match='*').status == 404


@pytest.mark.parametrize('method, path, status, field, value', [
    ('OPTIONS', '/whip/one', 204, 'Accept-Post', SDP),
    ('OPTIONS', '/whep/one', 204, 'Accept-Post', SDP),
    ('OPTIONS', '/whip/one/0000000000000000', 204, 'Accept-Patch', FRAGMENT),
    ('OPTIONS', '/whep/one/0000000000000000', 204, 'Accept-Patch', f'{FRAGMENT}, {SDP}'),
    ('HEAD', '/whep/one', 200, 'Content-Type', SDP),
    ('GET', '/whep/one', 405, 'Allow', 'HEAD, OPTIONS, POST'),
    ('GET', '/whip/one', 405, 'Content-Type', 'application/problem+json'),
    ('HEAD', '/whip/one', 405, 'Content-Type', 'application/problem+json'),
    ('PUT', '/whip/one', 405, 'Content-Type', 'application/problem+json'),
    ('POST', '/whip/one/0000000000000000', 405, 'Content-Type', 'application/problem+json'),
])
def test_facts(server, method, path, status, field, value):
    said = server.ask(method, path)
    assert (said.status, said.fields[field]) == (status, value)


@pytest.mark.parametrize('body, content_type', [
    (None, None), ('', SDP), (describe(['strange'], 'recvonly'), SDP),
    (describe(['audio'], 'sendonly'), SDP), (describe(['audio'], 'recvonly', 'passive'), SDP)])
def test_counter_offer(server, body, content_type):
    made = server.ask('POST', '/whep/one', body, content_type)
    assert made.status == 406, made.text
    assert re.fullmatch(r'application/sdp; valid-until="\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT"',
                        made.fields['Content-Type'])
    assert made.text.count('a=sendonly') == 2 and made.text.count('a=setup:actpass') == 2
    answer = describe(['audio', 'video'], 'recvonly', 'active')
    said = server.ask('PATCH', made.location, describe(['audio'], 'recvonly', 'active'), SDP)
    assert said.status == 422, said.text
    assert server.ask('PATCH', made.location, answer, SDP).status == 204
    assert server.ask('PATCH', made.location, answer, SDP).status == 409
    with server.udp() as line:
        line.send(check(made.text))
        assert kind_of(line.recv(1500)) == SUCCESS
    assert server.ask('DELETE', made.location).status == 204


@pytest.mark.parametrize('path, body, content_type, status', [
    ('/whip/one', None, None, 415),
    ('/whip/one', '', SDP, 400),
    ('/whip/one', 'hello', SDP, 400),
    ('/whep/one', 'hello', SDP, 400),
    ('/whep/one', describe(['audio'], 'recvonly'), 'application/json', 415),
    ('/whip/one', describe(['strange'], 'sendonly'), SDP, 415),
    ('/whip/one', describe(['audio'], 'recvonly'), SDP, 415),
    ('/whip/one', describe(['audio'], 'sendonly', 'passive'), SDP, 415),
    ('/whip/one', 'v=0\r\n' + 'a=x\r\n' * 20000, SDP, 413),
])
def test_refused(server, path, body, content_type, status):
    said = server.ask('POST', path, body, content_type)
    assert said.status == status, said.text
    assert said.fields['Location'] is None


def test_many_tracks(server):
    """Eight are taken, the others are refused in their place (RFC 9429 §5.3.1)."""
    made = server.offer('/whip/many', describe(['audio', 'video'] * 10, 'sendonly'))
    assert made.status == 201
    ports = re.findall(r'^m=\w+ (\d+) ', made.text, re.MULTILINE)
    assert ports == ['9'] * 8 + ['0'] * 12
    assert server.ask('DELETE', made.location).status == 204
