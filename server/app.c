#include "server/app.h"

#include <stdio.h>
#include <unistd.h>

#include "base/api_server.h"
#include "base/clock.h"
#include "base/gate/gate.h"
#include "base/log.h"
#include "base/token.h"
#include "base/worker.h"
#include "catalog/catalog.h"
#include "catalog/say/sentence.h"
#include "catalog/store/data_dir.h"
#include "server/addresses.h"
#include "server/api_door.h"
#include "server/certificate_watch.h"
#include "server/greeting.h"
#include "server/health_watch.h"
#include "server/install_pages.h"
#include "server/language_clips.h"
#include "server/library_adapter.h"
#include "server/media_adapter.h"
#include "server/media_health.h"
#include "server/media_places.h"
#include "server/metrics.h"
#include "server/notice_sender.h"
#include "server/notify.h"
#include "server/pairing_door.h"
#include "server/pages.h"
#include "server/probes.h"
#include "server/process_stats.h"
#include "server/rtc_adapter.h"
#include "server/signaling_adapter.h"
#include "server/stay_watch.h"
#include "server/tls_files.h"
#include "server/web_directory.h"
#include "server/witness.h"
#include "server/workshop_adapter.h"
#include "server/ws_door.h"

#define CONTROL_MAILBOX_POSTS 65536 /* every socket of a county says something at once */
#define API_MAILBOX_POSTS     16384
#define OWN_WORKERS           2 /* control and api, before those of media */

/* In the order in which they are made. */
struct App {
    const Settings *settings; /* borrowed */
    char *listen;             /* http.listen, widened by --lan */
    unsigned wanted_port;     /* 0: any */
    Networks *internal_from;
    Addresses *addresses; /* made again when the gate knows the port */
    DataDir *data_dir;
    TokenKeys *keys;
    TlsFiles *tls;
    HealthWatch *health;
    Worker *control;
    SignalingAdapter *signaling;
    MediaAdapter *media;
    LibraryAdapter *library;
    RtcAdapter *rtc;
    NoticeSender *notices;
    WorkshopAdapter *workshop;
    Catalog *catalog;
    StayWatch *stays;
    Witness *witness;
    ApiServer *api;
    ApiDoor api_door;
    WsDoor *ws_door;
    PairingDoor *pairing_door;
    Probes *probes;
    InstallPages *install;
    Pages *pages;
    LanguageClips *clips;
    Gate *gate;
    CertificateWatch *certificate;
    bool is_stopped;
};

/* ---- data ---- */

static bool find_addresses(App *app, unsigned port, GError **error) {
    const Settings *settings = app->settings;
    g_auto(GStrv) local = addresses_list_local();
    AddressesOptions options = {.internal = settings->address_internal,
                                .public_url = settings->address_public,
                                .listen = app->listen,
                                .port = port,
                                .local = (const char *const *)local,
                                .internal_from = app->internal_from};
    addresses_free(app->addresses);
    return (app->addresses = addresses_new(&options, error)) != NULL;
}

static bool open_data(App *app, GError **error) {
    const Settings *settings = app->settings;
    const char *directory = settings->data_directory;
    const char *const *networks = (const char *const *)settings->address_internal_networks;
    return (app->internal_from = networks_parse(networks, error)) &&
           find_addresses(app, app->wanted_port, error) &&
           (app->data_dir = data_dir_open(directory, error)) &&
           media_places_prepare_cache(settings, error) &&
           (app->keys = token_keys_open(directory, error)) &&
           (app->tls = tls_files_find(app->settings, error)) &&
           (app->health = health_watch_new(app->settings, app->tls));
}

/* ---- signalling ---- */

static bool start_signaling(App *app, GError **error) {
    WorkerOptions options = {
        .name = "control", .mailbox_posts = CONTROL_MAILBOX_POSTS, .loop = &WORKER_LOOP_GLIB};
    unsigned max_connections = (unsigned)app->settings->ws_max_connections;
    return (app->control = worker_start(&options, error)) &&
           (app->signaling = signaling_adapter_start(app->control, max_connections, error));
}

