/* Offers of browsers and encoders, and what is refused with which sentence. */
#include "media/rtc/wire/sdp.h"

#include <string.h>

#include "base/error.h"
#include "tests/support/sdp_samples.h"

static const SdpCodec *codec_of(const SdpSection *section, unsigned payload_type) {
    for (unsigned i = 0; i < section->n_codecs; i++)
        if (section->codecs[i].payload_type == payload_type)
            return &section->codecs[i];
    g_assert_not_reached();
}

static void test_chromium(void) {
    g_autoptr(SdpSession) offer = sdp_samples_parse("chromium_whip");
    g_assert_cmpuint(offer->n_sections, ==, 2);
    g_assert_false(offer->is_ice_lite);
    g_assert_cmpstr(offer->transport.ufrag, ==, "Yk2q");
    g_assert_cmpstr(offer->transport.password, ==, "9hTgYdVqX0n1cKpEo5rBzW3s");
    g_assert_cmpstr(offer->transport.fingerprint.hash, ==, "SHA256");
    g_assert_cmpuint(offer->transport.fingerprint.length, ==, 32);
    g_assert_cmphex(offer->transport.fingerprint.bytes[1], ==, 48);
    g_assert_cmpint(offer->transport.setup, ==, SDP_ACTPASS);

    const SdpSection *audio = &offer->sections[0], *video = &offer->sections[1];
    g_assert_cmpint(audio->kind, ==, SDP_AUDIO);
    g_assert_cmpstr(audio->mid, ==, "0");
    g_assert_true(audio->is_bundled && audio->has_rtcp_mux && !audio->is_rejected);
    g_assert_cmpint(audio->direction, ==, SDP_SENDONLY);
    g_assert_cmpint(codec_of(audio, 111)->kind, ==, SDP_CODEC_OPUS);
    g_assert_cmpuint(codec_of(audio, 111)->feedback, ==, SDP_FEEDBACK_TWCC);
    g_assert_cmpint(codec_of(audio, 63)->kind, ==, SDP_CODEC_RED);
    g_assert_cmpuint(codec_of(audio, 63)->apt, ==, 111);
    g_assert_cmpint(codec_of(audio, 9)->kind, ==, SDP_CODEC_OTHER);
    g_assert_cmpuint(audio->extension_ids[SDP_EXTENSION_AUDIO_LEVEL], ==, 14);
    g_assert_cmpuint(audio->ssrcs[0], ==, 3570614608);
    g_assert_cmpstr(audio->cname, ==, "4TOk42mSjXCkVIa6");

    g_assert_cmpint(video->kind, ==, SDP_VIDEO);
    g_assert_cmpuint(video->n_codecs, ==, 25);
    g_assert_cmpint(codec_of(video, 96)->kind, ==, SDP_CODEC_VP8);
    g_assert_cmpuint(codec_of(video, 96)->feedback, ==, 31);
    g_assert_cmpint(codec_of(video, 97)->kind, ==, SDP_CODEC_RTX);
    g_assert_cmpuint(codec_of(video, 97)->apt, ==, 96);
    g_assert_true(codec_of(video, 106)->is_packetized);
    g_assert_false(codec_of(video, 108)->is_packetized);
    g_assert_cmphex(codec_of(video, 106)->profile_level, ==, 0x42e01f);
    g_assert_cmpint(codec_of(video, 114)->kind, ==, SDP_CODEC_OTHER); /* RED of video */
    g_assert_cmpuint(video->extension_ids[SDP_EXTENSION_RID], ==, 10);
    g_assert_cmpuint(video->extension_ids[SDP_EXTENSION_REPAIRED_RID], ==, 11);
    g_assert_cmpuint(video->extension_ids[SDP_EXTENSION_TWCC], ==, 3);
    g_assert_cmpuint(video->n_rids, ==, 3);
    g_assert_cmpstr(video->rids[0], ==, "q");
    g_assert_cmpstr(video->rids[2], ==, "f");
}

/* Recorded of Chromium 156: it publishes three layers, watches beside a data channel, answers an
 * offer of ours. */
