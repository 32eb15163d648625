/* A viewing's token: what the gate makes of the same names, whose it is, how long it lasts. */
#include "catalog/viewing/viewing_token.h"

#include <string.h>

#include "base/error.h"
#include "base/id.h"
#include "temp_dir.h"
#include "test_clock.h"

#define START_US INT64_C(1700000000000000)
#define MEETING  "0193b1c2-0000-7000-8000-00000000000b"

typedef struct Fixture {
    char *folder;
    TokenKeys *keys;
    ViewingTokens *tokens;
} Fixture;

static void set_up(Fixture *fixture, gconstpointer data) {
    test_clock_install(START_US);
    fixture->folder = temp_dir_new();
    fixture->keys = token_keys_open(fixture->folder, NULL);
    fixture->tokens = viewing_token_open(fixture->keys);
}

static void tear_down(Fixture *fixture, gconstpointer data) {
    viewing_token_close(fixture->tokens);
    token_keys_free(fixture->keys);
    temp_dir_remove(fixture->folder);
}

static void sign(Fixture *fixture, const char *viewing, int64_t expires_at_us, char *ret_token) {
    viewing_token_sign(fixture->tokens, &(ViewingTokenOf){MEETING, viewing, false}, expires_at_us,
                       ret_token);
}

static void test_names(Fixture *fixture, gconstpointer data) {
    char viewing[ID_TEXT_BYTES], token[TOKEN_TEXT_MAX_BYTES];
    TokenClaims claims;
    id_new_uuid7(viewing);
    sign(fixture, viewing, START_US + VIEWING_TOKEN_LIFETIME_US, token);
    g_autoptr(TokenSigner) gate = token_signer_new(fixture->keys, "live", MEETING);
    g_assert_true(token_verify(gate, token, strlen(token), START_US, &claims, NULL));
    g_assert_cmpstr(claims.subject, ==, viewing);
    g_assert_cmpint(claims.expires_at_us, ==, START_US + VIEWING_TOKEN_LIFETIME_US);
    g_autoptr(TokenSigner) other = token_signer_new(fixture->keys, "live", "another");
    g_assert_false(token_verify(other, token, strlen(token), START_US, &claims, NULL));
}

static void expect_refused(Fixture *fixture, const char *meeting, const char *viewing,
                           const char *token) {
    g_autoptr(GError) error = NULL;
    g_assert_false(viewing_token_check(fixture->tokens, &(ViewingTokenOf){meeting, viewing, false},
                                       token, &error));
    g_assert_cmpint(error_code(error), ==, ERROR_UNAUTHENTICATED);
}

static void test_check(Fixture *fixture, gconstpointer data) {
    char viewing[ID_TEXT_BYTES], other[ID_TEXT_BYTES], token[TOKEN_TEXT_MAX_BYTES];
    id_new_uuid7(viewing);
    id_new_uuid7(other);
    sign(fixture, viewing, START_US + VIEWING_TOKEN_LIFETIME_US, token);
    g_assert_true(viewing_token_check(fixture->tokens, &(ViewingTokenOf){MEETING, viewing, false},
                                      token, NULL));
    expect_refused(fixture, MEETING, other, token);
    expect_refused(fixture, "another", viewing, token);
    expect_refused(fixture, MEETING, viewing, "");
    test_clock_advance(VIEWING_TOKEN_LIFETIME_US);
    expect_refused(fixture, MEETING, viewing, token);
}

/* Who runs the meeting has a token that says so; it is the viewing's all the same. */
static void test_studio(Fixture *fixture, gconstpointer data) {
    char viewing[ID_TEXT_BYTES], token[TOKEN_TEXT_MAX_BYTES];
    TokenClaims claims;
    id_new_uuid7(viewing);
    viewing_token_sign(fixture->tokens, &(ViewingTokenOf){MEETING, viewing, true},
                       START_US + VIEWING_TOKEN_LIFETIME_US, token);
    g_autoptr(TokenSigner) gate = token_signer_new(fixture->keys, "live", MEETING);
    g_autofree char *subject = g_strconcat("studio.", viewing, NULL);
    g_assert_true(token_verify(gate, token, strlen(token), START_US, &claims, NULL));
    g_assert_cmpstr(claims.subject, ==, subject);
    g_assert_true(viewing_token_check(fixture->tokens, &(ViewingTokenOf){MEETING, viewing, false},
                                      token, NULL));
}

/* The signers that were used last are kept; what is made anew signs the same. */
static void test_bounded(Fixture *fixture, gconstpointer data) {
    char viewing[ID_TEXT_BYTES], token[TOKEN_TEXT_MAX_BYTES], again[TOKEN_TEXT_MAX_BYTES];
    id_new_uuid7(viewing);
    sign(fixture, viewing, START_US, token);
    for (unsigned i = 0; i < VIEWING_TOKEN_MAX_SIGNERS + 10; i++) {
        g_autofree char *meeting = g_strdup_printf("meeting %u", i);
        viewing_token_sign(fixture->tokens, &(ViewingTokenOf){meeting, viewing, false}, START_US,
                           again);
    }
    g_assert_cmpuint(viewing_token_n_signers(fixture->tokens), ==, VIEWING_TOKEN_MAX_SIGNERS);
    sign(fixture, viewing, START_US, again);
    g_assert_cmpstr(token, ==, again);
}

#define ADD(name) g_test_add("/" #name, Fixture, NULL, set_up, test_##name, tear_down)

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    ADD(names);
    ADD(check);
    ADD(studio);
    ADD(bounded);
    return g_test_run();
}
