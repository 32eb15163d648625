/* What happens in a room and must be on the disk before it is acknowledged, as values; one fact,
 * one write job. A fact that was said already says nothing new, so that a room whose answer was
 * lost may say it again. On a database thread, inside a write job.
 *
 * Of talks nothing is kept but their end: facts of people, chat, settings and visits pass by. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/room/room_chat.h"
#include "catalog/room/room_person.h"
#include "catalog/room/room_settings.h"
#include "catalog/room/room_visit.h"
#include "catalog/room/room_vote.h"
#include "catalog/store/database.h"
#include "catalog/store/field_crypto.h"

typedef enum RoomFactKind {
    ROOM_FACT_PERSON,      /* person: admitted, put out, a role, a hand */
    ROOM_FACT_SETTINGS,    /* settings: lobby, locked, everyone mute … */
    ROOM_FACT_SAID,        /* line */
    ROOM_FACT_UNSAID,      /* id: of a line */
    ROOM_FACT_CAME,        /* visit */
    ROOM_FACT_WENT,        /* id: of a visit */
    ROOM_FACT_HEARD,       /* the room runs; each ROOM_VISIT_HEARD_US */
    ROOM_FACT_VOTE_OPENED, /* wish */
    ROOM_FACT_BALLOT,      /* ballot */
    ROOM_FACT_TALLY,       /* tally */
    ROOM_FACT_VOTE_CLOSED, /* id: of a vote */
    ROOM_FACT_ENDED,       /* the meeting is over */
    ROOM_N_FACTS
} RoomFactKind;

/* Texts in what a kind uses are borrowed; who crosses a thread takes room_fact_copy(). */
typedef struct RoomFact {
    RoomFactKind kind;
    const char *meeting_id;
    const char *by; /* account or seat whose doing it is; "" for the server's */
    int64_t at_us;  /* wall clock */
    const char *id;
    RoomPerson person;
    RoomSettings settings;
    RoomChatLine line;
    RoomVisit visit;
    RoomVoteWish wish;
    RoomBallot ballot;
    RoomTally tally;
} RoomFact;

RoomFact *room_fact_copy(const RoomFact *fact);
void room_fact_free(RoomFact *fact); /* of a copy; NULL is allowed */

/* `ret_sequence` gets the sequence of a line, else 0. The errors of the tables. */
bool room_fact_commit(Database *database, const FieldCrypto *crypto, const RoomFact *fact,
                      int64_t *ret_sequence, GError **error);
