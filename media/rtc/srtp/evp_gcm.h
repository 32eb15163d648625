/* AES-GCM by OpenSSL's EVP: contexts keep the key, a packet changes only the nonce. */
#pragma once

#include "media/rtc/srtp/srtp_cipher.h"

extern const SrtpCipher EVP_GCM;
