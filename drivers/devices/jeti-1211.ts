import type { Driver } from '../device.ts'
import type { JetiLink } from '../links/jeti-link.ts'
import { jetiNumber, jetiValue } from '../protocols/jeti.ts'
import type { Budget } from '../transports/deadline.ts'
import { JETI_AXIS, jetiDriverOf } from './jeti-driver.ts'
import type { JetiDialect, JetiPatience } from './jeti-driver.ts'
import { fetchReading } from './jeti-reading.ts'
import { settingRow } from './meter.ts'

/** Longest automatic exposure it is allowed, and what it may need beyond it (manual: allow 10 s). */
const LONGEST_EXPOSURE_MS = 3_000
const BEYOND_EXPOSURE_MS = 10_000

const wavelength = async (jeti: JetiLink, command: string, budget: Budget): Promise<number> =>
  jetiNumber(jetiValue(await jeti.ask(command, budget)))

/** Its firmware up to 1.8.3 does not know the longest exposure (ArgyllCMS driver). */
const OLD_MODEL = 'specbos 1201'
const LONGEST_EXPOSURE = `*conf:maxtin ${LONGEST_EXPOSURE_MS}`

/** JETI specbos 1211 (350..1000 nm) and its forerunner 1201. */
const SPECBOS: JetiDialect = {
  family: 'jeti-1211',
  product: 'JETI specbos 1211',
  baudRates: [115_200, 38_400, 921_600],
  modelOf(identification) {
    if (identification.startsWith('SB05')) return OLD_MODEL
    const model = /^JETI_SB(\d{4})/.exec(identification)?.[1]
    return model === '1211' || model === '1201' ? `specbos ${model}` : undefined
  },
  // As the ArgyllCMS dialogue has them: automatic exposure, radiometric spectrum, plain values.
  settings: [
    '*conf:default',
    '*para:calibn 0',
    '*para:expo 1',
    LONGEST_EXPOSURE,
    '*conf:func 6',
    '*conf:form 4',
    `*conf:wran ${JETI_AXIS.fromNm} ${JETI_AXIS.toNm} 1`,
    '*conf:aver 1',
  ],
  mayRefuse: (model, command) => model === OLD_MODEL && command === LONGEST_EXPOSURE,
  range: async (jeti, budget) => [
    await wavelength(jeti, '*para:wavbeg?', budget()),
    await wavelength(jeti, '*para:wavend?', budget()),
  ],
  beforeMeasuring: [],
  averages: '*conf:aver',
  longest: { command: '*conf:maxtin', initialMs: LONGEST_EXPOSURE_MS, mostMs: 60_000 },
  measure: '*init',
  fetch: (jeti, budget, firstMs) => fetchReading(jeti, JETI_AXIS, budget, firstMs),
  async rows(jeti, budget) {
    const head = jetiValue(await jeti.ask('*contr:mhead?', budget))
    return [settingRow('Head', 'radiance', head === '0' ? 'radiance' : 'diffuser fitted')]
  },
}

/** The driver with another patience than the data sheet's. */
export const jetiDriver = (patience: JetiPatience): Driver => jetiDriverOf(SPECBOS, patience)

/** JETI specbos 1211 on its serial adapter or a TCP bridge. */
export const jeti1211: Driver = jetiDriver({ measureMs: LONGEST_EXPOSURE_MS + BEYOND_EXPOSURE_MS })
