/* The SFU alone (tests/support/rtc_server.c) as a child process. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline';

import { programPath } from './server.ts';

/* The program of a test, beside the server's. */
function builtProgram(path: string): string {
  const program = resolve(dirname(programPath()), '..', path);
  assert.ok(existsSync(program), `there is no program '${program}'`);
  return program;
}

/* Starts it and returns what its line READY says. */
async function startProgram(path: string, words: string[]): Promise<{ ready: string; child: ChildProcess }> {
  const child = spawn(builtProgram(path), words, { stdio: ['pipe', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('READY ')) return { ready: line.slice('READY '.length), child };
  }
  throw new Error(`${path} ended before it was ready`);
}

async function endProgram(child: ChildProcess): Promise<void> {
  const ended = new Promise<number | null>((done) => child.once('exit', done));
  child.stdin!.end();
  assert.equal(await ended, 0);
}

/* A bad line (tests/support/relay) in front of the media port. */
export class BadLine {
  readonly port: number;
  private readonly child: ChildProcess;

  private constructor(port: number, child: ChildProcess) {
    this.port = port;
    this.child = child;
  }

  static async start(toPort: number, ...rules: string[]): Promise<BadLine> {
    const { ready, child } = await startProgram('tests/support/relay/impair', ['--to', `127.0.0.1:${toPort}`, '--seed', '1']);
    const line = new BadLine(Number(/:(\d+)/.exec(ready)![1]), child);
    line.tell(...rules);
    return line;
  }

  /* From now on; see tests/support/relay/link_rule.h. */
  tell(...rules: string[]): void {
    for (const rule of rules) this.child.stdin!.write(`${rule}\n`);
  }

  async dispose(): Promise<void> {
    await endProgram(this.child);
  }
}

export class RtcServer {
  readonly url: string;
  readonly mediaPort: number;
  private readonly child: ChildProcess;

  private constructor(ready: string, child: ChildProcess) {
    this.url = `http://${/http=(\S+)/.exec(ready)![1]}`;
    this.mediaPort = Number(/rtc=(\d+)/.exec(ready)![1]);
    this.child = child;
  }

  static async start(): Promise<RtcServer> {
    const { ready, child } = await startProgram('tests/integration/rtc_server', []);
    return new RtcServer(ready, child);
  }

  async offer(path: string, sdp: string): Promise<{ status: number; sdp: string; location: string }> {
    const answer = await fetch(this.url + path, { method: 'POST', headers: { 'Content-Type': 'application/sdp' }, body: sdp });
    return { status: answer.status, sdp: await answer.text(), location: answer.headers.get('Location') ?? '' };
  }

  /* What a chosen viewer's places show: "PLACE WHO camera|screen HEIGHT PRIORITY" each. */
  async show(location: string, ...wishes: string[]): Promise<void> {
    const answer = await fetch(`${this.url}${location}/show`, { method: 'PUT', body: wishes.join('\n') });
    assert.equal(answer.status, 204);
  }

  async hold(location: string, holds: number, isHeld: boolean): Promise<void> {
    const answer = await fetch(`${this.url}${location}/hold?holds=${holds}&is_held=${isHeld ? 1 : 0}`, { method: 'PUT' });
    assert.equal(answer.status, 204);
  }

  /* All that was told so far, a line each (tests/support/rtc_news.h). */
  async news(): Promise<string[]> {
    return (await (await fetch(`${this.url}/rooms/any/news`)).text()).split('\n');
  }

  async figures(): Promise<string[]> {
    return (await (await fetch(`${this.url}/rooms/any/figures`)).text()).split('\n');
  }

  async leave(location: string): Promise<number> {
    return (await fetch(this.url + location, { method: 'DELETE' })).status;
  }

  async dispose(): Promise<void> {
    await endProgram(this.child);
  }
}
