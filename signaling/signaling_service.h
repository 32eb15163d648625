/* Signalling as a whole: takes sockets of signed-in clients from the gate, speaks tongping.v1 with
 * them (docs/protocol.md). Owns the ws thread; rooms and seats live on the caller's control worker.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/worker.h"
#include "base/ws_types.h"
#include "signaling/answers.h"
#include "signaling/ports/room_directory.h"
#include "signaling/ports/room_media.h"
#include "signaling/ports/seat_beats.h"
#include "signaling/ports/seat_identity.h"

typedef struct SignalingService SignalingService;

typedef struct SignalingOptions {
    Worker *control; /* WORKER_LOOP_GLIB; borrowed, must run until signaling_service_stop() */
    unsigned max_connections;
    unsigned max_sessions_per_account; /* 0: no limit of its own */
    /* Not called any more when the service has stopped; empty ones are allowed. */
    SeatBeatsPort beats;
    RoomDirectoryPort directory;
    RoomMediaPort media;
} SignalingOptions;

SignalingService *signaling_service_start(const SignalingOptions *options, GError **error);

/* Says `stopping` to all, closes with 1001, waits at most a few seconds. Any thread but the ws
 * thread; before the control worker stops. NULL and repeated calls are allowed. */
void signaling_service_stop(SignalingService *service);
void signaling_service_free(SignalingService *service);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SignalingService, signaling_service_free)

/* ---- any thread ---- */

/* Where the answers of the port go, also when the service has stopped or is freed: they are dropped
 * then. Caller unrefs. */
Answers *signaling_service_answers(SignalingService *service);

/* Takes a socket, whose client was authenticated and checked for its Origin; the arrival's identity
 * is filled in here, with a copy. On failure the caller keeps all. */
bool signaling_service_adopt(SignalingService *service, const WsArrival *arrival,
                             const SeatIdentity *identity, GError **error);

/* A sign-in was revoked or ended; or, with `session_id` NULL, all of an account, whose roles may
 * have changed too: their sockets are closed with 4401 and the seats given up. */
bool signaling_service_drop_session(SignalingService *service, const char *account_id,
                                    const char *session_id, GError **error);
bool signaling_service_drop_account(SignalingService *service, const char *account_id,
                                    GError **error);

/* Sends clients to another node, also those that come; NULL ends it. */
bool signaling_service_move(SignalingService *service, const char *url, GError **error);

/* More at once is one notice too many: what so many people must know is no news for each. */
#define SIGNALING_NOTICE_MAX_ACCOUNTS 4096

/* Tells every connected seat of these accounts; nothing is kept for those who are away.
 * `account_ids` ends with NULL, `kind` is a word of docs/protocol.md, `subject` an id or NULL; all
 * are copied. ERROR_INVALID, ERROR_TOO_LARGE, ERROR_OVERLOADED, ERROR_UNAVAILABLE. */
bool signaling_service_notify(SignalingService *service, const char *const *account_ids,
                              const char *kind, const char *subject, GError **error);

/* A file that is made into a lesson has moved: every connected seat that edits courses is told.
 * Words of docs/protocol.md; all are copied. ERROR_INVALID, ERROR_OVERLOADED, ERROR_UNAVAILABLE. */
typedef struct SignalingJob {
    const char *id, *lesson_id, *state, *step;
    int64_t permille, left_s; /* left_s -1: not known */
} SignalingJob;
bool signaling_service_tell_job(SignalingService *service, const SignalingJob *job, GError **error);

typedef struct SignalingStats {
    WsStats ws;
    unsigned links, sessions;
    uint64_t refused_events; /* the control mailbox was full */
    WorkerStats ws_mailbox;
} SignalingStats;
void signaling_service_get_stats(SignalingService *service, SignalingStats *ret_stats);

/* The message tables as JSON lines, for `tongping print-tables`. Needs no service. */
void signaling_append_tables(GString *out);
