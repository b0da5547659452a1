import { BrowserWindow } from 'electron'

/**
 * A self-contained page as PDF by the shell's own Chromium: a window that is never shown, without scripts, in a
 * session of its own.
 */
export async function printByWindow(html: string): Promise<Uint8Array> {
  const window = new BrowserWindow({
    show: false,
    webPreferences: { partition: 'print', sandbox: true, javascript: false },
  })
  try {
    await window.loadURL(`data:text/html;charset=utf-8;base64,${Buffer.from(html).toString('base64')}`)
    return await window.webContents.printToPDF({ preferCSSPageSize: true, printBackground: true })
  } finally {
    window.destroy()
  }
}
