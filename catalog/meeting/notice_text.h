/* The short message that says that a meeting begins soon. Pure; any thread. */
#pragma once

#include <glib.h>
#include <stdint.h>

typedef struct NoticeTextFacts {
    const char *title;
    int64_t starts_at_us;
    const char *time_zone; /* IANA: times are local */
    const char *url;       /* NULL: none is known */
} NoticeTextFacts;

/* In Chinese, the county's language, in one line. Caller frees. */
char *notice_text_soon(const NoticeTextFacts *facts);