/* ---- media ---- */

static const LibraryNews LIBRARY_NEWS = {catalog_lesson_media_changed, catalog_asset_removed};

static bool start_rtc(App *app, GError **error) {
    RoomMediaDoor *rooms = signaling_adapter_media(app->signaling);
    const RtcAdapterOptions options = {.settings = app->settings,
                                       .http_listen = app->listen,
                                       .keys = app->keys,
                                       .events = &ROOM_MEDIA_DOOR_EVENTS,
                                       .events_user = rooms};
    app->rtc = rtc_adapter_start(&options, error);
    if (!app->rtc)
        return false;
    room_media_door_set_rtc(rooms, rtc_adapter_rtc(app->rtc));
    room_media_door_set_turn(rooms, rtc_adapter_turn(app->rtc));
    return true;
}

static bool start_media(App *app, GError **error) {
    return (app->media = media_adapter_start(app->settings, app->listen, app->keys, error)) &&
           (app->library = library_adapter_start(app->settings, app->keys, error)) &&
           start_rtc(app, error) &&
           (app->clips = language_clips_open(app->settings->data_directory, error));
}

/* ---- catalogue and API ---- */

/* On the api thread. Devices of the same account that are still signed in come back at once. */
static void on_sessions_end(const char *account_id, const char *session_id, const char *except_id,
                            void *user) {
    const App *app = user;
    stay_watch_on_end(app->stays, account_id, session_id, except_id);
}

/* On the api thread. */
static void on_act(void *user) {
    const App *app = user;
    stay_watch_on_act(app->stays);
}

/* On the api thread. */
static void on_news(const char *const *account_ids, const char *kind, const char *subject_id,
                    void *user) {
    App *app = user;
    signaling_adapter_notify(app->signaling, account_ids, kind, subject_id);
    stay_watch_on_news(app->stays, kind, subject_id);
}

/* On the api thread. */
static void on_job(const JobNews *news, void *user) {
    App *app = user;
    signaling_adapter_tell_job(app->signaling, news);
}

/* On the api thread. */
static void on_pairing(const char *pairing_id, void *user) {
    App *app = user;
    pairing_door_decided(app->pairing_door, pairing_id);
}

/* On the api thread. */
static bool on_meeting_health(const MeetingHealthQuestion *question, void *user) {
    App *app = user;
    return media_health_ask(media_adapter_engine(app->media), api_server_worker(app->api),
                            question);
}

/* What a code's link begins with: only an address that somebody has configured. */
static const char *pairing_address(const App *app) {
    if (app->settings->address_public)
        return addresses_url(app->addresses, ADDRESS_PUBLIC);
    return app->settings->address_internal ? addresses_url(app->addresses, ADDRESS_INTERNAL) : NULL;
}

static DemoMode demo_mode(const Settings *settings) {
    if (!settings->server_demo)
        return DEMO_OFF;
    return settings->server_lan ? DEMO_NETWORK : DEMO_LOOPBACK;
}

/* With port 0 only what is configured is known before the gate has started. */
static const char *known_address(const App *app, AddressReader reader) {
    const char *configured = reader == ADDRESS_INTERNAL ? app->settings->address_internal
                                                        : app->settings->address_public;
    return configured || app->wanted_port != 0 ? addresses_url(app->addresses, reader) : NULL;
}

