#include "catalog/ledger/ledger_receipt.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "base/error.h"

#define FIRST_LINE  "tongping-receipt 1"
#define PROOF_LINE  "c2sp.org/tlog-proof@v1"
#define BASE64      sodium_base64_VARIANT_ORIGINAL
#define PROOF_BYTES (MERKLE_MAX_PROOF * MERKLE_HASH_BYTES)

void ledger_receipt_clear(LedgerReceipt *receipt) {
    g_clear_pointer(&receipt->text, g_free);
    g_clear_pointer(&receipt->checkpoint_text, g_free);
}

/* ---- writing ---- */

static void append_base64(GString *out, const char *word, const void *bytes, size_t length) {
    g_autofree char *base64 = g_base64_encode(bytes, length);
    g_string_append_printf(out, "%s%s\n", word, base64);
}

char *ledger_receipt_write(const LedgerReceipt *receipt) {
    GString *out = g_string_new(FIRST_LINE "\n");
    g_string_append_printf(out, "key %s\n", receipt->key);
    append_base64(out, "salt ", receipt->salt, LEDGER_SALT_BYTES);
    g_string_append_printf(out, "index %" PRId64 "\n", receipt->index);
    append_base64(out, "proof ", receipt->proof.hashes, receipt->proof.n * MERKLE_HASH_BYTES);
    g_string_append_printf(out, "\n%s\n%s", receipt->text, receipt->checkpoint_text);
    return g_string_free(out, FALSE);
}

char *ledger_receipt_write_proof(const LedgerReceipt *receipt) {
    GString *out = g_string_new(PROOF_LINE "\n");
    if (receipt->text)
        append_base64(out, "extra ", receipt->salt, LEDGER_SALT_BYTES);
    g_string_append_printf(out, "index %" PRId64 "\n", receipt->index);
    for (unsigned i = 0; i < receipt->proof.n; i++)
        append_base64(out, "", receipt->proof.hashes[i].bytes, MERKLE_HASH_BYTES);
    g_string_append_printf(out, "\n%s", receipt->checkpoint_text);
    return g_string_free(out, FALSE);
}

/* ---- reading ---- */

static bool read_bytes(const char *text, void *ret_bytes, size_t max, size_t *ret_length) {
    return sodium_base642bin(ret_bytes, max, text, strlen(text), NULL, ret_length, NULL, BASE64) ==
           0;
}

static bool read_exactly(const char *text, void *ret_bytes, size_t size) {
    size_t length;
    return read_bytes(text, ret_bytes, size, &length) && length == size;
}

static const char *value_of(const char *line, const char *word) {
    return line && g_str_has_prefix(line, word) ? line + strlen(word) : NULL;
}

static bool read_index(const char *text, int64_t *ret_index) {
    guint64 index;
    if (!text || !g_ascii_isdigit(text[0]) || (text[0] == '0' && text[1] != '\0') ||
        !g_ascii_string_to_unsigned(text, 10, 0, MERKLE_MAX_SIZE - 1, &index, NULL))
        return false;
    *ret_index = (int64_t)index;
    return true;
}

static bool read_head(char **lines, LedgerReceipt *receipt) {
    if (g_strv_length(lines) != 5 || strcmp(lines[0], FIRST_LINE) != 0)
        return false;
    const char *key = value_of(lines[1], "key "), *salt = value_of(lines[2], "salt ");
    const char *index = value_of(lines[3], "index "), *proof = value_of(lines[4], "proof ");
    uint8_t bytes[PROOF_BYTES];
    size_t length;
    if (!key || !salt || !proof || strlen(key) >= sizeof receipt->key ||
        !read_exactly(salt, receipt->salt, LEDGER_SALT_BYTES) ||
        !read_index(index, &receipt->index) || !read_bytes(proof, bytes, sizeof bytes, &length) ||
        length % MERKLE_HASH_BYTES != 0)
        return false;
    g_strlcpy(receipt->key, key, sizeof receipt->key);
    receipt->proof.n = (unsigned)(length / MERKLE_HASH_BYTES);
    memcpy(receipt->proof.hashes, bytes, length);
    return true;
}

