/* What the handlers share; owned by the façade, used on the api thread. */
#pragma once

#include <glib.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/token.h"
#include "base/worker.h"
#include "catalog/api/conference_port.h"
#include "catalog/api/health.h"
#include "catalog/api/news.h"
#include "catalog/api/pairing_news.h"
#include "catalog/attendance/record_desk.h"
#include "catalog/attendance/retention_class.h"
#include "catalog/attendance/room_stays.h"
#include "catalog/auth/crypto_pool.h"
#include "catalog/auth/device_mark.h"
#include "catalog/auth/guest_pass.h"
#include "catalog/auth/login_throttle.h"
#include "catalog/auth/sessions.h"
#include "catalog/slip/slip_printer.h"
#include "catalog/intake/intake.h"
#include "catalog/ledger/bundle_desk.h"
#include "catalog/course/clip_port.h"
#include "catalog/course/course_media.h"
#include "catalog/meeting/meeting_media.h"
#include "catalog/screen/screen_secrets.h"
#include "catalog/screen/screen_seen.h"
#include "catalog/store/secret_hash.h"
#include "catalog/store/store.h"
#include "catalog/upload/job_runner.h"
#include "catalog/upload/uploads.h"
#include "catalog/viewing/meeting_health.h"
#include "catalog/viewing/viewing_beats.h"
#include "catalog/viewing/viewing_rate.h"

#define API_COOKIE_SESSION "tongping_session"
#define API_COOKIE_DEVICE  "tongping_device"
#define API_COOKIE_PEOPLE  "tongping_people"
#define API_COOKIE_GUEST   "tongping_guest"
#define API_COOKIE_SCREEN  "tongping_screen"

/* Any thread may read them. */
typedef struct ApiCounters {
    atomic_uint_fast64_t sign_ins, wrong_sign_ins, throttled_sign_ins;
} ApiCounters;

typedef struct ApiEnv {
    Worker *worker; /* the api thread */
    Store *store;
    Sessions *sessions;
    CryptoPool *crypto;
    SlipPrinter *printer;
    LoginThrottle *throttle;
    DeviceMarks *devices;
    Intake *intake;
    ScreenSecrets *screen_secrets;
    GuestPasses *guest_passes; /* any thread */
    ScreenSeen *screens_seen;
    LoginThrottle *codes; /* how often wrong pairing codes may be tried */
    BeatLog *beat_log;
    ViewingBook *viewing_book;
    ViewingTokens *viewing_tokens;
    ViewingContacts *viewing_contacts;
    ViewingTurns *viewing_turns;
    ViewingRate *viewing_rate;
    ViewingBeats *viewing_beats;
    RoomStays *room_stays;
    RecordDesk *records;
    BundleDesk *bundles;
    MeetingHealthFn meeting_health; /* or NULL */
    void *meeting_health_user;

    const char *directory; /* data directory */
    const char *name;      /* of this installation */
    const char *address_internal, *address_public;
    const char *pairing_address; /* NULL: the one that the screen itself uses */
    bool is_demo, has_installation_page;
    bool is_setup_needed;
    uint8_t setup_hash[SECRET_HASH_BYTES]; /* of the link's secret, while it is needed */
    int64_t started_at_us;
    HealthFn health; /* or NULL */
    void *health_user;
    NewsFn on_news; /* or NULL */
    void *on_news_user;
    ActFn on_act; /* or NULL */
    void *on_act_user;
    PairingNewsFn on_pairing; /* or NULL */
    void *on_pairing_user;
    int64_t keep_recording_days; /* 0: for ever */
    RetentionRule keep;          /* of attendance */
    int64_t objection_days;      /* until an objection must be answered */
    int64_t register_open_us;    /* how long registers take entries after their events */
    Uploads *uploads;
    JobRunner *jobs;
    MeetingMedia media;              /* members may be NULL */
    ConferencePort conference;       /* likewise */
    CourseMedia course_media;        /* likewise */
    ClipPort clips;                  /* likewise */
    const TokenKeys *token_keys;     /* any thread */
    atomic_uint rtmp_port, srt_port; /* 0: off */
    ApiCounters counters;
} ApiEnv;
