"""Rules of multivariant playlists. Clauses: § of draft-pantos-hls-rfc8216bis, "Apple": authoring rules."""
import unicodedata

from .evidence import rule

PLAYLIST_TYPES = ('application/vnd.apple.mpegurl', 'audio/mpegurl')
CELLULAR_BITS = 192000
VIDEO_NEEDS = ('BANDWIDTH', 'CODECS', 'RESOLUTION', 'FRAME-RATE', 'AVERAGE-BANDWIDTH')


def is_video(variant):
    return 'RESOLUTION' in variant.attributes or 'avc1' in variant.attributes.get('CODECS', '')


def check_text(name, answer):
    raw = answer.body
    if raw.startswith(b'\xef\xbb\xbf'):
        yield f'{name} begins with a byte order mark'
    try:
        text = raw.decode('utf-8')
    except UnicodeDecodeError:
        yield f'{name} is not UTF-8'
        return
    if not text.startswith('#EXTM3U\n') and not text.startswith('#EXTM3U\r\n'):
        yield f'{name} does not begin with #EXTM3U'
    control = [c for c in text if unicodedata.category(c) == 'Cc' and c not in '\r\n']
    if control:
        yield f'{name} has the control character {control[0]!r}'
    if unicodedata.normalize('NFC', text) != text:
        yield f'{name} is not in normal form C'
    if text.count('#EXT-X-VERSION:') > 1:
        yield f'{name} has more than one EXT-X-VERSION'


@rule('§4.1')
def text_form(evidence):
    yield from check_text('the master', evidence.master_answer)
    for rendition, snapshot in evidence.playlists():
        yield from check_text(rendition.url, snapshot.answer)


@rule('§4')
def playlist_content_type(evidence):
    answers = [evidence.master_answer] + [s.answer for _, s in evidence.playlists()]
    for answer in answers:
        kind = answer.fields.get('content-type', '').split(';')[0].strip().lower()
        if kind not in PLAYLIST_TYPES:
            yield f'{answer.url} has Content-Type "{kind}"'


@rule('Apple 9, appendix B.1')
def playlist_gzip(evidence):
    answers = [evidence.master_answer] + [s.answer for _, s in evidence.playlists()]
    for answer in answers:
        if answer.fields.get('content-encoding') != 'gzip':
            yield f'{answer.url} was asked for with gzip and came without'
        elif not answer.is_one_member():
            yield f'{answer.url} is not one gzip member: browsers read the first only'


@rule('RFC 9110 §12.5.3')
def playlist_plain(evidence):
    pairs = [(evidence.master_plain, evidence.master_answer.body)] if evidence.master_plain else []
    pairs += [(answer, snapshot.answer.body) for answer, snapshot in evidence.plain]
    for answer, expected in pairs:
        if 'content-encoding' in answer.fields:
            yield f'{answer.url} came encoded although nobody accepted it'
        elif answer.raw != expected:
            yield f'{answer.url} says another thing without gzip'


@rule('appendix B.1')
def http2(evidence):
    if evidence.is_http2 is False:
        yield 'the server does not agree on HTTP/2'


@rule('Apple 9')
def variant_attributes(evidence):
    for variant in evidence.master.variants:
        needs = VIDEO_NEEDS if is_video(variant) else ('BANDWIDTH', 'CODECS', 'AVERAGE-BANDWIDTH')
        missing = [name for name in needs if name not in variant.attributes]
        if missing:
            yield f'{variant.uri} has no {", ".join(missing)}'
        elif int(variant.attributes['AVERAGE-BANDWIDTH']) > int(variant.attributes['BANDWIDTH']):
            yield f'{variant.uri}: AVERAGE-BANDWIDTH is more than BANDWIDTH'


@rule('Apple 9')
def cellular_variant(evidence):
    bits = [int(v.attributes.get('BANDWIDTH', 1 << 40)) for v in evidence.master.variants]
    if not bits or min(bits) > CELLULAR_BITS:
        yield f'the smallest variant has {min(bits, default=0)} bits a second, not 192000 at most'


