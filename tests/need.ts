import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { locateElectron } from '../scripts/electron/locate.ts'
import { locateBrowser } from '../scripts/tools/browser.ts'
import { inProject } from '../scripts/tools/project.ts'
import { locateTensorflow } from '../model/tf-locate.ts'

/** Something outside the project that a test runs with: its path, or in words why it is not here. */
export type Tool =
  { readonly path: string; readonly reason?: never } | { readonly path?: never; readonly reason: string }

/** The tools a machine may lack. */
export type ToolName =
  'chromium' | 'electron' | 'display' | 'tensorflow' | 'socat' | 'spotread' | 'oeminst' | 'usbip'

/** Folder of the notes that scripts/test.ts prints when the tests are done, one file a reason. */
const notes = inProject('test-results', 'skipped')

function found(path: string | undefined, reason: string | undefined): Tool {
  return path === undefined ? { reason: reason ?? 'not found' } : { path }
}

const look: Record<ToolName, () => Tool> = {
  chromium: () => {
    const { executable, missing } = { executable: undefined, missing: undefined, ...locateBrowser() }
    return found(executable, missing)
  },
  electron: () => {
    const { executable, missing } = { executable: undefined, missing: undefined, ...locateElectron() }
    return found(executable, missing)
  },
  display: () => {
    const display = process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']
    const always = process.platform === 'win32' || process.platform === 'darwin' ? 'the desktop' : undefined
    return found(display ?? always, 'there is no display, and no Xvfb to make one')
  },
  tensorflow: () => {
    const where = locateTensorflow()
    return where.packageDir === undefined ? { reason: where.missing } : { path: where.packageDir }
  },
  socat: () => {
    try {
      execFileSync('socat', ['-V'], { stdio: 'ignore' })
      return { path: 'socat' }
    } catch {
      return { reason: 'socat, which makes pseudo-terminals, is not installed' }
    }
  },
  oeminst: () => {
    // With a file it only reads it; nothing on the bus is touched.
    const folder = process.env['PATH']?.split(delimiter).find((place) => existsSync(join(place, 'oeminst')))
    return found(folder && join(folder, 'oeminst'), "ArgyllCMS' oeminst is not installed")
  },
  usbip: () =>
    // For administrators, so not on everybody's path.
    found(
      ['/usr/sbin/usbip', '/usr/bin/usbip'].find((path) => existsSync(path)),
      'usbip, which attaches USB devices over TCP, is not installed',
    ),
  // Its port has to be called /dev/ttyUSBn, and only root may name ports.
  spotread: () => {
    if (process.getuid?.() !== 0)
      return { reason: "ArgyllCMS' spotread needs a port that only root can make" }
    // Asked for its version it would try every device there is: it is looked for only.
    const folder = process.env['PATH']?.split(delimiter).find((place) => existsSync(join(place, 'spotread')))
    return found(folder && join(folder, 'spotread'), "ArgyllCMS' spotread is not installed")
  },
}

/**
 * The tool, or why it is missing - then use `describe.skipIf(tool.path === undefined)`; the reason is printed at the
 * end of the run. With CI=true a missing tool throws instead: nothing is skipped there for want of a tool.
 */
export function need(name: ToolName): Tool {
  return reported(name, look[name]())
}

/** A Python that can import all these modules: `ISOCHROME_PYTHON`, else `python3`. */
export function needPython(...modules: readonly string[]): Tool {
  const python = process.env['ISOCHROME_PYTHON'] ?? 'python3'
  const name = `Python with ${modules.join(', ')}`
  try {
    execFileSync(python, ['-c', `import ${modules.join(', ')}`], { stdio: 'ignore' })
    return { path: python }
  } catch {
    // A Python that is missing and one that lacks a module are the same to a test.
    return reported(name, { reason: `${python} cannot import ${modules.join(', ')}` })
  }
}

function reported(name: string, tool: Tool): Tool {
  if (tool.path !== undefined) return tool
  if (process.env['CI'] === 'true') throw new Error(`CI needs ${name}, but ${tool.reason}.`)
  mkdirSync(notes, { recursive: true })
  writeFileSync(join(notes, name.replaceAll(/[^a-z0-9]+/gi, '-')), `${name}: ${tool.reason}`)
  return tool
}
