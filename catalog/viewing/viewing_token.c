#include "catalog/viewing/viewing_token.h"

#include <string.h>

#include "base/error.h"
#include "catalog/course/course_media.h"

typedef struct KeptSigner {
    char *name; /* owned: audience and id */
    TokenSigner *signer;
    GList node; /* in the order of use */
} KeptSigner;

struct ViewingTokens {
    const TokenKeys *keys; /* borrowed */
    GHashTable *by_name;   /* name (in the value) → KeptSigner, owned */
    GQueue used;           /* the last one first */
};

static void free_signer(void *data) {
    KeptSigner *signer = data;
    token_signer_free(signer->signer);
    g_free(signer->name);
    g_free(signer);
}

ViewingTokens *viewing_token_open(const TokenKeys *keys) {
    ViewingTokens *tokens = g_new0(ViewingTokens, 1);
    tokens->keys = keys;
    tokens->by_name = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_signer);
    g_queue_init(&tokens->used);
    return tokens;
}

void viewing_token_close(ViewingTokens *tokens) {
    if (!tokens)
        return;
    g_hash_table_unref(tokens->by_name);
    g_free(tokens);
}

static void forget_oldest(ViewingTokens *tokens) {
    KeptSigner *oldest = tokens->used.tail->data;
    g_queue_unlink(&tokens->used, &oldest->node);
    g_hash_table_remove(tokens->by_name, oldest->name);
}

static KeptSigner *make_signer(ViewingTokens *tokens, const ViewingTokenOf *of, const char *name) {
    if (g_hash_table_size(tokens->by_name) == VIEWING_TOKEN_MAX_SIGNERS)
        forget_oldest(tokens);
    KeptSigner *made = g_new0(KeptSigner, 1);
    made->name = g_strdup(name);
    made->signer = token_signer_new(
        tokens->keys, of->is_lesson ? COURSE_TOKEN_AUDIENCE : VIEWING_TOKEN_AUDIENCE, of->of_id);
    g_assert(made->signer);
    made->node.data = made;
    g_queue_push_head_link(&tokens->used, &made->node);
    g_hash_table_insert(tokens->by_name, made->name, made);
    return made;
}

static TokenSigner *signer_of(ViewingTokens *tokens, const ViewingTokenOf *of) {
    char name[ID_TEXT_BYTES + 2];
    g_snprintf(name, sizeof name, "%c %s", of->is_lesson ? 'l' : 'm', of->of_id);
    KeptSigner *known = g_hash_table_lookup(tokens->by_name, name);
    if (!known)
        return make_signer(tokens, of, name)->signer;
    g_queue_unlink(&tokens->used, &known->node);
    g_queue_push_head_link(&tokens->used, &known->node);
    return known->signer;
}

void viewing_token_sign(ViewingTokens *tokens, const ViewingTokenOf *of, int64_t expires_at_us,
                        char ret_text[TOKEN_TEXT_MAX_BYTES]) {
    TokenClaims claims = {.expires_at_us = expires_at_us};
    g_snprintf(claims.subject, sizeof claims.subject, "%s%s",
               of->is_studio ? VIEWING_TOKEN_STUDIO : "", of->viewing_id);
    bool is_signed = token_sign(signer_of(tokens, of), &claims, ret_text);
    g_assert(is_signed); /* a UUID is a subject */
}

bool viewing_token_check(ViewingTokens *tokens, const ViewingTokenOf *of, const char *text,
                         GError **error) {
    TokenClaims claims;
    if (!token_verify(signer_of(tokens, of), text, strlen(text), clock_wall_us(), &claims, error))
        return false;
    bool is_studio = g_str_has_prefix(claims.subject, VIEWING_TOKEN_STUDIO);
    if (strcmp(claims.subject + (is_studio ? strlen(VIEWING_TOKEN_STUDIO) : 0), of->viewing_id) ==
        0)
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_UNAUTHENTICATED,
                        "cannot accept the token: it is not valid or has expired");
    return false;
}

unsigned viewing_token_n_signers(const ViewingTokens *tokens) {
    return g_hash_table_size(tokens->by_name);
}
