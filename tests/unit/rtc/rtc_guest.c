#include "tests/unit/rtc/rtc_guest.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "media/rtc/flow/twcc_make.h"
#include "media/rtc/srtp/srtp_receiver.h"
#include "media/rtc/srtp/srtp_sender.h"
#include "media/rtc/wire/datagram_kind.h"
#include "media/rtc/wire/rtcp_feedback.h"
#include "media/rtc/wire/rtcp_report.h"
#include "media/rtc/wire/rtp_plan.h"
#include "media/rtc/wire/sdp.h"
#include "tests/support/stun_writer.h"
#include "tests/support/told.h"
#include "tests/unit/rtc/dtls_client.h"

#define UFRAG      "gues"
#define PASSWORD   "aGuestHas22LettersAndMore"
#define WAIT_US    (20 * G_USEC_PER_SEC)
#define CHECK_US   (50 * G_TIME_SPAN_MILLISECOND)
#define SOUND_PT   111
#define PICTURE_PT 96
#define REPEAT_PT  97
#define MAX_BYTES  1500u
/* RFC 7741 §4.3, in HEAD of send_packet(). */
#define FRAME_TAG_AT    1
#define FRAME_TAG_DELTA 0x01

static const RtpExtensionMap MAP = {
    .ids = {[RTP_EXTENSION_MID] = 4, [RTP_EXTENSION_AUDIO_LEVEL] = 1}};

static const RtpExtensionMap REPORTED_MAP = {
    .ids = {
        [RTP_EXTENSION_MID] = 4, [RTP_EXTENSION_TRANSPORT] = 3, [RTP_EXTENSION_AUDIO_LEVEL] = 1}};

typedef struct Section {
    char kind; /* of RtcGuestOptions.sections */
    uint32_t ssrc;
    RtpPlan plan; /* of what is sent */
    int stream;
    uint16_t sequence;
    uint32_t timestamp, highest;
} Section;

struct RtcGuest {
    char id[RTC_ID_BYTES];
    RtcRole role;
    int fd;
    DtlsClient *dtls;
    StunWriter check;
    gint64 checked_us;
    bool has_begun;
    SrtpEngine *engine;
    SrtpSender *sender;
    SrtpReceiver *receiver;
    unsigned n_sections;
    Section sections[RTC_GUEST_MAX_SECTIONS];
    char seen[RTC_GUEST_MAX_SECTIONS + 1];
    unsigned picture_bytes;
    bool has_feedback;
    TwccMake arrivals;
    gint64 told_us;
    uint16_t transport_sequence;
    RtcGuestHeard heard;
    bool is_thrifty;
    unsigned n_keys_sent;
};

/* ---- offer and answer ---- */

static void put_feedback(GString *offer, bool is_sound) {
    g_string_append_printf(offer,
                           "a=extmap:3 http://www.ietf.org/id/"
                           "draft-holmer-rmcat-transport-wide-cc-extensions-01\r\n"
                           "a=rtcp-fb:%u transport-cc\r\n",
                           is_sound ? SOUND_PT : PICTURE_PT);
    if (!is_sound)
        g_string_append_printf(offer,
                               "a=rtcp-fb:%u nack\r\na=rtpmap:%u rtx/90000\r\n"
                               "a=fmtp:%u apt=%u\r\n",
                               PICTURE_PT, REPEAT_PT, REPEAT_PT, PICTURE_PT);
}

