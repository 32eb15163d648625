#include "catalog/catalog.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "catalog/api/identify.h"
#include "catalog/api/routes.h"
#include "catalog/attendance/credit_rebuild.h"
#include "catalog/rights/rights.h"
#include "catalog/catalog_beats.h"
#include "catalog/correction_watch.h"
#include "catalog/course_watch.h"
#include "catalog/demo_lessons.h"
#include "catalog/housekeeping.h"
#include "catalog/ledger_watch.h"
#include "catalog/log_watch.h"
#include "catalog/meeting_watch.h"
#include "catalog/notice_watch.h"
#include "catalog/store/store_file.h"
#include "catalog/register_watch.h"
#include "catalog/retention_watch.h"
#include "catalog/study_watch.h"

#define MAX_WRITES 4096
#define MAX_READS  4096

#define MAX_CODE_BUCKETS 4096 /* clerks who mistype */

G_STATIC_ASSERT(sizeof CATALOG_SESSION_COOKIE == sizeof API_COOKIE_SESSION);
G_STATIC_ASSERT(sizeof CATALOG_SCREEN_COOKIE == sizeof API_COOKIE_SCREEN);

struct Catalog {
    ApiEnv env;
    Bootstrap bootstrap;
    Housekeeping housekeeping;
    const TokenKeys *keys; /* borrowed */
    SessionsOptions sessions_options;
    bool is_demo;
    NoticeWatch notices;
    int64_t keep_next_at_us;  /* of meeting_watch_keep() */
    int64_t study_next_at_us; /* of study_watch_tick() */
    int64_t quiet_next_at_us; /* of register_watch_tick() */
    LogWatch logs;
    RetentionWatch retention;
    LedgerWatch ledger;
    CorrectionWatch corrections;
    CreditRebuild *credit;
};

static bool prepare_database(Catalog *catalog, const CatalogOptions *options, GError **error) {
    g_autoptr(Database) database = store_file_open(options->directory, error);
    if (!database)
        return false;
    g_autoptr(FieldCrypto) crypto = store_file_crypto(database, options->keys, error);
    return crypto && bootstrap_run(database, crypto, options->demo, &catalog->bootstrap, error) &&
           (!options->has_demo_lessons || demo_lessons_ensure(database, error)) &&
           ledger_watch_init(&catalog->ledger, database, options->directory, error);
}

/* On the api thread. */
static void on_import_change(const Import *import, void *user) {
    const ApiEnv *env = user;
    const char *const who[] = {import->account_id, NULL};
    if (env->on_news)
        env->on_news(who, "import.changed", import->id, env->on_news_user);
}

/* On the api thread. */
static void on_turn(const char *account_id, const char *viewing_id, void *user) {
    const ApiEnv *env = user;
    const char *const who[] = {account_id, NULL};
    if (env->on_news)
        env->on_news(who, "viewing.taken", viewing_id, env->on_news_user);
}

static bool start_parts(Catalog *catalog, const CatalogOptions *options, GError **error) {
    StoreOptions store = {.directory = options->directory,
                          .keys = options->keys,
                          .max_writes = MAX_WRITES,
                          .max_reads = MAX_READS};
    catalog->env.store = store_start(&store, error);
    if (!catalog->env.store)
        return false;
    catalog->env.beat_log = beat_log_start(options->directory, error);
    if (!catalog->env.beat_log)
        return false;
    catalog->env.records = record_desk_start(catalog->env.store, options->directory, error);
    if (!catalog->env.records)
        return false;
    catalog->credit = credit_rebuild_start(options->directory, error);
    if (!catalog->credit)
        return false;
    catalog->env.bundles = bundle_desk_start(options->directory, options->verify_page, error);
    if (!catalog->env.bundles)
        return false;
    catalog->env.crypto = crypto_pool_start(error);
    if (!catalog->env.crypto)
        return false;
    catalog->env.printer = slip_printer_start(error);
    if (!catalog->env.printer)
        return false;
    IntakeOptions intake = {
        .store = catalog->env.store, .on_change = on_import_change, .user = &catalog->env};
    catalog->env.intake = intake_start(&intake, error);
    return catalog->env.intake &&
           catalog_jobs_open(&catalog->env, options->directory, &options->jobs, error);
}

