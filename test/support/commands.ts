import { squarePng } from './images.js';
import { file } from './workdir.js';

/**
 * The kind of a call decides how its failures end: a `read` is retried, a `write` is not and may be in doubt, `settings`
 * can be sent twice without harm, a `question` is billed.
 */
export type Kind = 'read' | 'settings' | 'write' | 'question';
export type Row = readonly [command: string, kind: Kind, calls: string, argv: readonly string[]];

/** A seed with everything that the commands ask for. */
export const fullSeed = new URL('full-seed.json', import.meta.url).pathname;
const contacts = '/chatbots/b1/contacts';
const attrs = '/chatbots/b1/custom-attributes';

/** Every command that calls the API, with its calls. */
export const rows: readonly Row[] = [
  ['auth login', 'read', 'GET /get-chatbots', ['--with-token']],
  ['bots list', 'read', 'GET /get-chatbots', []],
  ['bots get', 'read', 'GET /get-chatbots', ['b1']],
  ['bots create', 'write', 'POST /create-chatbot', ['Fresh', '--source', 'TEXT']],
  ['bots update', 'settings', 'POST /update-chatbot-settings', ['b1', '--temperature', '0.5']],
  ['bots train', 'write', 'POST /update-chatbot-data', ['b1', '--source', 'TEXT', '--yes']],
  ['bots delete', 'write', 'DELETE /delete-chatbot', ['b1', '--confirm', 'b1']],
  ['bots pull', 'read', 'GET /get-chatbots', ['b1']],
  ['bots diff', 'read', 'GET /get-chatbots', ['b1', 'YAML']],
  ['bots plan', 'read', 'GET /get-chatbots', ['b1', 'YAML']],
  ['bots icon set', 'settings', 'POST /upload-chatbot-icon', ['PNG', 'b1']],
  ['bots icon delete', 'write', 'DELETE /delete-chatbot-icon', ['b1', '--confirm', 'b1']],
  ['bots picture set', 'settings', 'POST /upload-chatbot-profile-picture', ['PNG', 'b1']],
  ['bots picture delete', 'write', 'DELETE /delete-chatbot-profile-picture', ['b1', '--confirm', 'b1']],
  ['chat', 'question', 'POST /chat', ['When are you open?']],
  ['contacts list', 'read', `GET ${contacts}`, []],
  // Where the call takes Chatbase's own id only, the list is searched.
  ['contacts get', 'read', `GET ${contacts}/*, GET ${contacts}`, ['c1']],
  ['contacts create', 'write', `POST ${contacts}`, ['c9', '--name', 'Cy', '--set', 'seats=3']],
  ['contacts update', 'settings', `PATCH ${contacts}/*`, ['c1', '--name', 'Ada L.']],
  ['contacts delete', 'write', `DELETE ${contacts}/*`, ['c1', '--confirm', 'c1']],
  ['contacts template', 'read', `GET ${attrs}`, ['--types']],
  // Its columns are the attributes.
  ['contacts export', 'read', `GET ${contacts}`, []],
  ['attrs list', 'read', `GET ${attrs}`, []],
  ['attrs get', 'read', `GET ${attrs}`, ['plan']],
  ['attrs pull', 'read', `GET ${attrs}`, []],
  ['attrs create', 'write', `POST ${attrs}`, ['tier', '--type', 'text', '--yes']],
  ['attrs update', 'settings', `PUT ${attrs}/plan`, ['plan', '--label', 'Subscription']],
  ['attrs archive', 'settings', `PUT ${attrs}/plan`, ['plan']],
  ['attrs unarchive', 'settings', `PUT ${attrs}/old_tier`, ['old_tier']],
  ['leads list', 'read', 'GET /get-leads', []],
  ['leads get', 'read', 'GET /get-leads', ['1']],
  ['leads export', 'read', 'GET /get-leads', []],
  ['leads stats', 'read', 'GET /get-leads', []],
  ['convos list', 'read', 'GET /get-conversations', []],
  ['convos get', 'read', 'GET /get-conversations', ['v1']],
  ['convos export', 'read', 'GET /get-conversations', []],
  ['convos stats', 'read', 'GET /get-conversations', []],
  ['convos gaps', 'read', 'GET /get-conversations', []],
  ['api', 'read', 'GET /get-chatbots', ['GET', '/get-chatbots']],
  ['doctor', 'read', 'GET /get-chatbots', []],
];

const files: Readonly<Record<string, () => string>> = {
  TEXT: () => file('We are open from 9 to 5.', 'text.md'),
  PNG: () => file(squarePng(), 'square.png'),
  YAML: () => file('temperature: 0.7\n', 'settings.yaml'),
};

/** The words of a command line, with placeholders replaced by the paths of files for this test. */
export function argvOf([command, , , argv]: Row): readonly string[] {
  return [...command.split(' '), ...argv.map((word) => files[word]?.() ?? word)];
}
