#include "catalog/attendance/record_round.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "catalog/attendance/policy_seal.h"
#include "catalog/attendance/record_compute.h"
#include "catalog/attendance/record_load.h"

#define DAY_US (INT64_C(24) * 3600 * 1000000)
/* What was watched is looked for again that long: its records may have found the ledger waiting. */
#define LOOK_BACK_US    (32 * DAY_US)
#define WRITER_PAUSE_US 1000 /* while the writer has RECORD_ROUND_MAX_BATCHES */

void record_round_init(RecordRound *round) {
    round->tried = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    round->drafts = g_ptr_array_new_with_free_func((GDestroyNotify)record_draft_free);
}

void record_round_clear(RecordRound *round) {
    g_clear_pointer(&round->tried, g_hash_table_unref);
    g_clear_pointer(&round->drafts, g_ptr_array_unref);
}

/* ---- writing ---- */

typedef struct Batch {
    GPtrArray *drafts; /* RecordDraft */
    RecordWhen when;
    RecordFacts *closes; /* or the register that is complete now */
    atomic_int *open;
} Batch;

static void free_batch(void *data) {
    Batch *batch = data;
    g_clear_pointer(&batch->drafts, g_ptr_array_unref);
    record_facts_free(batch->closes);
    atomic_fetch_sub(batch->open, 1);
    g_free(batch);
}

static bool run_batch(Database *database, void *data, GError **error) {
    Batch *batch = data;
    if (!policy_seal_all(database, error))
        return false;
    for (unsigned i = 0; batch->drafts && i < batch->drafts->len; i++)
        if (!record_table_insert(database, batch->drafts->pdata[i], batch->when, error))
            return false;
    return !batch->closes || record_table_close(database, batch->closes, error);
}

static bool is_stopping(const RecordRound *round) {
    return round->is_stopping && round->is_stopping(round->user);
}

/* Waits while the writer is busy with earlier ones. A batch that is lost is no harm: its register
 * is not complete and begins again. */
static void post(RecordRound *round, GPtrArray *take_drafts, RecordFacts *take_closes) {
    Batch *batch = g_new0(Batch, 1);
    *batch = (Batch){take_drafts, round->when, take_closes, round->open_batches};
    atomic_fetch_add(batch->open, 1);
    const StoreJob job = {.run = run_batch, .data = batch, .free_data = free_batch};
    for (;;) {
        g_autoptr(GError) error = NULL;
        bool is_free = atomic_load(batch->open) <= RECORD_ROUND_MAX_BATCHES;
        if (is_free && store_write(round->store, &job, &error))
            return;
        if (is_stopping(round) || (is_free && error_code(error) != ERROR_OVERLOADED))
            break;
        g_usleep(WRITER_PAUSE_US);
    }
    free_batch(batch);
}

static void flush(RecordRound *round) {
    if (round->drafts->len == 0)
        return;
    GPtrArray *drafts = g_steal_pointer(&round->drafts);
    round->drafts = g_ptr_array_new_with_free_func((GDestroyNotify)record_draft_free);
    post(round, drafts, NULL);
}

static void take(RecordDraft *take_draft, void *user) {
    RecordRound *round = user;
    g_ptr_array_add(round->drafts, take_draft);
    if (round->drafts->len == RECORD_ROUND_BATCH)
        flush(round);
}

static bool ask_stopping(void *user) {
    return is_stopping(user);
}

/* ---- which ---- */

/* ?1 now, ?2 closed until: a register is computed when all days of its event are closed. */
static const char DUE[] =
    "SELECT id FROM register WHERE closed_at_us IS NULL AND closes_at_us <= ?1"
    " AND ended_at_us < ?2 ORDER BY closes_at_us, id LIMIT ?3";

static GPtrArray *find_due(RecordRound *round, int64_t now_us, GError **error) {
    int64_t until_us;
    if (!record_days_closed_until(round->directory, now_us, &until_us, error))
        return NULL;
    g_autoptr(Statement) statement = database_prepare(round->database, DUE, error);
    if (!statement)
        return NULL;
    statement_bind_int64(statement, 1, now_us);
    statement_bind_int64(statement, 2, until_us);
    statement_bind_int64(statement, 3, RECORD_ROUND_MAX_REGISTERS);
    return statement_texts(statement, error);
}

