/* A small tus 1.0.0 endpoint of the fake server (creation, termination), which a test can make break off in the
 * middle of a body, refuse, or go slowly. */
import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Upload, UploadPurpose } from '../../../player-web/shared/contract/uploads.ts';
import { fakeId } from './fake-county.ts';

export interface FakeUpload extends Upload {
  bytes: Buffer[];
}

export class FakeTus {
  uploads: FakeUpload[] = [];
  /* Bytes after which the next body is cut off; null: none is. */
  cutAfter: number | null = null;
  /* The line stays away after a cut until a test gives it back. */
  isAway = false;
  /* Bodies are held once this much has come, until a test lets them go on. */
  holdAfter: number | null = null;
  refusal: { status: number; code: string; detail: string } | null = null;
  onComplete: (upload: FakeUpload) => void = () => undefined;
  requests: string[] = [];
  private next = 1;
  private held: (() => void)[] = [];

  /* Unfinished ones, as GET answers them. */
  list(): { uploads: Upload[] } {
    const rest = this.uploads.filter((upload) => upload.offset < upload.length);
    return { uploads: rest.map(({ bytes: _bytes, ...upload }) => upload) };
  }

  /* What the browser sent before, in another life of the page. */
  begunBefore(part: Partial<FakeUpload> & { file_name: string; length: number; offset: number }): FakeUpload {
    const upload: FakeUpload = {
      id: fakeId(0x60, this.next++), purpose: 'video', created_at: new Date().toISOString(),
      expires_at: new Date(Date.now() + 86400000).toISOString(), bytes: [], ...part,
    };
    this.uploads.push(upload);
    return upload;
  }

  letGo(): void {
    this.holdAfter = null;
    for (const go of this.held.splice(0)) go();
  }

  /* True when it was for us. */
  async serve(request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean> {
    const match = /^\/api\/v1\/uploads(?:\/([^/]+))?$/.exec(url.pathname);
    const method = request.method ?? '';
    if (!match || method === 'GET') return false;
    this.requests.push(`${method} ${match[1] ? 'one' : 'all'}`);
    if (this.isAway) {
      request.socket.destroy();
      return true;
    }
    response.setHeader('Tus-Resumable', '1.0.0');
    if (this.refusal && method !== 'DELETE') this.refuse(response);
    else if (method === 'POST') this.create(request, response);
    else await this.one(request, response, this.uploads.find((upload) => upload.id === match[1]));
    return true;
  }

  private refuse(response: ServerResponse): void {
    const { status, code, detail } = this.refusal!;
    response.writeHead(status, { 'Content-Type': 'application/problem+json', 'Content-Language': 'zh-CN' });
    response.end(JSON.stringify({ type: 'about:blank', title: code, status, detail, code }));
  }

  private create(request: IncomingMessage, response: ServerResponse): void {
    const pairs = String(request.headers['upload-metadata'] ?? '')
      .split(',')
      .map((pair) => pair.trim().split(' '))
      .map(([name = '', value = '']) => [name, Buffer.from(value, 'base64').toString()] as const);
    const words = Object.fromEntries(pairs);
    const upload = this.begunBefore({
      lesson_id: words['lesson_id'] ?? '',
      purpose: (words['purpose'] ?? 'video') as UploadPurpose,
      ...(words['language'] ? { language: words['language'] } : {}),
      file_name: words['filename'] ?? '',
      length: Number(request.headers['upload-length']),
      offset: 0,
    });
    response.writeHead(201, { Location: `/api/v1/uploads/${upload.id}` }).end();
  }

  private async one(request: IncomingMessage, response: ServerResponse, upload: FakeUpload | undefined): Promise<void> {
    if (!upload) response.writeHead(404).end();
    else if (request.method === 'HEAD') {
      response.writeHead(200, { 'Upload-Offset': upload.offset, 'Upload-Length': upload.length }).end();
    } else if (request.method === 'DELETE') {
      this.uploads = this.uploads.filter((one) => one !== upload);
      response.writeHead(204).end();
    } else if (Number(request.headers['upload-offset']) !== upload.offset) response.writeHead(409).end();
    else await this.patch(request, response, upload);
  }

  private async patch(request: IncomingMessage, response: ServerResponse, upload: FakeUpload): Promise<void> {
    try {
      for await (const part of request) {
        if (this.cutAfter !== null && upload.offset + (part as Buffer).length > this.cutAfter) {
          const rest = (part as Buffer).subarray(0, Math.max(0, this.cutAfter - upload.offset));
          this.take(upload, rest);
          this.cutAfter = null;
          request.socket.destroy();
          return;
        }
        this.take(upload, part as Buffer);
        if (this.holdAfter !== null && upload.offset >= this.holdAfter) {
          await new Promise<void>((go) => {
            this.held.push(go);
            request.socket.once('close', go);
          });
        }
      }
    } catch {
      return; /* the browser broke off */
    }
    response.writeHead(204, { 'Upload-Offset': upload.offset }).end();
    if (upload.offset === upload.length) this.onComplete(upload);
  }

  private take(upload: FakeUpload, part: Buffer): void {
    upload.bytes.push(part);
    upload.offset += part.length;
  }
}
