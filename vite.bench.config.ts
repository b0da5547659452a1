import { builtinModules } from 'node:module'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import manifest from './package.json' with { type: 'json' }

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))
const packages = Object.keys(manifest.dependencies)

/** The bench process and the model's worker for Electron: modules beside each other, packages from node_modules. */
export default defineConfig({
  build: {
    ssr: true,
    target: 'node22',
    outDir: path('dist/electron'),
    emptyOutDir: false,
    minify: false,
    sourcemap: true,
    rolldownOptions: {
      input: { bench: path('main/bench.ts'), worker: path('model/worker.ts') },
      external: (id) =>
        id.startsWith('node:') ||
        builtinModules.includes(id) ||
        packages.some((name) => id === name || id.startsWith(`${name}/`)),
      output: {
        format: 'es',
        entryFileNames: '[name].mjs',
        // Flat, so that a URL relative to import.meta.url means the same in every file.
        chunkFileNames: 'bench-[name]-[hash].mjs',
      },
    },
  },
})
