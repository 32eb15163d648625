#include "server/health_watch.h"

#include <stdatomic.h>
#include <stdarg.h>
#include <sys/statvfs.h>

#include "base/clock.h"
#include "server/certificate.h"

#define MIB                  (INT64_C(1) << 20)
#define DISK_FAILING_BYTES   (64 * MIB)
#define DISK_DEGRADED_BYTES  (1024 * MIB)
#define LOAD_DEGRADED_PERMIL 900 /* of the limit on connections */
#define HOUR_US              (3600 * CLOCK_US_PER_S)
#define DAY_US               (86400 * CLOCK_US_PER_S)
#define CERTIFICATE_WARN_US  (14 * DAY_US) /* renewal begins 30 days before the end */
#define NEVER                INT64_MAX

struct HealthWatch {
    const Settings *settings;              /* borrowed */
    const TlsFiles *tls;                   /* borrowed */
    _Atomic(Gate *) gate;                  /* borrowed; NULL until attached */
    _Atomic(SignalingAdapter *) signaling; /* borrowed; NULL until attached */
    _Atomic(MediaEngine *) media;          /* borrowed; NULL until attached */
    _Atomic(Catalog *) catalog;            /* borrowed; NULL until attached */
    _Atomic(Witness *) witness;            /* borrowed; NULL until attached */
    char *courses;                         /* owned: the folder of courses */
    _Atomic int64_t disk_free_bytes, courses_free_bytes;
    _Atomic int64_t certificate_ends_at_us; /* NEVER: none */
};

HealthWatch *health_watch_new(const Settings *settings, const TlsFiles *tls) {
    HealthWatch *watch = g_new0(HealthWatch, 1);
    watch->settings = settings;
    watch->tls = tls;
    watch->courses = g_build_filename(settings->data_directory, "courses", NULL);
    health_watch_sample(watch, clock_wall_us());
    return watch;
}

void health_watch_free(HealthWatch *watch) {
    if (watch)
        g_free(watch->courses);
    g_free(watch);
}

void health_watch_attach(HealthWatch *watch, Gate *gate, SignalingAdapter *signaling,
                         MediaEngine *media, Catalog *catalog) {
    atomic_store(&watch->gate, gate);
    atomic_store(&watch->signaling, signaling);
    atomic_store(&watch->media, media);
    atomic_store(&watch->catalog, catalog);
}

void health_watch_attach_witness(HealthWatch *watch, Witness *witness) {
    atomic_store(&watch->witness, witness);
}

static bool sample_disk(const char *path, _Atomic int64_t *ret_free_bytes) {
    struct statvfs disk;
    if (statvfs(path, &disk) != 0)
        return false;
    atomic_store(ret_free_bytes, (int64_t)disk.f_bavail * (int64_t)disk.f_frsize);
    return true;
}

void health_watch_sample(HealthWatch *watch, int64_t now_us) {
    const char *data = watch->settings->data_directory;
    (void)sample_disk(data, &watch->disk_free_bytes);
    /* It may be a disk of its own; before the first file it is not there. */
    if (!sample_disk(watch->courses, &watch->courses_free_bytes))
        (void)sample_disk(data, &watch->courses_free_bytes);
    g_autoptr(Certificate) certificate =
        watch->tls->source == TLS_NONE ? NULL : certificate_read(watch->tls->certificate, NULL);
    atomic_store(&watch->certificate_ends_at_us,
                 certificate ? certificate->not_after_at_us : NEVER);
}

/* ---- the parts, on the api thread ---- */

G_GNUC_PRINTF(3, 4)
static void say(HealthPart *part, HealthState state, const char *format, ...) {
    va_list arguments;
    part->state = state;
    va_start(arguments, format);
    g_vsnprintf(part->detail, sizeof part->detail, format, arguments);
    va_end(arguments);
}

static void report_load(HealthPart *part, unsigned n, int64_t max) {
    bool is_near = (int64_t)n * 1000 >= max * LOAD_DEGRADED_PERMIL;
    say(part, is_near ? HEALTH_DEGRADED : HEALTH_OK, "%u of %" G_GINT64_FORMAT " connections.", n,
        max);
}

static void report_gate(const HealthWatch *watch, HealthPart *part) {
    Gate *gate = atomic_load(&watch->gate);
    if (!gate)
        return;
    GateStats stats;
    gate_get_stats(gate, &stats);
    report_load(part, stats.connections, watch->settings->gate_max_connections);
}

static void report_signaling(const HealthWatch *watch, HealthPart *part) {
    SignalingAdapter *signaling = atomic_load(&watch->signaling);
    if (!signaling)
        return;
    SignalingLoad load;
    signaling_adapter_get_load(signaling, &load);
    report_load(part, load.open, load.max);
}

static void report_disk(const HealthWatch *watch, HealthPart *part) {
    int64_t bytes = atomic_load(&watch->disk_free_bytes);
    HealthState state = bytes < DISK_FAILING_BYTES    ? HEALTH_FAILING
                        : bytes < DISK_DEGRADED_BYTES ? HEALTH_DEGRADED
                                                      : HEALTH_OK;
    say(part, state, "%" G_GINT64_FORMAT " MiB are free.", bytes / MIB);
}

