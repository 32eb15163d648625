#include "tests/bench/load_tally.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#define MAX_RELEASES 10000u

static const char *const fault_words[LOAD_N_FAULTS] = {
    [LOAD_FAULT_CONNECT] = "connect",         [LOAD_FAULT_IDLE_LOST] = "idle_lost",
    [LOAD_FAULT_ANSWER_LOST] = "answer_lost", [LOAD_FAULT_MALFORMED] = "malformed",
    [LOAD_FAULT_STATUS] = "status",           [LOAD_FAULT_LENGTH] = "length",
    [LOAD_FAULT_UNANSWERED] = "unanswered",
};

LoadTally *load_tally_new(void) {
    LoadTally *tally = g_new0(LoadTally, 1);
    tally->releases = g_array_new(FALSE, FALSE, sizeof(LoadRelease));
    return tally;
}

void load_tally_free(LoadTally *tally) {
    if (!tally)
        return;
    g_array_unref(tally->releases);
    g_free(tally);
}

static ProcessUsage cpu_of(const LoadOptions *options) {
    ProcessUsage usage = {0};
    for (unsigned i = 0; i < options->pids->len; i++)
        process_usage_add_cpu(g_array_index(options->pids, int, i), &usage);
    return usage;
}

static int64_t own_cpu_us(void) {
    struct timespec used;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return (int64_t)used.tv_sec * 1000000 + used.tv_nsec / 1000;
}

void load_tally_start(LoadTally *tally, const LoadOptions *options) {
    tally->usage_at_start = cpu_of(options);
    tally->own_cpu_us = own_cpu_us();
    tally->started_us = load_now_us();
}

void load_tally_end(LoadTally *tally, const LoadOptions *options) {
    tally->ended_us = load_now_us();
    tally->usage_at_end = cpu_of(options);
    tally->own_cpu_us = own_cpu_us() - tally->own_cpu_us;
}

/* Answers of two firings may mix, but seldom of more: search from the end. */
static void add_to_release(LoadTally *tally, int64_t fired_at_us, int64_t latency_us) {
    LoadRelease *releases = (LoadRelease *)(void *)tally->releases->data;
    for (unsigned i = tally->releases->len; i > 0; i--) {
        LoadRelease *release = &releases[i - 1];
        if (release->fired_at_us != fired_at_us)
            continue;
        release->answers++;
        release->last_us = MAX(release->last_us, latency_us);
        return;
    }
    LoadRelease release = {fired_at_us, 1, latency_us};
    if (tally->releases->len < MAX_RELEASES)
        g_array_append_val(tally->releases, release);
}

void load_tally_add_answer(LoadTally *tally, const LoadOptions *options,
                           const LoadConnection *connection) {
    const AnswerParser *answer = &connection->answer;
    int64_t now_us = load_now_us(), since_us = connection->intended_us;
    if (options->expect_status != 0 && answer->status != (unsigned)options->expect_status)
        load_tally_add_fault(tally, LOAD_FAULT_STATUS);
    else if (options->expect_bytes >= 0 && answer->body_bytes != (uint64_t)options->expect_bytes)
        load_tally_add_fault(tally, LOAD_FAULT_LENGTH);
    if (options->fired) {
        since_us = answer->fired_at_us;
        add_to_release(tally, since_us, now_us - since_us);
    }
    tally->answers++;
    tally->body_bytes += answer->body_bytes;
    tally->statuses[answer->status]++;
    histogram_add(&tally->latency[connection->choice], (uint64_t)MAX(now_us - since_us, 0));
    histogram_add(&tally->late, (uint64_t)MAX(connection->sent_us - connection->intended_us, 0));
}

void load_tally_add_fault(LoadTally *tally, LoadFault fault) {
    tally->faults[fault]++;
}

uint64_t load_tally_faults(const LoadTally *tally) {
    uint64_t sum = 0;
    for (unsigned i = 0; i < LOAD_N_FAULTS; i++)
        sum += tally->faults[i];
    return sum;
}

/* ---- report ---- */

