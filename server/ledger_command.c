#include "server/ledger_command.h"

#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "catalog/ledger/cosignature.h"
#include "catalog/ledger/ledger_anchor.h"
#include "catalog/ledger/ledger_bundle.h"
#include "catalog/ledger/ledger_check.h"
#include "catalog/ledger/ledger_cosigner.h"
#include "catalog/ledger/ledger_epoch.h"
#include "catalog/ledger/ledger_head.h"
#include "catalog/ledger/ledger_memory.h"
#include "catalog/ledger/ledger_prove.h"
#include "catalog/ledger/ledger_start.h"
#include "catalog/ledger/ledger_table.h"
#include "catalog/store/audit_table.h"
#include "catalog/store/setting_table.h"
#include "server/command_database.h"
#include "server/verbs.h"
#include "server/web_directory.h"
#include "server/witness.h"

#define KNOWN_MAX 2 /* the head beside the key, and one that was given */

static int64_t read_index(const char *text, GError **error) {
    guint64 index;
    if (g_ascii_string_to_unsigned(text, 10, 0, G_MAXINT64, &index, NULL))
        return (int64_t)index;
    g_set_error(error, BASE_ERROR, ERROR_INVALID, "'%s' is no entry of the ledger", text);
    return -1;
}

typedef struct Work {
    const LedgerOptions *options;
    char *const *words;
    Database *database;
    LedgerStart start;
    char *said; /* owned: for standard output when all is committed */
} Work;

typedef bool (*WorkFn)(Work *work, GError **error);

static bool write_audit(Work *work, const char *action, const char *target, GError **error) {
    AuditRow row = {.actor_name = (char *)"command line",
                    .action = (char *)action,
                    .target = (char *)target,
                    .outcome = (char *)"ok"};
    return audit_table_append(work->database, &row, error);
}

static bool in_transaction(Work *work, WorkFn fn, GError **error) {
    if (!database_begin(work->database, DATABASE_WRITE, error))
        return false;
    if (fn(work, error))
        return database_commit(work->database, error);
    database_rollback(work->database);
    return false;
}

/* Signs what is new; all of it is committed. */
static bool sign_new(Work *work, GError **error) {
    g_autoptr(GError) problem = NULL;
    g_autoptr(LedgerHead) head = ledger_head_make(
        work->database, work->options->settings.data_directory, &work->start.key, &problem);
    if (problem)
        g_propagate_error(error, g_steal_pointer(&problem));
    else if (!head)
        return true;
    return head && ledger_head_store(work->database, head, error);
}

static int run(const LedgerOptions *options, char *const *words, WorkFn fn, GError **error) {
    const char *directory = options->settings.data_directory;
    g_autoptr(CommandDatabase) opened = command_database_open(directory, error);
    if (!opened)
        return VERB_REFUSED;
    Work work = {.options = options, .words = words, .database = opened->database};
    int status = VERB_REFUSED;
    if (ledger_start_run(work.database, directory, &work.start, error) &&
        (!fn || in_transaction(&work, fn, error)) && in_transaction(&work, sign_new, error))
        status = VERB_DONE;
    if (status == VERB_DONE && work.said)
        fputs(work.said, stdout);
    g_free(work.said);
    ledger_start_clear(&work.start);
    return status;
}

/* ---- check ---- */

static bool read_known(const LedgerOptions *options, Checkpoint *ret_known, unsigned *ret_n,
                       GError **error) {
    g_autoptr(GError) problem = NULL;
    *ret_n = 0;
    if (ledger_anchor_read(options->settings.data_directory, &ret_known[*ret_n], &problem))
        ++*ret_n;
    else if (problem)
        printf("%s\n", problem->message);
    if (!options->known)
        return true;
    g_autofree char *text = NULL;
    size_t length;
    if (!g_file_get_contents(options->known, &text, &length, error) ||
        !checkpoint_parse(text, length, &ret_known[*ret_n], error))
        return false;
    ++*ret_n;
    return true;
}

