/* coturn as a child process, with deploy/turnserver.conf.example as it stands but for addresses, ports, certificate
 * and secret. */
import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { eventually } from './wait.ts';

const EXAMPLE = resolve(import.meta.dirname, '../../../deploy/turnserver.conf.example');
const PROGRAM = '/usr/bin/turnserver';
const HOST = '127.0.0.1';
/* Relayed ports of this test. */
const [FIRST_PORT, LAST_PORT] = [51000, 51999];

/* Free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, HOST, done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

function makeCertificate(folder: string): { cert: string; key: string } {
  const [cert, key] = [join(folder, 'turn.crt'), join(folder, 'turn.key')];
  const made = spawnSync('openssl', [
    'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
    '-subj', '/CN=village.test', '-addext', 'subjectAltName=DNS:village.test', '-keyout', key, '-out', cert,
  ], { encoding: 'utf8' });
  assert.equal(made.status, 0, made.stderr);
  return { cert, key };
}

export class TurnServer {
  readonly port: number;
  readonly tlsPort: number;
  readonly secret = 'a secret of this test';
  log = '';
  private readonly folder: string;
  private readonly child: ChildProcess;

  private constructor(folder: string, child: ChildProcess, port: number, tlsPort: number) {
    this.folder = folder;
    this.child = child;
    this.port = port;
    this.tlsPort = tlsPort;
  }

  /* `allowed`: the one address that is reached through it. */
  static async start(allowed = HOST): Promise<TurnServer> {
    const folder = mkdtempSync(join(tmpdir(), 'tongping-turn-'));
    const [port, tlsPort] = [await freePort(), await freePort()];
    const { cert, key } = makeCertificate(folder);
    const own: Record<string, string> = {
      'listening-ip': HOST, 'relay-ip': HOST, 'listening-port': String(port), 'tls-listening-port': String(tlsPort),
      'min-port': String(FIRST_PORT), 'max-port': String(LAST_PORT), cert, pkey: key,
      'static-auth-secret': 'a secret of this test', 'allowed-peer-ip': allowed,
    };
    const lines = readFileSync(EXAMPLE, 'utf8').split('\n').filter((line) => line !== 'syslog').map((line) => {
      const name = /^([a-z0-9-]+)=/.exec(line)?.[1] ?? '';
      return name in own ? `${name}=${own[name]}` : line;
    });
    /* coturn refuses loopback addresses of its own accord, and would write its number below /var/run. */
    lines.push('allow-loopback-peers', 'log-file=stdout', `pidfile=${join(folder, 'pid')}`, `userdb=${join(folder, 'db')}`);
    const file = join(folder, 'turnserver.conf');
    writeFileSync(file, lines.join('\n'));
    const child = spawn(PROGRAM, ['-c', file, '-v'], { stdio: ['ignore', 'pipe', 'pipe'] });
    const server = new TurnServer(folder, child, port, tlsPort);
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (server.log += String(text)));
    try {
      await eventually('coturn listens', async () => server.log, (log) => log.includes('TLS') && /listener opened on/.test(log));
    } catch (error) {
      throw new Error(`${String(error)}\n${server.log}`);
    }
    return server;
  }

  get urls(): { tls: string; tcp: string; udp: string } {
    return {
      tls: `turns:village.test:${this.tlsPort}?transport=tcp`,
      tcp: `turn:${HOST}:${this.port}?transport=tcp`,
      udp: `turn:${HOST}:${this.port}?transport=udp`,
    };
  }

  async dispose(): Promise<void> {
    const ended = new Promise((done) => this.child.once('exit', done));
    this.child.kill('SIGTERM');
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
