/* The catalogue: accounts, sessions, what is stored, and the API to it. The façade for server/.
 *
 * Order: catalog_open(), then an API server with catalog_routes(), catalog_authenticate and
 * catalog_api_user(), then catalog_attach(), then requests. Stopping: api_server_stop(),
 * catalog_close(), api_server_free(). */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/api_server.h"
#include "base/token.h"
#include "base/worker.h"
#include "catalog/api/conference_port.h"
#include "catalog/api/health.h"
#include "catalog/api/news.h"
#include "catalog/api/pairing_news.h"
#include "catalog/auth/identity.h"
#include "catalog/auth/sessions.h"
#include "catalog/bootstrap.h"
#include "catalog/catalog_beats.h"
#include "catalog/catalog_jobs.h"
#include "catalog/catalog_stats.h"
#include "catalog/course/clip_port.h"
#include "catalog/course/course_media.h"
#include "catalog/meeting/meeting_media.h"
#include "catalog/meeting/notice_port.h"
#include "catalog/store/store.h"
#include "catalog/viewing/meeting_health.h"
#include "catalog/viewing/viewing_types.h"

#define CATALOG_SESSION_COOKIE "tongping_session"
#define CATALOG_SCREEN_COOKIE  "tongping_screen"
#define CATALOG_PROOF_FIELD    "X-Tongping-Request" /* ApiServerOptions.proof_field */

typedef struct Catalog Catalog;

/* Strings are copied. */
typedef struct CatalogOptions {
    const char *directory;          /* data directory; the caller holds its lock */
    const TokenKeys *keys;          /* borrowed until the end */
    const char *name, *verify_page; /* of this installation; path of bundles' page, or NULL */
    const char *address_internal, *address_public; /* base URLs, or NULL */
    const char *pairing_address; /* base URL that a code's link begins with; NULL: the screen's */
    DemoMode demo;
    bool has_demo_lessons, has_installation_page; /* lessons: with a demo mode */
    int64_t session_lifetime_us;
    int64_t keep_log_days, keep_guest_name_days, keep_reason_days; /* 0: for ever */
    int64_t keep_recording_days;                 /* behind their publication; 0: for ever */
    int64_t objection_days, register_open_hours; /* until one is answered; behind events, 0: 72 */
    HealthFn health;                             /* the other parts' state; or NULL */
    void *health_user;
    SessionsEndFn on_sessions_end; /* on the api thread: connections of these sessions must end */
    void *on_sessions_end_user;    /* (the clients may come back when theirs is still good) */
    NewsFn on_news;                /* or NULL, as the next two */
    ActFn on_act;
    PairingNewsFn on_pairing;
    void *on_news_user, *on_act_user, *on_pairing_user;
    MeetingMedia media;        /* who makes pictures and sound; members may be NULL */
    ConferencePort conference; /* who forwards people's; members may be NULL */
    CourseMedia course_media;  /* who delivers lessons; members may be NULL */
    ClipPort clips;            /* recorded names of languages; members may be NULL */
    CatalogJobsOptions jobs;
    NoticePort notices;             /* short messages; its worker stops before catalog_close() */
    MeetingHealthFn meeting_health; /* or NULL: no meeting is running */
    void *meeting_health_user;
} CatalogOptions;

/* Opens or makes the database; demo accounts and the set-up link are there afterwards.
 * ERROR_CORRUPT, ERROR_NEWER, ERROR_IO, ERROR_CONFLICT. */
Catalog *catalog_open(const CatalogOptions *options, GError **error);
/* Runs what was accepted, stops the threads, frees all. NULL is allowed. */
void catalog_close(Catalog *catalog);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Catalog, catalog_close)

/* Before the first request: the thread of the API server that serves catalog_routes(). */
void catalog_attach(Catalog *catalog, Worker *api_worker);

/* Every few seconds, on the main thread: forgets what ended long ago, reads at most 64 MiB. */
void catalog_tick(Catalog *catalog);

/* ---- meetings; any thread ---- */

/* Where encoders push to, for the URLs of inputs; 0: off. */
void catalog_set_ingest_ports(Catalog *catalog, unsigned rtmp_port, unsigned srt_port);
/* What is recorded of a meeting by now. ERROR_OVERLOADED, ERROR_UNAVAILABLE: say it again later. */
bool catalog_meeting_media_changed(Catalog *catalog, const char *meeting_id,
                                   const MeetingMediaFacts *facts, GError **error);
/* Nothing of its recording is on the disk any more. Errors likewise: it is asked for again. */
bool catalog_meeting_media_gone(Catalog *catalog, const char *meeting_id, GError **error);

/* ---- courses; any thread ---- */

/* What there is of a lesson's assets (copied); the files of a removed asset are off the disk.
 * ERROR_OVERLOADED, ERROR_UNAVAILABLE: say it again later. */
bool catalog_lesson_media_changed(Catalog *catalog, const char *lesson_id,
                                  const CourseMediaFacts *facts, GError **error);
bool catalog_asset_removed(Catalog *catalog, const char *asset_id, GError **error);

/* ---- what is printed at the start; main thread ---- */

/* The secret of the one-time set-up link: borrowed, NULL when there are accounts. */
const char *catalog_setup_secret(const Catalog *catalog);
/* BOOTSTRAP_N_DEMO rows, NULL without --demo. */
const DemoAccount *catalog_demo_accounts(const Catalog *catalog);

/* ---- for the API server ---- */

const ApiRoute *catalog_routes(void);
void *catalog_api_user(Catalog *catalog); /* for catalog_authenticate and the handlers */
void catalog_authenticate(ApiRequest *request, void *user);

/* ---- for other ways in ---- */

/* `identity` is NULL when the credential stands for nobody or could not be checked (`error`). */
typedef void (*CatalogIdentityFn)(const GError *error, const Identity *identity, void *data);

/* Any thread. `fn` runs once on `reply_to`, or on the api thread when that is NULL (it must not
 * block then); then free_data(data). When a thread stops first only free_data runs, on any thread.
 * On failure the caller keeps `data`: ERROR_OVERLOADED, ERROR_UNAVAILABLE. */
typedef struct CatalogQuestion {
    Credential credential; /* copied; can_renew is ignored */
    Worker *reply_to;
    CatalogIdentityFn fn;
    void *data;
    GDestroyNotify free_data;
} CatalogQuestion;
bool catalog_authenticate_async(Catalog *catalog, const CatalogQuestion *question, GError **error);

/* What the tool says of a job; `event->text` is taken in any case. Any thread. ERROR_OVERLOADED,
 * ERROR_UNAVAILABLE: an end is to be said again. */
bool catalog_job_event(Catalog *catalog, JobEvent *event, GError **error);

/* What the gate has sent to viewings; copied. Any thread. ERROR_OVERLOADED, ERROR_UNAVAILABLE:
 * nothing of it is counted, tell it again later. At most CATALOG_MAX_DELIVERIES at once. */
#define CATALOG_MAX_DELIVERIES 16384
bool catalog_viewing_delivered(Catalog *catalog, const ViewingDelivery *items, unsigned n_items,
                               GError **error);

/* Any thread. ERROR_OVERLOADED, ERROR_UNAVAILABLE. */
bool catalog_viewing_beats(Catalog *catalog, const CatalogBeats *beats, GError **error);

/* Tables as JSON lines, for `print-tables`. Caller frees. */
char *catalog_describe_routes(void);
char *catalog_describe_errors(void);
char *catalog_describe_rights(void);

/* Any thread. */
void catalog_get_stats(Catalog *catalog, CatalogStats *ret_stats);
