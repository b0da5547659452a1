import { createServer } from 'node:net'
import type { Socket } from 'node:net'
import { listening } from './serve-tcp.ts'
import type { ServedTcp } from './serve-tcp.ts'
import type { SimulatedInstrument } from './simulated-bench.ts'
import { acmGadget } from './usbip-acm.ts'
import type { AcmIdentity } from './usbip-acm.ts'
import { ImportedDevice } from './usbip-device.ts'
import type { Gadget } from './usbip-device.ts'
import { hidGadget } from './usbip-hid.ts'
import { vendorGadget } from './usbip-vendor.ts'
import { devlistReply, importReply, IMPORT_STATUS, UsbipReader } from './usbip-wire.ts'
import type { UsbipRecord, UsbipRequest } from './usbip-wire.ts'

/** The only device of a server: `usbip attach -r 127.0.0.1 -b 1-1`. */
export const BUS_ID = '1-1'
const BUS_NUMBER = 1
const DEVICE_NUMBER = 2
const FULL_SPEED = 2
const HIGH_SPEED = 3

/** Boards that are a serial port of the communication class themselves; others get the test id of pid.codes. */
const BOARDS: Readonly<Record<string, Omit<AcmIdentity, 'serial'>>> = {
  grbl: { vendorId: 0x2341, productId: 0x0043, manufacturer: 'Arduino', product: 'Arduino Uno' },
}
const OTHER_BOARD = { vendorId: 0x1209, productId: 0x0001, manufacturer: 'Isochrome' }

/** An instrument that can be put on a USB bus. */
export type UsbipInstrument = Pick<SimulatedInstrument, 'family' | 'serial' | 'line' | 'usb' | 'controls'>

function gadgetOf({ usb, line, family, serial }: UsbipInstrument): Gadget {
  if (usb) return 'hid' in usb ? hidGadget(usb) : vendorGadget(usb)
  const board = BOARDS[family] ?? { ...OTHER_BOARD, product: family }
  return acmGadget(line, () => ({ ...board, serial }))
}

function recordOf(gadget: Gadget): UsbipRecord {
  const { vendorId, productId, release, deviceClass, highSpeed, interfaces } = gadget.description()
  return {
    busId: BUS_ID,
    busNumber: BUS_NUMBER,
    deviceNumber: DEVICE_NUMBER,
    speed: highSpeed ? HIGH_SPEED : FULL_SPEED,
    vendorId,
    productId,
    release,
    deviceClass,
    interfaces: interfaces.map(({ classes }) => classes),
  }
}

/**
 * Serves an instrument as a USB device that a Linux kernel can attach: the operating system and every program on it then
 * see ordinary USB. One host has it at a time; unplugged, it is gone from the list and from the host.
 * @throws Problem BUSY, PERMISSION
 */
export async function serveUsbip(instrument: UsbipInstrument, port = 0): Promise<ServedTcp> {
  const gadget = gadgetOf(instrument)
  const { controls } = instrument
  const sockets = new Set<Socket>()
  let holder: Socket | undefined

  const serve = (socket: Socket): void => {
    sockets.add(socket)
    const reader = new UsbipReader()
    let device: ImportedDevice | undefined
    const write = (bytes: Uint8Array): void => {
      if (!socket.destroyed) socket.write(bytes)
    }
    const heard = (request: UsbipRequest): void => {
      if (request.kind === 'submit') device?.submit(request)
      else if (request.kind === 'unlink') device?.unlink(request.sequence, request.target)
      else if (request.kind === 'devlist')
        socket.end(devlistReply(controls.plugged ? [recordOf(gadget)] : []))
      else if (request.kind === 'bad') socket.destroy()
      else if (!controls.plugged || request.busId !== BUS_ID) socket.end(importReply(IMPORT_STATUS.noDevice))
      else if (holder) socket.end(importReply(IMPORT_STATUS.busy))
      else {
        holder = socket
        write(importReply(recordOf(gadget)))
        device = new ImportedDevice(gadget, write)
      }
    }
    socket.on('data', (bytes) => {
      for (const request of reader.push(bytes)) heard(request)
    })
    // A host that vanishes is its own affair; `close` follows and frees the device.
    socket.on('error', () => undefined)
    socket.on('close', () => {
      sockets.delete(socket)
      if (holder === socket) holder = undefined
      device?.detach()
    })
  }
  const server = createServer({ noDelay: true }, serve)
  const bound = await listening(server, port)
  const unsubscribe = controls.onPlugChange(() => {
    if (!controls.plugged) holder?.destroy()
  })
  return {
    port: bound,
    address: `usbip:127.0.0.1:${bound}`,
    close: () =>
      new Promise((resolve) => {
        unsubscribe()
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
