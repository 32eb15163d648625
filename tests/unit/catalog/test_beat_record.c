/* Lines of the raw log: what is written reads back equal, what was damaged is not read at all. */
#include "catalog/viewing/beat_record.h"

#include <string.h>

#include "catalog/viewing/crc32.h"
#include "catalog/viewing/viewing_id.h"

#define VIEWING "0193b1c2-0000-7000-8000-00000000000a"
#define MEETING "0193b1c2-0000-7000-8000-00000000000b"
#define ACCOUNT "0193b1c2-0000-7000-8000-00000000000c"
#define AT_US   INT64_C(1700000000123456)

static BeatRecord record_of(BeatRecordKind kind) {
    BeatRecord record = {.kind = kind, .at_us = AT_US};
    strcpy(record.viewing_id, VIEWING);
    return record;
}

static BeatRecord opened(void) {
    BeatRecord record = record_of(BEAT_RECORD_OPENED);
    strcpy(record.opened.of_id, MEETING);
    record.opened.who = VIEWING_ACCOUNT;
    strcpy(record.opened.who_id, ACCOUNT);
    record.opened.mode = BEAT_RECORD_LIVE;
    return record;
}

static BeatRecord beat(void) {
    BeatRecord record = record_of(BEAT_RECORD_BEAT);
    record.beat = (ViewingBeat){.sequence = 3,
                                .state = VIEWING_PLAYING,
                                .position_ms = 30000,
                                .rate_milli = 1250,
                                .latency_ms = -1,
                                .contact_us = 1699999990000000,
                                .since_ms = 9870,
                                .language = "bo",
                                .n_seen = 2,
                                .seen = {{18000, 20000}, {22000, 30000}}};
    return record;
}

static void expect_line(const BeatRecord *record, const char *bare) {
    g_autoptr(GString) line = g_string_new("before");
    beat_record_append(line, record);
    g_autofree char *wanted =
        g_strdup_printf("before%s %08x\n", bare, crc32_of(bare, strlen(bare)));
    g_assert_cmpstr(line->str, ==, wanted);
    BeatRecord back;
    const char *text = line->str + strlen("before");
    g_assert_true(beat_record_parse(text, strlen(text) - 1, &back));
    g_autoptr(GString) again = g_string_new("before");
    beat_record_append(again, &back);
    g_assert_cmpstr(again->str, ==, wanted);
}

/* The form must not change: older days are read for years. */
static void test_lines(void) {
    BeatRecord record = opened();
    expect_line(&record,
                "v1 opened 1700000000123456 " VIEWING " " MEETING " account " ACCOUNT " live");
    record.opened.who = VIEWING_ANONYMOUS;
    record.opened.who_id[0] = '\0';
    record.opened.mode = BEAT_RECORD_RECORDING;
    expect_line(&record,
                "v1 opened 1700000000123456 " VIEWING " " MEETING " anonymous - recording");
    record.opened.mode = BEAT_RECORD_LESSON;
    expect_line(&record, "v1 opened 1700000000123456 " VIEWING " " MEETING " anonymous - lesson");
    record = beat();
    expect_line(&record, "v2 beat 1700000000123456 " VIEWING " 3 playing 30000 1250 bo -1 more"
                         " 1699999990000000 9870 18000-20000,22000-30000");
    record.beat.n_seen = 0;
    record.beat.contact_us = 0;
    record.beat.since_ms = -1;
    record.beat.language[0] = '\0';
    record.beat.is_final = true;
    expect_line(&record,
                "v2 beat 1700000000123456 " VIEWING " 3 playing 30000 1250 - -1 final 0 -1 -");
    record = record_of(BEAT_RECORD_DELIVERED);
    record.delivered.track = VIEWING_TRACK_BOTH;
    record.delivered.to_ms = 1920;
    record.delivered.bytes = 400000;
    expect_line(&record, "v1 delivered 1700000000123456 " VIEWING " both 0 1920 400000");
    record = record_of(BEAT_RECORD_ENDED);
    record.ended.sequence = 3;
    expect_line(&record, "v1 ended 1700000000123456 " VIEWING " 3");
    record = record_of(BEAT_RECORD_TAKEN);
    expect_line(&record, "v1 taken 1700000000123456 " VIEWING);
    record = opened();
    record.opened.mode = BEAT_RECORD_KEPT;
    expect_line(&record,
                "v1 opened 1700000000123456 " VIEWING " " MEETING " account " ACCOUNT " kept");
}

static BeatRecord parsed(const char *bare) {
    g_autofree char *line = g_strdup_printf("%s %08x", bare, crc32_of(bare, strlen(bare)));
    BeatRecord record;
    g_assert_true(beat_record_parse(line, strlen(line), &record));
    return record;
}

/* Days from before beats had a contact. */
static void test_first_form(void) {
    BeatRecord record = parsed("v1 beat 1700000000123456 " VIEWING
                               " 3 playing 30000 1250 bo -1 more 18000-20000,22000-30000");
    g_assert_cmpint(record.beat.contact_us, ==, 0);
    g_assert_cmpint(record.beat.since_ms, ==, -1);
    g_assert_cmpuint(record.beat.n_seen, ==, 2);
    g_assert_cmpint(record.beat.seen[1].to_ms, ==, 30000);
}

