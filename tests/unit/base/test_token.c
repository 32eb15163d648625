#include "base/token.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"

#define NOW_US   (INT64_C(1699999000) * 1000000)
#define LATER_US (INT64_C(1700000000) * 1000000)

/* One root key, and what an independent HKDF and HMAC (Python) make of it: the form of tokens in
 * links and of derived keys in stored data must not change. */
#define GOLDEN_ID   "e98m4ySj"
#define GOLDEN_FILE "v1 e98m4ySj AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\n"
#define GOLDEN_TOKEN                                                                               \
    "djFlOThtNHlTagAAAABlU_EAdmlld2luZzo3.PGgMVocnVixNJ8Ic9PCUVW9ITTL8888QhdZ0_IsKxWg"
#define GOLDEN_FIELD_KEY                                                                           \
    "102c4e24879dce68e858c3e527965455953661a38eab7b8cb8578f77254cad34"                             \
    "7aa28770c38fc3ab6f6a5be06f449324293d2fe423d5c8ff39a42e8b3cd2419f"

typedef struct Fixture {
    char *directory;
    char *folder; /* directory/keys */
} Fixture;

static void set_up(Fixture *fixture, const void *unused) {
    fixture->directory = g_dir_make_tmp("test_token_XXXXXX", NULL);
    fixture->folder = g_build_filename(fixture->directory, "keys", NULL);
}

static void tear_down(Fixture *fixture, const void *unused) {
    g_autoptr(GDir) dir = g_dir_open(fixture->folder, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(fixture->folder, name, NULL);
        g_unlink(path);
    }
    g_rmdir(fixture->folder);
    g_unlink(fixture->folder);
    g_assert_cmpint(g_rmdir(fixture->directory), ==, 0);
    g_free(fixture->folder);
    g_free(fixture->directory);
}

static void write_key(const Fixture *fixture, const char *name, const char *text, mode_t mode) {
    g_autofree char *path = g_build_filename(fixture->folder, name, NULL);
    g_mkdir(fixture->folder, 0700);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    g_assert_cmpint(g_chmod(path, mode), ==, 0);
}

static TokenKeys *open_keys(const Fixture *fixture) {
    g_autoptr(GError) error = NULL;
    TokenKeys *keys = token_keys_open(fixture->directory, &error);
    g_assert_no_error(error);
    g_assert_nonnull(keys);
    return keys;
}

static char *sign(TokenSigner *signer) {
    TokenClaims claims = {.subject = "viewing:7", .expires_at_us = LATER_US + 999999};
    char text[TOKEN_TEXT_MAX_BYTES];
    g_assert_true(token_sign(signer, &claims, text));
    return g_strdup(text);
}

static bool accepts(TokenSigner *signer, const char *text, size_t length, int64_t now_us) {
    TokenClaims claims = {.subject = "untouched"};
    g_autoptr(GError) error = NULL;
    if (token_verify(signer, text, length, now_us, &claims, &error)) {
        g_assert_no_error(error);
        g_assert_cmpstr(claims.subject, ==, "viewing:7");
        g_assert_cmpint(claims.expires_at_us, ==, LATER_US);
        return true;
    }
    g_assert_error(error, BASE_ERROR, ERROR_UNAUTHENTICATED);
    g_assert_cmpstr(error->message, ==, "cannot accept the token: it is not valid or has expired");
    g_assert_cmpstr(claims.subject, ==, "untouched");
    return false;
}

static void test_golden(Fixture *fixture, const void *unused) {
    write_key(fixture, "000001.key", GOLDEN_FILE, 0600);
    g_autoptr(TokenKeys) keys = open_keys(fixture);
    g_autoptr(TokenSigner) signer = token_signer_new(keys, "live", "meeting-1");
    for (int i = 0; i < 3; i++) { /* the kept context starts anew each time */
        g_autofree char *text = sign(signer);
        g_assert_cmpstr(text, ==, GOLDEN_TOKEN);
        g_assert_true(accepts(signer, text, strlen(text), NOW_US));
    }

    uint8_t key[64];
    char id[9];
    g_autofree char *hex = g_malloc0(sizeof key * 2 + 1);
    g_assert_true(token_keys_derive(keys, "", "field", key, sizeof key, id));
    for (size_t i = 0; i < sizeof key; i++)
        g_snprintf(hex + 2 * i, 3, "%02x", key[i]);
    g_assert_cmpstr(hex, ==, GOLDEN_FIELD_KEY);
    g_assert_cmpstr(id, ==, GOLDEN_ID);
}

