// Benchmarks one API read by a new process, over http and https (P4):   node bench/read.mjs [--rounds 31]
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { runAlone } from './main.mjs';
import { bin, environment, has, inScratch, measure, node, peer, startServer } from './process.mjs';
import { comparison, notInstalled } from './records.mjs';
import { alternate } from './rounds.mjs';

const nothing = '`node -e 0`';
const script = '`fetch` script';
const curl = '`curl`';
const bots = '`bots list --json`';
const https = `${bots}: wall, https`;
const reads = {
  [nothing]: [node, '-e', '0'],
  [script]: [node, peer('read.mjs')],
  [bots]: [node, bin, 'bots', 'list', '--json'],
};
const moreReads = {
  '`bots list`, a table': [node, bin, 'bots', 'list', '--format', 'table'],
  '`leads list --json`': [node, bin, 'leads', 'list', '--json'],
};

export function measureHttpReads({ rounds = 31 } = {}) {
  return inScratch(async (scratch) => {
    const server = await startServer('lists.mjs');
    const env = environment(scratch, server.url);
    const commands = { ...reads, ...moreReads, [curl]: ['curl', '-s', `${server.url}/get-chatbots`] };
    const figures = await alternate(commands, rounds, (argv) => measure({ argv, env }));
    server.stop();
    const wall = (name, other, goal) => row(`${name}: wall, http`, { figures, name, other, goal });
    return [
      ...[bots, ...Object.keys(moreReads)].map((name) => wall(name, nothing, 2)),
      wall(bots, script, 0.4),
      wall(bots, curl),
    ];
  });
}

/** The server has a self-signed certificate. NODE_EXTRA_CA_CERTS slows down every start of Node, so the floor gets it too. */
export function measureHttpsReads({ rounds = 31 } = {}) {
  return inScratch(async (scratch) => {
    if (!has('openssl', ['openssl', 'version']))
      return [notInstalled({ id: 'P4', what: https, goal: 3 }, 'openssl')];
    const certificate = createCertificate(scratch);
    const server = await startServer('lists.mjs', certificate);
    const env = environment(scratch, server.url, { NODE_EXTRA_CA_CERTS: certificate.TLS_CERT });
    const commands = {
      ...reads,
      [curl]: ['curl', '-s', '--cacert', certificate.TLS_CERT, `${server.url}/get-chatbots`],
    };
    const figures = await alternate(commands, rounds, (argv) => measure({ argv, env }));
    server.stop();
    const wall = (other, goal) => row(https, { figures, name: bots, other, goal });
    return [wall(nothing, 3), wall(script), wall(curl)];
  });
}

export async function measureReads(options) {
  return [...(await measureHttpReads(options)), ...(await measureHttpsReads(options))];
}

function row(what, { figures, name, other, goal }) {
  return comparison({ id: 'P4', what, goal }, figures[name].wallMs, other, figures[other].wallMs);
}

/** Creates a certificate for the loopback address, and its key, in the variables that the server reads. */
function createCertificate(scratch) {
  const [TLS_CERT, TLS_KEY] = [join(scratch, 'cert.pem'), join(scratch, 'key.pem')];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', TLS_KEY];
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  spawnSync('openssl', ['req', '-x509', ...key, '-out', TLS_CERT, '-days', '1', ...name]);
  return { TLS_CERT, TLS_KEY };
}

await runAlone(import.meta, measureReads);
