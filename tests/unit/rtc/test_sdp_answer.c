/* Whole answers and offers as they go out, and what is chosen of what peers have. */
#include "media/rtc/wire/sdp_answer.h"

#include <string.h>

#include "base/error.h"
#include "media/rtc/wire/sdp_fragment.h"
#include "media/rtc/wire/sdp_offer.h"
#include "tests/support/sdp_samples.h"

#define FINGERPRINT                                                                                \
    "sha-256 00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:18:19:1A:1B:" \
    "1C:1D:1E:1F"
#define ICE                                                                                        \
    "a=ice-ufrag:AAAAAAAAAAAA\r\n"                                                                 \
    "a=ice-pwd:BBBBBBBBBBBBBBBBBBBBBBBB\r\n"                                                       \
    "a=candidate:8323071 1 udp 2130706431 192.0.2.1 7000 typ host\r\n"                             \
    "a=candidate:5939199 1 tcp 1520435199 192.0.2.1 7000 typ host tcptype passive\r\n"             \
    "a=end-of-candidates\r\n"
#define TRANSPORT(setup) "a=fingerprint:" FINGERPRINT "\r\na=setup:" setup "\r\n" ICE
#define KEYS                                                                                       \
    "a=fingerprint:" FINGERPRINT "\r\na=setup:passive\r\n"                                         \
    "a=ice-ufrag:AAAAAAAAAAAA\r\n"                                                                 \
    "a=ice-pwd:BBBBBBBBBBBBBBBBBBBBBBBB\r\n"
#define SESSION(version, bundle)                                                                   \
    "v=0\r\n"                                                                                      \
    "o=- 42 " version " IN IP4 0.0.0.0\r\n"                                                        \
    "s=-\r\n"                                                                                      \
    "t=0 0\r\n"                                                                                    \
    "a=group:BUNDLE " bundle "\r\n"                                                                \
    "a=msid-semantic:WMS *\r\n"                                                                    \
    "a=ice-lite\r\n"                                                                               \
    "a=ice-options:ice2\r\n"
#define VIDEO_FEEDBACK(type)                                                                       \
    "a=rtcp-fb:" type " nack\r\n"                                                                  \
    "a=rtcp-fb:" type " nack pli\r\n"                                                              \
    "a=rtcp-fb:" type " ccm fir\r\n"                                                               \
    "a=rtcp-fb:" type " transport-cc\r\n"                                                          \
    "a=rtcp-fb:" type " goog-remb\r\n"
#define ABS_SEND_TIME "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
#define TWCC          "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
#define PLAYOUT_DELAY "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"
#define SDES          "urn:ietf:params:rtp-hdrext:sdes:"

static const SdpWish AUDIO = {{SDP_CODEC_OPUS},   1,     1,         SDP_ALL_FEEDBACK,
                              SDP_ALL_EXTENSIONS, false, SDP_SPEECH};
static const SdpWish ONE_VIDEO = {
    {SDP_CODEC_VP8, SDP_CODEC_H264}, 2, 1, SDP_ALL_FEEDBACK, SDP_ALL_EXTENSIONS, false, SDP_SPEECH};
static const SdpWish BOTH_VIDEOS = {
    {SDP_CODEC_VP8, SDP_CODEC_H264}, 2, 2, SDP_ALL_FEEDBACK, SDP_ALL_EXTENSIONS, false, SDP_SPEECH};
static const SdpWish H264 = {{SDP_CODEC_H264},   1,     1,         SDP_ALL_FEEDBACK,
                             SDP_ALL_EXTENSIONS, false, SDP_SPEECH};

static const IceCredentials CREDENTIALS = {"AAAAAAAAAAAA", "BBBBBBBBBBBBBBBBBBBBBBBB"};
static IceCandidate candidates[2];

static SdpLocal local_of(uint64_t version) {
    g_assert_true(ice_candidate_init(&candidates[0], "192.0.2.1", 7000, ICE_UDP, 0));
    g_assert_true(ice_candidate_init(&candidates[1], "192.0.2.1", 7000, ICE_TCP_PASSIVE, 0));
    return (SdpLocal){42, version, &CREDENTIALS, FINGERPRINT, candidates, 2};
}

static char *answer_to(const SdpSession *offer, const SdpPlan *plans, GError **error) {
    SdpLocal local = local_of(1);
    return sdp_answer_write(offer, plans, &local, error);
}

