import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/shared-cache.ts',
    testTimeout: 30_000,
    hookTimeout: 30_000,
    maxWorkers: 3,
    // No test mocks a module or leaves something behind, so the files of a worker can share their modules: a third less work.
    isolate: false,
  },
});
