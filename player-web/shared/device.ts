/* Which page fits a device, from what its browser says of itself. Pure; runs on TVs too. */

export type DevicePage = '/tv' | '/phone' | '/pc';

/* Words that TV and set-top browsers put into their user agent. "Large Screen" and "SMART-TV" are
 * Samsung's and Chinese Android TVs'; VIDAA is Hisense, AFT* Fire TV, BRAVIA Sony, MiTV Xiaomi. */
const TV_WORDS =
  /smart-?tv|smarttv|hbbtv|web0s|webos|netcast|tizen.*tv|large screen|vidaa|bravia|mitv|googletv|android ?tv|appletv|\baft[a-z0-9]{1,5}\b|viera|philipstv|\bdtv\b|\bott\b|iptv|set-?top|\bstb\b|huawei.*(ec\d{4}|q\d{2})/i;
const PHONE_WORDS = /iphone|ipod|mobile|windows phone|harmonyos.*phone|micromessenger/i;

export function pageForUserAgent(userAgent: string): DevicePage {
  if (TV_WORDS.test(userAgent)) return '/tv';
  if (PHONE_WORDS.test(userAgent)) return '/phone';
  return '/pc';
}
