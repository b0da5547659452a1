import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { parseListen, serveLine } from '../../../drivers/simulators/serve-line.ts'
import { servePty } from '../../../drivers/simulators/serve-pty.ts'
import { serveTcp } from '../../../drivers/simulators/serve-tcp.ts'
import type { ServedLine } from '../../../drivers/simulators/serve-tcp.ts'
import { simulatedBench } from '../../../drivers/simulators/simulated-bench.ts'
import { serialConnector } from '../../../drivers/transports/serial.ts'
import { need } from '../../need.ts'

const io = { signal: new AbortController().signal, deadlineMs: 5000 }
const BELL = new RegExp(String.fromCharCode(0x07))
const open: ServedLine[] = []
const kept = <T extends ServedLine>(line: T): T => {
  open.push(line)
  return line
}
afterEach(async () => {
  for (const line of open.splice(0)) await line.close()
})

describe('places to listen at', () => {
  test('tcp:PORT, usbip:PORT, pty, pty:LINK', () => {
    expect(parseListen('usbip:3240')).toEqual({ kind: 'usbip', port: 3240 })
    expect(parseListen('tcp:5001')).toEqual({ kind: 'tcp', port: 5001 })
    expect(parseListen('pty')).toEqual({ kind: 'pty' })
    expect(parseListen('pty:/dev/ttyUSB9')).toEqual({ kind: 'pty', link: '/dev/ttyUSB9' })
  })

  test.each(['', 'tcp', 'tcp:', 'tcp:70000', 'tcp:0.0.0.0:1', 'pty:', 'usb:1', 'usbip', 'usbip:65536'])(
    '"%s" is refused',
    (text) => {
      expect(() => parseListen(text)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }))
    },
  )
})