static int say_check(const LedgerCheck *check) {
    if (check->problem) {
        printf("BAD at entry %" PRId64 ": %s.\n", check->bad_index, check->problem);
        return VERB_FOUND;
    }
    printf("Good: %" PRId64 " entries, %" PRId64 " of them erased, as %" PRId64
           " checkpoints say.\n",
           check->size, check->n_erased, check->n_checkpoints);
    return VERB_DONE;
}

int ledger_command_check(const LedgerOptions *options, char *const *words, GError **error) {
    Checkpoint known[KNOWN_MAX];
    unsigned n_known;
    g_auto(LedgerCheck) check = {0};
    g_autoptr(CommandDatabase) opened =
        command_database_open(options->settings.data_directory, error);
    if (!opened || !read_known(options, known, &n_known, error) ||
        !database_begin(opened->database, DATABASE_READ, error))
        return VERB_REFUSED;
    bool ok = ledger_check_run(opened->database, known, n_known, &check, error);
    database_rollback(opened->database);
    return ok ? say_check(&check) : VERB_REFUSED;
}

/* ---- the others ---- */

int ledger_command_checkpoint(const LedgerOptions *options, char *const *words, GError **error) {
    if (run(options, words, NULL, error) != VERB_DONE)
        return VERB_REFUSED;
    g_autoptr(CommandDatabase) opened =
        command_database_open(options->settings.data_directory, error);
    g_autoptr(LedgerHead) head = opened ? ledger_head_newest(opened->database, error) : NULL;
    if (!head)
        return VERB_REFUSED;
    fputs(head->text, stdout);
    return VERB_DONE;
}

static bool open_epoch(Work *work, GError **error) {
    g_autofree char *node = NULL;
    Checkpoint anchor;
    int64_t number;
    LedgerOpening opening = {.names = {work->words[0], work->words[1]}, .key = &work->start.key};
    if (!setting_table_find(work->database, SETTING_NODE_ID, &node, error))
        return false;
    opening.node = node;
    if (ledger_anchor_read(work->options->settings.data_directory, &anchor, NULL))
        opening.anchor = &anchor;
    if (!ledger_epoch_open(work->database, &opening, &number, error))
        return false;
    g_autofree char *origin = ledger_epoch_origin(node, number);
    work->said = g_strdup_printf("Opened epoch '%s', approved by %s and %s.\n", origin,
                                 work->words[0], work->words[1]);
    return write_audit(work, "ledger.epoch", origin, error);
}

int ledger_command_epoch(const LedgerOptions *options, char *const *words, GError **error) {
    return run(options, words, open_epoch, error);
}

static bool add_cosigner(Work *work, GError **error) {
    CheckpointKey key;
    if (!ledger_cosigner_add(work->database, work->words[0], &key, error))
        return false;
    work->said = g_strdup_printf("Cosignatures of '%s' are taken.\n", key.name);
    return write_audit(work, "ledger.cosigner", key.name, error);
}

int ledger_command_cosigner(const LedgerOptions *options, char *const *words, GError **error) {
    return run(options, words, add_cosigner, error);
}

static bool erase(Work *work, GError **error) {
    int64_t index = read_index(work->words[0], error);
    if (index < 0)
        return false;
    work->said = g_strdup_printf("Erased entry %" PRId64 "; its hash stays.\n", index);
    return ledger_table_erase(work->database, index, error) &&
           write_audit(work, "ledger.erase", work->words[0], error);
}

int ledger_command_erase(const LedgerOptions *options, char *const *words, GError **error) {
    return run(options, words, erase, error);
}

/* ---- what outsiders check ---- */

int ledger_command_receipt(const LedgerOptions *options, char *const *words, GError **error) {
    int64_t index = read_index(words[0], error);
    g_autoptr(CommandDatabase) opened =
        index >= 0 ? command_database_open(options->settings.data_directory, error) : NULL;
    g_autofree char *receipt = opened ? ledger_prove_receipt(opened->database, index, error) : NULL;
    if (!receipt)
        return VERB_REFUSED;
    fputs(receipt, stdout);
    return VERB_DONE;
}

