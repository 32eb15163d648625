/* The server's side of a WebSocket (RFC 6455), as much as a test of pages needs: text in one frame. */
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const TEXT = 1;
const CLOSE = 8;

export class FakeSocket {
  onText: (text: string) => void = () => undefined;
  onClose: () => void = () => undefined;
  private readonly stream: Duplex;
  private rest = Buffer.alloc(0);

  constructor(request: IncomingMessage, stream: Duplex) {
    this.stream = stream;
    const key = request.headers['sec-websocket-key'] ?? '';
    const accept = createHash('sha1').update(key + GUID).digest('base64');
    stream.write(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        `Sec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: tongping.v1\r\n\r\n`,
    );
    stream.on('data', (bytes: Buffer) => this.take(bytes));
    stream.on('error', () => undefined);
    stream.on('close', () => this.onClose());
  }

  send(message: object): void {
    const body = Buffer.from(JSON.stringify(message));
    const head =
      body.length < 126
        ? Buffer.from([0x80 | TEXT, body.length])
        : Buffer.from([0x80 | TEXT, 126, body.length >> 8, body.length & 0xff]);
    if (this.stream.writable) this.stream.write(Buffer.concat([head, body]));
  }

  end(): void {
    this.stream.destroy();
  }

  /* Frames of a client are masked, and short here. */
  private take(bytes: Buffer): void {
    this.rest = Buffer.concat([this.rest, bytes]);
    while (this.rest.length >= 6) {
      const long = (this.rest[1]! & 0x7f) === 126;
      const length = long ? this.rest.readUInt16BE(2) : this.rest[1]! & 0x7f;
      const start = long ? 8 : 6;
      if (this.rest.length < start + length) return;
      const mask = this.rest.subarray(start - 4, start);
      const body = Buffer.from(this.rest.subarray(start, start + length));
      for (let i = 0; i < body.length; i++) body[i] = body[i]! ^ mask[i % 4]!;
      const kind = this.rest[0]! & 0x0f;
      this.rest = this.rest.subarray(start + length);
      if (kind === CLOSE) this.end();
      else if (kind === TEXT) this.onText(body.toString());
    }
  }
}
