/* How well a search key (pinyin.h) answers what was typed. Pure; any thread. */
#pragma once

typedef enum MemberMatch {
    MEMBER_MATCH_EXACT,    /* the name or its pinyin */
    MEMBER_MATCH_PREFIX,   /* the beginning of either */
    MEMBER_MATCH_INITIALS, /* all initials */
    MEMBER_MATCH_FEWER,    /* the first initials */
    MEMBER_MATCH_INSIDE,   /* somewhere */
    MEMBER_MATCH_NONE
} MemberMatch;

/* `typed_key` is pinyin_name_key() of what was typed; "" matches everything exactly. */
MemberMatch member_match(const char *search_key, const char *typed_key);
