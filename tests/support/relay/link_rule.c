#include "tests/support/relay/link_rule.h"

#include <gio/gio.h>
#include <math.h>
#include <string.h>

#define MAX_DELAY_US INT64_C(60000000)
#define MAX_RATE_BPS 1e10
#define MAX_DEPTH    1000

typedef bool (*SetFn)(LinkSettings *settings, const char *first, const char *second);

typedef struct Unit {
    const char *name;
    double factor;
} Unit;

static const Unit TIME_UNITS[] = {{"us", 1}, {"ms", 1e3}, {"s", 1e6}, {NULL, 0}};
static const Unit RATE_UNITS[] = {{"", 1}, {"k", 1e3}, {"M", 1e6}, {NULL, 0}};
static const Unit SIZE_UNITS[] = {{"B", 1}, {"kB", 1e3}, {NULL, 0}};
static const Unit NO_UNIT[] = {{"", 1}, {NULL, 0}};

static bool parse(const char *text, const Unit *units, double max, double *ret_value) {
    char *end = NULL;
    double number = text ? g_ascii_strtod(text, &end) : 0;
    if (!text || end == text || !isfinite(number) || number < 0)
        return false;
    for (const Unit *unit = units; unit->name; unit++) {
        if (strcmp(end, unit->name) != 0 || number * unit->factor > max)
            continue;
        *ret_value = number * unit->factor;
        return true;
    }
    return false;
}

static bool set_chance(double *chance, const char *first, const char *second) {
    return !second && parse(first, NO_UNIT, 1, chance);
}

static bool set_time(int64_t *us, const char *first, const char *second) {
    double value = 0;
    if (second || !parse(first, TIME_UNITS, MAX_DELAY_US, &value))
        return false;
    *us = (int64_t)value;
    return true;
}

static bool set_loss(LinkSettings *settings, const char *first, const char *second) {
    return set_chance(&settings->loss, first, second);
}

static bool set_burst(LinkSettings *settings, const char *first, const char *second) {
    double enter = 0, leave = 0;
    if (!parse(first, NO_UNIT, 1, &enter) || !parse(second, NO_UNIT, 1, &leave))
        return false;
    settings->burst_enter = enter;
    settings->burst_leave = leave;
    return true;
}

static bool set_duplicate(LinkSettings *settings, const char *first, const char *second) {
    return set_chance(&settings->duplicate, first, second);
}

static bool set_reorder(LinkSettings *settings, const char *first, const char *second) {
    double depth = settings->reorder_depth, chance = 0;
    if (!parse(first, NO_UNIT, 1, &chance) ||
        (second && !parse(second, NO_UNIT, MAX_DEPTH, &depth)))
        return false;
    settings->reorder = chance;
    settings->reorder_depth = (unsigned)depth;
    return true;
}

static bool set_delay(LinkSettings *settings, const char *first, const char *second) {
    return set_time(&settings->delay_us, first, second);
}

static bool set_jitter(LinkSettings *settings, const char *first, const char *second) {
    return set_time(&settings->jitter_us, first, second);
}

static bool set_rate(LinkSettings *settings, const char *first, const char *second) {
    double value = 0;
    if (second || !parse(first, RATE_UNITS, MAX_RATE_BPS, &value))
        return false;
    settings->rate_bps = (uint64_t)value;
    return true;
}

static bool set_queue(LinkSettings *settings, const char *first, const char *second) {
    double bytes = 0;
    if (set_time(&settings->queue_us, first, second))
        settings->queue_bytes = 0;
    else if (!second && parse(first, SIZE_UNITS, UINT32_MAX, &bytes))
        settings->queue_bytes = MAX((uint64_t)bytes, 1);
    else
        return false;
    return true;
}

static const struct {
    const char *name;
    SetFn set;
    bool is_for_streams;
} RULES[] = {
    {"burst", set_burst, false},
    {"delay", set_delay, true},
    {"duplicate", set_duplicate, false},
    {"jitter", set_jitter, true},
    {"loss", set_loss, false},
    {"queue", set_queue, true},
    {"rate", set_rate, true},
    {"reorder", set_reorder, false},
};

static const char USAGE[] =
    "lines on stdin, each answered by OK or ERROR:\n"
    "  up|down|both loss CHANCE            0 to 1\n"
    "  up|down|both burst ENTER LEAVE      chances per packet that a burst of loss begins, ends\n"
    "  up|down|both duplicate CHANCE\n"
    "  up|down|both reorder CHANCE [N]     the packet lets the N next ones pass\n"
    "  up|down|both delay TIME             40ms, 2s, 250us\n"
    "  up|down|both jitter TIME            up to so much more; order is kept\n"
    "  up|down|both rate BITS-PER-SECOND   300000, 300k, 3M; 0: no limit\n"
    "  up|down|both queue TIME|BYTES       before the limit: 300ms, 40000B, 64kB\n"
    "  counters                            one line COUNTERS name=value…\n"
    "  cut                                 streams are reset; datagrams leave from new ports\n"
    "  step TIME                           with --manual-clock: time passes\n";

static SetFn find(const char *name, LinkMedium medium) {
    for (unsigned i = 0; i < G_N_ELEMENTS(RULES); i++)
        if (g_strcmp0(RULES[i].name, name) == 0 &&
            (medium == LINK_DATAGRAMS || RULES[i].is_for_streams))
            return RULES[i].set;
    return NULL;
}

bool link_rule_parse(const char *line, LinkMedium medium, LinkRule *ret_rule, GError **error) {
    g_auto(GStrv) words = g_strsplit(line, " ", -1);
    unsigned n = g_strv_length(words);
    bool is_up = n > 0 && strcmp(words[0], "up") == 0,
         is_down = n > 0 && strcmp(words[0], "down") == 0;
    bool is_both = n > 0 && strcmp(words[0], "both") == 0;
    LinkSettings probe = {0};
    SetFn set = n == 3 || n == 4 ? find(words[1], medium) : NULL;

    if (!(is_up || is_down || is_both) || !set || !set(&probe, words[2], words[3])) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "'%s' is no rule for %s", line,
                    medium == LINK_STREAMS ? "streams" : "datagrams");
        return false;
    }
    *ret_rule = (LinkRule){.is_for = {is_up || is_both, is_down || is_both},
                           .words = g_steal_pointer(&words)};
    return true;
}

void link_rule_apply(const LinkRule *rule, LinkSettings *settings) {
    find(rule->words[1], LINK_DATAGRAMS)(settings, rule->words[2], rule->words[3]);
}

void link_rule_clear(LinkRule *rule) {
    g_clear_pointer(&rule->words, g_strfreev);
}

bool link_rule_parse_time(const char *text, int64_t *ret_us) {
    return set_time(ret_us, text, NULL);
}

const char *link_rule_usage(void) {
    return USAGE;
}