static void test_recorded(void) {
    g_autoptr(SdpSession) publish = sdp_samples_parse("chromium_156_publish");
    g_autoptr(SdpSession) watch = sdp_samples_parse("chromium_156_watch");
    g_autoptr(SdpSession) answer = sdp_samples_parse("chromium_156_answer");
    const SdpSection *video = &publish->sections[1];
    g_assert_cmpuint(video->n_rids, ==, 3);
    g_assert_cmpint(codec_of(video, 96)->kind, ==, SDP_CODEC_VP8);
    g_assert_cmpuint(codec_of(video, 96)->feedback, ==, 31);
    g_assert_cmpuint(video->extension_ids[SDP_EXTENSION_RID], ==, 10);
    g_assert_cmpuint(watch->n_sections, ==, 3);
    g_assert_cmpint(watch->sections[0].direction, ==, SDP_RECVONLY);
    g_assert_cmpint(watch->sections[2].kind, ==, SDP_OTHER);
    g_assert_cmpint(answer->transport.setup, ==, SDP_ACTIVE);
    g_assert_cmpint(codec_of(&answer->sections[1], 102)->kind, ==, SDP_CODEC_H264);
    g_assert_true(codec_of(&answer->sections[1], 102)->is_packetized);
}

/* RFC 4796 §4: what a picture shows. */
static void test_content(void) {
    static const struct {
        const char *line;
        bool is_slides;
    } rows[] = {{"a=content:slides\r\n", true}, {"a=content:speaker,slides\r\n", true},
                {"a=content:main\r\n", false},  {"a=content:slideshow\r\n", false},
                {"a=content:\r\n", false},      {"a=content\r\n", false}};
    g_autofree char *text = sdp_samples_text("chromium_156_publish");
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *marked = g_strconcat(text, rows[i].line, NULL);
        g_autoptr(SdpSession) offer = sdp_parse(marked, strlen(marked), &error);
        g_assert_no_error(error);
        g_assert_cmpint(offer->sections[1].is_slides, ==, rows[i].is_slides);
        g_assert_false(offer->sections[0].is_slides);
    }
}

static void test_firefox(void) {
    g_autoptr(SdpSession) offer = sdp_samples_parse("firefox_publish");
    const SdpSection *audio = &offer->sections[0], *video = &offer->sections[1];
    g_assert_cmpstr(offer->transport.fingerprint.hash, ==, "SHA256"); /* of the session */
    g_assert_cmpstr(offer->transport.ufrag, ==, "8c6a1f3e");
    g_assert_cmpint(codec_of(audio, 109)->kind, ==, SDP_CODEC_OPUS);
    g_assert_cmpint(codec_of(video, 120)->kind, ==, SDP_CODEC_VP8);
    g_assert_cmpuint(codec_of(video, 124)->apt, ==, 120); /* fmtp before rtpmap */
    g_assert_cmpint(codec_of(video, 124)->kind, ==, SDP_CODEC_RTX);
    g_assert_true(codec_of(video, 126)->is_packetized);
    g_assert_cmpuint(video->extension_ids[SDP_EXTENSION_TWCC], ==, 7);
    g_assert_cmpint(video->direction, ==, SDP_SENDRECV);
    g_assert_cmpuint(video->n_rids, ==, 3);
    g_assert_cmpstr(video->rids[0], ==, "hi");
    g_assert_cmpstr(audio->cname, ==, "{aa1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d}");
}

static void test_gstreamer(void) {
    g_autoptr(SdpSession) offer = sdp_samples_parse("gstreamer_whip");
    const SdpSection *video = &offer->sections[0], *audio = &offer->sections[1];
    g_assert_cmpstr(video->mid, ==, "video0");
    g_assert_cmphex(codec_of(video, 96)->profile_level, ==, 0x42c015);
    g_assert_cmpuint(sdp_rtx_of(video, 1593812351), ==, 2790541083);
    g_assert_cmpuint(sdp_rtx_of(video, 2790541083), ==, 0);
    g_assert_false(audio->is_rejected); /* port 0, but bundle-only */
    g_assert_cmpint(codec_of(audio, 98)->kind, ==, SDP_CODEC_OPUS);
}