static void print_latency(const char *name, const Histogram *histogram) {
    printf("\"%s\":{\"count\":%" PRIu64 ",\"mean_us\":%.1f,\"p50_us\":%" PRIu64
           ",\"p90_us\":%" PRIu64 ",\"p99_us\":%" PRIu64 ",\"p999_us\":%" PRIu64
           ",\"max_us\":%" PRIu64 "}",
           name, histogram->total, histogram_mean(histogram), histogram_percentile(histogram, 0.5),
           histogram_percentile(histogram, 0.9), histogram_percentile(histogram, 0.99),
           histogram_percentile(histogram, 0.999), histogram->max_us);
}

static void print_latencies(const LoadTally *tally, const LoadOptions *options) {
    Histogram all;
    histogram_clear(&all);
    for (unsigned i = 0; i < options->n_paths; i++)
        histogram_merge(&all, &tally->latency[i]);
    print_latency("latency", &all);
    printf(",");
    print_latency("late", &tally->late);
    printf(",\"paths\":{");
    for (unsigned i = 0; i < options->n_paths; i++) {
        printf("%s", i > 0 ? "," : "");
        print_latency(options->paths[i], &tally->latency[i]);
    }
    printf("}");
}

static void print_counts(const LoadTally *tally) {
    bool is_first = true;
    printf(",\"statuses\":{");
    for (unsigned status = 0; status < LOAD_MAX_STATUS; status++) {
        if (tally->statuses[status] == 0)
            continue;
        printf("%s\"%u\":%" PRIu64, is_first ? "" : ",", status, tally->statuses[status]);
        is_first = false;
    }
    printf("},\"faults\":{");
    for (unsigned i = 0; i < LOAD_N_FAULTS; i++)
        printf("%s\"%s\":%" PRIu64, i > 0 ? "," : "", fault_words[i], tally->faults[i]);
    printf("},\"reopened\":%" PRIu64, tally->reopened);
}

static void print_releases(const LoadTally *tally) {
    printf(",\"releases\":[");
    for (unsigned i = 0; i < tally->releases->len; i++) {
        const LoadRelease *release = &g_array_index(tally->releases, LoadRelease, i);
        printf("%s{\"answers\":%u,\"last_us\":%" PRId64 "}", i > 0 ? "," : "", release->answers,
               release->last_us);
    }
    printf("]");
}

static void print_server(const LoadTally *tally, const LoadOptions *options) {
    ProcessUsage usage = {0};
    for (unsigned i = 0; i < options->pids->len; i++)
        process_usage_add_memory(g_array_index(options->pids, int, i), &usage);
    int64_t cpu_us = tally->usage_at_end.cpu_us - tally->usage_at_start.cpu_us;
    printf(",\"server\":{\"cpu_us\":%" PRId64 ",\"cpu_us_per_answer\":%.3f,\"rss_kib\":%" PRId64
           ",\"pss_kib\":%" PRId64 ",\"private_kib\":%" PRId64
           ",\"descriptors\":%u,\"threads\":%u}",
           cpu_us, tally->answers > 0 ? (double)cpu_us / (double)tally->answers : 0.0,
           usage.rss_kib, usage.pss_kib, usage.private_kib, usage.descriptors, usage.threads);
}

void load_tally_print(const LoadTally *tally, const LoadOptions *options) {
    double elapsed_s = (double)(tally->ended_us - tally->started_us) / 1e6;
    printf("{\"answers\":%" PRIu64 ",\"elapsed_s\":%.4f,\"answers_per_s\":%.1f,"
           "\"body_bytes\":%" PRIu64 ",\"open_us\":%" PRId64 ",\"own_cpu_us\":%" PRId64 ",",
           tally->answers, elapsed_s, elapsed_s > 0 ? (double)tally->answers / elapsed_s : 0.0,
           tally->body_bytes, tally->open_us, tally->own_cpu_us);
    print_latencies(tally, options);
    print_counts(tally);
    if (options->fired)
        print_releases(tally);
    if (options->pids->len > 0)
        print_server(tally, options);
    printf("}\n");
    fflush(stdout);
}
