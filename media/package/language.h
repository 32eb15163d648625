/* Names of languages for players and files. Static data. */
#pragma once

/* The autonym: the language's name in itself, because a device may not know the tag ("duu").
 * `tag` is BCP 47; an unknown one is returned as it is. */
const char *language_autonym(const char *tag);

/* ISO 639-2/T, three letters as in mdhd (ISO/IEC 14496-12 §8.4.2); "und" when unknown. */
const char *language_code3(const char *tag);
