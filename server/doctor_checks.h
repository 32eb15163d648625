/* The checks of `tongping doctor`, one aspect of the machine each. They may block for seconds and
 * change nothing but a temporary file in the data directory. */
#pragma once

#include "server/doctor_finding.h"
#include "server/settings.h"

/* doctor_settings.c */
DoctorFinding doctor_settings_check(const Settings *settings);

/* doctor_storage.c */
DoctorFinding doctor_storage_data_directory(const Settings *settings);
DoctorFinding doctor_storage_private_files(const Settings *settings);
DoctorFinding doctor_storage_disk_space(const Settings *settings);
DoctorFinding doctor_storage_disk_speed(const Settings *settings);
DoctorFinding doctor_storage_recording_speed(const Settings *settings);

/* doctor_network.c */
DoctorFinding doctor_network_port(const Settings *settings);
DoctorFinding doctor_network_rtmp(const Settings *settings);
DoctorFinding doctor_network_srt(const Settings *settings);
DoctorFinding doctor_network_rtc(const Settings *settings);
DoctorFinding doctor_network_addresses(const Settings *settings);

/* doctor_turn.c: the secret, the names, and whether somebody answers there; at most half a minute
 */
DoctorFinding doctor_turn_check(const Settings *settings);

/* doctor_certificate.c */
DoctorFinding doctor_certificate_check(const Settings *settings);

/* doctor_clock.c */
DoctorFinding doctor_clock_synchronised(const Settings *settings);
DoctorFinding doctor_clock_time_zone(const Settings *settings);

/* doctor_limits.c */
DoctorFinding doctor_limits_descriptors(const Settings *settings);
DoctorFinding doctor_limits_backlog(const Settings *settings);
DoctorFinding doctor_limits_socket_memory(const Settings *settings);
DoctorFinding doctor_limits_memory(const Settings *settings);
DoctorFinding doctor_limits_kernel_tls(const Settings *settings);

/* doctor_software.c */
DoctorFinding doctor_software_libraries(const Settings *settings);
DoctorFinding doctor_software_websocket_loop(const Settings *settings);
DoctorFinding doctor_software_pages(const Settings *settings);

/* doctor_notice.c */
DoctorFinding doctor_notice_command(const Settings *settings);

/* doctor_media.c */
DoctorFinding doctor_media_gstreamer(const Settings *settings);
DoctorFinding doctor_media_fonts(const Settings *settings);
