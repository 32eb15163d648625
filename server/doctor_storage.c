#include "server/doctor_checks.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/clock.h"

#define MIB                 (INT64_C(1) << 20)
#define SPACE_PROBLEM_BYTES (512 * MIB)            /* the database could not even make a backup */
#define SPACE_WARNING_BYTES (INT64_C(10) << 30)    /* about three hours of recordings */
#define SYNC_WARNING_US     (50 * CLOCK_US_PER_MS) /* a healthy hard disk needs 10 to 20 ms */
#define SYNC_WRITES         9
#define SYNC_WRITE_BYTES    4096
#define STREAM_BYTES        (16 * MIB)
#define STREAM_WARNING      (20 * MIB) /* a second: one meeting's recording grows by 1 MiB/s */
#define OTHERS_MODE_BITS    (S_IRWXG | S_IRWXO)

/* The folder itself, or the nearest one above it that exists. Caller frees. */
static char *nearest_existing(const char *path) {
    char *folder = g_canonicalize_filename(path, NULL);
    while (!g_file_test(folder, G_FILE_TEST_EXISTS) && !g_str_equal(folder, "/")) {
        char *parent = g_path_get_dirname(folder);
        g_free(folder);
        folder = parent;
    }
    return folder;
}

DoctorFinding doctor_storage_data_directory(const Settings *settings) {
    static const char remedy[] = "Make the folder and give it to the account that runs the server "
                                 "(chown, chmod 700), or choose another with --data.";
    const char *path = settings->data_directory;
    g_autofree char *nearest = nearest_existing(path);
    GStatBuf info;
    if (g_stat(nearest, &info) != 0 || !S_ISDIR(info.st_mode))
        return doctor_problem(remedy, "'%s' is no folder.", nearest);
    if (g_access(nearest, W_OK | X_OK) != 0)
        return doctor_problem(remedy, "'%s' cannot be written: %s.", nearest, g_strerror(errno));
    g_autofree char *whole = g_canonicalize_filename(path, NULL);
    if (!g_str_equal(nearest, whole))
        return doctor_ok("'%s' will be made at the first start.", path);
    if (info.st_mode & OTHERS_MODE_BITS)
        return doctor_warning("Run: chmod 700 on it.",
                              "'%s' is open to other accounts of this "
                              "machine.",
                              path);
    return doctor_ok("'%s' is there, writable and private.", path);
}

/* ---- keys ---- */

/* Appends the files of DATA/folder that other accounts may read. */
static void collect_open_files(const char *data, const char *folder, const char *suffix,
                               GString *found) {
    g_autofree char *path = g_build_filename(data, folder, NULL);
    GDir *directory = g_dir_open(path, 0, NULL);
    for (const char *name; directory && (name = g_dir_read_name(directory));) {
        g_autofree char *file = g_build_filename(path, name, NULL);
        GStatBuf info;
        if (!g_str_has_suffix(name, suffix) || g_stat(file, &info) != 0 ||
            !(info.st_mode & OTHERS_MODE_BITS))
            continue;
        g_string_append_printf(found, "%s%s", found->len ? ", " : "", file);
    }
    if (directory)
        g_dir_close(directory);
}

DoctorFinding doctor_storage_private_files(const Settings *settings) {
    g_autoptr(GString) found = g_string_new(NULL);
    collect_open_files(settings->data_directory, "keys", "", found);
    collect_open_files(settings->data_directory, "tls", ".key", found);
    if (found->len == 0)
        return doctor_ok("Keys are readable by the server alone.");
    return doctor_problem("Run: chmod 600 on each; if others could log in here, make new keys.",
                          "Other accounts may read secret keys: %s.", found->str);
}

/* ---- disk ---- */

DoctorFinding doctor_storage_disk_space(const Settings *settings) {
    static const char remedy[] = "Free some space, or move the data directory to a larger disk.";
    g_autofree char *nearest = nearest_existing(settings->data_directory);
    struct statvfs info;
    if (statvfs(nearest, &info) != 0)
        return doctor_warning(NULL, "The space at '%s' cannot be told: %s.", nearest,
                              g_strerror(errno));
    int64_t free_bytes = (int64_t)info.f_bavail * (int64_t)info.f_frsize;
    g_autofree char *size = g_format_size_full((guint64)free_bytes, G_FORMAT_SIZE_IEC_UNITS);
    if (free_bytes < SPACE_PROBLEM_BYTES || (info.f_files > 0 && info.f_favail == 0))
        return doctor_problem(remedy, "The disk of '%s' is full: %s are left.", nearest, size);
    if (free_bytes < SPACE_WARNING_BYTES)
        return doctor_warning(remedy, "The disk of '%s' has only %s left; recordings need more.",
                              nearest, size);
    return doctor_ok("%s are free for '%s'.", size, nearest);
}