Catalog *catalog_open(const CatalogOptions *options, GError **error) {
    g_autoptr(Catalog) catalog = g_new0(Catalog, 1);
    ApiEnv *env = &catalog->env;
    catalog->is_demo = options->demo != DEMO_OFF;
    catalog->sessions_options = (SessionsOptions){.keys = options->keys,
                                                  .lifetime_us = options->session_lifetime_us,
                                                  .on_end = options->on_sessions_end,
                                                  .on_end_user = options->on_sessions_end_user};
    if (options->demo == DEMO_LOOPBACK)
        catalog->sessions_options.open_prefix = BOOTSTRAP_DEMO_PREFIX;
    env->name = g_strdup(options->name);
    env->address_internal = g_strdup(options->address_internal);
    env->address_public = g_strdup(options->address_public);
    env->pairing_address = g_strdup(options->pairing_address);
    env->is_demo = catalog->is_demo;
    env->has_installation_page = options->has_installation_page;
    env->started_at_us = clock_wall_us();
    env->health = options->health;
    env->health_user = options->health_user;
    env->on_news = options->on_news;
    env->on_news_user = options->on_news_user;
    env->on_act = options->on_act;
    env->on_act_user = options->on_act_user;
    env->on_pairing = options->on_pairing;
    env->on_pairing_user = options->on_pairing_user;
    env->media = options->media;
    env->conference = options->conference;
    env->course_media = options->course_media;
    env->clips = options->clips;
    env->token_keys = options->keys;
    env->keep_recording_days = options->keep_recording_days;
    env->keep = (RetentionRule){options->keep_log_days, options->keep_guest_name_days,
                                options->keep_reason_days};
    env->objection_days = options->objection_days;
    env->register_open_us =
        (options->register_open_hours ? options->register_open_hours : 72) * 3600 * CLOCK_US_PER_S;
    catalog->notices.port = options->notices;
    log_watch_init(&catalog->logs, options->directory, options->keep_log_days);
    env->meeting_health = options->meeting_health;
    env->meeting_health_user = options->meeting_health_user;
    if (!prepare_database(catalog, options, error) || !start_parts(catalog, options, error))
        return NULL;
    env->directory = catalog->ledger.directory;
    env->is_setup_needed = catalog->bootstrap.is_setup_needed;
    memcpy(env->setup_hash, catalog->bootstrap.setup_hash, sizeof env->setup_hash);
    env->throttle = login_throttle_new(LOGIN_THROTTLE_MAX_BUCKETS);
    env->devices = device_marks_new(options->keys);
    env->codes = login_throttle_new(MAX_CODE_BUCKETS);
    env->screen_secrets = screen_secrets_new(options->keys);
    env->screens_seen = screen_seen_new();
    env->guest_passes = guest_pass_open(options->keys);
    env->viewing_book = viewing_book_new();
    env->viewing_tokens = viewing_token_open(options->keys);
    env->viewing_contacts = viewing_contact_open(options->keys);
    env->viewing_turns = viewing_turns_new();
    env->viewing_rate = viewing_rate_new();
    return g_steal_pointer(&catalog);
}

