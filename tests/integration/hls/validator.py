"""Follows a running presentation and judges what it sees against every MUST of low-latency HLS.

    findings = Validator(HttpFetcher(), 'https://…/master.m3u8').run(rounds=20)
    python3 -m hls.validator URL [rounds]      # in tests/integration; prints findings, status 1 if any

Any server, any clock: the fetcher has get(url, fields), now(), speaks_http2(url). The rules are in
rules_*.py; each has a name, a clause and a broken example in test_hls_validator.py."""
import sys
import urllib.parse

from . import rules_master, rules_media, rules_playlist, rules_server  # noqa: F401 they register
from .boxes import read_chunks, read_init
from .evidence import Evidence, Media, Probe, Rendition, Snapshot, judge, only_faults
from .fetch import HttpFetcher
from .playlist import read_master, read_media

GZIP = {'Accept-Encoding': 'gzip'}
IDENTITY = {'Accept-Encoding': 'identity'}


class Validator:
    def __init__(self, fetcher, url, with_delta_every=3, with_hint_every=4):
        self.fetcher, self.url = fetcher, url
        self.delta_every, self.hint_every = with_delta_every, with_hint_every
        self.seen = Evidence()

    def run(self, rounds=20):
        if not self.read_master() or not self.look_at_all():
            return only_faults(self.seen)
        for number in range(rounds):
            self.follow(number)
        self.take_segments()
        self.probe()
        return judge(self.seen)

    def look_at_all(self):
        return all([self.look(rendition) for rendition in self.seen.renditions.values()])

    # ---- playlists ----

    def read_master(self):
        seen = self.seen
        seen.is_http2 = self.fetcher.speaks_http2(self.url)
        seen.master_answer = self.fetcher.get(self.url, GZIP)
        if seen.master_answer.status != 200:
            seen.faults.append(f'{self.url} answers {seen.master_answer.status}')
            return False
        seen.master_plain = self.fetcher.get(self.url, IDENTITY)
        seen.master = read_master(seen.master_answer.text)
        for media in seen.master.media:
            if 'URI' in media:
                url = urllib.parse.urljoin(self.url, media['URI'])
                seen.groups.setdefault(media.get('GROUP-ID'), []).append(url)
                seen.renditions.setdefault(url, Rendition(url, media.get('TYPE') == 'VIDEO'))
        for variant in seen.master.variants:
            url = urllib.parse.urljoin(self.url, variant.uri)
            seen.variants.append((variant, url))
            seen.renditions.setdefault(url, Rendition(url, rules_master.is_video(variant)))
        if not seen.variants:
            seen.faults.append(f'{self.url} has no variant')
        return bool(seen.variants)

    def ask(self, rendition, query='', asked=None, fields=GZIP):
        """A Snapshot, or None: what came is noted as a fault."""
        answer = self.fetcher.get(rendition.url + query, fields)
        if answer.status != 200:
            self.seen.faults.append(f'{answer.url} answers {answer.status}')
            return None
        try:
            return Snapshot(answer, read_media(answer.text), asked)
        except (ValueError, KeyError) as error:
            self.seen.faults.append(f'{answer.url}: {error!r}')
            return None

    def look(self, rendition, query='', asked=None):
        snapshot = self.ask(rendition, query, asked)
        if snapshot:
            rendition.snapshots.append(snapshot)
            self.take_inits(rendition, snapshot.playlist)
        return snapshot

    def follow(self, number):
        """One part further, in all renditions."""
        leader = next(iter(self.seen.renditions.values()))
        playlist = leader.newest()
        if playlist.is_ended or not playlist.segments:
            return
        msn, part = playlist.next()
        hinted = self.take_hint(leader) if number % self.hint_every == 1 else None
        query = f'?_HLS_msn={msn}&_HLS_part={part}'
        for rendition in self.seen.renditions.values():
            before = rendition.snapshots[-1]
            full = self.look(rendition, query, (msn, part))
            if not full:
                continue
            if number % self.delta_every == 0:
                delta = self.ask(rendition, query + '&_HLS_skip=YES', (msn, part))
                if delta:
                    delta.is_delta = True
                    rendition.deltas.append((delta, before, full))
            self.take_parts(rendition)
            if number == 0:
                plain = self.fetcher.get(rendition.url + query, IDENTITY)
                again = self.ask(rendition, query)
                if again and again.playlist.text == full.playlist.text:
                    self.seen.plain.append((plain, full))
        if hinted:
            self.keep_hint(leader, hinted)

    # ---- media ----

    def take_inits(self, rendition, playlist):
        for segment in playlist.segments:
            if segment.map_uri is None:
                continue
            url = urllib.parse.urljoin(rendition.url, segment.map_uri)
            if url in rendition.inits:
                continue
            answer = self.fetcher.get(url)
            try:
                rendition.inits[url] = (answer, read_init(answer.body), None)
            except Exception as error:  # whatever broken bytes do to a reader is a finding
                rendition.inits[url] = (answer, None, str(error))

    def take(self, rendition, msn, part, listed):
        answer = self.fetcher.get(urllib.parse.urljoin(rendition.url, listed.uri))
        media = Media(msn, part, listed, answer)
        try:
            if answer.status == 200:
                media.chunks = read_chunks(answer.body)
                for sample in media.samples() if rendition.is_video else ():
                    sample.nal_types()
        except Exception as error:  # as above
            media.chunks, media.fault = None, str(error)
        return media

    def take_parts(self, rendition):
        for segment in rendition.newest().segments[-2:]:
            for i, part in enumerate(segment.parts):
                if (segment.msn, i) not in rendition.parts and not part.is_gap:
                    rendition.parts[(segment.msn, i)] = self.take(rendition, segment.msn, i, part)

    def take_hint(self, rendition):
        """The answer is held until the part is there."""
        hints = [h for h in rendition.newest().hints if h.get('TYPE') == 'PART']
        if len(hints) != 1:
            return None
        return self.fetcher.get(urllib.parse.urljoin(rendition.url, hints[0]['URI']))

    def keep_hint(self, rendition, answer):
        for media in rendition.parts.values():
            if media.answer.url == answer.url and answer.status == 200:
                if media.answer.body != answer.body:
                    self.seen.faults.append(f'{answer.url} as a hint is not what it is later')
                media.answer, media.is_hinted = answer, True
                return
        if answer.status not in (200, 404):
            self.seen.faults.append(f'{answer.url}, a hint, answers {answer.status}')

    def take_segments(self):
        """Those whose parts were seen, and the oldest."""
        for rendition in self.seen.renditions.values():
            seen = {msn for msn, _ in rendition.parts}
            segments = [s for s in rendition.newest().segments if s.uri and not s.is_gap]
            for segment in segments[:1] + [s for s in segments[1:] if s.msn in seen]:
                rendition.segments[segment.msn] = self.take(rendition, segment.msn, None, segment)

    # ---- what must be refused ----

    def probe(self):
        rendition = next(iter(self.seen.renditions.values()))
        snapshot = self.look(rendition)
        if not snapshot or snapshot.playlist.is_ended or not snapshot.playlist.segments:
            return
        playlist = snapshot.playlist
        msn, part = playlist.next()
        limit = 3 if not playlist.part_target or playlist.part_target >= 1 else -(-3 // playlist.part_target)
        n_parts = max(len(s.parts) for s in playlist.segments)
        far = int(part + limit + n_parts + 2)
        for name, query in (('part without msn', '?_HLS_part=0'),
                            ('msn too far', f'?_HLS_msn={msn + 4}'),
                            ('part too far', f'?_HLS_msn={msn}&_HLS_part={far + 20}'),
                            ('msn no number', '?_HLS_msn=abc'),
                            ('msn negative', '?_HLS_msn=-1'),
                            ('part no number', f'?_HLS_msn={msn}&_HLS_part=x')):
            answer = self.fetcher.get(rendition.url + query, GZIP)
            self.seen.probes.append(Probe(name, 400, answer))
        for name, uri in (('segment that will never be', 's99999999999.m4s'),
                          ('part that nobody hinted', f'p{msn + 40}.0.m4s'),
                          ('name that says nothing', 'nothing.mp4')):
            answer = self.fetcher.get(urllib.parse.urljoin(rendition.url, uri), GZIP)
            self.seen.probes.append(Probe(name, 404, answer))
        self.probe_whole_segment(rendition)

    def probe_whole_segment(self, rendition):
        """_HLS_msn alone waits for the segment; a part behind the last one means part 0 of the next."""
        msn, _ = rendition.newest().next()
        self.look(rendition, f'?_HLS_msn={msn}', (msn, None))
        before = rendition.newest().segments
        n_parts = max(len(s.parts) for s in before)
        msn, part = rendition.newest().next()
        if part == 0:
            self.look(rendition, f'?_HLS_msn={msn - 1}&_HLS_part={n_parts}', (msn, 0))


def main():
    findings = Validator(HttpFetcher(), sys.argv[1]).run(int(sys.argv[2]) if len(sys.argv) > 2 else 20)
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == '__main__':
    sys.exit(main())
