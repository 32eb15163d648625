#include "server/doctor_checks.h"

#include <sys/timex.h>
#include <time.h>

#include "base/clock.h"

#define BUILD_YEAR  2026 /* no clock is right that says it is earlier */
#define LATEST_YEAR 2100

static int year_of(int64_t wall_us) {
    g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc(wall_us / CLOCK_US_PER_S);
    return now ? g_date_time_get_year(now) : 0;
}

DoctorFinding doctor_clock_synchronised(const Settings *settings) {
    int year = year_of(clock_wall_us());
    if (year < BUILD_YEAR || year > LATEST_YEAR)
        return doctor_problem("Set the clock: timedatectl set-time, then apt install chrony.",
                              "The clock says it is the year %d; certificates and sign-in fail.",
                              year);
    struct timex state = {.modes = 0};
    int outcome = adjtimex(&state);
    if (outcome < 0)
        return doctor_warning(NULL, "Whether the clock is synchronised cannot be told here.");
    if (outcome == TIME_ERROR || (state.status & STA_UNSYNC))
        return doctor_warning(
            "Run: apt install chrony (in a container: on its host). Without "
            "internet name your network's time server in /etc/chrony/chrony.conf.",
            "No time server sets the clock: hours of attendance could be wrong.");
    return doctor_ok("The clock is set by a time server, to within %.1f ms.",
                     (double)state.maxerror / CLOCK_US_PER_MS);
}

DoctorFinding doctor_clock_time_zone(const Settings *settings) {
    g_autoptr(GDateTime) now = g_date_time_new_now_local();
    g_autofree char *zone = g_date_time_format(now, "%Z (UTC%:z)");
    if (g_date_time_get_utc_offset(now) == 8 * G_TIME_SPAN_HOUR)
        return doctor_ok("The time zone is %s.", zone);
    return doctor_warning("If the county is in China: timedatectl set-timezone Asia/Shanghai.",
                          "The time zone is %s: days in logs and reports begin by it.", zone);
}