void catalog_attach(Catalog *catalog, Worker *api_worker) {
    catalog->env.worker = api_worker;
    catalog->sessions_options.worker = api_worker;
    catalog->sessions_options.store = catalog->env.store;
    catalog->sessions_options.seen = catalog->env.screens_seen;
    catalog->env.sessions = sessions_new(&catalog->sessions_options);
    intake_attach(catalog->env.intake, api_worker);
    catalog->notices.store = catalog->logs.store = catalog->ledger.store = catalog->env.store;
    catalog->notices.worker = catalog->logs.worker = catalog->ledger.worker = api_worker;
    catalog->notices.address =
        catalog->env.address_public ? catalog->env.address_public : catalog->env.address_internal;
    record_desk_attach(catalog->env.records, api_worker);
    bundle_desk_attach(catalog->env.bundles, api_worker);
    catalog->corrections.env = &catalog->env;
    meeting_watch_start(&catalog->env);
    course_watch_start(&catalog->env);
    const ViewingBeatsOptions beats = {.worker = api_worker,
                                       .store = catalog->env.store,
                                       .log = catalog->env.beat_log,
                                       .book = catalog->env.viewing_book,
                                       .tokens = catalog->env.viewing_tokens,
                                       .contacts = catalog->env.viewing_contacts,
                                       .turns = catalog->env.viewing_turns,
                                       .on_turn = on_turn,
                                       .on_turn_user = &catalog->env};
    catalog->env.viewing_beats = viewing_beats_new(&beats);
    const RoomStaysOptions stays = {api_worker, catalog->env.store, catalog->env.viewing_beats,
                                    catalog->env.viewing_contacts};
    catalog->env.room_stays = room_stays_new(&stays);
    credit_rebuild_begin(catalog->credit, api_worker,
                         viewing_beats_credit(catalog->env.viewing_beats));
    catalog_jobs_attach(&catalog->env);
}

void catalog_close(Catalog *catalog) {
    if (!catalog)
        return;
    record_desk_stop(catalog->env.records);
    credit_rebuild_stop(catalog->credit);
    bundle_desk_stop(catalog->env.bundles);
    crypto_pool_stop(catalog->env.crypto);
    slip_printer_stop(catalog->env.printer);
    intake_stop(catalog->env.intake);
    room_stays_stop(catalog->env.room_stays);
    beat_log_stop(catalog->env.beat_log);
    catalog_jobs_stop(&catalog->env);
    if (catalog->env.worker)
        meeting_watch_stop(&catalog->env);
    if (catalog->env.viewing_book) /* the api thread has stopped */
        (void)viewing_book_flush(catalog->env.viewing_book, catalog->env.store, VIEWING_BOOK_ALL);
    store_stop(catalog->env.store);
    record_desk_free(catalog->env.records);
    credit_rebuild_free(catalog->credit);
    bundle_desk_free(catalog->env.bundles);
    crypto_pool_free(catalog->env.crypto);
    slip_printer_free(catalog->env.printer);
    intake_free(catalog->env.intake);
    catalog_jobs_free(&catalog->env);
    store_free(catalog->env.store);
    sessions_free(catalog->env.sessions);
    login_throttle_free(catalog->env.throttle);
    device_marks_free(catalog->env.devices);
    login_throttle_free(catalog->env.codes);
    screen_secrets_free(catalog->env.screen_secrets);
    guest_pass_close(catalog->env.guest_passes);
    screen_seen_free(catalog->env.screens_seen);
    room_stays_free(catalog->env.room_stays);
    viewing_beats_free(catalog->env.viewing_beats);
    viewing_book_free(catalog->env.viewing_book);
    viewing_token_close(catalog->env.viewing_tokens);
    viewing_contact_close(catalog->env.viewing_contacts);
    viewing_turns_free(catalog->env.viewing_turns);
    viewing_rate_free(catalog->env.viewing_rate);
    beat_log_free(catalog->env.beat_log);
    g_free((char *)catalog->env.name);
    g_free((char *)catalog->env.address_internal);
    g_free((char *)catalog->env.address_public);
    g_free((char *)catalog->env.pairing_address);
    bootstrap_clear(&catalog->bootstrap);
    log_watch_clear(&catalog->logs);
    ledger_watch_clear(&catalog->ledger);
    g_free(catalog);
}

const char *catalog_setup_secret(const Catalog *catalog) {
    return catalog->bootstrap.setup_secret;
}

const DemoAccount *catalog_demo_accounts(const Catalog *catalog) {
    return catalog->is_demo ? catalog->bootstrap.demo : NULL;
}

const ApiRoute *catalog_routes(void) {
    return CATALOG_ROUTES;
}

void *catalog_api_user(Catalog *catalog) {
    return &catalog->env;
}

