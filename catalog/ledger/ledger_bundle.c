#include "catalog/ledger/ledger_bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

#include "base/error.h"
#include "catalog/ledger/ledger_bundle_text.h"
#include "catalog/ledger/ledger_head.h"
#include "catalog/ledger/ledger_prove.h"
#include "catalog/ledger/ledger_table.h"
#include "catalog/ledger/ledger_tree.h"

typedef struct Work {
    Database *database;
    const LedgerBundle *bundle;
    LedgerProver *prover;
    LedgerHead *head; /* with cosignatures */
    char *keys;
    char *consistency;
    GError *error; /* the first of an entry */
    unsigned n_erased;
    zip_t *zip;
} Work;

static void work_clear(Work *work) {
    g_clear_pointer(&work->prover, ledger_prove_end);
    g_clear_pointer(&work->head, ledger_head_free);
    g_free(work->keys);
    g_free(work->consistency);
    g_clear_error(&work->error);
    if (work->zip)
        zip_discard(work->zip);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Work, work_clear)

/* ---- one entry, made when it is written ---- */

typedef struct Member {
    Work *work;
    int64_t index;
    bool is_proof;
    char *text; /* owned; NULL until it is asked for */
    size_t length, at;
    zip_error_t problem;
} Member;

static bool make(Member *member) {
    Work *work = member->work;
    g_auto(LedgerReceipt) receipt = {0};
    if (member->text)
        return true;
    if (!work->error && ledger_prove_entry(work->prover, member->index, work->head->size,
                                           work->head->text, &receipt, &work->error)) {
        member->text = member->is_proof ? ledger_receipt_write_proof(&receipt)
                                        : g_steal_pointer(&receipt.text);
        member->length = strlen(member->text);
        member->at = 0;
        return true;
    }
    zip_error_set(&member->problem, ZIP_ER_READ, EIO);
    return false;
}

static zip_int64_t read_on(Member *member, void *ret_bytes, size_t room) {
    size_t n = MIN(room, member->length - member->at);
    memcpy(ret_bytes, member->text + member->at, n);
    member->at += n;
    return (zip_int64_t)n;
}

static void free_member(Member *member) {
    zip_error_fini(&member->problem);
    g_free(member->text);
    g_free(member);
}

/* libzip asks for each in turn, in zip_close(). */
static zip_int64_t serve(void *user, void *data, zip_uint64_t length, zip_source_cmd_t command) {
    Member *member = user;
    switch (command) {
    case ZIP_SOURCE_OPEN:
        member->at = 0;
        return make(member) ? 0 : -1;
    case ZIP_SOURCE_READ:
        return read_on(member, data, length);
    case ZIP_SOURCE_CLOSE:
        g_clear_pointer(&member->text, g_free);
        return 0;
    case ZIP_SOURCE_STAT:
        if (!make(member))
            return -1;
        zip_stat_init(data);
        ((zip_stat_t *)data)->size = member->length;
        ((zip_stat_t *)data)->valid = ZIP_STAT_SIZE;
        return sizeof(zip_stat_t);
    case ZIP_SOURCE_ERROR:
        return zip_error_to_data(&member->problem, data, length);
    case ZIP_SOURCE_FREE:
        free_member(member);
        return 0;
    case ZIP_SOURCE_SUPPORTS:
        return ZIP_SOURCE_SUPPORTS_READABLE;
    default:
        zip_error_set(&member->problem, ZIP_ER_OPNOTSUPP, 0);
        return -1;
    }
}

static bool add_source(Work *work, const char *name, zip_source_t *source) {
    if (source && zip_file_add(work->zip, name, source, ZIP_FL_ENC_UTF_8) >= 0)
        return true;
    zip_source_free(source);
    return false;
}

static bool add_entry(Work *work, int64_t index, bool is_proof) {
    Member *member = g_new0(Member, 1);
    *member = (Member){.work = work, .index = index, .is_proof = is_proof};
    zip_error_init(&member->problem);
    g_autofree char *name =
        g_strdup_printf(LEDGER_BUNDLE_RECORDS "%" PRId64 "%s", index, is_proof ? ".proof" : ".txt");
    zip_source_t *source = zip_source_function(work->zip, serve, member);
    if (!source)
        free_member(member);
    return add_source(work, name, source);
}

