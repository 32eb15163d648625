/* What somebody joins for. */
#pragma once

typedef enum RtcRole { RTC_PUBLISH, RTC_VIEW } RtcRole;
