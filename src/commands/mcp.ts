import type { Command } from 'commander';
import { acting, type Cli } from '../cli/action.js';
import { type HelpPage, withHelp } from '../cli/help/page.js';
import { collect, duration } from '../cli/parsers.js';
import type { Options } from './mcp.run.js';

const help: HelpPage = {
  notes: [
    'An MCP client starts this command and talks to it on stdin and stdout. It offers commands of cbase as tools: bots, contacts, attributes, leads, conversations, statistics, and dry runs of imports and tests. It only reads unless a flag allows more, and never deletes.',
    'Account, profile and bot are those of this command line; a model can choose a bot only if none was named. The settings of a client:',
    '  {"mcpServers": {"cbase": {"command": "cbase", "args": ["mcp"]}}}',
    'It needs the package @modelcontextprotocol/sdk: npm install --global @modelcontextprotocol/sdk',
  ],
  examples: ['cbase mcp', 'cbase mcp --root .', 'cbase mcp --allow-writes --allow-chat'],
  readOn: 'docs/mcp.md',
};

export function mcp(program: Command, cli: Cli): void {
  withHelp(program.command('mcp'), help)
    .summary('Offer commands as tools to a model (an MCP server on stdin and stdout)')
    .description('Offer commands of cbase as tools to a model: an MCP server on stdin and stdout')
    .option(
      '--allow-writes',
      'also offer tools that create and change contacts, attributes and bots, or write files',
    )
    .option('--allow-chat', 'also offer tools that ask a bot, which costs credits')
    .option(
      '--root <directory>',
      'let tools read files in this directory; repeat for more (default: none)',
      collect,
    )
    .option(
      '--call-timeout <duration>',
      'stop a call that takes longer (default 5m; 0 for no limit)',
      duration,
    )
    .action(
      acting<Options>(
        cli,
        async () => {
          const { serveTools } = await import('./mcp.run.js');
          return (io, options) => serveTools(io, options, { program, run: cli.run });
        },
        { offersLogin: false },
      ),
    );
}
