import { Problem } from '../../contract/errors.ts'
import { servePty } from './serve-pty.ts'
import { serveUsbip } from './serve-usbip.ts'
import type { UsbipInstrument } from './serve-usbip.ts'
import { serveTcp } from './serve-tcp.ts'
import type { ServedLine } from './serve-tcp.ts'

/** Where a simulated instrument listens. */
export type ListenAt =
  { readonly kind: 'tcp' | 'usbip'; readonly port: number } | { readonly kind: 'pty'; readonly link?: string }

/** Reads "tcp:PORT", "usbip:PORT", "pty" or "pty:LINK". @throws Problem BAD_REQUEST */
export function parseListen(text: string): ListenAt {
  const [, protocol, digits] = /^(tcp|usbip):(\d{1,5})$/.exec(text) ?? []
  const port = Number(digits)
  if (protocol !== undefined && port <= 65535) return { kind: protocol === 'tcp' ? 'tcp' : 'usbip', port }
  if (text === 'pty') return { kind: 'pty' }
  if (/^pty:./.test(text)) return { kind: 'pty', link: text.slice('pty:'.length) }
  throw new Problem({
    code: 'BAD_REQUEST',
    title: 'Nowhere to listen',
    happened: `"${text}" is no place to listen at.`,
    kept: 'Nothing was started.',
    next: 'Write tcp:PORT or usbip:PORT (0 = any free port), pty, or pty:LINK.',
  })
}

/** What is told while a line is served: every new address, and a port that could not come back after a replug. */
export interface ServeListener {
  readonly onAddress?: (address: string) => void
  readonly onProblem?: (error: unknown) => void
}

/** Lets other programs talk to a simulated instrument until closed. @throws Problem BUSY, PERMISSION, DRIVER */
export async function serveLine(
  instrument: UsbipInstrument,
  where: ListenAt,
  listener: ServeListener = {},
): Promise<ServedLine> {
  if (where.kind === 'pty') {
    const link = where.link === undefined ? {} : { link: where.link }
    return servePty(instrument.line, { ...link, ...listener, plug: instrument.controls })
  }
  const served = await (where.kind === 'usbip'
    ? serveUsbip(instrument, where.port)
    : serveTcp(instrument.line, where.port))
  listener.onAddress?.(served.address)
  return served
}
