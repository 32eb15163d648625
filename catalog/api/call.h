/* One API request on its way: input → database or crypto pool → answer. Every step takes the call
 * and hands it on; who does not hand it on frees it. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/api_server.h"
#include "base/json_table.h"
#include "catalog/api/api_env.h"
#include "catalog/api/attempt.h"
#include "catalog/store/database.h"

#define CALL_BODY_MAX_BYTES  16384   /* the limit of JSON routes that take no list */
#define CALL_BATCH_MAX_BYTES 1048576 /* of those that take a thousand items */

typedef struct Call {
    ApiEnv *env;
    ApiRequest *request;  /* owned reference */
    ApiIdentity identity; /* who asks */
    char *peer;           /* owned */
    const JsonTable *input_table;
    void *input; /* owned: a struct of input_table, or NULL */
    void *state; /* owned: the handler's own, zeroed at first */
    void (*clear_state)(void *state);
    char *json;      /* owned: the answer, when `run` has made it */
    Attempt attempt; /* set before call_verify() */

    /* An entry of the audit table when an administrator, auditor, clerk, editor or the studio asks
     * (or `actor_name` is set): written in the transaction of call_write() or after a
     * call_read_audited() when it succeeds, alone, with the error's word, when it fails. None when
     * `action` is NULL. */
    const char *action;
    char *target;     /* owned, or NULL */
    char *detail;     /* owned JSON object without secrets, or NULL */
    char *actor_name; /* owned; NULL: that of the identity's account */
} Call;

/* How the handler's own state is kept; clear may be NULL and runs on any thread. */
typedef struct CallState {
    size_t bytes;
    void (*clear)(void *state);
} CallState;

/* Reads the body as JSON, up to the route's limit, when `input` is given. Answers and returns NULL
 * when that fails. */
Call *call_new(ApiRequest *request, ApiEnv *env, const JsonTable *input, const CallState *state);
void call_free(Call *call);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Call, call_free)

typedef bool (*CallRunFn)(Database *database, Call *call, GError **error); /* database thread */
typedef void (*CallNextFn)(Call *take_call);                               /* api thread */

/* A failing job is answered with its error; `next` runs after a good one. */
void call_read(Call *take_call, CallRunFn run, CallNextFn next);
void call_write(Call *take_call, CallRunFn run, CallNextFn next);
/* Reads about people: `run` on a reader, then `next` only when the audit entry of what was read is
 * on the disk; when that cannot be written its error is the answer. `run` may still set `target`
 * and `detail`. */
void call_read_audited(Call *take_call, CallRunFn run, CallNextFn next);

/* `next` gets the encoded hash; borrowed. */
typedef void (*CallHashFn)(Call *take_call, const char *hash);
void call_hash(Call *take_call, const char *password, CallHashFn next);
/* Counts as `call->attempt`; too many are answered here. `hash` NULL: an account that does not
 * exist, never a match. */
typedef void (*CallVerifyFn)(Call *take_call, bool is_match);
void call_verify(Call *take_call, const char *password, const char *hash, CallVerifyFn next);

void call_fail(Call *take_call, const GError *error);
void call_fail_literal(Call *take_call, int error_code, const char *text);

/* Answers with `call->json`. */
void call_reply_ok(Call *take_call);
void call_reply_created(Call *take_call);
void call_reply_no_content(Call *take_call);
