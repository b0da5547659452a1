import type { Driver } from '../device.ts'
import type { JetiLink } from '../links/jeti-link.ts'
import { jetiNumber } from '../protocols/jeti.ts'
import { isProblem, violation } from '../problems.ts'
import type { Budget } from '../transports/deadline.ts'
import { JETI_AXIS, jetiDriverOf } from './jeti-driver.ts'
import type { JetiDialect, JetiPatience } from './jeti-driver.ts'
import { fetchSpectravalReading } from './jeti-reading.ts'
import { acceptedRow } from './meter.ts'

/** Longest single exposure and how many of them it may take for one measurement, as the ArgyllCMS dialogue has them. */
const LONGEST_EXPOSURE_MS = 1_000
const MOST_EXPOSURES = 3
const BEYOND_EXPOSURE_MS = 14_000
/** Format of what a measurement says by itself: nothing. Fetches of a spectrum need text. */
const FORM_NONE = '*para:form 0'
const AUTOMATIC = '*para:tint 0'

async function rangeOf(jeti: JetiLink, budget: Budget): Promise<readonly [number, number]> {
  const text = await jeti.ask('*para:wran?', budget)
  const [from, to, step, ...more] = text.trim().split(/ +/).map(jetiNumber)
  if (from === undefined || to === undefined || step === undefined || more.length > 0)
    throw violation(`"${text.slice(0, 40)}" is no range of wavelengths.`)
  return [from, to]
}

/** Both models give the same name; only a 1511 has a display. */
async function hasDisplay(jeti: JetiLink, budget: Budget): Promise<boolean> {
  try {
    await jeti.ask('*conf:dispen?', budget)
    return true
  } catch (error) {
    if (isProblem(error, 'DEVICE_REFUSED')) return false
    throw error
  }
}

/**
 * JETI spectraval 1501 and 1511: a specbos with settings by *para: only, bare answers, and spectra ended by ETX.
 * Source: the ArgyllCMS driver, whose spotread reads the simulator; never seen with an instrument.
 */
const SPECTRAVAL: JetiDialect = {
  family: 'jeti-1511',
  product: 'JETI spectraval 1511',
  baudRates: [921_600, 115_200, 230_400, 38_400],
  uncertain:
    'Its dialogue is known from one open program; the range it answers for is the one set, not the calibrated one.',
  async modelOf(identification, jeti, budget) {
    if (!/^(SPECFIRM_JETI_15[01]1|JETI_SDCM3)/.test(identification)) return undefined
    return (await hasDisplay(jeti, budget)) ? 'spectraval 1511' : 'spectraval 1501'
  },
  settings: [
    '*para:calibn 0',
    AUTOMATIC,
    `*para:maxtint ${LONGEST_EXPOSURE_MS}`,
    `*para:maxaver ${MOST_EXPOSURES}`,
    FORM_NONE,
    `*para:wran ${JETI_AXIS.fromNm} ${JETI_AXIS.toNm} 1`,
    '*para:aver 1',
  ],
  range: (jeti, budget) => rangeOf(jeti, budget()),
  beforeMeasuring: [FORM_NONE],
  averages: '*para:aver',
  longest: { command: '*para:maxtint', initialMs: LONGEST_EXPOSURE_MS, mostMs: 60_000 },
  measure: '*meas:refer',
  fetch: (jeti, budget, firstMs) => fetchSpectravalReading(jeti, JETI_AXIS, budget, firstMs),
  async rows(jeti, budget) {
    await jeti.set(AUTOMATIC, budget)
    return [acceptedRow('Exposure', 'automatic')]
  },
}

/** The driver with another patience than the instrument's own. */
export const jeti1511Driver = (patience: JetiPatience): Driver => jetiDriverOf(SPECTRAVAL, patience)

/** JETI spectraval 1501 and 1511 on their serial adapter or a TCP bridge. */
export const jeti1511: Driver = jeti1511Driver({
  measureMs: LONGEST_EXPOSURE_MS * MOST_EXPOSURES + BEYOND_EXPOSURE_MS,
})
