#include "media/course/pass.h"

#include <signal.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/json_table.h"

typedef struct Step {
    char *name;
    double weight;
} Step;

struct Pass {
    GArray *steps; /* Step */
    unsigned step;
    bool has_begun;
    int64_t begun_us, told_us, start_us;
    unsigned first_permille, permille;
    double spent_s, guessed_s; /* of steps that are done, where they were not done already */
    uint64_t bytes, max_bytes;
};

static volatile sig_atomic_t is_stopped;

static void on_signal(int number) {
    is_stopped = 1;
}

void pass_catch_signals(void) {
    (void)signal(SIGTERM, on_signal);
    (void)signal(SIGINT, on_signal);
}

static void clear_step(void *data) {
    g_free(((Step *)data)->name);
}

Pass *pass_new(uint64_t max_bytes) {
    Pass *pass = g_new0(Pass, 1);
    pass->steps = g_array_new(FALSE, TRUE, sizeof(Step));
    g_array_set_clear_func(pass->steps, clear_step);
    pass->max_bytes = max_bytes;
    return pass;
}

void pass_free(Pass *pass) {
    if (pass == NULL)
        return;
    g_array_unref(pass->steps);
    g_free(pass);
}

void pass_add_step(Pass *pass, const char *name, double weight) {
    Step step = {g_strdup(name), weight};
    g_array_append_val(pass->steps, step);
}

static Step *step_of(const Pass *pass, unsigned i) {
    return &g_array_index(pass->steps, Step, i);
}

static double seconds_since(int64_t begun_us) {
    return (double)(clock_monotonic_us() - begun_us) / (double)CLOCK_US_PER_S;
}

static void close_step(Pass *pass) {
    double spent = seconds_since(pass->begun_us);
    if (spent > 0.2) { /* else it was done before */
        pass->spent_s += spent;
        pass->guessed_s += step_of(pass, pass->step)->weight;
    }
}

void pass_begin(Pass *pass, const char *name) {
    if (pass->has_begun)
        close_step(pass);
    for (unsigned i = pass->has_begun ? pass->step + 1 : 0; i < pass->steps->len; i++) {
        if (g_str_equal(step_of(pass, i)->name, name)) {
            pass->step = i;
            break;
        }
    }
    pass->has_begun = true;
    pass->begun_us = clock_monotonic_us();
    pass->permille = 0;
    pass->first_permille = 1001;
}

/* Seconds of this step by its own speed; of later ones by their weights and by how wrong the
 * weights were so far. */
static double seconds_left(const Pass *pass) {
    double spent = seconds_since(pass->begun_us), weight = step_of(pass, pass->step)->weight;
    double done = pass->permille > pass->first_permille
                      ? (double)(pass->permille - pass->first_permille) / 1000.0
                      : 0;
    double rest = (1000.0 - pass->permille) / 1000.0;
    double factor = pass->guessed_s > 0 ? pass->spent_s / pass->guessed_s : 1;
    double whole = weight * factor;
    if (done > 0.01 && spent > 1) {
        whole = spent / done;
        factor = (pass->spent_s + spent) / (pass->guessed_s + weight * done);
    }
    double left = whole * rest;
    for (unsigned i = pass->step + 1; i < pass->steps->len; i++)
        left += step_of(pass, i)->weight * factor;
    return left;
}

static unsigned total_permille(const Pass *pass) {
    double before = 0, all = 0;
    for (unsigned i = 0; i < pass->steps->len; i++) {
        all += step_of(pass, i)->weight;
        before += i < pass->step ? step_of(pass, i)->weight : 0;
    }
    double here = step_of(pass, pass->step)->weight * pass->permille / 1000.0;
    return all > 0 ? (unsigned)CLAMP((before + here) * 1000 / all, 0, 1000) : 0;
}

static void put_line(const GString *line) {
    (void)fwrite(line->str, 1, line->len, stdout);
    (void)fputc('\n', stdout);
    (void)fflush(stdout);
}

bool pass_goes_on(const Pass *pass) {
    return !is_stopped;
}

bool pass_tick(Pass *pass, unsigned permille) {
    int64_t now_us = clock_monotonic_us();
    pass->permille = MIN(permille, 1000);
    if (pass->first_permille > 1000)
        pass->first_permille = pass->permille;
    if (now_us - pass->told_us >= CLOCK_US_PER_S) {
        g_autoptr(GString) line = g_string_new("{\"event\": \"progress\", \"step\": ");
        pass->told_us = now_us;
        json_append_string(line, step_of(pass, pass->step)->name);
        g_string_append_printf(line, ", \"permille\": %u, \"left_s\": %.0f}", total_permille(pass),
                               seconds_left(pass) + 0.5);
        put_line(line);
    }
    return !is_stopped;
}

bool pass_count_bytes(Pass *pass, uint64_t bytes) {
    pass->bytes += bytes;
    return pass->bytes <= pass->max_bytes;
}

void pass_tell_asset(Pass *pass, const char *id, const char *warning) {
    g_autoptr(GString) line = g_string_new("{\"event\": \"asset\", \"id\": ");
    json_append_string(line, id);
    if (warning != NULL && *warning != '\0') {
        g_string_append(line, ", \"warning\": ");
        json_append_string(line, warning);
    }
    g_string_append_c(line, '}');
    put_line(line);
}

void pass_tell_done(Pass *pass) {
    g_autoptr(GString) line = g_string_new("{\"event\": \"done\"}");
    put_line(line);
}

void pass_tell_failed(Pass *pass, const char *problem) {
    g_autoptr(GString) line = g_string_new("{\"event\": \"failed\", \"problem\": ");
    json_append_string(line, problem);
    g_string_append_c(line, '}');
    put_line(line);
}
