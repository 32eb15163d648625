#include "server/doctor.h"

#include <arpa/inet.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <glib/gstdio.h>
#include <openssl/ssl.h>

#include "server/cert_authority.h"
#include "server/doctor_checks.h"
#include "tests/support/test_certificate.h"
#include "tests/unit/server/temp_dir.h"

/* ---- the report ---- */

static DoctorFinding say_ok(const Settings *settings) {
    return doctor_ok("Fine: %d.", 1);
}

static DoctorFinding say_warning(const Settings *settings) {
    return doctor_warning("Do \"this\".", "Hmm.");
}

static DoctorFinding say_problem(const Settings *settings) {
    return doctor_problem(NULL, "Bad.");
}

static const DoctorCheck CHECKS[] = {
    {"one", say_ok}, {"two", say_warning}, {"three", say_problem}, {NULL, NULL}};

static void test_report(void) {
    g_autoptr(DoctorReport) report = doctor_run(CHECKS, NULL);
    g_assert_cmpuint(report->n_problems, ==, 1);
    g_assert_cmpuint(report->n_warnings, ==, 1);
    g_autofree char *text = doctor_report_text(report);
    g_assert_cmpstr(text, ==,
                    "ok      one             Fine: 1.\n"
                    "warning two             Hmm.\n"
                    "                        → Do \"this\".\n"
                    "PROBLEM three           Bad.\n"
                    "3 checks: 1 problems, 1 warnings.\n");
    g_autofree char *json = doctor_report_json(report);
    g_assert_cmpstr(json, ==,
                    "{\"status\":\"problem\",\"warnings\":1,\"problems\":1,\"checks\":["
                    "{\"name\":\"one\",\"status\":\"ok\",\"sentence\":\"Fine: 1.\"},"
                    "{\"name\":\"two\",\"status\":\"warning\",\"sentence\":\"Hmm.\","
                    "\"remedy\":\"Do \\\"this\\\".\"},"
                    "{\"name\":\"three\",\"status\":\"problem\",\"sentence\":\"Bad.\"}]}\n");
}

/* ---- single checks ---- */

typedef struct Fixture {
    char *folder;
    Settings settings; /* only what the checks read */
} Fixture;

static void set_up(Fixture *fixture, gconstpointer user) {
    fixture->folder = temp_dir_new();
    fixture->settings = (Settings){.data_directory = fixture->folder,
                                   .http_listen = (char *)"127.0.0.1:0",
                                   .server_name = (char *)"county",
                                   .gate_max_connections = 16,
                                   .ws_max_connections = 16};
}

static void tear_down(Fixture *fixture, gconstpointer user) {
    temp_dir_remove(fixture->folder);
}

static void assert_finding(DoctorFinding finding, DoctorStatus status, const char *part) {
    g_test_message("%s", finding.sentence);
    g_assert_cmpint(finding.status, ==, status);
    g_assert_nonnull(strstr(finding.sentence, part));
    if (status != DOCTOR_OK)
        g_assert_nonnull(finding.remedy);
    doctor_finding_clear(&finding);
}

static void test_data_directory(Fixture *fixture, gconstpointer user) {
    Settings *settings = &fixture->settings;
    g_assert_cmpint(g_chmod(fixture->folder, 0700), ==, 0);
    assert_finding(doctor_storage_data_directory(settings), DOCTOR_OK, "private");
    g_assert_cmpint(g_chmod(fixture->folder, 0755), ==, 0);
    assert_finding(doctor_storage_data_directory(settings), DOCTOR_WARNING, "other accounts");
    g_autofree char *later = g_build_filename(fixture->folder, "a", "b", NULL);
    settings->data_directory = later;
    assert_finding(doctor_storage_data_directory(settings), DOCTOR_OK, "will be made");
    g_autofree char *file = g_build_filename(fixture->folder, "file", NULL);
    g_assert_true(g_file_set_contents(file, "", 0, NULL));
    settings->data_directory = file;
    assert_finding(doctor_storage_data_directory(settings), DOCTOR_PROBLEM, "no folder");
}

static void test_private_files(Fixture *fixture, gconstpointer user) {
    assert_finding(doctor_storage_private_files(&fixture->settings), DOCTOR_OK, "Keys");
    g_autofree char *keys = g_build_filename(fixture->folder, "keys", NULL);
    g_autofree char *key = g_build_filename(keys, "k1", NULL);
    g_assert_cmpint(g_mkdir(keys, 0700), ==, 0);
    g_assert_true(g_file_set_contents(key, "secret", -1, NULL));
    g_assert_cmpint(g_chmod(key, 0644), ==, 0);
    assert_finding(doctor_storage_private_files(&fixture->settings), DOCTOR_PROBLEM, "k1");
}

