#include "media/ingest/rtmp_session.h"

#include <string.h>
#include <sys/random.h>

#include <glib.h>

#include "media/ingest/rtmp_command.h"
#include "media/ingest/rtmp_handshake.h"

/* User control events, §7.1.7. */
#define EVENT_PING_REQUEST  6u
#define EVENT_PING_RESPONSE 7u

#define AGGREGATE_HEADER_BYTES 11u
#define AGGREGATE_BACK_BYTES   4u

/* The first string of a data message that is for the server, not for the stream. */
static const uint8_t SET_DATA_FRAME[] = "\x02\x00\x0d@setDataFrame";

void rtmp_session_init(RtmpSession *session, const RtmpSessionEvents *events, void *user) {
    *session = (RtmpSession){
        .events = events,
        .user = user,
        .window_bytes = RTMP_WINDOW_BYTES,
    };
    rtmp_chunk_reader_init(&session->reader);
    rtmp_output_init(&session->output);
}

void rtmp_session_clear(RtmpSession *session) {
    rtmp_chunk_reader_clear(&session->reader);
}

static void fail(RtmpSession *session, const char *error) {
    session->error = error;
    session->state = RTMP_SESSION_ENDED;
}

static uint32_t read_32(const uint8_t *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* ---- media ---- */

void rtmp_session_refuse(RtmpSession *session, const char *description) {
    rtmp_command_refuse(session, description);
}

static void on_media(RtmpSession *session, const RtmpMessage *message) {
    if (session->state != RTMP_SESSION_PUBLISHING || message->length == 0)
        return;
    const char *refusal = session->events->on_media(message, session->user);
    if (refusal)
        rtmp_session_refuse(session, refusal);
}

/* @setDataFrame stands before what is to be stored; the rest is FLV's script data. */
static void on_data(RtmpSession *session, const RtmpMessage *message) {
    size_t prefix = sizeof SET_DATA_FRAME - 1;
    RtmpMessage data = *message;
    data.type = RTMP_DATA;
    if (data.length >= prefix && memcmp(data.payload, SET_DATA_FRAME, prefix) == 0) {
        data.payload += prefix;
        data.length -= prefix;
    }
    on_media(session, &data);
}

static void on_data_amf3(RtmpSession *session, const RtmpMessage *message) {
    RtmpMessage data = *message;
    if (data.length < 1 || data.payload[0] != 0)
        return; /* AMF 3 itself: no encoder sends metadata so */
    data.payload++;
    data.length--;
    on_data(session, &data);
}

/* §7.1.6: FLV tags with their back pointers; the first tag's time is the message's. */
static void on_aggregate(RtmpSession *session, const RtmpMessage *message) {
    uint32_t first_ms = 0;
    for (size_t at = 0; message->length - at >= AGGREGATE_HEADER_BYTES;) {
        uint8_t *tag = message->payload + at;
        size_t length = (size_t)tag[1] << 16 | (size_t)tag[2] << 8 | tag[3];
        uint32_t time_ms =
            (uint32_t)tag[7] << 24 | (uint32_t)tag[4] << 16 | (uint32_t)tag[5] << 8 | tag[6];
        size_t left = message->length - at - AGGREGATE_HEADER_BYTES;
        if (left < length || left - length < AGGREGATE_BACK_BYTES) {
            fail(session, "an aggregate message is cut off");
            return;
        }
        if (at == 0)
            first_ms = time_ms;
        RtmpMessage part = {
            .type = tag[0],
            .timestamp_ms = message->timestamp_ms + (time_ms - first_ms),
            .stream_id = message->stream_id,
            .payload = tag + AGGREGATE_HEADER_BYTES,
            .length = length,
        };
        at += AGGREGATE_HEADER_BYTES + length + AGGREGATE_BACK_BYTES;
        if (part.type == RTMP_DATA)
            on_data(session, &part);
        else if (part.type == RTMP_AUDIO || part.type == RTMP_VIDEO)
            on_media(session, &part);
    }
}

/* ---- control ---- */

static void on_chunk_size(RtmpSession *session, const RtmpMessage *message) {
    if (message->length < 4 ||
        !rtmp_chunk_reader_set_size(&session->reader, read_32(message->payload)))
        fail(session, "the chunk size is not between 1 and 2147483647");
}

static void on_abort(RtmpSession *session, const RtmpMessage *message) {
    if (message->length >= 4)
        rtmp_chunk_reader_abort(&session->reader, read_32(message->payload));
}

static void on_window_size(RtmpSession *session, const RtmpMessage *message) {
    uint32_t window = message->length >= 4 ? read_32(message->payload) : 0;
    if (window > 0)
        session->window_bytes = window;
}

static void on_user_control(RtmpSession *session, const RtmpMessage *message) {
    const uint8_t *bytes = message->payload;
    if (message->length >= 6 && bytes[0] == 0 && bytes[1] == EVENT_PING_REQUEST)
        rtmp_output_user_control(&session->output, EVENT_PING_RESPONSE, read_32(bytes + 2));
}

static void on_command(RtmpSession *session, const RtmpMessage *message) {
    rtmp_command(session, message->payload, message->length, message->stream_id);
}

/* The first byte says that AMF 0 follows. */
static void on_command_amf3(RtmpSession *session, const RtmpMessage *message) {
    if (message->length > 1 && message->payload[0] == 0)
        rtmp_command(session, message->payload + 1, message->length - 1, message->stream_id);
}

static void on_message(RtmpSession *session, const RtmpMessage *message) {
    static void (*const HANDLERS[])(RtmpSession *, const RtmpMessage *) = {
        [RTMP_SET_CHUNK_SIZE] = on_chunk_size,
        [RTMP_ABORT] = on_abort,
        [RTMP_USER_CONTROL] = on_user_control,
        [RTMP_WINDOW_SIZE] = on_window_size,
        [RTMP_AUDIO] = on_media,
        [RTMP_VIDEO] = on_media,
        [RTMP_DATA_AMF3] = on_data_amf3,
        [RTMP_COMMAND_AMF3] = on_command_amf3,
        [RTMP_DATA] = on_data,
        [RTMP_COMMAND] = on_command,
        [RTMP_AGGREGATE] = on_aggregate,
    };
    if (message->type < G_N_ELEMENTS(HANDLERS) && HANDLERS[message->type])
        HANDLERS[message->type](session, message);
}

/* ---- bytes ---- */

static void random_bytes(uint8_t *bytes, size_t n) {
    if (getrandom(bytes, n, 0) != (ssize_t)n)
        memset(bytes, 0, n); /* nothing secret: §5.2.3 only wants something to be echoed */
}

static size_t read_hello(RtmpSession *session, const uint8_t *bytes, size_t n) {
    if (n > 0 && !rtmp_handshake_is_version(bytes[0])) {
        fail(session, "the first byte is not RTMP's version");
        return 0;
    }
    if (n < RTMP_HANDSHAKE_HELLO_BYTES)
        return 0;
    uint8_t *answer = rtmp_output_reserve(&session->output, RTMP_HANDSHAKE_ANSWER_BYTES);
    rtmp_handshake_answer(bytes, random_bytes, answer);
    session->state = RTMP_SESSION_ECHO;
    return RTMP_HANDSHAKE_HELLO_BYTES;
}

static size_t read_echo(RtmpSession *session, size_t n) {
    if (n < RTMP_HANDSHAKE_BYTES)
        return 0;
    session->state = RTMP_SESSION_COMMANDS;
    return RTMP_HANDSHAKE_BYTES;
}

static size_t read_message(RtmpSession *session, const uint8_t *bytes, size_t n) {
    RtmpMessage message;
    size_t used;
    session->reader.max_message = session->state == RTMP_SESSION_PUBLISHING
                                      ? RTMP_MESSAGE_MAX_BYTES
                                      : RTMP_MESSAGE_EARLY_BYTES;
    bool is_whole = rtmp_chunk_reader_read(&session->reader, bytes, n, &used, &message);
    if (is_whole)
        on_message(session, &message);
    else if (session->reader.error)
        fail(session, session->reader.error);
    return used;
}

static size_t read_step(RtmpSession *session, const uint8_t *bytes, size_t n) {
    switch (session->state) {
    case RTMP_SESSION_HELLO:
        return read_hello(session, bytes, n);
    case RTMP_SESSION_ECHO:
        return read_echo(session, n);
    case RTMP_SESSION_COMMANDS:
    case RTMP_SESSION_PUBLISHING:
        return read_message(session, bytes, n);
    case RTMP_SESSION_ENDED:
        break;
    }
    return n;
}

/* §5.4.3: an encoder stops when it is not told in time what arrived. */
static void acknowledge(RtmpSession *session, size_t n) {
    session->received += (uint32_t)n;
    if (session->state < RTMP_SESSION_COMMANDS ||
        session->received - session->acknowledged < session->window_bytes / 2)
        return;
    session->acknowledged = session->received;
    rtmp_output_number(&session->output, RTMP_ACKNOWLEDGEMENT, session->received);
}

size_t rtmp_session_read(RtmpSession *session, const uint8_t *bytes, size_t n) {
    size_t done = 0;
    for (size_t used = 1; used > 0 && done < n; done += used)
        used = read_step(session, bytes + done, n - done);
    acknowledge(session, done);
    if (session->output.is_full && !session->error)
        fail(session, "the answers are not read");
    return done;
}
