#include "catalog/screen/screen_kind.h"

#include <string.h>

const char *const SCREEN_KIND_WORDS[] = {"tv", "pc", "kiosk", 0};

ScreenKind screen_kind_of(const char *word) {
    int kind = SCREEN_TV;
    while (kind < SCREEN_N_KINDS - 1 && strcmp(SCREEN_KIND_WORDS[kind], word) != 0)
        kind++;
    return strcmp(SCREEN_KIND_WORDS[kind], word) == 0 ? (ScreenKind)kind : SCREEN_TV;
}
