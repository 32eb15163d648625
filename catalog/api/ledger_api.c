/* The ledger for everybody who remembers: C2SP tlog-checkpoint, tlog-tiles, tlog-proof,
 * tlog-cosignature. Nothing of it says anything about a person. */
#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "catalog/api/call.h"
#include "catalog/api/ledger_handlers.h"
#include "catalog/ledger/ledger_cosigner.h"
#include "catalog/ledger/ledger_head.h"
#include "catalog/ledger/ledger_prove.h"
#include "catalog/ledger/ledger_tree.h"

#define FOR_EVER "public, max-age=31536000, immutable"

typedef struct LedgerState {
    unsigned level, width;
    int64_t index;         /* of a tile or an entry */
    char *body;            /* owned */
    bool is_smaller;       /* a cosignature of what is smaller than … */
    int64_t cosigned_size; /* … this */
    GBytes *bytes;         /* owned: the answer */
} LedgerState;

static void clear_state(void *data) {
    LedgerState *state = data;
    g_free(state->body);
    g_clear_pointer(&state->bytes, g_bytes_unref);
}

static const CallState STATE = {sizeof(LedgerState), clear_state};

static void reply_text(Call *take_call) {
    LedgerState *state = take_call->state;
    api_reply_bytes(take_call->request, 200, "text/plain; charset=utf-8", state->bytes);
    call_free(take_call);
}

static bool take_text(LedgerState *state, char *take_text) {
    if (take_text)
        state->bytes = g_bytes_new_take(take_text, strlen(take_text));
    return take_text != NULL;
}

/* ---- GET ledger/checkpoint ---- */

static bool run_checkpoint(Database *database, Call *call, GError **error) {
    g_autoptr(LedgerHead) head = ledger_head_newest(database, error);
    return head && take_text(call->state, g_steal_pointer(&head->text));
}

void handle_get_ledger_checkpoint(ApiRequest *request, void *user) {
    call_read(call_new(request, user, NULL, &STATE), run_checkpoint, reply_text);
}

/* ---- GET ledger/tile/{level}/{path} ---- */

static bool read_number(const char *text, unsigned max_digits, int64_t *ret_number) {
    size_t length = strlen(text);
    if (length == 0 || length > max_digits || strspn(text, "0123456789") != length)
        return false;
    *ret_number = g_ascii_strtoll(text, NULL, 10);
    return true;
}

/* tlog-tiles, "Parameters": x001/x234/067, and with .p/W a tile of W hashes. */
static bool read_path(char *const *parts, unsigned n_parts, LedgerState *state) {
    int64_t width = LEDGER_TILE_WIDTH;
    char last[8];
    if (n_parts > 1 && g_str_has_suffix(parts[n_parts - 2], ".p")) {
        if (!read_number(parts[--n_parts], 3, &width) || parts[n_parts][0] == '0' || width < 1 ||
            width >= LEDGER_TILE_WIDTH)
            return false;
        g_strlcpy(last, parts[n_parts - 1], sizeof last);
        last[strlen(last) > 2 ? strlen(last) - 2 : 0] = '\0';
    } else {
        g_strlcpy(last, parts[n_parts - 1], sizeof last);
    }
    for (unsigned i = 0; i < n_parts; i++) {
        int64_t three;
        bool is_last = i == n_parts - 1;
        const char *part = is_last ? last : parts[i];
        if (strlen(part) != (is_last ? 3 : 4) || (!is_last && part[0] != 'x') ||
            !read_number(part + !is_last, 3, &three) || (i == 0 && !is_last && three == 0))
            return false;
        state->index = state->index * 1000 + three;
    }
    state->width = (unsigned)width;
    return true;
}

static bool read_tile_name(ApiRequest *request, LedgerState *state) {
    static const char *const NAMES[] = {"a", "b", "c"};
    char *parts[G_N_ELEMENTS(NAMES)];
    unsigned n = 0;
    int64_t level;
    const char *level_text = api_request_segment(request, "level");
    for (unsigned i = 0; i < G_N_ELEMENTS(NAMES) && api_request_segment(request, NAMES[i]); i++)
        parts[n++] = (char *)api_request_segment(request, NAMES[i]);
    if (!read_number(level_text, 1, &level) || level >= LEDGER_TILE_MAX_LEVELS)
        return false;
    state->level = (unsigned)level;
    return read_path(parts, n, state);
}

static bool run_tile(Database *database, Call *call, GError **error) {
    LedgerState *state = call->state;
    uint8_t bytes[LEDGER_TILE_BYTES];
    if (!ledger_tree_tile(database, state->level, state->index, state->width, bytes, error))
        return false;
    state->bytes = g_bytes_new(bytes, (gsize)state->width * MERKLE_HASH_BYTES);
    return true;
}

static void reply_tile(Call *take_call) {
    const LedgerState *state = take_call->state;
    api_reply_add_field(take_call->request, "Cache-Control", FOR_EVER);
    api_reply_bytes(take_call->request, 200, "application/octet-stream", state->bytes);
    call_free(take_call);
}

void handle_get_ledger_tile(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &STATE);
    if (read_tile_name(request, call->state))
        call_read(call, run_tile, reply_tile);
    else
        call_fail_literal(call, ERROR_NOT_FOUND, "The ledger does not have these entries.");
}

/* ---- GET ledger/entries/{index}/proof ---- */

static bool run_proof(Database *database, Call *call, GError **error) {
    LedgerState *state = call->state;
    g_autoptr(LedgerHead) head = ledger_head_over(database, state->index + 1, error);
    return head && take_text(state, ledger_prove_inclusion(database, state->index, head->size,
                                                           head->text, error));
}

void handle_get_ledger_proof(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &STATE);
    LedgerState *state = call->state;
    if (read_number(api_request_segment(request, "index"), 18, &state->index))
        call_read(call, run_proof, reply_text);
    else
        call_fail_literal(call, ERROR_NOT_FOUND, "There is no such ledger entry.");
}

/* ---- POST ledger/cosignatures ---- */

static bool run_cosignatures(Database *database, Call *call, GError **error) {
    LedgerState *state = call->state;
    GError *problem = NULL;
    if (ledger_cosigner_take(database, state->body, &state->cosigned_size, &problem))
        return true;
    state->is_smaller = g_error_matches(problem, BASE_ERROR, ERROR_CONFLICT);
    if (state->is_smaller)
        g_error_free(problem);
    else
        g_propagate_error(error, problem);
    return state->is_smaller;
}

/* tlog-witness, "add-checkpoint": 409 tells the size that was seen before. */
static void reply_cosignatures(Call *take_call) {
    const LedgerState *state = take_call->state;
    if (!state->is_smaller) {
        call_reply_no_content(take_call);
        return;
    }
    char *size = g_strdup_printf("%" PRId64 "\n", state->cosigned_size);
    g_autoptr(GBytes) bytes = g_bytes_new_take(size, strlen(size));
    api_reply_bytes(take_call->request, 409, "text/x.tlog.size", bytes);
    call_free(take_call);
}

void handle_post_ledger_cosignatures(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &STATE);
    LedgerState *state = call->state;
    gsize length;
    const char *bytes = g_bytes_get_data(api_request_body(request), &length);
    state->body = g_strndup(bytes ? bytes : "", length);
    call_write(call, run_cosignatures, reply_cosignatures);
}
