#include "media/ingest/rtmp_session.h"

#include <string.h>

#include <glib.h>

#include "media/ingest/amf0.h"
#include "media/ingest/rtmp_handshake.h"

/* An encoder that writes with our own writer and reads what the session says. */
typedef struct Fixture {
    RtmpSession *session;
    RtmpOutput *encoder; /* what it writes */
    GString *trace;
    const char *refusal; /* of on_publish() */
    const char *media_refusal;
} Fixture;

static const char *on_publish(const StreamName *name, void *user) {
    Fixture *fixture = user;
    g_string_append_printf(fixture->trace, "publish(%s,%s) ", name->key, name->language);
    return fixture->refusal;
}

static const char *on_media(const RtmpMessage *message, void *user) {
    Fixture *fixture = user;
    g_string_append_printf(fixture->trace, "%u@%u:%.*s ", message->type, message->timestamp_ms,
                           (int)MIN(message->length, 3), (const char *)message->payload);
    return fixture->media_refusal;
}

static void on_unpublish(void *user) {
    g_string_append(((Fixture *)user)->trace, "unpublish ");
}

static void on_refused(const char *reason, void *user) {
    g_string_append(((Fixture *)user)->trace, "refused ");
}

static const RtmpSessionEvents EVENTS = {on_publish, on_media, on_unpublish, on_refused};

static void write_all(Fixture *fixture) {
    size_t used = rtmp_session_read(fixture->session, fixture->encoder->bytes, fixture->encoder->n);
    g_assert_cmpuint(used, ==, fixture->encoder->n);
    fixture->encoder->n = 0;
}

static void shake_hands(Fixture *fixture) {
    uint8_t hello[RTMP_HANDSHAKE_HELLO_BYTES], echo[RTMP_HANDSHAKE_BYTES];
    memset(hello, 'c', sizeof hello);
    hello[0] = 3;
    g_assert_cmpuint(rtmp_session_read(fixture->session, hello, sizeof hello - 1), ==, 0);
    g_assert_cmpuint(rtmp_session_read(fixture->session, hello, sizeof hello), ==, sizeof hello);
    const RtmpOutput *answer = &fixture->session->output;
    g_assert_cmpuint(answer->n, ==, RTMP_HANDSHAKE_ANSWER_BYTES);
    g_assert_cmpuint(answer->bytes[0], ==, 3);
    g_assert_cmpmem(answer->bytes + 5, 4, "\0\0\0\0", 4);
    g_assert_cmpmem(answer->bytes + 1 + RTMP_HANDSHAKE_BYTES, RTMP_HANDSHAKE_BYTES, hello + 1,
                    RTMP_HANDSHAKE_BYTES);
    memset(echo, 'x', sizeof echo);
    g_assert_cmpuint(rtmp_session_read(fixture->session, echo, sizeof echo), ==, sizeof echo);
    rtmp_output_sent(&fixture->session->output, answer->n);
}

static void set_up(Fixture *fixture, gconstpointer data) {
    fixture->session = g_new0(RtmpSession, 1);
    fixture->encoder = g_new0(RtmpOutput, 1);
    fixture->trace = g_string_new(NULL);
    rtmp_session_init(fixture->session, &EVENTS, fixture);
    rtmp_output_init(fixture->encoder);
}

static void tear_down(Fixture *fixture, gconstpointer data) {
    rtmp_session_clear(fixture->session);
    g_free(fixture->session);
    g_free(fixture->encoder);
    g_string_free(fixture->trace, TRUE);
}

static void send_message(Fixture *fixture, uint8_t type, const void *bytes, size_t n) {
    g_autofree uint8_t *copy = g_memdup2(bytes, n);
    rtmp_output_message(fixture->encoder, 4,
                        &(RtmpMessage){.type = type, .stream_id = 1, .payload = copy, .length = n});
    write_all(fixture);
}

