#include "catalog/intake/intake.h"

#include <string.h>

#include "base/error.h"
#include "base/log.h"
#include "catalog/intake/apply_members.h"
#include "catalog/intake/import_apply.h"
#include "catalog/intake/import_plan.h"
#include "catalog/intake/import_report.h"
#include "catalog/roster/roster_change.h"
#include "catalog/store/account_table.h"
#include "catalog/store/audit_table.h"

#define MAILBOX_POSTS    64
#define REPLY_PAUSE_US   1000 /* while the api thread's mailbox is full */
#define REPLY_N_PAUSES   5000
#define STRANGE_MIN_ROWS 5 /* fewer rows say nothing about whose file it is */

struct Intake {
    IntakeOptions options;
    Worker *worker; /* the api thread */
    Worker *reader;
    GPtrArray *imports; /* of Import, owned */
};

/* ---- a step: the work goes to another thread and comes back ---- */

typedef struct Step Step;
struct Step {
    Intake *intake;
    char import_id[ID_TEXT_BYTES];
    ImportWork *work; /* owned while under way */
    GError *error;    /* owned: why it failed */
    IntakeReport report;
    GBytes *file; /* owned: the report */
    void (*run)(Step *step);
    void (*done)(Step *step);
};

static void free_step(void *data) {
    Step *step = data;
    import_work_free(step->work);
    g_clear_error(&step->error);
    g_clear_pointer(&step->file, g_bytes_unref);
    if (step->report.free_data)
        step->report.free_data(step->report.data);
    g_free(step);
}

static Import *import_by_id(Intake *intake, const char *id) {
    for (unsigned i = 0; i < intake->imports->len; i++) {
        Import *import = intake->imports->pdata[i];
        if (g_str_equal(import->id, id))
            return import;
    }
    return NULL;
}

/* Mail is freed after it ran, but a step goes on: each post carries a slot. */
static void free_slot(void *data) {
    Step **slot = data;
    if (*slot)
        free_step(*slot);
    g_free(slot);
}

static Step **slot_new(Step *take_step) {
    Step **slot = g_new(Step *, 1);
    *slot = take_step;
    return slot;
}

static void come_back(void *data) {
    Step *step = *(Step **)data;
    step->done(step);
}

static void run_step(void *data) {
    Step **from = data;
    Step *step = g_steal_pointer(from);
    step->run(step);
    Step **slot = slot_new(step);
    for (unsigned i = 0; i < REPLY_N_PAUSES; i++) {
        g_autoptr(GError) error = NULL;
        if (worker_post(step->intake->worker, come_back, slot, free_slot, &error))
            return;
        if (error_code(error) != ERROR_OVERLOADED)
            break; /* the server stops */
        g_usleep(REPLY_PAUSE_US);
    }
    free_slot(slot);
}

static Step *step_new(Intake *intake, Import *import) {
    Step *step = g_new0(Step, 1);
    step->intake = intake;
    g_strlcpy(step->import_id, import->id, sizeof step->import_id);
    step->work = g_steal_pointer(&import->work);
    return step;
}

/* ---- coming to rest ---- */

static void rest(Intake *intake, Import *import, ImportState state, const char *detail) {
    import->state = state;
    import->used_at_us = clock_monotonic_us();
    g_free(import->detail);
    import->detail = g_strdup(detail);
    if (import->is_removed) {
        g_ptr_array_remove(intake->imports, import);
        return;
    }
    if (intake->options.on_change)
        intake->options.on_change(import, intake->options.user);
}

/* The work is back; what could not be done leaves the import as it was read. */
static Import *take_back(Step *step) {
    Import *import = import_by_id(step->intake, step->import_id);
    g_assert(import && !import->work); /* it is kept while it is under way */
    import->work = g_steal_pointer(&step->work);
    memcpy(import->counts, import->work->counts, sizeof import->counts);
    return import;
}

