import type { LineEndpoint } from '../transports/transport.ts'
import { at } from '../../spectra/at.ts'
import { jetiInstrument } from './jeti-1211.ts'
import { between, carryOut, fetched, JETI_ERROR, line, set, setRange } from './jeti-commands.ts'
import type { JetiAnswer, JetiCommand, JetiState } from './jeti-commands.ts'
import { scientific, tristimulus } from './jeti-spectrum.ts'
import type { Pace } from './pace.ts'
import { REFERENCE_FROM_NM } from './reference-eye.ts'
import type { ReferenceView } from './reference-output.ts'

const ack: JetiAnswer = { kind: 'ack' }
const parameter = JETI_ERROR.configArgument
const ETX = '\x03'

/** A whole number that is accepted and changes nothing of what is seen. */
const ignored = (from: number, to: number): JetiCommand => set(between(from, to), parameter, () => undefined)

function tellError(state: JetiState): JetiAnswer {
  const answer = line(`${state.error} `)
  state.error = JETI_ERROR.none
  return answer
}

/** Lines of wavelength and value, then ETX. */
function spectrumText(radiance: Float64Array, { from, to, step }: JetiState['range']): string {
  const lines: string[] = []
  for (let nm = from; nm <= to; nm += step)
    lines.push(`${nm} ${scientific(at(radiance, nm - REFERENCE_FROM_NM))}\r`)
  return lines.join('') + ETX
}

function chromaticityText(radiance: Float64Array): string {
  const { x, y, z } = tristimulus(radiance)
  const sum = x + y + z
  return `${(x / sum).toFixed(5)} ${(y / sum).toFixed(5)}\r`
}

/** Commands by their lower-case head. The name is that of the 1501; a 1511 is told by its display. Format 2 is text, the only one it was seen to be asked for. */
const SPECTRAVAL: ReadonlyMap<string, JetiCommand> = new Map<string, JetiCommand>([
  ['*idn?', () => line('SPECFIRM_JETI_1501')],
  ['*vers?', () => line('1.8.1')],
  ['*stat:err?', tellError],
  ['*remote', () => ack],
  [
    '*meas:refer',
    (state) => (state.laserOn ? { kind: 'nak', error: JETI_ERROR.measure } : { kind: 'measure' }),
  ],
  ['*para:spnum?', (state) => line(state.serial)],
  ['*para:calibn', ignored(0, 9)],
  [
    '*para:tint',
    set(between(0, 60_000), parameter, (state, value) => {
      state.adaptive = value === 0
      if (value > 0) state.integrationMs = value
    }),
  ],
  [
    '*para:maxtint',
    set(between(1000, 64_999), parameter, (state, value) => (state.maxIntegrationMs = value)),
  ],
  ['*para:maxaver', set(between(2, 100), parameter, (state, value) => (state.maxExposures = value))],
  ['*para:aver', set(between(1, 100), parameter, (state, value) => (state.averages = value))],
  ['*para:form', ignored(0, 2)],
  ['*para:wran', setRange],
  ['*para:wran?', ({ range }) => line(`${range.from} ${range.to} ${range.step}`)],
  ['*para:syncmod', ignored(0, 1)],
  ['*conf:dispen?', () => line('1')],
  ['*conf:bten?', () => line('0')],
  [
    '*contr:laser',
    set(between(0, 1), JETI_ERROR.controlArgument, (state, value) => (state.laserOn = value === 1)),
  ],
  ['*contr:laser?', (state) => line(state.laserOn ? '1' : '0')],
  ['*calc:photometric', fetched((radiance) => `${tristimulus(radiance).y.toFixed(4)}\r`)],
  ['*calc:chromxy', fetched(chromaticityText)],
  ['*calc:sprad', fetched((radiance, state) => spectrumText(radiance, state.range))],
])

/** A JETI spectraval 1511: a specbos with settings by *para: only, bare answers, and spectra ended by ETX. */
export const jeti1511 = (options: { view: ReferenceView; serial: string; pace: Pace }): LineEndpoint =>
  jetiInstrument(options, (state, text) => carryOut(SPECTRAVAL, state, text))