/* "FROM-TO" or one index. */
static bool read_range(const char *text, int64_t *ret_from, int64_t *ret_to, GError **error) {
    g_auto(GStrv) parts = g_strsplit(text, "-", 2);
    *ret_from = read_index(parts[0], error);
    *ret_to = *ret_from < 0 || !parts[1] ? *ret_from : read_index(parts[1], error);
    if (*ret_from < 0 || *ret_to < 0)
        return false;
    if (*ret_to >= *ret_from && *ret_to - *ret_from < LEDGER_BUNDLE_MAX_ENTRIES)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_INVALID, "'%s' is not 1 to %d entries of the ledger", text,
                LEDGER_BUNDLE_MAX_ENTRIES);
    return false;
}

static GBytes *read_page(const Settings *settings) {
    g_autofree char *path = web_directory_offline(settings->web_directory, LEDGER_BUNDLE_PAGE);
    char *text = NULL;
    gsize length;
    if (!path || !g_file_get_contents(path, &text, &length, NULL))
        return NULL;
    return g_bytes_new_take(text, length);
}

int ledger_command_bundle(const LedgerOptions *options, char *const *words, GError **error) {
    int64_t from, to;
    unsigned n_erased;
    g_autoptr(GArray) indexes = g_array_new(FALSE, FALSE, sizeof(int64_t));
    if (!read_range(words[1], &from, &to, error))
        return VERB_REFUSED;
    for (int64_t index = from; index <= to; index++)
        g_array_append_val(indexes, index);
    g_autoptr(GBytes) page = read_page(&options->settings);
    g_autoptr(CommandDatabase) opened =
        command_database_open(options->settings.data_directory, error);
    const LedgerBundle bundle = {.path = words[0],
                                 .indexes = (const int64_t *)(void *)indexes->data,
                                 .n_indexes = indexes->len,
                                 .page = page};
    if (!opened || !database_begin(opened->database, DATABASE_READ, error))
        return VERB_REFUSED;
    bool ok = ledger_bundle_write(opened->database, &bundle, &n_erased, error);
    database_rollback(opened->database);
    if (!ok)
        return VERB_REFUSED;
    printf("Wrote '%s': %u entries, %u erased ones left out%s.\n", words[0],
           indexes->len - n_erased, n_erased, page ? "" : ", without the page");
    return VERB_DONE;
}

/* ---- remembering another server ---- */

int ledger_command_witness(const LedgerOptions *options, char *const *words, GError **error) {
    const char *directory = options->settings.data_directory;
    g_auto(LedgerMemory) memory = {0};
    CheckpointSigner signer;
    g_autoptr(CommandDatabase) opened = command_database_open(directory, error);
    if (!opened || !witness_signer(directory, &signer, error) ||
        !ledger_memory_read(directory, &memory, error))
        return VERB_REFUSED;
    g_autofree char *key = cosignature_key_text(&signer.key);
    sodium_memzero(&signer, sizeof signer);
    printf("%s\n\n%s", key, memory.text ? memory.text : "Nothing is remembered yet.\n");
    return VERB_DONE;
}

int ledger_command_forget(const LedgerOptions *options, char *const *words, GError **error) {
    const char *directory = options->settings.data_directory;
    g_autofree char *path = g_build_filename(directory, LEDGER_MEMORY_FILE_NAME, NULL);
    if (!g_str_equal(words[0], "forget") || (unlink(path) != 0 && errno != ENOENT)) {
        g_set_error(error, BASE_ERROR, ERROR_INVALID, "cannot forget '%s': say 'witness forget'",
                    path);
        return VERB_REFUSED;
    }
    printf("Forgot '%s'; restart the server, which begins anew with what it sees then.\n", path);
    return VERB_DONE;
}
