/* The Content-Disposition field of a file that is to be kept (RFC 6266 §4.3): the name in UTF-8
 * (RFC 8187), and one in ASCII for those that do not know that form. Pure. */
#pragma once

#define ATTACHMENT_NAME_MAX_CHARS 80 /* of the title: what file systems and heads have room for */

/* `title` is anybody's; what no file's name may have is replaced. `ending` as ".mp4". Caller frees.
 */
char *attachment_name_field(const char *title, const char *ending);
