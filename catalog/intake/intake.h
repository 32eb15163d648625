/* Imports under way: a spreadsheet is read on a worker of its own, compared with the roster in a
 * read job, looked at by the one who brought it, and written in a write job. Owned by the api
 * thread.
 *
 * Files and rows are in memory only, because they hold numbers of people in clear: INTAKE_MAX_OPEN
 * imports at most, each forgotten INTAKE_KEPT_US after its last use and when the server stops. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/worker.h"
#include "catalog/intake/import.h"
#include "catalog/sheet/sheet_types.h"
#include "catalog/store/store.h"

#define INTAKE_MAX_OPEN 4
#define INTAKE_KEPT_US  (3600 * CLOCK_US_PER_S)

typedef struct Intake Intake;

typedef struct IntakeOptions {
    Store *store;
    /* An import has come to rest: ready, done or failed. On the api thread. */
    void (*on_change)(const Import *import, void *user);
    void *user;
} IntakeOptions;

Intake *intake_start(const IntakeOptions *options, GError **error);
/* Before the first import: the api thread. */
void intake_attach(Intake *intake, Worker *worker);
/* After the store and the api worker have stopped. */
void intake_free(Intake *intake);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Intake, intake_free)
/* Ends the reading thread; before the store stops. Any thread but its own. */
void intake_stop(Intake *intake);

/* Begins to read; the import belongs to the intake. ERROR_OVERLOADED when there are too many. */
Import *intake_add(Intake *intake, const ImportUpload *upload, GError **error);
/* One of this account; ERROR_NOT_FOUND also when it was forgotten. */
Import *intake_find(Intake *intake, const char *id, const char *account_id, GError **error);
/* Reads it again in another way. ERROR_CONFLICT unless it is ready or failed. */
bool intake_change(Intake *intake, Import *import, const ImportLayout *layout,
                   const ImportScope *scope, GError **error);
/* Writes the rows that are good by what is now and by `scope`, the asker's rights of this moment.
 * ERROR_CONFLICT unless it is ready. */
bool intake_apply(Intake *intake, Import *import, const ImportActor *actor,
                  const ImportScope *scope, GError **error);
/* An import that is being written goes on to its end and is forgotten then. */
void intake_remove(Intake *intake, Import *import);

/* The row-by-row report as a file; `fn` runs later on the api thread with the bytes or an error,
 * then free_data(data); only the latter when the server stops. ERROR_CONFLICT while it is being
 * read or written: the caller keeps `data` then. */
typedef void (*IntakeReportFn)(GBytes *file, const GError *error, void *data);
typedef struct IntakeReport {
    SheetFormat format;
    ImportLanguage language;
    IntakeReportFn fn;
    void *data;
    GDestroyNotify free_data;
} IntakeReport;
bool intake_report(Intake *intake, Import *import, const IntakeReport *report, GError **error);

/* Now and then, on the api thread. */
void intake_forget_old(Intake *intake, int64_t now_us);
