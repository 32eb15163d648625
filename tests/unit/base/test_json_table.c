#include "base/json_table.h"

#include <string.h>

#include "base/error.h"

#define MAX_BYTES 65536

typedef struct Part {
    char *name;
    int64_t size;
} Part;

typedef struct Sample {
    char *title;
    int64_t count, big;
    double ratio;
    bool is_open, has_count, has_open;
    int colour;
    char **tags;
    Part *main_part;
    GPtrArray *parts;
    char *extra;
} Sample;

static const char *const COLOURS[] = {"red", "green", "blue", NULL};

static const JsonField PART_FIELDS[] = {
    {"name", JSON_STRING, offsetof(Part, name), JSON_REQUIRED, 1, 4},
    {"size", JSON_INTEGER, offsetof(Part, size), JSON_OPTIONAL, 0, 10},
    {NULL, JSON_END},
};
static const JsonTable PART = {"part", sizeof(Part), PART_FIELDS};

static const JsonField SAMPLE_FIELDS[] = {
    {"title", JSON_STRING, offsetof(Sample, title), JSON_REQUIRED, 1, 8},
    {"count", JSON_INTEGER, offsetof(Sample, count), JSON_OPTIONAL, -5, 0,
     .present_offset = offsetof(Sample, has_count)},
    {"big", JSON_INTEGER, offsetof(Sample, big), JSON_OPTIONAL, G_MININT64, G_MAXINT64},
    {"ratio", JSON_NUMBER, offsetof(Sample, ratio), JSON_OPTIONAL, -1, 1},
    {"open", JSON_BOOL, offsetof(Sample, is_open), JSON_OPTIONAL,
     .present_offset = offsetof(Sample, has_open)},
    {"colour", JSON_ENUM, offsetof(Sample, colour), JSON_OPTIONAL, .words = COLOURS},
    {"tags", JSON_STRINGS, offsetof(Sample, tags), JSON_OPTIONAL, 1, 3, .item_max = 4},
    {"main", JSON_OBJECT, offsetof(Sample, main_part), JSON_OPTIONAL, .table = &PART},
    {"parts", JSON_OBJECTS, offsetof(Sample, parts), JSON_OPTIONAL, 0, 3, .table = &PART},
    {"extra", JSON_RAW, offsetof(Sample, extra), JSON_OPTIONAL, 0, 40},
    {NULL, JSON_END},
};
static const JsonTable SAMPLE = {"sample", sizeof(Sample), SAMPLE_FIELDS};

/* What comes in and what the mirror makes of it: the whole state in one line. */
static const struct {
    const char *in, *out;
} GOOD[] = {
    {"{\"title\":\"a\"}", "{\"title\":\"a\",\"big\":0,\"ratio\":0,\"colour\":\"red\"}"},
    {" {\"colour\" : \"blue\", \"title\":\"同屏\",\"count\":-5,\"open\":false}\r\n",
     "{\"title\":\"同屏\",\"count\":-5,\"big\":0,\"ratio\":0,\"open\":false,\"colour\":\"blue\"}"},
    {"{\"title\":\"\\u0041\\n\\\"\\\\\\/\",\"ratio\":0.1,\"count\":9007199254740991}",
     "{\"title\":\"A\\n\\\"\\\\/\",\"count\":9007199254740991,\"big\":0,\"ratio\":0.1,"
     "\"colour\":\"red\"}"},
    {"{\"title\":\"\\ud83d\\ude00\",\"ratio\":1,\"big\":9223372036854775807}",
     "{\"title\":\"\xf0\x9f\x98\x80\",\"big\":9223372036854775807,\"ratio\":1,\"colour\":\"red\"}"},
    {"{\"title\":\"t\",\"big\":-9223372036854775808,\"tags\":[\"x\",\"\",\"yyyy\"],"
     "\"main\":{\"name\":\"m\",\"size\":10},\"parts\":[{\"name\":\"p\"},{\"name\":\"q\",\"size\":2}"
     "]}",
     "{\"title\":\"t\",\"big\":-9223372036854775808,\"ratio\":0,\"colour\":\"red\","
     "\"tags\":[\"x\",\"\",\"yyyy\"],\"main\":{\"name\":\"m\",\"size\":10},"
     "\"parts\":[{\"name\":\"p\",\"size\":0},{\"name\":\"q\",\"size\":2}]}"},
    {"{\"title\":\"t\",\"parts\":[],\"extra\": {\"b\": [1, 0.1, true, null], \"a\" : \"\\u00e9\"}}",
     "{\"title\":\"t\",\"big\":0,\"ratio\":0,\"colour\":\"red\",\"parts\":[],"
     "\"extra\":{\"b\":[1,0.1,true,null],\"a\":\"é\"}}"},
    {"{\"title\":\"t\",\"extra\":null}",
     "{\"title\":\"t\",\"big\":0,\"ratio\":0,\"colour\":\"red\",\"extra\":null}"},
    {"{\"title\":\"t\",\"extra\":[[[[[[[1]]]]]]]}",
     "{\"title\":\"t\",\"big\":0,\"ratio\":0,\"colour\":\"red\",\"extra\":[[[[[[[1]]]]]]]}"},
};

