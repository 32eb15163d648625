#include "server/verbs.h"

#include <signal.h>
#include <stdio.h>

#include "server/doctor.h"
#include "server/verb_line.h"

typedef struct DoctorOptions {
    Settings settings;
    bool json;
} DoctorOptions;

static const ConfigSetting OPTIONS[] = {
    {"doctor", "json", CONFIG_BOOL, offsetof(DoctorOptions, json), "false", 0, 0, NULL, NULL,
     "Print the findings as JSON.", "json"},
    {.kind = CONFIG_END},
};

static const VerbLine LINE = {
    .usage = "doctor [OPTION…]",
    .about =
        "Looks at ports, TURN servers, disk, clock, certificate, limits, libraries, GStreamer and\n"
        "fonts, and says what is wrong and what to do. Exit status 1 when there are problems, 0 "
        "when\n"
        "there are none or only warnings. Run it as the account that runs the server.\n",
    .options = {.options = OPTIONS},
};

int verb_doctor_run(int argc, char *const argv[]) {
    DoctorOptions options = {0};
    g_auto(GStrv) words = NULL;
    int status = VERB_DONE;
    if (!verb_line_read(&LINE, argc, argv, &options, &words, &status))
        return status;
    (void)signal(SIGPIPE, SIG_IGN); /* whoever is asked may hang up */
    g_autoptr(DoctorReport) report = doctor_run(DOCTOR_CHECKS, &options.settings);
    g_autofree char *text = options.json ? doctor_report_json(report) : doctor_report_text(report);
    fputs(text, stdout);
    settings_clear(&LINE.options, &options);
    return report->n_problems > 0 ? VERB_FOUND : VERB_DONE;
}
