#!/usr/bin/env node
// CommonJS and old syntax on purpose: an old Node must reach the message below, and --version must not load the program.
var fs = require('node:fs');
var path = require('node:path');
var root = path.dirname(__dirname);
var version = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')).version;
var node = process.versions.node.split('.').map(Number);
var fits = (node[0] === 20 && node[1] >= 19) || (node[0] === 22 && node[1] >= 13) || node[0] > 22;

if (!fits) {
  process.stderr.write(
    `cbase requires Node 20.19+ or 22.13+; this is ${process.version}. Install a newer Node.\n`,
  );
  process.exitCode = 2;
} else if (process.argv.length === 3 && process.argv[2] === '--version') {
  process.stdout.on('error', (error) => {
    if (error.code !== 'EPIPE') process.exitCode = 74;
  });
  process.stdout.write(`${version}\n`);
} else if (!fs.existsSync(path.join(root, 'dist', 'start.js'))) {
  process.stderr.write('cbase is not built yet. Run: npm run build\n');
  process.exitCode = 2;
} else {
  import('../dist/start.js').then(
    (start) => start.start(version),
    (error) => {
      process.stderr.write(`Cannot load cbase: ${error.message}. Reinstall it.\n`);
      process.exitCode = 70;
    },
  );
}
