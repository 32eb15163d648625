/* What a clerk says of a room or register as a whole: heads counted, the roll confirmed. Sent twice
 * with one id it counts once. All verbs run on a database thread; writing ones inside a write job.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/attendance/presence_table.h"

#define REGISTER_NOTE_MAX_HEADS 100000
#define REGISTER_NOTE_MAX_ROWS  500

typedef struct RegisterNote {
    char id[ID_TEXT_BYTES];
    bool is_count;                /* else: a confirmation */
    char place_id[ID_TEXT_BYTES]; /* "": the whole register; never of a count */
    int64_t number;               /* heads; or people ticked when it was confirmed */
    PresenceStep step;            /* of a confirmation */
    char *entered_name;
    int64_t entered_at_us;
    char *place_name; /* filled by reading verbs only; or NULL */
} RegisterNote;

void register_note_free(RegisterNote *note);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RegisterNote, register_note_free)

/* Both kinds, the newest first. `place_id`, `roots_json`: those of this place, of places of these
 * units, and of the whole register; or NULL. */
GPtrArray *register_note_list(Database *database, const char *register_id, const char *place_id,
                              const char *roots_json, GError **error);

/* Fills `number` of a confirmation, name and moment. ERROR_CONFLICT when the id was used for
 * another one; ERROR_INVALID when it is no UUID. */
bool register_note_add(Database *database, const char *register_id, RegisterNote *note,
                       const PresenceBy *by, GError **error);
