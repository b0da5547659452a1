import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inProject } from '../../scripts/tools/project.ts'
import { noShell } from './support/run-time.ts'
import { cleanUp, shellCommand, shellEnvironment, startShell, type Shell } from './support/shell.ts'

describe.skipIf(noShell !== undefined)('the window in a real Electron', () => {
  let shell: Shell
  const windows = (): Promise<number> =>
    shell.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)
  // Playwright's locators wait for ever for a navigation that was forbidden; a plain question does not.
  const isShown = (): Promise<boolean> => shell.page.evaluate(() => document.querySelector('nav') !== null)
  beforeAll(async () => {
    shell = await startShell(['--simulate', '--fast'])
    await shell.page.getByRole('navigation').waitFor()
  })
  afterAll(async () => {
    await shell.quit()
    cleanUp()
  })

  it('gives the page nothing of Node or Electron', async () => {
    const types = await shell.page.evaluate(() =>
      [
        'require',
        'process',
        'module',
        'exports',
        'Buffer',
        'global',
        'electron',
        'ipcRenderer',
        'setImmediate',
      ].map((name) => typeof (window as unknown as Record<string, unknown>)[name]),
    )
    expect(new Set(types)).toEqual(new Set(['undefined']))
  })

  it('adds no name to the window: the preload script exposes nothing', async () => {
    const names = 'Object.getOwnPropertyNames(window).sort()'
    const [own, bare] = await shell.app.evaluate(async ({ BrowserWindow }, code) => {
      const shown = BrowserWindow.getAllWindows()[0]!
      const window = new BrowserWindow({ show: false, webPreferences: { sandbox: true } })
      await window.loadURL(shown.webContents.getURL())
      const without = (await window.webContents.executeJavaScript(code)) as string[]
      window.destroy()
      return [(await shown.webContents.executeJavaScript(code)) as string[], without]
    }, names)
    expect(own).toContain('document')
    expect(own.filter((name) => !bare.includes(name) && !name.startsWith('__playwright'))).toEqual([])
  })

  it('has the preferences of the checklist in force', async () => {
    const preferences = await shell.app.evaluate(({ BrowserWindow }) => {
      // Electron has it, its types do not.
      const contents = BrowserWindow.getAllWindows()[0]!.webContents as unknown as {
        getLastWebPreferences(): Record<string, unknown>
      }
      return contents.getLastWebPreferences()
    })
    expect(preferences).toMatchObject({
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      contextIsolation: true,
      sandbox: true,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
    })
  })

  it('listens on one channel and handles no call', async () => {
    const channels = await shell.app.evaluate(({ ipcMain }) => ({
      listened: ipcMain.eventNames().filter((name) => name !== 'error'),
      handled: [
        ...((ipcMain as unknown as { _invokeHandlers?: Map<string, unknown> })._invokeHandlers?.keys() ?? []),
      ],
    }))
    expect(channels).toEqual({ listened: ['isochrome:connect'], handled: [] })
  })

  it('hands its port to no page of another origin', async () => {
    const ports = await shell.app.evaluate(
      async ({ BrowserWindow, ipcMain }, preload) => {
        const webPreferences = { preload, sandbox: true, contextIsolation: true }
        const foreign = new BrowserWindow({ show: false, webPreferences })
        await foreign.loadURL('data:text/html,<title>foreign</title>')
        const asked = new Promise((resolve) => ipcMain.once('isochrome:connect', resolve))
        await foreign.webContents.executeJavaScript(
          'window.ports = 0; addEventListener("message", (event) => { ports += event.ports.length }); postMessage("isochrome:ready", "*")',
        )
        await asked
        await foreign.webContents.executeJavaScript('new Promise((done) => setTimeout(done, 300))')
        const count = (await foreign.webContents.executeJavaScript('ports')) as number
        foreign.destroy()
        return count
      },
      inProject('dist', 'electron', 'preload.cjs'),
    )
    expect(ports).toBe(0)
  })

  it('opens no window', async () => {
    const opened = await shell.page.evaluate(() => [
      window.open('https://example.org/'),
      window.open('about:blank'),
      window.open('app://isochrome/index.html'),
    ])
    expect(opened).toEqual([null, null, null])
    expect(await windows()).toBe(1)
  })

  it.each(['https://example.org/', 'file:///etc/passwd', 'app://other/index.html'])(
    'does not leave for %s',
    async (url) => {
      const settled = shell.app.evaluate(
        ({ BrowserWindow }) =>
          new Promise<string>((resolve) => {
            const contents = BrowserWindow.getAllWindows()[0]!.webContents
            contents.once('will-navigate', () => setTimeout(() => resolve(contents.getURL()), 100))
            // Where Chromium itself refuses, no event comes.
            setTimeout(() => resolve(contents.getURL()), 1500)
          }),
      )
      await shell.page.evaluate((address) => {
        const link = document.createElement('a')
        link.href = address
        document.body.append(link)
        link.click()
        link.remove()
      }, url)
      expect(await settled).toBe('app://isochrome/index.html')
      expect(await isShown()).toBe(true)
    },
  )

  it('grants no permission', async () => {
    const answers = await shell.page.evaluate(async () => {
      const states = []
      for (const name of ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'midi'])
        states.push((await navigator.permissions.query({ name: name as PermissionName })).state)
      const camera = await navigator.mediaDevices.getUserMedia({ video: true }).then(
        () => 'granted',
        (error: unknown) => (error instanceof Error ? error.name : 'other'),
      )
      return {
        states: new Set(states).size === 1 ? states[0] : states.join(),
        camera,
        notify: Notification.permission,
      }
    })
    expect(answers.states).toBe('denied')
    expect(answers.notify).toBe('denied')
    expect(answers.camera).toMatch(/NotAllowedError|NotFoundError/)
  })

  it('lets the page see no device of the computer', async () => {
    const devices = await shell.page.evaluate(async () => {
      const ways = navigator as unknown as Record<
        string,
        { getDevices?: () => Promise<unknown[]>; getPorts?: () => Promise<unknown[]> }
      >
      return Promise.all(
        ['usb', 'hid', 'serial'].map(async (name) => {
          const way = ways[name]
          return (await (way?.getDevices ?? way?.getPorts)?.call(way))?.length ?? 0
        }),
      )
    })
    expect(devices).toEqual([0, 0, 0])
  })

  it.each([
    ['an inline script', 'script-src-elem', '<script>window.broken = true</script>'],
    ['an event attribute', 'script-src-attr', '<b onclick="window.broken = true"></b>'],
    ['an inline style', 'style-src-attr', '<b style="color: red"></b>'],
    ['a picture from elsewhere', 'img-src', '<img src="https://example.org/a.png">'],
    ['a frame', 'frame-src', '<iframe src="https://example.org/"></iframe>'],
    ['a plug-in', 'object-src', '<object data="https://example.org/a.swf"></object>'],
    [
      'a style sheet from elsewhere',
      'style-src-elem',
      '<link rel="stylesheet" href="https://example.org/a.css">',
    ],
    ['another base', 'base-uri', '<base href="https://example.org/">'],
  ])('runs or loads no %s', async (_name, directive, html) => {
    const violated = await shell.page.evaluate(async (markup) => {
      const seen = new Promise<string>((resolve) => {
        document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), {
          once: true,
        })
      })
      const place = document.createElement('div')
      // A range makes scripts that would run, as innerHTML does not.
      place.append(document.createRange().createContextualFragment(markup))
      document.body.append(place)
      place.querySelector('b')?.click()
      const directive = await seen
      place.remove()
      return { directive, broken: 'broken' in window }
    }, html)
    expect(violated).toEqual({ directive, broken: false })
  })

  it.each([
    ['fetch', 'connect-src'],
    ['WebSocket', 'connect-src'],
    ['Worker', 'worker-src'],
  ])('reaches nothing by %s', async (way, directive) => {
    const violated = await shell.page.evaluate(async (name) => {
      const seen = new Promise<string>((resolve) => {
        document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), {
          once: true,
        })
      })
      try {
        if (name === 'WebSocket') new WebSocket('wss://example.org/')
        if (name === 'Worker') new Worker('data:text/javascript,1')
        if (name === 'fetch') await fetch('https://example.org/')
      } catch {
        // The event tells.
      }
      return seen
    }, way)
    expect(violated).toBe(directive)
  })

  it('evaluates no text as code', async () => {
    const result = await shell.page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          // Later, outside the reach of the test driver.
          setTimeout(() => {
            try {
              resolve(String(globalThis.eval('1')))
            } catch (error) {
              resolve(error instanceof Error ? error.name : 'other')
            }
          })
        }),
    )
    expect(result).toBe('EvalError')
  })

  it('serves the page alone under app://, with every header', async () => {
    const answers = await shell.page.evaluate(async () => {
      const paths = [
        'index.html',
        '..%2f..%2fpackage.json',
        '%2e%2e/%2e%2e/package.json',
        '../../package.json',
        'missing.js',
      ]
      return Promise.all(
        paths.map(async (path) => {
          const response = await fetch(`app://isochrome/${path}`)
          const text = await response.text()
          return {
            status: response.status,
            policy: response.headers.get('content-security-policy'),
            leaks: text.includes('"scripts"'),
          }
        }),
      )
    })
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 404, 404, 404])
    expect(answers.every(({ leaks, policy }) => !leaks && policy?.includes("default-src 'none'"))).toBe(true)
  })

  it('offers no command that reloads, opens the inspector or leaves', async () => {
    const roles = await shell.app.evaluate(({ Menu }) => {
      const menu = Menu.getApplicationMenu()
      return menu?.items.flatMap(
        (item) => item.submenu?.items.map(({ role }) => String(role).toLowerCase()) ?? [],
      )
    })
    expect(roles).toContain('copy')
    expect(roles).toContain('togglefullscreen')
    expect(roles?.filter((role) => /reload|devtools|zoom(in|out)|help/.test(role))).toEqual([])
  })

  it('runs once: a second start ends and leaves the window to the first', async () => {
    const { command, args } = shellCommand(shell.folder, ['--simulate'])
    const second = spawn(command, args, {
      env: shellEnvironment(shell.folder),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    for (const stream of [second.stdout, second.stderr])
      stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
    const [code] = (await once(second, 'close')) as [number]
    expect(code).toBe(0)
    expect(said).toContain('Isochrome already runs')
    expect(await windows()).toBe(1)
    expect(await isShown()).toBe(true)
  })

  it('loads the page again when its process crashed', async () => {
    const title = await shell.app.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]!.webContents
      const loaded = new Promise<void>((resolve) => contents.once('dom-ready', () => resolve()))
      contents.forcefullyCrashRenderer()
      await loaded
      return (await contents.executeJavaScript('document.title + location.href')) as string
    })
    expect(title).toBe('Isochromeapp://isochrome/index.html')
  })
})
