/* The people of a register with what they have: of a closed one their newest records, before that
 * the figures as they stand. On a database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/attendance/record_preview.h"
#include "catalog/attendance/register_table.h"
#include "catalog/store/database.h"

#define REGISTER_STANDING_MAX_ROWS 200
#define REGISTER_STANDING_NONE     "none" /* state of who has no figures */

typedef struct StandingQuery {
    const char *register_id;
    const char *roots_json;       /* people of these units and below; NULL: everybody */
    const char *unit_id;          /* of this unit, what is below it, or this group; NULL: all */
    const char *member_id;        /* this person alone; NULL: all */
    const RecordPreview *preview; /* of a register that is open; NULL: records count */
    const char *state;            /* a word of CreditState or REGISTER_STANDING_NONE; NULL: all */
    const char *name_key;         /* pinyin_name_key() of what was typed; NULL: all */
    unsigned offset, limit;
} StandingQuery;

typedef struct StandingRow {
    char member_id[ID_TEXT_BYTES], unit_id[ID_TEXT_BYTES], group_id[ID_TEXT_BYTES];
    char record_id[ID_TEXT_BYTES]; /* "": none yet */
    char *name, *unit_name, *group_name;
    bool is_expected, is_visiting, is_excused;
    bool has_figures; /* what follows counts */
    int64_t live_ms, replay_ms, offline_ms, presence_ms, covered_ms, credited_ms;
    char *state, *how, *confidence;
} StandingRow;

typedef struct Standing {
    int64_t counts[CREDIT_N_STATES + 1]; /* of the units asked for; the last one: no figures */
    int64_t n_found;                     /* that state and name admit; `rows` are some of them */
    int64_t required_ms;
    GPtrArray *rows; /* StandingRow by group, unit and pinyin */
} Standing;

void register_standing_clear(Standing *standing);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Standing, register_standing_clear)

bool register_standing_read(Database *database, const StandingQuery *query, Standing *ret_standing,
                            GError **error);