static void send_command(Fixture *fixture, const char *name, double transaction,
                         const char *argument) {
    uint8_t bytes[512];
    Amf0Writer writer = {.bytes = bytes, .capacity = sizeof bytes};
    amf0_put_string(&writer, name);
    amf0_put_number(&writer, transaction);
    if (strcmp(name, "connect") == 0) {
        amf0_begin_object(&writer);
        amf0_put_key(&writer, "app");
        amf0_put_string(&writer, argument);
        amf0_put_key(&writer, "flashVer");
        amf0_put_string(&writer, "FMLE/3.0");
        amf0_end_object(&writer);
    } else {
        amf0_put_null(&writer);
        if (argument)
            amf0_put_string(&writer, argument);
    }
    send_message(fixture, RTMP_COMMAND, bytes, writer.n);
}

static bool has_said(const Fixture *fixture, const char *text) {
    const RtmpOutput *output = &fixture->session->output;
    return memmem(output->bytes, output->n, text, strlen(text)) != NULL;
}

static void expect(Fixture *fixture, const char *trace) {
    g_assert_cmpstr(fixture->trace->str, ==, trace);
    g_string_truncate(fixture->trace, 0);
}

static void begin(Fixture *fixture) {
    shake_hands(fixture);
    send_command(fixture, "connect", 1, "live");
    send_command(fixture, "releaseStream", 2, "demo");
    send_command(fixture, "FCPublish", 3, "demo");
    send_command(fixture, "createStream", 4, NULL);
}

static void test_publish(Fixture *fixture, gconstpointer data) {
    begin(fixture);
    g_assert_true(has_said(fixture, "NetConnection.Connect.Success"));
    g_assert_cmpstr(fixture->session->encoder, ==, "FMLE/3.0");
    send_command(fixture, "publish", 5, "demo/en");
    g_assert_true(has_said(fixture, "NetStream.Publish.Start"));
    send_message(fixture, RTMP_DATA, "\x02\0\x0d@setDataFrame\x02\0\x0aonMetaData", 29);
    send_message(fixture, RTMP_VIDEO, "vid", 3);
    send_message(fixture, RTMP_AUDIO, "aud", 3);
    send_command(fixture, "FCUnpublish", 6, "demo");
    send_command(fixture, "deleteStream", 7, NULL);
    g_assert_true(has_said(fixture, "NetStream.Unpublish.Success"));
    send_message(fixture, RTMP_AUDIO, "late", 4);
    g_assert_cmpint(fixture->session->state, ==, RTMP_SESSION_COMMANDS);
    g_assert_true(g_str_has_prefix(fixture->trace->str, "publish(demo,en) 18@0:\x02"));
    g_assert_true(g_str_has_suffix(fixture->trace->str, "9@0:vid 8@0:aud unpublish "));
}

static void test_refusals(Fixture *fixture, gconstpointer data) {
    begin(fixture);
    fixture->refusal = "The stream key is not known.";
    send_command(fixture, "publish", 5, "demo");
    g_assert_true(has_said(fixture, "NetStream.Publish.BadName"));
    g_assert_true(has_said(fixture, "The stream key is not known."));
    g_assert_cmpint(fixture->session->state, ==, RTMP_SESSION_ENDED);
    send_message(fixture, RTMP_VIDEO, "vid", 3);
    expect(fixture, "publish(demo,) ");
}

static void test_wrong_application(Fixture *fixture, gconstpointer data) {
    shake_hands(fixture);
    send_command(fixture, "connect", 1, "vod");
    g_assert_true(has_said(fixture, "NetConnection.Connect.Rejected"));
    g_assert_cmpint(fixture->session->state, ==, RTMP_SESSION_ENDED);
    expect(fixture, "refused ");
}

static void test_publish_before_connect(Fixture *fixture, gconstpointer data) {
    shake_hands(fixture);
    send_command(fixture, "publish", 1, "demo");
    g_assert_true(has_said(fixture, "NetStream.Publish.BadName"));
    expect(fixture, "refused ");
}

static void test_play(Fixture *fixture, gconstpointer data) {
    begin(fixture);
    send_command(fixture, "play", 5, "demo");
    g_assert_true(has_said(fixture, "NetStream.Play.Failed"));
    expect(fixture, "refused ");
}

static void test_media_refused(Fixture *fixture, gconstpointer data) {
    begin(fixture);
    send_command(fixture, "publish", 5, "demo");
    fixture->media_refusal = "Send H.264.";
    send_message(fixture, RTMP_VIDEO, "vid", 3);
    g_assert_true(has_said(fixture, "Send H.264."));
    g_assert_cmpint(fixture->session->state, ==, RTMP_SESSION_ENDED);
}

