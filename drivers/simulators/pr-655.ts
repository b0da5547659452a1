import type { LineEndpoint } from '../transports/transport.ts'
import { at } from '../../spectra/at.ts'
import { tristimulus } from './jeti-spectrum.ts'
import { lineInstrument } from './line-instrument.ts'
import type { Speaker } from './line-instrument.ts'
import type { Pace } from './pace.ts'
import { automaticExposureMs, inSteps, shortScientific, stepsNm } from './reference-output.ts'
import type { ReferenceView } from './reference-output.ts'

/** What tells the two models apart on the line. */
const STEP_NM = { 'PR-655': 4, 'PR-670': 2 } as const

const OVERHEAD_MS = 1_200
const LONGEST_EXPOSURE_MS = 6_000
/** Status that its answers to a failed measurement begin with; the maker's numbers are not public. */
const FAILED = '0018'

/** A Photo Research PR-655: deaf until PHOTO was sent, then one-line commands. */
export function pr655(options: { view: ReferenceView; serial: string; pace: Pace }): LineEndpoint {
  return remoteMeter('PR-655', options)
}

/** The same dialogue in steps of 2 nm. */
export function pr670(options: { view: ReferenceView; serial: string; pace: Pace }): LineEndpoint {
  return remoteMeter('PR-670', options)
}

function remoteMeter(
  model: keyof typeof STEP_NM,
  { view, serial, pace }: { view: ReferenceView; serial: string; pace: Pace },
): LineEndpoint {
  const step = STEP_NM[model]
  let remote = false
  let last: Float64Array | undefined

  const say = (speaker: Speaker, ...fields: readonly string[]): void => {
    speaker.say(`${fields.join(',')}\r\n`)
  }
  const result = (speaker: Speaker, text: (radiance: Float64Array) => string): void => {
    speaker.say(last ? text(last) : `${FAILED}\r\n`)
  }
  const measure = (speaker: Speaker): void => {
    const exposureMs = automaticExposureMs(view.brightness(), LONGEST_EXPOSURE_MS)
    speaker.busy(OVERHEAD_MS + 2 * (exposureMs ?? LONGEST_EXPOSURE_MS), () => {
      last = exposureMs === undefined ? undefined : view.radiance(1)
      say(speaker, last ? '0000' : FAILED)
    })
  }
  const COMMANDS: Readonly<Record<string, (speaker: Speaker) => void>> = {
    Q: () => (remote = false),
    M0: measure,
    D110: (speaker) => say(speaker, '0000', serial),
    D111: (speaker) => say(speaker, '0000', model),
    D1: (speaker) =>
      result(speaker, (radiance) => {
        const { x, y, z } = tristimulus(radiance)
        const sum = x + y + z
        return `0000,0,${shortScientific(y)},${(x / sum).toFixed(4)},${(y / sum).toFixed(4)}\r\n`
      }),
    D2: (speaker) =>
      result(speaker, (radiance) => {
        const { x, y, z } = tristimulus(radiance)
        return `0000,0,${[x, y, z].map(shortScientific).join(',')}\r\n`
      }),
    D5: (speaker) => result(speaker, (radiance) => spectrumText(radiance, step)),
  }
  return lineInstrument(pace, {
    complete: (text) => text.endsWith('PHOTO') || (remote && text === 'Q'),
    run(command, speaker) {
      if (command.endsWith('PHOTO')) {
        remote = true
        speaker.say(' REMOTE MODE\r\n')
      } else if (remote) {
        const known = COMMANDS[command]
        if (known) known(speaker)
        else say(speaker, FAILED)
      }
    },
  })
}

function spectrumText(radiance: Float64Array, step: number): string {
  const values = inSteps(radiance, step)
  const peak = values.reduce((most, value) => Math.max(most, value), 0)
  const total = values.reduce((sum, value) => sum + value * step, 0)
  const lines = stepsNm(step).map((nm, i) => `${nm},${shortScientific(at(values, i))}`)
  return [`0000,0`, `${shortScientific(peak)},${shortScientific(total)}`, ...lines].join('\r\n') + '\r\n'
}
