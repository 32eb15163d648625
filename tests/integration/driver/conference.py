"""Offers as a browser makes them, without the browser: for answers over HTTP; no media flows."""
from driver.api import Client, Program

TYPE = {'Content-Type': 'application/sdp'}
SECTION = """m={kind} 9 UDP/TLS/RTP/SAVPF {payload}
c=IN IP4 0.0.0.0
a=mid:{mid}
a=rtcp-mux
a={direction}
a=rtpmap:{payload} {codec}
a=ice-ufrag:abcd
a=ice-pwd:aaaaaaaaaaaaaaaaaaaaaaaa
a=fingerprint:sha-256 {fingerprint}
a=setup:actpass
"""
HEAD = 'v=0\no=- 1 1 IN IP4 127.0.0.1\ns=-\nt=0 0\na=group:BUNDLE 0 1\n'


def offer(direction, codec='VP8/90000'):
    """`direction` of both sections: "sendonly" to publish, "recvonly" to view."""
    fixed = {'direction': direction, 'fingerprint': ':'.join(['AB'] * 32)}
    text = HEAD + SECTION.format(kind='audio', payload=111, mid=0, codec='opus/48000/2', **fixed) + SECTION.format(
        kind='video', payload=96, mid=1, codec=codec, **fixed)
    return text.replace('\n', '\r\n').encode()

FRAGMENT_TYPE = {'Content-Type': 'application/trickle-ice-sdpfrag'}
TYPES = {TYPE['Content-Type'], FRAGMENT_TYPE['Content-Type'], 'application/octet-stream'}
PATCH = {**FRAGMENT_TYPE, 'If-Match': '*'}
FRAGMENT = b'a=ice-ufrag:anew\r\na=ice-pwd:abcdefghijklmnopqrstuvwx\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\n'


def call_all(server, checked):
    """Each route of WHIP and WHEP, held against the document."""
    stranger, studio, member = Client(server), Program(server, 'demo-studio'), Program(server, 'demo-member')
    for word, who, direction in (('whip', studio, 'sendonly'), ('whep', member, 'recvonly')):
        path = f'/{word}/demo'
        assert checked(stranger.options(path), 204).headers['Accept-Post'] == 'application/sdp'
        checked(stranger.post(path, data=offer(direction), headers=TYPE), 401)
        checked(who.post(path, data=b'{}', headers={'Content-Type': 'application/json'}), 415)
        checked(who.post(path, data=b'v=1', headers=TYPE), 400)
        checked(who.post(path, data=b'v' * 70000, headers=TYPE), 413)
        checked(who.post(f'/{word}/nowhere', data=offer(direction), headers=TYPE), 404)
        place = checked(who.post(path, data=offer(direction), headers=TYPE), 201).headers['Location']
        assert FRAGMENT_TYPE['Content-Type'] in checked(stranger.options(place), 204).headers['Accept-Patch']
        checked(stranger.patch(place, data=FRAGMENT, headers=PATCH), 401)
        checked(who.patch(place[:-1] + 'x', data=FRAGMENT, headers=PATCH), 404)
        checked(who.patch(place, data=FRAGMENT, headers=FRAGMENT_TYPE), 428)
        checked(who.patch(place, data=FRAGMENT, headers={**FRAGMENT_TYPE, 'If-Match': '"other"'}), 412)
        checked(who.patch(place, data=b'a=ice-ufrag:alone', headers=PATCH), 400)
        checked(who.patch(place, data=b'x' * 70000, headers=PATCH), 413)
        checked(who.patch(place, data=b'{}', headers={'Content-Type': 'application/json'}), 415)
        checked(who.patch(place, data=offer(direction), headers=TYPE), 409)
        checked(who.patch(place, data=FRAGMENT, headers=PATCH), 200)
        checked(stranger.delete(place), 401)
        checked(who.delete(place[:-1] + 'x'), 404)
        checked(who.delete(place), 204)
    call_line_check(checked, stranger, member)
    call_guests(checked, stranger, studio)
    checked(stranger.get('/whep/demo'), 405)
    head = stranger.head('/whep/demo')
    assert (head.status_code, head.headers['Content-Type'], head.text) == (200, 'application/sdp', '')
    assert stranger.head('/whip/demo').status_code == 405
    asked = checked(member.post('/whep/demo', data=b'', headers=TYPE), 406)
    checked(member.patch(asked.headers['Location'], data=offer('recvonly'), headers=TYPE), 422)
    checked(member.delete(asked.headers['Location']), 204)
    checked(member.post('/whip/demo', data=offer('sendonly'), headers=TYPE), 403)


def call_guests(checked, stranger, studio):
    links = checked(studio.post('meetings/demo-group/links', json={'opens': 'lobby'}), 201).json()
    link = links['links'][-1]['url'].partition('link=')[2]
    path = 'rooms/demo-group/guests'
    checked(stranger.post(path, json={'link': link, 'name': '来宾'}), 201)
    checked(stranger.post(path, json={'link': 'x' * len(link), 'name': '来宾'}), 404)
    checked(stranger.post(path, json={'link': link}), 400)


def call_line_check(checked, stranger, member):
    for way in ('GET', 'POST'):
        checked(stranger.request(way, 'line-check', data=b'x' if way == 'POST' else None), 401)
    bytes_of_ours = checked(member.get('line-check'), 200).content
    assert len(bytes_of_ours) == 262144 and checked(member.get('line-check'), 200).content != bytes_of_ours
    checked(member.post('line-check', data=bytes_of_ours), 204)
    checked(member.post('line-check', data=bytes_of_ours + b'x'), 413)
    place = checked(member.post('line-check/peer', data=offer('recvonly'), headers=TYPE), 201).headers['Location']
    checked(member.delete(place), 204)
    checked(member.post('line-check/peer', data=b'{}', headers={'Content-Type': 'application/json'}), 415)
    for code, status in (('111-120-011', 204), ('111-120-01', 400), ('111-130-011', 400)):
        checked(member.post('line-check/result', json={'code': code, 'down_kbps': 5000, 'up_kbps': 900}), status)
