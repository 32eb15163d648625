#include "tests/support/sdp_samples.h"

#include <string.h>

char *sdp_samples_text(const char *name) {
    g_autoptr(GError) error = NULL;
    g_autofree char *file = g_strconcat(name, ".sdp", NULL);
    g_autofree char *path =
        g_test_build_filename(G_TEST_DIST, "..", "fuzz", "corpus", "sdp", file, NULL);
    char *text;
    g_file_get_contents(path, &text, NULL, &error);
    g_assert_no_error(error);
    return text;
}

SdpSession *sdp_samples_parse(const char *name) {
    g_autoptr(GError) error = NULL;
    g_autofree char *text = sdp_samples_text(name);
    SdpSession *session = sdp_parse(text, strlen(text), &error);
    g_assert_no_error(error);
    return session;
}

char *sdp_samples_change(const char *text, const char *from, const char *to) {
    g_auto(GStrv) parts = g_strsplit(text, from, -1);
    g_assert_cmpuint(g_strv_length(parts), >, 1);
    return g_strjoinv(to, parts);
}