static bool open_catalog(App *app, GError **error) {
    const Settings *settings = app->settings;
    app->notices = notice_sender_start(
        settings->notice_command, settings->notice_minutes_before * 60 * CLOCK_US_PER_S, error);
    if (!app->notices || !(app->workshop = workshop_adapter_start(settings, error)))
        return false;
    app->pairing_door = pairing_door_new(pairing_address(app));
    g_autofree char *verify_page = web_directory_offline(settings->web_directory, "verify.html");
    CatalogOptions options = {.directory = settings->data_directory,
                              .keys = app->keys,
                              .name = settings->server_name,
                              .address_internal = known_address(app, ADDRESS_INTERNAL),
                              .address_public = known_address(app, ADDRESS_PUBLIC),
                              .pairing_address = pairing_address(app),
                              .verify_page = verify_page,
                              .demo = demo_mode(settings),
                              .has_demo_lessons =
                                  settings->server_demo && settings->course_demo_lessons,
                              .has_installation_page = app->tls->authority != NULL,
                              .session_lifetime_us = settings->session_lifetime_us,
                              .keep_log_days = settings->viewing_keep_logs,
                              .register_open_hours = settings->attendance_register_open_hours,
                              .objection_days = settings->attendance_objection_days,
                              .keep_guest_name_days = settings->attendance_keep_guest_names,
                              .keep_reason_days = settings->attendance_keep_reasons,
                              .keep_recording_days = settings->live_keep_recordings,
                              .health = health_watch_report,
                              .health_user = app->health,
                              .on_sessions_end = on_sessions_end,
                              .on_sessions_end_user = app,
                              .on_news = on_news,
                              .on_news_user = app,
                              .on_act = on_act,
                              .on_act_user = app,
                              .on_pairing = on_pairing,
                              .on_pairing_user = app,
                              .media = media_adapter_port(app->media),
                              .conference = rtc_adapter_port(app->rtc),
                              .jobs = {.port = workshop_adapter_port(app->workshop),
                                       .max = (unsigned)settings->course_jobs,
                                       .max_bytes = settings->course_upload_max_bytes,
                                       .min_free_bytes = settings->course_min_free_bytes,
                                       .quota_bytes = settings->course_quota_bytes,
                                       .on_news = on_job,
                                       .on_news_user = app},
                              .course_media = library_adapter_port(app->library),
                              .clips = language_clips_port(app->clips),
                              .notices = notice_sender_port(app->notices),
                              .meeting_health = on_meeting_health,
                              .meeting_health_user = app};
    const WitnessOptions witness = {.directory = settings->data_directory,
                                    .url = settings->ledger_witness,
                                    .ca_file = settings->ledger_witness_ca,
                                    .every_us = settings->ledger_witness_every_us};
    return (app->catalog = catalog_open(&options, error)) &&
           (app->witness = witness_start(&witness, error));
}

static bool start_api(App *app, GError **error) {
    ApiServerOptions options = {.routes = catalog_routes(),
                                .authenticate = catalog_authenticate,
                                .localize = sentence_localize,
                                .user = catalog_api_user(app->catalog),
                                .proof_field = CATALOG_PROOF_FIELD,
                                .max_requests = (unsigned)app->settings->api_max_requests,
                                .mailbox_posts = API_MAILBOX_POSTS};
    app->api = api_server_start(&options, error);
    if (!app->api)
        return false;
    catalog_set_ingest_ports(app->catalog, media_engine_rtmp_port(media_adapter_engine(app->media)),
                             media_engine_srt_port(media_adapter_engine(app->media)));
    media_adapter_set_catalog(app->media, app->catalog);
    library_adapter_set_catalog(app->library, app->catalog, &LIBRARY_NEWS);
    workshop_adapter_set_catalog(app->workshop, app->catalog);
    rtc_adapter_set_api(app->rtc, api_server_worker(app->api));
    app->stays = stay_watch_new(app->signaling, app->rtc, app->catalog);
    catalog_attach(app->catalog, api_server_worker(app->api));
    signaling_adapter_set_catalog(app->signaling, app->catalog);
    return true;
}

/* ---- the gate and what it serves ---- */

static bool make_handlers(App *app, GError **error) {
    const Settings *settings = app->settings;
    g_autofree char *web = NULL;
    if (!web_directory_find(settings->web_directory, &web, error) ||
        !(app->pages = pages_open(web, error)) ||
        !(app->probes = probes_new((const char *const *)settings->metrics_allow,
                                   settings->metrics_token, error)))
        return false;
    if (!web)
        log_event(LOG_WARNING, "server", "pages are not built", NULL);
    api_door_init(&app->api_door, app->api);
    app->ws_door = ws_door_new(app->catalog, app->signaling);
    app->install = install_pages_new();
    return true;
}

