// Holds the application back until Playwright is attached: a page that loads while it attaches is never seen by it.
// Playwright's own way to do this is a preloaded script, which only Electron's own default app knows how to load.
const { app } = require('electron')

const ready = app.whenReady()
let release
const attached = new Promise((resolve) => (release = resolve))
app.whenReady = () => attached
// What Playwright calls in the main process once it listens.
globalThis.__playwright_run = async () => {
  await ready
  release()
}