static void fail(Intake *intake, Import *import, const GError *error) {
    if (error_code(error) == ERROR_INTERNAL || error_code(error) == ERROR_IO)
        log_error(LOG_WARNING, "catalog", "an import failed", error);
    rest(intake, import, IMPORT_FAILED, error_public_text(error));
}

/* ---- reading, then comparing ---- */

static void run_read(Step *step) {
    ImportWork *work = step->work;
    g_clear_pointer(&work->reading, import_read_free);
    g_clear_pointer(&work->roster, import_roster_free);
    work->reading = import_read(work->file, work->kind, &work->layout, &step->error);
}

static bool run_plan(Database *database, void *data, GError **error) {
    ImportWork *work = (*(Step **)data)->work;
    ImportScope scope = import_work_scope(work);
    work->roster = import_roster_load(database, &scope, work->kind == IMPORT_MEMBERS, error);
    if (!work->roster || !roster_change_last(database, &work->planned_change, error) ||
        !import_plan(work->reading->table, work->roster, &scope,
                     store_field_crypto((*(Step **)data)->intake->options.store), error))
        return false;
    import_table_tally(work->reading->table, work->counts);
    return true;
}

/* What there is to say about the file as a whole. */
static ImportNote remark_on(const ImportWork *work) {
    ImportTable *table = work->reading->table;
    unsigned n_rows = import_table_count(table), n_lost = 0;
    if (work->reading->missing)
        return (ImportNote){NOTE_COLUMNS_MISSING, work->reading->missing, NULL, NULL};
    for (unsigned i = 0; i < n_rows; i++) {
        const ImportRow *row = import_table_row(table, i);
        for (const ImportNote *note = row->notes; note; note = note->next)
            n_lost += note->kind == NOTE_UNIT_UNKNOWN || note->kind == NOTE_PARENT_UNKNOWN;
    }
    if (n_rows < STRANGE_MIN_ROWS || n_lost * 10 < n_rows * 9)
        return (ImportNote){0};
    g_autofree char *count = g_strdup_printf("%u", n_rows);
    return (ImportNote){NOTE_WRONG_COUNTY, import_table_keep(table, count), NULL, NULL};
}

static void on_planned(const GError *error, void *data) {
    Step *step = *(Step **)data;
    Intake *intake = step->intake;
    Import *import = take_back(step);
    if (error) {
        fail(intake, import, error);
    } else {
        import->remark = remark_on(import->work);
        rest(intake, import, IMPORT_READY, NULL);
    }
}

static void on_read(Step *step) {
    Intake *intake = step->intake;
    if (step->error) {
        fail(intake, take_back(step), step->error);
        return;
    }
    Step *next = g_new0(Step, 1);
    next->intake = intake;
    g_strlcpy(next->import_id, step->import_id, sizeof next->import_id);
    next->work = g_steal_pointer(&step->work);
    Step **slot = slot_new(next);
    StoreJob job = {run_plan, on_planned, intake->worker, slot, free_slot};
    g_autoptr(GError) error = NULL;
    if (store_read(intake->options.store, &job, &error))
        return;
    fail(intake, take_back(next), error);
    free_slot(slot);
}

static bool send_to_reader(Intake *intake, Step *take_step, GError **error) {
    Step **slot = slot_new(take_step);
    if (worker_post(intake->reader, run_step, slot, free_slot, error))
        return true;
    take_back(take_step);
    take_step->report.free_data = NULL; /* the caller's */
    free_slot(slot);
    return false;
}

static bool begin_reading(Intake *intake, Import *import, GError **error) {
    Step *step = step_new(intake, import);
    step->run = run_read;
    step->done = on_read;
    import->state = IMPORT_READING;
    import->remark = (ImportNote){0};
    g_clear_pointer(&import->detail, g_free);
    return send_to_reader(intake, step, error);
}

/* ---- writing ---- */