static void test_disk(Fixture *fixture, gconstpointer user) {
    DoctorFinding speed = doctor_storage_disk_speed(&fixture->settings);
    g_assert_cmpint(speed.status, !=, DOCTOR_PROBLEM);
    doctor_finding_clear(&speed);
    g_autoptr(GDir) folder = g_dir_open(fixture->folder, 0, NULL);
    g_assert_null(g_dir_read_name(folder)); /* nothing is left behind */
    DoctorFinding space = doctor_storage_disk_space(&fixture->settings);
    g_assert_nonnull(space.sentence);
    doctor_finding_clear(&space);
}

static unsigned listen_somewhere(int *ret_fd) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    g_assert_cmpint(bind(fd, (struct sockaddr *)&address, length), ==, 0);
    g_assert_cmpint(listen(fd, 1), ==, 0);
    g_assert_cmpint(getsockname(fd, (struct sockaddr *)&address, &length), ==, 0);
    *ret_fd = fd;
    return ntohs(address.sin_port);
}

static void test_port(Fixture *fixture, gconstpointer user) {
    Settings *settings = &fixture->settings;
    assert_finding(doctor_network_port(settings), DOCTOR_OK, "free");
    int fd = -1;
    g_autofree char *used = g_strdup_printf("127.0.0.1:%u", listen_somewhere(&fd));
    g_autofree char *self = g_strdup_printf("(process %d)", (int)getpid());
    settings->http_listen = used;
    assert_finding(doctor_network_port(settings), DOCTOR_PROBLEM, self);
    g_autofree char *lock = g_build_filename(fixture->folder, "lock", NULL);
    g_autofree char *owner = g_strdup_printf("%d\n", (int)getpid());
    g_assert_true(g_file_set_contents(lock, owner, -1, NULL));
    assert_finding(doctor_network_port(settings), DOCTOR_OK, "This server runs");
    close(fd);
    settings->http_listen = (char *)"192.0.2.1:8080"; /* RFC 5737: nobody has it */
    assert_finding(doctor_network_port(settings), DOCTOR_PROBLEM, "does not have the address");
    settings->http_listen = (char *)"county:8080";
    assert_finding(doctor_network_port(settings), DOCTOR_PROBLEM, "no numeric address");
}

static void test_certificate(Fixture *fixture, gconstpointer user) {
    Settings *settings = &fixture->settings;
    assert_finding(doctor_certificate_check(settings), DOCTOR_WARNING, "no certificate");
    static const char *const NAMES[] = {"meet.example.cn", NULL};
    g_autoptr(CertPaths) paths = cert_paths_new(fixture->folder);
    g_assert_true(cert_authority_make(paths, "county", CERT_KEEP, NULL));
    g_assert_true(cert_authority_issue(paths, NAMES, NULL));
    assert_finding(doctor_certificate_check(settings), DOCTOR_OK, "is good until");
    settings->address_public = (char *)"https://other.example.cn";
    assert_finding(doctor_certificate_check(settings), DOCTOR_PROBLEM, "does not name");
    settings->address_public = (char *)"https://meet.example.cn";
    assert_finding(doctor_certificate_check(settings), DOCTOR_OK, "is good until");
    g_assert_cmpint(g_unlink(paths->key), ==, 0);
    assert_finding(doctor_certificate_check(settings), DOCTOR_PROBLEM, "server.key");
    settings->tls_certificate = paths->certificate;
    assert_finding(doctor_certificate_check(settings), DOCTOR_PROBLEM, "tls.key");
}

static void test_limits(Fixture *fixture, gconstpointer user) {
    Settings *settings = &fixture->settings;
    assert_finding(doctor_limits_descriptors(settings), DOCTOR_OK, "descriptors");
    settings->gate_max_connections = INT64_C(1) << 40;
    assert_finding(doctor_limits_socket_memory(settings), DOCTOR_WARNING, "MiB");
}

