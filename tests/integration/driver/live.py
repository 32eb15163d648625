"""A meeting as its viewers get it: playlists, rows, parts; and its programme's process."""
import contextlib
import hashlib
import os
import re
import urllib.parse

from hls.boxes import read_chunks
from hls.playlist import read_media

from .waiting import wait_until

PARTS = 6
TICKS = {'v': 28800, 'a': 15360, 'l': 15360}  # of a part, by the first letter of a track's name
START_S = 60  # generous: from the order to the first row on a busy machine


class Watcher:
    """Below one base: "/live/demo/", or a viewing's with its token."""

    def __init__(self, client, base):
        self.client, self.base = client, base

    def get(self, name):
        return self.client.get(self.base + name)

    def master(self):
        """As text; the server holds it until there is something to see."""
        def ask():
            answer = self.get('master.m3u8')
            return answer if answer.status_code == 200 else None
        return wait_until(ask, f'{self.base}master.m3u8', START_S).text

    def tracks(self):
        return re.findall(r'^(?:.*URI=")?([a-zA-Z0-9-]+)/live\.m3u8', self.master(), re.MULTILINE)

    def playlist(self, track, query=''):
        answer = self.get(f'{track}/live.m3u8{query}')
        assert answer.status_code == 200, answer.text
        return read_media(answer.text)

    def wait_for(self, track, condition, what, deadline_s=START_S):
        """The first playlist for which condition(playlist) holds."""
        def ask():
            answer = self.get(f'{track}/live.m3u8')
            playlist = read_media(answer.text) if answer.status_code == 200 else None
            return playlist if playlist and playlist.segments and condition(playlist) else None
        return wait_until(ask, what, deadline_s)

    def wait_segments(self, track, n):
        """Until there are so many whole ones."""
        return self.wait_for(track, lambda p: sum(1 for s in p.segments if s.uri) >= n,
                             f'{n} segments of {track}')

    def wait_more(self, track, n):
        """Until so many segments have come that were not there yet."""
        newest = self.playlist(track).segments[-1].msn
        return self.wait_for(track, lambda p: p.segments[-1].msn >= newest + n + 1,
                             f'{n} more segments of {track}')

    def segment(self, track, msn):
        answer = self.get(f'{track}/s{msn}.m4s')
        assert answer.status_code == 200, f'{track}/s{msn}.m4s: {answer.status_code} {answer.text}'
        return answer.content

    def sums(self, track, playlist):
        """{address: sha256} of its sections and whole segments."""
        names = {f's{s.msn}.m4s' for s in playlist.segments if s.uri and not s.is_gap}
        names |= {s.map_uri for s in playlist.segments}
        sums = {}
        for name in sorted(names):
            answer = self.get(urllib.parse.urljoin(f'{track}/', name))
            assert answer.status_code == 200, f'{track}/{name}: {answer.status_code}'
            sums[name] = hashlib.sha256(answer.content).hexdigest()
        return sums


def assert_contiguous(watcher, track, playlist):
    """No number is left out, and within a life no time is shifted: each segment begins at its number's
    place, each chunk where the one before it ended. On a machine that is too slow whole parts of the grid
    may be missing, never less. Returns the numbers behind a discontinuity."""
    whole = [s for s in playlist.segments if s.uri]
    assert [s.msn for s in whole] == list(range(whole[0].msn, whole[0].msn + len(whole)))
    ticks = TICKS[track[0]]
    for segment in whole:
        if segment.is_gap:
            continue
        at, end = segment.msn * PARTS * ticks, (segment.msn + 1) * PARTS * ticks
        for chunk in read_chunks(watcher.segment(track, segment.msn)):
            assert chunk.decode_time >= at and (chunk.decode_time - at) % ticks == 0, (
                f'{track}: {segment.msn} has a chunk at {chunk.decode_time}, not at {at}')
            at = chunk.decode_time + chunk.duration()
        assert at <= end, f'{track}: {segment.msn} ends at {at}, not at {end}'
    return [s.msn for s in whole if s.has_discontinuity]


def programmes(server):
    """Process ids of the server's children."""
    found = []
    for name in os.listdir('/proc'):
        with contextlib.suppress(OSError, ValueError):
            fields = open(f'/proc/{int(name)}/stat', encoding='ascii').read().rpartition(')')[2].split()
            if fields[1] == str(server.process.pid) and fields[0] != 'Z':
                found.append(int(name))
    return found


def media_port(server, word):
    return int(server.addresses[word].rsplit(':', 1)[1])


def health(client, meeting):
    answer = client.get(f'meetings/{meeting}/health')
    assert answer.status_code == 200, answer.text
    return answer.json()


def wait_health(client, meeting, condition, what, deadline_s=START_S):
    return wait_until(lambda: (lambda h: h if condition(h) else None)(health(client, meeting)), what,
                      deadline_s)


def input_of(report, input_id):
    return next((row for row in report['inputs'] if row['input_id'] == input_id), None)
