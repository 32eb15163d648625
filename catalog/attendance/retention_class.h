/* What is kept of attendance, why and how long (attendance.md, "Keeping"): one table of classes,
 * how much there is of each, and how much of it a number of days would take at once. Changes
 * nothing. On a database thread; reads all rows of a class. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/store/database.h"

#define RETENTION_MAX_DAYS 36500

typedef enum RetentionClass {
    RETENTION_VIEWING_LOG,
    RETENTION_VIEWINGS,
    RETENTION_PRESENCES,
    RETENTION_GUEST_NAMES,
    RETENTION_REASONS,
    RETENTION_RECORDS,
    RETENTION_LEDGER_TEXTS,
    RETENTION_OBJECTIONS,
    RETENTION_RECORD_READS,
    RETENTION_REPORT_READS,
    RETENTION_EXPORTS,
    RETENTION_AUDIT,
    RETENTION_N_CLASSES
} RetentionClass;

extern const char *const RETENTION_CLASS_WORDS[]; /* NULL at the end */

/* What the settings say: days; 0: for ever. */
typedef struct RetentionRule {
    int64_t log_days, guest_name_days, reason_days;
} RetentionRule;

/* Both sentences are English; sentence.h says them again. */
typedef struct RetentionFacts {
    const char *setting; /* its name; NULL: how long is fixed */
    const char *why, *how_long;
} RetentionFacts;

const RetentionFacts *retention_class_facts(RetentionClass kind);
/* Of a class with a setting; 0: for ever. */
int64_t retention_class_days(RetentionClass kind, const RetentionRule *rule);

typedef struct RetentionAmount {
    int64_t rows;                 /* of the viewing log: days */
    int64_t bytes;                /* of the viewing log; else -1: not counted */
    int64_t oldest_us, newest_us; /* valid with rows */
} RetentionAmount;

/* The first moment that stays when `days` is the rule; 0: all stays. */
int64_t retention_class_cutoff_us(int64_t days, int64_t now_us);

/* Where the log lies, and when it is. */
typedef struct RetentionPlace {
    const char *directory; /* of the data */
    int64_t now_us;
} RetentionPlace;

/* All that there is. */
bool retention_class_amount(Database *database, const RetentionPlace *place, RetentionClass kind,
                            RetentionAmount *ret_amount, GError **error);
typedef struct RetentionTrial {
    RetentionPlace place;
    RetentionClass kind;
    int64_t days; /* 0: for ever */
} RetentionTrial;
/* What would go at once. ERROR_CONFLICT: how long is fixed. */
bool retention_class_try(Database *database, const RetentionTrial *trial,
                         RetentionAmount *ret_amount, GError **error);
