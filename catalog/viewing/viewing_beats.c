#include "catalog/viewing/viewing_beats.h"

#include <string.h>

#include "base/error.h"
#include "catalog/viewing/viewing_beat.h"
#include "catalog/viewing/viewing_id.h"

#define SWEEP_EVERY_US (60 * CLOCK_US_PER_S)

struct ViewingBeats {
    ViewingBeatsOptions options;
    CreditBook *credit;  /* owned */
    int64_t swept_at_us; /* monotonic */
};

/* One call on its way: the viewing is looked up, perhaps in the database, then its beats go to the
 * log. Who does not hand it on frees it. */
typedef struct Taking {
    ViewingBeats *owner;
    char viewing_id[ID_TEXT_BYTES], who_id[ID_TEXT_BYTES];
    char *token;        /* owned, or NULL */
    ViewingBeat *beats; /* owned */
    unsigned n_beats;
    bool takes;
    int64_t at_us;        /* wall clock: when they came */
    ViewingRow row;       /* when it was read … */
    ViewingStakes stakes; /* … with it */
    ViewingBeatsFn fn;
    void *data;
    GDestroyNotify free_data;
} Taking;

ViewingBeats *viewing_beats_new(const ViewingBeatsOptions *options) {
    ViewingBeats *beats = g_new0(ViewingBeats, 1);
    beats->options = *options;
    beats->credit = credit_book_new();
    return beats;
}

void viewing_beats_free(ViewingBeats *beats) {
    if (beats)
        credit_book_free(beats->credit);
    g_free(beats);
}

CreditBook *viewing_beats_credit(ViewingBeats *beats) {
    return beats->credit;
}

static void taking_free(void *data) {
    Taking *taking = data;
    if (taking->free_data)
        taking->free_data(taking->data);
    g_free(taking->token);
    g_free(taking->beats);
    g_free(taking);
}

/* A job frees its data when it is done, but a call goes on: each carries a slot. */
static void free_slot(void *data) {
    Taking **slot = data;
    if (*slot)
        taking_free(*slot);
    g_free(slot);
}

static Taking **slot_new(Taking *take_taking) {
    Taking **slot = g_new(Taking *, 1);
    *slot = take_taking;
    return slot;
}

static void fail(Taking *take_taking, const GError *error) {
    take_taking->fn(error, NULL, take_taking->data);
    taking_free(take_taking);
}

/* ---- who has the person ---- */

static bool may_take(const ViewingRow *row) {
    return row->who == VIEWING_ACCOUNT && !row->is_kept;
}

static void tell_turn(const ViewingBeats *beats, const char *account_id) {
    const char *holder = viewing_turns_holder(beats->options.turns, account_id);
    if (holder && beats->options.on_turn)
        beats->options.on_turn(account_id, holder, beats->options.on_turn_user);
}

static void take_person(const ViewingBeats *beats, const ViewingRow *row, int64_t at_us) {
    ViewingStake stake = {.taken_at_us = at_us};
    g_strlcpy(stake.viewing_id, row->id, sizeof stake.viewing_id);
    if (may_take(row) && viewing_turns_take(beats->options.turns, row->who_id, &stake))
        tell_turn(beats, row->who_id);
}

static void give_person_back(const ViewingBeats *beats, const ViewingRow *row) {
    if (may_take(row) && viewing_turns_end(beats->options.turns, row->who_id, row->id))
        tell_turn(beats, row->who_id);
}

static bool is_elsewhere(const ViewingBeats *beats, const ViewingRow *row) {
    const char *holder =
        may_take(row) ? viewing_turns_holder(beats->options.turns, row->who_id) : NULL;
    return holder && strcmp(holder, row->id) != 0;
}

/* ---- to the log ---- */

static const ViewingBeat *last_beat(const Taking *taking) {
    return &taking->beats[taking->n_beats - 1];
}

/* An older beat that comes late changes nothing of where the viewing stands. */
static void follow(ViewingRow *row, const Taking *taking) {
    const ViewingBeat *last = last_beat(taking);
    if (last->sequence <= row->last_sequence)
        return;
    row->last_sequence = last->sequence;
    row->last_beat_at_us = taking->at_us;
    row->state = last->state;
    row->resume_ms = last->position_ms;
}

/* ---- how much it is so far ---- */

