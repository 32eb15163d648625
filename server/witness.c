#include "server/witness.h"

#include <sodium.h>
#include <stdatomic.h>
#include <string.h>

#include "base/api_client.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "base/worker.h"
#include "catalog/ledger/ledger_key.h"
#include "catalog/ledger/ledger_memory.h"
#include "catalog/store/setting_table.h"
#include "catalog/store/store_file.h"

#define MAILBOX_POSTS 16
#define API           "/api/v1/ledger/"
#define STATUS_OK     200

struct Witness {
    char *directory, *url, *ca_file;
    int64_t every_us;
    Worker *worker; /* NULL: off */
    GCancellable *cancellable;
    atomic_bool is_busy;
    _Atomic int64_t next_at_us; /* monotonic */
    _Atomic WitnessState state;
    /* Of the thread: */
    ApiClient *client;
    CheckpointSigner signer;
    LedgerMemory memory;
    bool is_loaded, is_cosigned; /* memory and signer are there; the head is cosigned over there */
    char *said;                  /* the last trouble in the log */
};

bool witness_signer(const char *directory, CheckpointSigner *ret_signer, GError **error) {
    LedgerKey key;
    g_autofree char *node = NULL;
    g_autoptr(Database) database = store_file_open_reader(directory, error);
    if (!database || !setting_table_find(database, SETTING_NODE_ID, &node, error) ||
        !ledger_key_open(directory, &key, error))
        return false;
    g_autofree char *name = g_strdup_printf("%s/witness", node ? node : "");
    ledger_key_signer(&key, name, ret_signer);
    ledger_key_clear(&key);
    return true;
}

/* ---- asking ---- */

/* NULL with an error when there is no good answer. */
static char *ask(Witness *witness, const char *path, const char *body, GError **error) {
    g_autofree char *url = g_strconcat(witness->url, API, path, NULL);
    g_autofree char *text = NULL;
    const ApiClientQuestion question = {url, body, witness->cancellable};
    unsigned status;
    if (!api_client_ask(witness->client, &question, &status, &text, error))
        return NULL;
    if (status / 100 * 100 == STATUS_OK)
        return g_steal_pointer(&text);
    g_set_error(error, BASE_ERROR, ERROR_UNAVAILABLE, "'%s' answers with status %u", url, status);
    return NULL;
}

static char *ask_first_key(Witness *witness, GError **error) {
    char *keys = ask(witness, "keys", NULL, error);
    if (keys)
        keys[strcspn(keys, "\n")] = '\0';
    return keys;
}

static bool load(Witness *witness, GError **error) {
    if (!witness->client)
        witness->client = api_client_new(witness->ca_file, error);
    if (witness->client && !witness->is_loaded)
        witness->is_loaded = witness_signer(witness->directory, &witness->signer, error) &&
                             ledger_memory_read(witness->directory, &witness->memory, error);
    return witness->client && witness->is_loaded;
}

static bool cosign(Witness *witness, GError **error) {
    if (witness->is_cosigned)
        return true;
    g_autofree char *text =
        ledger_memory_cosign(&witness->memory, clock_wall_us() / CLOCK_US_PER_S, &witness->signer);
    g_autofree char *answer = ask(witness, "cosignatures", text, error);
    witness->is_cosigned = answer != NULL;
    return answer != NULL;
}

static const char *const REFUSALS[] = {
    [LEDGER_SIGHT_SMALLER] = "it has fewer entries than were signed before",
    [LEDGER_SIGHT_OTHER] = "its entries are not those that were signed before",
    [LEDGER_SIGHT_EPOCH] = "it is of another epoch or key: look into it, then 'tongping ledger "
                           "witness forget'",
    [LEDGER_SIGHT_GARBAGE] = "it is no ledger's answer",
};

/* The other server is shown its own signature. */
static void refuse(Witness *witness, LedgerSight sight, GError **error) {
    g_set_error(error, BASE_ERROR, ERROR_CHECKSUM, "the ledger of '%s' is not taken: %s",
                witness->url, REFUSALS[sight]);
    if (witness->memory.text)
        g_free(ask(witness, "witness", witness->memory.text, NULL));
}

