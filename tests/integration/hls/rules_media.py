"""Rules of initialization sections, parts and segments. Clauses as in rules_master."""
import re

from .evidence import rule

MEDIA_TYPES = ('video/mp4', 'audio/mp4', 'video/iso.segment', 'audio/iso.segment')
PEAK_SHARE = 1.25
IDR_SECONDS = 2.0


def readable(evidence):
    """(rendition, init, media) of what has a timescale and chunks."""
    for rendition in evidence.renditions.values():
        init = rendition.init()
        for media in rendition.media():
            if init and media.chunks:
                yield rendition, init, media


@rule('§3.1.3')
def init_readable(evidence):
    for rendition in evidence.renditions.values():
        for url, (answer, init, fault) in rendition.inits.items():
            if answer.status != 200:
                yield f'{url} answers {answer.status}'
            elif fault:
                yield f'{url}: {fault}'
            elif init.n_tracks != 1:
                yield f'{url} has {init.n_tracks} tracks: alternative sound is a stream of its own'


@rule('§6.2.1')
def media_served(evidence):
    for rendition in evidence.renditions.values():
        for media in rendition.media():
            if media.answer.status != 200 and not media.listed.is_gap:
                yield f'{rendition.url}: {media.name()} is listed and answers {media.answer.status}'
            elif media.answer.status == 200 and media.fault:
                yield f'{rendition.url}: {media.name()}: {media.fault}'


@rule('RFC 9110 §8.3')
def media_content_type(evidence):
    for answer in evidence.answers():
        kind = answer.fields.get('content-type', '').split(';')[0].strip()
        if answer.status == 200 and kind not in MEDIA_TYPES:
            yield f'{answer.url} has Content-Type "{kind}"'


@rule('§4.4.4.1, §4.4.4.9')
def duration_true(evidence):
    for rendition, init, media in readable(evidence):
        stated = media.listed.duration
        real = sum(c.duration() for c in media.chunks) / init.timescale
        if stated is not None and abs(real - stated) > 0.002 and not has_gap(media):
            yield f'{rendition.url}: {media.name()} is listed with {stated} s and lasts {real:.4f} s'


def has_gap(media):
    return any(p.is_gap for p in getattr(media.listed, 'parts', []))


@rule('§3.1.3')
def decode_times_contiguous(evidence):
    """Within a segment and from part to part; a gap, or another life, may leave a hole."""
    for rendition, init, media in readable(evidence):
        for before, after in zip(media.chunks, media.chunks[1:]):
            if before.decode_time + before.duration() != after.decode_time and not has_gap(media):
                yield f'{rendition.url}: {media.name()} has a hole at {after.decode_time}'
    for rendition in evidence.renditions.values():
        for (msn, part), media in rendition.parts.items():
            after = rendition.parts.get((msn, part + 1))
            if not after or not media.chunks or not after.chunks:
                continue
            end = media.chunks[-1].decode_time + media.chunks[-1].duration()
            if after.chunks[0].decode_time != end:
                yield (f'{rendition.url}: {after.name()} begins at {after.chunks[0].decode_time}, '
                       f'{media.name()} ends at {end}')


@rule('appendix B.1')
def grids_equal(evidence):
    """What has the same number has the same time, in all renditions."""
    seen = {}
    for rendition, init, media in readable(evidence):
        start = media.chunks[0].decode_time / init.timescale
        if not has_gap(media) and abs(seen.setdefault((media.msn, media.part), start) - start) > 0.002:
            yield (f'{rendition.url}: {media.name()} begins at {start:.4f} s, elsewhere at '
                   f'{seen[(media.msn, media.part)]:.4f} s')


@rule('§6.2.1')
def segment_is_its_parts(evidence):
    for rendition in evidence.renditions.values():
        for msn, segment in rendition.segments.items():
            parts = [rendition.parts.get((msn, i)) for i in range(len(segment.listed.parts))]
            if not parts or not all(p and p.chunks for p in parts) or not segment.chunks:
                continue
            joined = [s.data for p in parts for s in p.samples()]
            if joined != [s.data for s in segment.samples()]:
                yield f'{rendition.url}: {segment.name()} is not what its parts are'


@rule('§4.4.4.9')
def independent_true(evidence):
    """From the NAL units, not from the flags of the boxes."""
    for rendition, _, media in readable(evidence):
        samples = media.samples()
        if not rendition.is_video or not samples or media.part is None:
            continue
        if media.listed.is_independent and not samples[0].has_idr():
            yield f'{rendition.url}: {media.name()} claims INDEPENDENT=YES and begins without IDR'
        if not media.listed.is_independent and samples[0].has_idr():
            yield f'{rendition.url}: {media.name()} begins with an IDR and does not say so'


@rule('14496-12 §8.8.3.1')
def sync_flags_true(evidence):
    for rendition, _, media in readable(evidence):
        wrong = [s for s in media.samples() if rendition.is_video and s.is_sync != s.has_idr()]
        if wrong:
            yield f'{rendition.url}: {media.name()} has the wrong sync flag at {wrong[0].decode_time}'


@rule('appendix B.1, Apple 1')
def idr_often(evidence):
    for rendition in evidence.renditions.values():
        init = rendition.init()
        if not rendition.is_video or not init:
            continue
        for media in rendition.segments.values():
            samples = media.samples()
            times = [s.decode_time / init.timescale for s in samples if s.has_idr()]
            if not samples:
                continue
            if not times:
                yield f'{rendition.url}: {media.name()} has no IDR'
                continue
            edges = [samples[0].decode_time / init.timescale, *times,
                     (samples[-1].decode_time + samples[-1].duration) / init.timescale]
            longest = max(b - a for a, b in zip(edges, edges[1:]))
            if longest > IDR_SECONDS + 0.001:
                yield f'{rendition.url}: {media.name()} has {longest:.2f} s without IDR'


def peak_of(rendition):
    """Bits a second of the heaviest segment, or of the heaviest run of parts of one."""
    peaks = [len(m.answer.raw) * 8 / m.listed.duration for m in rendition.segments.values()
             if m.answer.status == 200 and m.listed.duration and not has_gap(m)]
    return max(peaks, default=0)


@rule('Apple 9')
def peak_below_bandwidth(evidence):
    for variant, url in evidence.variants:
        stated = int(variant.attributes.get('BANDWIDTH', 0))
        own = evidence.renditions.get(url)
        group = [u for u in evidence.groups.get(variant.attributes.get('AUDIO'), []) if u != url]
        sound = max((peak_of(evidence.renditions[u]) for u in group if u in evidence.renditions), default=0)
        peak = peak_of(own) + sound if own and own.is_video else max(sound, peak_of(own) if own else 0)
        if peak > PEAK_SHARE * stated:
            yield f'{variant.uri}: peak {peak:.0f}, BANDWIDTH {stated}'


@rule('Apple 2')
def sound_form(evidence):
    for rendition in evidence.renditions.values():
        init = rendition.init()
        if init and not rendition.is_video and not re.fullmatch(r'mp4a\.40\.(2|5|29|42)', init.codec):
            yield f'{rendition.url}: {init.codec} is no AAC'