static void report_recordings(const HealthWatch *watch, HealthPart *part) {
    MediaEngine *media = atomic_load(&watch->media);
    if (!media)
        return;
    MediaStats stats;
    media_engine_get_stats(media, &stats);
    if (stats.recordings_stopped > 0)
        say(part, HEALTH_FAILING, "%u meetings are not being recorded: the disk is full.",
            stats.recordings_stopped);
    else if (stats.storage.action != SPACE_OK)
        say(part, HEALTH_DEGRADED, "Full in %" G_GINT64_FORMAT " hours.",
            stats.storage.full_in_us / HOUR_US);
    else
        say(part, HEALTH_OK, "There is room for recordings.");
}

/* A file that could not be prepared is its editor's matter. */
static void report_courses(const HealthWatch *watch, HealthPart *part) {
    Catalog *catalog = atomic_load(&watch->catalog);
    if (!catalog)
        return;
    CatalogStats stats;
    catalog_get_stats(catalog, &stats);
    const JobCountsNow *counts = &stats.jobs.counts;
    if (atomic_load(&watch->courses_free_bytes) <= watch->settings->course_min_free_bytes)
        say(part, HEALTH_DEGRADED, "No files are taken: only %" G_GINT64_FORMAT " MiB are free.",
            atomic_load(&watch->courses_free_bytes) / MIB);
    else if (counts->interrupted > 0)
        say(part, HEALTH_DEGRADED,
            "The preparation of files was interrupted: %" G_GINT64_FORMAT " are tried again.",
            counts->interrupted);
    else
        say(part, HEALTH_OK,
            "%u files are prepared, %" G_GINT64_FORMAT " wait, %" G_GINT64_FORMAT
            " have failed since yesterday, %" G_GINT64_FORMAT " are on their way.",
            stats.jobs.running, counts->waiting, counts->failed_lately, counts->unfinished);
}

static const struct {
    HealthState state;
    const char *detail;
} LEDGER[] = {
    [LEDGER_WATCH_SOUND] = {HEALTH_OK, "All entries are there and signed in time."},
    [LEDGER_WATCH_LATE] = {HEALTH_DEGRADED, "The newest entries could not be signed yet."},
    [LEDGER_WATCH_WAITS] =
        {HEALTH_FAILING, "The database does not have all that was signed: records wait until two "
                         "persons open a new epoch with 'tongping ledger epoch'."},
};

/* What is remembered of another server, when all is well here. */
static const struct {
    HealthState state;
    const char *detail;
} WITNESS[] = {
    [WITNESS_OFF] = {HEALTH_OK, NULL},
    [WITNESS_SOUND] = {HEALTH_OK, NULL},
    [WITNESS_LATE] = {HEALTH_DEGRADED,
                      "The ledger of the other server (ledger.witness) is not cosigned now."},
    [WITNESS_REFUSES] = {HEALTH_FAILING, "The ledger of the other server (ledger.witness) is not "
                                         "what it has signed before: it is not taken."},
};

static void report_ledger(const HealthWatch *watch, HealthPart *part) {
    Catalog *catalog = atomic_load(&watch->catalog);
    if (!catalog)
        return;
    CatalogStats stats;
    catalog_get_stats(catalog, &stats);
    Witness *other = atomic_load(&watch->witness);
    WitnessState seen = other ? witness_state(other) : WITNESS_OFF;
    if (LEDGER[stats.ledger].state >= WITNESS[seen].state)
        say(part, LEDGER[stats.ledger].state, "%s", LEDGER[stats.ledger].detail);
    else
        say(part, WITNESS[seen].state, "%s", WITNESS[seen].detail);
}

static void report_certificate(const HealthWatch *watch, HealthPart *part) {
    int64_t end_us = atomic_load(&watch->certificate_ends_at_us), now_us = clock_wall_us();
    g_autofree char *date = end_us == NEVER ? NULL : certificate_date(end_us);
    if (!date)
        say(part, HEALTH_OK, "Plain http only.");
    else if (end_us <= now_us)
        say(part, HEALTH_FAILING, "It ended on %s.", date);
    else
        say(part, end_us - now_us < CERTIFICATE_WARN_US ? HEALTH_DEGRADED : HEALTH_OK,
            "Good until %s.", date);
}

static const struct {
    const char *name;
    void (*report)(const HealthWatch *watch, HealthPart *part);
} PARTS[] = {
    {"gate", report_gate},
    {"signaling", report_signaling},
    {"disk", report_disk},
    {"recordings", report_recordings},
    {"courses", report_courses},
    {"ledger", report_ledger},
    {"certificate", report_certificate},
};

unsigned health_watch_report(HealthPart *ret_parts, unsigned max_parts, void *user) {
    unsigned n = MIN(max_parts, G_N_ELEMENTS(PARTS));
    for (unsigned i = 0; i < n; i++) {
        ret_parts[i] = (HealthPart){.name = PARTS[i].name, .state = HEALTH_OK};
        PARTS[i].report(user, &ret_parts[i]);
    }
    return n;
}