static int compare_times(const void *one, const void *other) {
    int64_t a = *(const int64_t *)one, b = *(const int64_t *)other;
    return (a > b) - (a < b);
}

/* Has no name any more: nothing is left of it. -1 with errno. */
static int trial_file(const char *folder) {
    g_autofree char *path = g_build_filename(folder, ".doctor-XXXXXX", NULL);
    int fd = g_mkstemp_full(path, O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0)
        g_unlink(path);
    return fd;
}

static DoctorFinding no_trial_file(const char *folder) {
    return doctor_problem("See data-directory.", "A file cannot be made in '%s': %s.", folder,
                          g_strerror(errno));
}

/* Median time of a small durable write; negative with errno when it fails. */
static int64_t median_sync_us(int fd) {
    char block[SYNC_WRITE_BYTES];
    memset(block, 'd', sizeof block);
    int64_t times[SYNC_WRITES];
    for (unsigned i = 0; i < SYNC_WRITES; i++) {
        int64_t start_us = clock_monotonic_us();
        if (write(fd, block, sizeof block) != (ssize_t)sizeof block || fdatasync(fd) != 0)
            return -1;
        times[i] = clock_monotonic_us() - start_us;
    }
    qsort(times, SYNC_WRITES, sizeof times[0], compare_times);
    return times[SYNC_WRITES / 2];
}

DoctorFinding doctor_storage_disk_speed(const Settings *settings) {
    g_autofree char *nearest = nearest_existing(settings->data_directory);
    int fd = trial_file(nearest);
    if (fd < 0)
        return no_trial_file(nearest);
    int64_t median_us = median_sync_us(fd);
    int saved_errno = errno;
    close(fd);
    if (median_us < 0)
        return doctor_problem("Look at the disk: 'dmesg' and 'smartctl' tell more.",
                              "A durable write in '%s' failed: %s.", nearest,
                              g_strerror(saved_errno));
    double ms = (double)median_us / CLOCK_US_PER_MS;
    if (median_us > SYNC_WARNING_US)
        return doctor_warning("Use an SSD for the data directory, and no network disk.",
                              "A durable write takes %.0f ms; sign-in and votes will feel slow.",
                              ms);
    return doctor_ok("A durable write takes %.1f ms.", ms);
}

/* Bytes a second of a long durable write; 0 with errno when it fails. */
static int64_t write_rate(int fd) {
    g_autofree char *block = g_malloc0(MIB);
    int64_t start_us = clock_monotonic_us();
    for (int64_t done = 0; done < STREAM_BYTES; done += MIB)
        if (write(fd, block, (size_t)MIB) != (ssize_t)MIB)
            return 0;
    if (fdatasync(fd) != 0)
        return 0;
    return STREAM_BYTES * CLOCK_US_PER_S / MAX(clock_monotonic_us() - start_us, 1);
}

DoctorFinding doctor_storage_recording_speed(const Settings *settings) {
    g_autofree char *nearest = nearest_existing(settings->data_directory);
    int fd = trial_file(nearest);
    if (fd < 0)
        return no_trial_file(nearest);
    int64_t rate = write_rate(fd);
    int saved_errno = errno;
    close(fd);
    if (rate == 0)
        return doctor_problem("Look at the disk: 'df', 'dmesg' and 'smartctl' tell more.",
                              "A recording could not be written to '%s': %s.", nearest,
                              g_strerror(saved_errno));
    if (rate < STREAM_WARNING)
        return doctor_warning("Use a faster disk for the data directory.",
                              "The disk writes %.0f MiB/s; recordings may stop when several "
                              "meetings run.",
                              (double)rate / MIB);
    return doctor_ok("The disk writes %.0f MiB/s; a recording needs about 1.", (double)rate / MIB);
}
