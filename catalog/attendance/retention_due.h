/* Which rows a rule of keeping is about, and which of them are past their time (?1: the first
 * moment that stays): the same for what is told (retention_class.c) and what is erased
 * (retention_erase.c).
 */
#pragma once

/* The name that a guest gave. Its time begins with the closing of the register. */
#define RETENTION_GUEST_FROM                                                                       \
    " FROM presence JOIN register ON register.id = presence.register_id"                           \
    " WHERE presence.guest_name NOT NULL AND presence.guest_number IS NULL"
#define RETENTION_GUEST_DUE "register.closed_at_us < ?1"

/* Why somebody was away. Who has not decided yet needs it; else its time begins with the last of
 * these: it was asked for, it was decided, its days were over, the register of its event was
 * closed.
 */
#define RETENTION_REASON_FROM                                                                      \
    " FROM attendance_leave AS leave LEFT JOIN register ON register.kind = leave.event_kind"       \
    " AND register.event_id = leave.event_id AND register.member_id IS NULL"                       \
    " LEFT JOIN meeting ON meeting.id = leave.event_id WHERE leave.reason_sealed NOT NULL"
#define RETENTION_REASON_DUE                                                                       \
    "(leave.state <> 'asked' AND max(leave.asked_at_us, ifnull(leave.decided_at_us, 0),"           \
    " ifnull(CAST(strftime('%s', leave.until_day, 'utc') AS INTEGER) * 1000000 - 1, 0),"           \
    " CASE WHEN register.id NOT NULL THEN ifnull(register.closed_at_us, 9223372036854775807)"      \
    " ELSE ifnull(meeting.ends_at_us, 0) END) < ?1)"
