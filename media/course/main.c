/* tongping-course: looks at an editor's file and prepares lessons out of it (docs/courses.md, "The
 * tool"). One job, one process, one thread, idle priority, inside a sandbox that is closed before
 * the file is opened.
 *
 *   tongping-course probe --source FILE
 *   tongping-course prepare --folder JOB
 *   tongping-course demo --folder JOB               makes the source of a lesson of --demo
 *   tongping-course sandbox-check --folder FOLDER   tries to get out, for the tests
 *
 * Exit status: 0, 1 (final, a sentence was told), 2 (command line), 3 (try again). */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <libavutil/log.h>

#include "base/error.h"
#include "base/json_table.h"
#include "media/course/demo_source.h"
#include "media/course/idle_priority.h"
#include "media/course/order.h"
#include "media/course/pass.h"
#include "media/course/prepare.h"
#include "media/course/probe.h"
#include "media/course/problem.h"
#include "media/course/sandbox.h"
#include "media/course/sandbox_check.h"

enum { EXIT_USAGE = 2, EXIT_AGAIN = 3 };
#define CHECK_FILE_BYTES (1u << 20)
#define DEMO_FILE_BYTES  (64u << 20)
#define DEMO_CPU_S       900u
#define PROBE_FILE_BYTES (16u << 20) /* what it says, when that goes into a file */

static bool enter(const SandboxWish *wish) {
    g_autofree char *lacks = NULL;
    g_autoptr(GError) error = NULL;
    if (!sandbox_enter(wish, &lacks, &error)) {
        fprintf(stderr, "tongping-course: %s\n", error->message);
        return false;
    }
    if (lacks != NULL)
        fprintf(stderr, "tongping-course: %s\n", lacks);
    return true;
}

/* The sandbox ends with the process: nothing is left to be tidied up. */
static void leave(int status) {
    (void)fflush(stdout);
    _exit(status);
}

static int status_of(const GError *error) {
    return problem_is_final(error) ? EXIT_FAILURE : EXIT_AGAIN;
}

static int probe(const char *path) {
    const SandboxWish wish = {.file = path,
                              .max_file_bytes = PROBE_FILE_BYTES,
                              .cpu_s = SANDBOX_PROBE_CPU_S,
                              .reads_system = true,
                              .runs_programs = true};
    g_autofree char *full = g_canonicalize_filename(path, NULL);
    g_autoptr(GError) error = NULL;
    if (!enter(&wish))
        return EXIT_FAILURE;
    g_autofree char *text = probe_run(full, &error);
    if (text != NULL) {
        puts(text);
        return EXIT_SUCCESS;
    }
    g_autoptr(GString) line = g_string_new("{\"problem\": ");
    json_append_string(line, problem_tell(error));
    printf("%s}\n", line->str);
    return status_of(error);
}

/* Media need nothing of the system; documents need programs and fonts, texts character sets. */
static SandboxWish wish_of(const Order *order) {
    bool is_document = order->kind == ORDER_DOCUMENT;
    return (SandboxWish){.folder = ".",
                         .max_file_bytes = (uint64_t)order->max_bytes,
                         .cpu_s = SANDBOX_CPU_S,
                         .reads_system = is_document || order->kind == ORDER_SUBTITLE,
                         .runs_programs = is_document};
}

static int fail(Pass *pass, const GError *error) {
    int code = status_of(error);
    if (g_str_equal(problem_tell(error), problem_sentence(PROBLEM_INTERNAL)))
        fprintf(stderr, "tongping-course: %s\n", error->message);
    pass_tell_failed(pass, problem_tell(error));
    return code;
}

static int prepare(const char *folder) {
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) cuts = NULL;
    g_autoptr(Order) order = order_read(folder, &error);
    g_autoptr(Pass) pass = pass_new(order != NULL ? (uint64_t)order->max_bytes : 0);
    if (order == NULL || !prepare_read_picture(order, folder, &cuts, &error))
        return fail(pass, error);
    if (chdir(folder) != 0) {
        fprintf(stderr, "tongping-course: cannot enter \"%s\"\n", folder);
        return EXIT_FAILURE;
    }
    SandboxWish wish = wish_of(order);
    if (!enter(&wish))
        return EXIT_FAILURE;
    pass_catch_signals();
    if (!prepare_run(order, cuts, pass, &error))
        return fail(pass, error);
    pass_tell_done(pass);
    return EXIT_SUCCESS;
}

static int demo(const char *folder) {
    const SandboxWish wish = {.folder = ".",
                              .max_file_bytes = DEMO_FILE_BYTES,
                              .cpu_s = DEMO_CPU_S,
                              .reads_system = true};
    g_autoptr(GError) error = NULL;
    g_autoptr(Pass) pass = pass_new(DEMO_FILE_BYTES);
    unsigned lesson;
    if (chdir(folder) != 0 || !enter(&wish))
        return EXIT_FAILURE;
    pass_catch_signals();
    if (!demo_source_read_order(&lesson, &error) || !demo_source_make(lesson, pass, &error))
        return fail(pass, error);
    pass_tell_done(pass);
    return EXIT_SUCCESS;
}

static int check_sandbox(const char *folder) {
    const SandboxWish wish = {.folder = ".",
                              .max_file_bytes = CHECK_FILE_BYTES,
                              .cpu_s = 10,
                              .lacks_landlock = getenv("TONGPING_COURSE_NO_LANDLOCK") != NULL};
    if (chdir(folder) != 0 || !enter(&wish))
        return EXIT_FAILURE;
    return sandbox_check_run(stdout, "/etc/passwd") == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int usage(void) {
    fputs("usage: tongping-course probe --source FILE\n"
          "       tongping-course prepare --folder JOB\n"
          "       tongping-course demo --folder JOB\n",
          stderr);
    return EXIT_USAGE;
}

int main(int argc, char **argv) {
    static const struct {
        const char *command, *option;
        int (*run)(const char *value);
    } COMMANDS[] = {
        {"probe", "--source", probe},
        {"prepare", "--folder", prepare},
        {"demo", "--folder", demo},
        {"sandbox-check", "--folder", check_sandbox},
    };
    (void)signal(SIGPIPE, SIG_IGN);
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getenv("TONGPING_COURSE_NOT_IDLE") == NULL) /* tests, on machines that are never idle */
        idle_priority_take();
    av_log_set_level(AV_LOG_QUIET);
    for (size_t i = 0; argc == 4 && i < G_N_ELEMENTS(COMMANDS); i++) {
        if (strcmp(argv[1], COMMANDS[i].command) == 0 && strcmp(argv[2], COMMANDS[i].option) == 0)
            leave(COMMANDS[i].run(argv[3]));
    }
    return usage();
}
