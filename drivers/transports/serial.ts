import { access, readdir, realpath } from 'node:fs/promises'
import { platform } from 'node:os'
import { isProblem, busy, driverMissing, lost, noDevice, serialPermission } from '../problems.ts'
import { wait, waitFor } from './deadline.ts'
import { receiveQueue } from './queue.ts'
import type { ByteStream, Connector, Io, SerialFraming } from './transport.ts'

/** A serial port of the system; ids and serial number are those of its USB adapter, where it has one. */
export interface SerialPortInfo {
  readonly path: string
  readonly vendorId: number | undefined
  readonly productId: number | undefined
  readonly serialNumber: string
}

const CLOSE_MS = 2_000
const NODE_CHECK_MS = 300

type Serialport = typeof import('serialport')
type Port = InstanceType<Serialport['SerialPort']>

/** Loaded when first needed: a system without the native part still has TCP and USB. @throws Problem DRIVER */
async function load(): Promise<Serialport> {
  try {
    return await import('serialport')
  } catch (error) {
    throw driverMissing(
      'Serial ports',
      'the native module could not be loaded',
      'Install Isochrome again for this system.',
      error,
    )
  }
}

const hexId = (text: string | undefined): number | undefined =>
  text !== undefined && /^[0-9A-Fa-f]{1,4}$/.test(text) ? parseInt(text, 16) : undefined

/** The system's serial ports. @throws Problem DRIVER */
export async function listSerialPorts(): Promise<readonly SerialPortInfo[]> {
  const { SerialPort } = await load()
  try {
    const ports = await SerialPort.list()
    return ports.map((port) => ({
      path: port.path,
      vendorId: hexId(port.vendorId),
      productId: hexId(port.productId),
      serialNumber: port.serialNumber ?? '',
    }))
  } catch (error) {
    // Linux lists them through udevadm; without it the names in /dev are all there is.
    const names = await serialPortNames()
    if (names === undefined)
      throw driverMissing(
        'Serial ports',
        'the system does not list them',
        'Give the port by its name.',
        error,
      )
    return names.map((name) => ({
      path: `/dev/${name}`,
      vendorId: undefined,
      productId: undefined,
      serialNumber: '',
    }))
  }
}

/** Names of serial ports in /dev: a cheap way to see that something changed. Undefined where the system has no /dev. */
export async function serialPortNames(): Promise<readonly string[] | undefined> {
  if (platform() === 'win32') return undefined
  try {
    return (await readdir('/dev'))
      .filter((name) => /^(tty(USB|ACM|AMA|XRUSB|WCH)\d+|cu\.|rfcomm\d+)/.test(name))
      .sort()
  } catch {
    return undefined
  }
}

/** The sentence for a failed open; the module has only texts, and they differ by system. */
export function openProblem(path: string, error: Error): Error {
  const text = error.message
  if (/cannot lock|EBUSY|busy|Access denied/i.test(text)) return busy(path, error)
  if (/EACCES|permission denied/i.test(text)) return serialPermission(path, error)
  if (/ENOENT|ENXIO|ENODEV|No such|File not found|cannot find/i.test(text)) return noDevice(path, error)
  return driverMissing(
    path,
    text.replace(/^Error:?\s*/, ''),
    'Check the port name and the driver of the adapter.',
    error,
  )
}

/**
 * Calls `gone` when the port's device node has vanished. A hung-up terminal reads as "no bytes" for ever: an
 * unplug that meets a read under way leaves serialport 13 reading in circles and telling nobody.
 */
function watchNode(path: string, gone: () => void): () => void {
  if (platform() === 'win32') return () => undefined
  const node = realpath(path).catch(() => path)
  const timer = setInterval(() => {
    node.then((name) => access(name)).catch(gone)
  }, NODE_CHECK_MS)
  timer.unref()
  return () => {
    clearInterval(timer)
  }
}