static void test_answers_whip(void) {
    g_autoptr(GError) error = NULL;
    g_autoptr(SdpSession) offer = sdp_samples_parse("chromium_whip");
    SdpPlan plans[2] = {{.direction = SDP_RECVONLY}, {.direction = SDP_RECVONLY}};
    g_assert_true(sdp_choice_from(&offer->sections[0], &AUDIO, &plans[0].choice));
    g_assert_true(sdp_choice_from(&offer->sections[1], &ONE_VIDEO, &plans[1].choice));
    g_autofree char *answer = answer_to(offer, plans, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(
        answer, ==,
        SESSION("1",
                "0 1") "m=audio 9 UDP/TLS/RTP/SAVPF 111 63\r\n"
                       "c=IN IP4 0.0.0.0\r\n"
                       "a=mid:0\r\n"
                       "a=recvonly\r\n"
                       "a=rtcp-mux\r\n"
                       "a=rtcp-rsize\r\n"
                       "a=extmap:4 " SDES "mid\r\n"
                       "a=extmap:2 " ABS_SEND_TIME "\r\n"
                       "a=extmap:3 " TWCC "\r\n"
                       "a=extmap:14 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n"
                       "a=rtpmap:111 opus/48000/2\r\n"
                       "a=rtcp-fb:111 transport-cc\r\n"
                       "a=fmtp:111 minptime=10;useinbandfec=1;usedtx=1\r\n"
                       "a=rtpmap:63 red/48000/2\r\n"
                       "a=fmtp:63 111/111\r\n" TRANSPORT(
                           "passive") "m=video 9 UDP/TLS/RTP/SAVPF 96 97\r\n"
                                      "c=IN IP4 0.0.0.0\r\n"
                                      "a=mid:1\r\n"
                                      "a=recvonly\r\n"
                                      "a=rtcp-mux\r\n"
                                      "a=rtcp-rsize\r\n"
                                      "a=extmap:4 " SDES "mid\r\n"
                                      "a=extmap:10 " SDES "rtp-stream-id\r\n"
                                      "a=extmap:11 " SDES "repaired-rtp-stream-id\r\n"
                                      "a=extmap:2 " ABS_SEND_TIME "\r\n"
                                      "a=extmap:3 " TWCC "\r\n"
                                      "a=extmap:5 " PLAYOUT_DELAY "\r\n"
                                      "a=rtpmap:96 VP8/90000\r\n" VIDEO_FEEDBACK(
                                          "96") "a=rtpmap:97 rtx/90000\r\n"
                                                "a=fmtp:97 apt=96\r\n"
                                                "a=rid:q recv\r\n"
                                                "a=rid:h recv\r\n"
                                                "a=rid:f recv\r\n"
                                                "a=simulcast:recv q;h;f\r\n" TRANSPORT("passive"));
}

static void test_answers_whep(void) {
    g_autoptr(GError) error = NULL;
    g_autoptr(SdpSession) offer = sdp_samples_parse("chromium_whep");
    SdpPlan plans[2] = {{.direction = SDP_INACTIVE},
                        {.direction = SDP_SENDRECV,
                         .ssrc = 5,
                         .rtx_ssrc = 6,
                         .cname = "room",
                         .stream = "s",
                         .track = "t"}};
    g_assert_true(sdp_choice_from(&offer->sections[1], &H264, &plans[1].choice));
    g_autofree char *answer = answer_to(offer, plans, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(
        answer, ==,
        SESSION("1",
                "1") "m=audio 0 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126\r\n"
                     "c=IN IP4 0.0.0.0\r\n"
                     "a=inactive\r\n"
                     "a=mid:0\r\n" KEYS "m=video 9 UDP/TLS/RTP/SAVPF 106 107\r\n"
                     "c=IN IP4 0.0.0.0\r\n"
                     "a=mid:1\r\n"
                     "a=sendonly\r\n"
                     "a=rtcp-mux\r\n"
                     "a=rtcp-rsize\r\n"
                     "a=extmap:4 " SDES "mid\r\n"
                     "a=extmap:10 " SDES "rtp-stream-id\r\n"
                     "a=extmap:11 " SDES "repaired-rtp-stream-id\r\n"
                     "a=extmap:2 " ABS_SEND_TIME "\r\n"
                     "a=extmap:3 " TWCC "\r\n"
                     "a=extmap:5 " PLAYOUT_DELAY "\r\n"
                     "a=rtpmap:106 H264/90000\r\n" VIDEO_FEEDBACK(
                         "106") "a=fmtp:106 "
                                "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id="
                                "42e01f\r\n"
                                "a=rtpmap:107 rtx/90000\r\n"
                                "a=fmtp:107 apt=106\r\n"
                                "a=msid:s t\r\n"
                                "a=ssrc-group:FID 5 6\r\n"
                                "a=ssrc:5 cname:room\r\n"
                                "a=ssrc:6 cname:room\r\n" TRANSPORT("passive"));
}

static void test_choices(void) {
    g_autoptr(SdpSession) firefox = sdp_samples_parse("firefox_publish");
    g_autoptr(SdpSession) encoder = sdp_samples_parse("gstreamer_whip");
    SdpWish wish = BOTH_VIDEOS;
    SdpChoice choice;
    wish.feedback = SDP_FEEDBACK_NACK | SDP_FEEDBACK_REMB;
    wish.extensions = 1u << SDP_EXTENSION_MID;
    g_assert_true(sdp_choice_from(&firefox->sections[1], &wish, &choice));
    g_assert_cmpuint(choice.n_codecs, ==, 2);
    g_assert_cmpuint(choice.codecs[0].payload_type, ==, 120);
    g_assert_cmpuint(choice.codecs[0].repair_type, ==, 124);
    g_assert_cmpuint(choice.codecs[0].feedback, ==, SDP_FEEDBACK_NACK | SDP_FEEDBACK_REMB);
    g_assert_cmpuint(choice.codecs[1].payload_type, ==, 126);
    g_assert_cmpuint(choice.codecs[1].repair_type, ==, 127);
    g_assert_cmpuint(choice.extension_ids[SDP_EXTENSION_MID], ==, 3);
    g_assert_cmpuint(choice.extension_ids[SDP_EXTENSION_TWCC], ==, 0);
    g_assert_cmpuint(choice.n_rids, ==, 0); /* layers need the extension of their names */
    g_assert_true(sdp_choice_from(&firefox->sections[0], &AUDIO, &choice));
    g_assert_cmpuint(choice.codecs[0].repair_type, ==, 0);
    g_assert_true(sdp_choice_from(&encoder->sections[0], &ONE_VIDEO, &choice));
    g_assert_cmpint(choice.codecs[0].kind, ==, SDP_CODEC_H264);
    g_assert_cmphex(choice.codecs[0].profile_level, ==, 0x42c015);
    g_assert_false(sdp_choice_from(&encoder->sections[0], &AUDIO, &choice));
}

/* RFC 6184 table 5: which of these profiles is constrained baseline. */
static void test_profiles(void) {
    static const struct {
        const char *level;
        bool is_taken;
    } CASES[] = {{"42e01f", true}, {"42c01f", true},  {"42001f", true},  {"4d801f", true},
                 {"58c01f", true}, {"4d001f", false}, {"64001f", false}, {"58001f", false},
                 {"zzzzzz", true} /* as if not said: baseline */};
    g_autofree char *text = sdp_samples_text("gstreamer_whip");
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autofree char *changed = sdp_samples_change(text, "42c015", CASES[i].level);
        g_autoptr(SdpSession) offer = sdp_parse(changed, strlen(changed), NULL);
        SdpChoice choice;
        g_test_message("%s", CASES[i].level);
        g_assert_true(sdp_choice_from(&offer->sections[0], &H264, &choice) == CASES[i].is_taken);
    }
    g_autofree char *single = sdp_samples_change(text, "packetization-mode=1;", "");
    g_autoptr(SdpSession) offer = sdp_parse(single, strlen(single), NULL);
    SdpChoice choice;
    g_assert_false(sdp_choice_from(&offer->sections[0], &H264, &choice));
}

static void check_refused(const char *sample, const char *from, const char *to) {
    g_autoptr(GError) error = NULL;
    g_autofree char *text = sdp_samples_text(sample);
    g_autofree char *changed = sdp_samples_change(text, from, to);
    g_autoptr(SdpSession) offer = sdp_parse(changed, strlen(changed), &error);
    g_assert_no_error(error);
    SdpPlan plans[2] = {0};
    (void)sdp_choice_from(&offer->sections[0], &AUDIO, &plans[0].choice);
    g_assert_null(answer_to(offer, plans, &error));
    g_assert_error(error, BASE_ERROR, ERROR_UNSUPPORTED);
}

static void test_refuses(void) {
    check_refused("chromium_whip", "a=setup:actpass", "a=setup:passive");
    check_refused("chromium_whip", "s=-\r\n", "s=-\r\na=ice-lite\r\n");
    check_refused("chromium_whip", "opus/48000/2", "speex/16000");
}

static void test_red_and_music(void) {
    g_autoptr(SdpSession) offer = sdp_samples_parse("chromium_whip");
    SdpWish wish = AUDIO;
    SdpPlan plans[2] = {{.direction = SDP_RECVONLY}, {.direction = SDP_INACTIVE}};
    wish.is_red_first = true;
    wish.sound = SDP_MUSIC;
    g_assert_true(sdp_choice_from(&offer->sections[0], &wish, &plans[0].choice));
    g_autofree char *answer = answer_to(offer, plans, NULL);
    g_assert_nonnull(strstr(answer, "m=audio 9 UDP/TLS/RTP/SAVPF 63 111\r\n"));
    g_assert_nonnull(
        strstr(answer, "a=fmtp:111 minptime=10;useinbandfec=1;stereo=1;sprop-stereo=1\r\n"));
    g_assert_null(strstr(answer, "usedtx"));
}

/* ---- our offers ---- */

static void init_sections(SdpOfferSection sections[2]) {
    sections[0] = (SdpOfferSection){
        SDP_AUDIO, "a0", false, {.direction = SDP_SENDONLY, .ssrc = 1, .cname = "room"}};
    sections[1] =
        (SdpOfferSection){SDP_VIDEO,
                          "v0",
                          false,
                          {.direction = SDP_SENDONLY, .ssrc = 5, .rtx_ssrc = 6, .cname = "room"}};
    sdp_choice_ours(SDP_AUDIO, &AUDIO, &sections[0].plan.choice);
    sdp_choice_ours(SDP_VIDEO, &BOTH_VIDEOS, &sections[1].plan.choice);
}

static void test_offers(void) {
    SdpOfferSection sections[2];
    SdpLocal local = local_of(2);
    init_sections(sections);
    g_autofree char *text = sdp_offer_write(sections, 2, &local);
    g_autoptr(GError) error = NULL;
    g_autoptr(SdpSession) offer = sdp_parse(text, strlen(text), &error);
    g_assert_no_error(error);
    g_assert_true(g_str_has_prefix(text, SESSION("2", "a0 v0") "m=audio 9 UDP/TLS/RTP/SAVPF 111 "
                                                               "63\r\n"));
    g_assert_nonnull(strstr(text, "m=video 9 UDP/TLS/RTP/SAVPF 96 97 102 103\r\n"));
    g_assert_nonnull(strstr(text, TRANSPORT("actpass")));
    g_assert_cmpint(offer->sections[1].direction, ==, SDP_SENDONLY);
    g_assert_cmpuint(sdp_rtx_of(&offer->sections[1], 5), ==, 6);
    g_assert_cmpuint(offer->sections[1].n_codecs, ==, 4);

    sections[0].is_over = true;
    local.version++;
    g_autofree char *next = sdp_offer_write(sections, 2, &local);
    g_assert_true(g_str_has_prefix(next, SESSION("3", "v0") "m=audio 0 UDP/TLS/RTP/SAVPF 111\r\n"
                                                            "c=IN IP4 0.0.0.0\r\n"
                                                            "a=mid:a0\r\n"
                                                            "a=inactive\r\n"
                                                            "m=video 9 "));
}

static void test_answers_to_offers(void) {
    static const struct {
        const char *from, *to;
        int code; /* -1: taken */
    } CASES[] = {
        {"a=setup:active", "a=setup:active", -1}, /* as it is */
        {"a=setup:active", "a=setup:passive", ERROR_UNSUPPORTED},
        {"a=setup:active", "a=setup:actpass", ERROR_UNSUPPORTED},
        {"a=mid:v0", "a=mid:v1", ERROR_INVALID},
        {"m=video 9", "m=audio 9", ERROR_INVALID},
        {"m=video 9", "m=video 0", -1},
        {"s=-\r\n", "s=-\r\na=ice-lite\r\n", ERROR_UNSUPPORTED},
    };
    SdpOfferSection sections[2];
    SdpChoice choice;
    g_autofree char *text = sdp_samples_text("chromium_answer");
    g_autoptr(SdpSession) recorded = sdp_samples_parse("chromium_156_answer");
    init_sections(sections);
    g_assert_true(sdp_offer_check_answer(sections, 2, recorded, NULL));
    g_assert_true(sdp_choice_from(&recorded->sections[1], &BOTH_VIDEOS, &choice));
    g_assert_cmpuint(choice.codecs[0].repair_type, ==, 97);
    g_assert_cmpuint(choice.codecs[1].repair_type, ==, 103);
    g_assert_cmpuint(choice.codecs[1].feedback, ==, SDP_ALL_FEEDBACK);
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *all = sdp_samples_change(text, CASES[i].from, CASES[i].to);
        g_autofree char *changed = g_str_has_prefix(CASES[i].from, "a=mid")
                                       ? sdp_samples_change(all, "BUNDLE a0 v0", "BUNDLE a0 v1")
                                       : g_strdup(all);
        g_autoptr(SdpSession) answer = sdp_parse(changed, strlen(changed), &error);
        g_assert_no_error(error);
        bool is_taken = sdp_offer_check_answer(sections, 2, answer, &error);
        g_assert_true(is_taken == (CASES[i].code == -1));
        if (!is_taken)
            g_assert_error(error, BASE_ERROR, CASES[i].code);
        g_assert_false(sdp_offer_check_answer(sections, 1, answer, NULL));
    }
}

