#include "media/course/subtitle_order.h"

#include <stdbool.h>
#include <string.h>

#include "media/course/subtitle_limits.h"

#define LEAST_US    INT64_C(1000)    /* WebVTT has milliseconds */
#define MOMENT_US   INT64_C(2000000) /* of a cue without a usable end */
#define SLOPPY_US   INT64_C(200000)  /* an overlap up to this is nobody's intention */
#define MAX_AT_ONCE SUBTITLE_MAX_LINES

static SubtitleCue *cue_at(const GArray *cues, unsigned i) {
    return &g_array_index(cues, SubtitleCue, i);
}

static void clear_cue(gpointer data) {
    g_free(((SubtitleCue *)data)->text);
}

static int by_start(gconstpointer a, gconstpointer b) {
    const SubtitleCue *one = a, *other = b;
    return (one->start_us > other->start_us) - (one->start_us < other->start_us);
}

/* ---- one cue by itself ---- */

static void mend_ends(GArray *cues, SubtitleRepairs *repairs) {
    for (unsigned i = 0; i < cues->len; i++) {
        SubtitleCue *cue = cue_at(cues, i);
        cue->start_us -= cue->start_us % LEAST_US;
        cue->end_us -= cue->end_us % LEAST_US;
        repairs->n_sorted += i > 0 && cue->start_us < cue_at(cues, i - 1)->start_us;
        if (cue->end_us > cue->start_us)
            continue;
        cue->end_us = cue->start_us + MOMENT_US;
        repairs->n_ended++;
    }
}

static void cut_at_end(GArray *cues, int64_t duration_us, SubtitleRepairs *repairs) {
    int64_t last_us = duration_us - duration_us % LEAST_US;
    while (cues->len > 0 && cue_at(cues, cues->len - 1)->start_us >= last_us) {
        g_array_set_size(cues, cues->len - 1);
        repairs->n_beyond++;
    }
    for (unsigned i = 0; i < cues->len; i++) {
        SubtitleCue *cue = cue_at(cues, i);
        repairs->n_cut += cue->end_us > last_us;
        cue->end_us = MIN(cue->end_us, last_us);
    }
}

/* The same text at the same time: layers of one title. */
static bool is_same(const SubtitleCue *one, const SubtitleCue *other) {
    return one->start_us == other->start_us && one->end_us == other->end_us &&
           strcmp(one->text, other->text) == 0;
}

static void pull_back(GArray *cues) {
    for (unsigned i = 0; i + 1 < cues->len; i++) {
        SubtitleCue *cue = cue_at(cues, i), *next = cue_at(cues, i + 1);
        int64_t over_us = cue->end_us - next->start_us;
        if (over_us > 0 && over_us <= SLOPPY_US && next->start_us > cue->start_us &&
            next->end_us > cue->end_us)
            cue->end_us = next->start_us;
    }
}

/* ---- one at a time ---- */

typedef struct Stage {
    const SubtitleCue *shown[MAX_AT_ONCE];
    unsigned n_shown;
    int64_t since_us; /* what is shown has not been written from here on */
    GArray *out;
} Stage;

static void write_until(Stage *stage, int64_t until_us) {
    if (stage->n_shown > 0 && until_us > stage->since_us) {
        GString *text = g_string_new(NULL);
        for (unsigned i = 0; i < stage->n_shown; i++)
            (void)subtitle_draft_join(text, stage->shown[i]->text);
        SubtitleCue cue = {stage->since_us, until_us, g_string_free(text, FALSE)};
        g_array_append_val(stage->out, cue);
    }
    stage->since_us = MAX(stage->since_us, until_us);
}

static unsigned first_to_end(const Stage *stage) {
    unsigned first = 0;
    for (unsigned i = 1; i < stage->n_shown; i++) {
        if (stage->shown[i]->end_us < stage->shown[first]->end_us)
            first = i;
    }
    return first;
}

static void take_off(Stage *stage, unsigned i) {
    memmove(&stage->shown[i], &stage->shown[i + 1],
            (stage->n_shown - i - 1) * sizeof stage->shown[0]);
    stage->n_shown--;
}

/* Those that end up to here leave, each at its time. */
static void leave_until(Stage *stage, int64_t until_us) {
    while (stage->n_shown > 0) {
        unsigned first = first_to_end(stage);
        if (stage->shown[first]->end_us > until_us)
            break;
        write_until(stage, stage->shown[first]->end_us);
        take_off(stage, first);
    }
}

static void enter(Stage *stage, const SubtitleCue *cue, SubtitleRepairs *repairs) {
    for (unsigned i = 0; i < stage->n_shown; i++) {
        if (is_same(stage->shown[i], cue))
            return;
    }
    repairs->n_shared += stage->n_shown > 0;
    if (stage->n_shown == MAX_AT_ONCE) {
        repairs->n_crowded++;
        return;
    }
    write_until(stage, cue->start_us);
    stage->since_us = MAX(stage->since_us, cue->start_us);
    stage->shown[stage->n_shown++] = cue;
}

static GArray *one_at_a_time(const GArray *cues, SubtitleRepairs *repairs) {
    Stage stage = {.out = g_array_new(FALSE, FALSE, sizeof(SubtitleCue))};
    g_array_set_clear_func(stage.out, clear_cue);
    for (unsigned i = 0; i < cues->len; i++) {
        const SubtitleCue *cue = cue_at(cues, i);
        leave_until(&stage, cue->start_us);
        enter(&stage, cue, repairs);
    }
    leave_until(&stage, G_MAXINT64);
    return stage.out;
}

GArray *subtitle_order(SubtitleDraft *draft, int64_t duration_us, SubtitleRepairs *ret_repairs) {
    *ret_repairs = (SubtitleRepairs){0};
    mend_ends(draft->cues, ret_repairs);
    g_array_sort(draft->cues, by_start); /* stable: those of one time stay in the file's order */
    if (duration_us > 0)
        cut_at_end(draft->cues, duration_us, ret_repairs);
    pull_back(draft->cues);
    return one_at_a_time(draft->cues, ret_repairs);
}