void catalog_authenticate(ApiRequest *request, void *user) {
    identify_request(request, user);
}

/* What needs the api thread; what its mailbox refuses is done at the next tick. */
static void tick_on_api(void *data) {
    Catalog *catalog = data;
    intake_forget_old(catalog->env.intake, clock_monotonic_us());
    catalog_jobs_tick(&catalog->env);
    correction_watch_tick(&catalog->corrections);
    screen_seen_flush(catalog->env.screens_seen, catalog->env.store);
    viewing_book_flush(catalog->env.viewing_book, catalog->env.store, VIEWING_BOOK_DUE);
    viewing_beats_tick(catalog->env.viewing_beats);
    room_stays_tick(catalog->env.room_stays);
}

void catalog_tick(Catalog *catalog) {
    (void)worker_post(catalog->env.worker, tick_on_api, catalog, NULL, NULL);
    meeting_watch_tick(&catalog->env);
    meeting_watch_keep(&catalog->env, &catalog->keep_next_at_us);
    study_watch_tick(&catalog->env, &catalog->study_next_at_us);
    register_watch_tick(&catalog->env, &catalog->quiet_next_at_us);
    notice_watch_tick(&catalog->notices);
    log_watch_tick(&catalog->logs);
    ledger_watch_tick(&catalog->ledger);
    retention_watch_tick(&catalog->retention, &catalog->env);
    record_desk_tick(catalog->env.records);
    housekeeping_tick(&catalog->housekeeping, catalog->env.store, clock_monotonic_us());
}

void catalog_set_ingest_ports(Catalog *catalog, unsigned rtmp_port, unsigned srt_port) {
    atomic_store(&catalog->env.rtmp_port, rtmp_port);
    atomic_store(&catalog->env.srt_port, srt_port);
}

bool catalog_meeting_media_changed(Catalog *catalog, const char *meeting_id,
                                   const MeetingMediaFacts *facts, GError **error) {
    return meeting_watch_media(&catalog->env, meeting_id, facts, error);
}

bool catalog_meeting_media_gone(Catalog *catalog, const char *meeting_id, GError **error) {
    return meeting_watch_gone(&catalog->env, meeting_id, error);
}

bool catalog_lesson_media_changed(Catalog *catalog, const char *lesson_id,
                                  const CourseMediaFacts *facts, GError **error) {
    return course_watch_media(&catalog->env, lesson_id, facts, error);
}

bool catalog_asset_removed(Catalog *catalog, const char *asset_id, GError **error) {
    return course_watch_removed(&catalog->env, asset_id, error);
}

char *catalog_describe_routes(void) {
    return routes_describe(CATALOG_ROUTES);
}

char *catalog_describe_errors(void) {
    return routes_describe_errors();
}

char *catalog_describe_rights(void) {
    return rights_describe();
}

/* ---- other ways in: any thread → api thread → the thread that asked ---- */

typedef struct Asked {
    Sessions *sessions;
    CatalogQuestion question; /* strings owned */
    GError *error;            /* owned */
    Identity *identity;       /* owned */
} Asked;

static void free_asked(void *data) {
    Asked *asked = data;
    if (asked->question.free_data)
        asked->question.free_data(asked->question.data);
    g_free((char *)asked->question.credential.secret);
    g_free((char *)asked->question.credential.peer);
    g_clear_error(&asked->error);
    identity_unref(asked->identity);
    g_free(asked);
}

/* Mail is freed after it ran, but the question goes on: each post carries a slot. */
static void free_slot(void *data) {
    Asked **slot = data;
    if (*slot)
        free_asked(*slot);
    g_free(slot);
}

static Asked **slot_new(Asked *take_asked) {
    Asked **slot = g_new(Asked *, 1);
    *slot = take_asked;
    return slot;
}

static void answer(void *data) {
    const Asked *asked = *(Asked **)data;
    asked->question.fn(asked->error, asked->identity, asked->question.data);
}

