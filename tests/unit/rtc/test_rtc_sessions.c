/* Sessions that change: ICE restarts, offers of ours; sessions that nobody uses; what is forged or
 * repeated. */
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "media/rtc/rtc_core.h"
#include "media/rtc/rtc_peer.h"
#include "tests/support/sdp_samples.h"
#include "tests/support/told.h"
#include "tests/unit/rtc/rtc_client.h"

static int64_t turned_us;

static int64_t monotonic_us(void) {
    return g_get_monotonic_time() + __atomic_load_n(&turned_us, __ATOMIC_SEQ_CST);
}

static void turn_clock(int64_t us) {
    __atomic_add_fetch(&turned_us, us, __ATOMIC_SEQ_CST);
}

static Rtc *start(void) {
    const RtcOptions options = {.listen = "127.0.0.1:0", .n_workers = 1};
    g_autoptr(GError) error = NULL;
    Rtc *rtc = rtc_start(&options, &error);
    g_assert_no_error(error);
    return rtc;
}

static void assert_heard(RtcClient *client, const char *expected) {
    g_autofree char *heard = rtc_client_hear(client, NULL);
    g_assert_cmpstr(heard, ==, expected);
}

/* What stands behind a prefix at the begin of a line. Owned by the caller. */
static char *line_of(const char *text, const char *prefix) {
    const char *at = strstr(text, prefix);
    g_assert_nonnull(at);
    at += strlen(prefix);
    return g_strndup(at, strcspn(at, "\r\n"));
}

/* ---- ICE restart ---- */

#define SAME_NAMES "a=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\n"
#define NEW_NAMES  "a=ice-ufrag:efgh\r\na=ice-pwd:abcdefghijklmnopqrstuvwx\r\n"
#define CANDIDATE                                                                                  \
    "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\n"                                                 \
    "a=candidate:1 1 udp 2113937151 10.0.0.1 9 typ host\r\na=end-of-candidates\r\n"

static char *patch_ice(Rtc *rtc, const RtcClient *client, const char *if_match, const char *text,
                       GError **error) {
    const RtcPatch patch = {.id = rtc_client_id(client),
                            .kind = RTC_PATCH_ICE,
                            .if_match = if_match,
                            .text = text,
                            .length = strlen(text)};
    return rtc_client_patch(rtc, &patch, error);
}

static void test_conditions(void) {
    g_autoptr(Rtc) rtc = start();
    g_autoptr(RtcClient) client = rtc_client_join(rtc, "room", RTC_PUBLISH, NULL);
    g_autofree char *tag = line_of(rtc_client_answer(client), "a=ice-ufrag:");
    g_autofree char *strong = g_strdup_printf("\"%s\"", tag);
    g_autofree char *listed = g_strdup_printf("\"other\", \"%s\"", tag);
    g_autofree char *weak = g_strdup_printf("W/\"%s\"", tag);
    const struct {
        const char *if_match, *text;
        int code; /* -1: accepted without a word */
    } rows[] = {
        {strong, SAME_NAMES CANDIDATE, -1},
        {listed, SAME_NAMES CANDIDATE, -1},
        {strong, CANDIDATE, -1},
        {"*", SAME_NAMES CANDIDATE, -1},
        {NULL, SAME_NAMES CANDIDATE, ERROR_UNGUARDED},
        {"\"other\"", SAME_NAMES CANDIDATE, ERROR_STALE},
        {weak, SAME_NAMES CANDIDATE, ERROR_STALE},
        {"", SAME_NAMES CANDIDATE, ERROR_STALE},
        {strong, NEW_NAMES CANDIDATE, ERROR_UNFIT},
        {NULL, NEW_NAMES, ERROR_UNGUARDED},
        {"*", "a=ice-ufrag:efgh\r\n", ERROR_INVALID},
        {"*", "hello", ERROR_INVALID},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *said = patch_ice(rtc, client, rows[i].if_match, rows[i].text, &error);
        g_assert_cmpstr(said, ==, rows[i].code < 0 ? "" : NULL);
        if (rows[i].code >= 0)
            g_assert_error(error, BASE_ERROR, rows[i].code);
    }
    g_autoptr(GError) error = NULL;
    rtc_leave(rtc, rtc_client_id(client), NULL);
    g_assert_null(patch_ice(rtc, client, "*", NEW_NAMES, &error));
    g_assert_error(error, BASE_ERROR, ERROR_NOT_FOUND);
}

