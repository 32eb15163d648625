/* json_table: whatever it accepts, it writes and reads back the same; whatever it refuses, it says
 * so in valid UTF-8 and touches nothing. */
#include "base/json_table.h"

#include <string.h>

#include "base/error.h"

#define MAX_BYTES 65536

typedef struct Part Part;
struct Part {
    char *name;
    int64_t size;
    Part *inner;
};

typedef struct Sample {
    char *type, *title;
    int64_t id, any;
    double ratio;
    bool is_open, has_id, has_ratio, has_open;
    int colour;
    char **tags;
    Part *main_part;
    GPtrArray *parts;
    char *extra;
} Sample;

static const char *const COLOURS[] = {"red", "green", "blue", NULL};

static const JsonTable PART;
static const JsonField PART_FIELDS[] = {
    {"name", JSON_STRING, offsetof(Part, name), JSON_REQUIRED, 1, 40},
    {"size", JSON_INTEGER, offsetof(Part, size), JSON_OPTIONAL, 0, 1000},
    {"inner", JSON_OBJECT, offsetof(Part, inner), JSON_OPTIONAL, .table = &PART},
    {NULL, JSON_END},
};
static const JsonTable PART = {"part", sizeof(Part), PART_FIELDS};

static const JsonField SAMPLE_FIELDS[] = {
    {"type", JSON_STRING, offsetof(Sample, type), JSON_REQUIRED, 0, 100},
    {"title", JSON_STRING, offsetof(Sample, title), JSON_OPTIONAL, 0, 10000},
    {"id", JSON_INTEGER, offsetof(Sample, id), JSON_OPTIONAL, 1,
     .present_offset = offsetof(Sample, has_id)},
    {"any", JSON_INTEGER, offsetof(Sample, any), JSON_OPTIONAL, G_MININT64, G_MAXINT64},
    {"ratio", JSON_NUMBER, offsetof(Sample, ratio), JSON_OPTIONAL, G_MININT64,
     .present_offset = offsetof(Sample, has_ratio)},
    {"open", JSON_BOOL, offsetof(Sample, is_open), JSON_OPTIONAL,
     .present_offset = offsetof(Sample, has_open)},
    {"colour", JSON_ENUM, offsetof(Sample, colour), JSON_OPTIONAL, .words = COLOURS},
    {"tags", JSON_STRINGS, offsetof(Sample, tags), JSON_OPTIONAL, 0, 5},
    {"main", JSON_OBJECT, offsetof(Sample, main_part), JSON_OPTIONAL, .table = &PART},
    {"parts", JSON_OBJECTS, offsetof(Sample, parts), JSON_OPTIONAL, 0, 5, .table = &PART},
    {"extra", JSON_RAW, offsetof(Sample, extra), JSON_OPTIONAL, 0, MAX_BYTES},
    {NULL, JSON_END},
};
static const JsonTable SAMPLE = {"sample", sizeof(Sample), SAMPLE_FIELDS};

static void check_refused(const Sample *sample, const GError *error) {
    static const Sample UNTOUCHED;
    g_assert_cmpmem(sample, sizeof *sample, &UNTOUCHED, sizeof UNTOUCHED);
    g_assert_true(error->domain == BASE_ERROR && error->code == ERROR_INVALID);
    g_assert_true(g_str_has_prefix(error->message, "cannot read sample: "));
    g_assert_true(g_utf8_validate(error->message, -1, NULL));
}

static void check_accepted(const Sample *sample, const char *peeked) {
    Sample again = {0};
    g_autoptr(GError) error = NULL;
    g_autofree char *text = json_table_write(&SAMPLE, sample);
    json_table_read(&SAMPLE, text, strlen(text), 2 * MAX_BYTES, &again, &error);
    g_assert_no_error(error);
    g_autofree char *text_again = json_table_write(&SAMPLE, &again);
    g_assert_cmpstr(text, ==, text_again);
    json_table_clear(&SAMPLE, &again);

    g_assert_true(!peeked || g_str_equal(peeked, sample->type));
    g_autofree char *peeked_again = json_peek_string(text, strlen(text), "type");
    g_assert_cmpstr(peeked_again, ==, sample->type);
}

/* Any bytes become a JSON string; text comes back unchanged. */
static void check_string(const char *text) {
    g_autoptr(GString) json = g_string_new("{\"type\":");
    json_append_string(json, text);
    g_string_append_c(json, '}');
    g_autofree char *read = json_peek_string(json->str, json->len, "type");
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    g_assert_cmpstr(read, ==, valid);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const char *text = (const char *)data;
    size_t length = MIN(size, MAX_BYTES);
    Sample sample = {0};
    g_autoptr(GError) error = NULL;
    g_autofree char *peeked = json_peek_string(text, length, "type");
    if (json_table_read(&SAMPLE, text, length, MAX_BYTES, &sample, &error))
        check_accepted(&sample, peeked);
    else
        check_refused(&sample, error);
    json_table_clear(&SAMPLE, &sample);

    g_autofree char *terminated = g_strndup(text, length);
    check_string(terminated);
    return 0;
}
