/* asset.json: what is written is read; what names foreign files, or is of the wrong kind, is not.
 */
#include "media/lesson/asset_manifest.h"

#include <string.h>

#include "base/error.h"

static const char PICTURE[] =
    "{\"version\":1,\"kind\":\"picture\",\"duration_us\":61440000,\"tracks\":[{\"name\":\"v1080\","
    "\"codec\":\"avc1.640028\",\"width\":1920,\"height\":1080,\"frame_rate_milli\":25000,"
    "\"peak_bit_rate\":4900000,\"average_bit_rate\":4100000,\"is_copy\":true}],"
    "\"poster\":\"poster.jpg\",\"sprites\":{\"files\":[\"sprite0.jpg\"],\"columns\":10,"
    "\"rows\":10,\"width\":160,\"height\":90,\"every_ms\":10000}}";
static const char SOUND[] =
    "{\"version\":1,\"kind\":\"sound\",\"duration_us\":61440000,\"tracks\":[{\"name\":\"a\","
    "\"codec\":\"mp4a.40.2\",\"channels\":2,\"peak_bit_rate\":130000,\"average_bit_rate\":128000,"
    "\"is_copy\":false}],\"loudness_centi\":-2280,\"gain_centi\":-20,"
    "\"own_duration_us\":60100000}";
static const char SUBTITLE[] = "{\"version\":1,\"kind\":\"subtitle\",\"warning\":\"One is long.\","
                               "\"duration_us\":61440000,\"cues\":\"cues.vtt\",\"n_cues\":412}";
static const char DOCUMENT[] = "{\"version\":1,\"kind\":\"document\",\"pages\":[{\"file\":"
                               "\"p1.jpg\",\"small\":\"s1.jpg\",\"width\":1240,\"height\":1754}]}";

static void test_round_trips(void) {
    static const char *const TEXTS[] = {PICTURE, SOUND, SUBTITLE, DOCUMENT};
    for (unsigned i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(AssetManifest) manifest = asset_manifest_read(TEXTS[i], strlen(TEXTS[i]), &error);
        g_assert_no_error(error);
        g_assert_cmpint(manifest->kind, ==, (int)i);
        g_autofree char *again = asset_manifest_write(manifest);
        g_autoptr(AssetManifest) twice = asset_manifest_read(again, strlen(again), &error);
        g_assert_no_error(error);
        g_autofree char *third = asset_manifest_write(twice);
        g_assert_cmpstr(again, ==, third);
        g_assert_cmpuint(strlen(again), ==, strlen(TEXTS[i]));
    }
}

static void test_made(void) {
    g_autoptr(AssetManifest) manifest = asset_manifest_new(ASSET_PICTURE);
    g_autoptr(GError) error = NULL;
    AssetTrack *track = asset_manifest_add_track(manifest);
    *track = (AssetTrack){
        g_strdup("v360"), g_strdup("avc1.4d401f"), 640, 360, 29970, 0, 800000, 700000, false};
    manifest->duration_us = 5000000;
    g_autofree char *text = asset_manifest_write(manifest);
    g_autoptr(AssetManifest) found = asset_manifest_read(text, strlen(text), &error);
    g_assert_no_error(error);
    g_assert_cmpuint(found->tracks->len, ==, 1);
    track = found->tracks->pdata[0];
    g_assert_cmpstr(track->name, ==, "v360");
    g_assert_cmpint(track->frame_rate_milli, ==, 29970);
    g_assert_null(found->sprites);
    g_assert_false(found->has_loudness);
}

static void refuse(const char *text, int code, const char *part) {
    g_autoptr(GError) error = NULL;
    g_autoptr(AssetManifest) found = asset_manifest_read(text, strlen(text), &error);
    g_assert_null(found);
    g_assert_error(error, BASE_ERROR, code);
    g_assert_nonnull(strstr(error->message, part));
}

/* The picture's text with `from` replaced. */
static void refuse_changed(const char *from, const char *to, int code, const char *part) {
    g_auto(GStrv) pieces = g_strsplit(PICTURE, from, 2);
    g_assert_cmpuint(g_strv_length(pieces), ==, 2);
    g_autofree char *text = g_strjoinv(to, pieces);
    refuse(text, code, part);
}

static void test_refused(void) {
    static const char FOREIGN[] = "a name in it is not that of a file beside it";
    refuse("", ERROR_CORRUPT, "does not say what it describes");
    refuse("{\"kind\":\"song\"}", ERROR_CORRUPT, "does not say what it describes");
    refuse("{\"kind\":\"picture\"}", ERROR_CORRUPT, "version");
    refuse_changed("\"poster.jpg\"", "\"../poster.jpg\"", ERROR_CORRUPT, FOREIGN);
    refuse_changed("\"poster.jpg\"", "\".hidden\"", ERROR_CORRUPT, FOREIGN);
    refuse_changed("\"sprite0.jpg\"", "\"a/b.jpg\"", ERROR_CORRUPT, FOREIGN);
    refuse_changed("\"v1080\"", "\"v1080.x\"", ERROR_CORRUPT, FOREIGN);
    refuse_changed("\"version\":1", "\"version\":2", ERROR_NEWER, "newer version");
    refuse_changed("61440000", "0", ERROR_CORRUPT, "duration_us");
    refuse_changed("\"width\":1920", "\"channels\":2", ERROR_CORRUPT, "channels");
    refuse_changed("\"poster\"", "\"cues\"", ERROR_CORRUPT, "cues");
}

static void test_twins(void) {
    g_autoptr(AssetManifest) manifest = asset_manifest_new(ASSET_SOUND);
    for (unsigned i = 0; i < 2; i++) {
        AssetTrack *track = asset_manifest_add_track(manifest);
        *track = (AssetTrack){.name = g_strdup("a"),
                              .codec = g_strdup("mp4a.40.2"),
                              .channels = 2,
                              .peak_bit_rate = 1,
                              .average_bit_rate = 1};
    }
    manifest->duration_us = 1;
    g_autofree char *text = asset_manifest_write(manifest);
    refuse(text, ERROR_CORRUPT, "the same name");
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/asset_manifest/round-trips", test_round_trips);
    g_test_add_func("/asset_manifest/made", test_made);
    g_test_add_func("/asset_manifest/refused", test_refused);
    g_test_add_func("/asset_manifest/twins", test_twins);
    return g_test_run();
}
