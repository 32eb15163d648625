/* People's media by WHIP and WHEP: the catalogue says who may, the port does it. Values only. */
#pragma once

#include "base/api_request.h"

typedef enum ConferenceRole { CONFERENCE_PUBLISH, CONFERENCE_VIEW } ConferenceRole;

#define CONFERENCE_OFFER_TYPE    "application/sdp"
#define CONFERENCE_FRAGMENT_TYPE "application/trickle-ice-sdpfrag"

/* On the api thread; none may block. Members are NULL when people's media are off. */
typedef struct ConferencePort {
    /* Answers the request, now or later: its body is an offer of somebody who may have this role in
     * this meeting. The location in the answer is below the request's own path, of the meeting's
     * id, and good for this account alone. */
    void (*join)(ApiRequest *request, ConferenceRole role, const char *meeting_id, void *user);
    /* These answer requests to such a location, segments {meeting} and {id}: 404 for another's.
     * What is patched: an ICE session (RFC 9725 §4.3), or the answer to our own offer. */
    void (*patch)(ApiRequest *request, ConferenceRole role, void *user);
    void (*leave)(ApiRequest *request, ConferenceRole role, void *user);
    void *user;
} ConferencePort;
