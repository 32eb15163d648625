/* stream_name: what is read from an SRT stream id or an RTMP address is a key and a language of a
 * known alphabet, and reads the same when it is written plainly.
 *
 * The text up to the first NUL is the stream id or the application, what follows the stream. */
#include <string.h>

#include <glib.h>

#include "media/ingest/stream_name.h"

static void check(StreamNameFault fault, const StreamName *name) {
    StreamName again;
    g_assert_cmpstr(stream_name_fault_text(fault), !=, fault == STREAM_NAME_OK ? NULL : "");
    if (fault != STREAM_NAME_OK)
        return;
    g_assert_true(name->key[0] != '\0' && memchr(name->key, '\0', sizeof name->key));
    g_assert_true(memchr(name->language, '\0', sizeof name->language));
    for (const char *c = name->key; *c; c++)
        g_assert_true(g_ascii_isalnum(*c) || strchr("-_.~", *c));
    for (const char *c = name->language; *c; c++)
        g_assert_true(g_ascii_isalnum(*c) || *c == '-');
    g_autofree char *plain = g_strdup_printf("publish:%s/%s", name->key, name->language);
    g_assert_cmpint(stream_name_from_srt(plain, strlen(plain), &again), ==, STREAM_NAME_OK);
    g_assert_cmpstr(again.key, ==, name->key);
    g_assert_cmpstr(again.language, ==, name->language);
    g_assert_cmpint(stream_name_from_rtmp("live", plain + strlen("publish:"), &again), ==,
                    STREAM_NAME_OK);
    g_assert_cmpstr(again.key, ==, name->key);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    g_autofree char *text = g_strndup("", size + 1);
    StreamName name;
    memcpy(text, data, size);
    text[size] = '\0';
    size_t n_first = strlen(text);
    check(stream_name_from_srt(text, size, &name), &name);
    check(stream_name_from_rtmp(text, n_first < size ? text + n_first + 1 : "", &name), &name);
    return 0;
}
