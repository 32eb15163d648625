/* Titles of meetings as names of files. */
#include "media/deliver/attachment_name.h"

#include <glib.h>
#include <string.h>

static const struct {
    const char *title, *field;
} ROWS[] = {
    {"Weekly", "attachment; filename=\"Weekly.mp4\"; filename*=UTF-8''Weekly.mp4"},
    {"a b", "attachment; filename=\"a b.mp4\"; filename*=UTF-8''a%20b.mp4"},
    {"党课", "attachment; filename=\"recording.mp4\"; filename*=UTF-8''%E5%85%9A%E8%AF%BE.mp4"},
    {"ཚོགས", "attachment; filename=\"recording.mp4\"; "
            "filename*=UTF-8''%E0%BD%9A%E0%BD%BC%E0%BD%82%E0%BD%A6.mp4"},
    {"", "attachment; filename=\"recording.mp4\"; filename*=UTF-8''recording.mp4"},
    {" . .", "attachment; filename=\"recording.mp4\"; filename*=UTF-8''recording.mp4"},
    {"..\\..//etc", "attachment; filename=\"_..__etc.mp4\"; filename*=UTF-8''_..__etc.mp4"},
    {"a\"; filename=b", "attachment; filename=\"a__ filename=b.mp4\"; "
                        "filename*=UTF-8''a__%20filename%3Db.mp4"},
    {"a\r\nset-cookie: b", "attachment; filename=\"aset-cookie_ b.mp4\"; "
                           "filename*=UTF-8''aset-cookie_%20b.mp4"},
    {"a\u202Egpj", "attachment; filename=\"agpj.mp4\"; filename*=UTF-8''agpj.mp4"},
    {"\xff", "attachment; filename=\"recording.mp4\"; filename*=UTF-8''%EF%BF%BD.mp4"},
};

static void test_titles(void) {
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *field = attachment_name_field(ROWS[i].title, ".mp4");
        g_assert_cmpstr(field, ==, ROWS[i].field);
    }
}

static void test_long_titles(void) {
    g_autoptr(GString) title = g_string_new(NULL);
    for (unsigned i = 0; i < 200; i++)
        g_string_append(title, "党");
    g_autofree char *field = attachment_name_field(title->str, ".mp4");
    g_assert_cmpuint(strlen(strstr(field, "''")), ==,
                     2 + 9 * ATTACHMENT_NAME_MAX_CHARS + strlen(".mp4"));
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/attachment_name/titles", test_titles);
    g_test_add_func("/attachment_name/long_titles", test_long_titles);
    return g_test_run();
}