/* Media goes on under the old names until the new ones are nominated. */
static void test_restart(void) {
    g_autoptr(Rtc) rtc = start();
    g_autoptr(RtcClient) publisher = rtc_client_join(rtc, "room", RTC_PUBLISH, NULL);
    g_autoptr(RtcClient) viewer = rtc_client_join(rtc, "room", RTC_VIEW, NULL);
    rtc_client_connect(viewer, RTC_CLIENT_UDP);
    rtc_client_connect(publisher, RTC_CLIENT_UDP);
    g_autofree char *tag = line_of(rtc_client_answer(viewer), "a=ice-ufrag:");
    for (unsigned i = 0; i < 3; i++) { /* a client may try again before it uses one */
        g_autofree char *names =
            g_strdup_printf("a=ice-ufrag:new%u\r\na=ice-pwd:abcdefghijklmnopqrstuvwx\r\n", i);
        g_autofree char *said = patch_ice(rtc, viewer, "*", names, NULL);
        g_assert_nonnull(said);
        rtc_client_nominate(viewer, RTC_CLIENT_UDP);
        rtc_client_say(publisher, "before");
        assert_heard(viewer, "before");
        if (i < 2)
            continue;
        g_autofree char *ufrag = line_of(said, "a=ice-ufrag:");
        g_autofree char *password = line_of(said, "a=ice-pwd:");
        g_assert_cmpstr(ufrag, !=, tag);
        g_assert_nonnull(strstr(said, "a=mid:0\r\n"));
        g_assert_nonnull(strstr(said, "a=candidate:"));
        rtc_client_rename(viewer, "new2", ufrag, password);
    }
    rtc_client_nominate(viewer, RTC_CLIENT_TCP);
    rtc_client_say(publisher, "after");
    assert_heard(viewer, "after");
    g_autofree char *strong = g_strdup_printf("\"%s\"", tag);
    g_autoptr(GError) error = NULL;
    g_assert_null(patch_ice(rtc, viewer, strong, CANDIDATE, &error));
    g_assert_error(error, BASE_ERROR, ERROR_STALE);
}

/* ---- our offer ---- */

static void test_our_offer(void) {
    g_autoptr(Rtc) rtc = start();
    g_autoptr(GError) error = NULL;
    g_autoptr(RtcClient) viewer = rtc_client_answer_offer(rtc, "room", &error);
    g_assert_no_error(error);
    g_autoptr(RtcClient) publisher = rtc_client_join(rtc, "room", RTC_PUBLISH, NULL);
    g_assert_nonnull(strstr(rtc_client_answer(viewer), "a=setup:actpass\r\n"));
    rtc_client_connect(viewer, RTC_CLIENT_UDP);
    rtc_client_connect(publisher, RTC_CLIENT_UDP);
    rtc_client_say(publisher, "sound");
    assert_heard(viewer, "sound");
    /* It has been answered; who made the offer himself is asked for no answer. */
    for (unsigned i = 0; i < 2; i++) {
        const char *answer = rtc_client_answer(publisher);
        const RtcPatch patch = {.id = rtc_client_id(i ? viewer : publisher),
                                .kind = RTC_PATCH_ANSWER,
                                .text = answer,
                                .length = strlen(answer)};
        g_assert_null(rtc_client_patch(rtc, &patch, &error));
        g_assert_error(error, BASE_ERROR, ERROR_CONFLICT);
        g_clear_error(&error);
    }
}

/* ---- offers without peers ---- */

#define ANSWER_US (60 * G_USEC_PER_SEC)

static void on_knock(const RtcAnswer *answer, void *user) {
    char *said = answer->error ? g_strdup(answer->error->message) : g_strdup("");
    told_push(user, said);
}

/* An offer that nobody stands behind: NULL, or why it is refused; the caller's. */
static char *knock(Rtc *rtc, const char *offer) {
    g_autoptr(GAsyncQueue) answers = g_async_queue_new();
    const RtcJoin join = {.channel = "crowd",
                          .role = RTC_VIEW,
                          .offer = offer,
                          .offer_length = strlen(offer),
                          .fn = on_knock,
                          .user = answers};
    g_assert_true(rtc_join(rtc, &join, NULL));
    char *said = told_pop(answers, ANSWER_US);
    g_assert_nonnull(said);
    if (*said)
        return said;
    g_free(said);
    return NULL;
}

