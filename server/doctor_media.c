#include "server/doctor_checks.h"

#include <string.h>

#include "base/clock.h"
#include "server/command.h"
#include "server/media_places.h"

#define COMMAND_TIMEOUT_US (30 * CLOCK_US_PER_S) /* the first look scans all plug-ins */

/* ---- the programme and its plug-ins ---- */

/* What it says: the finding, then the remedy. */
static DoctorFinding read_check(CommandOutcome outcome, const char *said) {
    g_auto(GStrv) lines = g_strsplit(said ? said : "", "\n", 3);
    bool has_said = lines[0] && *lines[0];
    if (outcome == COMMAND_SUCCEEDED && has_said)
        return doctor_ok("%s", lines[0]);
    if (outcome == COMMAND_FAILED && has_said && lines[1])
        return doctor_warning(lines[1], "%s", lines[0]);
    return doctor_warning("Run it with --check and see what it says.",
                          "The programme does not run: live meetings have no picture.");
}

DoctorFinding doctor_media_gstreamer(const Settings *settings) {
    g_autofree char *program = media_places_program(settings);
    const char *const query[] = {program, "--check", NULL};
    g_autofree char *said = NULL;
    CommandOutcome outcome = command_run(query, COMMAND_TIMEOUT_US, &said);
    if (outcome == COMMAND_MISSING)
        return doctor_warning("Install the whole program, or set live.program.",
                              "'%s' is missing: live meetings have no picture.", program);
    return read_check(outcome, said);
}

/* ---- fonts for titles that the server draws ---- */

typedef struct ScriptRow {
    const char *language; /* fontconfig's tag */
    const char *name;
    const char *package;
} ScriptRow;

static const ScriptRow SCRIPTS[] = {
    {"zh-cn", "Chinese", "fonts-noto-cjk"},    {"bo", "Tibetan", "fonts-noto-core"},
    {"mn-cn", "Mongolian", "fonts-noto-core"}, {"ii", "Yi", "fonts-noto-core"},
    {"ug", "Uyghur", "fonts-noto-core"},
};

static CommandOutcome has_font(const char *language, bool *ret_has) {
    g_autofree char *pattern = g_strconcat(":lang=", language, NULL);
    const char *const query[] = {"fc-list", pattern, "family", NULL};
    g_autofree char *families = NULL;
    CommandOutcome outcome = command_run(query, COMMAND_TIMEOUT_US, &families);
    *ret_has = families && *families;
    return outcome;
}

static void add_word(GString *list, const char *separator, const char *word) {
    if (strstr(list->str, word))
        return;
    g_string_append_printf(list, "%s%s", list->len ? separator : "", word);
}

DoctorFinding doctor_media_fonts(const Settings *settings) {
    g_autoptr(GString) missing = g_string_new(NULL);
    g_autoptr(GString) packages = g_string_new("apt install");
    for (unsigned i = 0; i < G_N_ELEMENTS(SCRIPTS); i++) {
        bool has = false;
        if (has_font(SCRIPTS[i].language, &has) == COMMAND_MISSING)
            return doctor_warning("apt install fontconfig fonts-noto-cjk fonts-noto-core",
                                  "Which fonts are installed cannot be told: names and titles in "
                                  "the picture may show as boxes.");
        if (has)
            continue;
        add_word(missing, ", ", SCRIPTS[i].name);
        add_word(packages, " ", SCRIPTS[i].package);
    }
    if (missing->len == 0)
        return doctor_ok("There are fonts for Chinese, Tibetan, Mongolian, Yi and Uyghur.");
    return doctor_warning(packages->str,
                          "No font for: %s. Names and titles in the picture would show as boxes.",
                          missing->str);
}
