#include "media/program/pad_language.h"

#include "media/program/language_code.h"

static void read_tags(GstEvent *event, char *ret_tag, size_t size) {
    GstTagList *tags = NULL;
    g_autofree char *code = NULL;
    gst_event_parse_tag(event, &tags);
    if (gst_tag_list_get_string(tags, GST_TAG_LANGUAGE_CODE, &code))
        language_code_to_tag(code, ret_tag, size);
}

void pad_language(GstPad *pad, char *ret_tag, size_t size) {
    ret_tag[0] = '\0';
    for (guint i = 0; ret_tag[0] == '\0'; i++) {
        GstEvent *event = gst_pad_get_sticky_event(pad, GST_EVENT_TAG, i);
        if (event == NULL)
            return;
        read_tags(event, ret_tag, size);
        gst_event_unref(event);
    }
}
