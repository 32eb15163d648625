/* What drives a screen; the words of the database and of the wire. */
#pragma once

typedef enum ScreenKind { SCREEN_TV, SCREEN_PC, SCREEN_KIOSK, SCREEN_N_KINDS } ScreenKind;

/* Indexed by ScreenKind, ends with NULL. */
extern const char *const SCREEN_KIND_WORDS[];

/* SCREEN_TV for an unknown word: the database holds none. */
ScreenKind screen_kind_of(const char *word);
