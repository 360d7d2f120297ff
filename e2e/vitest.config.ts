import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

// Real Chromium against a real Holdfast. One file after the other: each wants the machine's cores for itself.
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('..', import.meta.url)),
    include: ['e2e/**/*.spec.ts'],
    globalSetup: ['e2e/holdfast.ts'],
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 60_000,
  },
})
