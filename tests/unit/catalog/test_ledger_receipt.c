/* Receipts: their size at three million entries, every changed byte, every cut. */
#include "catalog/ledger/ledger_receipt.h"

#include <sodium.h>
#include <string.h>

#include "base/error.h"

#define ORIGIN  "0192f0c4-7a11-7000-8000-0123456789ab/1"
#define ENTRIES INT64_C(3150000)
#define INDEX   INT64_C(2000001)
#define LEVELS  22

/* As docs/attendance.md has it, with usual lengths. */
static const char RECORD[] =
    "tongping-record 1\n"
    "id 0192f0c4-7a11-7000-8000-0123456789ac\n"
    "register 0192f0c4-7a11-7000-8000-0123456789ad\n"
    "event meeting 0192f0c4-7a11-7000-8000-0123456789ae\n"
    "title 阿荣旗秋季农牧业生产工作视频会议\n"
    "began 1760000000000000\n"
    "member 0192f0c4-7a11-7000-8000-0123456789af\n"
    "name 乌兰图雅\n"
    "unit 0192f0c4-7a11-7000-8000-0123456789b0 那吉镇第三党支部\n"
    "rule credit-1\n"
    "policy 0192f0c4-7a11-7000-8000-0123456789b1 1\n"
    "faults -\n"
    "live 0-5400000\n"
    "replay -\n"
    "offline -\n"
    "presence 1760000000000-1760005400000\n"
    "required 5400000\n"
    "covered 5400000\n"
    "credited 5400000\n"
    "state present\n"
    "how account\n"
    "confirmed -\n"
    "log 2026-11-22:6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d\n"
    "replaces -\n"
    "reason -\n"
    "approved -\n"
    "closed 1760009000000000\n";

/* Hashes only: full nodes of all levels, one behind the other. */
typedef struct Tree {
    MerkleHash *levels[LEVELS];
} Tree;

static bool get(unsigned level, int64_t index, MerkleHash *ret_hash, void *user, GError **error) {
    *ret_hash = ((Tree *)user)->levels[level][index];
    return true;
}

static const uint8_t SALT[LEDGER_SALT_BYTES] = {1, 2, 3, 250};

static void grow(Tree *tree) {
    tree->levels[0] = g_new(MerkleHash, ENTRIES);
    for (int64_t i = 0; i < ENTRIES; i++)
        memset(tree->levels[0][i].bytes, (int)(i % 251), MERKLE_HASH_BYTES);
    tree->levels[0][INDEX] = ledger_leaf_hash(SALT, RECORD, strlen(RECORD));
    for (unsigned level = 1; level < LEVELS; level++) {
        int64_t n = ENTRIES >> level;
        tree->levels[level] = g_new(MerkleHash, n);
        for (int64_t i = 0; i < n; i++)
            tree->levels[level][i] =
                merkle_node(&tree->levels[level - 1][2 * i], &tree->levels[level - 1][2 * i + 1]);
    }
}

/* The tree is grown once. */
static LedgerReceipt receipt;

static void make(CheckpointSigner *signer) {
    Tree tree;
    const MerkleNodes nodes = {get, &tree};
    MerkleHead head = {.size = ENTRIES};
    GString *text = g_string_new(NULL);
    uint8_t key[1 + CHECKPOINT_PUBLIC_BYTES] = {1};
    receipt = (LedgerReceipt){.index = INDEX, .text = g_strdup(RECORD)};
    grow(&tree);
    g_assert_true(merkle_root(&nodes, ENTRIES, &head.root, NULL));
    g_assert_true(merkle_prove_inclusion(&nodes, INDEX, ENTRIES, &receipt.proof, NULL));
    for (unsigned level = 0; level < LEVELS; level++)
        g_free(tree.levels[level]);
    g_assert_true(checkpoint_signer_make(ORIGIN, signer, NULL));
    checkpoint_append(text, ORIGIN, &head, signer);
    receipt.checkpoint_text = g_string_free(text, FALSE);
    memcpy(key + 1, signer->key.public_key, CHECKPOINT_PUBLIC_BYTES);
    sodium_bin2base64(receipt.key, sizeof receipt.key, key, sizeof key,
                      sodium_base64_VARIANT_ORIGINAL);
    memcpy(receipt.salt, SALT, sizeof SALT);
}

