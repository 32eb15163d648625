/* Delivery directives: what is read, and every rule of draft-pantos-hls-rfc8216bis §6.2.5.2. */
#include "media/deliver/hls_query.h"

#include <glib.h>
#include <string.h>

static bool parse(const char *text, HlsQuery *ret_query) {
    return hls_query_parse((GateText){text, strlen(text)}, ret_query);
}

static void test_reads(void) {
    static const struct {
        const char *text;
        HlsQuery query;
    } ROWS[] = {
        {"", {0}},
        {"a=1&b", {0}},
        {"_hls_msn=x", {0}}, /* names are exact: not ours */
        {"HLS_msn=x&_HLS_future=YES", {0}},
        {"_HLS_msn=0", {.has_msn = true}},
        {"_HLS_msn=007", {.has_msn = true, .msn = 7}},
        {"_HLS_msn=999999999999999", {.has_msn = true, .msn = 999999999999999}},
        {"_HLS_msn=12&_HLS_part=3", {.has_msn = true, .has_part = true, .msn = 12, .part = 3}},
        {"_HLS_part=3&x=y&_HLS_msn=12", {.has_msn = true, .has_part = true, .msn = 12, .part = 3}},
        {"_HLS_skip=YES", {.has_skip = true}},
        {"_HLS_msn=1&_HLS_skip=v2", {.has_msn = true, .has_skip = true, .msn = 1}},
        {"&&_HLS_msn=1&", {.has_msn = true, .msn = 1}},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        HlsQuery query;
        g_test_message("%s", ROWS[i].text);
        g_assert_true(parse(ROWS[i].text, &query));
        g_assert_cmpint(query.has_msn, ==, ROWS[i].query.has_msn);
        g_assert_cmpint(query.has_part, ==, ROWS[i].query.has_part);
        g_assert_cmpint(query.has_skip, ==, ROWS[i].query.has_skip);
        g_assert_cmpuint(query.msn, ==, ROWS[i].query.msn);
        g_assert_cmpuint(query.part, ==, ROWS[i].query.part);
    }
}

static void test_refuses(void) {
    static const char *const BAD[] = {
        "_HLS_msn",
        "_HLS_msn=",
        "_HLS_msn=x",
        "_HLS_msn=-1",
        "_HLS_msn=+1",
        "_HLS_msn=1.0",
        "_HLS_msn= 1",
        "_HLS_msn=1%30",
        "_HLS_msn=1000000000000000",
        "_HLS_msn=18446744073709551616",
        "_HLS_msn=1&_HLS_msn=1",
        "_HLS_part=1", /* a part without a segment */
        "_HLS_msn=1&_HLS_part=",
        "_HLS_msn=1&_HLS_part=x",
        "_HLS_msn=1&_HLS_part=4294967296",
        "_HLS_msn=1&_HLS_part=1&_HLS_part=1",
        "_HLS_skip",
        "_HLS_skip=",
        "_HLS_skip=yes",
        "_HLS_skip=NO",
        "_HLS_skip=YES&_HLS_skip=YES",
        "1&2&3&4&5&6&7&8&9&10&11&12&13&14&15&16&17", /* more than anybody asks */
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(BAD); i++) {
        HlsQuery query;
        g_test_message("%s", BAD[i]);
        g_assert_false(parse(BAD[i], &query));
    }
}

/* The playlist stands at segment 10, part 2; six parts of 0.32 s. */
static const HlsEdge LIVE = {.msn = 10, .part = 2, .parts_per_segment = 6, .advance_parts = 10};
/* The same with two parts of 0.96 s: segment 10, part 0. */
static const HlsEdge PHONE = {.msn = 10, .part = 0, .parts_per_segment = 2, .advance_parts = 4};
static const HlsEdge FULL = {.msn = 10, .part = 5, .parts_per_segment = 6, .advance_parts = 10};
static const HlsEdge ENDED = {
    .msn = 10, .part = 2, .parts_per_segment = 6, .advance_parts = 10, .is_ended = true};
static const HlsEdge EMPTY = {.parts_per_segment = 6, .advance_parts = 10, .is_empty = true};
static const HlsEdge NEVER = {
    .parts_per_segment = 6, .advance_parts = 10, .is_empty = true, .is_ended = true};