static void on_identity(const GError *error, const Identity *identity, const char *new_secret,
                        void *data) {
    Asked **from = data;
    Asked *asked = g_steal_pointer(from);
    asked->error = error ? g_error_copy(error) : NULL;
    asked->identity = identity ? identity_ref(identity) : NULL;
    Asked **slot = slot_new(asked);
    if (!asked->question.reply_to) {
        answer(slot);
        free_slot(slot);
    } else if (!worker_post(asked->question.reply_to, answer, slot, free_slot, NULL)) {
        free_slot(slot); /* who asked is stopping, or has no room for an answer */
    }
}

static void ask(void *data) {
    Asked **slot = data;
    Asked *asked = g_steal_pointer(slot);
    sessions_authenticate(asked->sessions, &asked->question.credential, on_identity,
                          slot_new(asked), free_slot);
}

bool catalog_authenticate_async(Catalog *catalog, const CatalogQuestion *question, GError **error) {
    Asked *asked = g_new0(Asked, 1);
    asked->sessions = catalog->env.sessions;
    asked->question = *question;
    asked->question.credential.secret = g_strdup(question->credential.secret);
    asked->question.credential.peer = g_strdup(question->credential.peer);
    asked->question.credential.can_renew = false;
    Asked **slot = slot_new(asked);
    if (worker_post(catalog->env.worker, ask, slot, free_slot, error))
        return true;
    asked->question.free_data = NULL; /* the caller's */
    free_slot(slot);
    return false;
}

/* ---- what the gate has sent: any thread → api thread → the raw log ---- */

typedef struct Deliveries {
    ViewingBeats *beats;
    unsigned n;
    ViewingDelivery items[];
} Deliveries;

static void take_deliveries(void *data) {
    const Deliveries *deliveries = data;
    g_autoptr(GError) error = NULL;
    if (!viewing_beats_delivered(deliveries->beats, deliveries->items, deliveries->n, &error))
        log_error(LOG_WARNING, "catalog", "what was sent to viewings is not counted", error);
}

bool catalog_viewing_delivered(Catalog *catalog, const ViewingDelivery *items, unsigned n_items,
                               GError **error) {
    g_return_val_if_fail(n_items <= CATALOG_MAX_DELIVERIES, false);
    Deliveries *deliveries = g_malloc(sizeof *deliveries + n_items * sizeof *items);
    deliveries->beats = catalog->env.viewing_beats;
    deliveries->n = n_items;
    memcpy(deliveries->items, items, n_items * sizeof *items);
    if (worker_post(catalog->env.worker, take_deliveries, deliveries, g_free, error))
        return true;
    g_free(deliveries);
    return false;
}

bool catalog_job_event(Catalog *catalog, JobEvent *event, GError **error) {
    return catalog_jobs_post(&catalog->env, event, error);
}

bool catalog_viewing_beats(Catalog *catalog, const CatalogBeats *beats, GError **error) {
    return catalog_beats_post(catalog->env.worker, catalog->env.viewing_beats, beats, error);
}

void catalog_get_stats(Catalog *catalog, CatalogStats *ret_stats) {
    const ApiCounters *counters = &catalog->env.counters;
    store_get_stats(catalog->env.store, &ret_stats->store);
    crypto_pool_get_stats(catalog->env.crypto, &ret_stats->crypto);
    sessions_get_stats(catalog->env.sessions, &ret_stats->sessions);
    beat_log_get_stats(catalog->env.beat_log, &ret_stats->beat_log);
    transfer_desk_get_stats(catalog->env.uploads->transfers, &ret_stats->uploads);
    job_runner_get_stats(catalog->env.jobs, &ret_stats->jobs);
    ret_stats->ledger = atomic_load(&catalog->ledger.state);
    ret_stats->sign_ins = atomic_load_explicit(&counters->sign_ins, memory_order_relaxed);
    ret_stats->wrong_sign_ins =
        atomic_load_explicit(&counters->wrong_sign_ins, memory_order_relaxed);
    ret_stats->throttled_sign_ins =
        atomic_load_explicit(&counters->throttled_sign_ins, memory_order_relaxed);
}
