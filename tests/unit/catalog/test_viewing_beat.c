/* Which beats are believable: one row for each way in which they are not. */
#include "catalog/viewing/viewing_beat.h"

#include <string.h>

#include "base/error.h"

#define END_MS INT64_C(60000)

static ViewingBeat good_beat(int64_t sequence) {
    ViewingBeat beat = {.sequence = sequence,
                        .state = VIEWING_PLAYING,
                        .position_ms = 20000,
                        .rate_milli = 1000,
                        .latency_ms = 1800,
                        .language = "zh-CN",
                        .n_seen = 2,
                        .seen = {{0, 5000}, {5000, 20000}}};
    return beat;
}

static void expect(const ViewingBeat *beats, unsigned n_beats, int64_t end_ms, const char *text) {
    g_autoptr(GError) error = NULL;
    bool is_good = viewing_beat_check_all(beats, n_beats, end_ms, &error);
    g_assert_cmpint(is_good, ==, text == NULL);
    if (!text)
        return;
    g_assert_cmpint(error_code(error), ==, ERROR_INVALID);
    g_assert_nonnull(strstr(error->message, text));
}

typedef void (*SpoilFn)(ViewingBeat *beat);

#define SPOIL(name, change)                                                                        \
    static void spoil_##name(ViewingBeat *beat) {                                                  \
        change;                                                                                    \
    }
SPOIL(nothing, (void)beat)
SPOIL(sequence_0, beat->sequence = 0)
SPOIL(sequence_high, beat->sequence = VIEWING_MAX_SEQUENCE + 1)
SPOIL(state, beat->state = VIEWING_N_STATES)
SPOIL(position_negative, beat->position_ms = -1)
SPOIL(position_ahead, beat->position_ms = END_MS + VIEWING_BEAT_AHEAD_MS + 1)
SPOIL(position_edge, beat->position_ms = END_MS + VIEWING_BEAT_AHEAD_MS)
SPOIL(rate_negative, beat->rate_milli = -1)
SPOIL(rate_high, beat->rate_milli = VIEWING_RATE_MAX_MILLI + 1)
SPOIL(rate_paused, beat->rate_milli = 0)
SPOIL(latency, beat->latency_ms = -2)
SPOIL(latency_none, beat->latency_ms = -1)
SPOIL(language_space, strcpy(beat->language, "zh CN"))
SPOIL(language_dash, strcpy(beat->language, "-"))
SPOIL(language_long, memset(beat->language, 'a', sizeof beat->language))
SPOIL(language_none, beat->language[0] = '\0')
SPOIL(seen_empty, beat->seen[0].to_ms = 0)
SPOIL(seen_backwards, beat->seen[1].to_ms = 4999)
SPOIL(seen_overlaps, beat->seen[1].from_ms = 4999)
SPOIL(seen_negative, beat->seen[0].from_ms = -1)
SPOIL(seen_ahead, beat->seen[1].to_ms = END_MS + VIEWING_BEAT_AHEAD_MS + 1)
SPOIL(seen_many, beat->n_seen = VIEWING_BEAT_MAX_SEEN + 1)
SPOIL(seen_none, beat->n_seen = 0)

static void test_table(void) {
    static const struct {
        SpoilFn spoil;
        const char *text; /* NULL: it is good */
    } ROWS[] = {
        {spoil_nothing, NULL},
        {spoil_sequence_0, "'sequence'"},
        {spoil_sequence_high, "'sequence'"},
        {spoil_state, "'state'"},
        {spoil_position_negative, "'position_ms'"},
        {spoil_position_ahead, "'position_ms'"},
        {spoil_position_edge, NULL},
        {spoil_rate_negative, "'rate'"},
        {spoil_rate_high, "'rate'"},
        {spoil_rate_paused, NULL},
        {spoil_latency, "'latency_ms'"},
        {spoil_latency_none, NULL},
        {spoil_language_space, "'language'"},
        {spoil_language_dash, "'language'"},
        {spoil_language_long, "'language'"},
        {spoil_language_none, NULL},
        {spoil_seen_empty, "'seen'"},
        {spoil_seen_backwards, "'seen'"},
        {spoil_seen_overlaps, "'seen'"},
        {spoil_seen_negative, "'seen'"},
        {spoil_seen_ahead, "'seen'"},
        {spoil_seen_many, "'seen'"},
        {spoil_seen_none, NULL},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        ViewingBeat beat = good_beat(7);
        ROWS[i].spoil(&beat);
        expect(&beat, 1, END_MS, ROWS[i].text);
    }
}

/* Where the meeting's end is not known a week is the bound. */
static void test_unknown_end(void) {
    ViewingBeat beat = good_beat(1);
    beat.position_ms = VIEWING_MEDIA_MAX_MS;
    expect(&beat, 1, -1, NULL);
    beat.position_ms++;
    expect(&beat, 1, -1, "'position_ms'");
}

static void test_calls(void) {
    ViewingBeat beats[VIEWING_CALL_MAX_BEATS + 1];
    for (unsigned i = 0; i < G_N_ELEMENTS(beats); i++)
        beats[i] = good_beat(i + 1);
    expect(beats, 0, END_MS, "1 to 60");
    expect(beats, VIEWING_CALL_MAX_BEATS, END_MS, NULL);
    expect(beats, VIEWING_CALL_MAX_BEATS + 1, END_MS, "1 to 60");
    beats[5].sequence = beats[4].sequence;
    expect(beats, 10, END_MS, "must grow");
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/table", test_table);
    g_test_add_func("/unknown_end", test_unknown_end);
    g_test_add_func("/calls", test_calls);
    return g_test_run();
}