static void put_section(GString *offer, const RtcGuest *guest, unsigned i) {
    const Section *section = &guest->sections[i];
    bool is_sound = section->kind == 'm';
    g_string_append_printf(offer,
                           "m=%s 9 UDP/TLS/RTP/SAVPF %u%s\r\n"
                           "c=IN IP4 0.0.0.0\r\n"
                           "a=mid:%u\r\n"
                           "a=rtcp-mux\r\n"
                           "a=%s\r\n"
                           "a=rtpmap:%u %s\r\n"
                           "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\r\n",
                           is_sound ? "audio" : "video", is_sound ? SOUND_PT : PICTURE_PT,
                           guest->has_feedback && !is_sound ? " 97" : "", i,
                           guest->role == RTC_PUBLISH ? "sendonly" : "recvonly",
                           is_sound ? SOUND_PT : PICTURE_PT,
                           is_sound ? "opus/48000/2" : "VP8/90000");
    if (is_sound)
        g_string_append(offer, "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n");
    if (guest->has_feedback)
        put_feedback(offer, is_sound);
    if (section->kind == 's')
        g_string_append(offer, "a=content:slides\r\n");
    if (guest->role == RTC_PUBLISH)
        g_string_append_printf(offer, "a=ssrc:%u cname:guest\r\n", section->ssrc);
}

static char *write_offer(const RtcGuest *guest) {
    GString *offer = g_string_new("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"
                                  "a=group:BUNDLE");
    char fingerprint[DTLS_FINGERPRINT_TEXT_BYTES];
    dtls_fingerprint_format(dtls_client_fingerprint(guest->dtls), fingerprint);
    for (unsigned i = 0; i < guest->n_sections; i++)
        g_string_append_printf(offer, " %u", i);
    g_string_append_printf(offer,
                           "\r\na=ice-ufrag:" UFRAG "\r\na=ice-pwd:" PASSWORD
                           "\r\na=setup:actpass\r\na=fingerprint:%s\r\n",
                           fingerprint);
    for (unsigned i = 0; i < guest->n_sections; i++)
        put_section(offer, guest, i);
    return g_string_free(offer, FALSE);
}

static void take_answer(RtcGuest *guest, const SdpSession *answer) {
    g_autofree char *name = g_strdup_printf("%s:" UFRAG, answer->transport.ufrag);
    g_assert_cmpuint(answer->n_sections, ==, guest->n_sections);
    stun_writer_check(&guest->check, name, answer->transport.password);
    for (unsigned i = 0; i < guest->n_sections; i++) {
        g_assert_false(answer->sections[i].is_rejected);
        for (unsigned k = 0; k < i; k++) /* browsers refuse one that is there twice */
            g_assert_true(guest->role == RTC_PUBLISH ||
                          strcmp(answer->sections[i].msid, answer->sections[k].msid) != 0);
        if (guest->role == RTC_VIEW)
            guest->sections[i].ssrc = answer->sections[i].ssrcs[0];
    }
}

typedef struct Reply {
    GAsyncQueue *come;
    SdpSession *answer;
    char id[RTC_ID_BYTES];
} Reply;

static void on_answered(const RtcAnswer *answer, void *user) {
    Reply *reply = user;
    g_assert_no_error(answer->error);
    reply->answer = sdp_parse(answer->sdp, strlen(answer->sdp), NULL);
    memcpy(reply->id, answer->id, sizeof reply->id);
    told_push(reply->come, reply);
}

static void join(RtcGuest *guest, const RtcGuestOptions *options) {
    g_autoptr(GAsyncQueue) come = g_async_queue_new();
    g_autofree char *offer = write_offer(guest);
    g_autoptr(GError) error = NULL;
    Reply reply = {.come = come};
    const RtcJoin wish = {.channel = options->channel,
                          .role = options->role,
                          .offer = offer,
                          .offer_length = strlen(offer),
                          .name = options->name,
                          .is_chosen = options->is_chosen,
                          .held = options->held,
                          .fn = on_answered,
                          .user = &reply};
    rtc_join(options->rtc, &wish, &error);
    g_assert_no_error(error);
    g_assert_nonnull(told_pop(come, WAIT_US));
    g_autoptr(SdpSession) answer = reply.answer;
    g_assert_nonnull(answer);
    memcpy(guest->id, reply.id, sizeof guest->id);
    take_answer(guest, answer);
}

/* ---- begin and end ---- */

static void on_dtls(const uint8_t *data, size_t n_bytes, void *user) {
    const RtcGuest *guest = user;
    (void)send(guest->fd, data, n_bytes, 0);
}

