"""Rules of one media playlist, and of one after the other. Clauses as in rules_master."""
import math
import urllib.parse

from .evidence import ROUNDING, rule

PART_MIN_SHARE = 0.85
LIVE_MIN_SEGMENTS = 6


def parts_of(playlist):
    return [(s, i, p) for s in playlist.segments for i, p in enumerate(s.parts)]


def whole(playlist):
    return [s for s in playlist.segments if s.uri]


def pairs(rendition):
    return zip(rendition.snapshots, rendition.snapshots[1:])


@rule('§8')
def version(evidence):
    for rendition, snapshot in evidence.playlists():
        playlist = snapshot.playlist
        needed = max(3, 9 if playlist.skipped else 0, 6 if '#EXT-X-MAP' in playlist.text else 0,
                     8 if '#EXT-X-GAP' in playlist.text else 0,
                     10 if 'CAN-SKIP-DATERANGES' in playlist.control and playlist.skipped else 0)
        if playlist.version < needed:
            yield f'{rendition.url} states version {playlist.version}, its tags need {needed}'


@rule('§4.4.3.1')
def target_duration(evidence):
    for rendition, snapshot in evidence.playlists():
        for segment in whole(snapshot.playlist):
            if math.floor(segment.duration + 0.5) > snapshot.playlist.target:
                yield f'{rendition.url}: {segment.uri} lasts {segment.duration} s'


@rule('§4.4.3.1, §4.4.3.7')
def targets_constant(evidence):
    for rendition in evidence.renditions.values():
        for what in ('target', 'part_target'):
            seen = {getattr(s.playlist, what) for s in rendition.every()}
            if len(seen) > 1:
                yield f'{rendition.url}: {what} was {sorted(seen, key=str)}'


@rule('Apple 7')
def same_targets(evidence):
    seen = {(r.newest().target, r.newest().part_target) for r in evidence.renditions.values()}
    if len(seen) > 1:
        yield f'renditions differ in target durations: {sorted(seen, key=str)}'


@rule('§4.4.4.9')
def part_duration(evidence):
    for rendition, snapshot in evidence.playlists():
        target = snapshot.playlist.part_target
        for segment, i, part in parts_of(snapshot.playlist):
            is_free = part.is_independent or part.is_gap or (segment.uri and i == len(segment.parts) - 1)
            if target is None:
                yield f'{rendition.url} has parts and no PART-TARGET'
                break
            if part.duration > target + 1e-9:
                yield f'{rendition.url}: {part.uri} lasts {part.duration} s, more than {target}'
            elif part.duration < PART_MIN_SHARE * target and not is_free:
                yield f'{rendition.url}: {part.uri} lasts {part.duration} s, less than 85 %'


@rule('§4.4.3.8, appendix B.1, Apple 9')
def server_control(evidence):
    for rendition, snapshot in evidence.playlists():
        playlist = snapshot.playlist
        control = playlist.control
        if control.get('CAN-BLOCK-RELOAD') != 'YES':
            yield f'{rendition.url}: no CAN-BLOCK-RELOAD=YES'
        least = {'HOLD-BACK': 3 * playlist.target, 'CAN-SKIP-UNTIL': 6 * playlist.target,
                 'PART-HOLD-BACK': 3 * (playlist.part_target or 0)}
        for name, seconds in least.items():
            if name != 'HOLD-BACK' and name not in control:
                yield f'{rendition.url}: no {name}'
            elif float(control.get(name, seconds)) < seconds - 1e-9:
                yield f'{rendition.url}: {name}={control[name]}, at least {seconds}'


@rule('§4.4.3.8')
def same_control(evidence):
    seen = {tuple(sorted(s.playlist.control.items())) for _, s in evidence.playlists()}
    if len(seen) > 1:
        yield f'EXT-X-SERVER-CONTROL differs: {sorted(seen)}'


@rule('§6.2.2')
def numbers_grow(evidence):
    for rendition in evidence.renditions.values():
        for before, after in pairs(rendition):
            for what in ('msn', 'discontinuity'):
                old, new = getattr(before.playlist, what), getattr(after.playlist, what)
                if new < old:
                    yield f'{rendition.url}: {what} went from {old} to {new}'


