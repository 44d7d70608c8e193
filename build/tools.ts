// What the build and the tests run themselves, outside the shipped bundle.
export { processIo } from '../src/base/io.js';
export { bashScript } from '../src/cli/completion/bash.js';
export { fishScript } from '../src/cli/completion/fish.js';
export { powershellScript } from '../src/cli/completion/powershell.js';
export { completionTree } from '../src/cli/completion/program-tree.js';
export { zshScript } from '../src/cli/completion/zsh.js';
export { manualPages } from '../src/cli/help/manual.js';
export { libraryOf } from '../src/help/library.js';
export { helpFile, helpName, renderedWidths } from '../src/help/rendered.js';
export { helpTexts } from '../src/help/texts.js';
export { main } from '../src/main.js';
export { buildProgram } from '../src/program.js';