static bool look(Witness *witness, GError **error) {
    if (!load(witness, error))
        return false;
    g_autofree char *key = witness->memory.key_text ? NULL : ask_first_key(witness, error);
    if (!witness->memory.key_text && !key)
        return false;
    g_autofree char *path =
        g_strdup_printf("consistency?from=%" G_GINT64_FORMAT,
                        witness->memory.text ? witness->memory.checkpoint.head.size : 0);
    g_autofree char *answer = ask(witness, path, NULL, error);
    if (!answer)
        return false;
    LedgerSight sight = ledger_memory_judge(&witness->memory, answer, key);
    if (sight == LEDGER_SIGHT_GREW) {
        witness->is_cosigned = false;
        if (!ledger_memory_write(witness->directory, &witness->memory, error)) {
            ledger_memory_clear(&witness->memory); /* what is on the disk counts */
            witness->is_loaded = false;
            return false;
        }
    } else if (sight != LEDGER_SIGHT_SAME) {
        refuse(witness, sight, error);
        return false;
    }
    return cosign(witness, error);
}

/* Once for each trouble. */
static void say(Witness *witness, const GError *error) {
    const char *now = error ? error->message : NULL;
    if (g_strcmp0(now, witness->said) == 0)
        return;
    if (error)
        log_error(error_code(error) == ERROR_CHECKSUM ? LOG_ERROR : LOG_WARNING, "server",
                  "the other server's ledger is not cosigned", error);
    else
        log_event(LOG_INFO, "server", "the other server's ledger is cosigned again", NULL);
    g_free(witness->said);
    witness->said = g_strdup(now);
}

static void run_look(void *data) {
    Witness *witness = data;
    g_autoptr(GError) error = NULL;
    bool ok = look(witness, &error);
    bool has_refused = error && error_code(error) == ERROR_CHECKSUM;
    say(witness, error);
    /* A line that is cut does not make a refused ledger good. */
    if (ok || has_refused || atomic_load(&witness->state) != WITNESS_REFUSES)
        atomic_store(&witness->state, ok            ? WITNESS_SOUND
                                      : has_refused ? WITNESS_REFUSES
                                                    : WITNESS_LATE);
    atomic_store(&witness->next_at_us, clock_monotonic_us() + witness->every_us);
    atomic_store(&witness->is_busy, false);
}

void witness_tick(Witness *witness) {
    if (!witness->worker || clock_monotonic_us() < atomic_load(&witness->next_at_us) ||
        atomic_exchange(&witness->is_busy, true))
        return;
    if (!worker_post(witness->worker, run_look, witness, NULL, NULL))
        atomic_store(&witness->is_busy, false);
}

WitnessState witness_state(Witness *witness) {
    return atomic_load(&witness->state);
}

/* ---- life ---- */

static bool check_url(const char *url, GError **error) {
    g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_NONE, NULL);
    const char *scheme = uri ? g_uri_get_scheme(uri) : "";
    if (uri && g_uri_get_host(uri) && (strcmp(scheme, "http") == 0 || strcmp(scheme, "https") == 0))
        return true;
    g_set_error(error, BASE_ERROR, ERROR_CONFIG,
                "ledger.witness: '%s' is not the address of a server, such as "
                "https://county.example",
                url);
    return false;
}

/* What the thread has is let go of there. */
static void run(Worker *worker, void *loop_data) {
    Witness *witness = loop_data;
    WORKER_LOOP_QUEUE.run(worker, NULL);
    g_clear_pointer(&witness->client, api_client_free);
    sodium_memzero(&witness->signer, sizeof witness->signer);
}

static const WorkerLoop LOOP = {.run = run};

Witness *witness_start(const WitnessOptions *options, GError **error) {
    if (options->url && !check_url(options->url, error))
        return NULL;
    Witness *witness = g_new0(Witness, 1);
    witness->directory = g_strdup(options->directory);
    witness->url = g_strdup(options->url);
    witness->ca_file = g_strdup(options->ca_file);
    witness->every_us = options->every_us;
    witness->cancellable = g_cancellable_new();
    if (witness->url && g_str_has_suffix(witness->url, "/"))
        witness->url[strlen(witness->url) - 1] = '\0';
    const WorkerOptions worker = {
        .name = "witness", .mailbox_posts = MAILBOX_POSTS, .loop = &LOOP, .loop_data = witness};
    if (witness->url && !(witness->worker = worker_start(&worker, error))) {
        witness_free(witness);
        return NULL;
    }
    atomic_store(&witness->state, witness->url ? WITNESS_SOUND : WITNESS_OFF);
    return witness;
}

void witness_stop(Witness *witness) {
    if (!witness)
        return;
    g_cancellable_cancel(witness->cancellable);
    worker_stop(witness->worker);
}

void witness_free(Witness *witness) {
    if (!witness)
        return;
    witness_stop(witness);
    worker_free(witness->worker);
    ledger_memory_clear(&witness->memory);
    g_object_unref(witness->cancellable);
    g_free(witness->said);
    g_free(witness->directory);
    g_free(witness->url);
    g_free(witness->ca_file);
    g_free(witness);
}
