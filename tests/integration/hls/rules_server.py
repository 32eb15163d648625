"""Rules of what the server does in time: blocking reloads, delta updates, hints, caches."""
from .evidence import CLOCK_SLACK, rule
from .playlist import merge

LINE_SPEED_SECONDS = 0.15  # from the first byte of a part to the last, on the tester's own line


def has_reached(playlist, msn, part):
    if playlist.is_ended or not playlist.segments:
        return True
    newest = playlist.segments[-1]
    if newest.msn != msn:
        return newest.msn > msn
    return newest.uri is not None if part is None else newest.uri is not None or len(newest.parts) > part


@rule('§6.2.5.2')
def blocked_until_there(evidence):
    for rendition, snapshot in evidence.playlists():
        if snapshot.asked and snapshot.answer.status == 200 and not has_reached(snapshot.playlist, *snapshot.asked):
            yield f'{snapshot.answer.url} came before what it waits for: {snapshot.playlist.last()}'


@rule('§6.2.5.2')
def whole_playlist(evidence):
    """A held answer is the current playlist from its beginning, not only the news."""
    for rendition in evidence.renditions.values():
        for before, after in zip(rendition.snapshots, rendition.snapshots[1:]):
            first = after.playlist.segments[0].msn if after.playlist.segments else 0
            if first != after.playlist.msn or after.playlist.skipped:
                yield f'{after.answer.url} is not whole'
            elif len(after.playlist.segments) < min(3, len(before.playlist.segments)):
                yield f'{after.answer.url} has only {len(after.playlist.segments)} segments'


@rule('§6.2.5.2')
def held_too_long(evidence):
    for rendition, snapshot in evidence.playlists():
        limit = 3 * snapshot.playlist.target
        if snapshot.answer.seconds() > limit + 1:
            yield f'{snapshot.answer.url} was held for {snapshot.answer.seconds():.1f} s'


@rule('§6.2.5.2, §4.4.5.3')
def refusals(evidence):
    for probe in evidence.probes:
        if probe.answer.status != probe.expected:
            yield f'{probe.name}: {probe.answer.url} answers {probe.answer.status}, not {probe.expected}'


@rule('§6.2.2')
def parts_in_time(evidence):
    """A new part within one part target of the one before, a segment within 1.5 target durations."""
    for rendition in evidence.renditions.values():
        held = [s for s in rendition.snapshots if s.asked and s.asked[1] is not None]
        for before, after in zip(held, held[1:]):
            target = after.playlist.part_target
            if target is None or not before.playlist.segments or after.asked != before.playlist.next():
                continue
            if after.asked[1] == 0 and after.playlist.segments[-1].has_discontinuity:
                continue
            waited = after.answer.ended - before.answer.ended
            if waited > target + CLOCK_SLACK:
                yield f'{rendition.url}: {after.asked[0]}.{after.asked[1]} came after {waited:.2f} s'


@rule('§6.2.5.1')
def delta_offered(evidence):
    for rendition in evidence.renditions.values():
        for delta, _, full in rendition.deltas:
            until = float(full.playlist.control.get('CAN-SKIP-UNTIL', 0))
            old = sum(s.seconds() for s in full.playlist.segments) - until
            first = full.playlist.segments[0].seconds() if full.playlist.segments else 0
            if until and old > first and not delta.playlist.skipped and not delta.playlist.is_ended:
                yield f'{delta.answer.url} skips nothing of {old:.1f} s'


@rule('§6.2.5.1')
def delta_boundary(evidence):
    for rendition in evidence.renditions.values():
        for delta, _, _ in rendition.deltas:
            playlist = delta.playlist
            until = float(playlist.control.get('CAN-SKIP-UNTIL', 0))
            kept = sum(s.seconds() for s in playlist.segments)
            if playlist.skipped and kept < until - 0.002:
                yield f'{delta.answer.url} keeps {kept:.2f} s, CAN-SKIP-UNTIL is {until}'


@rule('§6.2.5.1')
def delta_merges(evidence):
    for rendition in evidence.renditions.values():
        for delta, before, full in rendition.deltas:
            if not delta.playlist.skipped or delta.playlist.last() != full.playlist.last():
                continue
            merged = merge(before.playlist, delta.playlist)
            if merged is None:
                yield f'{delta.answer.url} skips segments that a client does not have'
                continue
            mine = [key(s) for s in merged]
            theirs = [key(s) for s in full.playlist.segments]
            if mine != theirs:
                wrong = next((a for a, b in zip(mine, theirs) if a != b), 'another number of segments')
                yield f'{delta.answer.url} merged is not the full playlist: {wrong}'
            if delta.playlist.ranges != full.playlist.ranges and delta.playlist.control.get('CAN-SKIP-DATERANGES') != 'YES':
                yield f'{delta.answer.url} leaves out date ranges'


def key(segment):
    return (segment.msn, segment.uri, segment.duration, segment.map_uri, segment.is_gap,
            segment.discontinuity)


@rule('appendix B.1')
def hint_at_line_speed(evidence):
    """No byte of a part goes out before the whole part can."""
    for rendition in evidence.renditions.values():
        for media in rendition.parts.values():
            spread = media.answer.ended - media.answer.first_byte
            if media.is_hinted and media.answer.status == 200 and spread > LINE_SPEED_SECONDS:
                yield f'{rendition.url}: {media.name()} took {spread:.2f} s from the first byte to the last'


@rule('appendix B.1')
def playlist_cache(evidence):
    for rendition, snapshot in evidence.playlists():
        target = snapshot.playlist.target
        allowed = 6 * target if snapshot.asked else target / 2
        age = snapshot.answer.max_age()
        if age is None or age > allowed:
            yield f'{snapshot.answer.url}: max-age {age}, at most {allowed:.0f}'


@rule('appendix B.1')
def error_cache(evidence):
    for probe in evidence.probes:
        target = min((r.newest().target for r in evidence.renditions.values()), default=2)
        if probe.answer.status >= 400 and (probe.answer.max_age() or 0) > target:
            yield f'{probe.name}: an error is kept for {probe.answer.max_age()} s'


@rule('appendix B.1')
def media_cache(evidence):
    """What never changes may be kept: until it leaves the playlist at least."""
    for rendition in evidence.renditions.values():
        for media in rendition.media():
            age = media.answer.max_age()
            if media.answer.status == 200 and (age is None or age < 6 * rendition.newest().target):
                yield f'{rendition.url}: {media.name()} has max-age {age}'


@rule('Apple 9')
def no_redirects(evidence):
    for answer in evidence.answers():
        if 300 <= answer.status < 400:
            yield f'{answer.url} redirects'


@rule('appendix B.1')
def ranges(evidence):
    uses = any('BYTERANGE' in s.playlist.text for _, s in evidence.playlists())
    for answer in evidence.answers():
        if uses and answer.status == 200 and answer.fields.get('accept-ranges') != 'bytes':
            yield f'{answer.url} is used by ranges and does not accept them'
            return