static void test_first_key(Fixture *fixture, const void *unused) {
    g_autoptr(TokenKeys) keys = open_keys(fixture);
    struct stat info;
    g_assert_cmpint(stat(fixture->folder, &info), ==, 0);
    g_assert_cmphex(info.st_mode & 07777, ==, 0700);
    g_autofree char *path = g_build_filename(fixture->folder, "000001.key", NULL);
    g_assert_cmpint(stat(path, &info), ==, 0);
    g_assert_cmphex(info.st_mode & 07777, ==, 0600);

    g_autoptr(TokenKeys) again = open_keys(fixture);
    g_autoptr(TokenSigner) signer = token_signer_new(keys, "live", "m");
    g_autoptr(TokenSigner) verifier = token_signer_new(again, "live", "m");
    g_autofree char *text = sign(signer);
    g_assert_true(accepts(verifier, text, strlen(text), NOW_US));
}

static void test_expiry(Fixture *fixture, const void *unused) {
    g_autoptr(TokenKeys) keys = open_keys(fixture);
    g_autoptr(TokenSigner) signer = token_signer_new(keys, "live", "m");
    g_autofree char *text = sign(signer);
    g_assert_true(accepts(signer, text, strlen(text), LATER_US - 1));
    g_assert_false(accepts(signer, text, strlen(text), LATER_US));
    g_assert_false(accepts(signer, text, strlen(text), G_MAXINT64));
}

static void test_swapped(Fixture *fixture, const void *unused) {
    g_autoptr(TokenKeys) keys = open_keys(fixture);
    g_autoptr(TokenSigner) signer = token_signer_new(keys, "live", "m");
    g_autofree char *text = sign(signer);
    static const char *const OTHERS[][2] = {{"vod", "m"},  {"live", "n"}, {"live", ""},
                                            {"livem", ""}, {"", "livem"}, {"m", "live"}};
    for (size_t i = 0; i < G_N_ELEMENTS(OTHERS); i++) {
        g_autoptr(TokenSigner) other = token_signer_new(keys, OTHERS[i][0], OTHERS[i][1]);
        g_assert_false(accepts(other, text, strlen(text), NOW_US));
    }
}

/* Every single changed, missing or added character is noticed. */
static void test_forged(Fixture *fixture, const void *unused) {
    g_autoptr(TokenKeys) keys = open_keys(fixture);
    g_autoptr(TokenSigner) signer = token_signer_new(keys, "live", "m");
    g_autofree char *text = sign(signer);
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i++) {
        for (int bit = 0; bit < 8; bit++) {
            g_autofree char *forged = g_strdup(text);
            forged[i] = (char)(forged[i] ^ 1 << bit);
            g_assert_false(accepts(signer, forged, length, NOW_US));
        }
        g_assert_false(accepts(signer, text, i, NOW_US));
        g_assert_false(accepts(signer, text + i + 1, length - i - 1, NOW_US));
    }
    g_assert_false(accepts(signer, text, length + 1, NOW_US)); /* with the NUL */
}

static void test_malformed(Fixture *fixture, const void *unused) {
    g_autoptr(TokenKeys) keys = open_keys(fixture);
    g_autoptr(TokenSigner) signer = token_signer_new(keys, "live", "m");
    g_autofree char *long_text = g_strnfill(TOKEN_TEXT_MAX_BYTES * 4, 'A');
    for (size_t n = 0; n < TOKEN_TEXT_MAX_BYTES * 4; n++) {
        g_assert_false(accepts(signer, long_text, n, NOW_US));
        char saved = long_text[n];
        long_text[n] = '.';
        g_assert_false(accepts(signer, long_text, MIN(n + 44, TOKEN_TEXT_MAX_BYTES * 4), NOW_US));
        long_text[n] = saved;
    }
    g_assert_false(accepts(signer, "demo-member", 11, NOW_US));
    g_assert_false(accepts(signer, NULL, 0, NOW_US));
}

static void test_subjects(Fixture *fixture, const void *unused) {
    static const struct {
        const char *subject;
        int64_t expires_at_us;
        bool ok;
    } CASES[] = {
        {"a", LATER_US, true},
        {"AZaz09_.:-", LATER_US, true},
        {"0123456789012345678901234567890123456789012345678901234567890123", LATER_US, true},
        {"a", 0, true},
        {"a", G_MAXINT64, true},
        {"", LATER_US, false},
        {"a b", LATER_US, false},
        {"a/b", LATER_US, false},
        {"\xc3\xa9", LATER_US, false},
        {"a", -1, false},
    };
    g_autoptr(TokenKeys) keys = open_keys(fixture);
    g_autoptr(TokenSigner) signer = token_signer_new(keys, "live", "m");
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        TokenClaims claims = {.expires_at_us = CASES[i].expires_at_us};
        TokenClaims read = {0};
        char text[TOKEN_TEXT_MAX_BYTES];
        g_strlcpy(claims.subject, CASES[i].subject, sizeof claims.subject);
        g_assert_true(token_sign(signer, &claims, text) == CASES[i].ok);
        if (!CASES[i].ok || CASES[i].expires_at_us == 0)
            continue;
        g_assert_true(token_verify(signer, text, strlen(text), NOW_US, &read, NULL));
        g_assert_cmpstr(read.subject, ==, CASES[i].subject);
        g_assert_cmpint(read.expires_at_us / 1000000, ==, CASES[i].expires_at_us / 1000000);
    }
    TokenClaims unterminated = {.expires_at_us = LATER_US};
    char text[TOKEN_TEXT_MAX_BYTES];
    memset(unterminated.subject, 'a', sizeof unterminated.subject);
    g_assert_false(token_sign(signer, &unterminated, text));
}

