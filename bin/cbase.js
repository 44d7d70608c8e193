#!/usr/bin/env node
// CommonJS and old syntax on purpose: an old Node must reach the message below. Neither --version nor --help loads the program.
var fs = require('node:fs');
var path = require('node:path');
var root = path.dirname(__dirname);
var version = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')).version;
var node = process.versions.node.split('.').map(Number);
var fits = (node[0] === 20 && node[1] >= 19) || (node[0] === 22 && node[1] >= 13) || node[0] > 22;

var argv = process.argv.slice(2);
var last = argv[argv.length - 1];

if (!fits) {
  process.stderr.write(
    `cbase requires Node 20.19+ or 22.13+; this is ${process.version}. Install a newer Node.\n`,
  );
  process.exitCode = 2;
} else if (argv.length === 1 && ['--version', '-V', 'version'].indexOf(last) >= 0) {
  print(`${version}\n`, () => {
    process.exitCode = 74;
  });
} else if (!fs.existsSync(path.join(root, 'dist', 'start.cjs'))) {
  process.stderr.write('cbase is not built yet. Run: npm run build\n');
  process.exitCode = 2;
} else {
  try {
    run();
  } catch (error) {
    process.stderr.write(`Cannot load cbase: ${error.message.split('\n')[0]}. Reinstall it.\n`);
    process.exitCode = 70;
  }
}

function run() {
  // Stack traces then name the lines of the source.
  if (process.env.CBASE_DEBUG === '1') process.setSourceMapsEnabled(true);
  var start = () => program().start(version, root);
  // Without a command, or with a group alone, cbase shows what there is.
  var isHelp =
    argv.length < 2 || argv[0] === 'help' || argv.indexOf('--help') >= 0 || argv.indexOf('-h') >= 0;
  if (!isHelp) return start();
  // Ctrl-C in a pager is for the pager. It may arrive here after the pager has ended because of it.
  var isHeard = false;
  var hear = () => {
    isHeard = true;
  };
  process.on('SIGINT', hear);
  var { helpToPrint } = require('../dist/help.cjs');
  var help = helpToPrint({ argv, env: process.env, stdout: process.stdout }, root);
  var goOn = () => {
    if (isHeard || (help !== undefined && help.text === '')) return;
    process.off('SIGINT', hear);
    if (help === undefined) start();
    // If it cannot be written, the program tries again, and reports why.
    else print(help.text, start);
  };
  if (help !== undefined && help.waitMs > 0) setTimeout(() => setImmediate(goOn), help.waitMs);
  else goOn();
}

function program() {
  // Node maps stack traces only for what it has loaded itself.
  if (process.env.CBASE_DEBUG === '1') return require('../dist/start.cjs');
  return require('../dist/load.cjs').load('start.cjs', {
    dist: path.join(root, 'dist'),
    host: process,
    require,
  });
}

/** Writes to stdout. A reader that has gone is not an error; any other failure calls `failed`. */
function print(text, failed) {
  process.stdout.once('error', (error) => {
    if (error.code !== 'EPIPE') failed();
  });
  process.stdout.write(text);
}
