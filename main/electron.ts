import { join } from 'node:path'
import {
  app,
  BrowserWindow,
  Menu,
  powerSaveBlocker,
  utilityProcess,
  type MessagePortMain,
  type UtilityProcess,
  type WebContents,
} from 'electron'
import { benchArguments, failedArguments, parseShellOptions, type ShellOptions } from './shell-options.ts'
import { answerPages, handOver, type PortReceiver } from './ipc.ts'
import { PrintRequestSchema } from './print-message.ts'
import { printByWindow } from './print-window.ts'
import {
  APP_ORIGIN,
  closeContents,
  closeSession,
  declareAppScheme,
  originOf,
  pagePreferences,
  serveAppScheme,
} from './security.ts'
import { supervise, type BenchProcess } from './supervisor.ts'
import { windowFrame } from './window-frame.ts'

/** Built layout: dist/electron/main.cjs, preload.cjs, bench.mjs; dist/renderer/. */
const BUILT = __dirname
const PAGE = join(BUILT, '../renderer')

/** The bench process: owns instruments, database and plan; talks to pages over the ports it is given. */
class Bench implements BenchProcess, PortReceiver {
  readonly #child: UtilityProcess
  constructor(argv: string[]) {
    this.#child = utilityProcess.fork(join(BUILT, 'bench.mjs'), argv, {
      serviceName: 'Isochrome bench',
      stdio: 'inherit',
    })
    // A fatal error of V8; its exit follows and is what counts.
    this.#child.on('error', (type, location) => {
      process.stderr.write(`Bench: ${type} in ${location}\n`)
    })
    this.#child.on('message', (message: unknown) => {
      if (typeof message === 'string') keepAwake(message === 'busy')
      else void this.#print(message)
    })
  }
  async #print(message: unknown): Promise<void> {
    const request = PrintRequestSchema.safeParse(message)
    if (!request.success) return
    const printed = request.data.print
    try {
      this.#child.postMessage({ printed, pdf: await printByWindow(request.data.html) })
    } catch (error) {
      this.#child.postMessage({ printed, failed: error instanceof Error ? error.message : String(error) })
    }
  }
  accept(port: MessagePortMain): void {
    this.#child.postMessage('port', [port])
  }
  onExit(listener: (code: number) => void): void {
    this.#child.on('exit', (code) => {
      keepAwake(false)
      listener(code)
    })
  }
  close(): void {
    this.#child.postMessage('close')
  }
  kill(): void {
    this.#child.kill()
  }
}

let blocker: number | undefined
/** A computer that falls asleep in the middle of a scan ends it: hold it awake while one runs. */
function keepAwake(busy: boolean): void {
  if (busy && blocker === undefined) blocker = powerSaveBlocker.start('prevent-app-suspension')
  if (!busy && blocker !== undefined) {
    powerSaveBlocker.stop(blocker)
    blocker = undefined
  }
}

function openWindow(url: string, origin: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 1024,
    minHeight: 700,
    backgroundColor: '#111111',
    title: 'Isochrome',
    show: false,
    ...windowFrame(process.platform, process.versions.electron),
    webPreferences: pagePreferences(join(BUILT, 'preload.cjs')),
  })
  closeContents(window.webContents, origin)
  revive(window.webContents)
  window.once('ready-to-show', () => {
    window.show()
  })
  window.loadURL(url).catch((error: unknown) => {
    // Only an attached window can meet this: the page of the local one is part of the program.
    const reason = error instanceof Error ? error.message : String(error)
    process.stderr.write(`No page came from ${origin}: ${reason}. Is the web host running?\n`)
    app.exit(1)
  })
  return window
}

/** A page that dies sooner than this after it was loaded again dies of something that loading does not cure. */
const REVIVE_EVERY_MS = 5_000

/** A page whose process crashed would stay white for ever: load it again. The bench does not notice. */
function revive(contents: WebContents): void {
  let last = -Infinity
  contents.on('render-process-gone', (_event, { reason }) => {
    const now = performance.now()
    if (reason === 'clean-exit' || now - last < REVIVE_EVERY_MS) return
    last = now
    contents.reload()
  })
}

function startLocal(options: ShellOptions): void {
  serveAppScheme(PAGE)
  let bench: Bench | undefined
  answerPages({
    allowedOrigin: APP_ORIGIN,
    knows: (contents) => BrowserWindow.fromWebContents(contents) !== null,
    receiver: () => bench,
  })
  let opened = 0
  const use = (running: Bench): void => {
    bench = running
    running.onExit(() => {
      if (bench === running) bench = undefined
    })
    // At the first start the page asks by itself once it has loaded.
    if (opened++ > 0)
      for (const window of BrowserWindow.getAllWindows()) handOver(window.webContents, running)
  }
  const supervisor = supervise<Bench>({
    start: (because) => new Bench(benchArguments(options, because)),
    started: use,
    // A bench without instruments and database says in the window why there is no other.
    gaveUp: (problem) => {
      use(new Bench(failedArguments(problem)))
    },
    now: () => performance.now(),
    later: (action, ms) => setTimeout(action, ms),
    describeTime: () => new Date().toLocaleTimeString('en-GB'),
  })
  let ended = false
  app.on('will-quit', (event) => {
    if (ended) return
    event.preventDefault()
    void supervisor.stop().then(() => {
      // Still there is only one that holds nothing and says why there is no other.
      bench?.kill()
      ended = true
      // Not while this event is still being told: the call would be ignored and the program stay.
      setImmediate(() => {
        app.quit()
      })
    })
  })
  reopenable(() => openWindow(`${APP_ORIGIN}/index.html`, APP_ORIGIN))
}

/** Editing and window commands by the system's own roles; everything else, zoom included, is the page's. */
function shellMenu(): ReturnType<typeof Menu.buildFromTemplate> {
  return Menu.buildFromTemplate([
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' as const }] : []),
    { role: 'fileMenu' },
    { role: 'editMenu' },
    { label: 'View', submenu: [{ role: 'togglefullscreen' }] },
    { role: 'windowMenu' },
  ])
}

function reopenable(open: () => BrowserWindow): void {
  let window = open()
  app.on('second-instance', () => {
    if (window.isDestroyed()) window = open()
    if (window.isMinimized()) window.restore()
    window.focus()
  })
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) window = open()
  })
}

const options = parseShellOptions(process.argv)
// Every renderer is sandboxed; where Chromium's own sandbox was switched off (root in a container) it cannot be forced.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
declareAppScheme()
if ('problem' in options) {
  process.stderr.write(`${options.problem}\n`)
  app.exit(2)
} else if (options.attach === undefined && !app.requestSingleInstanceLock()) {
  process.stderr.write('Isochrome already runs; its window comes to the front.\n')
  app.exit(0)
} else {
  void app.whenReady().then(() => {
    closeSession()
    Menu.setApplicationMenu(shellMenu())
    const { attach } = options
    if (attach === undefined) startLocal(options)
    else reopenable(() => openWindow(attach, originOf(attach)))
  })
}
app.on('window-all-closed', () => {
  if (process.platform !== 'darwin') app.quit()
})
