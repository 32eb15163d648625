#include "media/record/life_log.h"

#include <string.h>

#include <zlib.h>

#include "base/error.h"
#include "media/types/wire_bytes.h"

static const char MAGIC[8] = "TPLIFE\r\n";

#define HEAD_SUMMED_BYTES 16u
#define FRAME_BYTES       12u /* kind, length, CRC */
#define BEGIN_BYTES       24u
#define SAME_BYTES        12u

enum { KIND_BEGIN = 1, KIND_CUT = 2, KIND_SECTION = 3, KIND_SAME = 4 };

struct LifeLog {
    unsigned n_tracks;
    GArray *begins;         /* LifeBegin, in order */
    GPtrArray *sections;    /* GateBuffer, each different */
    GHashTable *by_subject; /* generation × MEDIA_MAX_TRACKS + track → index in sections */
    LifeCut cut;
};

LifeLog *life_log_new(unsigned n_tracks) {
    LifeLog *log = g_new0(LifeLog, 1);
    log->n_tracks = n_tracks;
    log->begins = g_array_new(FALSE, FALSE, sizeof(LifeBegin));
    log->sections = g_ptr_array_new_with_free_func((GDestroyNotify)gate_buffer_unref);
    log->by_subject = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    return log;
}

void life_log_free(LifeLog *log) {
    if (!log)
        return;
    g_array_unref(log->begins);
    g_ptr_array_unref(log->sections);
    g_hash_table_unref(log->by_subject);
    g_free(log);
}

static uint32_t sum_of(const uint8_t *bytes, size_t length) {
    return (uint32_t)crc32(0, bytes, (unsigned)length);
}

static void append_record(GByteArray *out, uint32_t kind, const uint8_t *body, size_t length) {
    uint8_t head[8], tail[4];
    guint start = out->len;
    wire_put32(head, kind);
    wire_put32(head + 4, (uint32_t)length);
    g_byte_array_append(out, head, sizeof head);
    g_byte_array_append(out, body, (guint)length);
    wire_put32(tail, sum_of(out->data + start, out->len - start));
    g_byte_array_append(out, tail, sizeof tail);
}

void life_log_append_head(const LifeLog *log, GByteArray *out) {
    uint8_t head[LIFE_LOG_HEAD_BYTES];
    memcpy(head, MAGIC, sizeof MAGIC);
    wire_put32(head + 8, LIFE_LOG_VERSION);
    wire_put32(head + 12, log->n_tracks);
    wire_put32(head + HEAD_SUMMED_BYTES, sum_of(head, HEAD_SUMMED_BYTES));
    g_byte_array_append(out, head, sizeof head);
}

void life_log_append_begin(const LifeLog *log, GByteArray *out, const LifeBegin *begin) {
    uint8_t body[BEGIN_BYTES];
    wire_put32(body, begin->generation);
    wire_put32(body + 4, begin->part);
    wire_put64(body + 8, begin->msn);
    wire_put64(body + 16, (uint64_t)begin->wall_us);
    append_record(out, KIND_BEGIN, body, sizeof body);
}

void life_log_append_cut(const LifeLog *log, GByteArray *out, const LifeCut *cut) {
    uint8_t body[8 + 8 * MEDIA_MAX_TRACKS];
    wire_put64(body, cut->msn);
    for (unsigned track = 0; track < log->n_tracks; track++)
        wire_put64(body + 8 + 8 * track, cut->offsets[track]);
    append_record(out, KIND_CUT, body, 8 + 8 * log->n_tracks);
}

/* G_MAXUINT: none is equal. */
static guint find_equal(const LifeLog *log, const uint8_t *bytes, size_t length) {
    for (guint i = 0; i < log->sections->len; i++) {
        const GateBuffer *known = log->sections->pdata[i];
        if (known->length == length && memcmp(known->bytes, bytes, length) == 0)
            return i;
    }
    return G_MAXUINT;
}

void life_log_append_section(const LifeLog *log, GByteArray *out, const LifeSection *section) {
    uint8_t subject[SAME_BYTES];
    guint equal = find_equal(log, section->bytes, section->length);
    wire_put32(subject, section->generation);
    wire_put32(subject + 4, section->track);
    wire_put32(subject + 8, equal);
    if (equal != G_MAXUINT) {
        append_record(out, KIND_SAME, subject, sizeof subject);
        return;
    }
    g_autoptr(GByteArray) body = g_byte_array_new();
    g_byte_array_append(body, subject, 8);
    g_byte_array_append(body, section->bytes, (guint)section->length);
    append_record(out, KIND_SECTION, body->data, body->len);
}