static int compare_first(const void *a, const void *b) {
    const RecordFacts *first = *(RecordFacts *const *)a, *second = *(RecordFacts *const *)b;
    return first->first_at_us < second->first_at_us ? -1 : first->first_at_us > second->first_at_us;
}

static void free_facts(void *data) {
    record_facts_free(data);
}

/* As they are at one moment. */
static RecordFacts *load(RecordRound *round, const char *register_id, const char *member_id,
                         GError **error) {
    if (!database_begin(round->database, DATABASE_READ, error))
        return NULL;
    RecordFacts *facts = record_load(round->database, register_id, member_id, error);
    database_rollback(round->database);
    return facts;
}

/* Those that were not tried just now. One that cannot be read does not hold up the others. */
static GPtrArray *load_due(RecordRound *round, const GPtrArray *ids) {
    GPtrArray *all = g_ptr_array_new_with_free_func(free_facts);
    for (unsigned i = 0; i < ids->len; i++) {
        g_autoptr(GError) error = NULL;
        if (g_hash_table_contains(round->tried, ids->pdata[i]))
            continue;
        RecordFacts *facts = load(round, ids->pdata[i], NULL, &error);
        if (facts) {
            g_ptr_array_add(all, facts);
            continue;
        }
        log_error(LOG_WARNING, "catalog", "a register is closed later", error);
        g_hash_table_add(round->tried, g_strdup(ids->pdata[i]));
    }
    g_ptr_array_sort(all, compare_first);
    return all;
}

/* Leaves those whose log is read from the same day on: every record names all days that were read
 * for it. The others' turn comes in the next round. */
static void keep_one_day(GPtrArray *all) {
    unsigned n = 1;
    int64_t day = ((RecordFacts *)all->pdata[0])->first_at_us / DAY_US;
    while (n < all->len && ((RecordFacts *)all->pdata[n])->first_at_us / DAY_US == day)
        n++;
    g_ptr_array_set_size(all, (int)n);
}

/* ---- computing ---- */

static bool compute(RecordRound *round, const GPtrArray *all, GError **error) {
    int64_t needed_us = 0, now_us = clock_wall_us(), started_us = clock_monotonic_us();
    for (unsigned i = 0; i < all->len; i++)
        needed_us = MAX(needed_us, ((RecordFacts *)all->pdata[i])->ended_at_us);
    g_autoptr(RecordDays) days = record_days_closed(
        round->directory, ((RecordFacts *)all->pdata[0])->first_at_us, needed_us, now_us, error);
    if (!days) {
        if (error && !*error)
            g_set_error_literal(error, BASE_ERROR, ERROR_UNAVAILABLE,
                                "The days of the viewing log are not closed yet.");
        return false;
    }
    RecordComputed computed;
    const RecordComputing computing = {.directory = round->directory,
                                       .facts = all,
                                       .days = days,
                                       .is_stopping = ask_stopping,
                                       .take = take,
                                       .user = round};
    if (!record_compute(&computing, &computed, error))
        return false;
    log_event(LOG_INFO, "catalog", "records were computed",
              LOG_FIELDS({"registers", .number = all->len}, {"persons", .number = computed.persons},
                         {"log_bytes", .number = computed.bytes},
                         {"damaged_lines", .number = (int64_t)computed.damaged_lines},
                         {"ms", .number = (clock_monotonic_us() - started_us) / CLOCK_US_PER_MS}));
    return true;
}

static bool close_some(RecordRound *round, GPtrArray *all, GError **error) {
    round->when = RECORD_FIRST;
    for (unsigned i = 0; i < all->len; i++)
        g_hash_table_add(round->tried, g_strdup(((RecordFacts *)all->pdata[i])->id));
    if (!compute(round, all, error))
        return false;
    flush(round);
    g_ptr_array_set_free_func(all, NULL);
    for (unsigned i = 0; i < all->len; i++)
        post(round, NULL, all->pdata[i]);
    g_ptr_array_set_size(all, 0);
    return true;
}

/* Several registers may be of one reading; what is to come is another round's. */
static bool close_due(RecordRound *round, int64_t now_us, GError **error) {
    g_autoptr(GPtrArray) ids = find_due(round, now_us, error);
    g_autoptr(GPtrArray) all = ids ? load_due(round, ids) : NULL;
    if (!all || all->len == 0)
        return false;
    keep_one_day(all);
    return close_some(round, all, error);
}

/* ---- what was watched later ---- */

