import type { LineEndpoint } from '../transports/transport.ts'
import { tristimulus } from './jeti-spectrum.ts'
import { lineInstrument } from './line-instrument.ts'
import type { Speaker } from './line-instrument.ts'
import type { Pace } from './pace.ts'
import { automaticExposureMs, shortScientific } from './reference-output.ts'
import type { ReferenceView } from './reference-output.ts'

const OVERHEAD_MS = 900
const LONGEST_EXPOSURE_MS = 120_000
const ERROR = { command: 'ER00', noData: 'ER02', parameter: 'ER17' } as const
/** First index and end of the four blocks of a spectrum that begins at 380 nm. */
const BLOCKS: readonly (readonly [number, number])[] = [
  [0, 100],
  [100, 200],
  [200, 300],
  [300, 401],
]

/** A Konica Minolta CS-2000: measures on MEAS,1, says how long it will take and then, unasked, that it is done. */
export function cs2000({
  view,
  serial,
  pace,
}: {
  view: ReferenceView
  serial: string
  pace: Pace
}): LineEndpoint {
  const state = {
    remote: false,
    sync: '0',
    speed: '0,2',
    exposureMs: 0,
    last: undefined as Float64Array | undefined,
  }
  const measure = (speaker: Speaker): void => {
    state.last = undefined
    const exposureMs = Math.min(automaticExposureMs(view.brightness(), Infinity) ?? 0, LONGEST_EXPOSURE_MS)
    const ms = OVERHEAD_MS + exposureMs
    speaker.say(`OK00,${Math.ceil(ms / 1000)}\n`)
    speaker.busy(ms, () => {
      state.exposureMs = exposureMs
      state.last = view.radiance(1)
      speaker.say('OK00\n')
    })
  }
  const run = (command: string, speaker: Speaker): void => {
    const ok = (...fields: readonly string[]): void => speaker.say(`${['OK00', ...fields].join(',')}\n`)
    const refuse = (error: string): void => speaker.say(`${error}\n`)
    const [head = '', ...rest] = command.split(',')
    const argument = rest.join(',')
    if (head === 'RMTS') {
      if (!/^[012]$/.test(argument)) return refuse(ERROR.parameter)
      state.remote = argument !== '0'
      return ok()
    }
    if (!state.remote) return refuse(ERROR.command)
    switch (head) {
      case 'IDDR':
        return ok('CS-2000', '1', serial)
      case 'SCMS':
        if (!/^(0|1,\d{1,5}|2)$/.test(argument)) return refuse(ERROR.parameter)
        state.sync = argument
        return ok()
      case 'SCMR':
        return ok(state.sync)
      case 'SPMS':
        if (!/^([014],[012]|2,\d\d,[012]|3,\d{9},[012])$/.test(argument)) return refuse(ERROR.parameter)
        state.speed = argument
        return ok()
      case 'SPMR':
        return ok(state.speed)
      case 'MSWE':
        return /^[01]$/.test(argument) ? ok() : refuse(ERROR.parameter)
      case 'MEAS':
        if (argument === '0') {
          speaker.stop()
          return ok()
        }
        return argument === '1' && !speaker.measuring ? measure(speaker) : refuse(ERROR.parameter)
      case 'MEDR':
        if (!state.last) return refuse(ERROR.noData)
        return speaker.say(data(argument, state.last, state.speed, state.sync, state.exposureMs))
      default:
        return refuse(ERROR.command)
    }
  }
  return lineInstrument(pace, { run, heedsWhileBusy: () => true })
}

function data(argument: string, last: Float64Array, speed: string, sync: string, exposureMs: number): string {
  const answer = (fields: readonly string[]): string => `${['OK00', ...fields].join(',')}\n`
  if (argument === '0,0,1') {
    const [speedMode = '0'] = speed.split(',')
    const [syncMode = '0'] = sync.split(',')
    return answer([speedMode, syncMode, String(Math.round(exposureMs * 1000))])
  }
  if (argument === '2,0,0') return answer(colorimetry(last))
  const [, form = '', block = ''] = /^1,([01]),([1-4])$/.exec(argument) ?? []
  const range = BLOCKS[Number(block) - 1]
  if (!range) return `${ERROR.parameter}\n`
  const values = Array.from(last.subarray(...range))
  return answer(values.map(form === '1' ? single : shortScientific))
}

/** IEEE-754 single, big-endian, as eight hexadecimal digits: 1.0 = 3F800000. */
function single(value: number): string {
  const bytes = Buffer.alloc(4)
  bytes.writeFloatBE(value)
  return bytes.toString('hex').toUpperCase()
}

/** Le, Lv, X, Y, Z, x, y, u', v'. */
function colorimetry(radiance: Float64Array): string[] {
  const { x, y, z } = tristimulus(radiance)
  const [sum, uv] = [x + y + z, x + 15 * y + 3 * z]
  const power = radiance.reduce((total, value) => total + value, 0)
  return [
    ...[power, y, x, y, z].map(shortScientific),
    ...[x / sum, y / sum, (4 * x) / uv, (9 * y) / uv].map((value) => value.toFixed(4)),
  ]
}