static void test_other_forms(void) {
    g_autoptr(SdpSession) data = sdp_samples_parse("chromium_data_and_plain_video");
    g_assert_cmpuint(data->n_sections, ==, 3);
    g_assert_cmpint(data->sections[2].kind, ==, SDP_OTHER);
    g_assert_cmpstr(data->sections[2].formats, ==, "webrtc-datachannel");
    g_autoptr(SdpSession) groups = sdp_samples_parse("sim_groups");
    const SdpSection *video = &groups->sections[0];
    g_assert_cmpuint(video->n_groups, ==, 4);
    g_assert_false(video->groups[0].is_fid);
    g_assert_cmpuint(video->groups[0].n, ==, 3);
    g_assert_cmpuint(sdp_rtx_of(video, 3), ==, 13);
    g_assert_cmpuint(codec_of(video, 96)->feedback, ==, SDP_FEEDBACK_NACK | SDP_FEEDBACK_PLI);
    g_assert_cmpint(groups->transport.setup, ==, SDP_ACTIVE);
    g_autoptr(SdpSession) bare = sdp_samples_parse("bare_line_feeds");
    g_assert_cmpuint(bare->n_sections, ==, 1);
    g_autoptr(SdpSession) refused = sdp_samples_parse("all_refused");
    g_assert_true(refused->sections[0].is_rejected);
    g_assert_null(refused->transport.ufrag);
}

/* Each case changes one thing of an offer that is taken. */
static void test_refuses(void) {
    static const struct {
        const char *from, *to;
        int code; /* ErrorCode */
        const char *said;
    } CASES[] = {
        {"v=0", "v=1", ERROR_INVALID, "it does not begin with \"v=0\""},
        {"s=-\r\n", "s=-\r\nnonsense\r\n", ERROR_INVALID, "line 4, \"nonsense\", is malformed"},
        {"s=-\r\n", "s=-\r\n\r\n", ERROR_INVALID, "line 4, \"\", is malformed"},
        {"a=ice-ufrag:Yk2q", "a=ice-ufrag:Yk2", ERROR_INVALID,
         "line 11, \"a=ice-ufrag:Yk2\", is malformed"},
        {"a=ice-pwd:9hTgYdVqX0n1cKpEo5rBzW3s", "a=ice-pwd:short", ERROR_INVALID,
         "line 12, \"a=ice-pwd:\", is malformed"},
        {"a=ice-pwd", "a=ice-xyz", ERROR_INVALID, "it has no a=ice-ufrag or no a=ice-pwd"},
        {"sha-256 0B:30", "sha-256 0B:3X", ERROR_INVALID, NULL},
        {"sha-256 0B:30", "sha-256 0B", ERROR_INVALID, NULL},
        {"fingerprint:sha-256", "fingerprint:sha-1", ERROR_UNSUPPORTED,
         "its a=fingerprint is not sha-256 or stronger"},
        {"a=fingerprint", "a=nothing", ERROR_INVALID, "it has no a=fingerprint"},
        {"a=setup:actpass", "a=setup:both", ERROR_INVALID, NULL},
        {"a=mid:1", "a=mid:0", ERROR_INVALID, "media section 2 has the a=mid of another"},
        {"a=mid:1", "a=mid:a-name-of-17-chars", ERROR_INVALID, NULL},
        {"a=mid:1", "a=nothing", ERROR_INVALID, "media section 2 has no a=mid"},
        {"BUNDLE 0 1", "BUNDLE 0", ERROR_UNSUPPORTED, "media section 2 is not in a=group:BUNDLE"},
        {"a=rtcp-mux", "a=nothing", ERROR_UNSUPPORTED, "media section 1 has no a=rtcp-mux"},
        {"m=audio 9 ", "m=audio x ", ERROR_INVALID, NULL},
        {"m=audio 9 ", "m=audio 70000 ", ERROR_INVALID, NULL},
        {"m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126", "m=audio 9 UDP/TLS/RTP/SAVPF",
         ERROR_INVALID, NULL},
        {"SAVPF 111 ", "SAVPF 128 ", ERROR_INVALID, NULL},
        {"rtpmap:111 opus/48000/2", "rtpmap:111 opus", ERROR_INVALID, NULL},
        {"rtpmap:111 opus/48000/2", "rtpmap:x opus/48000/2", ERROR_INVALID, NULL},
        {"extmap:3 ", "extmap:0 ", ERROR_INVALID, NULL},
        {"extmap:10 ", "extmap:11 ", ERROR_INVALID, NULL}, /* one id, two meanings */
        {"extmap:14 ", "extmap:10 ", ERROR_INVALID,
         "media section 2 gives an id of a=extmap another meaning"},
        {"ssrc:3570614608", "ssrc:4294967296", ERROR_INVALID, NULL},
        {"send q;h;f", "send q;h;q", ERROR_INVALID, NULL},
        {"send q;h;f", "send q;;f", ERROR_INVALID, NULL},
        {"send q;h;f", "send a;b;c;d;e", ERROR_TOO_LARGE, NULL},
    };
    g_autofree char *text = sdp_samples_text("chromium_whip");
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *wrong = sdp_samples_change(text, CASES[i].from, CASES[i].to);
        g_test_message("%s -> %s", CASES[i].from, CASES[i].to);
        g_assert_null(sdp_parse(wrong, strlen(wrong), &error));
        g_assert_error(error, BASE_ERROR, CASES[i].code);
        if (CASES[i].said) {
            g_autofree char *said =
                g_strdup_printf("cannot read the session description: %s", CASES[i].said);
            g_assert_cmpstr(error->message, ==, said);
        }
    }
}

