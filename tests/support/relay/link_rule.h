/* The lines that change a link: `DIRECTION NAME VALUE [VALUE]`, such as `down loss 0.05`. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "tests/support/relay/link_model.h"

/* As seen from the clients: up is towards the server. */
typedef enum LinkDirection { LINK_UP, LINK_DOWN, LINK_N_DIRECTIONS } LinkDirection;

typedef enum LinkMedium { LINK_DATAGRAMS, LINK_STREAMS } LinkMedium;

typedef struct LinkRule {
    bool is_for[LINK_N_DIRECTIONS];
    char **words; /* owned; of the line */
} LinkRule;

/* Checks the whole line, so that it applies to both directions or to none. Of a stream, packets are
 * neither lost nor copied nor overtaken. */
bool link_rule_parse(const char *line, LinkMedium medium, LinkRule *ret_rule, GError **error);
void link_rule_apply(const LinkRule *rule, LinkSettings *settings);
void link_rule_clear(LinkRule *rule);

/* "40ms", "2s", "250us". */
bool link_rule_parse_time(const char *text, int64_t *ret_us);

/* The table of names and values, for --help. */
const char *link_rule_usage(void);
