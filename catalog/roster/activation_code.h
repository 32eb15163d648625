/* One-time codes on slips of paper: twelve characters that nobody mistakes for one another, typed
 * forgivingly, one of them a check character. Pure but for random bytes.
 *
 * The check is a sum modulo 31 with a weight of its own for each place: it finds every single wrong
 * character and every swapped pair, so a typing mistake is told without asking the database. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define ACTIVATION_CODE_CHARS      12 /* 11 of them random: 54 bits */
#define ACTIVATION_CODE_BYTES      (ACTIVATION_CODE_CHARS + 1)
#define ACTIVATION_CODE_TEXT_BYTES (ACTIVATION_CODE_CHARS + 3) /* XXXX-XXXX-XXXX with NUL */

void activation_code_new(char ret_code[ACTIVATION_CODE_BYTES]);

/* As it is printed, in groups of four. */
void activation_code_group(const char *code, char ret_text[ACTIVATION_CODE_TEXT_BYTES]);

/* What was typed: any case, full width, with or without spaces and dashes. ERROR_INVALID with a
 * sentence for who typed it: a character that no code has, a wrong length, a typing mistake. */
bool activation_code_read(const char *typed, char ret_code[ACTIVATION_CODE_BYTES], GError **error);
