#include "media/course/plan.h"

#include <glib.h>
#include <string.h>

#include "media/course/cuts.h"
#include "media/course/decode_times.h"
#include "media/course/nal.h"

static const int64_t HEIGHTS[] = {1080, 720, 360, 180};

/* A picture that is copied; each case changes one thing. */
static PictureFacts good(void) {
    return (PictureFacts){
        .codec = PLAN_H264,
        .profile = 100,
        .level = 40,
        .is_420_8_bit = true,
        .width = 1920,
        .height = 1080,
        .sar_num = 1,
        .sar_den = 1,
        .rate_num = 25,
        .rate_den = 1,
        .begins_with_idr = true,
        .has_cuts = true,
        .bit_rate = 4000000,
        .largest_sample = 100000,
    };
}

static PicturePlan plan_of(const PictureFacts *facts) {
    PicturePlan plan;
    g_assert_true(plan_picture(facts, HEIGHTS, G_N_ELEMENTS(HEIGHTS), &plan));
    return plan;
}

static void test_reasons(void) {
    PictureFacts facts[N_PLAN_REASONS];
    for (unsigned i = 0; i < N_PLAN_REASONS; i++)
        facts[i] = good();
    facts[PLAN_NOT_H264].codec = PLAN_OTHER_PICTURE;
    facts[PLAN_PROFILE].profile = 110;
    facts[PLAN_PIXELS].is_420_8_bit = false;
    facts[PLAN_LEVEL].level = 30;
    facts[PLAN_INTERLACED].is_interlaced = true;
    facts[PLAN_HDR].is_hdr = true;
    facts[PLAN_NOT_SQUARE].sar_num = 2;
    facts[PLAN_TURNED].quarter_turns = 1;
    facts[PLAN_ODD].width = 1919;
    facts[PLAN_TOO_TALL].height = 1440;
    facts[PLAN_VARIABLE].is_variable = true;
    facts[PLAN_TOO_FAST].rate_num = 100;
    facts[PLAN_OPEN_GOP].has_open_gop = true;
    facts[PLAN_PARAMETERS].changes_parameters = true;
    facts[PLAN_GOP].has_cuts = false;
    facts[PLAN_RATE].bit_rate = 9100000;
    for (unsigned i = 0; i < N_PLAN_REASONS; i++) {
        PicturePlan plan = plan_of(&facts[i]);
        g_assert_cmpstr(plan_reason_word(plan.reason), ==, plan_reason_word(i));
        g_assert_cmpint(plan.rungs[0].is_copy, ==, i == PLAN_COPY);
    }
}

