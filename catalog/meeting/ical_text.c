#include "catalog/meeting/ical_text.h"

#include <string.h>

#include "base/clock.h"

#define LINE_OCTETS 75 /* without the line break */

/* The bytes of the next piece of a line: at most `room`, whole characters. */
static size_t piece_of(const char *text, size_t length, size_t room) {
    if (length <= room)
        return length;
    while (room > 0 && ((unsigned char)text[room] & 0xC0) == 0x80)
        room--;
    return room;
}

static void append_line(GString *out, const char *line) {
    size_t length = strlen(line), room = LINE_OCTETS;
    while (length > room) {
        size_t piece = piece_of(line, length, room);
        g_string_append_len(out, line, (gssize)piece);
        g_string_append(out, "\r\n ");
        line += piece;
        length -= piece;
        room = LINE_OCTETS - 1;
    }
    g_string_append(out, line);
    g_string_append(out, "\r\n");
}

static void append_text(GString *out, const char *name, const char *text) {
    if (!text || !*text)
        return;
    g_autoptr(GString) line = g_string_new(name);
    g_string_append_c(line, ':');
    for (; *text; text++) {
        if (*text == '\n')
            g_string_append(line, "\\n");
        else if (strchr("\\;,", *text))
            g_string_append_printf(line, "\\%c", *text);
        else if (*text != '\r')
            g_string_append_c(line, *text);
    }
    append_line(out, line->str);
}

static void append_moment(GString *out, const char *name, int64_t at_us) {
    g_autoptr(GDateTime) moment = g_date_time_new_from_unix_utc(at_us / CLOCK_US_PER_S);
    g_autofree char *text = moment ? g_date_time_format(moment, "%Y%m%dT%H%M%SZ") : NULL;
    g_autofree char *line = g_strdup_printf("%s:%s", name, text ? text : "19700101T000000Z");
    append_line(out, line);
}

void ical_text_begin(GString *out, const char *calendar_name) {
    append_line(out, "BEGIN:VCALENDAR");
    append_line(out, "VERSION:2.0");
    append_line(out, "PRODID:-//Tongping//Meetings//ZH");
    append_line(out, "CALSCALE:GREGORIAN");
    append_line(out, "METHOD:PUBLISH");
    append_text(out, "X-WR-CALNAME", calendar_name);
}

void ical_text_event(GString *out, const IcalEvent *event) {
    g_autofree char *sequence = g_strdup_printf("SEQUENCE:%" G_GINT64_FORMAT, event->revision);
    g_autofree char *url = event->url && *event->url ? g_strdup_printf("URL:%s", event->url) : NULL;
    append_line(out, "BEGIN:VEVENT");
    append_text(out, "UID", event->uid);
    append_moment(out, "DTSTAMP", event->changed_at_us);
    append_moment(out, "DTSTART", event->starts_at_us);
    append_moment(out, "DTEND", event->ends_at_us);
    append_moment(out, "CREATED", event->created_at_us);
    append_moment(out, "LAST-MODIFIED", event->changed_at_us);
    append_line(out, sequence);
    append_text(out, "SUMMARY", event->summary);
    append_text(out, "DESCRIPTION", event->description);
    append_text(out, "LOCATION", event->location);
    if (url) /* a URI is not escaped */
        append_line(out, url);
    append_line(out, event->is_cancelled ? "STATUS:CANCELLED" : "STATUS:CONFIRMED");
    append_line(out, "END:VEVENT");
}

void ical_text_end(GString *out) {
    append_line(out, "END:VCALENDAR");
}