static int open_socket(unsigned port) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), yes = 1;
    g_assert_cmpint(setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &yes, sizeof yes), ==, 0);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    g_assert_cmpint(connect(fd, (struct sockaddr *)&to, sizeof to), ==, 0);
    return fd;
}

RtcGuest *rtc_guest_new(const RtcGuestOptions *options) {
    RtcGuest *guest = g_new0(RtcGuest, 1);
    guest->role = options->role;
    guest->engine = options->engine;
    guest->picture_bytes = options->picture_bytes;
    guest->has_feedback = options->has_feedback;
    guest->is_thrifty = options->is_thrifty;
    twcc_make_init(&guest->arrivals);
    guest->dtls = dtls_client_new(&(DtlsClientOptions){.send = on_dtls, .user = guest});
    guest->n_sections = (unsigned)strlen(options->sections);
    for (unsigned i = 0; i < guest->n_sections; i++) {
        guest->sections[i].kind = options->sections[i];
        guest->sections[i].ssrc = g_random_int() | 1;
    }
    rtc_guest_forget(guest);
    guest->fd = open_socket(rtc_port(options->rtc, 0));
    join(guest, options);
    return guest;
}

void rtc_guest_free(RtcGuest *guest) {
    dtls_client_free(guest->dtls);
    srtp_sender_free(guest->sender);
    srtp_receiver_free(guest->receiver);
    close(guest->fd);
    g_free(guest);
}

const char *rtc_guest_id(const RtcGuest *guest) {
    return guest->id;
}

bool rtc_guest_is_connected(const RtcGuest *guest) {
    return guest->sender != NULL;
}

/* ---- what comes ---- */

static void take_rtp(RtcGuest *guest, uint8_t *bytes, size_t length, int64_t arrived_us) {
    SrtpIncoming incoming;
    RtpPacket rtp;
    if (!guest->receiver ||
        srtp_receiver_open(guest->receiver, bytes, length, &incoming) != SRTP_OK)
        return;
    g_assert_true(
        rtp_parse(bytes, incoming.length, guest->has_feedback ? &REPORTED_MAP : &MAP, &rtp));
    if (guest->has_feedback) {
        g_assert_true(rtp_has(&rtp, RTP_EXTENSION_TRANSPORT));
        twcc_make_take(&guest->arrivals, rtp.transport_sequence, arrived_us);
    }
    for (unsigned i = 0; i < guest->n_sections; i++) {
        if (guest->sections[i].ssrc != rtp.ssrc)
            continue;
        guest->sections[i].highest = (uint32_t)incoming.index;
        guest->seen[i] = (char)bytes[rtp.payload_at + rtp.payload_length - 1];
    }
}

static bool is_own(const RtcGuest *guest, uint32_t ssrc) {
    for (unsigned i = 0; i < guest->n_sections; i++)
        if (guest->sections[i].ssrc == ssrc)
            return true;
    return false;
}

static void take_rtcp(RtcGuest *guest, uint8_t *bytes, size_t length) {
    RtcpWalk walk;
    RtcpBlock block;
    RtcpFeedback head;
    if (!guest->receiver ||
        srtp_receiver_open_rtcp(guest->receiver, bytes, length, &length) != SRTP_OK)
        return;
    rtcp_walk_init(&walk, bytes, length);
    while (rtcp_walk_next(&walk, &block) == RTCP_STEP_BLOCK) {
        if (!rtcp_feedback_get(&block, &head))
            continue;
        guest->heard.n_key_frames += rtcp_feedback_is(&block, RTCP_PAYLOAD, RTCP_PAYLOAD_PLI);
        guest->heard.n_arrivals += rtcp_feedback_is(&block, RTCP_TRANSPORT, RTCP_TRANSPORT_TWCC);
        guest->heard.n_strange += !is_own(guest, head.media);
    }
}

