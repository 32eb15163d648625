#include "server/roster_import_line.h"
#include "server/verbs.h"

int verb_unit_run(int argc, char *const argv[]) {
    return roster_import_line_run("unit [--data DIR] [OPTION…] import FILE", IMPORT_UNITS, argc,
                                  argv);
}
