/* The canonical text of a record (docs/attendance.md, "Record"): what is written into the ledger
 * and what a receipt proves. One text for each record: what parses is written back equal. Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/credit/credit_result.h"
#include "catalog/viewing/beat_log_file.h"

#define RECORD_TEXT_MAX_BYTES     65536 /* the ledger takes no longer ones */
#define RECORD_TEXT_MAX_INTERVALS 300   /* of one set */
#define RECORD_TEXT_MAX_DAYS      400
#define RECORD_TEXT_SUM_BYTES     65 /* SHA-256 in hexadecimal digits and NUL */

typedef enum RecordKind {
    RECORD_MEETING,
    RECORD_STUDY,
    RECORD_LESSON,
    RECORD_CARRIED, /* hours from before, of no register */
    RECORD_N_KINDS
} RecordKind;

extern const char *const RECORD_KIND_WORDS[RECORD_N_KINDS + 1]; /* NULL behind them */

/* How somebody was there; a set of bits, in the order in which they are written. */
typedef enum RecordHow {
    RECORD_HOW_REMOTE,
    RECORD_HOW_PHONE,
    RECORD_HOW_QR,
    RECORD_HOW_CARD,
    RECORD_HOW_PIN,
    RECORD_HOW_PAPER,
    RECORD_HOW_ACCOUNT, /* on a screen of one's own */
    RECORD_N_HOW
} RecordHow;

/* False for a word of no RecordHow. */
bool record_text_read_how(const char *word, RecordHow *ret_how);
/* "remote,account", or "-". Caller frees. */
char *record_text_how(unsigned how);

typedef struct RecordDay {
    char day[BEAT_LOG_DAY_BYTES];
    char sum[RECORD_TEXT_SUM_BYTES];
} RecordDay;

typedef enum RecordSet {
    RECORD_FAULTS,
    RECORD_LIVE,
    RECORD_REPLAY,
    RECORD_OFFLINE,
    RECORD_PRESENCE,
    RECORD_N_SETS
} RecordSet;

/* Ids are "" and texts NULL or "" for nothing. */
typedef struct RecordText {
    char id[ID_TEXT_BYTES], register_id[ID_TEXT_BYTES], event_id[ID_TEXT_BYTES];
    RecordKind kind;
    char *title;
    int64_t began_at_us;
    char member_id[ID_TEXT_BYTES];
    char *name;
    char unit_id[ID_TEXT_BYTES];
    char *unit_name;
    char policy_id[ID_TEXT_BYTES];
    int64_t policy_version;
    IntervalSet *sets[RECORD_N_SETS]; /* owned; NULL: empty */
    int64_t required_ms, covered_ms, credited_ms;
    CreditState state;
    unsigned how;
    char *confirmed;
    GArray *days; /* RecordDay, owned; NULL: none */
    char replaces_id[ID_TEXT_BYTES];
    char *reason, *approved;
    int64_t closed_at_us;
} RecordText;

/* Frees what it owns, not itself. */
void record_text_clear(RecordText *record);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RecordText, record_text_clear)

/* Sets of more than RECORD_TEXT_MAX_INTERVALS are written coarser, names cleaned. */
void record_text_append(const RecordText *record, GString *out);

/* False for anything that the verb above does not write. */
bool record_text_parse(const char *text, size_t length, RecordText *ret_record);