static void take_keys(RtcGuest *guest) {
    DtlsKeys keys;
    SrtpKeys ours, theirs;
    dtls_client_get_keys(guest->dtls, &keys);
    const SrtpProfile *profile = srtp_profile_find(keys.profile);
    g_assert_true(srtp_keys_derive(profile, keys.client.key, keys.client.salt, &ours) &&
                  srtp_keys_derive(profile, keys.server.key, keys.server.salt, &theirs));
    guest->sender = srtp_sender_new(guest->engine, &ours);
    guest->receiver = srtp_receiver_new(guest->engine, &theirs);
    for (unsigned i = 0; i < guest->n_sections; i++) {
        Section *section = &guest->sections[i];
        g_autofree char *mid = g_strdup_printf("%u", i);
        const RtpPlanWish wish = {.ssrc = section->ssrc,
                                  .payload_type = section->kind == 'm' ? SOUND_PT : PICTURE_PT,
                                  .map = guest->has_feedback ? &REPORTED_MAP : &MAP,
                                  .mid = mid};
        g_assert_true(rtp_plan_init(&section->plan, &wish));
        section->stream = srtp_sender_add(guest->sender, section->ssrc);
    }
}

static void take(RtcGuest *guest, uint8_t *bytes, size_t length, int64_t arrived_us) {
    DatagramKind kind = datagram_kind(bytes, length);
    if (kind == DATAGRAM_STUN && !guest->has_begun) {
        guest->has_begun = true;
        dtls_client_begin(guest->dtls);
    } else if (kind == DATAGRAM_DTLS) {
        dtls_client_receive(guest->dtls, bytes, length);
    } else if (kind == DATAGRAM_RTP) {
        take_rtp(guest, bytes, length, arrived_us);
    } else if (kind == DATAGRAM_RTCP && guest->role == RTC_PUBLISH) {
        take_rtcp(guest, bytes, length);
    }
}

static void connect_further(RtcGuest *guest) {
    gint64 now_us = g_get_monotonic_time();
    if (!guest->has_begun && now_us - guest->checked_us > CHECK_US) {
        guest->checked_us = now_us;
        (void)send(guest->fd, guest->check.bytes, guest->check.n, 0);
    }
    if (guest->has_begun && dtls_client_wait_us(guest->dtls) == 0)
        dtls_client_resend(guest->dtls);
    if (dtls_client_is_open(guest->dtls))
        take_keys(guest);
}

/* When it came by the kernel's clock: we look every now and then. */
static ssize_t receive(const RtcGuest *guest, uint8_t *ret_bytes, int64_t *ret_arrived_us) {
    _Alignas(struct cmsghdr) uint8_t control[CMSG_SPACE(sizeof(struct timespec))];
    struct timespec at = {0};
    struct iovec part = {ret_bytes, MAX_BYTES};
    struct msghdr head = {.msg_iov = &part,
                          .msg_iovlen = 1,
                          .msg_control = control,
                          .msg_controllen = sizeof control};
    ssize_t length = recvmsg(guest->fd, &head, 0);
    const struct cmsghdr *told = length > 0 ? CMSG_FIRSTHDR(&head) : NULL;
    if (told && told->cmsg_type == SCM_TIMESTAMPNS)
        memcpy(&at, CMSG_DATA(told), sizeof at);
    *ret_arrived_us = at.tv_sec * G_USEC_PER_SEC + at.tv_nsec / 1000;
    return length;
}

static void send_rtcp(RtcGuest *guest, RtcpWriter *writer) {
    size_t sealed;
    g_assert_cmpint(srtp_sender_seal_rtcp(guest->sender, writer->bytes, writer->length,
                                          writer->size + SRTCP_OVERHEAD_MAX, &sealed),
                    ==, SRTP_OK);
    (void)send(guest->fd, writer->bytes, sealed, 0);
}

static void tell_arrivals(RtcGuest *guest) {
    uint8_t bytes[MAX_BYTES];
    RtcpWriter writer = {.bytes = bytes, .size = MAX_BYTES - SRTCP_OVERHEAD_MAX};
    gint64 now_us = g_get_monotonic_time();
    if (now_us - guest->told_us < TWCC_MAKE_PERIOD_US)
        return;
    guest->told_us = now_us;
    if (twcc_make_write(&guest->arrivals, &writer, 1, guest->sections[0].ssrc) > 0)
        send_rtcp(guest, &writer);
}