/* ---- fragments ---- */

#define THEIR_NAMES "a=ice-ufrag:EsAw\r\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\n"

static void test_fragments(void) {
    static const char TEXT[] =
        "a=ice-options:trickle ice2\r\n"
        "a=group:BUNDLE 0 1\r\n"
        "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"
        "a=mid:0\r\n" THEIR_NAMES
        "a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host\r\n"
        "a=candidate:3471623853 1 udp 2122194687 198.51.100.2 61765 typ host\r\n"
        "a=end-of-candidates\r\n"
        "m=video 9 UDP/TLS/RTP/SAVPF 96\n"
        "a=mid:1\n" THEIR_NAMES;
    SdpFragment fragment;
    g_autoptr(GError) error = NULL;
    g_assert_true(sdp_fragment_parse(TEXT, strlen(TEXT), &fragment, &error));
    g_assert_cmpstr(fragment.ufrag, ==, "EsAw");
    g_assert_cmpstr(fragment.password, ==, "P2uYro0UCOQ4zxjKXaWCBui1");
    g_assert_cmpuint(fragment.n_candidates, ==, 2);
    g_assert_true(fragment.is_end);
    g_assert_true(sdp_fragment_parse("", 0, &fragment, NULL));
    g_assert_cmpstr(fragment.ufrag, ==, "");
    SdpLocal local = local_of(1);
    g_autofree char *ours = sdp_fragment_write(&local, SDP_AUDIO, "0");
    g_assert_cmpstr(ours, ==,
                    "a=ice-lite\r\n"
                    "a=ice-options:ice2\r\n"
                    "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n"
                    "a=mid:0\r\n" ICE);
    g_assert_true(sdp_fragment_parse(ours, strlen(ours), &fragment, NULL));
    g_assert_cmpstr(fragment.ufrag, ==, "AAAAAAAAAAAA");
}