@rule('§6.2.1')
def nothing_changes(evidence):
    for rendition in evidence.renditions.values():
        for before, after in pairs(rendition):
            for old in whole(before.playlist):
                new = after.playlist.find(old.msn)
                if new and (new.uri, new.duration, new.map_uri) != (old.uri, old.duration, old.map_uri):
                    yield f'{rendition.url}: segment {old.msn} was {old.uri} and is {new.uri}'
                if new and new.discontinuity != old.discontinuity:
                    yield (f'{rendition.url}: segment {old.msn} had discontinuity number '
                           f'{old.discontinuity} and has {new.discontinuity}')
                if not new and old.msn >= after.playlist.msn:
                    yield f'{rendition.url}: segment {old.msn} is gone from the middle'


@rule('§6.2.1')
def parts_stay(evidence):
    for rendition in evidence.renditions.values():
        for before, after in pairs(rendition):
            for old in before.playlist.segments:
                new = after.playlist.find(old.msn)
                known = [p.uri for p in old.parts]
                if new and new.parts and [p.uri for p in new.parts][:len(known)] != known:
                    yield f'{rendition.url}: parts of segment {old.msn} changed'


@rule('§6.2.2')
def not_too_short(evidence):
    for rendition in evidence.renditions.values():
        first = rendition.snapshots[0].playlist.msn
        for snapshot in rendition.snapshots:
            playlist = snapshot.playlist
            seconds = sum(s.duration for s in whole(playlist))
            if playlist.msn > first and seconds < 3 * playlist.target:
                yield f'{rendition.url} was cut down to {seconds:.2f} s'


@rule('Apple 8')
def six_segments(evidence):
    for rendition in evidence.renditions.values():
        n = len(whole(rendition.newest()))
        if n < LIVE_MIN_SEGMENTS and not rendition.newest().is_ended:
            yield f'{rendition.url} has {n} segments'


@rule('§4.4.4.9')
def parts_only_near_end(evidence):
    for rendition, snapshot in evidence.playlists():
        playlist = snapshot.playlist
        distance = 0
        for segment in reversed(playlist.segments):
            if segment.parts and distance > 3 * playlist.target:
                yield f'{rendition.url}: parts of segment {segment.msn}, {distance:.2f} s from the end'
                break
            distance += segment.seconds()


@rule('§4.4.5.3, appendix B.1')
def one_hint(evidence):
    for rendition, snapshot in evidence.playlists():
        playlist = snapshot.playlist
        hints = [h for h in playlist.hints if h.get('TYPE') == 'PART']
        if playlist.is_ended and playlist.hints:
            yield f'{rendition.url} has hints and EXT-X-ENDLIST'
        if not playlist.is_ended and parts_of(playlist) and len(hints) != 1:
            yield f'{rendition.url} has {len(hints)} hints of parts'


@rule('§4.4.5.3')
def hint_kept(evidence):
    for rendition in evidence.renditions.values():
        for before, after in pairs(rendition):
            hints = [h.get('URI') for h in before.playlist.hints if h.get('TYPE') == 'PART']
            if not hints or not before.playlist.segments:
                continue
            msn, part = before.playlist.next()
            segment = after.playlist.find(msn)
            if not segment or len(segment.parts) <= part:
                continue
            if segment.parts[part].uri != hints[0]:
                yield f'{rendition.url} hinted {hints[0]} and published {segment.parts[part].uri}'


@rule('appendix B.1')
def dates_present(evidence):
    for rendition, snapshot in evidence.playlists():
        if not any(s.date is not None for s in snapshot.playlist.segments):
            yield f'{rendition.url} has no EXT-X-PROGRAM-DATE-TIME'
        if snapshot.playlist.ranges and '#EXT-X-PROGRAM-DATE-TIME' not in snapshot.playlist.text:
            yield f'{rendition.url} has date ranges and no date'


@rule('§4.4.4.6')
def dates_agree(evidence):
    seen = {}
    for rendition, snapshot in evidence.playlists():
        running, number = None, None
        for segment in snapshot.playlist.segments:
            stated = segment.date
            if segment.discontinuity != number:
                running = None
            number = segment.discontinuity
            if stated is not None and running is not None and abs(stated - running) > ROUNDING:
                yield f'{rendition.url}: the date of segment {segment.msn} is {stated - running:+.3f} s off'
            date = stated if stated is not None else running
            if date is not None:
                known = seen.setdefault(segment.msn, date)
                if abs(known - date) > ROUNDING:
                    yield f'{rendition.url}: segment {segment.msn} is dated {date - known:+.3f} s elsewhere'
                running = date + segment.seconds()


