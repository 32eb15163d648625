/* Looks the machine over before people depend on it: one table of checks, one report. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "server/doctor_finding.h"
#include "server/settings.h"

typedef struct DoctorCheck {
    const char *name; /* stable, for --json */
    DoctorFinding (*run)(const Settings *settings);
} DoctorCheck;

/* Ended by a row with name NULL. */
extern const DoctorCheck DOCTOR_CHECKS[];

typedef struct DoctorReport {
    const DoctorCheck *checks;
    DoctorFinding *findings; /* one for each check */
    unsigned n_findings, n_warnings, n_problems;
} DoctorReport;

/* Runs the checks in order; `checks` is borrowed. */
DoctorReport *doctor_run(const DoctorCheck *checks, const Settings *settings);
void doctor_report_free(DoctorReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DoctorReport, doctor_report_free)

/* For people: problems and warnings with their remedies, one line for each thing in order. Caller
 * frees. */
char *doctor_report_text(const DoctorReport *report);

/* {"status","warnings","problems","checks":[{"name","status","sentence","remedy"}]}. Caller frees.
 */
char *doctor_report_json(const DoctorReport *report);
