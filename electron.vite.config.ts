import { defineConfig } from 'electron-vite'
import { fileURLToPath } from 'node:url'

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

/** One CommonJS file with all its packages inside, in the syntax of Node 16: the tests drive Electron 22 too. */
function commonJs(name: string, entry: string) {
  return {
    build: {
      target: 'node16',
      outDir: path('dist/electron'),
      emptyOutDir: false,
      minify: false,
      sourcemap: true,
      externalizeDeps: false,
      rollupOptions: {
        input: { [name]: path(entry) },
        external: ['electron'],
        output: { format: 'cjs' as const, entryFileNames: '[name].cjs' },
      },
    },
  }
}

/** Electron's main process and preload script; the page is built by vite.config.ts. */
export default defineConfig({
  main: commonJs('main', 'main/electron.ts'),
  preload: commonJs('preload', 'preload/preload.ts'),
})
