// Writes the completion scripts from the command tree: npm run completions
import { writeFileSync } from 'node:fs';
import { bashScript } from '../dist/cli/completion/bash.js';
import { fishScript } from '../dist/cli/completion/fish.js';
import { powershellScript } from '../dist/cli/completion/powershell.js';
import { completionTree } from '../dist/cli/completion/program-tree.js';
import { zshScript } from '../dist/cli/completion/zsh.js';
import { buildProgram } from '../dist/program.js';

const program = await buildProgram({
  io: { version: '', stdout: {} },
  run: async () => 0,
  end: () => {},
  help: () => {},
});
const tree = completionTree(program);
const scripts = {
  'cbase.bash': bashScript(tree),
  _cbase: zshScript(tree),
  'cbase.fish': fishScript(tree),
  'cbase.ps1': powershellScript(tree),
};
for (const [name, script] of Object.entries(scripts)) writeFileSync(new URL(name, import.meta.url), script);