static bool append_audit(Database *database, const ImportWork *work, GError **error) {
    g_autoptr(AuditRow) row = g_new0(AuditRow, 1);
    g_autoptr(AccountRow) actor = account_table_get(database, work->account_id, error);
    if (!actor)
        return false;
    g_strlcpy(row->actor_id, work->account_id, sizeof row->actor_id);
    row->actor_name = g_strdup(actor->name);
    row->action = g_strdup("import");
    row->target = g_strdup(work->import_id);
    row->peer = g_strdup(work->peer);
    row->outcome = g_strdup("ok");
    row->detail = g_strdup_printf(
        "{\"kind\":\"%s\",\"new\":%u,\"changed\":%u,\"same\":%u,\"wrong\":%u}",
        IMPORT_KIND_WORDS[work->kind], work->counts[IMPORT_NEW], work->counts[IMPORT_CHANGED],
        work->counts[IMPORT_SAME], work->counts[IMPORT_WRONG]);
    return audit_table_append(database, row, error);
}

static bool run_apply(Database *database, void *data, GError **error) {
    Step *step = *(Step **)data;
    ImportWork *work = step->work;
    ImportScope scope = import_work_scope(work);
    const FieldCrypto *crypto = store_field_crypto(step->intake->options.store);
    int64_t last_change;
    if (!roster_change_last(database, &last_change, error))
        return false;
    if (last_change == work->planned_change) {
        if (!import_apply_planned(database, work->reading->table, work->roster, crypto,
                                  work->prepared, error))
            return false;
    } else {
        ImportRoster *roster = NULL;
        if (!import_apply(database, work->reading->table, &scope, crypto, work->prepared, &roster,
                          error))
            return false;
        import_roster_free(work->roster);
        work->roster = roster;
    }
    import_table_tally(work->reading->table, work->counts);
    return append_audit(database, work, error);
}

static void on_applied(const GError *error, void *data) {
    Step *step = *(Step **)data;
    Intake *intake = step->intake;
    Import *import = take_back(step);
    g_clear_pointer(&import->work->prepared, g_ptr_array_unref);
    if (error)
        fail(intake, import, error);
    else
        rest(intake, import, IMPORT_DONE, NULL);
}

static void run_prepare(Step *step) {
    step->work->prepared = apply_members_prepare(step->work->reading->table,
                                                 store_field_crypto(step->intake->options.store));
}

static void on_prepared(Step *step) {
    Intake *intake = step->intake;
    Step *next = g_new0(Step, 1);
    next->intake = intake;
    g_strlcpy(next->import_id, step->import_id, sizeof next->import_id);
    next->work = g_steal_pointer(&step->work);
    Step **slot = slot_new(next);
    StoreJob job = {run_apply, on_applied, intake->worker, slot, free_slot};
    g_autoptr(GError) error = NULL;
    if (store_write(intake->options.store, &job, &error))
        return;
    fail(intake, take_back(next), error);
    free_slot(slot);
}

/* ---- the report ---- */

static void run_report(Step *step) {
    step->file =
        import_report(step->work, step->report.format, step->report.language, &step->error);
}

static void on_reported(Step *step) {
    Import *import = take_back(step);
    if (import->is_removed)
        g_ptr_array_remove(step->intake->imports, import);
    step->report.fn(step->file, step->error, step->report.data);
}

bool intake_report(Intake *intake, Import *import, const IntakeReport *report, GError **error) {
    worker_assert_current(intake->worker);
    if (!import->work || !import->work->roster) {
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                            "cannot report on this import now: it is still being read");
        return false;
    }
    Step *step = step_new(intake, import);
    step->report = *report;
    step->run = run_report;
    step->done = on_reported;
    return send_to_reader(intake, step, error);
}

/* ---- life ---- */

static void free_import(void *data) {
    import_free(data);
}

Intake *intake_start(const IntakeOptions *options, GError **error) {
    g_autoptr(Intake) intake = g_new0(Intake, 1);
    intake->options = *options;
    intake->imports = g_ptr_array_new_with_free_func(free_import);
    WorkerOptions reader = {"intake", MAILBOX_POSTS, &WORKER_LOOP_QUEUE, NULL};
    intake->reader = worker_start(&reader, error);
    return intake->reader ? g_steal_pointer(&intake) : NULL;
}