static void test_aggregate(Fixture *fixture, gconstpointer data) {
    static const char TAGS[] = "\x09\0\0\x01\0\0\x64\0\0\0\0V\0\0\0\x0c"
                               "\x08\0\0\x01\0\0\x78\0\0\0\0S\0\0\0\x0c";
    begin(fixture);
    send_command(fixture, "publish", 5, "demo");
    g_string_truncate(fixture->trace, 0);
    send_message(fixture, RTMP_AGGREGATE, TAGS, sizeof TAGS - 1);
    expect(fixture, "9@0:V 8@20:S ");
    send_message(fixture, RTMP_AGGREGATE, TAGS, 20);
    expect(fixture, "9@0:V ");
    send_message(fixture, RTMP_AGGREGATE, "\x09\0\0\x09\0\0\x64\0\0\0\0V\0\0\0\x0c", 16);
    g_assert_cmpstr(fixture->session->error, ==, "an aggregate message is cut off");
}

static void test_ping_and_acknowledgement(Fixture *fixture, gconstpointer data) {
    begin(fixture);
    rtmp_output_sent(&fixture->session->output, fixture->session->output.n);
    rtmp_output_user_control(fixture->encoder, 6, 0x01020304);
    write_all(fixture);
    static const char PONG[] = "\x02\0\0\0\0\0\x06\x04\0\0\0\0\0\x07\x01\x02\x03\x04";
    g_assert_cmpmem(fixture->session->output.bytes, fixture->session->output.n, PONG,
                    sizeof PONG - 1);
    rtmp_output_sent(&fixture->session->output, fixture->session->output.n);

    rtmp_output_number(fixture->encoder, RTMP_WINDOW_SIZE, 1000);
    write_all(fixture); /* what came so far is acknowledged at once */
    g_assert_cmpuint(fixture->session->output.n, ==, 16);
    rtmp_output_sent(&fixture->session->output, fixture->session->output.n);
    uint8_t payload[600] = {0};
    send_message(fixture, RTMP_AUDIO, payload, sizeof payload);
    g_assert_cmpuint(fixture->session->output.n, ==, 16);
    g_assert_cmpuint(fixture->session->output.bytes[7], ==, RTMP_ACKNOWLEDGEMENT);
}

static void test_malformed(Fixture *fixture, gconstpointer data) {
    static const uint8_t HTTP[] = "GET / HTTP/1.1\r\n";
    rtmp_session_read(fixture->session, HTTP, sizeof HTTP);
    g_assert_cmpstr(fixture->session->error, ==, "the first byte is not RTMP's version");
    g_assert_cmpuint(fixture->session->output.n, ==, 0);
}

static void test_malformed_later(Fixture *fixture, gconstpointer data) {
    shake_hands(fixture);
    send_message(fixture, RTMP_COMMAND, "\x05", 1);
    g_assert_cmpstr(fixture->session->error, ==, "a command has no name");
}

/* Before the key was accepted, messages are small. */
static void test_early_limit(Fixture *fixture, gconstpointer data) {
    static const uint8_t LARGE[] = "\x04\0\0\0\x01\0\x01\x14\0\0\0\0";
    shake_hands(fixture);
    rtmp_session_read(fixture->session, LARGE, sizeof LARGE - 1);
    g_assert_cmpstr(fixture->session->error, ==, "a message is larger than this server takes");
}

static void test_answers_not_read(Fixture *fixture, gconstpointer data) {
    shake_hands(fixture);
    for (unsigned i = 0; i < 1000 && fixture->session->state != RTMP_SESSION_ENDED; i++)
        send_command(fixture, "createStream", i, NULL);
    g_assert_cmpstr(fixture->session->error, ==, "the answers are not read");
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
#define ADD(name) g_test_add("/rtmp_session/" #name, Fixture, NULL, set_up, test_##name, tear_down)
    ADD(publish);
    ADD(refusals);
    ADD(wrong_application);
    ADD(publish_before_connect);
    ADD(play);
    ADD(media_refused);
    ADD(aggregate);
    ADD(ping_and_acknowledgement);
    ADD(malformed);
    ADD(malformed_later);
    ADD(early_limit);
    ADD(answers_not_read);
    return g_test_run();
}
