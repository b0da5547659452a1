import type { LineEndpoint } from '../../../drivers/transports/transport.ts'

/** What a test leaves to the well-behaved instrument. */
export const USUAL = Symbol('usual')

/** The answer to a command: text or bytes to send; undefined = silence. */
export type Answer = string | Uint8Array | undefined

/** An instrument that answers commands from a table, for what a well-behaved simulator never does. */
export interface Scripted extends LineEndpoint {
  /** Everything the host has sent, command by command. */
  readonly heard: string[]
}

const bytesOf = (answer: string | Uint8Array): Uint8Array =>
  typeof answer === 'string' ? Uint8Array.from(Buffer.from(answer, 'latin1')) : answer

/**
 * A line instrument: `reply` is asked for every command that ended with `end`, and for every byte in `single` at
 * once. `greeting` is sent when a host connects.
 */
export function scripted(
  end: string,
  single: string,
  reply: (command: string) => Answer,
  greeting?: string,
): Scripted {
  const heard: string[] = []
  return {
    heard,
    connect(send) {
      let line = ''
      const answer = (command: string): void => {
        heard.push(command)
        const said = reply(command)
        if (said !== undefined) send(bytesOf(said))
      }
      if (greeting !== undefined) send(bytesOf(greeting))
      return {
        receive(bytes) {
          for (const character of Buffer.from(bytes).toString('latin1')) {
            if (single.includes(character)) answer(character)
            else if (character === end) {
              const command = line
              line = ''
              answer(command)
            } else line += character
          }
        },
        disconnected: () => undefined,
      }
    },
  }
}

/** What a scripted OBP device answers: its data, a refusal number, 'ack', or nothing. */
export type ObpReply = Uint8Array | number | 'ack' | undefined

/** An OBP device: `reply` is asked for every message with its type and data. Answers carry no sum. */
export function scriptedObp(
  reply: (type: number, data: Buffer) => ObpReply,
): LineEndpoint & { readonly types: number[] } {
  const types: number[] = []
  return {
    types,
    connect(send) {
      let buffer = Buffer.alloc(0)
      return {
        receive(bytes) {
          buffer = Buffer.concat([buffer, bytes])
          while (buffer.length >= 44 && buffer.length >= 44 + buffer.readUInt32LE(40)) {
            const size = 44 + buffer.readUInt32LE(40)
            const message = buffer.subarray(0, size)
            buffer = buffer.subarray(size)
            const type = message.readUInt32LE(8)
            types.push(type)
            const answer = reply(type, message.subarray(24, 24 + (message[23] ?? 0)))
            if (answer !== undefined) send(obpAnswer(type, message.readUInt32LE(12), answer))
          }
        },
        disconnected: () => undefined,
      }
    },
  }
}

/** One answer as bytes. */
export function obpAnswer(type: number, regarding: number, answer: Uint8Array | number | 'ack'): Uint8Array {
  const data = answer instanceof Uint8Array ? answer : new Uint8Array(0)
  const payload = data.length > 16 ? data.length : 0
  const message = Buffer.alloc(64 + payload)
  message.writeUInt32LE(0x1100c0c1, 0)
  message.writeUInt16LE(answer === 'ack' ? 3 : typeof answer === 'number' ? 9 : 1, 4)
  message.writeUInt16LE(typeof answer === 'number' ? answer : 0, 6)
  message.writeUInt32LE(type, 8)
  message.writeUInt32LE(regarding, 12)
  message[23] = payload === 0 ? data.length : 0
  message.set(data, payload === 0 ? 24 : 44)
  message.writeUInt32LE(payload + 20, 40)
  message.writeUInt32LE(0xc2c3c4c5, 60 + payload)
  return Uint8Array.from(message)
}

/** Little-endian numbers as an instrument sends them. */
export const le = {
  u8: (value: number): Uint8Array => Uint8Array.of(value),
  u16: (value: number): Uint8Array => Uint8Array.of(value & 255, value >> 8),
  u32: (value: number): Uint8Array => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32LE(value)
    return Uint8Array.from(bytes)
  },
  f32: (value: number): Uint8Array => {
    const bytes = Buffer.alloc(4)
    bytes.writeFloatLE(value)
    return Uint8Array.from(bytes)
  },
}