static void test_good(void) {
    for (size_t i = 0; i < G_N_ELEMENTS(GOOD); i++) {
        Sample sample = {0};
        g_autoptr(GError) error = NULL;
        bool ok =
            json_table_read(&SAMPLE, GOOD[i].in, strlen(GOOD[i].in), MAX_BYTES, &sample, &error);
        g_assert_no_error(error);
        g_assert_true(ok);
        g_autofree char *out = json_table_write(&SAMPLE, &sample);
        g_assert_cmpstr(out, ==, GOOD[i].out);
        json_table_clear(&SAMPLE, &sample);
        g_assert_null(sample.title);

        g_assert_true(json_table_read(&SAMPLE, out, strlen(out), MAX_BYTES, &sample, &error));
        g_autofree char *again = json_table_write(&SAMPLE, &sample);
        g_assert_cmpstr(again, ==, out);
        json_table_clear(&SAMPLE, &sample);
    }
}

static const struct {
    const char *in, *message;
} BAD[] = {
    {"{}", "title: missing"},
    {"{\"title\":\"a\",\"x\":1}", "x: unknown field"},
    {"{\"title\":\"a\",\"title\":\"b\"}", "title: repeated field at byte 20"},
    {"{\"title\":\"a\",\"parts\":[{\"name\":\"b\"},{\"name\":\"b\",\"na\\u006de\":\"c\"}]}",
     "parts[1].na\\u006de: repeated field at byte 58"},
    {"{\"title\":\"a\",\"main\":{\"size\":1}}", "main.name: missing"},
    {"{\"title\":\"a\",\"main\":{\"name\":\"n\",\"x\":{}}}", "main.x: unknown field"},
    {"{\"title\":\"a\",\"parts\":[{\"name\":\"b\"},{\"name\":\"bbbbb\"}]}",
     "parts[1].name: must have 1 to 4 characters, has 5"},
    {"{\"title\":\"a\",\"parts\":[{\"name\":\"b\"},3]}", "parts[1]: must be an object"},
    {"{\"title\":\"a\",\"parts\":[{\"name\":\"b\"},{\"name\":\"b\"},{\"name\":\"b\"},{\"name\":"
     "\"b\"}]}",
     "parts: must have 0 to 3 items, has 4"},
    {"{\"title\":\"a\",\"parts\":{}}", "parts: must be a list"},
    {"{\"title\":\"a\",\"main\":[]}", "main: must be an object"},
    {"{\"title\":\"a\",\"main\":null}", "main: must be an object"},
    {"{\"title\":null}", "title: must be a string"},
    {"{\"title\":1}", "title: must be a string"},
    {"{\"title\":\"\"}", "title: must have 1 to 8 characters, has 0"},
    {"{\"title\":\"一二三四五六七八九\"}", "title: must have 1 to 8 characters, has 9"},
    {"{\"title\":\"a\",\"count\":-6}", "count: must be -5 to 9007199254740991, is -6"},
    {"{\"title\":\"a\",\"count\":9007199254740992}",
     "count: must be -5 to 9007199254740991, is 9007199254740992"},
    {"{\"title\":\"a\",\"count\":1.0}", "count: must be an integer"},
    {"{\"title\":\"a\",\"count\":1e3}", "count: must be an integer"},
    {"{\"title\":\"a\",\"count\":\"1\"}", "count: must be an integer"},
    {"{\"title\":\"a\",\"count\":true}", "count: must be an integer"},
    {"{\"title\":\"a\",\"big\":9223372036854775808}", "big: number out of range at byte 38"},
    {"{\"title\":\"a\",\"ratio\":1.5}", "ratio: must be at most 1, is 1.5"},
    {"{\"title\":\"a\",\"ratio\":-2}", "ratio: must be at least -1, is -2"},
    {"{\"title\":\"a\",\"ratio\":1e999}", "ratio: number out of range at byte 26"},
    {"{\"title\":\"a\",\"ratio\":NaN}", "ratio: not JSON at byte 24"},
    {"{\"title\":\"a\",\"ratio\":false}", "ratio: must be a number"},
    {"{\"title\":\"a\",\"open\":0}", "open: must be true or false"},
    {"{\"title\":\"a\",\"colour\":\"Red\"}", "colour: 'Red' is none of: red, green, blue"},
    {"{\"title\":\"a\",\"colour\":1}", "colour: must be a string"},
    {"{\"title\":\"a\",\"tags\":[]}", "tags: must have 1 to 3 items, has 0"},
    {"{\"title\":\"a\",\"tags\":[\"a\",\"b\",\"c\",\"d\"]}", "tags: must have 1 to 3 items, has 4"},
    {"{\"title\":\"a\",\"tags\":[\"a\",\"12345\"]}", "tags[1]: must have 0 to 4 characters, has 5"},
    {"{\"title\":\"a\",\"tags\":[\"a\",7]}", "tags[1]: must be a string"},
    {"{\"title\":\"a\",\"extra\":\"0123456789012345678901234567890123456789\"}",
     "extra: must have 0 to 40 bytes, has 42"},
    {"{\"title\":\"a\\u0000b\"}", "title: NUL character in a string at byte 19"},
    {"{\"a\\u0000b\":1}", "a\\u0000b: NUL character in a string at byte 11"},
    {"{\"title\":\"\\ud800\"}", "title: not JSON at byte 17"},
    {"{\"title\":\"\xff\"}", "title: not UTF-8 at byte 10"},
    {"{\"title\":\"\xc0\xaf\"}", "title: not UTF-8 at byte 10"},
    {"{\"title\":\"\xed\xa0\x80\"}", "title: not UTF-8 at byte 10"},
    {"{\"title\":\"a\tb\"}", "title: not JSON at byte 11"},
    {"{\"title\":\"a\",}", "not JSON at byte 14"},
    {"{\"title\":\"a\"", "title: text ends too early at byte 12"},
    {"{\"title\":\"a", "title: text ends too early at byte 11"},
    {"{\"title\":\"a\"} x", "text goes on after the object at byte 15"},
    {"{\"title\":\"a\"}{}", "text goes on after the object at byte 14"},
    {"{'title':'a'}", "not JSON at byte 2"},
    {"{title:1}", "not JSON at byte 6"},
    {"{\"title\":\"a\",\"count\":01}", "count: not JSON at byte 22"},
    {"\xef\xbb\xbf{\"title\":\"a\"}", "not JSON at byte 3"},
    {"/**/{}", "not JSON at byte 1"},
    {"[]", "must be an object"},
    {"\"title\"", "not JSON at byte 7"},
    {"", "text ends too early at byte 0"},
    {"   ", "text ends too early at byte 3"},
    {"]]]]}}}}", "not JSON at byte 1"},
    {"{\"title\":\"a\",\"extra\":[[[[[[[[1]]]]]]]]}", "nested deeper than 8 levels"},
    {"{\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\xc3\xa9zzz\":1}",
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…: unknown field"},
};

static void test_bad(void) {
    for (size_t i = 0; i < G_N_ELEMENTS(BAD); i++) {
        Sample sample;
        Sample untouched;
        memset(&sample, 0x5a, sizeof sample);
        memset(&untouched, 0x5a, sizeof untouched);
        g_autoptr(GError) error = NULL;
        bool ok =
            json_table_read(&SAMPLE, BAD[i].in, strlen(BAD[i].in), MAX_BYTES, &sample, &error);
        g_assert_false(ok);
        g_autofree char *message = g_strconcat("cannot read sample: ", BAD[i].message, NULL);
        g_assert_cmpstr(error->message, ==, message);
        g_assert_error(error, BASE_ERROR, ERROR_INVALID);
        g_assert_cmpmem(&sample, sizeof sample, &untouched, sizeof untouched);
    }
}

static void assert_refused(const char *text, size_t length, size_t max_bytes, ErrorCode code) {
    Sample sample = {0};
    g_autoptr(GError) error = NULL;
    g_assert_false(json_table_read(&SAMPLE, text, length, max_bytes, &sample, &error));
    g_assert_error(error, BASE_ERROR, (int)code);
}

static void test_raw_nul(void) {
    static const char INSIDE[] = "{\"title\":\"a\0b\"}";
    static const char AFTER[] = "{\"title\":\"a\"}\0";
    assert_refused(INSIDE, sizeof INSIDE - 1, MAX_BYTES, ERROR_INVALID);
    assert_refused(AFTER, sizeof AFTER - 1, MAX_BYTES, ERROR_INVALID);
    assert_refused(NULL, 0, MAX_BYTES, ERROR_INVALID);
}

static void test_max_bytes(void) {
    const char *text = "{\"title\":\"a\"}";
    Sample sample = {0};
    assert_refused(text, strlen(text), strlen(text) - 1, ERROR_TOO_LARGE);
    g_assert_true(json_table_read(&SAMPLE, text, strlen(text), strlen(text), &sample, NULL));
    json_table_clear(&SAMPLE, &sample);
}

/* {"title":"a","extra":[0,0,…]} */
static char *text_with_values(size_t n_values) {
    GString *text = g_string_new("{\"title\":\"a\",\"extra\":[0");
    for (size_t i = 1; i < n_values; i++)
        g_string_append(text, ",0");
    g_string_append(text, "]}");
    return g_string_free(text, FALSE);
}

static void assert_message(const char *text, const char *pattern) {
    Sample sample = {0};
    g_autoptr(GError) error = NULL;
    g_assert_false(json_table_read(&SAMPLE, text, strlen(text), G_MAXSIZE, &sample, &error));
    if (!g_pattern_match_simple(pattern, error->message))
        g_error("'%s' does not match '%s'", error->message, pattern);
}

static void test_max_values(void) {
    g_autofree char *many = text_with_values(JSON_TABLE_MAX_VALUES - 10);
    assert_message(many, "*extra: must have 0 to 40 bytes*");
    g_autofree char *too_many = text_with_values(JSON_TABLE_MAX_VALUES + 1);
    assert_message(too_many, "*has more than 100000 values");
}

typedef struct Wide {
    char **items;
} Wide;

static void test_default_limits(void) {
    static const JsonField FIELDS[] = {
        {"items", JSON_STRINGS, offsetof(Wide, items), JSON_REQUIRED},
        {NULL, JSON_END},
    };
    static const JsonTable TABLE = {"wide", sizeof(Wide), FIELDS};
    g_autoptr(GString) text = g_string_new("{\"items\":[\"\"");
    for (int i = 1; i < JSON_TABLE_MAX_ITEMS; i++)
        g_string_append(text, ",\"\"");
    size_t cut = text->len;
    g_string_append(text, "]}");
    Wide wide = {0};
    g_autoptr(GError) error = NULL;
    g_assert_true(json_table_read(&TABLE, text->str, text->len, G_MAXSIZE, &wide, &error));
    g_assert_cmpuint(g_strv_length(wide.items), ==, JSON_TABLE_MAX_ITEMS);
    json_table_clear(&TABLE, &wide);

    g_string_truncate(text, cut);
    g_string_append(text, ",\"\"]}");
    g_assert_false(json_table_read(&TABLE, text->str, text->len, G_MAXSIZE, &wide, &error));
    g_assert_cmpstr(error->message, ==,
                    "cannot read wide: items: must have 0 to 10000 items, has 10001");
    g_clear_error(&error);

    g_autofree char *long_word = g_strnfill(1025, 'x');
    g_string_printf(text, "{\"items\":[\"%s\"]}", long_word);
    g_assert_false(json_table_read(&TABLE, text->str, text->len, G_MAXSIZE, &wide, &error));
    g_assert_cmpstr(error->message, ==,
                    "cannot read wide: items[0]: must have 0 to 1024 characters, has 1025");
}

static void test_presence(void) {
    Sample sample = {0};
    const char *text = "{\"title\":\"a\",\"count\":0}";
    g_assert_true(json_table_read(&SAMPLE, text, strlen(text), MAX_BYTES, &sample, NULL));
    g_assert_true(sample.has_count);
    g_assert_false(sample.has_open);
    json_table_clear(&SAMPLE, &sample);
}

static void test_clear(void) {
    json_table_clear(&SAMPLE, NULL);
    Sample sample = {0};
    json_table_clear(&SAMPLE, &sample);
    sample.parts = g_ptr_array_new_with_free_func(g_free);
    Part *part = g_new0(Part, 1);
    part->name = g_strdup("x");
    g_ptr_array_add(sample.parts, part);
    json_table_clear(&SAMPLE, &sample);
    g_assert_null(sample.parts);
    json_table_clear(&SAMPLE, &sample);
}

static void test_append_string(void) {
    static const struct {
        const char *in, *out;
    } CASES[] = {
        {"", "\"\""},
        {"plain 同", "\"plain 同\""},
        {"\"\\/", "\"\\\"\\\\/\""},
        {"\b\f\n\r\t\x1f\x7f", "\"\\u0008\\u000c\\n\\r\\t\\u001f\\u007f\""},
        {"a\xffz", "\"a\xef\xbf\xbdz\""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(GString) out = g_string_new(NULL);
        json_append_string(out, CASES[i].in);
        g_assert_cmpstr(out->str, ==, CASES[i].out);
    }
}

static void test_append_number(void) {
    static const struct {
        double in;
        const char *out;
    } CASES[] = {
        {0, "0"},
        {-1.5, "-1.5"},
        {-0.0, "0"},
        {0.1, "0.1"},
        {1.0 / 3, "0.3333333333333333"},
        {1e300, "1e+300"},
        {25, "25"},
        {G_MAXDOUBLE * 2, "null"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(GString) out = g_string_new(NULL);
        json_append_number(out, CASES[i].in);
        g_assert_cmpstr(out->str, ==, CASES[i].out);
    }
}

static void test_enum_outside(void) {
    Sample sample = {.title = (char *)"t", .colour = 3};
    g_autofree char *out = json_table_write(&SAMPLE, &sample);
    g_assert_cmpstr(out, ==, "{\"title\":\"t\",\"big\":0,\"ratio\":0}");
    sample.colour = -1;
    g_autofree char *negative = json_table_write(&SAMPLE, &sample);
    g_assert_cmpstr(negative, ==, out);
}

static void test_peek(void) {
    static const struct {
        const char *in, *out;
    } CASES[] = {
        {"{\"type\":\"hello\"}", "hello"},
        {" \n{ \"id\" : 3 , \"type\" : \"he\\u006clo\" }", "hello"},
        {"{\"a\":{\"type\":\"no\"},\"b\":[\"type\",{\"type\":\"no\"}],\"type\":\"yes\"}", "yes"},
        {"{\"a\":\"type\",\"type\":\"yes\"}", "yes"},
        {"{\"a\":\"\\\"type\\\":\\\\\",\"type\":\"yes\"}", "yes"},
        {"{\"type\":\"one\",\"type\":\"two\"}", "one"},
        {"{\"type\":1}", NULL},
        {"{\"type\":null,\"x\":\"y\"}", NULL},
        {"{\"type\":[\"x\"]}", NULL},
        {"{\"type\":{\"type\":\"x\"}}", NULL},
        {"{\"typ\":\"x\"}", NULL},
        {"{\"types\":\"x\"}", NULL},
        {"{\"type\":\"a\\u0000b\"}", NULL},
        {"{\"type\":\"a\xff\"}", NULL},
        {"{\"type\":\"cut", NULL},
        {"{\"type\":\"cut\\", NULL},
        {"{\"type", NULL},
        {"{\"type\"", NULL},
        {"{\"type\":", NULL},
        {"{}\"type\":\"x\"", NULL},
        {"{", NULL},
        {"[\"type\",\"x\"]", NULL},
        {"\"type\"", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autofree char *out = json_peek_string(CASES[i].in, strlen(CASES[i].in), "type");
        g_assert_cmpstr(out, ==, CASES[i].out);
    }
    g_assert_null(json_peek_string(NULL, 0, "type"));
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/base/json_table/good", test_good);
    g_test_add_func("/base/json_table/bad", test_bad);
    g_test_add_func("/base/json_table/raw_nul", test_raw_nul);
    g_test_add_func("/base/json_table/max_bytes", test_max_bytes);
    g_test_add_func("/base/json_table/max_values", test_max_values);
    g_test_add_func("/base/json_table/default_limits", test_default_limits);
    g_test_add_func("/base/json_table/presence", test_presence);
    g_test_add_func("/base/json_table/clear", test_clear);
    g_test_add_func("/base/json_table/append_string", test_append_string);
    g_test_add_func("/base/json_table/append_number", test_append_number);
    g_test_add_func("/base/json_table/enum_outside", test_enum_outside);
    g_test_add_func("/base/json_table/peek", test_peek);
    return g_test_run();
}
