#include "catalog/attendance/retention_class.h"

#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "catalog/attendance/retention_due.h"
#include "catalog/roster/day.h"
#include "catalog/viewing/log_day.h"

const char *const RETENTION_CLASS_WORDS[] = {
    "viewing_log", "viewings",     "presences",  "guest_names",  "reasons",
    "records",     "ledger_texts", "objections", "record_reads", "report_reads",
    "exports",     "audit",        NULL};

G_STATIC_ASSERT(G_N_ELEMENTS(RETENTION_CLASS_WORDS) == RETENTION_N_CLASSES + 1);

/* ---- the table ---- */

#define FIGURES(at) "SELECT count(*), ifnull(min(" at "), 0), ifnull(max(" at "), 0)"
/* Of what no number of days takes (?1 is not asked for): ?2 is all. */
#define ROWS(at, from) FIGURES(at) " FROM " from " WHERE ?2"
/* A day of the county as its first moment. */
#define DAY_AT "CAST(strftime('%s', day, 'utc') AS INTEGER) * 1000000"

typedef struct ClassRow {
    RetentionFacts facts;
    const char *figures; /* SQL; NULL: files */
    size_t days_offset;  /* in the rule; of those with a setting */
} ClassRow;

static const ClassRow CLASSES[] = {
    [RETENTION_VIEWING_LOG] =
        {.facts = {"viewing.keep_logs",
                   "The ground of every record: an objection is answered by looking at it.",
                   "A day's file is removed when the setting says so; its sum stays in the audit."},
         .days_offset = offsetof(RetentionRule, log_days)},
    [RETENTION_VIEWINGS] =
        {{NULL, "Who opened what on which device: what players resume from and records point to.",
          "As long as the meeting or lesson; what nobody signed in for goes after some days."},
         ROWS("started_at_us", "viewing")},
    [RETENTION_PRESENCES] = {{NULL, "Who was seen in which room: the ground of records from rooms.",
                              "As long as the register: its figures must stay what they were."},
                             ROWS("entered_at_us", "presence")},
    [RETENTION_GUEST_NAMES] =
        {.facts = {"attendance.keep_guest_names",
                   "So that a clerk can tell guests of an event apart while questions come.",
                   "Erased so many days behind the closing of the register; the number of guests "
                   "stays."},
         .figures =
             FIGURES("guest.at_us") RETENTION_GUEST_FROM " AND (?2 OR " RETENTION_GUEST_DUE ")",
         .days_offset = offsetof(RetentionRule, guest_name_days)},
    [RETENTION_REASONS] =
        {.facts = {"attendance.keep_reasons",
                   "Whoever decides on a leave must know why it is asked for.",
                   "Erased so many days after the leave was decided and over; the leave stays."},
         .figures = FIGURES("leave.asked_at_us") RETENTION_REASON_FROM
         " AND (?2 OR " RETENTION_REASON_DUE ")",
         .days_offset = offsetof(RetentionRule, reason_days)},
    [RETENTION_RECORDS] = {{NULL,
                            "What members have earned: years and certificates are made of it.",
                            "For ever; where a duty of deletion asks, the text of a single one is "
                            "erased in the ledger."},
                           ROWS("closed_at_us", "record")},
    [RETENTION_LEDGER_TEXTS] =
        {{NULL, "What the proofs of records, reads and exports are made of.",
          "For ever; a single one is erased by 'tongping ledger erase', and its hash stays."},
         ROWS("appended_at_us", "ledger_leaf") " AND text NOT NULL"},
    [RETENTION_OBJECTIONS] = {{NULL,
                               "How a figure came to be another one, and who has answered for it.",
                               "As long as the records: each correction points to its reason."},
                              ROWS("at_us", "(SELECT raised_at_us AS at_us FROM objection"
                                            " UNION ALL SELECT asked_at_us FROM correction)")},
    [RETENTION_RECORD_READS] = {{NULL, "Members may know who has looked at their records.",
                                 "For ever: each look is an entry of the ledger too."},
                                ROWS(DAY_AT, "record_read")},
    [RETENTION_REPORT_READS] = {{NULL, "Whoever took a report with names must answer for it.",
                                 "For ever: each one is an entry of the ledger too."},
                                ROWS(DAY_AT, "report_read")},
    [RETENTION_EXPORTS] = {{NULL, "Giving data to others is to be proved for three years at least.",
                            "For ever; the file itself can be taken for some days only."},
                           ROWS("asked_at_us", "export")},
    [RETENTION_AUDIT] = {{NULL, "The log of what was done must be there for half a year at least.",
                          "For ever: nothing of it can be changed or removed."},
                         ROWS("at_us", "audit")},
};

