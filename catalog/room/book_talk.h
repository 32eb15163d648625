/* Talks (谈心谈话): who takes part, who is told. Two talk; a note-taker or an interpreter comes in
 * when both have accepted that; a supervisor learns that there is one and stays outside. Nobody
 * else, whatever his role, learns of it (meeting_viewer.h). On a database thread, inside a write
 * job where it writes. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/id.h"
#include "catalog/meeting/meeting_plan.h"
#include "catalog/store/database.h"

typedef struct BookTalkParty {
    char account_id[ID_TEXT_BYTES];
    MeetingPart part;
    char *name;
    bool has_answered, accepts_third; /* of the two: whether the third one may come in */
} BookTalkParty;

/* Writes who takes part in a new talk: `wishes` are MeetingTalkWish. ERROR_INVALID: not exactly one
 * other, two third ones, two supervisors, somebody twice. ERROR_NOT_FOUND: somebody without an
 * account. */
bool book_talk_plan(Database *database, const char *meeting_id, const char *host_id,
                    const GPtrArray *wishes, GError **error);

/* Whether `host_id` may call somebody: he belongs to a unit within its reach (RIGHT_ROOM_RUN). */
bool book_talk_may_call(Database *database, const char *host_id, const char *person_id,
                        GError **error);

/* BookTalkParty elements: host, party, third, supervisor. */
GPtrArray *book_talk_parties(Database *database, const char *meeting_id, GError **error);

/* What `account_id`, one of the two, says of the third one; may be said again. ERROR_NOT_FOUND for
 * who is not one of the two, ERROR_CONFLICT without a third one. */
bool book_talk_accept(Database *database, const char *meeting_id, const char *account_id,
                      bool accepts, GError **error);

typedef enum BookTalkDoor { BOOK_TALK_OUTSIDE, BOOK_TALK_WAITS, BOOK_TALK_ENTERS } BookTalkDoor;

/* Whether somebody may come in now. Pure. `ret_part` is set unless he is outside without a part. */
BookTalkDoor book_talk_door(const GPtrArray *parties, const char *account_id,
                            MeetingPart *ret_part);
