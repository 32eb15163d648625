#include "media/course/problem.h"

#include <errno.h>

#include <libavutil/error.h>

#include "base/error.h"

static const char *const SENTENCES[N_PROBLEMS] = {
    [PROBLEM_EMPTY] = "The file is empty.",
    [PROBLEM_FORMAT] = "This is no video, sound, subtitle or document that can be read.",
    [PROBLEM_DAMAGED] = "The file is damaged or was cut off, so that nothing of it can be played.",
    [PROBLEM_ENCRYPTED] = "The file is encrypted: bring one without copy protection.",
    [PROBLEM_NOTHING] = "The file has neither a picture nor a sound.",
    [PROBLEM_NO_PICTURE] = "The file has no picture: add it as a sound to a lesson that has one.",
    [PROBLEM_NO_SOUND] = "The file has no sound.",
    [PROBLEM_NO_STREAM] = "The file does not have the track that was chosen.",
    [PROBLEM_TOO_LONG] = "The file is longer than 12 hours: cut it into several lessons.",
    [PROBLEM_TOO_SHORT] = "The file is shorter than one picture of a video.",
    [PROBLEM_TOO_LARGE] = "The picture is larger than 8192 pixels on a side.",
    [PROBLEM_TOO_MANY] = "The file has more than 64 tracks, or more than 16 of them were chosen.",
    [PROBLEM_CODEC] = "The picture or sound is coded in a way that cannot be read here.",
    [PROBLEM_HDR] = "The picture is HDR, and this server cannot convert it: bring one in SDR.",
    [PROBLEM_MEMORY] = "Preparing the file needs more memory than one lesson may have.",
    [PROBLEM_OUTPUT] = "Preparing the file gives more bytes than one lesson may have.",
    [PROBLEM_NO_TEXT] = "The track has no subtitles that are text.",
    [PROBLEM_PAGES] = "The document has more than 300 pages.",
    [PROBLEM_DOCUMENT] = "The document is damaged and cannot be opened.",
    [PROBLEM_LOCKED] = "The document is protected by a password: bring one without.",
    [PROBLEM_STILL] = "The file is a still picture: add it to a lesson of pictures and text.",
    [PROBLEM_PICTURE] = "The picture that the sound belongs to cannot be read.",
    [PROBLEM_DISK] = "The disk is full: the preparation goes on when there is room.",
    [PROBLEM_STOPPED] = "The preparation was stopped.",
    [PROBLEM_ORDER] = "The order of this preparation cannot be read.",
    [PROBLEM_INTERNAL] = "The preparation failed because of an error of the program.",
};

static const char *const WARNINGS[N_WARNINGS] = {
    [WARNING_NONE] = "",
    [WARNING_SHORTER] =
        "The sound is more than a second shorter than the picture: its end is silent.",
    [WARNING_LONGER] =
        "The sound is more than a second longer than the picture: its end was cut off.",
};

const char *problem_sentence(Problem problem) {
    return SENTENCES[problem];
}

const char *problem_warning(Warning warning) {
    return WARNINGS[warning];
}

bool problem_set(GError **error, Problem problem) {
    bool is_passing = problem == PROBLEM_DISK || problem == PROBLEM_STOPPED;
    g_set_error_literal(error, BASE_ERROR, is_passing ? ERROR_UNAVAILABLE : ERROR_INVALID,
                        SENTENCES[problem]);
    return false;
}

bool problem_set_av(GError **error, int code, Problem otherwise) {
    static const struct {
        int code;
        Problem problem;
    } KNOWN[] = {
        {AVERROR(ENOMEM), PROBLEM_MEMORY},     {AVERROR(ENOSPC), PROBLEM_DISK},
        {AVERROR(EDQUOT), PROBLEM_DISK},       {AVERROR(EFBIG), PROBLEM_OUTPUT},
        {AVERROR_EXIT, PROBLEM_STOPPED},       {AVERROR_DECODER_NOT_FOUND, PROBLEM_CODEC},
        {AVERROR_PATCHWELCOME, PROBLEM_CODEC},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(KNOWN); i++) {
        if (KNOWN[i].code == code)
            return problem_set(error, KNOWN[i].problem);
    }
    return problem_set(error, otherwise);
}

/* The writer of assets reports a full disk as ERROR_IO with the words of strerror(). */
static bool says(const GError *error, int number) {
    return g_str_has_suffix(error->message, g_strerror(number));
}

const char *problem_tell(const GError *error) {
    if (error == NULL || error->domain != BASE_ERROR)
        return SENTENCES[PROBLEM_INTERNAL];
    if (error->code == ERROR_IO && says(error, EFBIG))
        return SENTENCES[PROBLEM_OUTPUT];
    if (error->code == ERROR_IO)
        return SENTENCES[PROBLEM_DISK];
    for (unsigned i = 0; i < N_PROBLEMS; i++) {
        if (g_str_equal(error->message, SENTENCES[i]))
            return SENTENCES[i];
    }
    return error->code == ERROR_UNSUPPORTED ? error->message : SENTENCES[PROBLEM_INTERNAL];
}

bool problem_is_final(const GError *error) {
    if (error == NULL || error->domain != BASE_ERROR)
        return true;
    return error->code != ERROR_UNAVAILABLE && (error->code != ERROR_IO || says(error, EFBIG));
}
