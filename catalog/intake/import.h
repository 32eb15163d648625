/* One import under way, as the api thread sees it. While a worker or a database thread has its rows
 * (`work`), the api thread reads only what stands beside. */
#pragma once

#include <glib.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/intake/import_read.h"
#include "catalog/intake/import_roster.h"

#define IMPORT_FILE_NAME_MAX_CHARS 128

typedef enum ImportState {
    IMPORT_READING,
    IMPORT_READY,
    IMPORT_APPLYING,
    IMPORT_DONE,
    IMPORT_FAILED,
} ImportState;

extern const char *const IMPORT_STATE_WORDS[]; /* NULL-terminated */

/* Strings are copied. */
typedef struct ImportUpload {
    ImportKind kind;
    const char *file_name, *account_id;
    const char *unit_id; /* where paths of names begin; "": the whole reach */
    ImportScope scope;
    GBytes *file; /* referenced */
} ImportUpload;

/* Who writes, for the audit. Strings are copied. */
typedef struct ImportActor {
    const char *account_id, *peer;
} ImportActor;

/* What travels between the threads; owned by one at a time. */
typedef struct ImportWork {
    GBytes *file;
    ImportKind kind;
    ImportLayout layout;
    char *roots_json; /* of the scope */
    bool can_make_roots, can_make_levels;
    ImportReading *reading;  /* NULL until read */
    ImportRoster *roster;    /* what the rows were compared with */
    int64_t planned_change;  /* the newest number of the roster then; -1: plan again */
    GPtrArray *prepared;     /* rows of members, while it is being written */
    char *account_id, *peer; /* of the one who writes */
    char *import_id;
    unsigned counts[IMPORT_N_OUTCOMES];
} ImportWork;

void import_work_free(ImportWork *work);
ImportScope import_work_scope(const ImportWork *work); /* borrowed from it */

typedef struct Import {
    char id[ID_TEXT_BYTES], account_id[ID_TEXT_BYTES], unit_id[ID_TEXT_BYTES];
    ImportKind kind;
    char *file_name;
    ImportState state;
    char *detail;      /* why it failed, or NULL */
    ImportNote remark; /* about a file that is ready; `a` NULL: none. Texts of the work */
    int64_t used_at_us;
    bool is_removed;                    /* forgotten as soon as it rests */
    unsigned counts[IMPORT_N_OUTCOMES]; /* as they were when it rested last */
    ImportWork *work;                   /* NULL while another thread has it */
} Import;

Import *import_new(const ImportUpload *upload);
void import_free(Import *import);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Import, import_free)
