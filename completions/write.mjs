// Writes the completion scripts from the command tree: npm run completions
import { writeFileSync } from 'node:fs';
import tools from '../build/out/tools.cjs';

const { bashScript, buildProgram, completionTree, fishScript, powershellScript, zshScript } = tools;

const program = await buildProgram({
  io: { version: '', stdout: {} },
  run: async () => 0,
  end: () => {},
  print: () => {},
});
const tree = completionTree(program);
const scripts = {
  'cbase.bash': bashScript(tree),
  _cbase: zshScript(tree),
  'cbase.fish': fishScript(tree),
  'cbase.ps1': powershellScript(tree),
};
for (const [name, script] of Object.entries(scripts)) writeFileSync(new URL(name, import.meta.url), script);
