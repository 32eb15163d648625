#include "server/verbs.h"

#include <stdio.h>

#include "server/verb_line.h"

int verb_version_run(int argc, char *const argv[]) {
    if (argc > 0 && !g_str_equal(argv[0], "--help"))
        return verb_line_refuse("'%s' is one word too many; usage: tongping version", argv[0]);
    printf("tongping %s\n", TONGPING_VERSION);
    return VERB_DONE;
}
