import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { until } from '../io.ts'

/** Bytes as the document writes them: "01 11 80 05". */
export const hex = (text: string): Uint8Array =>
  Uint8Array.from(text.trim() === '' ? [] : text.trim().split(/\s+/), (pair) => parseInt(pair, 16))

const u32 = (...words: readonly number[]): Uint8Array => {
  const bytes = Buffer.alloc(4 * words.length)
  for (const [place, word] of words.entries()) bytes.writeUInt32BE(word >>> 0, 4 * place)
  return bytes
}

/** OP_REQ_DEVLIST and OP_REQ_IMPORT of the bus id "1-1". */
export const DEVLIST = hex('01 11 80 05 00 00 00 00')
export const importOf = (busId: string): Uint8Array =>
  Buffer.concat([hex('01 11 80 03 00 00 00 00'), Buffer.from(busId.padEnd(32, '\0'), 'latin1')])

/** USBIP_CMD_SUBMIT as Linux sends it. */
export function submit(facts: {
  readonly sequence: number
  readonly endpoint: number
  readonly in?: number
  readonly out?: Uint8Array
  readonly setup?: string
}): Uint8Array {
  const { sequence, endpoint, setup = '00 00 00 00 00 00 00 00', out = new Uint8Array(0) } = facts
  const isIn = facts.in !== undefined
  const head = u32(1, sequence, 0x10002, isIn ? 1 : 0, endpoint, 0x200, facts.in ?? out.length, 0, 0, 0)
  return Buffer.concat([head, hex(setup), out])
}

/** USBIP_CMD_UNLINK. */
export const unlink = (sequence: number, target: number): Uint8Array =>
  u32(2, sequence, 0x10002, 0, 0, target, 0, 0, 0, 0, 0, 0)

/** An answer to a transfer or an unlink, taken apart. */
export interface Answer {
  readonly command: number
  readonly sequence: number
  readonly status: number
  readonly actual: number
  readonly data: readonly number[]
}

/** A host at a USB/IP port that says what it is told and counts what it hears. */
export class UsbipHost {
  heard = Buffer.alloc(0)
  ended = false
  readonly #socket: Socket

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (bytes) => {
      this.heard = Buffer.concat([this.heard, bytes])
    })
    socket.on('error', () => undefined)
    socket.on('close', () => {
      this.ended = true
    })
  }

  static async dial(port: number): Promise<UsbipHost> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    const host = new UsbipHost(socket)
    await once(socket, 'connect')
    return host
  }

  say(...bytes: readonly Uint8Array[]): void {
    this.#socket.write(Buffer.concat(bytes))
  }

  async take(count: number): Promise<Buffer> {
    await until(() => this.heard.length >= count, `${count} bytes; there are ${this.heard.length}`)
    const taken = this.heard.subarray(0, count)
    this.heard = this.heard.subarray(count)
    return taken
  }

  /** The next answer; `isIn` = its transfer asked for data. */
  async answer(isIn = false): Promise<Answer> {
    const head = await this.take(48)
    const actual = head.readUInt32BE(24)
    const data = [...(await this.take(isIn ? actual : 0))]
    return {
      command: head.readUInt32BE(0),
      sequence: head.readUInt32BE(4),
      status: head.readInt32BE(20),
      actual,
      data,
    }
  }

  /** The same for a control transfer with the given setup bytes. */
  async control(sequence: number, setup: string, room?: number): Promise<Answer> {
    this.say(submit({ sequence, endpoint: 0, setup, ...(room !== undefined && { in: room }) }))
    return this.answer(room !== undefined)
  }

  /** Imports the device; the 320 bytes of the answer. */
  async import(): Promise<Buffer> {
    this.say(importOf('1-1'))
    return this.take(320)
  }

  async hangUp(): Promise<void> {
    this.#socket.destroy()
    await until(() => this.ended, 'the end')
  }
}