static void test_rotation(Fixture *fixture, const void *unused) {
    g_autoptr(TokenKeys) before = open_keys(fixture);
    g_autoptr(GError) error = NULL;
    g_assert_true(token_keys_rotate(fixture->directory, &error));
    g_autoptr(TokenKeys) after = open_keys(fixture);
    g_autoptr(TokenSigner) old_signer = token_signer_new(before, "live", "m");
    g_autoptr(TokenSigner) new_signer = token_signer_new(after, "live", "m");
    g_autofree char *old_text = sign(old_signer);
    g_autofree char *new_text = sign(new_signer);
    g_assert_cmpstr(old_text, !=, new_text);
    g_assert_true(accepts(new_signer, old_text, strlen(old_text), NOW_US));
    g_assert_true(accepts(new_signer, new_text, strlen(new_text), NOW_US));
    g_assert_false(accepts(old_signer, new_text, strlen(new_text), NOW_US)); /* unknown key id */
}

static void test_derive(Fixture *fixture, const void *unused) {
    g_autoptr(TokenKeys) before = open_keys(fixture);
    g_assert_true(token_keys_rotate(fixture->directory, NULL));
    g_autoptr(TokenKeys) after = open_keys(fixture);
    uint8_t first[32], second[32], other[32];
    char first_id[9], second_id[9], id[9];
    g_assert_true(token_keys_derive(before, "", "field", first, 32, first_id));
    g_assert_true(token_keys_derive(after, "", "field", second, 32, second_id));
    g_assert_cmpstr(first_id, !=, second_id);
    g_assert_true(token_keys_derive(after, first_id, "field", other, 32, id));
    g_assert_cmpmem(other, 32, first, 32);
    g_assert_cmpstr(id, ==, first_id);
    g_assert_true(token_keys_derive(after, "", "lookup", other, 32, NULL));
    g_assert_cmpint(memcmp(other, second, 32), !=, 0);
    g_assert_false(token_keys_derive(before, second_id, "field", other, 32, NULL));
}