static void credit(const Taking *taking, const ViewingRow *row) {
    CreditBook *book = taking->owner->credit;
    const CreditLiveWhose whose = {row->who_id, row->id};
    if (!may_take(row))
        return;
    if (taking->takes)
        credit_book_claim(book, &whose, taking->at_us);
    for (unsigned i = 0; i < taking->n_beats; i++)
        credit_book_beat(book, row->id, &taking->beats[i], taking->at_us);
    if (!taking->takes && last_beat(taking)->is_final)
        credit_book_end(book, &whose, taking->at_us);
}

/* ---- what is stored ---- */

static void change_turn(ViewingRow *row, const Taking *taking) {
    if (taking->takes) {
        row->taken_at_us = taking->at_us;
        take_person(taking->owner, row, taking->at_us);
    } else if (last_beat(taking)->is_final && !row->is_over) {
        row->is_over = true;
        give_person_back(taking->owner, row);
    }
}

static void on_stored(const GError *error, void *data) {
    Taking **from = data;
    Taking *taking = g_steal_pointer(from);
    const ViewingBeatsOptions *options = &taking->owner->options;
    ViewingRow *row = viewing_book_find(options->book, taking->viewing_id);
    ViewingBeatsAnswer answer = {.sequence = taking->takes ? 0 : last_beat(taking)->sequence,
                                 .credited_ms = -1};
    if (error) {
        fail(taking, error);
        return;
    }
    if (row) {
        if (!taking->takes)
            follow(row, taking);
        change_turn(row, taking);
        credit(taking, row);
        viewing_book_mark(options->book, row);
        answer.sequence = row->last_sequence;
        answer.is_elsewhere = is_elsewhere(taking->owner, row);
        answer.credited_ms = credit_book_figure(taking->owner->credit, row->id);
    }
    viewing_contact_write(options->contacts, taking->viewing_id, clock_wall_us(), answer.contact);
    taking->fn(NULL, &answer, taking->data);
    taking_free(taking);
}

static GString *lines_of(const Taking *taking) {
    GString *lines = g_string_sized_new(MAX(taking->n_beats, 1) * 224u);
    BeatRecord record = {.kind = taking->takes ? BEAT_RECORD_TAKEN : BEAT_RECORD_BEAT,
                         .at_us = taking->at_us};
    g_strlcpy(record.viewing_id, taking->viewing_id, sizeof record.viewing_id);
    if (taking->takes) {
        beat_record_append(lines, &record);
        return lines;
    }
    for (unsigned i = 0; i < taking->n_beats; i++) {
        record.beat = taking->beats[i];
        beat_record_append(lines, &record);
    }
    if (last_beat(taking)->is_final) {
        record.kind = BEAT_RECORD_ENDED;
        record.ended.sequence = last_beat(taking)->sequence;
        beat_record_append(lines, &record);
    }
    return lines;
}

static void store(Taking *take_taking) {
    g_autoptr(GError) error = NULL;
    Taking **slot = slot_new(take_taking);
    BeatLogPost post = {.lines = lines_of(take_taking),
                        .at_us = take_taking->at_us,
                        .done = on_stored,
                        .reply_to = take_taking->owner->options.worker,
                        .data = slot,
                        .free_data = free_slot};
    if (beat_log_append(take_taking->owner->options.log, &post, &error))
        return;
    g_string_free(post.lines, TRUE);
    fail(g_steal_pointer(slot), error);
    g_free(slot);
}

/* ---- whose it is, and whether it can be ---- */

static bool check_who(const Taking *taking, const ViewingRow *row, GError **error) {
    if (taking->token)
        return viewing_token_check(taking->owner->options.tokens,
                                   &(ViewingTokenOf){.of_id = viewing_table_of(row),
                                                     .viewing_id = row->id,
                                                     .is_lesson = *row->lesson_id != '\0'},
                                   taking->token, error);
    if (row->who != VIEWING_ANONYMOUS && strcmp(row->who_id, taking->who_id) == 0)
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_NOT_FOUND, "cannot find this viewing");
    return false;
}

/* The media time that there can be by now; -1: not known. */
static int64_t end_of(const ViewingRow *row, int64_t now_us) {
    if (!row->is_live)
        return row->duration_us > 0 ? row->duration_us / CLOCK_US_PER_MS : -1;
    return row->base_wall_us > 0 && row->base_wall_us < now_us
               ? (now_us - row->base_wall_us) / CLOCK_US_PER_MS
               : -1;
}

