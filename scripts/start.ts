import { locateElectron } from './electron/locate.ts'
import { obtainElectron } from './electron/obtain.ts'
import { openAttached, openInBrowser, openWindow } from './start/launch.ts'
import { tensorflowLater } from './start/tensorflow-later.ts'
import { chooseOpening } from './start/window.ts'
import { buildIfStale } from './tools/build-parts.ts'

const say = (line: string): void => console.log(line)
const argv = ['--simulate', ...process.argv.slice(2)]

async function build(part: 'renderer' | 'electron'): Promise<void> {
  const problem = await buildIfStale(part)
  if (problem === undefined) return
  console.error(problem)
  process.exit(1)
}

await build('renderer')
const line = tensorflowLater(Date.now())
if (line !== undefined) say(line)

const electron =
  process.env['ISOCHROME_ELECTRON'] === 'fetch'
    ? await obtainElectron({ say, signal: new AbortController().signal })
    : locateElectron()
const opening = chooseOpening({
  electron,
  platform: process.platform,
  display: process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'],
  isRoot: process.getuid?.() === 0,
})

let because = opening.kind === 'browser' ? opening.because : 'Electron did not start here'
if (opening.kind !== 'browser') {
  await build('electron')
  const open = opening.kind === 'local' ? openWindow : openAttached
  const code = await open(opening.executable, argv)
  if (code !== undefined) process.exit(code)
  because += '; its own words are above'
}
say(`Opening in the browser: ${because}.`)
await openInBrowser(argv)