static bool start_gate(App *app, GError **error) {
    const Settings *settings = app->settings;
    const char *const listen[] = {app->listen, NULL};
    const GateRoute routes[] = {
        {API_DOOR_PREFIX, api_door_handler(&app->api_door), GATE_BODIES_GATHERED},
        {API_DOOR_WHIP, api_door_handler(&app->api_door), GATE_BODIES_GATHERED},
        {API_DOOR_WHEP, api_door_handler(&app->api_door), GATE_BODIES_GATHERED},
        {WS_DOOR_PATH, ws_door_handler(app->ws_door)},
        {PAIRING_DOOR_PREFIX, pairing_door_handler(app->pairing_door)},
        {INSTALL_PAGES_PREFIX, install_pages_handler(app->install)},
        {LIVE_PATH_PREFIX, media_engine_gate_handler(media_adapter_engine(app->media))},
        {LANGUAGE_CLIPS_PREFIX, language_clips_handler(app->clips)},
        {VOD_PATH_PREFIX, library_gate_handler(library_adapter_library(app->library))},
        {"/healthz", probes_health_handler(app->probes)},
        {"/readyz", probes_ready_handler(app->probes)},
        {"/metrics", probes_metrics_handler(app->probes)},
        {"/", pages_handler(app->pages)},
        {NULL, {NULL}},
    };
    GateOptions options = {
        .listen = listen,
        .n_workers = (unsigned)settings->gate_workers,
        .max_connections = (unsigned)settings->gate_max_connections,
        .max_connections_per_address = (unsigned)settings->gate_connections_per_address,
        .header_timeout_us = settings->gate_header_timeout_us,
        .idle_timeout_us = settings->gate_idle_timeout_us,
        .write_timeout_us = settings->gate_write_timeout_us,
        .relay_timeout_us = settings->gate_relay_timeout_us,
        .trusted_proxies = (const char *const *)settings->gate_trusted_proxies,
        .tls = {app->tls->certificate, app->tls->key},
        .routes = routes,
    };
    return (app->gate = gate_start(&options, error)) != NULL;
}

/* The port is known: handlers that were waiting for it begin to answer. */
static bool open_doors(App *app, GError **error) {
    if (!find_addresses(app, gate_port(app->gate, 0), error) ||
        !install_pages_fill(app->install, app->tls->authority, app->addresses, error))
        return false;
    MetricsSources sources = {.gate = app->gate,
                              .api = app->api,
                              .catalog = app->catalog,
                              .media = media_adapter_engine(app->media),
                              .library = library_adapter_library(app->library),
                              .signaling = app->signaling,
                              .rtc = rtc_adapter_rtc(app->rtc),
                              .workers = {app->control, api_server_worker(app->api)},
                              .started_at_us = clock_wall_us()};
    media_engine_get_workers(sources.media, sources.workers + OWN_WORKERS);
    unsigned n_workers = 0;
    while (sources.workers[n_workers])
        n_workers++;
    library_get_workers(sources.library, sources.workers + n_workers);
    ws_door_open(app->ws_door, app->gate, app->addresses);
    pairing_door_open(app->pairing_door, app->gate);
    media_adapter_set_gate(app->media, app->gate);
    library_set_gate(library_adapter_library(app->library), app->gate);
    health_watch_attach(app->health, app->gate, app->signaling, media_adapter_engine(app->media),
                        app->catalog);
    health_watch_attach_witness(app->health, app->witness);
    app->certificate = certificate_watch_new(app->settings, app->tls, app->gate);
    process_stats_sample();
    probes_set_sources(app->probes, &sources);
    probes_set_state(app->probes, PROBES_READY);
    return true;
}

/* ---- life ---- */

static unsigned listen_port(const char *listen) {
    g_autofree char *host = NULL;
    unsigned port = 0;
    return addresses_split_listen(listen, &host, &port) ? port : 0;
}

App *app_start(const Settings *settings, GError **error) {
    g_autoptr(App) app = g_new0(App, 1);
    app->settings = settings;
    app->listen = settings_listen(settings);
    app->wanted_port = listen_port(app->listen);
    if (open_data(app, error) && start_signaling(app, error) && start_media(app, error) &&
        open_catalog(app, error) && start_api(app, error) && make_handlers(app, error) &&
        start_gate(app, error) && open_doors(app, error))
        return g_steal_pointer(&app);
    return NULL;
}

