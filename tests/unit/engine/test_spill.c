/* Parts without room on the disk: their bytes, what is forgotten. */
#include "media/engine/spill.h"

#include <string.h>
#include <unistd.h>

static void add(Spill *spill, const char *picture, const char *sound, GridSpan *ret_spans) {
    g_autoptr(GError) error = NULL;
    GridPart parts[2] = {
        {(const uint8_t *)picture, picture ? strlen(picture) : 0, true, picture == NULL},
        {(const uint8_t *)sound, strlen(sound), false, false}};
    GridRow row = {.n_tracks = 2, .parts = parts};
    g_assert_true(spill_add(spill, &row, ret_spans, &error));
    g_assert_no_error(error);
}

static void expect(Spill *spill, unsigned track, const GridSpan *span, const char *text) {
    char bytes[64] = "";
    g_autoptr(GateFile) file = spill_file(spill, track);
    g_assert_cmpuint(span->length, ==, strlen(text));
    g_assert_cmpuint(span->offset + span->length, <=, file->length);
    g_assert_cmpint(pread(file->fd, bytes, span->length, (off_t)span->offset), ==,
                    (ssize_t)span->length);
    g_assert_cmpstr(bytes, ==, text);
}

static void test_keeps(void) {
    GridSpan one[2], other[2], third[2];
    Spill *spill = spill_new(2);
    g_assert_null(spill_file(spill, 0));
    add(spill, "key frame", "a", one);
    add(spill, NULL, "bc", other);
    add(spill, "more", "def", third);
    expect(spill, 0, &one[0], "key frame");
    expect(spill, 1, &one[1], "a");
    expect(spill, 1, &other[1], "bc");
    expect(spill, 0, &third[0], "more");
    expect(spill, 1, &third[1], "def");
    g_assert_cmpuint(one[0].flags, ==, GRID_SPILLED | GRID_INDEPENDENT);
    g_assert_cmpuint(one[1].flags, ==, GRID_SPILLED);
    g_assert_cmpuint(other[0].length, ==, 0);
    g_assert_cmpuint(other[0].flags, ==, GRID_GAP);
    g_autoptr(GateFile) kept = spill_file(spill, 0);
    spill_free(spill);
    char bytes[9];
    g_assert_cmpint(pread(kept->fd, bytes, 9, 0), ==, 9); /* whoever sends it goes on */
    spill_free(NULL);
}

/* The newest minutes stay, the oldest give their memory back. */
static void test_forgets(void) {
    g_autofree char *big = g_strnfill(100000, 'x');
    GridSpan first[2], spans[2];
    Spill *spill = spill_new(2);
    add(spill, big, "first", first);
    for (unsigned i = 1; i < SPILL_MAX_ROWS; i++)
        add(spill, big, "x", spans);
    expect(spill, 1, &first[1], "first");
    for (unsigned i = 0; i < SPILL_MAX_ROWS; i++)
        add(spill, big, "last", spans);
    expect(spill, 1, &spans[1], "last");
    g_autoptr(GateFile) file = spill_file(spill, 0);
    uint8_t byte = 1;
    g_assert_cmpint(pread(file->fd, &byte, 1, (off_t)first[0].offset), ==, 1);
    g_assert_cmpuint(byte, ==, 0);
    spill_free(spill);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/spill/keeps", test_keeps);
    g_test_add_func("/spill/forgets", test_forgets);
    return g_test_run();
}