static void check_fails(const char *text, size_t length, int code) {
    g_autoptr(GError) error = NULL;
    g_assert_null(sdp_parse(text, length, &error));
    g_assert_error(error, BASE_ERROR, code);
}

/* `line` n times with its number for '#'. */
static char *many(const char *start, const char *line, unsigned n) {
    GString *text = g_string_new(start);
    for (unsigned i = 0; i < n; i++) {
        g_autofree char *number = g_strdup_printf("%u", i + 1);
        g_autofree char *numbered = sdp_samples_change(line, "#", number);
        g_string_append(text, numbered);
    }
    return g_string_free(text, FALSE);
}

static void check_limit(const char *start, const char *line, unsigned limit) {
    for (unsigned n = limit; n <= limit + 1; n++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *text = many(start, line, n);
        g_autoptr(SdpSession) session = sdp_parse(text, strlen(text), &error);
        if (n == limit)
            g_assert_no_error(error);
        else
            g_assert_error(error, BASE_ERROR, ERROR_TOO_LARGE);
    }
}

#define START "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"

static void test_limits(void) {
    g_autofree char *long_line = g_strnfill(SDP_MAX_TEXT_BYTES, 'x');
    g_autofree char *text = g_strconcat(START "s=", long_line, NULL);
    check_fails(text, strlen(text), ERROR_TOO_LARGE);
    check_fails(text, SDP_MAX_TEXT_BYTES, ERROR_INVALID); /* no section */
    check_fails(START, strlen(START), ERROR_INVALID);
    check_fails("", 0, ERROR_INVALID);
    check_fails("v=0\r\n\0", 6, ERROR_INVALID);
    check_limit(START, "m=video 0 X 0\r\na=mid:#\r\n", SDP_MAX_SECTIONS);
    check_limit(START "m=video 0 UDP/TLS/RTP/SAVPF 96\r\n", "a=ssrc:# cname:x\r\n", SDP_MAX_SSRCS);
    check_limit(START "m=video 0 UDP/TLS/RTP/SAVPF 96\r\n", "a=ssrc-group:FID # 9\r\n",
                SDP_MAX_SSRC_GROUPS);
}

/* Cut anywhere it is taken or refused, never read beyond its end. */
static void test_cut_anywhere(void) {
    g_autofree char *text = sdp_samples_text("firefox_publish");
    size_t length = strlen(text);
    for (size_t n = 0; n < length; n++) {
        g_autofree char *cut = g_memdup2(text, MAX(n, 1));
        g_autoptr(GError) error = NULL;
        g_autoptr(SdpSession) session = sdp_parse(cut, n, &error);
        g_assert_true((session == NULL) == (error != NULL));
    }
    sdp_free(NULL);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/sdp/chromium", test_chromium);
    g_test_add_func("/sdp/recorded", test_recorded);
    g_test_add_func("/sdp/content", test_content);
    g_test_add_func("/sdp/firefox", test_firefox);
    g_test_add_func("/sdp/gstreamer", test_gstreamer);
    g_test_add_func("/sdp/other_forms", test_other_forms);
    g_test_add_func("/sdp/refuses", test_refuses);
    g_test_add_func("/sdp/limits", test_limits);
    g_test_add_func("/sdp/cut_anywhere", test_cut_anywhere);
    return g_test_run();
}
