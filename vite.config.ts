import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig, type Plugin } from 'vite'

/**
 * Lengths in the style sheets are design pixels; the build turns them into `rem`, so that one number, the
 * font size of the root element, scales the whole interface. Hairlines (1 px and less) stay hairlines.
 */
const designPixels = {
  postcssPlugin: 'design-pixels',
  Declaration(declaration: { value: string }): void {
    declaration.value = declaration.value.replace(/(-?\d*\.?\d+)px\b/g, (text: string, digits: string) => {
      const pixels = Number(digits)
      return Math.abs(pixels) <= 1 ? text : `${String(pixels / 16)}rem`
    })
  },
}

/** Svelte configuration lives beside this file, not in the page's folder. */
const sveltePage: Plugin[] = svelte({ configFile: '../svelte.config.js' })

export default defineConfig({
  root: 'renderer',
  base: './',
  plugins: [sveltePage],
  css: { postcss: { plugins: [designPixels] } },
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    // The oldest runtime the page must work in: Chromium 108.
    target: 'chrome108',
    cssTarget: 'chrome108',
    // The policy `font-src 'self'` forbids data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // One local file: nothing is gained by cutting it up.
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      // What the page imports of these layers are pure functions: schemas beside them need not come along.
      treeshake: { moduleSideEffects: (id) => !/\/(contract|spectra)\//.test(id) },
    },
  },
})
