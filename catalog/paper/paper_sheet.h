/* What an attendance sheet of a register (签到表) says. Of a closed register the records; of an
 * open one, marked as such, what was entered; blank, names and boxes for a roll by pencil. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/paper/paper_mark.h"
#include "catalog/paper/paper_words.h"

/* More would hold up others who print: a unit at a time. */
#define PAPER_SHEET_MAX_ROWS 1000

typedef enum PaperForm { PAPER_FORM_CLOSED, PAPER_FORM_OPEN, PAPER_FORM_BLANK } PaperForm;

/* A person or a guest. Texts are owned, and the server's own words where they are words. */
typedef struct PaperRow {
    char member_id[ID_TEXT_BYTES]; /* "": a guest */
    char *name, *unit_name, *group_name;
    char *state, *how, *confidence; /* "" for none */
    char *place;                    /* or NULL */
    bool is_expected;
    int64_t live_ms, replay_ms, offline_ms, credited_ms;
    int64_t from_us, until_us; /* 0: not said */
    int64_t leaf;              /* of the record; -1: none */
    int64_t guest_number;      /* instead of a name that was erased; 0: it is there */
} PaperRow;

void paper_sheet_free_row(void *row);

typedef struct PaperSheet {
    PaperLanguage language;
    PaperForm form;
    char register_id[ID_TEXT_BYTES];
    char *title, *kind, *type_name, *places, *unit_name, *rule, *printed_by; /* owned */
    int64_t began_at_us, ended_at_us, closed_at_us, printed_at_us;
    GPtrArray *rows;   /* PaperRow by group, unit, name */
    GPtrArray *guests; /* PaperRow */
    GPtrArray *notes;  /* char *: head counts and confirmations, a line each */
    PaperMark mark;
} PaperSheet;

PaperSheet *paper_sheet_new(void);
void paper_sheet_free(void *sheet);