static bool read_receipt(const char *copy, LedgerReceipt *receipt) {
    const char *text = strstr(copy, "\n\n");
    const char *checkpoint = text ? strstr(text + 2, "\n\n") : NULL;
    if (!checkpoint)
        return false;
    g_autofree char *head = g_strndup(copy, (gsize)(text - copy));
    g_auto(GStrv) lines = g_strsplit(head, "\n", 6);
    receipt->text = g_strndup(text + 2, (gsize)(checkpoint - text) - 1);
    receipt->checkpoint_text = g_strdup(checkpoint + 2);
    return read_head(lines, receipt) && ledger_leaf_is_text(receipt->text, strlen(receipt->text)) &&
           strlen(receipt->checkpoint_text) <= CHECKPOINT_MAX_BYTES;
}

static bool read_proof(const char *copy, LedgerReceipt *receipt) {
    const char *checkpoint = strstr(copy, "\n\n");
    if (!checkpoint)
        return false;
    g_autofree char *head = g_strndup(copy, (gsize)(checkpoint - copy));
    g_auto(GStrv) lines = g_strsplit(head, "\n", MERKLE_MAX_PROOF + 4);
    unsigned n = g_strv_length(lines);
    const char *salt = n >= 3 ? value_of(lines[1], "extra ") : NULL;
    if (!salt || n - 3 > MERKLE_MAX_PROOF || strcmp(lines[0], PROOF_LINE) != 0 ||
        !read_exactly(salt, receipt->salt, LEDGER_SALT_BYTES) ||
        !read_index(value_of(lines[2], "index "), &receipt->index))
        return false;
    receipt->proof.n = n - 3;
    for (unsigned i = 0; i < receipt->proof.n; i++)
        if (!read_exactly(lines[3 + i], receipt->proof.hashes[i].bytes, MERKLE_HASH_BYTES))
            return false;
    receipt->checkpoint_text = g_strdup(checkpoint + 2);
    return strlen(receipt->checkpoint_text) <= CHECKPOINT_MAX_BYTES;
}

/* What is wrong with bytes of any kind, or NULL; else the text with a NUL, owned by the caller. */
static char *copy_text(const char *text, size_t length, size_t max_bytes, GError **error) {
    if (length > max_bytes) {
        g_set_error(error, BASE_ERROR, ERROR_TOO_LARGE,
                    "cannot read this as a proof: it has more than %zu bytes", max_bytes);
        return NULL;
    }
    if (length > 0 && !memchr(text, '\0', length) && g_utf8_validate(text, (gssize)length, NULL))
        return g_strndup(text, length);
    g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                        "cannot read this as a proof: it is no text");
    return NULL;
}

bool ledger_receipt_parse(const char *text, size_t length, LedgerReceipt *ret_receipt,
                          GError **error) {
    *ret_receipt = (LedgerReceipt){0};
    g_autofree char *copy = copy_text(text, length, LEDGER_RECEIPT_MAX_BYTES, error);
    if (!copy)
        return false;
    if (read_receipt(copy, ret_receipt))
        return true;
    ledger_receipt_clear(ret_receipt);
    g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                        "cannot read the receipt: it is not a head, a text and a checkpoint");
    return false;
}

bool ledger_receipt_parse_proof(const char *text, size_t length, LedgerReceipt *ret_receipt,
                                GError **error) {
    *ret_receipt = (LedgerReceipt){0};
    g_autofree char *copy = copy_text(text, length, LEDGER_PROOF_MAX_BYTES, error);
    if (!copy)
        return false;
    if (read_proof(copy, ret_receipt))
        return true;
    ledger_receipt_clear(ret_receipt);
    g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                        "cannot read the proof: it is not a salt, an index, hashes and a "
                        "checkpoint");
    return false;
}

bool ledger_receipt_verify(const LedgerReceipt *receipt, const CheckpointKey *key,
                           Checkpoint *ret_checkpoint, GError **error) {
    size_t length = strlen(receipt->checkpoint_text);
    if (!checkpoint_parse(receipt->checkpoint_text, length, ret_checkpoint, error) ||
        !checkpoint_verify(receipt->checkpoint_text, length, ret_checkpoint, key, error))
        return false;
    MerkleHash leaf = ledger_leaf_hash(receipt->salt, receipt->text, strlen(receipt->text));
    if (merkle_is_included(&ret_checkpoint->head, receipt->index, &leaf, &receipt->proof))
        return true;
    g_set_error(error, BASE_ERROR, ERROR_CHECKSUM,
                "entry %" PRId64 " is not what was signed: its text or its proof was changed",
                receipt->index);
    return false;
}
