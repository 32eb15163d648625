#include "server/doctor.h"

#include "base/json_table.h"
#include "server/doctor_checks.h"

const DoctorCheck DOCTOR_CHECKS[] = {
    {"settings", doctor_settings_check},
    {"data-directory", doctor_storage_data_directory},
    {"private-files", doctor_storage_private_files},
    {"disk-space", doctor_storage_disk_space},
    {"disk-speed", doctor_storage_disk_speed},
    {"recording-speed", doctor_storage_recording_speed},
    {"port", doctor_network_port},
    {"rtmp-port", doctor_network_rtmp},
    {"srt-port", doctor_network_srt},
    {"rtc-ports", doctor_network_rtc},
    {"turn", doctor_turn_check},
    {"addresses", doctor_network_addresses},
    {"certificate", doctor_certificate_check},
    {"clock", doctor_clock_synchronised},
    {"time-zone", doctor_clock_time_zone},
    {"descriptors", doctor_limits_descriptors},
    {"backlog", doctor_limits_backlog},
    {"socket-memory", doctor_limits_socket_memory},
    {"memory", doctor_limits_memory},
    {"kernel-tls", doctor_limits_kernel_tls},
    {"libraries", doctor_software_libraries},
    {"websocket-loop", doctor_software_websocket_loop},
    {"pages", doctor_software_pages},
    {"gstreamer", doctor_media_gstreamer},
    {"fonts", doctor_media_fonts},
    {"notices", doctor_notice_command},
    {NULL, NULL},
};

/* Words for --json and marks for people. */
static const struct {
    const char *word, *mark;
} STATUSES[] = {
    [DOCTOR_OK] = {"ok", "ok      "},
    [DOCTOR_WARNING] = {"warning", "warning "},
    [DOCTOR_PROBLEM] = {"problem", "PROBLEM "},
};

static unsigned count(const DoctorReport *report, DoctorStatus status) {
    unsigned n = 0;
    for (unsigned i = 0; i < report->n_findings; i++)
        n += report->findings[i].status == status;
    return n;
}

DoctorReport *doctor_run(const DoctorCheck *checks, const Settings *settings) {
    DoctorReport *report = g_new0(DoctorReport, 1);
    report->checks = checks;
    while (checks[report->n_findings].name)
        report->n_findings++;
    report->findings = g_new0(DoctorFinding, report->n_findings);
    for (unsigned i = 0; i < report->n_findings; i++)
        report->findings[i] = checks[i].run(settings);
    report->n_warnings = count(report, DOCTOR_WARNING);
    report->n_problems = count(report, DOCTOR_PROBLEM);
    return report;
}

void doctor_report_free(DoctorReport *report) {
    if (!report)
        return;
    for (unsigned i = 0; i < report->n_findings; i++)
        doctor_finding_clear(&report->findings[i]);
    g_free(report->findings);
    g_free(report);
}

char *doctor_report_text(const DoctorReport *report) {
    GString *out = g_string_new(NULL);
    for (unsigned i = 0; i < report->n_findings; i++) {
        const DoctorFinding *finding = &report->findings[i];
        g_string_append_printf(out, "%s%-16s%s\n", STATUSES[finding->status].mark,
                               report->checks[i].name, finding->sentence);
        if (finding->remedy)
            g_string_append_printf(out, "%24s→ %s\n", "", finding->remedy);
    }
    g_string_append_printf(out, "%u checks: %u problems, %u warnings.\n", report->n_findings,
                           report->n_problems, report->n_warnings);
    return g_string_free(out, FALSE);
}

static void append_member(GString *out, const char *name, const char *value) {
    if (!value)
        return;
    if (out->str[out->len - 1] != '{')
        g_string_append_c(out, ',');
    json_append_string(out, name);
    g_string_append_c(out, ':');
    json_append_string(out, value);
}

static const char *overall(const DoctorReport *report) {
    if (report->n_problems > 0)
        return STATUSES[DOCTOR_PROBLEM].word;
    return STATUSES[report->n_warnings > 0 ? DOCTOR_WARNING : DOCTOR_OK].word;
}

char *doctor_report_json(const DoctorReport *report) {
    GString *out = g_string_new("{");
    append_member(out, "status", overall(report));
    g_string_append_printf(out, ",\"warnings\":%u,\"problems\":%u,\"checks\":[", report->n_warnings,
                           report->n_problems);
    for (unsigned i = 0; i < report->n_findings; i++) {
        const DoctorFinding *finding = &report->findings[i];
        g_string_append(out, i ? ",{" : "{");
        append_member(out, "name", report->checks[i].name);
        append_member(out, "status", STATUSES[finding->status].word);
        append_member(out, "sentence", finding->sentence);
        append_member(out, "remedy", finding->remedy);
        g_string_append_c(out, '}');
    }
    g_string_append(out, "]}\n");
    return g_string_free(out, FALSE);
}
