#include "server/doctor_finding.h"

#include <stdarg.h>

void doctor_finding_clear(DoctorFinding *finding) {
    g_clear_pointer(&finding->sentence, g_free);
    g_clear_pointer(&finding->remedy, g_free);
}

DoctorFinding doctor_ok(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    DoctorFinding finding = {DOCTOR_OK, g_strdup_vprintf(format, arguments), NULL};
    va_end(arguments);
    return finding;
}

DoctorFinding doctor_warning(const char *remedy, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    DoctorFinding finding = {DOCTOR_WARNING, g_strdup_vprintf(format, arguments), g_strdup(remedy)};
    va_end(arguments);
    return finding;
}

DoctorFinding doctor_problem(const char *remedy, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    DoctorFinding finding = {DOCTOR_PROBLEM, g_strdup_vprintf(format, arguments), g_strdup(remedy)};
    va_end(arguments);
    return finding;
}
