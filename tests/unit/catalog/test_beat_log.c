/* The raw log: an answer follows the disk, unfinished ends are cut off, days are files. */
#include "catalog/viewing/beat_log.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/viewing/beat_log_file.h"
#include "catalog/viewing/beat_log_reader.h"
#include "temp_dir.h"
#include "test_clock.h"
#include "waiter.h"

#define NOON_US INT64_C(1700049600000000) /* 2023-11-15T12:00:00Z */
#define DAY     "2023-11-15"
#define NEXT    "2023-11-16"
#define DAY_US  INT64_C(86400000000)

typedef struct Fixture {
    char *folder;
    Worker *asker;
    BeatLog *log;
} Fixture;

static void start(Fixture *fixture) {
    g_autoptr(GError) error = NULL;
    fixture->log = beat_log_start(fixture->folder, &error);
    g_assert_no_error(error);
}

static void set_up(Fixture *fixture, gconstpointer data) {
    const WorkerOptions options = {
        .name = "asker", .mailbox_posts = 70000, .loop = &WORKER_LOOP_QUEUE};
    test_clock_install(NOON_US);
    fixture->folder = temp_dir_new();
    fixture->asker = worker_start(&options, NULL);
    start(fixture);
}

static void tear_down(Fixture *fixture, gconstpointer data) {
    beat_log_free(fixture->log);
    worker_stop(fixture->asker);
    worker_free(fixture->asker);
    temp_dir_remove(fixture->folder);
}

typedef struct Answer {
    Waiter *waiter;
    int code; /* -1: stored */
} Answer;

static void on_done(const GError *error, void *data) {
    Answer *answer = data;
    answer->code = error ? (int)error_code(error) : -1;
    waiter_signal(answer->waiter);
}

static GString *line(int64_t sequence, int64_t at_us) {
    GString *text = g_string_new(NULL);
    BeatRecord record = {.kind = BEAT_RECORD_ENDED, .at_us = at_us, .ended.sequence = sequence};
    strcpy(record.viewing_id, "0193b1c2-0000-7000-8000-00000000000a");
    beat_record_append(text, &record);
    return text;
}

static void post(Fixture *fixture, int64_t sequence, int64_t at_us, Answer *answer) {
    g_autoptr(GError) error = NULL;
    BeatLogPost wish = {.lines = line(sequence, at_us),
                        .at_us = at_us,
                        .done = on_done,
                        .reply_to = fixture->asker,
                        .data = answer};
    g_assert_true(beat_log_append(fixture->log, &wish, &error));
    g_assert_no_error(error);
}

/* Waits until it is stored. */
static int append(Fixture *fixture, int64_t sequence, int64_t at_us) {
    Waiter waiter;
    waiter_init(&waiter);
    Answer answer = {&waiter, -2};
    post(fixture, sequence, at_us, &answer);
    waiter_wait(&waiter, 1);
    waiter_clear(&waiter);
    return answer.code;
}

static bool collect(const BeatRecord *record, void *user) {
    GString *out = user;
    g_string_append_printf(out, "%" G_GINT64_FORMAT " ", record->ended.sequence);
    return true;
}

static BeatLogReading expect_read(const Fixture *fixture, const char *day, const char *sequences) {
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) out = g_string_new(NULL);
    BeatLogReading reading;
    const BeatLogPlace place = {fixture->folder, day, 0};
    g_assert_true(beat_log_reader_read(&place, collect, out, &reading, &error));
    g_assert_no_error(error);
    g_assert_cmpstr(out->str, ==, sequences);
    return reading;
}

static void test_stored(Fixture *fixture, gconstpointer data) {
    struct stat status;
    g_assert_cmpint(append(fixture, 1, NOON_US), ==, -1);
    g_assert_cmpint(append(fixture, 2, NOON_US), ==, -1);
    BeatLogReading reading = expect_read(fixture, DAY, "1 2 ");
    g_assert_cmpuint(reading.damaged_lines, ==, 0);
    g_autofree char *path = beat_log_file_path(fixture->folder, DAY);
    g_assert_cmpint(stat(path, &status), ==, 0);
    g_assert_cmpint(status.st_mode & 0777, ==, 0600);
    g_assert_cmpint(status.st_size, ==, reading.end);
    BeatLogStats stats;
    beat_log_get_stats(fixture->log, &stats);
    g_assert_cmpuint(stats.posts, ==, 2);
    g_assert_cmpuint(stats.bytes, ==, (uint64_t)reading.end);
    g_assert_false(stats.is_failing);
    expect_read(fixture, NEXT, ""); /* no file: no records */
}

