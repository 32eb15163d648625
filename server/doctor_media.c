#include "server/doctor_checks.h"

#include <string.h>

#include "base/clock.h"
#include "server/command.h"

#define COMMAND_TIMEOUT_US (30 * CLOCK_US_PER_S) /* the first gst-inspect scans all plug-ins */

/* ---- GStreamer ---- */

/* What live meetings are made of, and the Debian package that brings it. Any of the elements that
 * "|" separates is enough. */
typedef struct ElementRow {
    const char *elements, *package;
} ElementRow;

static const ElementRow ELEMENTS[] = {
    {"x264enc", "gstreamer1.0-plugins-ugly"},
    {"avdec_h264", "gstreamer1.0-libav"},
    {"avenc_aac|fdkaacenc|voaacenc", "gstreamer1.0-libav"},
    {"avdec_aac|faad", "gstreamer1.0-libav"},
    {"h264parse", "gstreamer1.0-plugins-bad"},
    {"aacparse", "gstreamer1.0-plugins-good"},
    {"opusenc", "gstreamer1.0-plugins-base"},
    {"opusdec", "gstreamer1.0-plugins-base"},
    {"vp8dec", "gstreamer1.0-plugins-good"},
    {"compositor", "gstreamer1.0-plugins-base"},
    {"audiomixer", "gstreamer1.0-plugins-base"},
    {"videoconvert", "gstreamer1.0-plugins-base"},
    {"pangocairo|textoverlay", "gstreamer1.0-plugins-base"},
    {"appsrc", "gstreamer1.0-plugins-base"},
    {"srtsrc", "gstreamer1.0-plugins-bad"},
    {"rtspsrc", "gstreamer1.0-plugins-good"},
    {"tsdemux", "gstreamer1.0-plugins-bad"},
    {"mpegtsmux", "gstreamer1.0-plugins-bad"},
    {"flvdemux", "gstreamer1.0-plugins-good"},
    {"rtph264depay", "gstreamer1.0-plugins-good"},
};

static CommandOutcome has_element(const char *name) {
    const char *const query[] = {"gst-inspect-1.0", "--exists", name, NULL};
    return command_run(query, COMMAND_TIMEOUT_US, NULL);
}

static CommandOutcome has_any(const char *elements) {
    g_auto(GStrv) names = g_strsplit(elements, "|", -1);
    CommandOutcome outcome = COMMAND_FAILED;
    for (unsigned i = 0; names[i] && outcome == COMMAND_FAILED; i++)
        outcome = has_element(names[i]);
    return outcome;
}

static void add_word(GString *list, const char *separator, const char *word) {
    if (strstr(list->str, word))
        return;
    g_string_append_printf(list, "%s%s", list->len ? separator : "", word);
}

DoctorFinding doctor_media_gstreamer(const Settings *settings) {
    g_autoptr(GString) missing = g_string_new(NULL);
    g_autoptr(GString) packages = g_string_new("apt install");
    for (unsigned i = 0; i < G_N_ELEMENTS(ELEMENTS); i++) {
        CommandOutcome outcome = has_any(ELEMENTS[i].elements);
        if (outcome == COMMAND_MISSING)
            return doctor_warning("apt install gstreamer1.0-tools gstreamer1.0-plugins-base "
                                  "gstreamer1.0-plugins-good gstreamer1.0-plugins-bad "
                                  "gstreamer1.0-plugins-ugly gstreamer1.0-libav",
                                  "GStreamer's tools are not installed: live meetings and course "
                                  "preparation will not work.");
        if (outcome == COMMAND_SUCCEEDED)
            continue;
        add_word(missing, ", ", ELEMENTS[i].elements);
        add_word(packages, " ", ELEMENTS[i].package);
    }
    if (missing->len == 0)
        return doctor_ok("GStreamer has all elements and codecs that live meetings need.");
    return doctor_warning(packages->str, "GStreamer lacks: %s.", missing->str);
}

/* ---- fonts for titles that the server draws ---- */

typedef struct ScriptRow {
    const char *language; /* fontconfig's tag */
    const char *name;
    const char *package;
} ScriptRow;

static const ScriptRow SCRIPTS[] = {
    {"zh-cn", "Chinese", "fonts-noto-cjk"},    {"bo", "Tibetan", "fonts-noto-core"},
    {"mn-cn", "Mongolian", "fonts-noto-core"}, {"ii", "Yi", "fonts-noto-core"},
    {"ug", "Uyghur", "fonts-noto-core"},
};

static CommandOutcome has_font(const char *language, bool *ret_has) {
    g_autofree char *pattern = g_strconcat(":lang=", language, NULL);
    const char *const query[] = {"fc-list", pattern, "family", NULL};
    g_autofree char *families = NULL;
    CommandOutcome outcome = command_run(query, COMMAND_TIMEOUT_US, &families);
    *ret_has = families && *families;
    return outcome;
}

DoctorFinding doctor_media_fonts(const Settings *settings) {
    g_autoptr(GString) missing = g_string_new(NULL);
    g_autoptr(GString) packages = g_string_new("apt install");
    for (unsigned i = 0; i < G_N_ELEMENTS(SCRIPTS); i++) {
        bool has = false;
        if (has_font(SCRIPTS[i].language, &has) == COMMAND_MISSING)
            return doctor_warning("apt install fontconfig fonts-noto-cjk fonts-noto-core",
                                  "Which fonts are installed cannot be told: names and titles in "
                                  "the picture may show as boxes.");
        if (has)
            continue;
        add_word(missing, ", ", SCRIPTS[i].name);
        add_word(packages, " ", SCRIPTS[i].package);
    }
    if (missing->len == 0)
        return doctor_ok("There are fonts for Chinese, Tibetan, Mongolian, Yi and Uyghur.");
    return doctor_warning(packages->str,
                          "No font for: %s. Names and titles in the picture would show as boxes.",
                          missing->str);
}
