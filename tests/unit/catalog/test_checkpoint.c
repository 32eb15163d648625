#include "catalog/ledger/checkpoint.h"

#include <sodium.h>
#include <string.h>

#include "base/error.h"

/* The example of C2SP signed-note's own key text (golang.org/x/mod/sumdb/note). */
#define GO_KEY "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
#define GO_NOTE                                                                                    \
    "If you think cryptography is the answer to your problem,\n"                                   \
    "then you don't know what your problem is.\n"                                                  \
    "\n"                                                                                           \
    "— PeterNeumann "                                                                            \
    "x08go/ZJkuBS9UG/"                                                                             \
    "SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"

static CheckpointSigner signer_named(const char *name) {
    CheckpointSigner signer;
    g_assert_true(checkpoint_signer_make(name, &signer, NULL));
    return signer;
}

static MerkleHead some_head(void) {
    return (MerkleHead){3150000, merkle_leaf("x", 1)};
}

static void test_foreign_signature(void) {
    CheckpointKey key;
    g_autoptr(GError) error = NULL;
    g_assert_true(checkpoint_key_parse(GO_KEY, &key, &error));
    g_autofree char *text = checkpoint_key_text(&key);
    g_assert_cmpstr(text, ==, GO_KEY);
    Checkpoint note = {.body_length = (size_t)(strstr(GO_NOTE, "\n\n") - GO_NOTE) + 1};
    g_assert_true(checkpoint_verify(GO_NOTE, strlen(GO_NOTE), &note, &key, &error));
    g_assert_no_error(error);
}

static void test_round_trip(void) {
    CheckpointSigner signer = signer_named("county.example/tongping");
    CheckpointSigner township = signer_named("township-7");
    MerkleHead head = some_head();
    Checkpoint checkpoint;
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) text = g_string_new(NULL);
    checkpoint_append(text, "county.example/tongping", &head, &signer);
    g_assert_true(checkpoint_parse(text->str, text->len, &checkpoint, &error));
    g_assert_cmpstr(checkpoint.origin, ==, "county.example/tongping");
    g_assert_cmpint(checkpoint.head.size, ==, head.size);
    g_assert_true(merkle_equal(&checkpoint.head.root, &head.root));
    g_assert_true(checkpoint_verify(text->str, text->len, &checkpoint, &signer.key, &error));
    g_assert_false(checkpoint_verify(text->str, text->len, &checkpoint, &township.key, &error));
    g_assert_error(error, BASE_ERROR, ERROR_UNAUTHENTICATED);
    checkpoint_cosign(text, &checkpoint, &township);
    g_assert_true(checkpoint_verify(text->str, text->len, &checkpoint, &township.key, NULL));
    g_assert_true(checkpoint_verify(text->str, text->len, &checkpoint, &signer.key, NULL));
}

/* Whatever bit of the body or of the signature flips, it is not the same any more. */
static void test_flipped_bits(void) {
    CheckpointSigner signer = signer_named("county");
    MerkleHead head = some_head();
    g_autoptr(GString) text = g_string_new(NULL);
    checkpoint_append(text, "county", &head, &signer);
    unsigned n_read = 0;
    for (size_t bit = 0; bit < 8 * text->len; bit++) {
        Checkpoint checkpoint;
        text->str[bit / 8] ^= (char)(1 << bit % 8);
        if (checkpoint_parse(text->str, text->len, &checkpoint, NULL)) {
            g_assert_false(checkpoint_verify(text->str, text->len, &checkpoint, &signer.key, NULL));
            n_read++;
        }
        text->str[bit / 8] ^= (char)(1 << bit % 8);
    }
    g_assert_cmpuint(n_read, >, 100);
}

static void test_bad_texts(void) {
    static const char *const TEXTS[] = {
        "",
        "\n",
        "county\n1\n\n",
        "county\n1\nnot base64\n\n",
        "county\n01\nqINS1GRFhWHwdkUeqLEoP4yEMkTBBzxBkGwGQlVlVcs=\n\n",
        "county\n-1\nqINS1GRFhWHwdkUeqLEoP4yEMkTBBzxBkGwGQlVlVcs=\n\n",
        "county\n9223372036854775807\nqINS1GRFhWHwdkUeqLEoP4yEMkTBBzxBkGwGQlVlVcs=\n\n",
        "county\n1\nqINS1GRFhWHwdkUeqLEoP4yEMkTBBzxBkGwGQlVlVct=\n\n", /* loose last bits */
        "county\n1\nqINS1GRFhWHwdkUeqLEoP4yEMkTBBzxBkGwGQlVlVcs=\n",
        "two words\n1\nqINS1GRFhWHwdkUeqLEoP4yEMkTBBzxBkGwGQlVlVcs=\n\n",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
        Checkpoint checkpoint;
        g_autoptr(GError) error = NULL;
        g_assert_false(checkpoint_parse(TEXTS[i], strlen(TEXTS[i]), &checkpoint, &error));
        g_assert_error(error, BASE_ERROR, ERROR_INVALID);
    }
}

static void test_bad_keys(void) {
    static const char *const KEYS[] = {
        "",
        "name",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", /* another hash */
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10T",
        "PeterNeumann+c74f20a3+AhpC2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", /* algorithm 2 */
    };
    for (size_t i = 0; i < G_N_ELEMENTS(KEYS); i++) {
        CheckpointKey key;
        g_autoptr(GError) error = NULL;
        g_assert_false(checkpoint_key_parse(KEYS[i], &key, &error));
        g_assert_error(error, BASE_ERROR, ERROR_INVALID);
    }
    CheckpointSigner signer;
    g_autoptr(GError) error = NULL;
    g_assert_false(checkpoint_signer_make("a+b", &signer, &error));
    g_assert_error(error, BASE_ERROR, ERROR_INVALID);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_assert_cmpint(sodium_init(), >=, 0);
    g_test_add_func("/checkpoint/foreign_signature", test_foreign_signature);
    g_test_add_func("/checkpoint/round_trip", test_round_trip);
    g_test_add_func("/checkpoint/flipped_bits", test_flipped_bits);
    g_test_add_func("/checkpoint/bad_texts", test_bad_texts);
    g_test_add_func("/checkpoint/bad_keys", test_bad_keys);
    return g_test_run();
}