/* Each line lies in the file of its own day, whatever the time of writing. */
static void test_days(Fixture *fixture, gconstpointer data) {
    append(fixture, 1, NOON_US);
    append(fixture, 2, NOON_US + DAY_US);
    append(fixture, 3, NOON_US);
    expect_read(fixture, DAY, "1 3 ");
    expect_read(fixture, NEXT, "2 ");
}

/* What waits while the log writes is written together. */
static void test_together(Fixture *fixture, gconstpointer data) {
    enum { N = 5000 };
    Waiter waiter;
    waiter_init(&waiter);
    g_autofree Answer *answers = g_new0(Answer, N);
    for (unsigned i = 0; i < N; i++) {
        answers[i].waiter = &waiter;
        post(fixture, i, NOON_US, &answers[i]);
    }
    waiter_wait(&waiter, N);
    waiter_clear(&waiter);
    BeatLogStats stats;
    beat_log_get_stats(fixture->log, &stats);
    g_assert_cmpuint(stats.commits, <, N / 4);
    for (unsigned i = 0; i < N; i++)
        g_assert_cmpint(answers[i].code, ==, -1);
}

static void spoil(const Fixture *fixture, const char *bytes, size_t length) {
    g_autofree char *path = beat_log_file_path(fixture->folder, DAY);
    int fd = open(path, O_WRONLY | O_APPEND);
    g_assert_cmpint(fd, >=, 0);
    g_assert_cmpint(write(fd, bytes, length), ==, (ssize_t)length);
    close(fd);
}

static void restart(Fixture *fixture) {
    beat_log_free(fixture->log);
    start(fixture);
}

/* Whatever a crash leaves behind the last good line is gone, and new lines begin on their own. */
static void test_torn(Fixture *fixture, gconstpointer data) {
    static char zeros[200000];
    static const struct {
        const char *bytes;
        size_t length;
    } TORN[] = {
        {"v1 ended 17", 11}, {"v1 ended 17\nv1 en", 17}, {"\n\n\n", 3},
        {zeros, 1},          {zeros, sizeof zeros},
    };
    g_autoptr(GString) wanted = g_string_new(NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS(TORN); i++) {
        append(fixture, i, NOON_US);
        g_string_append_printf(wanted, "%u ", i);
        spoil(fixture, TORN[i].bytes, TORN[i].length);
        restart(fixture);
        g_assert_cmpuint(expect_read(fixture, DAY, wanted->str).damaged_lines, ==, 0);
    }
    append(fixture, 9, NOON_US);
    g_string_append(wanted, "9 ");
    expect_read(fixture, DAY, wanted->str);
}

static void test_all_torn(Fixture *fixture, gconstpointer data) {
    spoil(fixture, "half a line", 11);
    restart(fixture);
    append(fixture, 1, NOON_US);
    expect_read(fixture, DAY, "1 ");
}

/* A hole in the middle costs its own lines only. */
static void test_damaged_middle(Fixture *fixture, gconstpointer data) {
    for (unsigned i = 1; i <= 3; i++)
        append(fixture, i, NOON_US);
    g_autofree char *path = beat_log_file_path(fixture->folder, DAY);
    int64_t end = expect_read(fixture, DAY, "1 2 3 ").end;
    int fd = open(path, O_WRONLY);
    g_assert_cmpint(pwrite(fd, "x", 1, end / 2), ==, 1);
    close(fd);
    restart(fixture);
    BeatLogReading reading = expect_read(fixture, DAY, "1 3 ");
    g_assert_cmpuint(reading.damaged_lines, ==, 1);
    const BeatLogPlace place = {fixture->folder, DAY, reading.end};
    append(fixture, 4, NOON_US);
    g_autoptr(GString) out = g_string_new(NULL);
    g_assert_true(beat_log_reader_read(&place, collect, out, &reading, NULL));
    g_assert_cmpstr(out->str, ==, "4 "); /* from where the reading before ended */
}

static bool note_first(const BeatRecord *record, void *user) {
    *(int64_t *)user = record->at_us;
    return false;
}

/* A line each second, of more than a chunk: a reading that begins where it is said misses nothing,
 * and passes over most of what is older. */
