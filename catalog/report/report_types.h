/* Reports: one query for each kind, from which the screen, the CSV and the XLSX come alike. A kind
 * is a table of columns and a verb that visits its rows in their order. On a database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/store/database.h"

typedef enum ReportForm {
    REPORT_ID,      /* for programs: not in files */
    REPORT_TEXT,    /* as it is; in files text, also when it looks like a number */
    REPORT_COUNT,   /* a whole number */
    REPORT_HOURS,   /* thousandths of class-hours; in files hours */
    REPORT_MINUTES, /* ms; in files minutes with one decimal */
    REPORT_SHARE,   /* thousandths; in files per cent with one decimal */
    REPORT_MOMENT,  /* µs since 1970; in files minutes of the county's clock */
    REPORT_WORD,    /* one of `words`; in files the Chinese name of it */
} ReportForm;

typedef struct ReportWord {
    const char *word, *name;
} ReportWord;

typedef struct ReportColumn {
    const char *key; /* on the wire */
    ReportForm form;
    const char *header; /* in files */
    unsigned width;     /* characters, XLSX only */
    const ReportWord *words;
} ReportColumn;

/* One column of a row. A text is borrowed for the visit; NULL: nothing. */
typedef struct ReportCell {
    const char *text;
    int64_t number;
    bool is_empty; /* a number that is not there */
} ReportCell;

/* What of a unit's standing counts how much: anything but all 0, REPORT_WEIGHT_MAX at most. */
typedef struct ReportWeights {
    unsigned attended, hours, met;
} ReportWeights;

#define REPORT_WEIGHT_MAX    100
#define REPORT_PAGE_MAX_ROWS 200
#define REPORT_MAX_ALONE     500 /* people in a file without a second person */
#define REPORT_MAX_COLUMNS   24
#define REPORT_ASK_MAX_CHARS 500 /* of a kind with what it is asked with, as an export keeps it */
#define REPORT_RULE          "credit-1"
#define REPORT_RANK_LEAST    10 /* members of a unit that is ranked */
#define REPORT_WEIGHT_DEFAULT                                                                      \
    (ReportWeights) {                                                                              \
        40, 40, 20                                                                                 \
    }

typedef struct ReportQuery {
    const char *roots_json; /* JSON array of units: they and what is below; NULL: everything */
    const char *subject_id; /* register, course or member, for the kinds that are about one */
    int year;
    bool is_short_only;
    bool has_drafts; /* of indicators: a look ahead */
    ReportWeights weights;
    const char *after; /* id of the last row of the page before */
    unsigned limit;    /* 0: all */
} ReportQuery;

/* A cell for each column. False with an error ends the visit. */
typedef bool (*ReportVisitFn)(const ReportCell *cells, void *data, GError **error);

typedef enum ReportAbout {
    REPORT_ABOUT_UNITS,
    REPORT_ABOUT_REGISTER,
    REPORT_ABOUT_COURSE,
    REPORT_ABOUT_MEMBER
} ReportAbout;

typedef struct ReportKind {
    const char *word, *title; /* on the wire; in Chinese, for files */
    const ReportColumn *columns;
    unsigned n_columns;
    int id_column;    /* whose text `after` takes */
    int group_column; /* a sheet for each value of it; -1: one sheet */
    ReportAbout about;
    bool names_people;
    /* What it is about, as it is called; ERROR_NOT_FOUND when it is not within the units. NULL: the
     * unit's name says it. Caller frees. */
    char *(*name)(Database *database, const ReportQuery *query, GError **error);
    /* One more line for files, e.g. a formula; NULL: none. Caller frees. */
    char *(*note)(Database *database, const ReportQuery *query, GError **error);
    /* Rows that are asked for; ERROR_INVALID for an `after` that is no row. */
    bool (*visit)(Database *database, const ReportQuery *query, ReportVisitFn visit, void *data,
                  GError **error);
} ReportKind;

/* What the whole of a year's report comes to, whatever the page. */
typedef struct ReportSum {
    int64_t members, asked_members, short_members; /* asked_members: who owe hours */
    int64_t hours_milli, missing_milli;
} ReportSum;
