/* A case of crediting as both implementations read it (docs/attendance.md, "The seven traces"). */
#pragma once

#include <glib.h>

/* The answer to the text of a case; aborts on a line that it does not know. Caller frees. */
char *credit_case_answer(const char *text);