static void test_rungs(void) {
    static const struct {
        unsigned width, height, sar_num, sar_den;
        int turns;
        const char *wanted;
    } CASES[] = {
        {1920, 1080, 1, 1, 0, "v1080 1920x1080, v720 1280x720, v360 640x360, v180 320x180"},
        {3840, 2160, 1, 1, 0, "v1080 1920x1080, v720 1280x720, v360 640x360, v180 320x180"},
        {1080, 1920, 1, 1, 0, "v1080 1080x1920, v720 720x1280, v360 360x640, v180 180x320"},
        {1920, 1080, 1, 1, 1, "v1080 1080x1920, v720 720x1280, v360 360x640, v180 180x320"},
        {1920, 800, 1, 1, 0, "v1080 1920x800, v720 1280x534, v360 640x266, v180 320x134"},
        {720, 576, 16, 15, 0, "v576 768x576, v360 480x360, v180 240x180"},
        {854, 480, 1, 1, 0, "v480 854x480, v360 640x360, v180 320x180"},
        {640, 400, 1, 1, 0, "v400 640x400, v180 288x180"},
        {320, 180, 1, 1, 0, "v180 320x180"},
        {160, 120, 1, 1, 0, "v120 160x120"},
        {485, 271, 1, 1, 0, "v273 486x272, v180 320x178"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        PictureFacts facts = good();
        g_autoptr(GString) got = g_string_new(NULL);
        facts.width = CASES[i].width;
        facts.height = CASES[i].height;
        facts.sar_num = CASES[i].sar_num;
        facts.sar_den = CASES[i].sar_den;
        facts.quarter_turns = CASES[i].turns;
        PicturePlan plan = plan_of(&facts);
        for (unsigned r = 0; r < plan.n_rungs; r++)
            g_string_append_printf(got, "%s%s %ux%u", r > 0 ? ", " : "", plan.rungs[r].name,
                                   plan.rungs[r].width, plan.rungs[r].height);
        g_assert_cmpstr(got->str, ==, CASES[i].wanted);
        g_assert_cmpuint(plan.rungs[plan.n_rungs - 1].bit_rate, <=, 192000 + 600000 * (i == 10));
    }
}

static void test_too_small(void) {
    PictureFacts facts = good();
    PicturePlan plan;
    facts.height = 8;
    g_assert_false(plan_picture(&facts, HEIGHTS, G_N_ELEMENTS(HEIGHTS), &plan));
}

static void test_rates(void) {
    static const struct {
        unsigned num, den;
        bool is_variable;
        unsigned wanted_num, wanted_den, each;
    } CASES[] = {
        {25, 1, false, 25, 1, 1}, {30000, 1001, false, 30000, 1001, 1}, {60, 1, false, 30, 1, 2},
        {50, 1, false, 25, 1, 2}, {60000, 1001, false, 30000, 1001, 2}, {120, 1, false, 30, 1, 4},
        {5, 1, false, 5, 1, 1},   {2970, 100, true, 30, 1, 1},          {8, 1, true, 25, 1, 1},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        PictureFacts facts = good();
        facts.rate_num = CASES[i].num;
        facts.rate_den = CASES[i].den;
        facts.is_variable = CASES[i].is_variable;
        PicturePlan plan = plan_of(&facts);
        g_assert_cmpuint(plan.rate_num, ==, CASES[i].wanted_num);
        g_assert_cmpuint(plan.rate_den, ==, CASES[i].wanted_den);
        g_assert_cmpuint(plan.keeps_each, ==, CASES[i].each);
    }
}

static void test_sounds(void) {
    const SoundFacts good_sound = {.is_aac_lc = true,
                                   .sample_rate = 48000,
                                   .channels = 2,
                                   .is_steady = true,
                                   .bit_rate = 128000,
                                   .has_loudness = true,
                                   .loudness_centi = -2000};
    SoundFacts loud = good_sound, quiet = good_sound, silent = good_sound, mono = good_sound,
               slow = good_sound, twice = good_sound;
    g_assert_true(plan_sound(&good_sound).is_copy);
    g_assert_cmpint(plan_sound(&good_sound).gain_centi, ==, 0);
    loud.loudness_centi = -1650;
    g_assert_false(plan_sound(&loud).is_copy);
    g_assert_cmpint(plan_sound(&loud).gain_centi, ==, -650);
    quiet.loudness_centi = -6000;
    g_assert_cmpint(plan_sound(&quiet).gain_centi, ==, PLAN_GAIN_MAX_CENTI);
    silent.has_loudness = false;
    g_assert_true(plan_sound(&silent).is_copy);
    mono.channels = 1;
    mono.is_aac_lc = false;
    g_assert_cmpuint(plan_sound(&mono).channels, ==, 1);
    g_assert_cmpint(plan_sound(&mono).gain_centi, ==, -300);
    slow.sample_rate = 44100;
    g_assert_false(plan_sound(&slow).is_copy);
    g_assert_cmpuint(plan_sound(&slow).channels, ==, 2);
    twice.is_same_twice = true;
    g_assert_cmpuint(plan_sound(&twice).channels, ==, 2);
    twice.is_steady = false;
    g_assert_cmpuint(plan_sound(&twice).channels, ==, 1);
}

/* ---- cuts ---- */

static void assert_cuts(const GArray *cuts, const char *wanted) {
    g_autoptr(GString) got = g_string_new(NULL);
    for (unsigned i = 0; cuts != NULL && i < cuts->len; i++)
        g_string_append_printf(got, "%s%d", i > 0 ? " " : "",
                               (int)(g_array_index(cuts, int64_t, i) / 90));
    g_assert_cmpstr(got->str, ==, wanted);
}

static void test_cuts_from_keys(void) {
    static const struct {
        int64_t keys[8]; /* ms */
        unsigned n;
        int64_t end;
        const char *wanted;
    } CASES[] = {
        {{0, 2000, 4000}, 3, 5000, "0 2000 4000 5000"},
        {{0, 500, 1000, 1500, 2000, 2500, 3000, 3500}, 8, 4000, "0 2000 4000"},
        {{0, 4000, 8000}, 3, 8400, "0 4000 8000 8400"}, /* no room for the tail */
        {{0, 2000}, 2, 2400, "0 2400"},                 /* the tail joins */
        {{0, 1900, 5500}, 3, 6600, "0 1900 5500 6600"},
        {{0, 500, 4600}, 3, 6000, ""}, /* neither 0.5 nor 4.1 s is a segment */
        {{0}, 1, 5000, ""},
        {{0}, 1, 100, "0 100"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        int64_t keys[8];
        for (unsigned k = 0; k < CASES[i].n; k++)
            keys[k] = CASES[i].keys[k] * 90;
        g_autoptr(GArray) cuts = cuts_from_keys(keys, CASES[i].n, CASES[i].end * 90);
        assert_cuts(cuts, CASES[i].wanted);
    }
}

static void test_cuts_even(void) {
    g_autoptr(GArray) usual = cuts_even(450000, 25, 1);
    assert_cuts(usual, "0 2000 4000 5000");
    g_autoptr(GArray) tail = cuts_even(378000, 25, 1);
    assert_cuts(tail, "0 2000 4200");
    g_autoptr(GArray) broadcast = cuts_even(cuts_frame_time(150, 30000, 1001), 30000, 1001);
    assert_cuts(broadcast, "0 2002 4004 5005");
}

static void test_cuts_of_sound(void) {
    g_autoptr(GArray) cuts = cuts_even(450000, 25, 1);
    g_assert_cmpuint(cuts_sound_frame(0), ==, 0);
    g_assert_cmpuint(cuts_sound_frame(180000), ==, 93); /* 93.75 */
    g_assert_cmpuint(cuts_sound_frames(cuts), ==, 234); /* 234.4 */
}

/* ---- NAL units ---- */

static const uint8_t SPS[] = {0x67, 0x64, 0x00, 0x28, 0xac}, PPS[] = {0x68, 0xee, 0x3c},
                     IDR[] = {0x65, 1, 2, 3}, SLICE[] = {0x41, 9};

static void append_coded(GByteArray *out, const uint8_t *bytes, unsigned length) {
    static const uint8_t CODE[] = {0, 0, 0, 1};
    g_byte_array_append(out, CODE, sizeof CODE);
    g_byte_array_append(out, bytes, length);
}

static void test_nal(void) {
    g_autoptr(GByteArray) head = g_byte_array_new();
    g_autoptr(GByteArray) unit = g_byte_array_new();
    g_autoptr(GByteArray) out = g_byte_array_new();
    g_autoptr(GByteArray) avcc = g_byte_array_new();
    char name[24];
    append_coded(head, SPS, sizeof SPS);
    append_coded(head, PPS, sizeof PPS);
    g_autoptr(NalForm) form = nal_form_new(head->data, head->len);
    g_assert_nonnull(form);
    nal_codec_name(form, name, sizeof name);
    g_assert_cmpstr(name, ==, "avc1.640028");
    nal_append_avcc(form, avcc);
    g_autoptr(NalForm) again = nal_form_new(avcc->data, avcc->len);
    g_assert_nonnull(again);
    g_assert_false(again->has_start_codes);
    g_assert_cmpuint(again->length_bytes, ==, 4);

    append_coded(unit, SPS, sizeof SPS);
    append_coded(unit, IDR, sizeof IDR);
    NalView view = nal_read(form, unit->data, unit->len, out);
    g_assert_true(view.is_idr && !view.has_foreign_parameters && !view.is_broken);
    static const uint8_t WANTED[] = {0, 0, 0, 4, 0x65, 1, 2, 3};
    g_assert_cmpmem(out->data, out->len, WANTED, sizeof WANTED);
    NalView counted = nal_read(again, out->data, out->len, NULL);
    g_assert_true(counted.is_idr && !counted.is_broken);

    static const uint8_t OTHER[] = {0x67, 0x64, 0x00, 0x1f, 0xac};
    append_coded(unit, OTHER, sizeof OTHER);
    g_assert_true(nal_read(form, unit->data, unit->len, NULL).has_foreign_parameters);
    g_byte_array_set_size(unit, 0);
    append_coded(unit, SLICE, sizeof SLICE);
    g_assert_false(nal_read(form, unit->data, unit->len, NULL).is_idr);
    static const uint8_t CUT[] = {0, 0, 0, 200, 0x65};
    g_assert_true(nal_read(again, CUT, sizeof CUT, NULL).is_broken);
    g_assert_null(nal_form_new(head->data, 6));
}

static void test_decode_times(void) {
    static const struct {
        unsigned n;
        int64_t shown[8], decoded[8];
    } CASES[] = {
        {1, {7200}, {7200}},
        {3, {7200, 10800, 14400}, {7200, 10800, 14400}},
        /* I P B B P B B: two have to be there when the first B is shown */
        {7,
         {0, 10800, 3600, 7200, 21600, 14400, 18000},
         {0, 1800, 3600, 7200, 10800, 14400, 18000}},
        {5, {0, 14400, 7200, 3600, 10800}, {0, 1200, 2400, 3600, 10800}},
    };
    int64_t decoded[8];
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        unsigned n = CASES[i].n;
        g_assert_true(decode_times_find(CASES[i].shown, n, CASES[i].shown[0], decoded));
        g_assert_cmpmem(decoded, n * sizeof *decoded, CASES[i].decoded, n * sizeof *decoded);
    }
    static const int64_t NARROW[] = {0, 3, 1, 2}, SAME[] = {0, 5, 5};
    g_assert_false(decode_times_find(NARROW, 4, 0, decoded));
    g_assert_true(decode_times_find(SAME, 3, 0, decoded)); /* shares the room */
    g_assert_false(decode_times_find(NARROW, 4, 2, decoded));
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/plan/reasons", test_reasons);
    g_test_add_func("/plan/rungs", test_rungs);
    g_test_add_func("/plan/too_small", test_too_small);
    g_test_add_func("/plan/rates", test_rates);
    g_test_add_func("/plan/sounds", test_sounds);
    g_test_add_func("/cuts/from_keys", test_cuts_from_keys);
    g_test_add_func("/cuts/even", test_cuts_even);
    g_test_add_func("/cuts/of_sound", test_cuts_of_sound);
    g_test_add_func("/decode_times", test_decode_times);
    g_test_add_func("/nal/both_forms", test_nal);
    return g_test_run();
}