static void test_judges(void) {
    static const struct {
        const char *query;
        const HlsEdge *edge;
        HlsVerdict verdict;
    } ROWS[] = {
        /* without a directive: as it stands */
        {"", &LIVE, HLS_SERVE},
        {"_HLS_skip=YES", &LIVE, HLS_SERVE},
        {"", &EMPTY, HLS_HOLD},
        {"_HLS_msn=0", &EMPTY, HLS_HOLD},
        /* a segment alone: until it is complete */
        {"_HLS_msn=0", &LIVE, HLS_SERVE},
        {"_HLS_msn=9", &LIVE, HLS_SERVE},
        {"_HLS_msn=10", &LIVE, HLS_HOLD},
        {"_HLS_msn=10", &FULL, HLS_SERVE},
        {"_HLS_msn=11", &LIVE, HLS_HOLD},
        {"_HLS_msn=12", &LIVE, HLS_HOLD},
        /* more than two behind the last one: 400 */
        {"_HLS_msn=13", &LIVE, HLS_REFUSE},
        {"_HLS_msn=13&_HLS_part=0", &LIVE, HLS_REFUSE},
        {"_HLS_msn=999999999999999", &LIVE, HLS_REFUSE},
        {"_HLS_msn=999999999999999&_HLS_part=4294967295", &LIVE, HLS_REFUSE},
        /* a part: until it, or a later one, is there */
        {"_HLS_msn=10&_HLS_part=0", &LIVE, HLS_SERVE},
        {"_HLS_msn=10&_HLS_part=2", &LIVE, HLS_SERVE},
        {"_HLS_msn=10&_HLS_part=3", &LIVE, HLS_HOLD},
        {"_HLS_msn=10&_HLS_part=5", &LIVE, HLS_HOLD},
        {"_HLS_msn=11&_HLS_part=0", &LIVE, HLS_HOLD},
        {"_HLS_msn=9&_HLS_part=5", &LIVE, HLS_SERVE},
        {"_HLS_msn=0&_HLS_part=0", &LIVE, HLS_SERVE},
        /* behind the end of its segment: the first one of the next */
        {"_HLS_msn=9&_HLS_part=6", &LIVE, HLS_SERVE},
        {"_HLS_msn=9&_HLS_part=99", &LIVE, HLS_SERVE},
        {"_HLS_msn=10&_HLS_part=6", &LIVE, HLS_HOLD},
        {"_HLS_msn=10&_HLS_part=6", &FULL, HLS_HOLD},
        {"_HLS_msn=10&_HLS_part=99", &FULL, HLS_HOLD},
        /* Advance Part Limit: ten parts ahead, not eleven */
        {"_HLS_msn=10&_HLS_part=12", &LIVE, HLS_HOLD},
        {"_HLS_msn=10&_HLS_part=13", &LIVE, HLS_REFUSE},
        {"_HLS_msn=11&_HLS_part=6", &LIVE, HLS_HOLD},
        {"_HLS_msn=11&_HLS_part=7", &LIVE, HLS_REFUSE},
        {"_HLS_msn=12&_HLS_part=0", &LIVE, HLS_HOLD},
        {"_HLS_msn=12&_HLS_part=1", &LIVE, HLS_REFUSE},
        {"_HLS_msn=12&_HLS_part=3", &FULL, HLS_HOLD},
        {"_HLS_msn=12&_HLS_part=4", &FULL, HLS_REFUSE},
        /* the phone's parts are counted by its own measure */
        {"_HLS_msn=10&_HLS_part=0", &PHONE, HLS_SERVE},
        {"_HLS_msn=10&_HLS_part=1", &PHONE, HLS_HOLD},
        {"_HLS_msn=10&_HLS_part=2", &PHONE, HLS_HOLD},
        {"_HLS_msn=9&_HLS_part=2", &PHONE, HLS_SERVE},
        {"_HLS_msn=12&_HLS_part=0", &PHONE, HLS_HOLD},
        {"_HLS_msn=12&_HLS_part=1", &PHONE, HLS_REFUSE},
        /* nothing comes any more: never held, never refused */
        {"", &ENDED, HLS_SERVE},
        {"_HLS_msn=10&_HLS_part=3", &ENDED, HLS_SERVE},
        {"_HLS_msn=99", &ENDED, HLS_SERVE},
        {"", &NEVER, HLS_SERVE},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        HlsQuery query;
        g_test_message("row %u: %s", i, ROWS[i].query);
        g_assert_true(parse(ROWS[i].query, &query));
        g_assert_cmpint(hls_query_judge(&query, ROWS[i].edge), ==, ROWS[i].verdict);
    }
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/hls_query/reads", test_reads);
    g_test_add_func("/hls_query/refuses", test_refuses);
    g_test_add_func("/hls_query/judges", test_judges);
    return g_test_run();
}
