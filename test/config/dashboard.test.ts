import { expect, test } from 'vitest';
import { dashboardUrl } from '../../src/config/dashboard.js';

test.each([
  ['https://www.chatbase.co/api/v1', 'https://www.chatbase.co/dashboard/'],
  ['https://chatbase.co/', 'https://www.chatbase.co/dashboard/'],
  ['https://notchatbase.co/', undefined],
  ['http://127.0.0.1:4010/api/v1', undefined],
])('the dashboard behind %s is %s', (baseUrl, dashboard) => {
  expect(dashboardUrl(new URL(baseUrl))?.href).toBe(dashboard);
});