static void test_software(Fixture *fixture, gconstpointer user) {
    assert_finding(doctor_software_libraries(&fixture->settings), DOCTOR_OK, "OpenSSL 3");
    fixture->settings.web_directory = fixture->folder;
    assert_finding(doctor_software_pages(&fixture->settings), DOCTOR_PROBLEM, "index.html");
    g_autofree char *page = g_build_filename(fixture->folder, "index.html", NULL);
    g_assert_true(g_file_set_contents(page, "", 0, NULL));
    assert_finding(doctor_software_pages(&fixture->settings), DOCTOR_OK, fixture->folder);
}

/* With an empty PATH no tool is found: said in words, not a crash. */
static void test_tools_missing(Fixture *fixture, gconstpointer user) {
    g_autofree char *path = g_strdup(g_getenv("PATH"));
    g_setenv("PATH", fixture->folder, TRUE);
    fixture->settings.live_program = (char *)"no-such-program";
    assert_finding(doctor_media_gstreamer(&fixture->settings), DOCTOR_WARNING, "is missing");
    assert_finding(doctor_media_fonts(&fixture->settings), DOCTOR_WARNING, "cannot be told");
    assert_finding(doctor_software_libraries(&fixture->settings), DOCTOR_OK, "OpenSSL 3");
    g_setenv("PATH", path, TRUE);
}

static void write_tool(const char *folder, const char *name, const char *script) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_assert_true(g_file_set_contents(path, script, -1, NULL));
    g_assert_cmpint(g_chmod(path, 0755), ==, 0);
}

/* Tools of the test's own: what is missing is named once, with its packages. */
static void test_media(Fixture *fixture, gconstpointer user) {
    g_autofree char *program = g_build_filename(fixture->folder, "program", NULL);
    fixture->settings.live_program = program;
    write_tool(fixture->folder, "program",
               "#!/bin/sh\ntest $1 = --check && echo 'GStreamer lacks: x264enc.' &&"
               " echo 'apt install gstreamer1.0-plugins-ugly'\nexit 1\n");
    write_tool(fixture->folder, "fc-list",
               "#!/bin/sh\ncase $1 in :lang=bo) ;; *) echo Noto;; esac\n");
    g_autofree char *path = g_strdup(g_getenv("PATH"));
    g_autofree char *longer = g_strconcat(fixture->folder, ":", path, NULL);
    g_setenv("PATH", longer, TRUE);
    DoctorFinding media = doctor_media_gstreamer(&fixture->settings);
    DoctorFinding fonts = doctor_media_fonts(&fixture->settings);
    g_setenv("PATH", path, TRUE);
    g_assert_cmpstr(media.sentence, ==, "GStreamer lacks: x264enc.");
    g_assert_cmpstr(media.remedy, ==, "apt install gstreamer1.0-plugins-ugly");
    g_assert_true(g_str_has_prefix(fonts.sentence, "No font for: Tibetan."));
    doctor_finding_clear(&media);
    doctor_finding_clear(&fonts);
}

/* A picture that nobody can see is said before the meeting: the programme is started as it is. */
static void test_program(Fixture *fixture, gconstpointer user) {
    static const struct {
        const char *script, *part;
        DoctorStatus status;
    } CASES[] = {
        {"#!/bin/sh\necho Fine.\n", "Fine.", DOCTOR_OK},
        {"#!/bin/sh\nexit 127\n", "does not run", DOCTOR_WARNING},
        {"#!/bin/sh\nexit 0\n", "does not run", DOCTOR_WARNING},
    };
    g_autofree char *program = g_build_filename(fixture->folder, "program", NULL);
    fixture->settings.live_program = program;
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        write_tool(fixture->folder, "program", CASES[i].script);
        assert_finding(doctor_media_gstreamer(&fixture->settings), CASES[i].status, CASES[i].part);
    }
}

/* Binds a port of 127.0.0.1 of the kernel's choice; *ret_listen names it. */
static int take_port(int type, char **ret_listen) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);
    g_assert_cmpint(bind(fd, (struct sockaddr *)&address, length), ==, 0);
    g_assert_true(type != SOCK_STREAM || listen(fd, 1) == 0);
    g_assert_cmpint(getsockname(fd, (struct sockaddr *)&address, &length), ==, 0);
    *ret_listen = g_strdup_printf("127.0.0.1:%u", ntohs(address.sin_port));
    return fd;
}