static bool check_takes(const ViewingRow *row, GError **error) {
    if (may_take(row) && !row->is_over)
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                        row->is_over
                            ? "This viewing has ended: open another one."
                            : "Only what an account watches can be gone on with elsewhere.");
    return false;
}

static bool check_what(Taking *taking, const ViewingRow *row, GError **error) {
    if (taking->takes)
        return check_takes(row, error);
    return viewing_beat_check_all(taking->beats, taking->n_beats, end_of(row, taking->at_us),
                                  error) &&
           viewing_contact_read_all(taking->owner->options.contacts, row->id, taking->beats,
                                    taking->n_beats, error);
}

static void take(Taking *take_taking, ViewingRow *row) {
    g_autoptr(GError) error = NULL;
    Taking *taking = take_taking;
    if (check_who(taking, row, &error) && check_what(taking, row, &error) &&
        viewing_book_admit(taking->owner->options.book, row, MAX(taking->n_beats, 1), &error))
        store(taking);
    else
        fail(taking, error);
}

/* ---- a viewing that is not in memory: after a restart, or a long silence ---- */

static bool run_read(Database *database, void *data, GError **error) {
    Taking **slot = data;
    return viewing_table_get(database, (*slot)->viewing_id, &(*slot)->row, error) &&
           viewing_table_stakes(database, &(*slot)->row, &(*slot)->stakes, error);
}

static void on_read(const GError *error, void *data) {
    g_autoptr(GError) problem = NULL;
    Taking **from = data;
    Taking *taking = g_steal_pointer(from);
    const ViewingBeatsOptions *options = &taking->owner->options;
    ViewingRow *row = NULL;
    if (!error && check_who(taking, &taking->row, &problem))
        row = viewing_book_keep(options->book, &taking->row, &problem);
    if (row && row->who == VIEWING_ACCOUNT)
        viewing_turns_load(options->turns, row->who_id, &taking->stakes);
    if (row)
        take(taking, row);
    else
        fail(taking, error ? error : problem);
}

static void read_row(Taking *take_taking) {
    g_autoptr(GError) error = NULL;
    Taking **slot = slot_new(take_taking);
    StoreJob job = {.run = run_read,
                    .done = on_read,
                    .reply_to = take_taking->owner->options.worker,
                    .data = slot,
                    .free_data = free_slot};
    if (store_read(take_taking->owner->options.store, &job, &error))
        return;
    fail(g_steal_pointer(slot), error);
    g_free(slot);
}

void viewing_beats_take(ViewingBeats *beats, const ViewingBeatsCall *call, ViewingBeatsFn fn,
                        void *data, GDestroyNotify free_data) {
    Taking *taking = g_new0(Taking, 1);
    *taking = (Taking){.owner = beats,
                       .token = g_strdup(call->token),
                       .beats = g_memdup2(call->beats, call->n_beats * sizeof *call->beats),
                       .n_beats = call->n_beats,
                       .takes = call->takes,
                       .at_us = clock_wall_us(),
                       .fn = fn,
                       .data = data,
                       .free_data = free_data};
    g_strlcpy(taking->viewing_id, call->viewing_id, sizeof taking->viewing_id);
    g_strlcpy(taking->who_id, call->who_id, sizeof taking->who_id);
    ViewingRow *row = viewing_book_find(beats->options.book, taking->viewing_id);
    if (row)
        take(taking, row);
    else
        read_row(taking);
}

/* ---- openings ---- */

static BeatRecordMode mode_of(const ViewingRow *row) {
    if (row->is_kept)
        return BEAT_RECORD_KEPT;
    if (*row->lesson_id)
        return BEAT_RECORD_LESSON;
    return row->is_live ? BEAT_RECORD_LIVE : BEAT_RECORD_RECORDING;
}

static GString *line_of(const ViewingRow *row) {
    BeatRecord record = {.kind = BEAT_RECORD_OPENED, .at_us = row->started_at_us};
    GString *line = g_string_sized_new(256);
    g_strlcpy(record.viewing_id, row->id, sizeof record.viewing_id);
    g_strlcpy(record.opened.of_id, viewing_table_of(row), sizeof record.opened.of_id);
    g_strlcpy(record.opened.who_id, row->who_id, sizeof record.opened.who_id);
    record.opened.who = row->who;
    record.opened.mode = mode_of(row);
    beat_record_append(line, &record);
    return line;
}

