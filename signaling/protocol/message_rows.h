/* Rows that the tables of all messages share: for message*.c only. */
#pragma once

#include <stddef.h>

#include "base/json_table.h"
#include "signaling/protocol/message_head.h"

#define ID_CHARS 36

#define WORD(text) ((const char *const[]){text, NULL})

#define TYPE_ROW(row_struct, word)                                                                 \
    { "type", JSON_ENUM, offsetof(row_struct, type), JSON_REQUIRED, .words = WORD(word) }
#define HEAD_ROWS(word)                                                                            \
    {"type", JSON_ENUM, offsetof(MessageHead, type), JSON_REQUIRED, .words = WORD(word)}, {        \
        "id", JSON_INTEGER, offsetof(MessageHead, id), JSON_REQUIRED, 1, MESSAGE_ID_MAX            \
    }
#define RE_ROW(row_struct)                                                                         \
    { "re", JSON_INTEGER, offsetof(row_struct, re), JSON_REQUIRED, 1, MESSAGE_ID_MAX }
#define SESSION_ROW(row_struct)                                                                    \
    { "session", JSON_STRING, offsetof(row_struct, session), JSON_REQUIRED, ID_CHARS, ID_CHARS }
#define END_ROW                                                                                    \
    { .kind = JSON_END }
