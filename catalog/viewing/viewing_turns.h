/* Which of an account's viewings has the person now, as crediting will see it (docs/attendance.md,
 * "One screen a person"): the one that took last and has not ended. In memory, for what players
 * show; credit itself is read from the raw log. Owned by one thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"

#define VIEWING_TURNS_MAX   65536 /* accounts, some 20 MiB; more: one is forgotten and read again */
#define VIEWING_TURNS_DEPTH 4     /* viewings of one account that may get it back */

/* A viewing that took the person and has not ended. */
typedef struct ViewingStake {
    char viewing_id[ID_TEXT_BYTES];
    int64_t taken_at_us;
} ViewingStake;

typedef struct ViewingStakes {
    unsigned n;
    ViewingStake list[VIEWING_TURNS_DEPTH]; /* who has it, who would get it back, … */
} ViewingStakes;

typedef struct ViewingTurns ViewingTurns;

ViewingTurns *viewing_turns_new(void);
void viewing_turns_free(ViewingTurns *turns);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ViewingTurns, viewing_turns_free)

/* What the database knows; an account that is known here already stays as it is. */
void viewing_turns_load(ViewingTurns *turns, const char *account_id, const ViewingStakes *stakes);

/* Who has the person; borrowed until the next change, NULL: nothing is known. */
const char *viewing_turns_holder(const ViewingTurns *turns, const char *account_id);

/* True when another viewing had the person until now, or has it now. */
bool viewing_turns_take(ViewingTurns *turns, const char *account_id, const ViewingStake *stake);
bool viewing_turns_end(ViewingTurns *turns, const char *account_id, const char *viewing_id);
