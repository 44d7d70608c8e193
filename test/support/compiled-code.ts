/**
 * Where every `cbase` that a test starts keeps its compiled code: one place for the whole run, since each has a home of its own and
 * would compile everything again. Set by `shared-cache.ts`.
 */
export const compiledCode = { XDG_CACHE_HOME: process.env.CBASE_TEST_CACHE ?? '' };