@rule('Apple 1')
def same_aspect(evidence):
    ratios = {}
    for variant in evidence.master.variants:
        width, _, height = variant.attributes.get('RESOLUTION', '').partition('x')
        if height:
            ratios.setdefault(round(int(width) / int(height), 2), variant.uri)
    if len(ratios) > 1:
        yield f'aspect ratios differ: {ratios}'


@rule('§4.4.6.1')
def media_language(evidence):
    for media in evidence.master.media:
        if media.get('TYPE') != 'VIDEO' and 'LANGUAGE' not in media:
            yield f'{media.get("NAME")} has no LANGUAGE'


@rule('§4.4.6.1.1')
def media_group(evidence):
    groups = {}
    for media in evidence.master.media:
        groups.setdefault((media.get('TYPE'), media.get('GROUP-ID')), []).append(media)
    for (_, name), members in groups.items():
        names = [m.get('NAME') for m in members]
        if len(set(names)) < len(names):
            yield f'group {name} has one NAME twice'
        chosen = [m for m in members if m.get('DEFAULT') == 'YES']
        if len(chosen) != 1:
            yield f'group {name} has {len(chosen)} members with DEFAULT=YES'
        if any(m.get('AUTOSELECT') != 'YES' for m in chosen):
            yield f'group {name}: the default is not AUTOSELECT=YES'
        if any('CHANNELS' not in m for m in members if m.get('TYPE') == 'AUDIO'):
            yield f'group {name} has a member without CHANNELS'


@rule('§4.4.6.1.1')
def same_members(evidence):
    kinds = {}
    for media in evidence.master.media:
        group = kinds.setdefault(media.get('TYPE'), {}).setdefault(media.get('GROUP-ID'), set())
        group.add((media.get('NAME'), media.get('LANGUAGE'), media.get('DEFAULT')))
    for kind, groups in kinds.items():
        if len({frozenset(members) for members in groups.values()}) > 1:
            yield f'the {kind} groups {sorted(groups)} have different members'


@rule('§4.4.6.2')
def variant_group(evidence):
    known = {m.get('GROUP-ID') for m in evidence.master.media if m.get('TYPE') == 'AUDIO'}
    named = set()
    for variant in evidence.master.variants:
        group = variant.attributes.get('AUDIO')
        named.add(group)
        if group is not None and group not in known:
            yield f'{variant.uri} names the audio group {group}, which is not there'
        if group is None and known:
            yield f'{variant.uri} names no audio group'
    for group in known - named:
        yield f'no variant names the audio group {group}'


@rule('§4.4.6.2, Apple 9')
def codecs_listed(evidence):
    for variant, url in evidence.variants:
        stated = set(variant.attributes.get('CODECS', '').lower().split(','))
        group = evidence.groups.get(variant.attributes.get('AUDIO'), [])
        for rendition in (evidence.renditions.get(u) for u in [url, *group]):
            init = rendition and rendition.init()
            if init and init.codec not in stated:
                yield f'{variant.uri}: CODECS {sorted(stated)} lacks {init.codec} of {rendition.url}'


@rule('Apple 1')
def h264_level(evidence):
    for rendition in evidence.renditions.values():
        init = rendition.init()
        if not init or not init.codec.startswith('avc1.'):
            continue
        profile, level = int(init.codec[5:7], 16), int(init.codec[9:11], 16)
        if profile not in (66, 77, 100) or level > 41:
            yield f'{rendition.url}: {init.codec} is above High 4.1'


@rule('§4.4.6.2')
def resolution_true(evidence):
    for variant, url in evidence.variants:
        init = evidence.renditions[url].init() if url in evidence.renditions else None
        stated = variant.attributes.get('RESOLUTION')
        if init and stated and init.width and stated != f'{init.width}x{init.height}':
            yield f'{variant.uri}: RESOLUTION {stated}, the media say {init.width}x{init.height}'