static void test_find(Fixture *fixture, gconstpointer data) {
    enum { LINES = 60000, CHUNK_LINES = 20000 };
    g_autoptr(GString) text = g_string_new(NULL);
    g_autofree char *path = beat_log_file_path(fixture->folder, DAY);
    int64_t first_us = NOON_US - LINES / 2 * CLOCK_US_PER_S, offset;
    for (int64_t i = 0; i < LINES; i++) {
        GString *one = line(i + 1, first_us + i * CLOCK_US_PER_S);
        g_string_append(text, i % 7 == 3 ? "v1 damaged\n" : one->str);
        g_string_free(one, TRUE);
    }
    g_assert_true(g_file_set_contents(path, text->str, (gssize)text->len, NULL));
    BeatLogPlace place = {.directory = fixture->folder, .day = DAY};
    for (int64_t at = -1000; at < LINES + 1000; at += 777) {
        int64_t begins_us = 0, at_us = first_us + at * CLOCK_US_PER_S;
        BeatLogReading reading;
        g_assert_true(beat_log_reader_find(&place, at_us, &place.from, NULL));
        g_assert_true(place.from == 0 || text->str[place.from - 1] == '\n');
        g_assert_true(beat_log_reader_read(&place, note_first, &begins_us, &reading, NULL));
        g_assert_true(place.from == 0 || begins_us < at_us);
        g_assert_cmpint(begins_us, >=, at_us - (CHUNK_LINES + 1000) * CLOCK_US_PER_S);
    }
    place.day = "2001-01-01";
    g_assert_true(beat_log_reader_find(&place, NOON_US, &offset, NULL));
    g_assert_cmpint(offset, ==, 0);
}

/* A folder that turns into a file: an error for who waits, and no line is half there. */
static void test_failing(Fixture *fixture, gconstpointer data) {
    g_autofree char *folder = g_build_filename(fixture->folder, BEAT_LOG_FOLDER, NULL);
    g_autofree char *moved = g_build_filename(fixture->folder, "moved", NULL);
    append(fixture, 1, NOON_US);
    g_assert_cmpint(rename(folder, moved), ==, 0);
    g_assert_true(g_file_set_contents(folder, "", 0, NULL));
    g_assert_cmpint(append(fixture, 2, NOON_US + DAY_US), ==, ERROR_IO);
    BeatLogStats stats;
    beat_log_get_stats(fixture->log, &stats);
    g_assert_true(stats.is_failing);
    g_assert_cmpint(unlink(folder), ==, 0);
    g_assert_cmpint(rename(moved, folder), ==, 0);
    g_assert_cmpint(append(fixture, 3, NOON_US + DAY_US), ==, -1);
    expect_read(fixture, DAY, "1 ");
    expect_read(fixture, NEXT, "3 ");
}

static void test_stopping(Fixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    Waiter waiter;
    waiter_init(&waiter);
    Answer answers[100];
    for (unsigned i = 0; i < G_N_ELEMENTS(answers); i++) {
        answers[i] = (Answer){&waiter, -2};
        post(fixture, i, NOON_US, &answers[i]);
    }
    beat_log_stop(fixture->log);
    waiter_wait(&waiter, G_N_ELEMENTS(answers));
    waiter_clear(&waiter);
    for (unsigned i = 0; i < G_N_ELEMENTS(answers); i++)
        g_assert_cmpint(answers[i].code, ==, -1); /* accepted is written */
    BeatLogPost late = {.lines = line(1, NOON_US), .at_us = NOON_US};
    g_assert_false(beat_log_append(fixture->log, &late, &error));
    g_assert_cmpint(error_code(error), ==, ERROR_UNAVAILABLE);
    g_string_free(late.lines, TRUE);
}

/* More than the log holds is refused, not queued. */
static void test_full(Fixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    BeatLogPost wish = {.lines = g_string_new(NULL), .at_us = NOON_US};
    g_string_set_size(wish.lines, BEAT_LOG_MAX_BYTES + 1);
    g_assert_false(beat_log_append(fixture->log, &wish, &error));
    g_assert_cmpint(error_code(error), ==, ERROR_OVERLOADED);
    g_string_free(wish.lines, TRUE);
    BeatLogStats stats;
    beat_log_get_stats(fixture->log, &stats);
    g_assert_cmpuint(stats.refused, ==, 1);
    g_assert_cmpint(stats.waiting_bytes, ==, 0);
    g_assert_cmpuint(stats.waiting_posts, ==, 0);
}

#define ADD(name) g_test_add("/" #name, Fixture, NULL, set_up, test_##name, tear_down)

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    ADD(stored);
    ADD(days);
    ADD(together);
    ADD(torn);
    ADD(all_torn);
    ADD(damaged_middle);
    ADD(find);
    ADD(failing);
    ADD(stopping);
    ADD(full);
    return g_test_run();
}
