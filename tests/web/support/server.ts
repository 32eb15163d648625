/* The real server as a child process, in a folder of its own, on a free port of the loopback. */
import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const READY_TIMEOUT_MS = 60000;
const STOP_TIMEOUT_MS = 20000;

/* What libraries leave behind on purpose is no fault of a server (tests/support/lsan.supp says why). */
const LEAKS_ALLOWED = resolve(import.meta.dirname, '../../support/lsan.supp');

function environment(): NodeJS.ProcessEnv {
  return { ...process.env, LSAN_OPTIONS: `print_suppressions=0:suppressions=${LEAKS_ALLOWED}` };
}

export function programPath(): string {
  const path = resolve(process.env['TONGPING_BIN'] ?? 'build/server/tongping');
  assert.ok(existsSync(path), `TONGPING_BIN: there is no program '${path}'`);
  return path;
}

export class TestServer {
  url = '';
  secureUrl = ''; // empty: no TLS
  log = '';
  private child: ChildProcess | null = null;
  private readonly folder = mkdtempSync(join(tmpdir(), 'tongping-web-'));
  readonly data = join(this.folder, 'data');
  private readonly options: readonly string[];

  private constructor(options: readonly string[]) {
    this.options = options;
  }

  static async start(...options: string[]): Promise<TestServer> {
    const server = new TestServer(options);
    await server.run('127.0.0.1:0');
    return server;
  }

  /* With a certificate authority and a server certificate of its own. */
  static async startWithCertificate(...options: string[]): Promise<TestServer> {
    const server = new TestServer(options);
    const made = spawnSync(programPath(), ['cert', '--data', server.data, '--name', '127.0.0.1'], {
      encoding: 'utf8',
    });
    assert.equal(made.status, 0, made.stderr);
    await server.run('127.0.0.1:0');
    return server;
  }

  /* As a crash or a power cut would: no good-bye to anybody. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /* As an update would. */
  async stop(): Promise<void> {
    const code = await this.end('SIGTERM');
    assert.equal(code, 0, `the server did not stop cleanly\n${this.log.slice(-4000)}`);
  }

  /* On the same port, with the same data. */
  async startAgain(): Promise<void> {
    await this.run(new URL(this.url).host);
  }

  async dispose(): Promise<void> {
    try {
      await this.stop();
    } finally {
      rmSync(this.folder, { recursive: true, force: true });
    }
  }

  /* The ways in of meetings take any free port, also after a restart on the same one for pages. */
  private async run(listen: string): Promise<void> {
    const child = spawn(
      programPath(),
      [
        'serve', ...this.options, '--listen', listen, '--data', this.data,
        '--live-rtmp-listen', '127.0.0.1:0', '--live-srt-listen', '127.0.0.1:0',
        '--rtc-listen', '127.0.0.1:0',
        '--course-demo-lessons=false', // nobody waits for them
      ],
      { stdio: ['ignore', 'pipe', 'pipe'], env: environment() },
    );
    this.child = child;
    child.stderr.on('data', (bytes: Buffer) => (this.log += bytes.toString()));
    let output = '';
    await new Promise<void>((ready, fail) => {
      const timer = setTimeout(() => fail(this.problem('not ready in time')), READY_TIMEOUT_MS);
      child.stdout.on('data', (bytes: Buffer) => {
        this.log += bytes.toString();
        output += bytes.toString();
        const address = /^READY .*?\bhttp=(\S+)/m.exec(output)?.[1];
        if (!address) return;
        clearTimeout(timer);
        this.url = `http://${address}`;
        const secure = /^READY .*?\bhttps=(\S+)/m.exec(output)?.[1];
        this.secureUrl = secure ? `https://${secure}` : '';
        ready();
      });
      child.once('exit', (code) => {
        clearTimeout(timer);
        fail(this.problem(`ended with ${code}`));
      });
      child.once('error', fail);
    });
  }

  private problem(what: string): Error {
    return new Error(`cannot start the server: ${what}\n${this.log.slice(-4000)}`);
  }

  /* Its exit code; null when a signal ended it, 0 when none runs. */
  private async end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.child;
    this.child = null;
    if (!child) return 0;
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const gone = new Promise((done) => child.once('exit', done));
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await gone;
    clearTimeout(timer);
    return child.exitCode;
  }
}