static void test_ingest_ports(Fixture *fixture, gconstpointer user) {
    g_autofree char *rtmp = NULL, *srt = NULL;
    int tcp = take_port(SOCK_STREAM, &rtmp), udp = take_port(SOCK_DGRAM, &srt);
    Settings *settings = &fixture->settings;
    assert_finding(doctor_network_rtmp(settings), DOCTOR_OK, "is free for RTMP");
    settings->live_rtmp_listen = rtmp;
    settings->live_srt_listen = srt;
    assert_finding(doctor_network_rtmp(settings), DOCTOR_PROBLEM, "for RTMP: Address already");
    assert_finding(doctor_network_srt(settings), DOCTOR_PROBLEM, "for SRT: Address already");
    close(tcp);
    close(udp);
    assert_finding(doctor_network_srt(settings), DOCTOR_OK, "is free for SRT");
    settings->live_srt_listen = (char *)"off";
    assert_finding(doctor_network_srt(settings), DOCTOR_OK, "SRT is off");
}

/* Two threads take the port and the one behind it, which may be another program's. */
static void test_rtc_ports(Fixture *fixture, gconstpointer user) {
    g_autofree char *taken = NULL;
    int udp = take_port(SOCK_DGRAM, &taken);
    unsigned port = (unsigned)g_ascii_strtoull(strchr(taken, ':') + 1, NULL, 10);
    g_autofree char *before = g_strdup_printf("127.0.0.1:%u", port - 1);
    Settings *settings = &fixture->settings;
    settings->rtc_listen = before;
    settings->rtc_workers = 2;
    assert_finding(doctor_network_rtc(settings), DOCTOR_PROBLEM, "Address already");
    settings->rtc_listen = (char *)"127.0.0.1:0";
    assert_finding(doctor_network_rtc(settings), DOCTOR_OK, "is free for people's media");
    settings->rtc_listen = (char *)"";
    assert_finding(doctor_network_rtc(settings), DOCTOR_OK, "people's media is off");
    close(udp);
}

/* ---- TURN ---- */

#define TURN_SECRET "0123456789abcdef0123456789abcdef"

static void assert_turn(Fixture *fixture, const char *url, DoctorStatus status, const char *part) {
    char *urls[] = {(char *)url, NULL};
    fixture->settings.rtc_turn_urls = urls;
    assert_finding(doctor_turn_check(&fixture->settings), status, part);
    fixture->settings.rtc_turn_urls = NULL;
}

static void test_turn_settings(Fixture *fixture, gconstpointer user) {
    Settings *settings = &fixture->settings;
    assert_finding(doctor_turn_check(settings), DOCTOR_OK, "No TURN server");
    assert_turn(fixture, "turn:127.0.0.1:9", DOCTOR_PROBLEM, "each needs the other");
    settings->rtc_turn_secret = (char *)"CHANGE-ME";
    assert_turn(fixture, "turn:127.0.0.1:9", DOCTOR_PROBLEM, "example");
    settings->rtc_turn_secret = (char *)"short";
    assert_turn(fixture, "turn:127.0.0.1:9", DOCTOR_WARNING, "short");
    settings->rtc_turn_secret = (char *)TURN_SECRET;
    assert_turn(fixture, "turn:turn.invalid:3478", DOCTOR_PROBLEM, "turn.invalid");
}

/* Somebody at a port who answers one question, or says something else. */
typedef struct FakeTurn {
    int fd, type;
    SSL_CTX *tls; /* or NULL */
    bool is_mute;
    GThread *thread;
    char url[64];
} FakeTurn;

/* An answer to a Binding request: the same transaction, success. */
static void write_answer(uint8_t message[20]) {
    message[0] = 0x01;
    message[1] = 0x01;
}

static void answer_tls(const FakeTurn *turn, int fd) {
    uint8_t message[20];
    SSL *ssl = SSL_new(turn->tls);
    SSL_set_fd(ssl, fd);
    if (SSL_accept(ssl) == 1 && SSL_read(ssl, message, sizeof message) == (int)sizeof message) {
        write_answer(message);
        SSL_write(ssl, message, sizeof message);
    }
    SSL_free(ssl);
}

static void *serve_turn(void *data) {
    const FakeTurn *turn = data;
    uint8_t message[20];
    struct sockaddr_storage from;
    socklen_t length = sizeof from;
    int fd = turn->type == SOCK_DGRAM ? turn->fd : accept(turn->fd, NULL, NULL);
    if (turn->tls) {
        answer_tls(turn, fd);
    } else if (recvfrom(fd, message, sizeof message, 0, (struct sockaddr *)&from, &length) > 0) {
        write_answer(message);
        message[19] ^= turn->is_mute; /* of another question */
        (void)sendto(fd, message, sizeof message, MSG_NOSIGNAL,
                     turn->type == SOCK_DGRAM ? (struct sockaddr *)&from : NULL,
                     turn->type == SOCK_DGRAM ? length : 0);
    }
    if (fd != turn->fd)
        close(fd);
    return NULL;
}