G_STATIC_ASSERT(G_N_ELEMENTS(CLASSES) == RETENTION_N_CLASSES);

const RetentionFacts *retention_class_facts(RetentionClass kind) {
    return &CLASSES[kind].facts;
}

int64_t retention_class_days(RetentionClass kind, const RetentionRule *rule) {
    const ClassRow *row = &CLASSES[kind];
    g_return_val_if_fail(row->facts.setting, 0);
    return *(const int64_t *)((const char *)rule + row->days_offset);
}

int64_t retention_class_cutoff_us(int64_t days, int64_t now_us) {
    char today[DAY_TEXT_BYTES], first[DAY_TEXT_BYTES];
    if (days == 0)
        return 0;
    day_of(now_us, today);
    day_add(today, -(int)MIN(days, RETENTION_MAX_DAYS), first);
    return day_begin_us(first);
}

/* ---- how much ---- */

static bool count_rows(Database *database, const char *sql, int64_t before_us,
                       RetentionAmount *amount, GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    if (!statement)
        return false;
    statement_bind_int64(statement, 1, before_us);
    statement_bind_int64(statement, 2, before_us == G_MAXINT64);
    if (statement_step(statement, error) != STATEMENT_ROW)
        return false;
    amount->rows = statement_int64(statement, 0);
    amount->oldest_us = statement_int64(statement, 1);
    amount->newest_us = statement_int64(statement, 2);
    return true;
}

/* Days before `first_kept`; NULL: all. A file that goes meanwhile counts without bytes. */
static bool count_files(const char *directory, const char *first_kept, RetentionAmount *amount,
                        GError **error) {
    g_autoptr(GArray) days = log_day_list(directory, error);
    amount->bytes = 0;
    for (unsigned i = 0; days && i < days->len; i++) {
        const char *day = g_array_index(days, LogDay, i).day;
        struct stat facts = {0};
        if (first_kept && strcmp(day, first_kept) >= 0)
            break;
        g_autofree char *path = beat_log_file_path(directory, day);
        if (stat(path, &facts) == 0)
            amount->bytes += facts.st_size;
        amount->newest_us = day_begin_us(day);
        if (amount->rows++ == 0)
            amount->oldest_us = amount->newest_us;
    }
    return days != NULL;
}

bool retention_class_amount(Database *database, const RetentionPlace *place, RetentionClass kind,
                            RetentionAmount *ret_amount, GError **error) {
    database_assert_current(database);
    *ret_amount = (RetentionAmount){.bytes = -1};
    if (!CLASSES[kind].figures)
        return count_files(place->directory, NULL, ret_amount, error);
    return count_rows(database, CLASSES[kind].figures, G_MAXINT64, ret_amount, error);
}

bool retention_class_try(Database *database, const RetentionTrial *trial,
                         RetentionAmount *ret_amount, GError **error) {
    database_assert_current(database);
    const ClassRow *row = &CLASSES[trial->kind];
    *ret_amount = (RetentionAmount){.bytes = row->figures ? -1 : 0};
    if (!row->facts.setting) {
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                            "How long this is kept is fixed: no number of days changes it.");
        return false;
    }
    if (trial->days == 0)
        return true;
    if (!row->figures) {
        char first_kept[BEAT_LOG_DAY_BYTES];
        log_day_first_kept(trial->place.now_us, trial->days, first_kept);
        return count_files(trial->place.directory, first_kept, ret_amount, error);
    }
    return count_rows(database, row->figures,
                      retention_class_cutoff_us(trial->days, trial->place.now_us), ret_amount,
                      error);
}
