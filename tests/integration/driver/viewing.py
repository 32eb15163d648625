"""A player as the server knows it: opens a viewing, sends beats; and the raw log as a file."""
import datetime
import re
import zlib


def moment(hours):
    at = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    return (at + datetime.timedelta(hours=hours)).strftime('%Y-%m-%dT%H:%M:%SZ')


def plan(client, unit, **more):
    """A meeting; its id."""
    answer = client.post('meetings', json={
        'title': '全县视频会议', 'type_id': 'broadcast', 'unit_id': unit, 'visibility': 'public',
        'starts_at': moment(1), 'ends_at': moment(3),
        'languages': [{'tag': 'zh-CN', 'is_floor': True, 'offset_ms': 0},
                      {'tag': 'bo', 'is_floor': False, 'offset_ms': 0}], **more})
    assert answer.status_code == 201, answer.text
    return answer.json()['id']


def step(client, meeting, *words):
    for word in words:
        answer = client.post(f'meetings/{meeting}/steps', json={'step': word})
        assert answer.status_code == 200, answer.text


def beat(sequence, **more):
    return {'sequence': sequence, 'state': 'playing', 'position_ms': 10, 'rate': 1, 'language': 'zh-CN',
            'latency_ms': -1, 'seen': [{'from_ms': 0, 'to_ms': 10}], 'is_final': False, **more}


class Player:
    def __init__(self, client, meeting, status=201, **more):
        self.client = client
        self.answer = client.post('viewings', json={'meeting_id': meeting, 'device': '测试', **more})
        assert self.answer.status_code == status, self.answer.text
        self.viewing = self.answer.json()
        if status == 201:
            self.id = self.viewing['id']
            self.token = re.fullmatch(r'/live/[0-9a-f-]{36}/~([\w.-]+)/', self.viewing['base_url']).group(1)

    def send(self, *beats, client=None, token=True, **options):
        """The answer to these beats."""
        if token:
            options.setdefault('params', {'token': self.token})
        if 'data' not in options:
            options['json'] = {'beats': list(beats)}
        return (client or self.client).post(f'viewings/{self.id}/beats', **options)

    def stored(self, *beats, **options):
        """The answer to beats that the server takes."""
        answer = self.send(*beats, **options)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def take(self, token=True):
        """The answer when the person goes on here."""
        return self.client.post(f'viewings/{self.id}/take', json={'token': self.token} if token else {})


def log_lines(server):
    """Whole lines of all days, split into words; every sum is checked."""
    lines = []
    for path in sorted((server.data / 'viewings').glob('*.log')):
        assert re.fullmatch(r'\d{4}-\d\d-\d\d\.log', path.name)
        for line in path.read_bytes().split(b'\n')[:-1]:
            text, _, crc = line.rpartition(b' ')
            assert int(crc, 16) == zlib.crc32(text), line
            lines.append(line.decode('ascii').split(' '))
    return lines


def stored_sequences(server, viewing):
    return [int(line[4]) for line in log_lines(server) if line[1] == 'beat' and line[3] == viewing]
