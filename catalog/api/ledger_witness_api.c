/* The ledger for who remembers it: proofs from one signed head to the newest, the keys, and what is
 * shown when they do not fit. */
#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "catalog/api/call.h"
#include "catalog/api/ledger_handlers.h"
#include "catalog/ledger/ledger_bundle_text.h"
#include "catalog/ledger/ledger_contest.h"
#include "catalog/ledger/ledger_head.h"
#include "catalog/ledger/ledger_tree.h"

typedef struct State {
    int64_t from;
    char *text; /* owned: a body, or the answer */
} State;

static void clear_state(void *data) {
    g_free(((State *)data)->text);
}

static const CallState STATE = {sizeof(State), clear_state};

static void reply_text(Call *take_call) {
    State *state = take_call->state;
    size_t length = strlen(state->text);
    g_autoptr(GBytes) bytes = g_bytes_new_take(g_steal_pointer(&state->text), length);
    api_reply_bytes(take_call->request, 200, "text/plain; charset=utf-8", bytes);
    call_free(take_call);
}

/* ---- GET ledger/consistency ---- */

/* The body of tlog-witness' "add-checkpoint"; without a proof when there is nothing between. */
static bool run_consistency(Database *database, Call *call, GError **error) {
    State *state = call->state;
    MerkleProof proof = {0};
    const MerkleNodes nodes = ledger_tree_nodes(database);
    g_autoptr(LedgerHead) head = ledger_head_newest(database, error);
    if (!head || (state->from > 0 && state->from < head->size &&
                  !merkle_prove_consistency(&nodes, state->from, head->size, &proof, error)))
        return false;
    GString *text = g_string_new(NULL);
    g_string_append_printf(text, "old %" PRId64 "\n", state->from);
    for (unsigned i = 0; i < proof.n; i++) {
        g_autofree char *hash = g_base64_encode(proof.hashes[i].bytes, MERKLE_HASH_BYTES);
        g_string_append_printf(text, "%s\n", hash);
    }
    g_string_append_printf(text, "\n%s", head->text);
    state->text = g_string_free(text, FALSE);
    return true;
}

void handle_get_ledger_consistency(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &STATE);
    const char *from = api_request_query(request, "from");
    guint64 number = 0;
    if (from && !g_ascii_string_to_unsigned(from, 10, 0, MERKLE_MAX_SIZE, &number, NULL)) {
        call_fail_literal(call, ERROR_INVALID, "'from' must be a number of entries.");
        return;
    }
    ((State *)call->state)->from = (int64_t)number;
    call_read(call, run_consistency, reply_text);
}

/* ---- GET ledger/keys ---- */

static bool run_keys(Database *database, Call *call, GError **error) {
    State *state = call->state;
    g_autoptr(LedgerHead) head = ledger_head_newest(database, error);
    state->text = head ? ledger_bundle_text_keys(database, head->text, error) : NULL;
    return state->text != NULL;
}

void handle_get_ledger_keys(ApiRequest *request, void *user) {
    call_read(call_new(request, user, NULL, &STATE), run_keys, reply_text);
}

/* ---- POST ledger/witness ---- */

static bool run_witness(Database *database, Call *call, GError **error) {
    const State *state = call->state;
    LedgerContest contest;
    if (!ledger_contest_take(database, call->env->directory, state->text, &contest, error))
        return false;
    call->json = g_strdup(contest.is_contained ? "{\"contained\":true}" : "{\"contained\":false}");
    if (contest.is_news) { /* who shows it proves it: whoever it is */
        g_auto(GStrv) lines = g_strsplit(state->text, "\n", 3);
        call->action = "ledger.witness";
        call->actor_name = g_strdup("witness");
        call->target = g_strdup_printf("%s %s", lines[0], lines[1]);
    }
    return true;
}

void handle_post_ledger_witness(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &STATE);
    gsize length;
    const char *bytes = g_bytes_get_data(api_request_body(request), &length);
    ((State *)call->state)->text = g_strndup(bytes ? bytes : "", length);
    call_write(call, run_witness, call_reply_ok);
}
