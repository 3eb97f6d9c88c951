// The program serving a copy of the demo's ledger, for what needs a server of its own.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { missing } from './chromium.mjs';

const built = (path) => fileURLToPath(new URL(`../../target/${path}`, import.meta.url));
const program = process.env.DATELINE ?? built('release/dateline');
const demo = process.env.DATELINE_LEDGER ?? built('demo/dateline.db');

/**
 * Serves at an address of this machine, or with accounts at `0.0.0.0`, with more options of `dateline serve`; `token` makes
 * the first account.
 */
export async function serve(host, ...more) {
  for (const file of [program, demo]) if (!existsSync(file)) missing(`there is no ${file}: run \`cargo xtask demo --no-serve\`, or set $DATELINE and $DATELINE_LEDGER`);
  const folder = mkdtempSync(join(tmpdir(), 'dateline-'));
  const ledger = join(folder, 'dateline.db');
  cpSync(demo, ledger);
  const env = { ...process.env, DATELINE_LEDGER: ledger };
  const server = spawn(program, ['serve', '--addr', `${host}:0`, ...more], { env });
  const line = (stream, pattern) => new Promise((resolve) => createInterface({ input: stream }).on('line', (text) => pattern.test(text) && resolve(text.match(pattern)[1])));
  const token = line(server.stderr, /^([0-9a-f]{64})$/);
  let said = '';
  server.stderr.on('data', (text) => said += text);
  const ended = new Promise((_, reject) => server.once('exit', (code) => reject(new Error(`dateline serve ended (${code}): ${said}`))));
  ended.catch(() => undefined);
  const port = await Promise.race([line(server.stdout, /:(\d+)\/$/), ended]);
  return { origin: `http://127.0.0.1:${port}`, token, run, stop };

  /** Runs the program on the same ledger. */
  function run(args, input) {
    return spawnSync(program, args, { env, input });
  }

  function stop() {
    server.kill();
    rmSync(folder, { recursive: true });
  }
}