/* ?1 before when the last beat is old enough, ?2 from when on it is looked for, ?3 limit. */
static const char LATER[] =
    "SELECT r.register_id || ' ' || r.member_id FROM viewing AS v JOIN register_person AS p"
    " ON p.account_id = v.account_id JOIN record AS r ON r.register_id = p.register_id"
    " AND r.member_id = p.member_id AND r.is_newest = 1 AND r.event_id IN (v.meeting_id,"
    " v.lesson_id) AND r.kind IN ('meeting', 'lesson')"
    " WHERE v.account_id NOT NULL AND v.last_beat_at_us >= ?2 AND v.last_beat_at_us < ?1"
    " AND v.last_beat_at_us >= r.looked_until_us GROUP BY 1 LIMIT ?3";

static GPtrArray *find_later(RecordRound *round, int64_t before_us, GError **error) {
    g_autoptr(Statement) statement = database_prepare(round->database, LATER, error);
    if (!statement)
        return NULL;
    statement_bind_int64(statement, 1, before_us);
    statement_bind_int64(statement, 2, round->continued_from_us);
    statement_bind_int64(statement, 3, RECORD_ROUND_MAX_REGISTERS);
    return statement_texts(statement, error);
}

static bool continue_one(RecordRound *round, const char *pair, GError **error) {
    g_auto(GStrv) ids = g_strsplit(pair, " ", 2);
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(free_facts);
    RecordFacts *facts = load(round, ids[0], ids[1], error);
    if (!facts)
        return false;
    g_ptr_array_add(all, facts);
    return compute(round, all, error);
}

/* Once for each day that is closed. */
static bool continue_later(RecordRound *round, int64_t now_us, GError **error) {
    int64_t until_us;
    if (!record_days_closed_until(round->directory, now_us, &until_us, error) ||
        until_us <= round->continued_until_us)
        return false;
    int64_t before_us = MIN(now_us - DAY_US, until_us);
    g_autoptr(GPtrArray) pairs = find_later(round, before_us, error);
    round->when = RECORD_CONTINUE;
    for (unsigned i = 0; pairs && i < pairs->len; i++)
        if (!continue_one(round, pairs->pdata[i], error))
            return false;
    flush(round);
    if (pairs && pairs->len < RECORD_ROUND_MAX_REGISTERS) {
        round->continued_until_us = until_us;
        round->continued_from_us = before_us - LOOK_BACK_US;
    }
    return false;
}

/* ---- a round ---- */

bool record_round_run(RecordRound *round) {
    int64_t now_us = clock_wall_us(), monotonic_us = clock_monotonic_us();
    g_autoptr(GError) error = NULL;
    if (atomic_load(round->open_batches) > 0)
        return false; /* what is written decides what is due */
    if (monotonic_us - round->tried_at_us >= RECORD_ROUND_AGAIN_US) {
        g_hash_table_remove_all(round->tried);
        round->tried_at_us = monotonic_us;
    }
    bool is_more = close_due(round, now_us, &error);
    if (!is_more && !error)
        (void)continue_later(round, now_us, &error);
    if (!error)
        return is_more;
    g_ptr_array_set_size(round->drafts, 0);
    if (!is_stopping(round))
        log_error(LOG_WARNING, "catalog", "registers are closed later", error);
    return false;
}

/* ---- again ---- */

static void collect(RecordDraft *take_draft, void *user) {
    g_ptr_array_add(user, take_draft);
}

GPtrArray *record_round_renew(RecordRound *round, const char *register_id, const char *member_id,
                              GError **error) {
    g_autoptr(RecordFacts) facts = load(round, register_id, member_id, error);
    if (!facts)
        return NULL;
    g_autoptr(RecordDays) days = record_days_closed(round->directory, facts->first_at_us,
                                                    facts->ended_at_us, clock_wall_us(), error);
    if (!days && error && !*error)
        g_set_error_literal(error, BASE_ERROR, ERROR_UNAVAILABLE,
                            "The days of the viewing log are not closed yet.");
    if (!days)
        return NULL;
    g_autoptr(GPtrArray) all = g_ptr_array_new();
    g_ptr_array_add(all, facts);
    g_autoptr(GPtrArray) drafts = g_ptr_array_new_with_free_func((GDestroyNotify)record_draft_free);
    RecordComputed computed;
    const RecordComputing computing = {
        .directory = round->directory, .facts = all, .days = days, .take = collect, .user = drafts};
    return record_compute(&computing, &computed, error) ? g_steal_pointer(&drafts) : NULL;
}
