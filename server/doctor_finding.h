/* What one check of the machine found, in plain words. */
#pragma once

#include <glib.h>

typedef enum DoctorStatus { DOCTOR_OK, DOCTOR_WARNING, DOCTOR_PROBLEM } DoctorStatus;

typedef struct DoctorFinding {
    DoctorStatus status;
    char *sentence; /* what is so */
    char *remedy;   /* what to do; NULL when nothing needs doing */
} DoctorFinding;

void doctor_finding_clear(DoctorFinding *finding);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DoctorFinding, doctor_finding_clear)

DoctorFinding doctor_ok(const char *format, ...) G_GNUC_PRINTF(1, 2);
/* `remedy` is copied. */
DoctorFinding doctor_warning(const char *remedy, const char *format, ...) G_GNUC_PRINTF(2, 3);
DoctorFinding doctor_problem(const char *remedy, const char *format, ...) G_GNUC_PRINTF(2, 3);
