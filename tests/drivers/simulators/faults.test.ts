import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { seededRandom } from '../../../spectra/random.ts'
import { parseFaults } from '../../../drivers/simulators/fault-spec.ts'
import { Faults } from '../../../drivers/simulators/faults.ts'
import type { LineEndpoint } from '../../../drivers/transports/transport.ts'
import { hostOf } from './host.ts'

/** Answers every message with "<SIM-0101 n>", n counting, and notes who is connected. */
function instrument() {
  let count = 0
  const events: string[] = []
  const line: LineEndpoint = {
    connect(send) {
      events.push('connected')
      return {
        receive: () => {
          send(Buffer.from(`<SIM-0101 ${++count}>`))
        },
        disconnected: () => events.push('gone'),
      }
    },
  }
  return { line, events }
}
function faulty(spec: string, seed = 1) {
  const { line, events } = instrument()
  const faults = new Faults({ rules: parseFaults(spec), random: seededRandom(seed), serial: 'SIM-0101' })
  return { faults, line: faults.line(line), events }
}
/** What is heard after each of `count` questions. */
const heard = (line: LineEndpoint, count: number): string[] => {
  const host = hostOf(line)
  return Array.from({ length: count }, () => {
    host.send('?')
    return host.text()
  })
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('without faults everything passes at once', () => {
  expect(heard(faulty('').line, 3)).toEqual(['<SIM-0101 1>', '<SIM-0101 2>', '<SIM-0101 3>'])
})

describe('single replies', () => {
  test('late: arrives after its time, and the next one behind it', () => {
    const host = hostOf(faulty('late@1').line)
    host.send('?', '?')
    vi.advanceTimersByTime(1499)
    expect(host.text()).toBe('')
    vi.advanceTimersByTime(1)
    expect(host.text()).toBe('<SIM-0101 1><SIM-0101 2>')
  })

  test('split: in pieces that come one after the other', () => {
    const host = hostOf(faulty('split@1', 3).line)
    host.send('?')
    const pieces: string[] = []
    for (let ms = 0; ms < 100; ms++) {
      pieces.push(host.text())
      vi.advanceTimersByTime(1)
    }
    expect(pieces.filter((piece) => piece !== '').length).toBeGreaterThan(1)
    expect(pieces.join('')).toBe('<SIM-0101 1>')
  })

  test('merged: comes together with the next, or alone after a moment', () => {
    const host = hostOf(faulty('merged@1,merged@3').line)
    host.send('?')
    expect(host.text()).toBe('')
    host.send('?')
    expect(host.text()).toBe('<SIM-0101 1><SIM-0101 2>')
    host.send('?')
    vi.advanceTimersByTime(30)
    expect(host.text()).toBe('<SIM-0101 3>')
  })

  test('truncated: a beginning, and nothing after it', () => {
    const [first, second] = heard(faulty('truncated@1').line, 2)
    vi.advanceTimersByTime(60_000)
    expect('<SIM-0101 1>'.startsWith(first!)).toBe(true)
    expect(first!.length).toBeLessThan(12)
    expect(second).toBe('<SIM-0101 2>')
  })

  test('garbled: as long as before, but not the same', () => {
    const [first, second] = heard(faulty('garbled@1').line, 2)
    expect(first).toHaveLength(12)
    expect(first).not.toBe('<SIM-0101 1>')
    expect(second).toBe('<SIM-0101 2>')
  })

  test('stalled: half, a long silence, the rest', () => {
    const host = hostOf(faulty('stalled@1').line)
    host.send('?')
    expect(host.text()).toBe('<SIM-0')
    vi.advanceTimersByTime(2999)
    expect(host.text()).toBe('')
    vi.advanceTimersByTime(1)
    expect(host.text()).toBe('101 1>')
  })

  test('frozen: silent from then on, until the line is opened again', () => {
    const { line } = faulty('frozen@2')
    expect(heard(line, 4)).toEqual(['<SIM-0101 1>', '', '', ''])
    vi.advanceTimersByTime(60_000)
    expect(heard(line, 1)).toEqual(['<SIM-0101 5>'])
  })

  test('half-open: the instrument is gone and hears nothing more, the line stays, until it is opened again', () => {
    const { line, events } = faulty('half-open@2')
    const host = hostOf(line)
    host.send('?', '?', '?')
    vi.advanceTimersByTime(60_000)
    expect([host.text(), host.hungUp]).toEqual(['<SIM-0101 1>', false])
    expect(events).toEqual(['connected', 'gone'])
    // The third question vanished: it was never counted.
    expect(heard(line, 1)).toEqual(['<SIM-0101 3>'])
    expect(events).toEqual(['connected', 'gone', 'connected'])
  })

  test('half-open and then unplugged: the host is told', () => {
    const { line, faults } = faulty('half-open@1')
    const host = hostOf(line)
    host.send('?')
    faults.unplug()
    expect(host.hungUp).toBe(true)
  })

  test('unplugged: the line drops, connecting fails, and a moment later it is back', () => {
    const { line, faults, events } = faulty('unplugged@2')
    const host = hostOf(line)
    host.send('?', '?', '?')
    expect([host.text(), host.hungUp, faults.plugged]).toEqual(['<SIM-0101 1>', true, false])
    expect(hostOf(line).hungUp).toBe(true)
    vi.advanceTimersByTime(1500)
    expect(faults.plugged).toBe(true)
    expect(heard(line, 1)).toEqual(['<SIM-0101 3>'])
    expect(events).toEqual(['connected', 'gone', 'connected'])
  })

  test('wrong-serial: from that reply on another instrument answers', () => {
    const { line, faults } = faulty('wrong-serial@2')
    expect(heard(line, 3)).toEqual(['<SIM-0101 1>', '<SIM-0102 2>', '<SIM-0102 3>'])
    expect(faults.shownSerial).toBe('SIM-0102')
  })
})

test('rates: about that share of the replies, the same ones for the same seed', () => {
  const damaged = (seed: number): number[] =>
    heard(faulty('garbled:0.1', seed).line, 1000).flatMap((text, i) =>
      text === `<SIM-0101 ${i + 1}>` ? [] : [i],
    )
  const first = damaged(7)
  expect(first.length).toBeGreaterThan(70)
  expect(first.length).toBeLessThan(130)
  expect(damaged(7)).toEqual(first)
  expect(damaged(8)).not.toEqual(first)
})

test('a share of wrong serial numbers changes single replies only', () => {
  const texts = heard(faulty('wrong-serial:0.2').line, 200)
  const wrong = texts.filter((text) => text.includes('SIM-0102')).length
  expect(wrong).toBeGreaterThan(20)
  expect(wrong).toBeLessThan(60)
  expect(texts.at(-1)).toMatch(/^<SIM-010[12] 200>$/)
})

describe('the count', () => {
  test('is of what was really done to replies, not of what was meant', () => {
    const { line, faults } = faulty('garbled@1,truncated@2,late@3,merged@4,frozen@6,unplugged@7')
    const host = hostOf(line)
    for (let i = 0; i < 5; i++) host.send('?')
    vi.advanceTimersByTime(60_000)
    // Reply 5 came together with reply 4; a loose plug on a line that says nothing any more is still pulled.
    const soFar = { garbled: 1, truncated: 1, late: 1, merged: 1 }
    expect(Object.fromEntries(faults.injected)).toEqual(soFar)
    host.send('?')
    host.send('?')
    expect(Object.fromEntries(faults.injected)).toEqual({ ...soFar, frozen: 1, unplugged: 1 })
  })

  test('leaves out what changed nothing', () => {
    const { line, faults } = faulty('frozen:1,garbled:1,merged@1')
    heard(line, 3)
    vi.advanceTimersByTime(60_000)
    expect(Object.fromEntries(faults.injected)).toEqual({ frozen: 1 })
  })
})

describe('switches', () => {
  test('unplug and plug, told to whoever listens', () => {
    const { line, faults, events } = faulty('')
    const changes: boolean[] = []
    const stop = faults.onPlugChange(() => changes.push(faults.plugged))
    const host = hostOf(line)
    faults.unplug()
    faults.unplug()
    expect([host.hungUp, faults.plugged, events]).toEqual([true, false, ['connected', 'gone']])
    vi.advanceTimersByTime(60_000)
    expect(faults.plugged).toBe(false)
    faults.plug()
    expect(heard(line, 1)).toHaveLength(1)
    stop()
    faults.unplug()
    expect(changes).toEqual([false, true])
  })

  test('silence and garble, on and off', () => {
    const { line, faults } = faulty('')
    const host = hostOf(line)
    faults.silence(true)
    host.send('?')
    expect(host.text()).toBe('')
    faults.silence(false)
    faults.garble(true)
    host.send('?')
    expect(host.text()).not.toMatch(/^(|<SIM-0101 \d>)$/)
    faults.garble(false)
    host.send('?')
    expect(host.text()).toMatch(/^<SIM-0101 \d>$/)
  })

  test('a host that has closed hears nothing of what was on its way', () => {
    const host = hostOf(faulty('late:1,merged:0').line)
    host.send('?')
    host.close()
    vi.advanceTimersByTime(60_000)
    expect(host.text()).toBe('')
  })
})