describe('TCP', () => {
  const dial = async (port: number): Promise<Socket> => {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    return socket
  }
  /** A reset is an error on the way to being closed. */
  const closed = (socket: Socket): Promise<void> =>
    new Promise((resolve) => {
      socket.on('error', () => undefined)
      socket.once('close', () => resolve())
    })
  const asked = async (socket: Socket, question: string): Promise<string> => {
    socket.write(question)
    const [bytes] = (await once(socket, 'data')) as [Buffer]
    return bytes.toString('latin1')
  }

  test('answers on loopback, to one host after the other', async () => {
    const { reference } = simulatedBench({ fast: true })
    const addresses: string[] = []
    const served = kept(
      await serveLine(
        reference,
        { kind: 'tcp', port: 0 },
        { onAddress: (address) => addresses.push(address) },
      ),
    )
    expect(served.address).toMatch(/^tcp:127\.0\.0\.1:\d+$/)
    expect(addresses).toEqual([served.address])
    const port = Number(served.address.split(':')[2])
    for (let i = 0; i < 2; i++) {
      const socket = await dial(port)
      expect(await asked(socket, '*idn?\r')).toBe('JETI_SB1211\r')
      socket.end()
      await once(socket, 'close')
    }
  })

  test('unplugged, the connection is reset and a new one ends at once; plugged in it works again', async () => {
    const { reference } = simulatedBench({ fast: true })
    const { port } = kept(await serveTcp(reference.line))
    const socket = await dial(port)
    await asked(socket, '*idn?\r')
    const lost = closed(socket)
    reference.controls.unplug()
    await lost
    const refused = connect(port, '127.0.0.1')
    await closed(refused)
    reference.controls.plug()
    const again = await dial(port)
    expect(await asked(again, '*idn?\r')).toBe('JETI_SB1211\r')
    again.destroy()
  })

  test('a port in use and a port that is none are said in words', async () => {
    const { reference } = simulatedBench({ fast: true })
    const { port } = kept(await serveTcp(reference.line))
    await expect(serveTcp(reference.line, port)).rejects.toMatchObject({ code: 'BUSY' })
    await expect(serveTcp(reference.line, 70_000)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })
})

test('without socat there is no pseudo-terminal, and the reason is said', async () => {
  const path = process.env['PATH']
  process.env['PATH'] = ''
  try {
    const { reference } = simulatedBench({ fast: true })
    await expect(servePty(reference.line)).rejects.toMatchObject({
      code: 'DRIVER',
      data: { happened: 'The program socat is not installed.' },
    })
  } finally {
    process.env['PATH'] = path
  }
})

describe.skipIf(need('socat').path === undefined)('pseudo-terminal', () => {
  const asked = async (path: string, question: string, answer: RegExp): Promise<string> => {
    const link = await serialConnector({ path, baudRate: 115_200 }).open(io)
    try {
      await link.write(Buffer.from(question, 'latin1'), io)
      let text = ''
      while (!answer.test(text)) text += Buffer.from(await link.read(io)).toString('latin1')
      return text
    } finally {
      await link.close()
    }
  }

  test('is a serial port that survives being closed and opened again', async () => {
    const { reference } = simulatedBench({ fast: true })
    const served = kept(await serveLine(reference, { kind: 'pty' }))
    expect(served.address).toMatch(/^pty:\/dev\//)
    const path = served.address.slice(4)
    for (let i = 0; i < 3; i++) expect(await asked(path, '*idn?\r', /\r/)).toBe('JETI_SB1211\r')
    expect(await asked(path, '*init\r', BELL)).toBe('\x06\x07')
    expect((await asked(path, '*fetch:sprad\r', /\r\r/)).split('\r')).toHaveLength(2 + 401 + 2)
  })

  test('carries every byte: an OBP message with its zeros and control codes', async () => {
    const { spectrometer } = simulatedBench({ fast: true })
    const served = kept(await serveLine(spectrometer, { kind: 'pty' }))
    const message = Buffer.from(
      `c1c0001100000000${'00100000'.replace('0010', '0001')}`.padEnd(80, '0') +
        '14000000' +
        '0'.repeat(32) +
        'c5c4c3c2',
      'hex',
    )
    const link = await serialConnector({ path: served.address.slice(4), baudRate: 115_200 }).open(io)
    await link.write(message, io)
    let heard = Buffer.alloc(0)
    while (heard.length < 64) heard = Buffer.concat([heard, await link.read(io)])
    await link.close()
    expect(heard.subarray(24, 32).toString('latin1')).toBe('SIM-0101')
  })

  test('vanishes when the instrument is unplugged and returns with it, under the same link', async () => {
    const { reference } = simulatedBench({ fast: true })
    const link = join(tmpdir(), `isochrome-test-${process.pid}`)
    const addresses: string[] = []
    kept(
      await serveLine(reference, { kind: 'pty', link }, { onAddress: (address) => addresses.push(address) }),
    )
    expect(await asked(link, '*idn?\r', /\r/)).toBe('JETI_SB1211\r')
    reference.controls.unplug()
    await expect.poll(() => existsSync(link)).toBe(false)
    reference.controls.plug()
    await expect.poll(() => existsSync(link)).toBe(true)
    expect(await asked(link, '*idn?\r', /\r/)).toBe('JETI_SB1211\r')
    expect(addresses).toEqual([`pty:${link}`, `pty:${link}`])
  })

  test('never takes the place of a file, and says why a link cannot be made', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'isochrome-pty-'))
    const mine = join(folder, 'readings.csv')
    writeFileSync(mine, 'kept')
    const { reference } = simulatedBench({ fast: true })
    try {
      await expect(servePty(reference.line, { link: mine })).rejects.toMatchObject({
        data: { happened: `${mine} is there already and is no link.` },
      })
      expect(readFileSync(mine, 'utf8')).toBe('kept')
      await expect(servePty(reference.line, { link: join(folder, 'none', 'port') })).rejects.toMatchObject({
        data: {
          happened: expect.stringContaining('No such file or directory') as string,
          next: expect.stringContaining('a folder that you may write to') as string,
        },
      })
      const stale = join(folder, 'port')
      symlinkSync('/dev/none', stale)
      const served = kept(await servePty(reference.line, { link: stale }))
      expect(await asked(served.address.slice(4), '*idn?\r', /\r/)).toBe('JETI_SB1211\r')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('is gone when no longer served', async () => {
    const { reference } = simulatedBench({ fast: true })
    const served = await serveLine(reference, { kind: 'pty' })
    await served.close()
    expect(existsSync(served.address.slice(4))).toBe(false)
  })
})