/* Offers without anybody behind them fill the server up and are gone after their time; who is there
 * notices nothing. */
static void test_crowd(void) {
    g_autoptr(Rtc) rtc = start();
    g_autoptr(RtcClient) publisher = rtc_client_join(rtc, "room", RTC_PUBLISH, NULL);
    g_autoptr(RtcClient) viewer = rtc_client_join(rtc, "room", RTC_VIEW, NULL);
    g_autofree char *offer = sdp_samples_text("chromium_whep");
    g_autofree char *refusal = NULL;
    unsigned n = 0;
    rtc_client_connect(viewer, RTC_CLIENT_UDP);
    rtc_client_connect(publisher, RTC_CLIENT_UDP);
    while (!(refusal = knock(rtc, offer)))
        n++;
    g_assert_cmpstr(refusal, ==,
                    "This server has its 4096 conference connections: try again later.");
    g_assert_cmpuint(n, ==, RTC_WORKER_MAX_PEERS - 2);
    rtc_client_say(publisher, "full");
    assert_heard(viewer, "full");
    turn_clock(RTC_PEER_CONNECT_US + CLOCK_US_PER_S);
    rtc_client_nominate(publisher, RTC_CLIENT_UDP);
    rtc_client_nominate(viewer, RTC_CLIENT_UDP);
    RtcClient *next = NULL;
    for (int64_t end_us = g_get_monotonic_time() + 60 * G_USEC_PER_SEC; !next;) {
        g_assert_cmpint(g_get_monotonic_time(), <, end_us);
        next = rtc_client_join(rtc, "room", RTC_VIEW, NULL);
    }
    rtc_client_connect(next, RTC_CLIENT_UDP);
    rtc_client_say(publisher, "again");
    assert_heard(viewer, "again");
    assert_heard(next, "again");
    rtc_client_free(next);
}

static bool is_gone(Rtc *rtc, const RtcClient *client) {
    g_autoptr(GError) error = NULL;
    g_autofree char *said = patch_ice(rtc, client, "*", CANDIDATE, &error);
    return g_error_matches(error, BASE_ERROR, ERROR_NOT_FOUND);
}

/* Who vanishes without a word is gone after RTC_PEER_SILENCE_US, who says something is not. */
static void test_silence(void) {
    g_autoptr(Rtc) rtc = start();
    g_autoptr(RtcClient) vanished = rtc_client_join(rtc, "room", RTC_PUBLISH, NULL);
    g_autoptr(RtcClient) viewer = rtc_client_join(rtc, "room", RTC_VIEW, NULL);
    g_autoptr(RtcClient) asked = rtc_client_answer_offer(rtc, "room", NULL);
    rtc_client_connect(viewer, RTC_CLIENT_UDP);
    rtc_client_connect(vanished, RTC_CLIENT_UDP);
    rtc_client_hang_up(vanished, RTC_CLIENT_UDP);
    for (int64_t at_us = 0; at_us < RTC_PEER_SILENCE_US; at_us += 5 * CLOCK_US_PER_S) {
        g_assert_false(is_gone(rtc, vanished));
        turn_clock(5 * CLOCK_US_PER_S);
        rtc_client_nominate(viewer, RTC_CLIENT_UDP);
    }
    while (!is_gone(rtc, vanished) || !is_gone(rtc, asked))
        g_thread_yield();
    g_assert_false(is_gone(rtc, viewer));
}

/* Whoever is ended hears it by DTLS: one whose session the desk still has, and one whose session is
 * released. Handshakes of others pass after the clock was turned, so the release was told before.
 */
