#include "tests/unit/rtc/rtc_client.h"

#include <arpa/inet.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "media/rtc/srtp/srtp_receiver.h"
#include "media/rtc/srtp/srtp_sender.h"
#include "media/rtc/wire/datagram_kind.h"
#include "media/rtc/wire/sdp.h"
#include "media/rtc/wire/tcp_frame.h"
#include "media/rtc/wire/wire_order.h"
#include "tests/support/stun_writer.h"
#include "tests/support/told.h"
#include "tests/unit/rtc/dtls_client.h"

#define DEADLINE_S 60
#define HEAD_BYTES 12u
#define SSRC       0x11223344u
#define OUR_NAME   "abcd"
#define OUR_SECRET "0123456789012345678901"
#define N_WAYS     2
#define READ_BYTES 65536u

struct RtcClient {
    unsigned port;
    char *answer, *id, *ours, *theirs, *password;
    DtlsClient *dtls;
    int sockets[N_WAYS]; /* -1: not opened */
    RtcClientWay way;    /* nominated last */
    TcpFrameReader reader;
    uint8_t read[READ_BYTES];
    const uint8_t *at; /* of `read`: what was not looked at */
    size_t n_left;
    unsigned n_checks; /* answered */
    SrtpEngine *engine;
    SrtpSender *sender;
    SrtpReceiver *receiver;
    uint16_t sequence;
    char *heard; /* the newest payload */
    RtcClientWay heard_by;
};

/* ---- joining ---- */

static void on_answered(const RtcAnswer *answer, void *user) {
    RtcAnswer *copy = g_new0(RtcAnswer, 1);
    *copy = *answer;
    copy->sdp = g_strdup(answer->sdp);
    copy->error = answer->error ? g_error_copy(answer->error) : NULL;
    told_push(user, copy);
}

static char *write_offer(const RtcClient *client, RtcRole role) {
    char fingerprint[DTLS_FINGERPRINT_TEXT_BYTES];
    dtls_fingerprint_format(dtls_client_fingerprint(client->dtls), fingerprint);
    return g_strdup_printf("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"
                           "a=group:BUNDLE 0\r\n"
                           "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\n"
                           "a=mid:0\r\na=rtcp-mux\r\na=rtpmap:111 opus/48000/2\r\n"
                           "a=ice-ufrag:" OUR_NAME "\r\na=ice-pwd:" OUR_SECRET "\r\n"
                           "a=fingerprint:%s\r\na=setup:actpass\r\na=%s\r\n"
                           "a=ssrc:%u cname:test\r\n",
                           fingerprint, role == RTC_PUBLISH ? "sendonly" : "recvonly", SSRC);
}

static void on_dtls_sent(const uint8_t *data, size_t n_bytes, void *user) {
    rtc_client_send(user, data, n_bytes);
}

/* Its text; the caller's. NULL without one. */
static char *await_answer(GAsyncQueue *answers, char **ret_id, GError **error) {
    RtcAnswer *answer = told_pop(answers, DEADLINE_S * G_USEC_PER_SEC);
    g_assert_nonnull(answer);
    char *text = (char *)answer->sdp;
    if (answer->error)
        g_propagate_error(error, (GError *)answer->error);
    *ret_id = g_strdup(answer->id);
    g_free(answer);
    return text;
}

static bool ask(RtcClient *client, Rtc *rtc, const RtcJoin *ask, GError **error) {
    g_autoptr(GAsyncQueue) answers = g_async_queue_new();
    RtcJoin join = *ask;
    join.fn = on_answered;
    join.user = answers;
    if (!rtc_join(rtc, &join, error))
        return false;
    client->answer = await_answer(answers, &client->id, error);
    return client->answer != NULL;
}

char *rtc_client_patch(Rtc *rtc, const RtcPatch *patch, GError **error) {
    g_autoptr(GAsyncQueue) answers = g_async_queue_new();
    g_autofree char *id = NULL;
    g_autoptr(GError) why = NULL;
    RtcPatch asked = *patch;
    asked.fn = on_answered;
    asked.user = answers;
    if (!rtc_patch(rtc, &asked, error))
        return NULL;
    char *text = await_answer(answers, &id, &why);
    if (why)
        g_propagate_error(error, g_steal_pointer(&why));
    else if (!text)
        text = g_strdup("");
    return text;
}

