import { protocol, session, type Session, type WebContents, type WebPreferences } from 'electron'
import { securityHeaders } from './csp.ts'
import { pageFile } from './page-files.ts'

/** Origin of the built page in local mode. */
export const APP_ORIGIN = 'app://isochrome'

/** Must run before Electron is ready: makes app:// a standard, secure origin, so that origin checks, storage and modules work there. */
export function declareAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

/** Checklist 2 to 4, 6, 8 to 11 and 20: the page is a plain web page with no way out but one port. */
export function pagePreferences(preload: string): WebPreferences {
  return {
    preload,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    contextIsolation: true,
    sandbox: true,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    safeDialogs: true,
    spellcheck: false,
  }
}

/** Checklist 1, 7 and 18: the built page comes from app://isochrome, not file://, with the policy of both hosts. */
export function serveAppScheme(pageFolder: string): void {
  protocol.handle('app', async (request) => {
    const url = new URL(request.url)
    const file =
      url.host === 'isochrome' && request.method === 'GET'
        ? await pageFile(pageFolder, url.pathname)
        : undefined
    if (file === undefined)
      return new Response('There is no such file in the page.', { status: 404, headers: securityHeaders() })
    return new Response(file.bytes, {
      status: 200,
      headers: { ...securityHeaders(), 'Content-Type': file.type },
    })
  })
}

/** Checklist 5: no permission is ever granted to a page, no device is chosen by it. */
export function closeSession(target: Session = session.defaultSession): void {
  target.setPermissionRequestHandler((_contents, _permission, decide) => {
    decide(false)
  })
  target.setPermissionCheckHandler(() => false)
  target.setDevicePermissionHandler(() => false)
}

/** Checklist 12 to 14: the page stays where it is; no new windows, no embedded pages. */
export function closeContents(contents: WebContents, allowedOrigin: string): void {
  const stay = (event: { preventDefault: () => void }, url: string): void => {
    if (originOf(url) !== allowedOrigin) event.preventDefault()
  }
  contents.on('will-navigate', (event, url) => {
    stay(event, url)
  })
  contents.on('will-redirect', (event, url) => {
    stay(event, url)
  })
  contents.on('will-attach-webview', (event) => {
    event.preventDefault()
  })
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}

/** Scheme and host of a URL: Node's `URL.origin` is 'null' for app://. */
export function originOf(url: string): string {
  try {
    const parsed = new URL(url)
    return `${parsed.protocol}//${parsed.host}`
  } catch {
    return '' // a malformed URL equals no origin
  }
}
