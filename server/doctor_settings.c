#include "server/doctor_checks.h"

#include "server/settings_check.h"

DoctorFinding doctor_settings_check(const Settings *settings) {
    g_autoptr(GError) problem = NULL;
    if (settings_check(settings, &problem))
        return doctor_ok("The settings fit together.");
    return doctor_problem("Correct the configuration; 'tongping check-config' shows what is in "
                          "force.",
                          "%s.", problem->message);
}