const streamOf = (port: Port, path: string): ByteStream => {
  const queue = receiveQueue()
  const unwatch = watchNode(path, () => {
    queue.end(lost(path))
  })
  let closing: Promise<void> | undefined
  const shutOnce = (): Promise<void> => {
    unwatch()
    return (closing ??= shut(port))
  }
  queue.onEnd(() => {
    // Also ends the circles.
    shutOnce().catch(() => undefined)
  })
  port.on('data', (bytes: Uint8Array) => {
    queue.push(bytes)
  })
  port.on('close', (cause: unknown) => {
    queue.end(lost(path, cause))
  })
  port.on('error', (cause: Error) => {
    if (!port.isOpen) queue.end(lost(path, cause))
  })
  return {
    kind: 'stream',
    // After an unplug write() waits for a reopening that never comes: the loss has to end it.
    write: (bytes, io) =>
      wait<undefined>(io, `acceptance of the command by ${path}`, (settle) => {
        if (queue.ended ?? !port.isOpen) throw queue.ended ?? lost(path)
        const forget = queue.onEnd(() => {
          settle.reject(queue.ended)
        })
        port.write(bytes, (error) => {
          forget()
          if (error) settle.reject(queue.ended ?? lost(path, error))
          else settle.resolve(undefined)
        })
        return forget
      }),
    read: (io) => queue.take(io),
    discard: () => {
      queue.discard()
    },
    setBaudRate: (baudRate, io) =>
      waitFor(
        io,
        `change of ${path} to ${baudRate} baud`,
        new Promise<void>((resolve, reject) => {
          port.update({ baudRate }, (error) => {
            if (error)
              reject(driverMissing(path, `it cannot do ${baudRate} baud`, 'Use another adapter.', error))
            else resolve()
          })
        }),
      ),
    close: () => {
      queue.shut(lost(path))
      return shutOnce()
    },
    onLost: (listener) => {
      queue.onEnd(listener)
    },
  }
}

function shut(port: Port): Promise<void> {
  if (!port.isOpen) return Promise.resolve()
  const io: Io = { signal: new AbortController().signal, deadlineMs: CLOSE_MS }
  return wait<undefined>(io, 'closing of the port', (settle) => {
    port.close((error) => {
      if (error && port.isOpen) settle.reject(error)
      else settle.resolve(undefined)
    })
    return undefined
  })
}

/**
 * Raises DTR, which some adapters need to power their instrument. A pseudo-terminal has no such line, and
 * a driver that does not know the call may still carry data: neither is a failure.
 */
const raiseDtr = (port: Port): Promise<void> =>
  new Promise((resolve) => {
    port.set({ dtr: true, rts: true }, () => {
      resolve()
    })
  })

/** How a port is opened. `locate` finds the port anew when it has come back under another name. */
export interface SerialOptions {
  readonly path: string
  readonly baudRate: number
  /** 8N1 when absent. */
  readonly framing?: SerialFraming
  readonly locate?: () => Promise<string | undefined>
}

const EIGHT_N_ONE: SerialFraming = { dataBits: 8, parity: 'none', stopBits: 1 }

/** "8N1", "7E2" */
const framingText = ({ dataBits, parity, stopBits }: SerialFraming): string =>
  `${dataBits}${parity === 'none' ? 'N' : 'E'}${stopBits}`

/** A serial port without flow control, locked against others. @throws Problem BUSY, PERMISSION, NO_DEVICE, DRIVER at open */
export function serialConnector({
  path: usual,
  baudRate,
  framing = EIGHT_N_ONE,
  locate,
}: SerialOptions): Connector<ByteStream> {
  return {
    label: `serial ${usual}, ${baudRate} ${framingText(framing)}`,
    async open(io) {
      io.signal.throwIfAborted()
      const path = (await locate?.()) ?? usual
      const { SerialPort } = await load()
      // hupcl off: dropping DTR at close would reset an Arduino at every reconnection.
      const port = new SerialPort({ path, baudRate, ...framing, autoOpen: false, lock: true, hupcl: false })
      const opening = new Promise<void>((resolve, reject) => {
        port.open((error) => {
          if (error) reject(openProblem(path, error))
          else resolve()
        })
      })
      try {
        await waitFor(io, `opening of ${path}`, opening)
      } catch (error) {
        // Given up while the system was still opening: it must not stay open behind our back.
        if (!isProblem(error, 'BUSY', 'PERMISSION', 'NO_DEVICE', 'DRIVER'))
          opening.then(() => shut(port)).catch(() => undefined)
        throw error
      }
      await raiseDtr(port)
      return streamOf(port, path)
    },
  }
}