static bool verifies(const char *text, size_t length) {
    g_auto(LedgerReceipt) read = {0};
    CheckpointKey key;
    Checkpoint checkpoint;
    return ledger_receipt_parse(text, length, &read, NULL) &&
           ledger_key_parse(read.key, ORIGIN, &key, NULL) &&
           ledger_receipt_verify(&read, &key, &checkpoint, NULL);
}

static void test_size(void) {
    g_auto(LedgerReceipt) read = {0};
    g_autoptr(GError) error = NULL;
    g_autofree char *text = ledger_receipt_write(&receipt);
    size_t length = strlen(text), binary = receipt.proof.n * MERKLE_HASH_BYTES;
    g_test_message("proof %zu bytes, receipt %zu bytes, of them text %zu", binary, length,
                   strlen(RECORD));
    g_assert_cmpuint(binary, <=, 1000);
    g_assert_cmpuint(length, <=, 2048);
    g_assert_true(verifies(text, length));
    g_autofree char *proof = ledger_receipt_write_proof(&receipt);
    g_assert_true(ledger_receipt_parse_proof(proof, strlen(proof), &read, &error));
    g_assert_no_error(error);
    g_assert_cmpint(read.index, ==, INDEX);
    g_assert_cmpmem(read.salt, sizeof read.salt, SALT, sizeof SALT);
    g_assert_cmpmem(read.proof.hashes, binary, receipt.proof.hashes, binary);
    g_assert_cmpstr(read.checkpoint_text, ==, receipt.checkpoint_text);
}

/* Each bit of each byte, and each length, is found. Signature lines of others, which nobody has to
 * believe, are no part of it. */
static void test_changes(void) {
    g_autofree char *text = ledger_receipt_write(&receipt);
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i++) {
        text[i] ^= (char)(1 << i % 8);
        if (verifies(text, length))
            g_error("byte %zu may be changed", i);
        text[i] ^= (char)(1 << i % 8);
    }
    for (size_t cut = 0; cut < length; cut++)
        g_assert_false(verifies(text, cut));
    g_assert_true(verifies(text, length));
}

static void test_bad(void) {
    static const char *const TEXTS[] = {
        "",
        "\n\n\n\n",
        "tongping-receipt 1\n",
        "tongping-receipt 2\n\na\n\nb\n",
        "tongping-receipt 1\nkey a\nsalt b\nindex 1\nproof \n\ntext\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nindex 1\n\n",
        "c2sp.org/tlog-proof@v1\n\n",
    };
    g_auto(LedgerReceipt) read = {0};
    for (unsigned i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_false(ledger_receipt_parse(TEXTS[i], strlen(TEXTS[i]), &read, &error));
        g_assert_error(error, BASE_ERROR, ERROR_INVALID);
        g_clear_error(&error);
        g_assert_false(ledger_receipt_parse_proof(TEXTS[i], strlen(TEXTS[i]), &read, &error));
        g_assert_error(error, BASE_ERROR, ERROR_INVALID);
    }
    g_autofree char *large = g_strnfill(LEDGER_RECEIPT_MAX_BYTES + 1, 'a');
    g_autoptr(GError) error = NULL;
    g_assert_false(ledger_receipt_parse(large, LEDGER_RECEIPT_MAX_BYTES + 1, &read, &error));
    g_assert_error(error, BASE_ERROR, ERROR_TOO_LARGE);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_assert_cmpint(sodium_init(), >=, 0);
    g_test_add_func("/receipt/size", test_size);
    g_test_add_func("/receipt/changes", test_changes);
    g_test_add_func("/receipt/bad", test_bad);
    CheckpointSigner signer;
    make(&signer);
    int status = g_test_run();
    ledger_receipt_clear(&receipt);
    return status;
}
