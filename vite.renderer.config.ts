import { svelte } from '@sveltejs/vite-plugin-svelte'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

/** The page: one build for both hosts, in the syntax of the oldest Chromium it is shown in. */
export default defineConfig({
  root: path('renderer'),
  base: './',
  plugins: [svelte()],
  build: {
    target: 'chrome108',
    cssTarget: 'chrome108',
    outDir: path('dist/renderer'),
    emptyOutDir: true,
    // The content security policy allows no data: fonts and no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
  },
})
