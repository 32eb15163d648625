/* What the ports of rooms say, from any thread to the rooms; everything is copied. What the control
 * thread's mailbox has no room for is dropped: an answer to a commit is missed after
 * ROOM_HALL_COMMIT_TIMEOUT_S, the others are asked for again. */
#pragma once

#include "signaling/answers.h"
#include "signaling/ports/room_directory.h"
#include "signaling/ports/room_media.h"

void answers_room_look(Answers *answers, const RoomLookAnswer *answer);
void answers_room_commit(Answers *answers, const RoomCommitAnswer *answer);
/* RoomStay elements with their verdicts. */
void answers_room_review(Answers *answers, const GArray *stays);
/* Rights have changed, or a meeting is over: whoever is in this room, or with NULL in any, is asked
 * for again. */
void answers_room_recheck(Answers *answers, const char *room);
void answers_room_media(Answers *answers, const RoomMediaAnswer *answer);
void answers_room_media_event(Answers *answers, const RoomMediaEvent *event);