static bool add_text(Work *work, const char *name, const void *text, size_t length) {
    return add_source(work, name, zip_source_buffer(work->zip, text, length, 0));
}

/* ---- all of it ---- */

static bool is_erased(Work *work, int64_t index, bool *ret_is_erased, GError **error) {
    g_autoptr(LedgerLeaf) leaf = ledger_table_get(work->database, index, error);
    *ret_is_erased = leaf && !leaf->text;
    return leaf != NULL;
}

static bool set_zip_error(Work *work, GError **error) {
    g_set_error(error, BASE_ERROR, ERROR_IO, "cannot write '%s': %s", work->bundle->path,
                zip_strerror(work->zip));
    return false;
}

static bool add_entries(Work *work, GError **error) {
    const LedgerBundle *bundle = work->bundle;
    for (unsigned i = 0; i < bundle->n_indexes; i++) {
        int64_t index = bundle->indexes[i];
        bool skip;
        if (i > 0 && index <= bundle->indexes[i - 1]) {
            g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                                "The entries of a bundle are named in their order, once each.");
            return false;
        }
        if (!is_erased(work, index, &skip, error))
            return false;
        work->n_erased += skip;
        if (!skip && (!add_entry(work, index, false) || !add_entry(work, index, true)))
            return set_zip_error(work, error);
    }
    return true;
}

static bool add_all(Work *work, char *explanation, GError **error) {
    const LedgerBundle *bundle = work->bundle;
    const char *head = work->head->text;
    if (!add_text(work, LEDGER_BUNDLE_EXPLANATION, explanation, strlen(explanation)) ||
        (bundle->page && !add_text(work, LEDGER_BUNDLE_PAGE, g_bytes_get_data(bundle->page, NULL),
                                   g_bytes_get_size(bundle->page))) ||
        !add_text(work, LEDGER_BUNDLE_CHECKPOINT, head, strlen(head)) ||
        !add_text(work, LEDGER_BUNDLE_KEYS, work->keys, strlen(work->keys)) ||
        !add_text(work, LEDGER_BUNDLE_CONSISTENCY, work->consistency, strlen(work->consistency)))
        return set_zip_error(work, error);
    return add_entries(work, error);
}

static bool close_zip(Work *work, GError **error) {
    if (zip_close(work->zip) == 0) {
        work->zip = NULL;
        return true;
    }
    if (!work->error)
        return set_zip_error(work, error);
    g_propagate_error(error, g_steal_pointer(&work->error));
    return false;
}

static bool begin(Work *work, GError **error) {
    int code;
    zip_error_t problem;
    const char *path = work->bundle->path;
    work->head = ledger_head_newest(work->database, error);
    if (!work->head)
        return false;
    work->keys = ledger_bundle_text_keys(work->database, work->head->text, error);
    work->consistency =
        work->keys ? ledger_bundle_text_consistency(work->database, work->head->size, error) : NULL;
    if (!work->consistency)
        return false;
    work->prover = ledger_prove_begin(work->database);
    work->zip = zip_open(path, ZIP_CREATE | ZIP_EXCL, &code);
    if (work->zip)
        return true;
    zip_error_init_with_code(&problem, code);
    g_set_error(error, BASE_ERROR, ERROR_IO, "cannot write '%s': %s", path,
                zip_error_strerror(&problem));
    zip_error_fini(&problem);
    return false;
}

bool ledger_bundle_write(Database *database, const LedgerBundle *bundle, unsigned *ret_n_erased,
                         GError **error) {
    database_assert_current(database);
    g_auto(Work) work = {.database = database, .bundle = bundle};
    if (bundle->n_indexes == 0 || bundle->n_indexes > LEDGER_BUNDLE_MAX_ENTRIES) {
        g_set_error(error, BASE_ERROR, ERROR_INVALID, "A bundle has 1 to %d entries.",
                    LEDGER_BUNDLE_MAX_ENTRIES);
        return false;
    }
    g_autofree char *explanation = ledger_bundle_text_explain(bundle->title, bundle->n_indexes);
    if (!begin(&work, error) || !add_all(&work, explanation, error) || !close_zip(&work, error))
        return false;
    *ret_n_erased = work.n_erased;
    return true;
}
