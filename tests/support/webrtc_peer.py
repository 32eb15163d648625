#!/usr/bin/python3
"""webrtc_peer.py publish|view|view_more URL TOKEN: GStreamer's webrtcbin as a client of WHIP or WHEP.
webrtc_peer.py publish|view: the same for whoever carries SDP otherwise: says "offer BASE64" and takes one line
"BASE64", the answer.

Says "status NUMBER" of the answer, then "at LOCATION", "state WORD" of the connection and, again and
again while they grow, "video FRAMES" and "audio BUFFERS" that came decoded. Ends when its input ends, and
leaves by DELETE before that; "left NUMBER"."""
import base64
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request

import gi
gi.require_version('Gst', '1.0')
gi.require_version('GstSdp', '1.0')
gi.require_version('GstWebRTC', '1.0')
# pylint: disable=wrong-import-position
from gi.repository import GLib, Gst, GstSdp, GstWebRTC  # noqa: E402

TIMEOUT_S = 30
BIN = 'webrtcbin name=peer bundle-policy=max-bundle'
SOURCES = """
  videotestsrc is-live=true pattern=ball ! video/x-raw,width=320,height=180,framerate=15/1 !
    vp8enc deadline=1 keyframe-max-dist=30 ! rtpvp8pay !
    application/x-rtp,media=video,encoding-name=VP8,clock-rate=90000,payload=96 ! peer.
  audiotestsrc is-live=true ! audioconvert ! audioresample ! opusenc ! rtpopuspay !
    application/x-rtp,media=audio,encoding-name=OPUS,clock-rate=48000,payload=97 ! peer."""
WANTED = ('application/x-rtp,media=video,encoding-name=VP8,clock-rate=90000,payload=96',
          'application/x-rtp,media=audio,encoding-name=OPUS,clock-rate=48000,encoding-params=(string)2,payload=97')
SPARE = ('application/x-rtp,media=audio,encoding-name=PCMU,clock-rate=8000,payload=0',)  # a server without it refuses
DECODERS = {'video': 'rtpvp8depay ! vp8dec ! fakesink name=end sync=false signal-handoffs=true',
            'audio': 'rtpopusdepay ! opusdec ! fakesink name=end sync=false signal-handoffs=true'}


def say(*words):
    sys.stdout.write(' '.join(map(str, words)) + '\n')  # whole lines: several threads speak
    sys.stdout.flush()


def ask(method, url, token, body=None):
    """(status, Location, text)"""
    request = urllib.request.Request(url, method=method, data=body, headers={
        'Authorization': f'Bearer {token}', 'Content-Type': 'application/sdp'})
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
            return answer.status, answer.headers.get('Location'), answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, None, error.read().decode()


class Peer:
    def __init__(self, role, url=None, token=None):
        self.url, self.token, self.place = url, token, None
        self.loop = GLib.MainLoop()
        self.counts = {}
        made = Gst.parse_launch(BIN + (SOURCES if role == 'publish' else ''))
        self.pipeline = made if isinstance(made, Gst.Pipeline) else Gst.Pipeline.new()
        if made is not self.pipeline:  # an element alone
            self.pipeline.add(made)
        self.peer = self.pipeline.get_by_name('peer')
        # libnice leaves loopback out. The property gives its reference away: it is kept, and given back.
        self.agent = self.peer.get_property('ice-agent')
        self.agent.ref()
        self.agent.emit('add-local-ip-address', '127.0.0.1')
        self.peer.connect('pad-added', self.on_pad)
        self.peer.connect('notify::ice-gathering-state', lambda *_: self.send_offer())
        self.peer.connect('notify::connection-state', lambda *_: say(
            'state', self.peer.get_property('connection-state').value_nick))
        self.is_sent = False
        if role == 'publish':
            self.peer.connect('on-negotiation-needed', lambda _peer: self.make_offer())
        else:
            for caps in WANTED + (SPARE if role == 'view_more' else ()):
                self.peer.emit('add-transceiver', GstWebRTC.WebRTCRTPTransceiverDirection.RECVONLY,
                               Gst.Caps.from_string(caps))
        self.pipeline.set_state(Gst.State.PLAYING)
        if role != 'publish':
            GLib.idle_add(self.make_offer)

    def make_offer(self):
        def made(promise, *_more):
            reply = promise.get_reply()  # lives as long as what is in it
            self.peer.emit('set-local-description', reply.get_value('offer'), None)
        self.peer.emit('create-offer', None, Gst.Promise.new_with_change_func(made, None))

    def send_offer(self):
        """All candidates are in it: nothing is trickled."""
        is_complete = self.peer.get_property('ice-gathering-state') == GstWebRTC.WebRTCICEGatheringState.COMPLETE
        if is_complete and not self.is_sent:
            self.is_sent = True
            GLib.idle_add(self.exchange)

    def exchange(self):
        offer = self.peer.get_property('local-description').sdp.as_text()
        if not self.url:
            say('offer', base64.b64encode(offer.encode()).decode())
            return
        status, place, text = ask('POST', self.url, self.token, offer.encode())
        say('status', status)
        if status != 201:
            self.loop.quit()
            return
        self.place = urllib.parse.urljoin(self.url, place)
        say('at', place)
        self.take_answer(text)

    def take_answer(self, text):
        _result, sdp = GstSdp.SDPMessage.new_from_text(text)
        answer = GstWebRTC.WebRTCSessionDescription.new(GstWebRTC.WebRTCSDPType.ANSWER, sdp)
        self.peer.emit('set-remote-description', answer, None)

    def on_pad(self, _peer, pad):
        if pad.get_direction() != Gst.PadDirection.SRC:
            return
        kind = pad.get_current_caps().get_structure(0).get_string('media')
        decoder = Gst.parse_bin_from_description(DECODERS[kind], True)
        decoder.get_by_name('end').connect('handoff', lambda *_: self.count(kind))
        self.pipeline.add(decoder)
        decoder.sync_state_with_parent()
        pad.link(decoder.get_static_pad('sink'))

    def count(self, kind):
        self.counts[kind] = self.counts.get(kind, 0) + 1
        say(kind, self.counts[kind])

    def read(self):
        for line in sys.stdin:
            GLib.idle_add(self.take_answer, base64.b64decode(line).decode())
        GLib.idle_add(self.loop.quit)

    def run(self):
        threading.Thread(target=self.read, daemon=True).start()
        self.loop.run()
        if self.place:
            say('left', ask('DELETE', self.place, self.token)[0])
        self.pipeline.set_state(Gst.State.NULL)


if __name__ == '__main__':
    Gst.init(None)
    Peer(*sys.argv[1:]).run()
