#include "catalog/ledger/ledger_memory.h"

#include <sodium.h>
#include <string.h>

#include "base/error.h"
#include "catalog/ledger/cosignature.h"
#include "catalog/ledger/ledger_file.h"

#define FORMAT    "tongping-witness 1\nkey "
#define MAX_BYTES (CHECKPOINT_MAX_BYTES + 512)

void ledger_memory_clear(LedgerMemory *memory) {
    g_clear_pointer(&memory->key_text, g_free);
    g_clear_pointer(&memory->text, g_free);
}

/* ---- the file ---- */

static bool parse(const char *file, LedgerMemory *ret_memory) {
    const char *end = strstr(file, "\n\n");
    if (!g_str_has_prefix(file, FORMAT) || !end)
        return false;
    ret_memory->key_text = g_strndup(file + strlen(FORMAT), (gsize)(end - file) - strlen(FORMAT));
    ret_memory->text = g_strdup(end + 2);
    return checkpoint_parse(ret_memory->text, strlen(ret_memory->text), &ret_memory->checkpoint,
                            NULL);
}

bool ledger_memory_read(const char *directory, LedgerMemory *ret_memory, GError **error) {
    g_autofree char *file = NULL;
    *ret_memory = (LedgerMemory){0};
    if (!ledger_file_read(directory, LEDGER_MEMORY_FILE_NAME, MAX_BYTES, &file, error))
        return false;
    if (!file || parse(file, ret_memory))
        return true;
    ledger_memory_clear(ret_memory);
    g_set_error(error, BASE_ERROR, ERROR_CORRUPT,
                "cannot read '%s/" LEDGER_MEMORY_FILE_NAME "': it is no checkpoint", directory);
    return false;
}

bool ledger_memory_write(const char *directory, const LedgerMemory *memory, GError **error) {
    g_autofree char *file = g_strdup_printf(FORMAT "%s\n\n%s", memory->key_text, memory->text);
    return ledger_file_write(directory, LEDGER_MEMORY_FILE_NAME, file, error);
}

/* ---- judging ---- */

static bool read_hash(const char *line, MerkleHash *ret_hash) {
    size_t length;
    return sodium_base642bin(ret_hash->bytes, MERKLE_HASH_BYTES, line, strlen(line), NULL, &length,
                             NULL, sodium_base64_VARIANT_ORIGINAL) == 0 &&
           length == MERKLE_HASH_BYTES;
}

/* False: not that form. *ret_checkpoint points into the answer. */
static bool read_answer(const char *answer, MerkleProof *ret_proof, const char **ret_checkpoint) {
    const char *end = strstr(answer, "\n\n");
    if (!g_str_has_prefix(answer, "old ") || !end)
        return false;
    g_autofree char *head = g_strndup(answer, (gsize)(end - answer));
    g_auto(GStrv) lines = g_strsplit(head, "\n", MERKLE_MAX_PROOF + 2);
    ret_proof->n = 0;
    for (unsigned i = 1; lines[i]; i++)
        if (ret_proof->n >= MERKLE_MAX_PROOF ||
            !read_hash(lines[i], &ret_proof->hashes[ret_proof->n++]))
            return false;
    *ret_checkpoint = end + 2;
    return true;
}

static LedgerSight compare(const LedgerMemory *memory, const Checkpoint *seen,
                           const MerkleProof *proof) {
    const MerkleHead *old = &memory->checkpoint.head;
    if (strcmp(seen->origin, memory->checkpoint.origin) != 0)
        return LEDGER_SIGHT_EPOCH;
    if (seen->head.size < old->size)
        return LEDGER_SIGHT_SMALLER;
    if (seen->head.size == old->size)
        return merkle_equal(&seen->head.root, &old->root) ? LEDGER_SIGHT_SAME : LEDGER_SIGHT_OTHER;
    return merkle_is_consistent(old, &seen->head, proof) ? LEDGER_SIGHT_GREW : LEDGER_SIGHT_OTHER;
}

LedgerSight ledger_memory_judge(LedgerMemory *memory, const char *answer, const char *key_text) {
    MerkleProof proof;
    const char *text;
    Checkpoint seen;
    CheckpointKey key;
    const char *counts = memory->key_text ? memory->key_text : key_text;
    if (!read_answer(answer, &proof, &text) || !checkpoint_parse(text, strlen(text), &seen, NULL) ||
        !counts || !checkpoint_key_parse(counts, &key, NULL))
        return LEDGER_SIGHT_GARBAGE;
    if (strcmp(key.name, seen.origin) != 0 ||
        !checkpoint_verify(text, strlen(text), &seen, &key, NULL))
        return LEDGER_SIGHT_EPOCH;
    LedgerSight sight = memory->text ? compare(memory, &seen, &proof) : LEDGER_SIGHT_GREW;
    if (sight != LEDGER_SIGHT_GREW)
        return sight;
    if (!memory->key_text)
        memory->key_text = g_strdup(counts);
    g_free(memory->text);
    memory->text = g_strdup(text);
    memory->checkpoint = seen;
    return sight;
}

char *ledger_memory_cosign(const LedgerMemory *memory, int64_t time_s,
                           const CheckpointSigner *signer) {
    const Checkpoint *checkpoint = &memory->checkpoint;
    GString *text = g_string_new_len(memory->text, (gssize)checkpoint->body_length);
    g_autofree char *start = g_strdup_printf("\xe2\x80\x94 %s ", checkpoint->origin);
    g_auto(GStrv) lines = g_strsplit(memory->text + checkpoint->body_length, "\n", -1);
    g_string_append_c(text, '\n');
    for (unsigned i = 0; lines[i]; i++)
        if (g_str_has_prefix(lines[i], start))
            g_string_append_printf(text, "%s\n", lines[i]);
    cosignature_append(text, checkpoint, time_s, signer);
    return g_string_free(text, FALSE);
}