void intake_attach(Intake *intake, Worker *worker) {
    intake->worker = worker;
}

void intake_stop(Intake *intake) {
    if (intake)
        worker_stop(intake->reader);
}

void intake_free(Intake *intake) {
    if (!intake)
        return;
    intake_stop(intake);
    worker_free(intake->reader);
    g_ptr_array_unref(intake->imports);
    g_free(intake);
}

Import *intake_add(Intake *intake, const ImportUpload *upload, GError **error) {
    worker_assert_current(intake->worker);
    if (intake->imports->len >= INTAKE_MAX_OPEN) {
        g_set_error(error, BASE_ERROR, ERROR_OVERLOADED,
                    "%d imports are open already: finish or remove one first", INTAKE_MAX_OPEN);
        return NULL;
    }
    Import *import = import_new(upload);
    g_ptr_array_add(intake->imports, import);
    if (begin_reading(intake, import, error))
        return import;
    g_ptr_array_remove(intake->imports, import);
    return NULL;
}

Import *intake_find(Intake *intake, const char *id, const char *account_id, GError **error) {
    worker_assert_current(intake->worker);
    Import *import = import_by_id(intake, id);
    if (import && !import->is_removed && g_str_equal(import->account_id, account_id)) {
        import->used_at_us = clock_monotonic_us();
        return import;
    }
    g_set_error_literal(error, BASE_ERROR, ERROR_NOT_FOUND,
                        "cannot find this import: files are kept for an hour and not over a "
                        "restart; bring it again");
    return NULL;
}

static void set_scope(ImportWork *work, const ImportScope *scope) {
    bool is_same = g_strcmp0(work->roots_json, scope->roots_json) == 0 &&
                   work->can_make_roots == scope->can_make_roots &&
                   work->can_make_levels == scope->can_make_levels;
    if (!is_same)
        work->planned_change = -1;
    g_free(work->roots_json);
    work->roots_json = g_strdup(scope->roots_json);
    work->can_make_roots = scope->can_make_roots;
    work->can_make_levels = scope->can_make_levels;
}

bool intake_change(Intake *intake, Import *import, const ImportLayout *layout,
                   const ImportScope *scope, GError **error) {
    worker_assert_current(intake->worker);
    if (!import->work || import->state == IMPORT_DONE) {
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                            "cannot change this import: it is being read or is done");
        return false;
    }
    import->work->layout = *layout;
    set_scope(import->work, scope);
    return begin_reading(intake, import, error);
}

bool intake_apply(Intake *intake, Import *import, const ImportActor *actor,
                  const ImportScope *scope, GError **error) {
    worker_assert_current(intake->worker);
    if (import->state != IMPORT_READY || !import->work || import->work->reading->missing) {
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                            "cannot import this now: it must be read and its columns chosen first");
        return false;
    }
    g_free(import->work->account_id);
    g_free(import->work->peer);
    import->work->account_id = g_strdup(actor->account_id);
    import->work->peer = g_strdup(actor->peer);
    set_scope(import->work, scope);
    Step *step = step_new(intake, import);
    step->run = run_prepare;
    step->done = on_prepared;
    import->state = IMPORT_APPLYING;
    return send_to_reader(intake, step, error);
}

void intake_remove(Intake *intake, Import *import) {
    worker_assert_current(intake->worker);
    if (import->work)
        g_ptr_array_remove(intake->imports, import);
    else
        import->is_removed = true;
}

void intake_forget_old(Intake *intake, int64_t now_us) {
    worker_assert_current(intake->worker);
    for (unsigned i = intake->imports->len; i-- > 0;) {
        Import *import = intake->imports->pdata[i];
        if (import->work && now_us - import->used_at_us > INTAKE_KEPT_US)
            g_ptr_array_remove_index(intake->imports, i);
    }
}
