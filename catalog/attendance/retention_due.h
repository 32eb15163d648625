/* Which rows a rule of keeping is about, and which of them are past their time (?1: the first
 * moment that stays): the same for what is told (retention_class.c) and what is erased
 * (retention_erase.c).
 */
#pragma once

/* The name that a guest gave: in a register, and in the room of a meeting, of each time he came.
 * Its time begins with the closing of the register; where there is none (of a demonstration), with
 * the end of the meeting. */
#define RETENTION_GUEST_FROM                                                                       \
    " FROM (SELECT register.id AS register_id, NULL AS meeting_id, register.began_at_us AS at_us," \
    " register.closed_at_us AS over_at_us"                                                         \
    " FROM presence JOIN register ON register.id = presence.register_id"                           \
    " WHERE presence.guest_name NOT NULL AND presence.guest_number IS NULL"                        \
    " UNION ALL SELECT NULL, meeting.id, room_visit.from_us, CASE WHEN register.id NOT NULL"       \
    " THEN register.closed_at_us ELSE meeting.ended_at_us END"                                     \
    " FROM room_visit JOIN meeting ON meeting.id = room_visit.meeting_id"                          \
    " LEFT JOIN register ON register.kind = 'meeting' AND register.event_id = meeting.id"          \
    " WHERE room_visit.kind = 'guest' AND room_visit.guest_number IS NULL) AS guest WHERE true"
#define RETENTION_GUEST_DUE "guest.over_at_us < ?1"

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