static void test_crc(void) {
    g_assert_cmphex(crc32_of("123456789", 9), ==, 0xcbf43926); /* the check value of CRC-32 */
    g_assert_cmphex(crc32_of("", 0), ==, 0);
}

static void test_longest(void) {
    BeatRecord record = beat();
    g_autoptr(GString) line = g_string_new(NULL);
    record.at_us = INT64_MAX / 100;
    record.beat.sequence = VIEWING_MAX_SEQUENCE;
    record.beat.position_ms = VIEWING_MEDIA_MAX_MS;
    record.beat.latency_ms = VIEWING_LATENCY_MAX_MS;
    record.beat.contact_us = INT64_MAX / 100;
    record.beat.since_ms = VIEWING_SINCE_MAX_MS;
    memset(record.beat.language, 'a', VIEWING_LANGUAGE_BYTES - 1);
    record.beat.n_seen = VIEWING_BEAT_MAX_SEEN;
    for (unsigned i = 0; i < VIEWING_BEAT_MAX_SEEN; i++)
        record.beat.seen[i] = (ViewingInterval){VIEWING_MEDIA_MAX_MS - 100 + 2 * i,
                                                VIEWING_MEDIA_MAX_MS - 99 + 2 * i};
    beat_record_append(line, &record);
    g_assert_cmpuint(line->len, <=, BEAT_RECORD_MAX_BYTES);
    BeatRecord back;
    g_assert_true(beat_record_parse(line->str, line->len - 1, &back));
}

/* Each single bit that flips, each byte that is missing at the end. */
static void test_damaged(void) {
    BeatRecord record = beat(), back;
    g_autoptr(GString) line = g_string_new(NULL);
    beat_record_append(line, &record);
    g_string_truncate(line, line->len - 1);
    g_assert_true(beat_record_parse(line->str, line->len, &back));
    for (size_t length = 0; length < line->len; length++)
        g_assert_false(beat_record_parse(line->str, length, &back));
    for (size_t bit = 0; bit < 8 * line->len; bit++) {
        line->str[bit / 8] ^= (char)(1 << bit % 8);
        g_assert_false(beat_record_parse(line->str, line->len, &back));
        line->str[bit / 8] ^= (char)(1 << bit % 8);
    }
}

/* A good sum over a bad line: only another program writes that. */
static void test_foreign(void) {
    static const char *const LINES[] = {
        "v2 ended 1 " VIEWING " 3",
        "v1 gone 1 " VIEWING " 3",
        "v1 ended 1 " VIEWING,
        "v1 ended 1 " VIEWING " 3 4",
        "v1 ended 01 " VIEWING " 3",
        "v1 ended +1 " VIEWING " 3",
        "v1 ended -0 " VIEWING " 3",
        "v1 ended 99999999999999999999 " VIEWING " 3",
        "v1 ended 1 0193B1C2-0000-7000-8000-00000000000A 3",
        "v1 ended 1  " VIEWING " 3",
        "v1 beat 1 " VIEWING " 0 playing 0 1000 - -1 more -",
        "v1 beat 1 " VIEWING " 1 playing 0 1000 - -1 more 5-5",
        "v1 beat 1 " VIEWING " 1 playing 0 1000 - -1 more 1-2,",
        "v1 beat 1 " VIEWING " 1 playing 0 1000 - -1 more 1-2;3-4",
        "v1 delivered 1 " VIEWING " subtitles 0 1 2",
        "v1 opened 1 " VIEWING " " MEETING " anonymous " ACCOUNT " live",
        "v1 opened 1 " VIEWING " " MEETING " account - live",
        "",
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(LINES); i++) {
        BeatRecord back;
        g_autofree char *line =
            g_strdup_printf("%s %08x", LINES[i], crc32_of(LINES[i], strlen(LINES[i])));
        g_assert_false(beat_record_parse(line, strlen(line), &back));
    }
}

static void test_ids(void) {
    uint8_t bytes[VIEWING_ID_BINARY_BYTES];
    char text[ID_TEXT_BYTES];
    for (unsigned i = 0; i < 100; i++) {
        char id[ID_TEXT_BYTES];
        id_new_uuid7(id);
        g_assert_true(viewing_id_pack(id, bytes));
        viewing_id_unpack(bytes, text);
        g_assert_cmpstr(text, ==, id);
    }
    g_assert_false(viewing_id_pack("0193b1c2", bytes));
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/lines", test_lines);
    g_test_add_func("/first_form", test_first_form);
    g_test_add_func("/crc", test_crc);
    g_test_add_func("/longest", test_longest);
    g_test_add_func("/damaged", test_damaged);
    g_test_add_func("/foreign", test_foreign);
    g_test_add_func("/ids", test_ids);
    return g_test_run();
}
