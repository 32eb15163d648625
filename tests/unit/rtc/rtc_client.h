/* A peer of the SFU for tests, in this process: offers sound, checks, shakes hands, sends and
 * receives packets over sockets of its own, by UDP or by TCP. Everything waits until it has
 * happened, or aborts after a minute. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/rtc/rtc.h"

#define RTC_CLIENT_PACKET_BYTES 1500u

typedef enum RtcClientWay { RTC_CLIENT_UDP, RTC_CLIENT_TCP } RtcClientWay;

typedef struct RtcClient RtcClient;

/* Joined, not yet connected; NULL with the sentence of the refusal. */
RtcClient *rtc_client_join(Rtc *rtc, const char *channel, RtcRole role, GError **error);
/* A viewer without an offer, who answers ours: takes the sound, refuses the pictures. */
RtcClient *rtc_client_answer_offer(Rtc *rtc, const char *channel, GError **error);
/* The connections close; the SFU is told nothing. */
void rtc_client_free(RtcClient *client);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RtcClient, rtc_client_free)

const char *rtc_client_answer(const RtcClient *client);
const char *rtc_client_id(const RtcClient *client);

/* What the SFU says to it, awaited; the caller's. NULL with an error, "" when it says nothing. */
char *rtc_client_patch(Rtc *rtc, const RtcPatch *patch, GError **error);

/* A check that nominates this way, answered; the socket is opened at first. */
void rtc_client_nominate(RtcClient *client, RtcClientWay way);
/* DTLS over the way that was nominated last. */
void rtc_client_shake_hands(RtcClient *client);
/* Both. */
void rtc_client_connect(RtcClient *client, RtcClientWay way);
/* Waits for the SFU's close_notify. */
void rtc_client_await_close(RtcClient *client);
/* The way's socket closes. */
void rtc_client_hang_up(RtcClient *client, RtcClientWay way);
/* Uses the other one's socket from now on. */
void rtc_client_share(RtcClient *client, const RtcClient *other, RtcClientWay way);
int rtc_client_socket(const RtcClient *client, RtcClientWay way);

/* Another answer's names from now on, as after an ICE restart. */
void rtc_client_rename(RtcClient *client, const char *ours, const char *theirs,
                       const char *their_password);

/* Seals a packet of Opus with this payload; returns its length. */
size_t rtc_client_seal(RtcClient *client, const char *payload, size_t length,
                       uint8_t ret_packet[RTC_CLIENT_PACKET_BYTES]);
/* By the way that was nominated last. */
void rtc_client_send(RtcClient *client, const uint8_t *packet, size_t length);
void rtc_client_say(RtcClient *client, const char *payload);

/* Waits for the next packet of media; its payload as a text, owned by the caller. */
char *rtc_client_hear(RtcClient *client, RtcClientWay *ret_way);