static RtcClient *make(const Rtc *rtc) {
    RtcClient *client = g_new0(RtcClient, 1);
    client->port = rtc_port(rtc, 0);
    client->sockets[RTC_CLIENT_UDP] = client->sockets[RTC_CLIENT_TCP] = -1;
    client->dtls = dtls_client_new(&(DtlsClientOptions){.send = on_dtls_sent, .user = client});
    client->engine = srtp_engine_new(SRTP_BACK_END_BEST);
    return client;
}

static void take_names(RtcClient *client, const SdpSession *theirs) {
    rtc_client_rename(client, OUR_NAME, theirs->transport.ufrag, theirs->transport.password);
}

RtcClient *rtc_client_join(Rtc *rtc, const char *channel, RtcRole role, GError **error) {
    RtcClient *client = make(rtc);
    g_autofree char *offer = write_offer(client, role);
    const RtcJoin join = {
        .channel = channel, .role = role, .offer = offer, .offer_length = strlen(offer)};
    if (!ask(client, rtc, &join, error)) {
        rtc_client_free(client);
        return NULL;
    }
    g_autoptr(SdpSession) session = sdp_parse(client->answer, strlen(client->answer), NULL);
    g_assert_nonnull(session);
    take_names(client, session);
    return client;
}

static char *write_answer(const RtcClient *client, const SdpSession *offer) {
    char fingerprint[DTLS_FINGERPRINT_TEXT_BYTES];
    unsigned type = offer->sections[0].codecs[0].payload_type;
    dtls_fingerprint_format(dtls_client_fingerprint(client->dtls), fingerprint);
    return g_strdup_printf("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"
                           "a=group:BUNDLE 0\r\n"
                           "m=audio 9 UDP/TLS/RTP/SAVPF %u\r\nc=IN IP4 0.0.0.0\r\n"
                           "a=mid:0\r\na=rtcp-mux\r\na=rtpmap:%u opus/48000/2\r\na=recvonly\r\n"
                           "a=ice-ufrag:" OUR_NAME "\r\na=ice-pwd:" OUR_SECRET "\r\n"
                           "a=fingerprint:%s\r\na=setup:active\r\n"
                           "m=video 0 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\na=inactive\r\n",
                           type, type, fingerprint);
}

RtcClient *rtc_client_answer_offer(Rtc *rtc, const char *channel, GError **error) {
    g_autoptr(RtcClient) client = make(rtc);
    const RtcJoin join = {.channel = channel, .role = RTC_VIEW, .takes_offer = true};
    if (!ask(client, rtc, &join, error))
        return NULL;
    g_autoptr(SdpSession) offer = sdp_parse(client->answer, strlen(client->answer), NULL);
    g_assert_nonnull(offer);
    take_names(client, offer);
    g_autofree char *answer = write_answer(client, offer);
    const RtcPatch patch = {
        .id = client->id, .kind = RTC_PATCH_ANSWER, .text = answer, .length = strlen(answer)};
    g_autofree char *reply = rtc_client_patch(rtc, &patch, error);
    return reply ? g_steal_pointer(&client) : NULL;
}

void rtc_client_free(RtcClient *client) {
    if (!client)
        return;
    for (unsigned way = 0; way < N_WAYS; way++)
        rtc_client_hang_up(client, way);
    dtls_client_free(client->dtls);
    srtp_sender_free(client->sender);
    srtp_receiver_free(client->receiver);
    srtp_engine_free(client->engine);
    g_free(client->answer);
    g_free(client->id);
    g_free(client->ours);
    g_free(client->theirs);
    g_free(client->password);
    g_free(client->heard);
    g_free(client);
}

const char *rtc_client_answer(const RtcClient *client) {
    return client->answer;
}

const char *rtc_client_id(const RtcClient *client) {
    return client->id;
}

void rtc_client_rename(RtcClient *client, const char *ours, const char *theirs,
                       const char *their_password) {
    g_free(client->ours);
    g_free(client->theirs);
    g_free(client->password);
    client->ours = g_strdup(ours);
    client->theirs = g_strdup(theirs);
    client->password = g_strdup(their_password);
}