@rule('appendix B.1, §4.4.5.4')
def rendition_reports(evidence):
    known = set(evidence.renditions)
    for rendition, snapshot in evidence.playlists():
        playlist = snapshot.playlist
        if playlist.is_ended or not playlist.segments:
            continue
        named = [urllib.parse.urljoin(rendition.url, r.get('URI', '')) for r in playlist.reports]
        if len(set(named)) < len(named):
            yield f'{rendition.url} reports one rendition twice'
        missing = known - set(named) - {rendition.url}
        if missing:
            yield f'{rendition.url} does not report {sorted(missing)}'
        target = playlist.part_target or playlist.target
        msn, part = playlist.last()
        for report in playlist.reports:
            told = (int(report.get('LAST-MSN', -1)), int(report.get('LAST-PART', -1)))
            distance = abs(told[0] - msn) * playlist.target + abs(told[1] - part) * target
            if told[0] == msn and abs(told[1] - part) > 1 or told[0] != msn and distance > 2 * playlist.target:
                yield f'{rendition.url} at {msn}.{part} reports {report.get("URI")} at {told[0]}.{told[1]}'


@rule('§4.4.4.5')
def map_present(evidence):
    for rendition in evidence.renditions.values():
        for snapshot in rendition.snapshots:
            bare = [s.msn for s in snapshot.playlist.segments if s.map_uri is None]
            if bare:
                yield f'{rendition.url}: segment {bare[0]} has no EXT-X-MAP'


@rule('§4.4.4.3')
def map_changes_with_discontinuity(evidence):
    for rendition in evidence.renditions.values():
        for snapshot in rendition.snapshots:
            segments = snapshot.playlist.segments
            for before, after in zip(segments, segments[1:]):
                if before.map_uri != after.map_uri and not after.has_discontinuity:
                    yield f'{rendition.url}: {after.map_uri} without EXT-X-DISCONTINUITY'


@rule('§4.4.4.9')
def parts_fill_segment(evidence):
    for rendition, snapshot in evidence.playlists():
        for segment in whole(snapshot.playlist):
            total = sum(p.duration for p in segment.parts)
            if segment.parts and abs(total - segment.duration) > ROUNDING * len(segment.parts):
                yield f'{rendition.url}: {segment.uri} lasts {segment.duration} s, its parts {total:.3f}'


@rule('§4.4.4.7')
def gaps_agree(evidence):
    for rendition, snapshot in evidence.playlists():
        for segment in whole(snapshot.playlist):
            if segment.is_gap and any(not p.is_gap for p in segment.parts):
                yield f'{rendition.url}: {segment.uri} is a gap, one of its parts is not'
            if segment.parts and all(p.is_gap for p in segment.parts) and not segment.is_gap:
                yield f'{rendition.url}: all parts of {segment.uri} are gaps, it is not'


@rule('appendix B.1')
def same_grid(evidence):
    """All renditions have the same numbers at the same moment."""
    seen = {}
    for rendition, snapshot in evidence.playlists():
        if snapshot.is_delta:
            continue
        for segment in snapshot.playlist.segments:
            grid = (segment.duration, segment.discontinuity)
            if segment.uri and seen.setdefault(segment.msn, grid) != grid:
                yield f'{rendition.url}: segment {segment.msn} is {grid}, elsewhere {seen[segment.msn]}'
    ends = {r.newest().is_ended for r in evidence.renditions.values()}
    if len(ends) > 1:
        yield 'some renditions have ended, others not'


@rule('§4.4.3.5')
def no_false_promise(evidence):
    """EXT-X-INDEPENDENT-SEGMENTS only where every segment that was seen begins with a key frame."""
    for rendition in evidence.renditions.values():
        says = '#EXT-X-INDEPENDENT-SEGMENTS' in evidence.master.text or any(
            '#EXT-X-INDEPENDENT-SEGMENTS' in s.playlist.text for s in rendition.snapshots)
        for media in rendition.segments.values():
            samples = media.samples()
            if says and rendition.is_video and samples and not samples[0].has_idr():
                yield f'{rendition.url}: {media.name()} is not independent'