void app_announce(App *app) {
    bool is_terminal = isatty(STDOUT_FILENO);
    const DemoAccount *demo = catalog_demo_accounts(app->catalog);
    bool is_lan = app->settings->server_lan;
    Greeting greeting = {
        .internal_url = addresses_url(app->addresses, ADDRESS_INTERNAL),
        .public_url = addresses_url(app->addresses, ADDRESS_PUBLIC),
        .demo = is_lan || is_terminal ? demo : NULL,
        .setup_secret = catalog_setup_secret(app->catalog),
        .has_qr = is_lan,
        .colours = is_terminal ? QR_COLOURS : QR_PLAIN,
    };
    g_autofree char *text = greeting_text(&greeting);
    ReadyLine ready_line = {.listen = app->listen,
                            .port = gate_port(app->gate, 0),
                            .has_tls = app->tls->source != TLS_NONE,
                            .rtmp = media_adapter_rtmp(app->media),
                            .srt = media_adapter_srt(app->media),
                            .rtc = rtc_adapter_ports(app->rtc)};
    g_autofree char *ready = greeting_ready_line(&ready_line);
    printf("%s%s\n", text, ready);
    fflush(stdout);
    notify_state("READY=1");
    log_event(LOG_INFO, "server", "ready", LOG_FIELDS({"addresses", .text = ready}));
}

void app_tick(App *app) {
    int64_t now_us = clock_wall_us();
    process_stats_sample();
    catalog_tick(app->catalog);
    stay_watch_tick(app->stays, api_server_worker(app->api));
    witness_tick(app->witness);
    health_watch_sample(app->health, now_us);
    certificate_watch_tick(app->certificate, now_us);
}

void app_reload(App *app) {
    log_reopen();
    certificate_watch_reload(app->certificate);
}

/* Not quite the reverse of the start: seats are closed before the gate, which would else wait for
 * their sockets until its grace is over; nothing above a part is left when it stops. */
void app_stop(App *app) {
    if (!app || app->is_stopped)
        return;
    app->is_stopped = true;
    notify_state("STOPPING=1");
    if (app->probes)
        probes_set_state(app->probes, PROBES_STOPPING);
    signaling_adapter_stop(app->signaling);
    gate_stop(app->gate, app->settings->gate_stop_grace_us);
    rtc_adapter_stop(app->rtc);
    if (app->api)
        api_server_stop(app->api);
}

void app_free(App *app) {
    if (!app)
        return;
    app_stop(app);
    certificate_watch_free(app->certificate);
    witness_stop(app->witness);
    library_adapter_stop(app->library);
    media_adapter_stop(app->media);   /* tells the catalogue, fires keys of the gate */
    notice_sender_stop(app->notices); /* the same */
    workshop_adapter_stop(app->workshop);
    catalog_close(app->catalog); /* its last answers go to the api worker and to keys of the gate */
    gate_free(app->gate);
    rtc_adapter_free(app->rtc);
    stay_watch_free(app->stays);
    media_adapter_free(app->media);
    library_adapter_free(app->library);
    notice_sender_free(app->notices);
    workshop_adapter_free(app->workshop);
    pages_close(app->pages);
    language_clips_close(app->clips);
    install_pages_free(app->install);
    probes_free(app->probes);
    ws_door_free(app->ws_door);
    pairing_door_free(app->pairing_door);
    if (app->api)
        api_server_free(app->api);
    worker_stop(app->control); /* the last that the SFU has told */
    signaling_adapter_free(app->signaling);
    worker_free(app->control);
    health_watch_free(app->health);
    witness_free(app->witness);
    tls_files_free(app->tls);
    token_keys_free(app->keys);
    data_dir_close(app->data_dir);
    addresses_free(app->addresses);
    networks_free(app->internal_from);
    g_free(app->listen);
    g_free(app);
}
