#include "catalog/attendance/record_carry.h"

#include "catalog/roster/day.h"

#define YEAR_CHARS 4

static int year_of(int64_t at_us) {
    char day[DAY_TEXT_BYTES];
    day_of(at_us, day);
    day[YEAR_CHARS] = '\0';
    return (int)g_ascii_strtoll(day, NULL, 10);
}

RecordDraft *record_carry_new(const RecordCarried *carried) {
    RecordDraft *draft = g_new0(RecordDraft, 1);
    RecordText *text = &draft->text;
    text->kind = RECORD_CARRIED;
    text->title = g_strdup(carried->title);
    text->began_at_us = carried->began_at_us;
    g_strlcpy(text->member_id, carried->member_id, sizeof text->member_id);
    text->name = g_strdup(carried->name);
    g_strlcpy(text->unit_id, carried->unit_id, sizeof text->unit_id);
    text->unit_name = g_strdup(carried->unit_name);
    text->credited_ms = carried->hours_milli * carried->hour_ms / 1000;
    text->state = carried->hours_milli > 0 ? CREDIT_PRESENT : CREDIT_ABSENT;
    text->reason = g_strdup(carried->reason);
    text->approved = g_strdup(carried->approved);
    draft->type_id = g_strdup(carried->type_id);
    g_strlcpy(draft->group_id, carried->group_id, sizeof draft->group_id);
    draft->group_name = g_strdup(carried->group_name);
    draft->hours_milli = carried->hours_milli;
    draft->year = year_of(carried->began_at_us);
    draft->confidence = RECORD_MIDDLE;
    draft->confidence_reason = RECORD_BY_NOTHING;
    return draft;
}
