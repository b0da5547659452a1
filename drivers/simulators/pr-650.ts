import type { LineEndpoint } from '../transports/transport.ts'
import { at } from '../../spectra/at.ts'
import { tristimulus } from './jeti-spectrum.ts'
import { lineInstrument } from './line-instrument.ts'
import type { Speaker } from './line-instrument.ts'
import type { Pace } from './pace.ts'
import { automaticExposureMs, inSteps, shortScientific, stepsNm } from './reference-output.ts'
import type { ReferenceView } from './reference-output.ts'

const STEP_NM = 4
const OVERHEAD_MS = 1_500
const LONGEST_EXPOSURE_MS = 6_000
/** Qualities of a reading: good, too dark. */
const GOOD = '00'
const TOO_DARK = '18'

/** A Photo Research PR-650 that was spoken to in time and listens: lower-case commands, answers in lines. */
export function pr650({ view, pace }: { view: ReferenceView; pace: Pace }): LineEndpoint {
  let last: Float64Array | undefined
  let quality = TOO_DARK

  const measure = (speaker: Speaker): void => {
    const exposureMs = automaticExposureMs(view.brightness(), LONGEST_EXPOSURE_MS)
    speaker.busy(OVERHEAD_MS + 2 * (exposureMs ?? LONGEST_EXPOSURE_MS), () => {
      last = exposureMs === undefined ? undefined : view.radiance(1)
      quality = last ? GOOD : TOO_DARK
      speaker.say('000\r\n')
    })
  }
  return lineInstrument(pace, {
    run(command, speaker) {
      if (/^b[01]$/.test(command) || /^s\d\d(,[^,]*){0,8}$/.test(command)) speaker.say('000\r\n')
      else if (command === 'm0') measure(speaker)
      else if (command === 'd2') speaker.say(xyzText(quality, last))
      else if (command === 'd5') speaker.say(spectrumText(quality, last))
      else speaker.say('020\r\n')
    },
  })
}

function xyzText(quality: string, radiance: Float64Array | undefined): string {
  if (!radiance) return `${quality}\r\n`
  const { x, y, z } = tristimulus(radiance)
  return `${quality},0,${[x, y, z].map(shortScientific).join(',')}\r\n`
}

function spectrumText(quality: string, radiance: Float64Array | undefined): string {
  if (!radiance) return `${quality}\r\n`
  const values = inSteps(radiance, STEP_NM)
  const total = values.reduce((sum, value) => sum + value * STEP_NM, 0)
  const lines = stepsNm(STEP_NM).map(
    (nm, i) => `${String(nm).padStart(4, '0')},${shortScientific(at(values, i))}`,
  )
  return [`${quality},0`, shortScientific(total), ...lines].join('\r\n') + '\r\n'
}
