#include "media/ts/ts_mux.h"

#include <string.h>

#include "base/error.h"
#include "media/package/cmaf.h"
#include "media/ts/ts_codec.h"
#include "media/ts/ts_packet.h"
#include "media/ts/ts_tables.h"

#define TABLE_TIMES     16u   /* in a segment: counters end where they began */
#define FRAMES_TOGETHER 5u    /* AAC frames in one PES: 107 ms */
#define MAX_SAMPLES     1024u /* of one chunk: 10 s at 100 Hz */
#define CLOCK_MAX_TICKS 7200  /* 80 ms without a picture: a clock alone; the bound is 100 */
#define VIDEO_STREAM    0xE0
#define AUDIO_STREAM    0xC0
#define PES_MAX_HEADER  19u
#define CLOCK_MODULUS   (UINT64_C(1) << 33)
#define AUDIO_TO_90K(t) ((t)*15 / 8)

/* One PES packet to be. */
typedef struct Unit {
    MediaKind kind;
    int64_t pts, dts; /* 90 kHz of media time */
    guint first, n_samples;
    bool is_key;
    guint at, length, header_length; /* in the bytes of all units */
    unsigned n_extra;
} Unit;

typedef struct Mux {
    const TsMuxSegment *segment;
    GArray *samples; /* MediaSample, in ticks of their kinds */
    GArray *units;
    GByteArray *bytes; /* of all PES packets, in the order of units */
    GByteArray *sets;
    TsStream tables[2], streams[N_MEDIA_KINDS];
} Mux;

static bool corrupt(GError **error, const char *what, uint64_t number) {
    g_set_error(error, BASE_ERROR, ERROR_CORRUPT,
                "segment %" G_GUINT64_FORMAT " cannot become a transport stream: %s", number, what);
    return false;
}

/* ---- chunks to samples to units ---- */

static bool read_samples(Mux *mux, const TsMuxTrack *track) {
    MediaSample samples[MAX_SAMPLES];
    for (size_t at = 0; at < track->length;) {
        CmafChunkView view;
        if (!cmaf_read_chunk(track->chunks + at, track->length - at, &view, samples, MAX_SAMPLES) ||
            view.n_samples > MAX_SAMPLES)
            return false;
        g_array_append_vals(mux->samples, samples, view.n_samples);
        at += view.length;
    }
    return true;
}

static const MediaSample *sample_at(const Mux *mux, guint index) {
    return &g_array_index(mux->samples, MediaSample, index);
}

static void add_pictures(Mux *mux, guint end) {
    for (guint i = 0; i < end; i++) {
        const MediaSample *sample = sample_at(mux, i);
        Unit unit = {MEDIA_VIDEO, sample->pts, sample->dts, i, 1, sample->is_key};
        g_array_append_val(mux->units, unit);
    }
}

static bool touches(const MediaSample *sample, const MediaSample *next) {
    return sample->dts + sample->duration == next->dts;
}

static void add_sound(Mux *mux, guint first) {
    for (guint i = first; i < mux->samples->len;) {
        guint n = 1;
        while (n < FRAMES_TOGETHER && i + n < mux->samples->len &&
               touches(sample_at(mux, i + n - 1), sample_at(mux, i + n)))
            n++;
        int64_t pts = AUDIO_TO_90K(sample_at(mux, i)->pts);
        Unit unit = {MEDIA_AUDIO, pts, pts, i, n};
        g_array_append_val(mux->units, unit);
        i += n;
    }
}

/* Pictures before sound of the same moment. */
static int compare_units(const void *a, const void *b) {
    const Unit *one = a, *two = b;
    if (one->dts != two->dts)
        return one->dts < two->dts ? -1 : 1;
    return (int)one->kind - (int)two->kind;
}

/* ---- units to PES packets (§2.4.3.6) ---- */

static void put_time(GByteArray *out, uint8_t marker, int64_t ticks) {
    uint64_t time = (uint64_t)(ticks + TS_MUX_ZERO_TICKS) % CLOCK_MODULUS;
    uint8_t bytes[5] = {
        (uint8_t)(marker << 4 | (time >> 30 & 7) << 1 | 1),
        (uint8_t)(time >> 22),
        (uint8_t)((time >> 15 & 0x7F) << 1 | 1),
        (uint8_t)(time >> 7),
        (uint8_t)((time & 0x7F) << 1 | 1),
    };
    g_byte_array_append(out, bytes, sizeof bytes);
}

static guint put_header(GByteArray *out, const Unit *unit, int64_t lead) {
    guint start = out->len;
    int64_t dts = unit->kind == MEDIA_VIDEO ? MIN(unit->dts - lead, unit->pts) : unit->dts;
    bool has_dts = unit->pts != dts;
    uint8_t bytes[9] = {
        0,
        0,
        1,
        unit->kind == MEDIA_VIDEO ? VIDEO_STREAM : AUDIO_STREAM,
        0, /* length: written when it is known */
        0,
        0x84, /* data_alignment_indicator */
        has_dts ? 0xC0 : 0x80,
        has_dts ? 10 : 5,
    };
    g_byte_array_append(out, bytes, sizeof bytes);
    put_time(out, has_dts ? 3 : 2, unit->pts);
    if (has_dts)
        put_time(out, 1, dts);
    return out->len - start;
}

