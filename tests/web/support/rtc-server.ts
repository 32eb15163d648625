/* The SFU alone (tests/support/rtc_server.c) as a child process. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline';

import { programPath } from './server.ts';

export class RtcServer {
  readonly url: string;
  private readonly child: ChildProcess;

  private constructor(url: string, child: ChildProcess) {
    this.url = url;
    this.child = child;
  }

  static async start(): Promise<RtcServer> {
    const program = resolve(dirname(programPath()), '../tests/integration/rtc_server');
    assert.ok(existsSync(program), `there is no program '${program}'`);
    const child = spawn(program, [], { stdio: ['pipe', 'pipe', 'inherit'] });
    for await (const line of createInterface({ input: child.stdout })) {
      const port = /^READY http=(\S+)/.exec(line)?.[1];
      assert.ok(port, line);
      return new RtcServer(`http://${port}`, child);
    }
    throw new Error('the server of the SFU ended before it was ready');
  }

  async offer(path: string, sdp: string): Promise<{ status: number; sdp: string; location: string }> {
    const answer = await fetch(this.url + path, { method: 'POST', headers: { 'Content-Type': 'application/sdp' }, body: sdp });
    return { status: answer.status, sdp: await answer.text(), location: answer.headers.get('Location') ?? '' };
  }

  async leave(location: string): Promise<number> {
    return (await fetch(this.url + location, { method: 'DELETE' })).status;
  }

  async dispose(): Promise<void> {
    const ended = new Promise<number | null>((done) => this.child.once('exit', done));
    this.child.stdin!.end();
    assert.equal(await ended, 0);
  }
}
