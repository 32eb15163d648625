/* Who may look: tokens of viewings. */
#include "media/deliver/viewing_access.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/clock.h"

#define MEETING "0190a0b0-0000-7000-8000-000000000001"
#define OTHER   "0190a0b0-0000-7000-8000-000000000002"
#define VIEWING "01234567-89ab-7cde-8f01-23456789abcd"

static TokenKeys *keys;
static ViewingAccess *access_;

static TokenKeys *open_keys(void) {
    g_autofree char *folder = g_dir_make_tmp("viewing_access_XXXXXX", NULL);
    g_autoptr(GError) error = NULL;
    TokenKeys *opened = token_keys_open(folder, &error);
    g_assert_no_error(error);
    return opened;
}

static char *sign(TokenKeys *with, const char *audience, const char *meeting, const char *subject,
                  int64_t after_s) {
    g_autoptr(TokenSigner) signer = token_signer_new(with, audience, meeting);
    TokenClaims claims = {.expires_at_us = clock_wall_us() + after_s * CLOCK_US_PER_S};
    char text[TOKEN_TEXT_MAX_BYTES];
    g_strlcpy(claims.subject, subject, sizeof claims.subject);
    g_assert_true(token_sign(signer, &claims, text));
    return g_strdup(text);
}

static bool check(const char *meeting, const char *token, ViewingPass *ret_pass) {
    return viewing_access_check(access_, meeting, token, strlen(token), ret_pass);
}

static void test_good(void) {
    static const uint8_t ID[16] = {0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0x7c, 0xde,
                                   0x8f, 0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd};
    g_autofree char *token = sign(keys, "live", MEETING, VIEWING, 60);
    g_autofree char *studio = sign(keys, "live", MEETING, "studio." VIEWING, 60);
    ViewingPass pass;
    for (unsigned i = 0; i < 2; i++) { /* the second time from the worker's memory */
        g_assert_true(check(MEETING, token, &pass));
        g_assert_cmpmem(pass.id, sizeof pass.id, ID, sizeof ID);
        g_assert_false(pass.is_studio);
        g_assert_true(check(MEETING, studio, &pass));
        g_assert_cmpmem(pass.id, sizeof pass.id, ID, sizeof ID);
        g_assert_true(pass.is_studio);
    }
}

static void expect_refused(const char *meeting, char *take_token) {
    ViewingPass pass;
    g_autofree char *token = take_token;
    g_test_message("%s", token);
    g_assert_false(check(meeting, token, &pass));
}

static void test_refused(void) {
    g_autoptr(TokenKeys) foreign = open_keys();
    expect_refused(OTHER, sign(keys, "live", MEETING, VIEWING, 60));
    expect_refused(MEETING, sign(keys, "beat", MEETING, VIEWING, 60));
    expect_refused(MEETING, sign(foreign, "live", MEETING, VIEWING, 60));
    expect_refused(MEETING, sign(keys, "live", MEETING, VIEWING, -2));
    expect_refused(MEETING, sign(keys, "live", MEETING, "nobody", 60));
    expect_refused(MEETING, sign(keys, "live", MEETING, "studio.", 60));
    expect_refused(MEETING, sign(keys, "live", MEETING, "studio.studio." VIEWING, 60));
    expect_refused(MEETING, sign(keys, "live", MEETING, "Studio." VIEWING, 60));
    expect_refused(MEETING, sign(keys, "live", MEETING, VIEWING "0", 60));
    expect_refused(MEETING, g_strdup(""));
    expect_refused(MEETING, g_strdup("."));
    expect_refused(MEETING, g_strdup("a.b"));
    expect_refused(MEETING, g_strnfill(255, 'A'));
}

static void test_forged(void) {
    g_autofree char *token = sign(keys, "live", MEETING, VIEWING, 60);
    for (size_t i = 0; i < strlen(token); i++) {
        char *forged = g_strdup(token);
        forged[i] = forged[i] == 'A' ? 'B' : 'A';
        expect_refused(MEETING, forged);
        expect_refused(MEETING, g_strndup(token, i));
    }
}

/* Many meetings share the worker's places: each keeps its own key. */
static void test_many_meetings(void) {
    char *tokens[700];
    ViewingPass pass;
    for (unsigned round = 0; round < 2; round++)
        for (unsigned i = 0; i < G_N_ELEMENTS(tokens); i++) {
            g_autofree char *id = g_strdup_printf("0190a0b0-0000-7000-8000-%012u", i);
            g_autofree char *before = g_strdup_printf("0190a0b0-0000-7000-8000-%012u", i + 1);
            if (round == 0)
                tokens[i] = sign(keys, "live", id, VIEWING, 60);
            g_assert_true(check(id, tokens[i], &pass));
            g_assert_false(check(before, tokens[i], &pass));
        }
    for (unsigned i = 0; i < G_N_ELEMENTS(tokens); i++)
        g_free(tokens[i]);
}

static void *check_elsewhere(void *data) {
    ViewingPass pass;
    for (unsigned i = 0; i < 500; i++)
        g_assert_true(check(MEETING, data, &pass));
    return NULL;
}

static void test_two_workers(void) {
    g_autofree char *token = sign(keys, "live", MEETING, VIEWING, 60);
    GThread *one = g_thread_new("one", check_elsewhere, token),
            *two = g_thread_new("two", check_elsewhere, token);
    g_thread_join(one);
    g_thread_join(two);
}

/* Meetings and lessons: what is good for one is not for the other, whoever was asked before. */
static void test_two_audiences(void) {
    ViewingAccess *vod = viewing_access_new(keys, VIEWING_ACCESS_VOD);
    g_autofree char *live_token = sign(keys, "live", MEETING, VIEWING, 60);
    g_autofree char *vod_token = sign(keys, "vod", MEETING, VIEWING, 60);
    g_autofree char *look = sign(keys, "vod", MEETING, "look." MEETING, 60);
    ViewingPass pass;
    for (unsigned i = 0; i < 2; i++) {
        g_assert_true(check(MEETING, live_token, &pass));
        g_assert_false(check(MEETING, vod_token, &pass));
        g_assert_false(viewing_access_check(vod, MEETING, live_token, strlen(live_token), &pass));
        g_assert_true(viewing_access_check(vod, MEETING, vod_token, strlen(vod_token), &pass));
        g_assert_false(pass.is_look);
        g_assert_true(viewing_access_check(vod, MEETING, look, strlen(look), &pass));
        g_assert_true(pass.is_look && !pass.is_studio);
    }
    viewing_access_free(vod);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    keys = open_keys();
    access_ = viewing_access_new(keys, VIEWING_ACCESS_LIVE);
    g_test_add_func("/viewing_access/good", test_good);
    g_test_add_func("/viewing_access/refused", test_refused);
    g_test_add_func("/viewing_access/forged", test_forged);
    g_test_add_func("/viewing_access/many_meetings", test_many_meetings);
    g_test_add_func("/viewing_access/two_workers", test_two_workers);
    g_test_add_func("/viewing_access/two_audiences", test_two_audiences);
    int status = g_test_run();
    viewing_access_free(access_);
    token_keys_free(keys);
    return status;
}
