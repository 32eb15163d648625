#include "catalog/ledger/ledger_verify.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "base/error.h"
#include "catalog/ledger/cosignature.h"
#include "catalog/ledger/ledger_bundle.h"
#include "catalog/ledger/ledger_receipt.h"
#include "catalog/ledger/ledger_zip.h"

#define ZIP_START             "PK\x03\x04"
#define KEYS_MAX_BYTES        65536
#define CONSISTENCY_MAX_BYTES (LEDGER_BUNDLE_MAX_OLD_HEADS * 4096)

typedef struct Work {
    LedgerVerdictFn fn;
    void *user;
    LedgerVerification *result;
    LedgerZip *zip; /* borrowed; NULL: a receipt */
    CheckpointKey key;
    char *consistency; /* owned, or NULL */
    char *checkpoint;  /* owned: its text */
} Work;

void ledger_verify_clear(LedgerVerification *verification) {
    g_clear_pointer(&verification->problem, g_free);
}

static void work_clear(Work *work) {
    g_clear_pointer(&work->consistency, g_free);
    g_clear_pointer(&work->checkpoint, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Work, work_clear)

static void say(Work *work, int64_t index, const char *name, const char *text,
                const char *problem) {
    const LedgerVerdict verdict = {index, name, text, problem};
    LedgerVerification *result = work->result;
    if (problem && result->n_bad++ == 0)
        result->first_bad = index;
    else if (!problem)
        result->n_good++;
    work->fn(&verdict, work->user);
}

/* ---- a checkpoint that somebody has kept ---- */

/* The line "SIZE BASE64" of the consistency file. */
static bool find_proof(const char *consistency, int64_t size, MerkleProof *ret_proof) {
    g_autofree char *start = g_strdup_printf("%" PRId64 " ", size);
    for (const char *line = consistency; line && *line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (!g_str_has_prefix(line, start))
            continue;
        size_t length, begin = strlen(start), n = strcspn(line + begin, "\n");
        if (sodium_base642bin((uint8_t *)ret_proof->hashes, sizeof ret_proof->hashes, line + begin,
                              n, NULL, &length, NULL, sodium_base64_VARIANT_ORIGINAL) != 0 ||
            length % MERKLE_HASH_BYTES != 0)
            return false;
        ret_proof->n = (unsigned)(length / MERKLE_HASH_BYTES);
        return true;
    }
    return false;
}

static LedgerKnown compare(const Work *work, const Checkpoint *known) {
    const MerkleHead *head = &work->result->checkpoint.head;
    MerkleProof proof = {0};
    if (known->head.size > head->size)
        return LEDGER_KNOWN_INCOMPARABLE;
    if (known->head.size < head->size && known->head.size > 0 &&
        !find_proof(work->consistency, known->head.size, &proof))
        return LEDGER_KNOWN_INCOMPARABLE;
    return merkle_is_consistent(&known->head, head, &proof) ? LEDGER_KNOWN_GOOD : LEDGER_KNOWN_BAD;
}

/* Who has kept it need not know whose key signed it: that one may be lost since. */
static void check_known(Work *work, const char *text) {
    Checkpoint known;
    bool is_one = checkpoint_parse(text, strlen(text), &known, NULL);
    work->result->known = is_one ? compare(work, &known) : LEDGER_KNOWN_INCOMPARABLE;
}

/* ---- a receipt ---- */

static bool verify_receipt(Work *work, const char *bytes, size_t length, GError **error) {
    g_auto(LedgerReceipt) receipt = {0};
    g_autoptr(GError) problem = NULL;
    Checkpoint *checkpoint = &work->result->checkpoint;
    if (!ledger_receipt_parse(bytes, length, &receipt, error) ||
        !checkpoint_parse(receipt.checkpoint_text, strlen(receipt.checkpoint_text), checkpoint,
                          error) ||
        !ledger_key_parse(receipt.key, checkpoint->origin, &work->key, error))
        return false;
    g_strlcpy(work->result->key_text, receipt.key, sizeof work->result->key_text);
    bool ok = ledger_receipt_verify(&receipt, &work->key, checkpoint, &problem);
    say(work, receipt.index, "", receipt.text, ok ? NULL : problem->message);
    return true;
}

/* ---- a bundle ---- */

static void set_key_text(Work *work) {
    uint8_t bytes[1 + CHECKPOINT_PUBLIC_BYTES] = {1};
    memcpy(bytes + 1, work->key.public_key, CHECKPOINT_PUBLIC_BYTES);
    sodium_bin2base64(work->result->key_text, sizeof work->result->key_text, bytes, sizeof bytes,
                      sodium_base64_VARIANT_ORIGINAL);
}

static bool check_keys(Work *work, const char *keys, GError **error) {
    LedgerVerification *result = work->result;
    size_t length = strlen(work->checkpoint);
    g_auto(GStrv) lines = g_strsplit(keys, "\n", LEDGER_BUNDLE_MAX_OLD_HEADS);
    if (!checkpoint_parse(work->checkpoint, length, &result->checkpoint, error) || !lines[0] ||
        !checkpoint_key_parse(lines[0], &work->key, error))
        return false;
    set_key_text(work);
    if (strcmp(work->key.name, result->checkpoint.origin) != 0 ||
        !checkpoint_verify(work->checkpoint, length, &result->checkpoint, &work->key, NULL))
        result->problem = g_strdup("the checkpoint is not signed by the key in the bundle");
    for (unsigned i = 1; lines[i]; i++) {
        CheckpointKey cosigner;
        char line[COSIGNATURE_LINE_BYTES];
        int64_t time_s;
        result->n_cosigners += cosignature_key_parse(lines[i], &cosigner, NULL) &&
                               cosignature_find(work->checkpoint, length, &result->checkpoint,
                                                &cosigner, line, &time_s, NULL);
    }
    return true;
}

/* An index from "records/N.txt" or "records/N.proof"; -1 for other names. */
static int64_t read_name(const char *name, const char *ending) {
    guint64 index;
    size_t start = strlen(LEDGER_BUNDLE_RECORDS);
    if (!name || !g_str_has_prefix(name, LEDGER_BUNDLE_RECORDS) || !g_str_has_suffix(name, ending))
        return -1;
    g_autofree char *number = g_strndup(name + start, strlen(name) - start - strlen(ending));
    if (!g_ascii_isdigit(number[0]) || (number[0] == '0' && number[1] != '\0') ||
        !g_ascii_string_to_unsigned(number, 10, 0, MERKLE_MAX_SIZE - 1, &index, NULL))
        return -1;
    return (int64_t)index;
}

static int by_number(const void *a, const void *b) {
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

/* Of texts and of proofs: what has no brother is missing something. */
static GArray *find_indexes(Work *work) {
    GArray *indexes = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (unsigned i = 0; i < ledger_zip_count(work->zip); i++) {
        const char *name = ledger_zip_name(work->zip, i);
        int64_t text = read_name(name, ".txt"), proof = read_name(name, ".proof");
        if (text >= 0)
            g_array_append_val(indexes, text);
        else if (proof >= 0)
            g_array_append_val(indexes, proof);
        else if (name && g_str_has_prefix(name, LEDGER_BUNDLE_RECORDS) &&
                 name[strlen(LEDGER_BUNDLE_RECORDS)])
            say(work, -1, name, NULL, "nobody knows what this file is");
    }
    g_array_sort(indexes, by_number);
    return indexes;
}

static bool check_entry(Work *work, int64_t index, LedgerReceipt *receipt, const char *text,
                        const char *proof, GError **error) {
    size_t text_length, proof_length;
    Checkpoint checkpoint;
    g_autofree char *text_bytes =
        ledger_zip_read(work->zip, text, LEDGER_TEXT_MAX_BYTES, &text_length, error);
    g_autofree char *proof_bytes =
        text_bytes ? ledger_zip_read(work->zip, proof, LEDGER_PROOF_MAX_BYTES, &proof_length, error)
                   : NULL;
    if (!proof_bytes || !ledger_receipt_parse_proof(proof_bytes, proof_length, receipt, error))
        return false;
    if (receipt->index != index || !ledger_leaf_is_text(text_bytes, text_length)) {
        g_set_error(error, BASE_ERROR, ERROR_CHECKSUM,
                    "entry %" PRId64 " is not what was signed: its text or its proof was changed",
                    index);
        return false;
    }
    receipt->text = g_steal_pointer(&text_bytes);
    if (!ledger_receipt_verify(receipt, &work->key, &checkpoint, error))
        return false;
    if (strcmp(receipt->checkpoint_text, work->checkpoint) == 0)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_CHECKSUM,
                "entry %" PRId64 " is proved against another checkpoint than that of the bundle",
                index);
    return false;
}

static void verify_entry(Work *work, int64_t index, unsigned n_files) {
    g_auto(LedgerReceipt) receipt = {0};
    g_autoptr(GError) problem = NULL;
    g_autofree char *text = g_strdup_printf(LEDGER_BUNDLE_RECORDS "%" PRId64 ".txt", index);
    g_autofree char *proof = g_strdup_printf(LEDGER_BUNDLE_RECORDS "%" PRId64 ".proof", index);
    if (n_files > 2)
        g_set_error(&problem, BASE_ERROR, ERROR_INVALID, "entry %" PRId64 " is there twice", index);
    else if (!work->result->problem)
        check_entry(work, index, &receipt, text, proof, &problem);
    const char *why = work->result->problem ? work->result->problem
                      : problem             ? problem->message
                                            : NULL;
    say(work, index, text, receipt.text, why);
}

static void verify_entries(Work *work) {
    g_autoptr(GArray) indexes = find_indexes(work);
    for (unsigned i = 0, n; i < indexes->len; i += n) {
        int64_t index = g_array_index(indexes, int64_t, i);
        for (n = 1; i + n < indexes->len && g_array_index(indexes, int64_t, i + n) == index;)
            n++;
        verify_entry(work, index, n);
    }
}

static bool verify_bundle(Work *work, GError **error) {
    size_t length;
    g_autoptr(GError) problem = NULL;
    work->checkpoint =
        ledger_zip_read(work->zip, LEDGER_BUNDLE_CHECKPOINT, CHECKPOINT_MAX_BYTES, &length, error);
    g_autofree char *keys = work->checkpoint ? ledger_zip_read(work->zip, LEDGER_BUNDLE_KEYS,
                                                               KEYS_MAX_BYTES, &length, error)
                                             : NULL;
    if (!keys || !check_keys(work, keys, error))
        return false;
    work->consistency = ledger_zip_read(work->zip, LEDGER_BUNDLE_CONSISTENCY, CONSISTENCY_MAX_BYTES,
                                        &length, &problem);
    verify_entries(work);
    return true;
}

bool ledger_verify_bytes(const void *bytes, size_t length, const char *known, LedgerVerdictFn fn,
                         void *user, LedgerVerification *ret_verification, GError **error) {
    *ret_verification = (LedgerVerification){.first_bad = -1};
    g_auto(Work) work = {.fn = fn, .user = user, .result = ret_verification};
    g_autoptr(LedgerZip) zip = NULL;
    bool ok;
    if (length >= strlen(ZIP_START) && memcmp(bytes, ZIP_START, strlen(ZIP_START)) == 0) {
        zip = work.zip = ledger_zip_open(bytes, length, error);
        ok = zip && verify_bundle(&work, error);
    } else {
        ok = verify_receipt(&work, bytes, length, error);
    }
    if (ok && known)
        check_known(&work, known);
    if (!ok)
        ledger_verify_clear(ret_verification);
    return ok;
}
