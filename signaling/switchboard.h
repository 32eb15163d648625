/* All links, seats and rooms together, without a thread or a clock of its own: the service drives
 * it on the control thread, tests drive it with a fake clock. */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "base/ws_types.h"
#include "signaling/ports/room_directory.h"
#include "signaling/ports/room_media.h"
#include "signaling/ports/seat_beats.h"
#include "signaling/ports/seat_identity.h"
#include "signaling/session/outlet.h"

typedef struct Switchboard Switchboard;

typedef struct SwitchboardOptions {
    Outlet outlet;
    unsigned max_sessions;
    unsigned max_sessions_per_account;
    SeatBeatsPort beats;         /* its answers come by switchboard_answer_beat() */
    RoomDirectoryPort directory; /* likewise, and so on; both may be empty */
    RoomMediaPort media;
} SwitchboardOptions;

Switchboard *switchboard_new(const SwitchboardOptions *options);
void switchboard_free(Switchboard *switchboard);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Switchboard, switchboard_free)

/* What happens on the sockets. Unknown ids are ignored. */
void switchboard_on_open(Switchboard *switchboard, WsId id, const SeatIdentity *identity);
void switchboard_on_text(Switchboard *switchboard, WsId id, const char *text, size_t length,
                         int64_t received_at_us);
void switchboard_on_close(Switchboard *switchboard, WsId id);

/* A seat that is gone, or is another one's by now, is told nothing. */
void switchboard_answer_beat(Switchboard *switchboard, const SeatTicket *ticket,
                             const SeatBeatsAnswer *answer);

/* What the ports of rooms say. Answers to what nobody asks (any more) are ignored. */
void switchboard_answer_look(Switchboard *switchboard, const RoomLookAnswer *answer);
void switchboard_answer_commit(Switchboard *switchboard, const RoomCommitAnswer *answer);
void switchboard_answer_review(Switchboard *switchboard, const GArray *stays);
void switchboard_answer_media(Switchboard *switchboard, const RoomMediaAnswer *answer);
void switchboard_on_media(Switchboard *switchboard, const RoomMediaEvent *event);

/* Asks whether those in a room, or with NULL in any, may stay there. */
void switchboard_recheck(Switchboard *switchboard, const char *room);

/* Does what is due. Returns the monotonic time at which it wants to be called again, or -1. */
int64_t switchboard_advance(Switchboard *switchboard);

/* Closes with 4401 and gives up the seats: of the whole account, or of one sign-in when
 * `session_id` is not NULL. */
void switchboard_drop(Switchboard *switchboard, const char *account_id, const char *session_id);

/* Sends everybody, and whoever says hello from now on, to another node. NULL ends it. */
void switchboard_move(Switchboard *switchboard, const char *url);

/* Tells every connected seat of these accounts. `subject` may be NULL. */
typedef struct SwitchboardNotice {
    const char *const *account_ids; /* ends with NULL; each once */
    int kind;                       /* of message_notice_kind() */
    const char *subject;
} SwitchboardNotice;
void switchboard_notify(Switchboard *switchboard, const SwitchboardNotice *notice);

/* A file that is made into a lesson has moved: for who edits courses. */
typedef struct SwitchboardJob {
    const char *id, *lesson_id, *step;
    int state;                /* of message_job_state() */
    int64_t permille, left_s; /* left_s -1: not known */
} SwitchboardJob;
void switchboard_tell_job(Switchboard *switchboard, const SwitchboardJob *job);

/* Tells everybody that the server stops; the sockets are closed by their owner. */
void switchboard_say_stopping(Switchboard *switchboard);

typedef struct SwitchboardStats {
    unsigned links, sessions, rooms;
} SwitchboardStats;
void switchboard_get_stats(const Switchboard *switchboard, SwitchboardStats *ret_stats);
