#include "media/rtc/rtc_restart.h"

#include <string.h>

#include "base/error.h"

const char *rtc_restart_tag(const RtcPeer *peer) {
    return peer->ice.credentials.ufrag;
}

/* RFC 9110 §13.1.1: one of a list of strong tags. A tag has no quote in it. */
static bool is_in_list(const char *list, const char *tag) {
    g_auto(GStrv) items = g_strsplit(list, ",", 0);
    g_autofree char *quoted = g_strdup_printf("\"%s\"", tag);
    for (unsigned i = 0; items[i]; i++)
        if (strcmp(g_strstrip(items[i]), quoted) == 0)
            return true;
    return false;
}

typedef enum Verdict { ACCEPTED, RESTART, UNGUARDED, STALE, UNFIT } Verdict;

static Verdict decide(const RtcPeer *peer, const char *if_match, const SdpFragment *fragment) {
    const char *known = peer->ice.remote_ufrag;
    bool is_new = *fragment->ufrag && known && strcmp(fragment->ufrag, known) != 0;
    if (!if_match)
        return UNGUARDED;
    if (strcmp(if_match, "*") == 0)
        return is_new ? RESTART : ACCEPTED;
    if (!is_in_list(if_match, peer->ice.credentials.ufrag))
        return STALE;
    return is_new ? UNFIT : ACCEPTED;
}

static const struct {
    ErrorCode code;
    const char *text;
} REFUSALS[] = {
    [UNGUARDED] = {ERROR_UNGUARDED, "A fragment comes with If-Match: the ETag of its session."},
    [STALE] = {ERROR_STALE, "This is no longer the ICE session of that ETag."},
    [UNFIT] = {ERROR_UNFIT, "New names are an ICE restart, which comes with If-Match: *."},
};

static char *restart(RtcPeer *peer, const char *remote_ufrag) {
    rtc_peer_restart(peer, remote_ufrag);
    const SdpLocal local = rtc_peer_local(peer);
    return sdp_fragment_write(&local, peer->first.kind, peer->first.mid);
}

char *rtc_restart_take(RtcPeer *peer, const char *if_match, const SdpFragment *fragment,
                       GError **error) {
    Verdict verdict = decide(peer, if_match, fragment);
    if (verdict == RESTART)
        return restart(peer, fragment->ufrag);
    if (verdict != ACCEPTED)
        g_set_error_literal(error, BASE_ERROR, (int)REFUSALS[verdict].code, REFUSALS[verdict].text);
    return NULL;
}
