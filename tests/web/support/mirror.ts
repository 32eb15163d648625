/* Answers offers in a browser's page of its own: takes what is sent, and sends moving pictures into every section of a
 * viewer. Stands for the server's forwarding where a test is about the page. */
import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';

/* Without an interface but the loopback, and without names by multicast. */
export const MIRROR_SWITCHES = [
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  '--allow-loopback-in-peer-connection',
  '--disable-features=WebRtcHideLocalIpsWithMdns',
] as const;

declare global {
  interface Window {
    mirrored?: { kind: string; peer: RTCPeerConnection }[];
  }
}

export class Mirror {
  private readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  static async open(browser: Browser): Promise<Mirror> {
    const page = await browser.newPage();
    await page.goto('about:blank');
    return new Mirror(page);
  }

  async close(): Promise<void> {
    await this.page.close();
  }

  answer(kind: 'publish' | 'view', sdp: string): Promise<string> {
    return this.page.evaluate(
      async ({ kind, sdp }) => {
        const peer = new RTCPeerConnection();
        window.mirrored = [...(window.mirrored ?? []), { kind, peer }];
        await peer.setRemoteDescription({ type: 'offer', sdp });
        let hue = 0;
        for (const transceiver of kind === 'view' ? peer.getTransceivers() : []) {
          transceiver.direction = 'sendonly';
          if (transceiver.receiver.track.kind === 'audio') continue;
          const canvas = document.createElement('canvas');
          [canvas.width, canvas.height] = [320, 180];
          const brush = canvas.getContext('2d')!;
          const own = (hue += 40);
          let step = 0;
          setInterval(() => {
            step = (step + 8) % 320;
            brush.fillStyle = `hsl(${own} 35% 45%)`;
            brush.fillRect(0, 0, 320, 180);
            brush.fillStyle = `hsl(${own} 35% 75%)`;
            brush.fillRect(step, 60, 40, 60);
          }, 100);
          await transceiver.sender.replaceTrack(canvas.captureStream(10).getVideoTracks()[0]!);
        }
        await peer.setLocalDescription(await peer.createAnswer());
        await new Promise<void>((done) => {
          const look = () => peer.iceGatheringState === 'complete' && done();
          peer.onicegatheringstatechange = look;
          look();
        });
        return peer.localDescription!.sdp;
      },
      { kind, sdp },
    );
  }

  /* What has come of the people's own pictures and sounds, in bytes. */
  taken(): Promise<number> {
    return this.page.evaluate(async () => {
      let bytes = 0;
      for (const { kind, peer } of window.mirrored ?? []) {
        if (kind !== 'publish') continue;
        for (const row of (await peer.getStats()).values()) {
          if (row.type === 'inbound-rtp') bytes += Number(row.bytesReceived);
        }
      }
      return bytes;
    });
  }

  /* As if the server had lost them all. */
  drop(): Promise<void> {
    return this.page.evaluate(() => {
      for (const { peer } of window.mirrored ?? []) peer.close();
      window.mirrored = [];
    });
  }
}
