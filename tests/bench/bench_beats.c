/* Beats durably stored: as many as the log takes with 2,000 players waiting for their answers, then
 * 20,000 a second and how long each one waits. */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "catalog/viewing/beat_log.h"
#include "tests/bench/histogram.h"

#define PLAYERS    2000
#define PHASE_US   (5 * CLOCK_US_PER_S)
#define RATE_PER_S 20000
#define SLICE_US   1000

typedef struct Bench {
    BeatLog *log;
    Worker *asker;
    int64_t until_us; /* closed loop: who is answered asks again until then; 0: nobody does */
    atomic_uint_fast64_t n_open, n_stored, n_failed;
    Histogram waits; /* on the asker's thread */
} Bench;

typedef struct Player {
    Bench *bench;
    char viewing_id[ID_TEXT_BYTES];
    int64_t sequence, asked_at_us;
} Player;

static void say(Player *player);

static void on_stored(const GError *error, void *data) {
    Player *player = data;
    Bench *bench = player->bench;
    int64_t now_us = clock_monotonic_us();
    histogram_add(&bench->waits, (uint64_t)(now_us - player->asked_at_us));
    atomic_fetch_add(error ? &bench->n_failed : &bench->n_stored, 1);
    atomic_fetch_sub(&bench->n_open, 1);
    if (now_us < bench->until_us)
        say(player);
}

/* A beat as a player in the tenth minute sends it. */
static GString *line_of(const Player *player) {
    GString *lines = g_string_sized_new(192);
    BeatRecord record = {.kind = BEAT_RECORD_BEAT, .at_us = clock_wall_us()};
    g_strlcpy(record.viewing_id, player->viewing_id, sizeof record.viewing_id);
    record.beat = (ViewingBeat){.sequence = player->sequence,
                                .position_ms = 600000,
                                .rate_milli = 1000,
                                .latency_ms = 1800,
                                .language = "zh-CN",
                                .n_seen = 1,
                                .seen = {{590000, 600000}}};
    beat_record_append(lines, &record);
    return lines;
}

static void say(Player *player) {
    Bench *bench = player->bench;
    player->sequence++;
    player->asked_at_us = clock_monotonic_us();
    BeatLogPost post = {.lines = line_of(player),
                        .at_us = clock_wall_us(),
                        .done = on_stored,
                        .reply_to = bench->asker,
                        .data = player};
    atomic_fetch_add(&bench->n_open, 1);
    if (beat_log_append(bench->log, &post, NULL))
        return;
    g_string_free(post.lines, TRUE);
    atomic_fetch_add(&bench->n_failed, 1);
    atomic_fetch_sub(&bench->n_open, 1);
}

static void begin(void *data) {
    Player *players = data;
    for (unsigned i = 0; i < PLAYERS; i++)
        say(&players[i]);
}

static void wait_for_all(const Bench *bench) {
    while (atomic_load(&bench->n_open) > 0)
        g_usleep(SLICE_US);
}

static void report(const char *figure, double value, const char *unit) {
    printf("BENCH name=beats-%s figure=%.1f unit=%s\n", figure, value, unit);
}

static void run_closed(Bench *bench, Player *players) {
    int64_t start_us = clock_monotonic_us();
    bench->until_us = start_us + PHASE_US;
    worker_post(bench->asker, begin, players, NULL, NULL);
    g_usleep(PHASE_US);
    wait_for_all(bench);
    double took_s = (double)(clock_monotonic_us() - start_us) / (double)CLOCK_US_PER_S;
    BeatLogStats stats;
    beat_log_get_stats(bench->log, &stats);
    printf("%u players: %.0f beats for each fdatasync\n", PLAYERS,
           (double)atomic_load(&bench->n_stored) / (double)MAX(stats.commits, 1));
    report("stored", (double)atomic_load(&bench->n_stored) / took_s, "1/s");
    report("stored-p99", (double)histogram_percentile(&bench->waits, 0.99) / 1000, "ms");
}

/* Whoever is due speaks, however long others wait. */
static void run_paced(Bench *bench) {
    unsigned n_beats = RATE_PER_S * (unsigned)(PHASE_US / CLOCK_US_PER_S);
    Player *players = g_new0(Player, n_beats);
    bench->until_us = 0;
    histogram_clear(&bench->waits);
    int64_t start_us = clock_monotonic_us();
    for (unsigned n = 0; n < n_beats;) {
        int64_t due = (clock_monotonic_us() - start_us) * RATE_PER_S / CLOCK_US_PER_S;
        for (; n < n_beats && n < due; n++) {
            players[n].bench = bench;
            id_new_uuid7(players[n].viewing_id);
            say(&players[n]);
        }
        g_usleep(SLICE_US);
    }
    wait_for_all(bench);
    report("paced-p99", (double)histogram_percentile(&bench->waits, 0.99) / 1000, "ms");
    report("paced-max", (double)bench->waits.max_us / 1000, "ms");
    g_free(players);
}

int main(int argc, char **argv) {
    g_autoptr(GError) error = NULL;
    const WorkerOptions options = {
        .name = "asker", .mailbox_posts = 1u << 17, .loop = &WORKER_LOOP_QUEUE};
    static Bench bench;
    static Player players[PLAYERS];
    if (argc != 2) {
        fprintf(stderr, "usage: bench_beats FOLDER\n");
        return 2;
    }
    bench.asker = worker_start(&options, &error);
    bench.log = beat_log_start(argv[1], &error);
    if (!bench.asker || !bench.log) {
        fprintf(stderr, "bench_beats: %s\n", error->message);
        return 1;
    }
    for (unsigned i = 0; i < PLAYERS; i++) {
        players[i].bench = &bench;
        id_new_uuid7(players[i].viewing_id);
    }
    run_closed(&bench, players);
    run_paced(&bench);
    uint64_t n_failed = atomic_load(&bench.n_failed);
    if (n_failed > 0)
        fprintf(stderr, "bench_beats: %lu beats were refused\n", (unsigned long)n_failed);
    beat_log_free(bench.log);
    worker_stop(bench.asker);
    worker_free(bench.asker);
    return n_failed > 0;
}
