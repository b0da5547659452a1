import type { SettingRow } from '../../contract/instrument.ts'
import type { Axis } from '../../contract/spectrum.ts'
import type { Driver, OpenDevice } from '../device.ts'
import { jetiLink } from '../links/jeti-link.ts'
import type { JetiLink } from '../links/jeti-link.ts'
import { lane } from '../links/lane.ts'
import { isProblem, refused, wrongDevice } from '../problems.ts'
import { jetiNumber, jetiValue } from '../protocols/jeti.ts'
import { budgetOf } from '../transports/deadline.ts'
import type { Budget } from '../transports/deadline.ts'
import type { ByteStream, Io } from '../transports/transport.ts'
import { fetchReading } from './jeti-reading.ts'

/** JETI specbos 1211: FTDI adapter inside, 350..1000 nm, read here over the visible range in 1 nm steps. */
const AXIS: Axis = { fromNm: 380, toNm: 780, bands: 401 }
const ADAPTERS = [
  { vendorId: 0x0403, productId: 0x6001 },
  { vendorId: 0x0403, productId: 0x6015 },
]
/** The rate it leaves the factory with first; the others can be stored in it (*para:baud). */
const BAUD_RATES = [115_200, 38_400, 921_600]
/** How long it may take to say who it is, when the rate is right. */
const IDENTIFY_MS = 1_000
/** Longest automatic exposure it is allowed, and what it may need beyond it (manual: allow 10 s). */
const LONGEST_EXPOSURE_MS = 3_000
const BEYOND_EXPOSURE_MS = 10_000

/** How long a measurement may take; tests shorten it. */
export interface JetiPatience {
  readonly measureMs: number
}

async function identify(jeti: JetiLink, link: ByteStream, io: Io): Promise<string> {
  const rates = link.setBaudRate ? BAUD_RATES : [0]
  let last: unknown
  for (const rate of rates) {
    await link.setBaudRate?.(rate, io)
    for (let attempt = 0; attempt < 2; attempt++) {
      try {
        const text = await jeti.ask(
          '*idn?',
          budgetOf({ signal: io.signal, deadlineMs: Math.min(io.deadlineMs, IDENTIFY_MS) }),
        )
        const model = /^JETI_SB(\d{4})/.exec(text.trim())?.[1]
        if (model === '1211' || model === '1201') return model
        throw wrongDevice('JETI specbos 1211', `"${text.trim().slice(0, 40)}"`)
      } catch (error) {
        if (!isProblem(error, 'DEVICE_TIMEOUT', 'PROTOCOL_VIOLATION', 'DEVICE_REFUSED')) throw error
        last = error
        // A measurement may still run for a program that has gone, or half a command wait in its buffer.
        await jeti.abort(io.signal)
      }
    }
  }
  throw last
}

/** Settings as the ArgyllCMS dialogue has them: automatic exposure, radiometric spectrum, plain values. */
const SETTINGS = [
  '*conf:default',
  '*para:calibn 0',
  '*para:expo 1',
  `*conf:maxtin ${LONGEST_EXPOSURE_MS}`,
  '*conf:func 6',
  '*conf:form 4',
  `*conf:wran ${AXIS.fromNm} ${AXIS.toNm} 1`,
  '*conf:aver 1',
] as const

const wavelength = async (jeti: JetiLink, command: string, budget: Budget): Promise<number> =>
  jetiNumber(jetiValue(await jeti.ask(command, budget)))

async function checkRange(jeti: JetiLink, io: Io): Promise<void> {
  const from = await wavelength(jeti, '*para:wavbeg?', budgetOf(io))
  const to = await wavelength(jeti, '*para:wavend?', budgetOf(io))
  if (from <= AXIS.fromNm && to >= AXIS.toNm) return
  throw refused(
    'The range 380 to 780 nm',
    `it is calibrated from ${from} to ${to} nm only`,
    'Use a reference that covers the visible range.',
  )
}

async function laserOff(jeti: JetiLink, budget: Budget): Promise<void> {
  if (jetiValue(await jeti.ask('*contr:laser?', budget)) !== '0') await jeti.set('*contr:laser 0', budget)
}

const row = (name: string, required: string, readBack: string): SettingRow => ({
  name,
  required,
  readBack,
  ok: required === readBack,
})

async function settingRows(jeti: JetiLink, budget: Budget): Promise<SettingRow[]> {
  const from = await wavelength(jeti, '*para:wavbeg?', budget)
  const to = await wavelength(jeti, '*para:wavend?', budget)
  const head = jetiValue(await jeti.ask('*contr:mhead?', budget))
  const laser = jetiValue(await jeti.ask('*contr:laser?', budget))
  return [
    {
      ...row('Calibrated range', 'covers 380 to 780 nm', `${from} to ${to} nm`),
      ok: from <= AXIS.fromNm && to >= AXIS.toNm,
    },
    row('Head', 'radiance', head === '0' ? 'radiance' : 'diffuser fitted'),
    row('Aiming laser', 'off', laser === '0' ? 'off' : 'on'),
  ]
}

async function begin(jeti: JetiLink, link: ByteStream, io: Io): Promise<OpenDevice['identity']> {
  await jeti.quiet(io.signal)
  const model = await identify(jeti, link, io)
  const serial = jetiValue(await jeti.ask('*para:spnum?', budgetOf(io)))
  const firmware = jetiValue(await jeti.ask('*vers?', budgetOf(io)))
  for (const command of SETTINGS) await jeti.set(command, budgetOf(io))
  await checkRange(jeti, io)
  return { model: `specbos ${model}`, serial, firmware }
}

/** The driver with another patience than the data sheet's. */
export function jetiDriver(patience: JetiPatience): Driver {
  return {
    family: 'jeti-1211',
    product: 'JETI specbos 1211',
    roles: ['reference'],
    match: { serialAdapter: ADAPTERS, baudRates: BAUD_RATES, tcp: true },

    async open(link, io): Promise<OpenDevice> {
      try {
        if (link.kind !== 'stream')
          throw wrongDevice('JETI specbos 1211', 'a USB interface without a serial adapter')
        const jeti = jetiLink(link)
        const identity = await begin(jeti, link, io)
        const single = lane(link, (signal) => jeti.resync(signal))
        return {
          identity,
          reference: {
            axis: AXIS,
            quantity: 'radiance',
            measure: (measureIo) =>
              single.run(
                measureIo,
                async (budget) => {
                  const { deadlineMs } = measureIo
                  await laserOff(jeti, budgetOf(budget.step(deadlineMs)))
                  await jeti.measure(budget, deadlineMs)
                  return fetchReading(jeti, AXIS, budget, deadlineMs)
                },
                () => patience.measureMs,
              ),
          },
          settings: (settingsIo) => single.run(settingsIo, (budget) => settingRows(jeti, budget)),
          close: () => single.close(),
        }
      } catch (error) {
        await link.close()
        throw error
      }
    },
  }
}

/** JETI specbos 1211 on its serial adapter or a TCP bridge. */
export const jeti1211: Driver = jetiDriver({ measureMs: LONGEST_EXPOSURE_MS + BEYOND_EXPOSURE_MS })