/* ---- ways ---- */

static void open_way(RtcClient *client, RtcClientWay way) {
    const struct sockaddr_in to = {.sin_family = AF_INET,
                                   .sin_port = htons((uint16_t)client->port),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, way == RTC_CLIENT_UDP ? SOCK_DGRAM : SOCK_STREAM, 0);
    g_assert_cmpint(connect(fd, (const struct sockaddr *)&to, sizeof to), ==, 0);
    client->sockets[way] = fd;
}

void rtc_client_hang_up(RtcClient *client, RtcClientWay way) {
    if (client->sockets[way] >= 0)
        close(client->sockets[way]);
    client->sockets[way] = -1;
    if (way != RTC_CLIENT_TCP)
        return;
    client->reader.n = 0;
    client->n_left = 0;
}

void rtc_client_share(RtcClient *client, const RtcClient *other, RtcClientWay way) {
    rtc_client_hang_up(client, way);
    client->sockets[way] = dup(other->sockets[way]);
}

int rtc_client_socket(const RtcClient *client, RtcClientWay way) {
    return client->sockets[way];
}

static void send_by(RtcClient *client, RtcClientWay way, const uint8_t *packet, size_t length) {
    uint8_t frame[TCP_FRAME_HEAD_BYTES + RTC_CLIENT_PACKET_BYTES];
    size_t head = way == RTC_CLIENT_TCP ? TCP_FRAME_HEAD_BYTES : 0;
    if (way == RTC_CLIENT_TCP)
        tcp_frame_put_head((uint16_t)length, frame);
    memcpy(frame + head, packet, length);
    g_assert_cmpint(send(client->sockets[way], frame, head + length, MSG_NOSIGNAL), ==,
                    (ssize_t)(head + length));
}

void rtc_client_send(RtcClient *client, const uint8_t *packet, size_t length) {
    send_by(client, client->way, packet, length);
}

/* ---- what comes ---- */

static void take_media(RtcClient *client, RtcClientWay way, uint8_t *packet, size_t length) {
    SrtpIncoming incoming;
    g_assert_nonnull(client->receiver);
    g_assert_cmpint(srtp_receiver_open(client->receiver, packet, length, &incoming), ==, SRTP_OK);
    g_free(client->heard);
    client->heard = g_strndup((const char *)packet + incoming.head_length,
                              (size_t)(incoming.length - incoming.head_length));
    client->heard_by = way;
}

static void take(RtcClient *client, RtcClientWay way, const uint8_t *bytes, size_t length) {
    uint8_t packet[TCP_FRAME_MAX_BYTES];
    StunMessage message;
    memcpy(packet, bytes, length);
    switch (datagram_kind(packet, length)) {
    case DATAGRAM_STUN:
        g_assert_true(stun_parse(packet, length, &message));
        client->n_checks += message.class == STUN_SUCCESS;
        break;
    case DATAGRAM_DTLS:
        dtls_client_receive(client->dtls, packet, length);
        break;
    case DATAGRAM_RTP:
        take_media(client, way, packet, length);
        break;
    default:
        break;
    }
}

/* One packet of what a connection gave. */
static bool take_frame(RtcClient *client) {
    const uint8_t *packet;
    size_t length;
    TcpFrameState state =
        tcp_frame_read(&client->reader, &client->at, &client->n_left, &packet, &length);
    g_assert_cmpint(state, !=, TCP_FRAME_BAD);
    if (state == TCP_FRAME_DONE)
        take(client, RTC_CLIENT_TCP, packet, length);
    return state == TCP_FRAME_DONE;
}

static void read_way(RtcClient *client, RtcClientWay way) {
    ssize_t n = recv(client->sockets[way], client->read, sizeof client->read, 0);
    g_assert_cmpint(n, >, 0);
    if (way == RTC_CLIENT_UDP) {
        take(client, way, client->read, (size_t)n);
        return;
    }
    client->at = client->read;
    client->n_left = (size_t)n;
}