static void test_max_keys(Fixture *fixture, const void *unused) {
    g_autoptr(GError) error = NULL;
    for (int i = 0; i < TOKEN_MAX_ROOT_KEYS; i++)
        g_assert_true(token_keys_rotate(fixture->directory, &error));
    g_autoptr(TokenKeys) keys = open_keys(fixture);
    g_autoptr(TokenSigner) signer = token_signer_new(keys, "live", "m");
    g_autofree char *text = sign(signer);
    g_assert_true(accepts(signer, text, strlen(text), NOW_US));
    g_assert_false(token_keys_rotate(fixture->directory, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CONFLICT);
    g_clear_error(&error);
    write_key(fixture, "000099.key", GOLDEN_FILE, 0600);
    g_assert_null(token_keys_open(fixture->directory, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CORRUPT);
}

static void assert_open_fails(const Fixture *fixture, ErrorCode code, const char *part) {
    g_autoptr(GError) error = NULL;
    g_assert_null(token_keys_open(fixture->directory, &error));
    g_assert_error(error, BASE_ERROR, (int)code);
    g_assert_nonnull(strstr(error->message, part));
    g_assert_nonnull(strstr(error->message, fixture->folder));
}

static void test_readable_by_others(Fixture *fixture, const void *unused) {
    static const mode_t MODES[] = {0640, 0604, 0620, 0601, 0644, 0666};
    for (size_t i = 0; i < G_N_ELEMENTS(MODES); i++) {
        write_key(fixture, "000001.key", GOLDEN_FILE, MODES[i]);
        assert_open_fails(fixture, ERROR_IO, "others may use it");
    }
    write_key(fixture, "000001.key", GOLDEN_FILE, 0600);
    g_chmod(fixture->folder, 0750);
    assert_open_fails(fixture, ERROR_IO, "(mode 0750): others may use it");
    g_chmod(fixture->folder, 0700);
    token_keys_free(open_keys(fixture));
}

static void test_damaged(Fixture *fixture, const void *unused) {
    static const char *const TEXTS[] = {
        "",
        "v1",
        "v1 e98m4ySj",
        "v1 e98m4ySj AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg",
        "v1 e98m4ySj AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8 x",
        "v1 e98m4ySj BAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
        "v1 f98m4ySj AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
        "v2 e98m4ySj AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
        write_key(fixture, "000001.key", TEXTS[i], 0600);
        assert_open_fails(fixture, ERROR_CORRUPT, "000001.key': it is damaged");
    }
}

static void test_links(Fixture *fixture, const void *unused) {
    write_key(fixture, "elsewhere", GOLDEN_FILE, 0600);
    g_autofree char *path = g_build_filename(fixture->folder, "000001.key", NULL);
    g_assert_cmpint(symlink("elsewhere", path), ==, 0);
    assert_open_fails(fixture, ERROR_IO, "cannot open key");
    g_unlink(path);
    g_assert_cmpint(mkfifo(path, 0600), ==, 0);
    assert_open_fails(fixture, ERROR_IO, "wrong type");
}

static void test_not_a_folder(Fixture *fixture, const void *unused) {
    g_assert_true(g_file_set_contents(fixture->folder, "x", 1, NULL));
    assert_open_fails(fixture, ERROR_IO, "cannot open folder");
    g_autoptr(GError) error = NULL;
    g_assert_null(token_keys_open("/nowhere/at/all", &error));
    g_assert_error(error, BASE_ERROR, ERROR_IO);
}

static void test_crash_leftovers(Fixture *fixture, const void *unused) {
    write_key(fixture, "new.tmp", "half", 0600);
    write_key(fixture, "000000.key", "no number", 0644);
    write_key(fixture, "000001.key~", "an editor's", 0644);
    token_keys_free(open_keys(fixture));
    token_keys_free(open_keys(fixture));
}

/* Eight processes start at once on an empty folder: all get the same key. */
static void test_concurrent(Fixture *fixture, const void *unused) {
    int results[2];
    g_assert_cmpint(pipe(results), ==, 0);
    for (int i = 0; i < 8; i++) {
        pid_t child = fork();
        if (child == 0) {
            char id[9] = "failed!!";
            uint8_t key[32];
            TokenKeys *keys = token_keys_open(fixture->directory, NULL);
            if (keys)
                (void)token_keys_derive(keys, "", "x", key, sizeof key, id);
            _exit(write(results[1], id, sizeof id) == sizeof id ? 0 : 1);
        }
        g_assert_cmpint(child, >, 0);
    }
    g_autoptr(TokenKeys) keys = open_keys(fixture);
    char expected[9];
    uint8_t key[32];
    g_assert_true(token_keys_derive(keys, "", "x", key, sizeof key, expected));
    for (int i = 0; i < 8; i++) {
        char id[9];
        int status;
        g_assert_cmpint(read(results[0], id, sizeof id), ==, sizeof id);
        g_assert_cmpstr(id, ==, expected);
        g_assert_cmpint(wait(&status), >, 0);
        g_assert_cmpint(status, ==, 0);
    }
    close(results[0]);
    close(results[1]);
}

static void test_long_names(Fixture *fixture, const void *unused) {
    g_autoptr(TokenKeys) keys = open_keys(fixture);
    g_autofree char *longest = g_strnfill(TOKEN_NAME_MAX_BYTES, 'x');
    g_autofree char *too_long = g_strnfill(TOKEN_NAME_MAX_BYTES + 1, 'x');
    g_autoptr(TokenSigner) signer = token_signer_new(keys, longest, longest);
    g_assert_nonnull(signer);
    g_assert_null(token_signer_new(keys, too_long, "m"));
    g_assert_null(token_signer_new(keys, "live", too_long));
    token_signer_free(NULL);
    token_keys_free(NULL);
}

static void add(const char *path, void (*test)(Fixture *, const void *)) {
    g_test_add(path, Fixture, NULL, set_up, test, tear_down);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    add("/base/token/golden", test_golden);
    add("/base/token/first_key", test_first_key);
    add("/base/token/expiry", test_expiry);
    add("/base/token/swapped", test_swapped);
    add("/base/token/forged", test_forged);
    add("/base/token/malformed", test_malformed);
    add("/base/token/subjects", test_subjects);
    add("/base/token/rotation", test_rotation);
    add("/base/token/derive", test_derive);
    add("/base/token/max_keys", test_max_keys);
    add("/base/token/readable_by_others", test_readable_by_others);
    add("/base/token/damaged", test_damaged);
    add("/base/token/links", test_links);
    add("/base/token/not_a_folder", test_not_a_folder);
    add("/base/token/crash_leftovers", test_crash_leftovers);
    add("/base/token/concurrent", test_concurrent);
    add("/base/token/long_names", test_long_names);
    return g_test_run();
}