static void test_close_notify(void) {
    g_autoptr(Rtc) rtc = start();
    g_autoptr(RtcClient) early = rtc_client_join(rtc, "room", RTC_VIEW, NULL);
    g_autoptr(RtcClient) late = rtc_client_join(rtc, "room", RTC_VIEW, NULL);
    rtc_client_connect(early, RTC_CLIENT_UDP);
    rtc_client_connect(late, RTC_CLIENT_UDP);
    rtc_leave(rtc, rtc_client_id(early), NULL);
    rtc_client_await_close(early);
    turn_clock((DTLS_PEERS_LINGER_S + 1) * CLOCK_US_PER_S);
    for (unsigned i = 0; i < 2; i++) {
        g_autoptr(RtcClient) other = rtc_client_join(rtc, "room", RTC_VIEW, NULL);
        rtc_client_connect(other, RTC_CLIENT_UDP);
    }
    rtc_leave(rtc, rtc_client_id(late), NULL);
    rtc_client_await_close(late);
}

/* ---- forged and repeated ---- */

static void test_forged(void) {
    g_autoptr(Rtc) rtc = start();
    g_autoptr(RtcClient) publisher = rtc_client_join(rtc, "room", RTC_PUBLISH, NULL);
    g_autoptr(RtcClient) viewer = rtc_client_join(rtc, "room", RTC_VIEW, NULL);
    uint8_t packet[RTC_CLIENT_PACKET_BYTES], forged[RTC_CLIENT_PACKET_BYTES];
    rtc_client_connect(viewer, RTC_CLIENT_UDP);
    rtc_client_connect(publisher, RTC_CLIENT_UDP);
    size_t length = rtc_client_seal(publisher, "once", 4, packet);
    for (size_t at = 0; at < length; at++) {
        memcpy(forged, packet, length);
        forged[at] ^= 1;
        rtc_client_send(publisher, forged, length);
        rtc_client_send(publisher, packet, at);
    }
    rtc_client_send(publisher, packet, length);
    rtc_client_send(publisher, packet, length);
    rtc_client_say(publisher, "next");
    assert_heard(viewer, "once");
    assert_heard(viewer, "next");
    /* Somebody else's keys from an address of his own. */
    g_autoptr(RtcClient) other = rtc_client_join(rtc, "elsewhere", RTC_PUBLISH, NULL);
    rtc_client_connect(other, RTC_CLIENT_UDP);
    length = rtc_client_seal(publisher, "stolen", 6, packet);
    rtc_client_send(other, packet, length);
    rtc_client_say(other, "not here");
    rtc_client_say(publisher, "last");
    assert_heard(viewer, "last");
}

/* The address of somebody who is heard stays his; another one who proves himself from there is
 * answered and gets no media; when the first has been silent for long, it is the second's. */
static void test_same_address(void) {
    g_autoptr(Rtc) rtc = start();
    g_autoptr(RtcClient) publisher = rtc_client_join(rtc, "room", RTC_PUBLISH, NULL);
    g_autoptr(RtcClient) first = rtc_client_join(rtc, "room", RTC_VIEW, NULL);
    g_autoptr(RtcClient) second = rtc_client_join(rtc, "room", RTC_VIEW, NULL);
    rtc_client_connect(first, RTC_CLIENT_UDP);
    rtc_client_connect(publisher, RTC_CLIENT_UDP);
    rtc_client_share(second, first, RTC_CLIENT_UDP);
    rtc_client_nominate(second, RTC_CLIENT_UDP);
    rtc_client_say(publisher, "for the first");
    assert_heard(first, "for the first");
    turn_clock(RTC_PEER_YIELD_US + CLOCK_US_PER_S);
    rtc_client_nominate(publisher, RTC_CLIENT_UDP);
    rtc_client_connect(second, RTC_CLIENT_UDP);
    rtc_client_say(publisher, "for the second");
    assert_heard(second, "for the second");
}

int main(int argc, char **argv) {
    const ClockSource turned = {monotonic_us, g_get_real_time};
    g_test_init(&argc, &argv, NULL);
    clock_replace(&turned);
    g_test_add_func("/rtc/sessions/conditions", test_conditions);
    g_test_add_func("/rtc/sessions/restart", test_restart);
    g_test_add_func("/rtc/sessions/our-offer", test_our_offer);
    g_test_add_func("/rtc/sessions/crowd", test_crowd);
    g_test_add_func("/rtc/sessions/silence", test_silence);
    g_test_add_func("/rtc/sessions/close-notify", test_close_notify);
    g_test_add_func("/rtc/sessions/forged", test_forged);
    g_test_add_func("/rtc/sessions/same-address", test_same_address);
    return g_test_run();
}
