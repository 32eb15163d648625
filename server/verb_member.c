#include "server/roster_import_line.h"
#include "server/verbs.h"

int verb_member_run(int argc, char *const argv[]) {
    return roster_import_line_run("member [--data DIR] [OPTION…] import FILE", IMPORT_MEMBERS, argc,
                                  argv);
}
