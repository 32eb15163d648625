#include "catalog/ledger/ledger_leaf.h"

#include <string.h>

static const char *const WORDS[LEDGER_N_KINDS] = {
    [LEDGER_RECORD] = "record",   [LEDGER_READ] = "read",           [LEDGER_EXPORT] = "export",
    [LEDGER_LOG_DAY] = "log_day", [LEDGER_POLICY] = "policy",       [LEDGER_KEY] = "key",
    [LEDGER_EPOCH] = "epoch",     [LEDGER_CLOSE] = "close",         [LEDGER_ERASURE] = "erasure",
    [LEDGER_SAMPLE] = "sample",   [LEDGER_INDICATOR] = "indicator",
};

const char *ledger_leaf_kind_word(LedgerKind kind) {
    return WORDS[kind];
}

void ledger_leaf_free(LedgerLeaf *leaf) {
    if (!leaf)
        return;
    g_free(leaf->text);
    g_free(leaf);
}

MerkleHash ledger_leaf_hash(const uint8_t salt[LEDGER_SALT_BYTES], const char *text,
                            size_t length) {
    g_autofree uint8_t *entry = g_malloc(LEDGER_SALT_BYTES + length);
    memcpy(entry, salt, LEDGER_SALT_BYTES);
    memcpy(entry + LEDGER_SALT_BYTES, text, length);
    return merkle_leaf(entry, LEDGER_SALT_BYTES + length);
}

bool ledger_leaf_is_text(const char *text, size_t length) {
    return length > 0 && length <= LEDGER_TEXT_MAX_BYTES && text[length - 1] == '\n' &&
           !memchr(text, '\0', length) && text[0] != '\n' &&
           !g_strstr_len(text, (gssize)length, "\n\n") &&
           g_utf8_validate(text, (gssize)length, NULL);
}

bool ledger_leaf_read_kind(const char *word, LedgerKind *ret_kind) {
    for (unsigned i = 0; i < LEDGER_N_KINDS; i++)
        if (g_strcmp0(word, WORDS[i]) == 0) {
            *ret_kind = (LedgerKind)i;
            return true;
        }
    return false;
}