void rtc_guest_run(RtcGuest *guest) {
    uint8_t bytes[MAX_BYTES];
    int64_t arrived_us;
    ssize_t length;
    while ((length = receive(guest, bytes, &arrived_us)) > 0)
        take(guest, bytes, (size_t)length, arrived_us);
    if (!guest->sender)
        connect_further(guest);
    else if (guest->has_feedback && guest->role == RTC_VIEW)
        tell_arrivals(guest);
}

const char *rtc_guest_seen(const RtcGuest *guest) {
    return guest->seen;
}

RtcGuestHeard rtc_guest_heard(const RtcGuest *guest) {
    return guest->heard;
}

void rtc_guest_forget(RtcGuest *guest) {
    memset(guest->seen, '-', guest->n_sections);
}

/* ---- what goes ---- */

/* A key frame: always, or at first and when one was asked for. */
static bool is_key(RtcGuest *guest) {
    bool is_wanted = guest->n_keys_sent <= guest->heard.n_key_frames;
    if (is_wanted)
        guest->n_keys_sent = guest->heard.n_key_frames + 1;
    return is_wanted || !guest->is_thrifty;
}

static void send_packet(RtcGuest *guest, Section *section, char letter, uint8_t level) {
    /* RFC 7741 §4.2, §4.3: the start of a key frame of 320 x 180. */
    static const uint8_t HEAD[] = {0x10, 0x10, 0x02, 0x00, 0x9d, 0x01,
                                   0x2a, 0x40, 0x01, 0xb4, 0x00};
    const uint8_t sound[] = {0x78, (uint8_t)letter};
    uint8_t picture[RTC_GUEST_MAX_PICTURE] = {0};
    unsigned n = CLAMP(guest->picture_bytes, sizeof HEAD + 1, sizeof picture);
    memcpy(picture, HEAD, sizeof HEAD);
    picture[n - 1] = (uint8_t)letter;
    bool is_sound = section->kind == 'm';
    if (!is_sound && !is_key(guest))
        picture[FRAME_TAG_AT] |= FRAME_TAG_DELTA;
    uint8_t bytes[MAX_BYTES];
    RtpStamp stamp = {.timestamp = section->timestamp += is_sound ? 960 : 1800,
                      .sequence = ++section->sequence,
                      .transport_sequence = ++guest->transport_sequence,
                      .has_marker = !is_sound,
                      .audio_level = level};
    SrtpOutgoing packet = {.packet = bytes,
                           .payload = is_sound ? sound : picture,
                           .payload_length = (uint16_t)(is_sound ? sizeof sound : n),
                           .head_length = (uint16_t)rtp_plan_stamp(&section->plan, &stamp, bytes),
                           .stream = (uint16_t)section->stream};
    g_assert_cmpuint(srtp_sender_seal(guest->sender, &packet, 1), ==, 1);
    (void)send(guest->fd, bytes, packet.ret_length, 0);
}

void rtc_guest_send(RtcGuest *guest, char letter, uint8_t level) {
    for (unsigned i = 0; i < guest->n_sections && guest->sender; i++)
        send_packet(guest, &guest->sections[i], letter, level);
}

void rtc_guest_report(RtcGuest *guest) {
    uint8_t bytes[MAX_BYTES];
    RtcpWriter writer = {.bytes = bytes, .size = MAX_BYTES - SRTCP_OVERHEAD_MAX};
    RtcpReport reports[RTC_GUEST_MAX_SECTIONS];
    for (unsigned i = 0; i < guest->n_sections; i++)
        reports[i] =
            (RtcpReport){.ssrc = guest->sections[i].ssrc, .highest = guest->sections[i].highest};
    g_assert_true(rtcp_report_write_receiver(&writer, 1, reports, guest->n_sections));
    send_rtcp(guest, &writer);
}