static void start_turn(FakeTurn *turn, const char *form) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    turn->fd = socket(AF_INET, turn->type | SOCK_CLOEXEC, 0);
    g_assert_cmpint(bind(turn->fd, (struct sockaddr *)&address, length), ==, 0);
    g_assert_true(turn->type == SOCK_DGRAM || listen(turn->fd, 1) == 0);
    g_assert_cmpint(getsockname(turn->fd, (struct sockaddr *)&address, &length), ==, 0);
    g_autofree char *port = g_strdup_printf("%u", ntohs(address.sin_port));
    g_auto(GStrv) parts = g_strsplit(form, "PORT", 2);
    g_snprintf(turn->url, sizeof turn->url, "%s%s%s", parts[0], port, parts[1]);
    turn->thread = g_thread_new("turn", serve_turn, turn);
}

static void expect_turn(Fixture *fixture, FakeTurn turn, const char *form, DoctorStatus status,
                        const char *part) {
    start_turn(&turn, form);
    assert_turn(fixture, turn.url, status, part);
    g_thread_join(turn.thread);
    close(turn.fd);
    if (turn.type == SOCK_STREAM) /* now it is gone */
        assert_turn(fixture, turn.url, DOCTOR_PROBLEM, "Nobody listens");
}

static void test_turn_servers(Fixture *fixture, gconstpointer user) {
    TestCertificate files;
    fixture->settings.rtc_turn_secret = (char *)TURN_SECRET;
    test_certificate_init(&files, "turn.example");
    SSL_CTX *tls = SSL_CTX_new(TLS_server_method());
    g_assert_true(SSL_CTX_use_certificate_chain_file(tls, files.certificate) == 1 &&
                  SSL_CTX_use_PrivateKey_file(tls, files.key, SSL_FILETYPE_PEM) == 1);
    const FakeTurn udp = {.type = SOCK_DGRAM}, tcp = {.type = SOCK_STREAM},
                   mute = {.type = SOCK_STREAM, .is_mute = true},
                   secure = {.type = SOCK_STREAM, .tls = tls};
    expect_turn(fixture, udp, "turn:127.0.0.1:PORT", DOCTOR_OK, "answers");
    expect_turn(fixture, tcp, "turn:127.0.0.1:PORT?transport=tcp", DOCTOR_OK, "answers");
    expect_turn(fixture, mute, "turn:127.0.0.1:PORT?transport=tcp", DOCTOR_PROBLEM, "no answer");
    expect_turn(fixture, tcp, "turns:127.0.0.1:PORT", DOCTOR_PROBLEM, "does not speak it");
    expect_turn(fixture, secure, "turns:localhost:PORT?transport=tcp", DOCTOR_WARNING, "believe");
    SSL_CTX_free(tls);
    test_certificate_clear(&files);
}

static void test_all_speak(Fixture *fixture, gconstpointer user) {
    for (const DoctorCheck *check = DOCTOR_CHECKS; check->name; check++) {
        if (strstr(check->name, "gstreamer") || strstr(check->name, "fonts"))
            continue; /* slow on a first run, tested above */
        DoctorFinding finding = check->run(&fixture->settings);
        g_test_message("%s: %s", check->name, finding.sentence);
        g_assert_cmpuint(strlen(finding.sentence), >, 10);
        doctor_finding_clear(&finding);
    }
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    signal(SIGPIPE, SIG_IGN); /* as the verb does */
    g_test_add_func("/doctor/report", test_report);
#define ADD(path, fn) g_test_add("/doctor/" path, Fixture, NULL, set_up, fn, tear_down)
    ADD("data-directory", test_data_directory);
    ADD("private-files", test_private_files);
    ADD("disk", test_disk);
    ADD("port", test_port);
    ADD("certificate", test_certificate);
    ADD("limits", test_limits);
    ADD("software", test_software);
    ADD("tools-missing", test_tools_missing);
    ADD("media", test_media);
    ADD("program", test_program);
    ADD("ingest-ports", test_ingest_ports);
    ADD("rtc-ports", test_rtc_ports);
    ADD("turn-settings", test_turn_settings);
    ADD("turn-servers", test_turn_servers);
    ADD("all-speak", test_all_speak);
#undef ADD
    return g_test_run();
}
