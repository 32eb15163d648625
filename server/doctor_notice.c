#include "server/doctor_checks.h"

#include <unistd.h>

DoctorFinding doctor_notice_command(const Settings *settings) {
    const char *path = settings->notice_command;
    if (!path)
        return doctor_ok("No program for short messages is set.");
    if (!g_path_is_absolute(path))
        return doctor_problem("Give notice.command with its whole path.",
                              "'%s' is no absolute path.", path);
    if (!g_file_test(path, G_FILE_TEST_IS_REGULAR))
        return doctor_problem("Correct notice.command, or install the program.",
                              "The program for short messages, '%s', does not exist.", path);
    if (access(path, X_OK) < 0)
        return doctor_problem("Make it executable with chmod for the user of the server.",
                              "The program for short messages, '%s', may not be run.", path);
    return doctor_ok("The program for short messages can be run.");
}
