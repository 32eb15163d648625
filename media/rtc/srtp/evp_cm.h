/* AES in counter mode with HMAC-SHA1 (RFC 3711 §4.1.1, §4.2.1) by OpenSSL. */
#pragma once

#include "media/rtc/srtp/srtp_cipher.h"

extern const SrtpCipher EVP_CM;
