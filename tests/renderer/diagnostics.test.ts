import { describe, expect, it } from 'vitest'
import { causesOf } from '../../renderer/views/devices/causes.ts'
import { diagnosticsText } from '../../renderer/views/devices/diagnostics.ts'
import { benchDevices, deviceDetail, SILENT } from './fake/bench.ts'

const reference = { ...benchDevices()[1]!, state: 'faulted' as const, problem: SILENT }

describe('diagnostics of a device', () => {
  it('say everything that is known, in words that can be pasted', () => {
    const text = diagnosticsText(
      { ...reference, unconfirmed: 'Not yet confirmed on hardware. The battery command.' },
      deviceDetail(reference.uri, true),
      [{ name: 'udev rule', ok: false, detail: 'not installed', nextStep: 'Install it.' }],
      'Isochrome 1.0, Node 24, linux',
    )
    for (const part of [
      'Bench reference, reference',
      'Program: Isochrome 1.0, Node 24, linux',
      'Serial: SIM-R007',
      'Firmware: 2.14',
      'State: faulted',
      'Not yet confirmed on hardware.',
      'Fault: DEVICE_TIMEOUT, The reference stopped answering',
      'Geometry: 45/0 / 45/0',
      'FAIL  Instrument answers: ID and READ, 0 bytes in 2.0 s Next: Wake or replug it.',
      'FAIL  udev rule: not installed Next: Install it.',
      'Link, last 60 s: 31 requests, 3 without reply, median 8',
      'time-out, 0 bytes',
    ])
      expect(text).toContain(part)
  })

  it('say what is not known', () => {
    const text = diagnosticsText({ ...benchDevices()[0]!, firmware: '' }, undefined, undefined, '')
    expect(text).toContain('Firmware: not known')
    expect(text).toContain('0 requests')
  })
})

describe('probable causes', () => {
  it('follow from the fault, the likeliest first, with what it excludes', () => {
    const causes = causesOf(reference)
    expect(causes.map(({ likelihood }) => likelihood)).toEqual(['likely', 'possible', 'excluded'])
    expect(causes[0]!.name).toContain('Asleep')
    const low = { name: 'Battery', required: 'above 15 %', readBack: '11 %', ok: false }
    expect(causesOf({ ...reference, settings: [low] })[0]!.why).toBe('it reported a low battery')
  })

  it('do not blame a cable where there is none, and are not guessed without a fault', () => {
    const lost = { ...SILENT, code: 'DEVICE_LOST' as const }
    const network = causesOf({ ...reference, uri: 'ocean-hdx@tcp:10.0.0.2:57357', problem: lost })
    expect(network[0]!.name).toBe('Network')
    expect(causesOf({ ...reference, problem: lost })[0]!.name).toBe('Cable or connector')
    expect(causesOf(benchDevices()[0]!)).toEqual([])
  })
})
