#include "tests/bench/process_usage.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define PATH_BYTES 64
#define NS_PER_US  1000

static int64_t thread_run_ns(int pid, const char *thread) {
    char path[PATH_BYTES];
    int64_t run_ns = 0;
    snprintf(path, sizeof path, "/proc/%d/task/%.16s/schedstat", pid, thread);
    FILE *file = fopen(path, "re");
    if (!file)
        return 0;
    if (fscanf(file, "%" SCNd64, &run_ns) != 1)
        run_ns = 0;
    fclose(file);
    return run_ns;
}

void process_usage_add_cpu(int pid, ProcessUsage *usage) {
    char path[PATH_BYTES];
    int64_t run_ns = 0;
    snprintf(path, sizeof path, "/proc/%d/task", pid);
    DIR *directory = opendir(path);
    if (!directory)
        return;
    for (const struct dirent *entry = readdir(directory); entry; entry = readdir(directory))
        if (entry->d_name[0] != '.')
            run_ns += thread_run_ns(pid, entry->d_name);
    closedir(directory);
    usage->cpu_us += run_ns / NS_PER_US;
}

static unsigned count_entries(int pid, const char *folder) {
    char path[PATH_BYTES];
    unsigned count = 0;
    snprintf(path, sizeof path, "/proc/%d/%s", pid, folder);
    DIR *directory = opendir(path);
    if (!directory)
        return 0;
    for (const struct dirent *entry = readdir(directory); entry; entry = readdir(directory))
        count += entry->d_name[0] != '.';
    closedir(directory);
    return count;
}

static void add_rollup_line(const char *line, ProcessUsage *usage) {
    int64_t kib;
    if (sscanf(line, "Rss: %" SCNd64, &kib) == 1)
        usage->rss_kib += kib;
    else if (sscanf(line, "Pss: %" SCNd64, &kib) == 1)
        usage->pss_kib += kib;
    else if (sscanf(line, "Private_Dirty: %" SCNd64, &kib) == 1)
        usage->private_kib += kib;
}

void process_usage_add_memory(int pid, ProcessUsage *usage) {
    char path[PATH_BYTES], line[256];
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", pid);
    FILE *file = fopen(path, "re");
    if (!file)
        return;
    while (fgets(line, sizeof line, file))
        add_rollup_line(line, usage);
    fclose(file);
    usage->descriptors += count_entries(pid, "fd");
    usage->threads += count_entries(pid, "task");
}