static bool add_begin(LifeLog *log, const uint8_t *body, size_t length) {
    if (length != BEGIN_BYTES)
        return false;
    LifeBegin begin = {
        .generation = wire_get32(body),
        .part = wire_get32(body + 4),
        .msn = wire_get64(body + 8),
        .wall_us = (int64_t)wire_get64(body + 16),
    };
    g_array_append_val(log->begins, begin);
    return true;
}

static bool add_cut(LifeLog *log, const uint8_t *body, size_t length) {
    if (length != 8 + 8 * (size_t)log->n_tracks)
        return false;
    log->cut.msn = wire_get64(body);
    for (unsigned track = 0; track < log->n_tracks; track++)
        log->cut.offsets[track] = MIN(wire_get64(body + 8 + 8 * track), INT64_MAX);
    return true;
}

static bool add_subject(LifeLog *log, const uint8_t *body, guint index) {
    uint32_t track = wire_get32(body + 4);
    if (track >= log->n_tracks || index >= log->sections->len)
        return false;
    gint64 subject = (gint64)wire_get32(body) * MEDIA_MAX_TRACKS + track;
    g_hash_table_insert(log->by_subject, g_memdup2(&subject, sizeof subject),
                        GUINT_TO_POINTER(index));
    return true;
}

static bool add_section(LifeLog *log, const uint8_t *body, size_t length) {
    if (length < 8 || wire_get32(body + 4) >= log->n_tracks)
        return false;
    g_ptr_array_add(log->sections, gate_buffer_new(body + 8, length - 8));
    return add_subject(log, body, log->sections->len - 1);
}

static bool add_same(LifeLog *log, const uint8_t *body, size_t length) {
    return length == SAME_BYTES && add_subject(log, body, wire_get32(body + 8));
}

static bool (*const ADD[])(LifeLog *log, const uint8_t *body, size_t length) = {
    [KIND_BEGIN] = add_begin,
    [KIND_CUT] = add_cut,
    [KIND_SECTION] = add_section,
    [KIND_SAME] = add_same,
};

size_t life_log_add(LifeLog *log, const uint8_t *bytes, size_t length) {
    size_t at = 0;
    while (length - at >= FRAME_BYTES) {
        uint32_t kind = wire_get32(bytes + at), body = wire_get32(bytes + at + 4);
        if (kind >= G_N_ELEMENTS(ADD) || !ADD[kind] || body > LIFE_LOG_SECTION_MAX_BYTES + 8 ||
            body > length - at - FRAME_BYTES ||
            wire_get32(bytes + at + 8 + body) != sum_of(bytes + at, 8 + (size_t)body) ||
            !ADD[kind](log, bytes + at + 8, body))
            break;
        at += FRAME_BYTES + body;
    }
    return at;
}

bool life_log_read(LifeLog *log, const uint8_t *bytes, size_t length, size_t *ret_good,
                   GError **error) {
    *ret_good = 0;
    bool is_whole = length >= LIFE_LOG_HEAD_BYTES && memcmp(bytes, MAGIC, sizeof MAGIC) == 0 &&
                    wire_get32(bytes + HEAD_SUMMED_BYTES) == sum_of(bytes, HEAD_SUMMED_BYTES);
    if (is_whole && wire_get32(bytes + 8) > LIFE_LOG_VERSION) {
        g_set_error(error, BASE_ERROR, ERROR_NEWER,
                    "the recording's sections have version %u, this program knows %u",
                    wire_get32(bytes + 8), LIFE_LOG_VERSION);
        return false;
    }
    if (!is_whole || wire_get32(bytes + 12) != log->n_tracks) {
        g_set_error(error, BASE_ERROR, ERROR_CORRUPT, "the head of the sections is damaged");
        return false;
    }
    *ret_good = LIFE_LOG_HEAD_BYTES +
                life_log_add(log, bytes + LIFE_LOG_HEAD_BYTES, length - LIFE_LOG_HEAD_BYTES);
    return true;
}

GateBuffer *life_log_section(const LifeLog *log, unsigned generation, unsigned track) {
    gint64 subject = (gint64)generation * MEDIA_MAX_TRACKS + track;
    gpointer index;
    if (track >= log->n_tracks ||
        !g_hash_table_lookup_extended(log->by_subject, &subject, NULL, &index))
        return NULL;
    return log->sections->pdata[GPOINTER_TO_UINT(index)];
}

const LifeBegin *life_log_begin_of(const LifeLog *log, uint64_t msn, unsigned part) {
    const LifeBegin *found = NULL;
    for (guint i = 0; i < log->begins->len; i++) {
        const LifeBegin *begin = &g_array_index(log->begins, LifeBegin, i);
        if (begin->msn < msn || (begin->msn == msn && begin->part <= part))
            found = begin;
    }
    return found;
}

const LifeCut *life_log_cut(const LifeLog *log) {
    return &log->cut;
}