static bool write_unit(Mux *mux, Unit *unit) {
    const MediaTrack *audio = mux->segment->audio.track;
    unit->at = mux->bytes->len;
    unit->header_length = put_header(mux->bytes, unit, mux->segment->decode_lead_ticks);
    for (guint i = 0; i < unit->n_samples; i++) {
        const MediaSample *sample = sample_at(mux, unit->first + i);
        if (unit->kind == MEDIA_VIDEO
                ? !ts_codec_append_picture(mux->bytes, sample, mux->sets)
                : !ts_codec_append_sound(mux->bytes, sample, audio->config, audio->config_length))
            return false;
    }
    unit->length = mux->bytes->len - unit->at;
    guint body = unit->length - 6; /* 0 means unbounded, which only video may be */
    if (unit->kind == MEDIA_AUDIO) {
        mux->bytes->data[unit->at + 4] = (uint8_t)(body >> 8);
        mux->bytes->data[unit->at + 5] = (uint8_t)body;
    }
    return unit->kind == MEDIA_VIDEO || body <= UINT16_MAX;
}

/* ---- packets ---- */

static TsPayload payload_of(const Mux *mux, const Unit *unit) {
    bool is_video = unit->kind == MEDIA_VIDEO;
    return (TsPayload){
        .bytes = mux->bytes->data + unit->at,
        .length = unit->length,
        .header_length = unit->header_length,
        .n_extra = unit->n_extra,
        .has_clock = is_video,
        .is_random_access = is_video && unit->is_key,
        .clock = (uint64_t)(unit->dts + TS_MUX_ZERO_TICKS - TS_MUX_LEAD_TICKS) % CLOCK_MODULUS,
    };
}

/* Makes the packets of each stream a multiple of 16: some units take more than they need. */
static void even_out(Mux *mux, MediaKind kind) {
    unsigned n_packets = 0;
    for (guint i = 0; i < mux->units->len; i++) {
        Unit *unit = &g_array_index(mux->units, Unit, i);
        TsPayload payload = payload_of(mux, unit);
        n_packets += unit->kind == kind ? ts_packet_count(&payload) : 0;
    }
    unsigned n_missing = (TS_PACKET_COUNTER - n_packets % TS_PACKET_COUNTER) % TS_PACKET_COUNTER;
    for (guint i = 0; i < mux->units->len && n_missing > 0; i++) {
        Unit *unit = &g_array_index(mux->units, Unit, i);
        if (unit->kind != kind)
            continue;
        TsPayload payload = payload_of(mux, unit);
        unit->n_extra = MIN(n_missing, ts_packet_max_extra(&payload));
        n_missing -= unit->n_extra;
    }
}

static void append_tables(Mux *mux, GByteArray *out) {
    uint8_t section[TS_TABLES_MAX_BYTES];
    size_t length = ts_tables_association(section);
    ts_packet_append_section(out, &mux->tables[0], section, length);
    length = ts_tables_map(section, mux->segment->audio.track->language);
    ts_packet_append_section(out, &mux->tables[1], section, length);
}

static void append_packets(Mux *mux, GByteArray *out) {
    int64_t begin = mux->segment->begin_ticks;
    int64_t table_ticks = mux->segment->n_ticks / TABLE_TIMES;
    int64_t last_clock = INT64_MIN / 2;
    unsigned n_tables = 0;
    for (guint i = 0; i < mux->units->len; i++) {
        const Unit *unit = &g_array_index(mux->units, Unit, i);
        for (; n_tables < TABLE_TIMES && unit->dts >= begin + n_tables * table_ticks; n_tables++)
            append_tables(mux, out);
        TsPayload payload = payload_of(mux, unit);
        if (!payload.has_clock && unit->dts - last_clock > CLOCK_MAX_TICKS) {
            ts_packet_append_clock(out, &mux->streams[MEDIA_VIDEO], payload.clock);
            last_clock = unit->dts;
        }
        if (payload.has_clock)
            last_clock = unit->dts;
        ts_packet_append(out, &mux->streams[unit->kind], &payload);
    }
    for (; n_tables < TABLE_TIMES; n_tables++)
        append_tables(mux, out);
}

static bool make(Mux *mux, GByteArray *out, GError **error) {
    const TsMuxSegment *segment = mux->segment;
    if (!ts_codec_append_sets(mux->sets, segment->video.track->config,
                              segment->video.track->config_length))
        return corrupt(error, "the picture has no parameter sets", segment->number);
    if (!read_samples(mux, &segment->video))
        return corrupt(error, "the picture's chunks are damaged", segment->number);
    add_pictures(mux, mux->samples->len);
    guint n_pictures = mux->samples->len;
    if (!read_samples(mux, &segment->audio))
        return corrupt(error, "the sound's chunks are damaged", segment->number);
    add_sound(mux, n_pictures);
    g_array_sort(mux->units, compare_units);
    for (guint i = 0; i < mux->units->len; i++)
        if (!write_unit(mux, &g_array_index(mux->units, Unit, i)))
            return corrupt(error, "a sample is damaged", segment->number);
    for (MediaKind kind = 0; kind < N_MEDIA_KINDS; kind++)
        even_out(mux, kind);
    append_packets(mux, out);
    return true;
}

bool ts_mux_append(GByteArray *out, const TsMuxSegment *segment, GError **error) {
    Mux mux = {
        .segment = segment,
        .samples = g_array_new(FALSE, FALSE, sizeof(MediaSample)),
        .units = g_array_new(FALSE, FALSE, sizeof(Unit)),
        .bytes =
            g_byte_array_sized_new((guint)(segment->video.length + segment->audio.length + 65536)),
        .sets = g_byte_array_new(),
        .tables = {{.pid = 0}, {.pid = TS_TABLES_PMT_PID}},
        .streams = {[MEDIA_VIDEO] = {.pid = TS_TABLES_VIDEO_PID},
                    [MEDIA_AUDIO] = {.pid = TS_TABLES_AUDIO_PID}},
    };
    bool is_good = make(&mux, out, error);
    g_array_unref(mux.samples);
    g_array_unref(mux.units);
    g_byte_array_unref(mux.bytes);
    g_byte_array_unref(mux.sets);
    return is_good;
}
