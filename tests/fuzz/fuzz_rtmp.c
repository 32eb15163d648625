/* rtmp_session: bytes of an encoder that has shaken hands. Nothing depends on how they arrive: the
 * same events, the same answers; and all limits hold.
 *
 * Byte 0 is the size of the steps; with its highest bit the handshake is part of the input. */
#include <string.h>

#include <glib.h>

#include "media/ingest/flv_tag.h"
#include "media/ingest/rtmp_handshake.h"
#include "media/ingest/rtmp_session.h"

#define HAS_HANDSHAKE 0x80u

typedef struct Trace {
    GChecksum *events;
    unsigned n_events;
    bool is_publishing;
} Trace;

static const char *on_publish(const StreamName *name, void *user) {
    Trace *trace = user;
    g_assert_cmpuint(strlen(name->key), <, INGEST_KEY_BYTES);
    g_assert_cmpstr(name->key, !=, "");
    g_assert_false(trace->is_publishing);
    g_checksum_update(trace->events, (const guchar *)name, sizeof *name);
    trace->is_publishing = name->key[0] != 'x';
    return trace->is_publishing ? NULL : "The stream key is not known.";
}

static const char *on_media(const RtmpMessage *message, void *user) {
    Trace *trace = user;
    uint8_t *tag;
    g_assert_true(trace->is_publishing);
    g_assert_cmpuint(message->length, >, 0);
    g_assert_cmpuint(message->length, <=, RTMP_MESSAGE_MAX_BYTES);
    if (flv_tag_kind(message) == FLV_KIND_UNSUPPORTED)
        return "Send H.264.";
    size_t n = flv_tag_frame(message, &tag);
    g_checksum_update(trace->events, tag, (gssize)n);
    trace->n_events++;
    return NULL;
}

static void on_unpublish(void *user) {
    Trace *trace = user;
    g_assert_true(trace->is_publishing);
    trace->is_publishing = false;
}

static void on_refused(const char *reason, void *user) {
    g_assert_cmpstr(reason, !=, "");
}

static const RtmpSessionEvents EVENTS = {on_publish, on_media, on_unpublish, on_refused};

/* Gives the input in steps and takes the answers away after each. */
static char *run(const uint8_t *data, size_t size, size_t step, bool has_handshake) {
    RtmpSession *session = g_new0(RtmpSession, 1);
    Trace trace = {.events = g_checksum_new(G_CHECKSUM_SHA256)};
    rtmp_session_init(session, &EVENTS, &trace);
    if (!has_handshake)
        session->state = RTMP_SESSION_COMMANDS;
    size_t at = 0, end = 0;
    while (end < size && session->state != RTMP_SESSION_ENDED) {
        end = MIN(end + step, size);
        size_t used = rtmp_session_read(session, data + at, end - at);
        g_assert_cmpuint(used, <=, end - at);
        at += used;
        g_assert_true(session->state == RTMP_SESSION_ENDED ||
                      end - at < RTMP_HANDSHAKE_HELLO_BYTES);
        g_assert_cmpuint(session->reader.allocated, <=, RTMP_CONNECTION_MAX_BYTES);
        g_assert_true(session->error == NULL || session->state == RTMP_SESSION_ENDED);
        rtmp_output_sent(&session->output, session->output.n);
    }
    char *verdict = g_strdup_printf("%s %u %s", g_checksum_get_string(trace.events), trace.n_events,
                                    session->error ? session->error : "");
    rtmp_session_clear(session);
    g_free(session);
    g_checksum_free(trace.events);
    return verdict;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2)
        return 0;
    bool has_handshake = data[0] & HAS_HANDSHAKE;
    size_t step = 1 + (data[0] & 0x7f);
    g_autofree char *small = run(data + 1, size - 1, step, has_handshake);
    g_autofree char *other = run(data + 1, size - 1, step + 64, has_handshake);
    g_assert_cmpstr(small, ==, other);
    return 0;
}
