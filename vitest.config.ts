import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

/** Tests that drive a whole program share its ports, displays and cores: one file at a time, after the rest. */
function wholeProgram(name: string, setUp: string, order: number) {
  return {
    test: {
      name,
      include: [`tests/${name}/**/*.test.ts`],
      globalSetup: setUp,
      fileParallelism: false,
      testTimeout: 180_000,
      hookTimeout: 180_000,
      sequence: { groupOrder: order },
    },
  }
}

export default defineConfig({
  test: {
    reporters:
      process.env['CI'] === 'true' ? ['default', 'json', './tests/unhandled-reporter.ts'] : ['default'],
    // Many tests wait for processes and instruments: a core left free would only wait with them.
    maxWorkers: '100%',
    outputFile: { json: 'test-results/results.json' },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/renderer/**', 'tests/e2e/**', 'tests/electron/**'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          // Of the tests that say they may run side by side: they wait for instruments.
          maxConcurrency: 16,
        },
      },
      {
        // Svelte's server build has no effects, so the page's modules are tested against its browser build.
        plugins: [svelte()],
        resolve: { conditions: ['browser'] },
        test: {
          name: 'renderer',
          include: ['tests/renderer/**/*.test.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      wholeProgram('e2e', 'tests/set-up-page.ts', 1),
      wholeProgram('electron', 'tests/set-up-electron.ts', 2),
    ],
  },
})
