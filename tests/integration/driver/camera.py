"""A network camera: an RTSP server in a process of its own, made of gst-rtsp-server by its bindings for
Python, which Debian's interpreter has. As a program: camera.py PORT FORM LOGIN [udp], where LOGIN is
USER:PASSWORD or empty."""
import socket
import subprocess
import sys

INTERPRETER = '/usr/bin/python3'
PATH = 'stream1'

PICTURE = 'videotestsrc is-live=true pattern=smpte ! video/x-raw,width=320,height=180,framerate=25/1 ! '
TONE = 'audiotestsrc is-live=true freq=440 volume=0.3 ! audio/x-raw,rate={rate},channels={channels} ! '
AAC = TONE.format(rate=48000, channels=2) + 'avenc_aac ! rtpmp4gpay name=pay1 pt=97'
H264 = 'x264enc tune=zerolatency speed-preset=ultrafast key-int-max=25 ! rtph264pay name=pay0 pt=96 '
FORMS = {
    'h264-aac': PICTURE + H264 + AAC,
    'h264-alaw': PICTURE + H264 + TONE.format(rate=8000, channels=1) + 'alawenc ! rtppcmapay name=pay1 pt=8',
    'h265': PICTURE + 'x265enc tune=zerolatency speed-preset=ultrafast key-int-max=25 log-level=none ! '
            'rtph265pay name=pay0 pt=96',
}


class Camera:
    """Serves rtsp://127.0.0.1:PORT/stream1 while it lives; may be stopped and started again."""

    def __init__(self, form='h264-aac', login='', datagrams=False):
        with socket.socket() as probe:
            probe.bind(('127.0.0.1', 0))
            self.port = probe.getsockname()[1]
        self.arguments = [form, login] + (['udp'] if datagrams else [])
        self.process = None
        self.start()

    def uri(self, login='', path=PATH):
        return f'rtsp://{login}{"@" if login else ""}127.0.0.1:{self.port}/{path}'

    def start(self):
        self.process = subprocess.Popen([INTERPRETER, __file__, str(self.port), *self.arguments],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline() == 'ready\n'

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def serve(port, form, login='', transport=''):
    import gi  # pylint: disable=import-outside-toplevel
    gi.require_version('Gst', '1.0')
    gi.require_version('GstRtsp', '1.0')
    gi.require_version('GstRtspServer', '1.0')
    from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # pylint: disable=import-outside-toplevel
    Gst.init(None)
    server = GstRtspServer.RTSPServer(address='127.0.0.1', service=port)
    factory = GstRtspServer.RTSPMediaFactory(launch=f'( {FORMS[form]} )', shared=True)
    factory.set_protocols(GstRtsp.RTSPLowerTrans.UDP if transport else GstRtsp.RTSPLowerTrans.TCP)
    if login:
        user, _, password = login.partition(':')
        auth = GstRtspServer.RTSPAuth()
        token = GstRtspServer.RTSPToken()
        token.set_string('media.factory.role', 'viewer')
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
        auth.add_digest(user, password, token)
        server.set_auth(auth)
        factory.add_role_from_structure(Gst.Structure.new_from_string(
            'viewer,media.factory.access=(boolean)true,media.factory.construct=(boolean)true'))
    server.get_mount_points().add_factory('/' + PATH, factory)
    server.attach(None)
    print('ready', flush=True)
    GLib.MainLoop().run()


if __name__ == '__main__':
    serve(*sys.argv[1:])
