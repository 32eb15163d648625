#include "media/program/input_fault.h"

#include <gst/gst.h>

#define ANY (-1)

typedef struct Fault {
    LinkSource source;
    GQuark (*domain)(void);
    int code;
    const char *sentence;
    bool is_of_live; /* only of what was live */
} Fault;

/* The first one that fits counts. */
static const Fault FAULTS[] = {
    {LINK_SOURCE_RTSP, gst_resource_error_quark, GST_RESOURCE_ERROR_NOT_AUTHORIZED,
     "The camera refuses the user name or the password."},
    {LINK_SOURCE_RTSP, gst_resource_error_quark, GST_RESOURCE_ERROR_NOT_FOUND,
     "The camera has no stream of this name."},
    {LINK_SOURCE_RTSP, gst_resource_error_quark, GST_RESOURCE_ERROR_OPEN_READ_WRITE,
     "No camera can be reached at this address."},
    {LINK_SOURCE_RTSP, gst_resource_error_quark, ANY, "The connection to the camera broke off.",
     true},
    {LINK_SOURCE_RTSP, gst_resource_error_quark, ANY,
     "What is at this address does not answer as a camera does."},
    {LINK_SOURCE_RTSP, gst_stream_error_quark, GST_STREAM_ERROR_CODEC_NOT_FOUND,
     "The camera offers nothing that can be received."},
    {LINK_SOURCE_UDP, gst_resource_error_quark, ANY,
     "This server cannot listen at this address and port: another input may use them."},
    {LINK_SOURCE_FILE, gst_resource_error_quark, GST_RESOURCE_ERROR_NOT_FOUND,
     "There is no such file."},
    {LINK_SOURCE_FILE, gst_resource_error_quark, ANY, "The file cannot be read."},
    {LINK_SOURCE_FILE, gst_stream_error_quark, ANY,
     "The file holds no picture or sound that can be played."},
};

const char *input_fault_sentence(LinkSource source, bool was_live, const GError *error) {
    for (size_t i = 0; i < G_N_ELEMENTS(FAULTS); i++) {
        const Fault *fault = &FAULTS[i];
        if (fault->source == source && fault->domain() == error->domain &&
            (fault->code == ANY || fault->code == error->code) && (was_live || !fault->is_of_live))
            return fault->sentence;
    }
    return error->message;
}

bool input_fault_is_of_transport(LinkSource source, const GError *error) {
    return source == LINK_SOURCE_RTSP &&
           g_error_matches(error, GST_STREAM_ERROR, GST_STREAM_ERROR_CODEC_NOT_FOUND);
}