/* One packet, or a while without one. */
static void step(RtcClient *client) {
    if (client->n_left > 0 && take_frame(client))
        return;
    struct pollfd waits[N_WAYS];
    for (unsigned way = 0; way < N_WAYS; way++)
        waits[way] = (struct pollfd){.fd = client->sockets[way], .events = POLLIN};
    poll(waits, N_WAYS, 50);
    for (unsigned way = 0; way < N_WAYS; way++)
        if (waits[way].revents & POLLIN) {
            read_way(client, way);
            return;
        }
    if (dtls_client_wait_us(client->dtls) == 0)
        dtls_client_resend(client->dtls);
}

static int64_t deadline(void) {
    return g_get_monotonic_time() + DEADLINE_S * G_USEC_PER_SEC;
}

void rtc_client_nominate(RtcClient *client, RtcClientWay way) {
    g_autofree char *name = g_strdup_printf("%s:%s", client->theirs, client->ours);
    unsigned n_before = client->n_checks;
    StunWriter writer;
    if (client->sockets[way] < 0)
        open_way(client, way);
    stun_writer_check(&writer, name, client->password);
    send_by(client, way, writer.bytes, writer.n);
    for (int64_t end_us = deadline(); client->n_checks == n_before;) {
        g_assert_cmpint(g_get_monotonic_time(), <, end_us);
        step(client);
    }
    client->way = way;
}

void rtc_client_shake_hands(RtcClient *client) {
    DtlsKeys keys;
    SrtpKeys ours, theirs;
    dtls_client_begin(client->dtls);
    for (int64_t end_us = deadline(); !dtls_client_is_open(client->dtls);) {
        g_assert_cmpint(g_get_monotonic_time(), <, end_us);
        g_assert_false(dtls_client_has_failed(client->dtls));
        step(client);
    }
    dtls_client_get_keys(client->dtls, &keys);
    const SrtpProfile *profile = srtp_profile_find(keys.profile);
    g_assert_true(srtp_keys_derive(profile, keys.client.key, keys.client.salt, &ours));
    g_assert_true(srtp_keys_derive(profile, keys.server.key, keys.server.salt, &theirs));
    client->sender = srtp_sender_new(client->engine, &ours);
    client->receiver = srtp_receiver_new(client->engine, &theirs);
}

void rtc_client_connect(RtcClient *client, RtcClientWay way) {
    rtc_client_nominate(client, way);
    rtc_client_shake_hands(client);
}

void rtc_client_await_close(RtcClient *client) {
    for (int64_t end_us = deadline(); !dtls_client_is_closed(client->dtls);) {
        g_assert_cmpint(g_get_monotonic_time(), <, end_us);
        step(client);
    }
}

/* ---- media ---- */

size_t rtc_client_seal(RtcClient *client, const char *payload, size_t length,
                       uint8_t ret_packet[RTC_CLIENT_PACKET_BYTES]) {
    g_assert_cmpuint(HEAD_BYTES + length + SRTP_OVERHEAD_MAX, <=, RTC_CLIENT_PACKET_BYTES);
    ret_packet[0] = 0x80;
    ret_packet[1] = 111;
    wire_order_put16(ret_packet + 2, client->sequence++);
    wire_order_put32(ret_packet + 4, client->sequence * 960u);
    wire_order_put32(ret_packet + 8, SSRC);
    memcpy(ret_packet + HEAD_BYTES, payload, length);
    SrtpOutgoing out = {.packet = ret_packet,
                        .payload = ret_packet + HEAD_BYTES,
                        .payload_length = (uint16_t)length,
                        .head_length = HEAD_BYTES,
                        .stream = (uint16_t)srtp_sender_add(client->sender, SSRC)};
    g_assert_cmpuint(srtp_sender_seal(client->sender, &out, 1), ==, 1);
    return out.ret_length;
}

void rtc_client_say(RtcClient *client, const char *payload) {
    uint8_t packet[RTC_CLIENT_PACKET_BYTES];
    size_t length = rtc_client_seal(client, payload, strlen(payload), packet);
    rtc_client_send(client, packet, length);
}

char *rtc_client_hear(RtcClient *client, RtcClientWay *ret_way) {
    for (int64_t end_us = deadline(); !client->heard;) {
        g_assert_cmpint(g_get_monotonic_time(), <, end_us);
        step(client);
    }
    if (ret_way)
        *ret_way = client->heard_by;
    return g_steal_pointer(&client->heard);
}