/* An opening on its way. */
typedef struct Opening {
    ViewingBeats *owner;
    ViewingRow row;
    ViewingStakes stakes;
    CreditLiveTerms terms;
    ViewingOpening said; /* what it points to is above */
} Opening;

static void opening_free(void *data) {
    Opening *opening = data;
    if (opening->said.free_data)
        opening->said.free_data(opening->said.data);
    g_free(opening);
}

static void open_credit(const Opening *opening) {
    const ViewingRow *row = &opening->row;
    if (may_take(row))
        credit_book_open(opening->owner->credit,
                         &(CreditLiveOpening){.viewing_id = row->id,
                                              .of_id = viewing_table_of(row),
                                              .account_id = row->who_id,
                                              .at_us = row->started_at_us,
                                              .terms = &opening->terms,
                                              .stakes = &opening->stakes});
}

static void on_opening_stored(const GError *error, void *data) {
    const Opening *opening = data;
    const ViewingBeatsOptions *options = &opening->owner->options;
    const ViewingRow *row = &opening->row;
    g_autoptr(GError) problem = NULL;
    if (!error && viewing_book_keep(options->book, row, &problem)) {
        if (row->who == VIEWING_ACCOUNT)
            viewing_turns_load(options->turns, row->who_id, &opening->stakes);
        take_person(opening->owner, row, row->started_at_us);
        open_credit(opening);
    }
    opening->said.fn(error ? error : problem, opening->said.data);
}

bool viewing_beats_opened(ViewingBeats *beats, const ViewingOpening *opening, GError **error) {
    Opening *copy = g_new(Opening, 1);
    *copy = (Opening){beats, *opening->row, *opening->stakes, *opening->terms, *opening};
    BeatLogPost post = {.lines = line_of(opening->row),
                        .at_us = opening->row->started_at_us,
                        .done = on_opening_stored,
                        .reply_to = beats->options.worker,
                        .data = copy,
                        .free_data = opening_free};
    if (beat_log_append(beats->options.log, &post, error))
        return true;
    g_string_free(post.lines, TRUE);
    g_free(copy);
    return false;
}

void viewing_beats_tick(ViewingBeats *beats) {
    int64_t now_us = clock_monotonic_us();
    (void)credit_book_work(beats->credit); /* when who does it has no room in its mailbox */
    if (now_us < beats->swept_at_us + SWEEP_EVERY_US)
        return;
    beats->swept_at_us = now_us;
    credit_book_sweep(beats->credit, clock_wall_us());
}

/* ---- lines that nobody waits for ---- */

static bool post_lines(ViewingBeats *beats, GString *take_lines, int64_t at_us, GError **error) {
    BeatLogPost post = {.lines = take_lines, .at_us = at_us};
    if (beat_log_append(beats->options.log, &post, error))
        return true;
    g_string_free(take_lines, TRUE);
    return false;
}

static void count(ViewingBook *book, const BeatRecord *record) {
    ViewingRow *row = viewing_book_find(book, record->viewing_id);
    if (!row)
        return;
    row->delivered_ms += record->delivered.to_ms - record->delivered.from_ms;
    row->delivered_bytes += record->delivered.bytes;
    viewing_book_mark(book, row);
}

static BeatRecord record_of(const ViewingDelivery *item, int64_t at_us) {
    BeatRecord record = {.kind = BEAT_RECORD_DELIVERED, .at_us = at_us};
    viewing_id_unpack(item->viewing_id, record.viewing_id);
    record.delivered.track = item->track;
    record.delivered.from_ms = item->from_ms;
    record.delivered.to_ms = item->to_ms;
    record.delivered.bytes = item->bytes;
    return record;
}

bool viewing_beats_delivered(ViewingBeats *beats, const ViewingDelivery *items, unsigned n_items,
                             GError **error) {
    int64_t now_us = clock_wall_us();
    GString *lines = g_string_sized_new(n_items * 128u);
    for (unsigned i = 0; i < n_items; i++) {
        BeatRecord record = record_of(&items[i], now_us);
        beat_record_append(lines, &record);
    }
    if (!post_lines(beats, lines, now_us, error))
        return false;
    for (unsigned i = 0; i < n_items; i++) {
        BeatRecord record = record_of(&items[i], now_us);
        count(beats->options.book, &record);
    }
    return true;
}
