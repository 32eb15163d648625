#include "server/process_stats.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib.h>

#define NS_PER_US INT64_C(1000)

/* ---- publication: a sequence lock whose words are atomic ---- */

#define N_WORDS (sizeof(ProcessStats) / sizeof(uint64_t))
_Static_assert(sizeof(ProcessStats) % sizeof(uint64_t) == 0, "copied word by word");

static atomic_uint sequence; /* odd while a sample is being written */
static _Atomic uint64_t published[N_WORDS];

static void publish(const ProcessStats *stats) {
    uint64_t words[N_WORDS];
    memcpy(words, stats, sizeof words);
    atomic_fetch_add(&sequence, 1);
    for (size_t i = 0; i < N_WORDS; i++)
        atomic_store(&published[i], words[i]);
    atomic_fetch_add(&sequence, 1);
}

void process_stats_get(ProcessStats *ret_stats) {
    uint64_t words[N_WORDS];
    unsigned before, after;
    do {
        before = atomic_load(&sequence);
        for (size_t i = 0; i < N_WORDS; i++)
            words[i] = atomic_load(&published[i]);
        after = atomic_load(&sequence);
    } while (before != after || before % 2 != 0);
    memcpy(ret_stats, words, sizeof words);
}

/* ---- reading /proc ---- */

static bool read_small(int folder_fd, const char *path, char *text, size_t size) {
    int fd = openat(folder_fd, path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    ssize_t n = read(fd, text, size - 1);
    close(fd);
    text[n > 0 ? n : 0] = '\0';
    return n > 0;
}

static int64_t read_rss_bytes(void) {
    char text[128];
    long long pages = 0;
    if (!read_small(AT_FDCWD, "/proc/self/statm", text, sizeof text) ||
        sscanf(text, "%*d %lld", &pages) != 1)
        return 0;
    return pages * sysconf(_SC_PAGESIZE);
}

static int64_t count_entries(const char *path) {
    DIR *folder = opendir(path);
    int64_t n = 0;
    for (struct dirent *entry; folder && (entry = readdir(folder));)
        n += entry->d_name[0] != '.';
    if (folder)
        closedir(folder);
    return n;
}

/* Since Linux 6.2 the size of /proc/self/fd is the number of descriptors. */
static int64_t count_fds(void) {
    struct stat info;
    if (stat("/proc/self/fd", &info) == 0 && info.st_size > 0)
        return info.st_size;
    return count_entries("/proc/self/fd");
}

static ProcessThread *thread_named(ProcessStats *stats, const char *name) {
    for (int64_t i = 0; i < stats->n_names; i++)
        if (strcmp(stats->threads[i].name, name) == 0)
            return &stats->threads[i];
    if (stats->n_names == PROCESS_STATS_MAX_THREADS)
        return NULL;
    ProcessThread *thread = &stats->threads[stats->n_names++];
    g_strlcpy(thread->name, name, sizeof thread->name);
    return thread;
}

static void add_thread(ProcessStats *stats, int tasks_fd, const char *id) {
    char path[64], name[64], time[64];
    snprintf(path, sizeof path, "%.20s/comm", id);
    if (!read_small(tasks_fd, path, name, sizeof name))
        return;
    name[strcspn(name, "\n")] = '\0';
    snprintf(path, sizeof path, "%.20s/schedstat", id);
    if (!read_small(tasks_fd, path, time, sizeof time))
        return;
    stats->n_threads++;
    ProcessThread *thread = thread_named(stats, name);
    if (thread)
        thread->cpu_us += strtoll(time, NULL, 10) / NS_PER_US;
}

static void read_threads(ProcessStats *stats) {
    DIR *tasks = opendir("/proc/self/task");
    for (struct dirent *entry; tasks && (entry = readdir(tasks));)
        if (entry->d_name[0] != '.')
            add_thread(stats, dirfd(tasks), entry->d_name);
    if (tasks)
        closedir(tasks);
}

void process_stats_sample(void) {
    ProcessStats stats = {.rss_bytes = read_rss_bytes(), .open_fds = count_fds()};
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0)
        stats.max_fds = (int64_t)limit.rlim_cur;
    read_threads(&stats);
    publish(&stats);
}