static void test_refuses_fragments(void) {
    static const char *const CASES[] = {
        "a=ice-ufrag:EsAw\r\n",
        "a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\n",
        "a=ice-ufrag:Es\r\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\n",
        "a=ice-ufrag:EsAw\r\na=ice-pwd:P2uYro0\r\n",
        THEIR_NAMES "a=ice-ufrag:Other\r\n",
        "nonsense\r\n",
        "\r\n" THEIR_NAMES,
    };
    SdpFragment fragment;
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_false(sdp_fragment_parse(CASES[i], strlen(CASES[i]), &fragment, &error));
        g_assert_error(error, BASE_ERROR, ERROR_INVALID);
    }
    g_autoptr(GError) error = NULL;
    g_autofree char *large = g_strnfill(SDP_FRAGMENT_MAX_BYTES + 1, 'x');
    g_assert_false(sdp_fragment_parse(large, strlen(large), &fragment, &error));
    g_assert_error(error, BASE_ERROR, ERROR_TOO_LARGE);
    g_assert_false(sdp_fragment_parse("a=x\0", 4, &fragment, NULL));
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/sdp_answer/answers_whip", test_answers_whip);
    g_test_add_func("/sdp_answer/answers_whep", test_answers_whep);
    g_test_add_func("/sdp_answer/choices", test_choices);
    g_test_add_func("/sdp_answer/profiles", test_profiles);
    g_test_add_func("/sdp_answer/refuses", test_refuses);
    g_test_add_func("/sdp_answer/red_and_music", test_red_and_music);
    g_test_add_func("/sdp_answer/offers", test_offers);
    g_test_add_func("/sdp_answer/answers_to_offers", test_answers_to_offers);
    g_test_add_func("/sdp_answer/fragments", test_fragments);
    g_test_add_func("/sdp_answer/refuses_fragments", test_refuses_fragments);
    return g_test_run();
}
