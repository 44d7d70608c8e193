import { dayMs, type KeptPlace, locks } from './place.js';

/** Files of the settings. */
export const settingsPlaces: readonly KeptPlace[] = [
  {
    path: 'config.json',
    about: 'settings and profiles',
    kinds: [
      locks('config.json.lock', 'config.json.lock.takeover'),
      { name: 'settings', paths: ['config.json'] },
      { name: 'settings set aside', paths: ['config.json.damaged-*'] },
    ],
  },
  {
    path: 'credentials.json',
    about: 'API keys; only you can read it',
    kinds: [
      locks('credentials.json.lock', 'credentials.json.lock.takeover'),
      { name: 'API keys', paths: ['credentials.json'] },
      {
        name: 'API keys set aside',
        paths: ['credentials.json.damaged-*'],
        stale: {
          when: { afterMs: 30 * dayMs },
          what: 'a damaged file of API keys was set aside more than 30 days ago',
          advice: 'Remove it once no key of it is needed',
        },
      },
    ],
  },
  {
    path: 'models.json',
    about: 'credits per reply, if you write it',
    kinds: [{ name: 'your prices', paths: ['models.json'] }],
  },
  {
    path: '.editing-*',
    about: 'settings in your editor, while it runs',
    kinds: [
      {
        name: 'edited settings',
        paths: ['.editing-*/'],
        stale: { when: { prefix: '.editing-' }, what: 'a killed cbase config edit left its copy' },
      },
    ],
  },
];
