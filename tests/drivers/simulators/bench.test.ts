import { describe, expect, test } from 'vitest'
import { simulatedBench } from '../../../drivers/simulators/simulated-bench.ts'
import type { SimulatedBenchOptions } from '../../../drivers/simulators/simulated-bench.ts'
import { hex, hexOf, hostOf } from './host.ts'

const BELL = new RegExp(String.fromCharCode(0x07))
/** OBP: corrected spectrum now; and lamp off with acknowledgement. */
const SPECTRUM = hex(`c1c0 0011 0000 0000 00101000 ${'00'.repeat(28)} 14000000 ${'00'.repeat(16)} c5c4c3c2`)
const LAMP_OFF = hex(
  `c1c0 0011 0400 0000 10041100 00000000 000000000000 00 01 ${'00'.repeat(16)} 14000000 ${'00'.repeat(16)} c5c4c3c2`,
)

/** Homes, visits two patches and the white, reads both instruments everywhere; everything that was said. */
async function session(options: SimulatedBenchOptions): Promise<string[]> {
  const bench = simulatedBench({ fast: true, ...options })
  const [hdx, jeti, grbl] = [bench.spectrometer, bench.reference, bench.stage].map(({ line }) => hostOf(line))
  if (!hdx || !jeti || !grbl) throw new Error('three instruments')
  const said = [await grbl.says(/unlock/)]
  grbl.send('$H\n')
  said.push(await grbl.says(/ok/))
  const { plate } = bench
  const places = [
    { x: plate.whiteXMm, y: plate.whiteYMm },
    { x: plate.originXMm, y: plate.originYMm },
    { x: plate.originXMm + 5 * plate.pitchXMm, y: plate.originYMm + 3 * plate.pitchYMm },
  ]
  for (const { x, y } of places) {
    grbl.send(`G90G0X${x}Y${y}\n`, 'G4P0\n', '?')
    said.push(await grbl.says(/ok\r\n[^]*ok\r\n/))
    hdx.send(SPECTRUM)
    said.push(hexOf(await hdx.hears(4200)))
    jeti.send('*init\r')
    said.push(await jeti.says(BELL))
    jeti.send('*fetch:sprad\r')
    said.push(await jeti.says(/\r\r/))
  }
  hdx.send(LAMP_OFF)
  said.push(hexOf(await hdx.hears(64)))
  hdx.send(SPECTRUM)
  said.push(hexOf(await hdx.hears(4200)))
  return said
}

describe('chance', () => {
  test('the same seed says the same bytes, another seed others', async () => {
    const first = await session({ seed: 42 })
    expect(await session({ seed: 42 })).toEqual(first)
    const other = await session({ seed: 43 })
    expect(other.slice(0, 2)).toEqual(first.slice(0, 2))
    expect(other[3]).not.toBe(first[3])
    expect(other[5]).not.toBe(first[5])
  })

  test('faults are repeatable too', async () => {
    const replies = async (seed: number): Promise<string[]> => {
      const { reference } = simulatedBench({ fast: true, seed, faults: { reference: 'garbled:0.5' } })
      const host = hostOf(reference.line)
      return Array.from({ length: 50 }, () => {
        host.send('*idn?\r')
        return host.text()
      })
    }
    const first = await replies(1)
    expect(await replies(1)).toEqual(first)
    expect(await replies(2)).not.toEqual(first)
    expect(first).toContain('JETI_SB1211\r')
  })
})

describe('the scene', () => {
  test('is one: where the stage stands decides what both instruments see', async () => {
    const said = await session({})
    const brightness = (hexText: string): number => {
      const bytes = Buffer.from(hexText, 'hex').subarray(44, 44 + 4136)
      return (
        Array.from({ length: 2068 }, (_, i) => bytes.readUInt16LE(2 * i)).reduce(
          (sum, value) => sum + value,
          0,
        ) / 2068
      )
    }
    const radiance = (text: string): number =>
      text
        .split('\r')
        .slice(2, 403)
        .reduce((sum, line) => sum + Number(line), 0)
    const [white = '', , referenceWhite = '', , patch = '', , referencePatch = ''] = said.slice(3)
    const dark = brightness(said.at(-1)!)
    const seen = (brightness(patch) - dark) / (brightness(white) - dark)
    const referred = radiance(referencePatch) / radiance(referenceWhite)
    expect(seen).toBeLessThan(0.9)
    // Different lamps weigh the spectrum differently; the level is still the same patch's.
    expect(Math.abs(seen - referred)).toBeLessThan(0.1)
  })

  test('roles, families and serial numbers', () => {
    const { instruments } = simulatedBench()
    expect(instruments.map(({ role, family, serial }) => [role, family, serial])).toEqual([
      ['spectrometer', 'ocean-hdx', 'SIM-0101'],
      ['reference', 'jeti-1211', 'SIM-R007'],
      ['stage', 'grbl', 'SIM-XY02'],
    ])
    expect(instruments[0]!.usb?.serialNumber).toBe('SIM-0101')
  })

  test('the travel of the table reaches the whole plate', async () => {
    const bench = simulatedBench({ fast: true })
    const grbl = hostOf(bench.stage.line)
    await grbl.says(/unlock/)
    grbl.send('$$\n')
    const settings = await grbl.says(/ok/)
    const travel = (axis: number): number => Number(new RegExp(`\\$13${axis}=([\\d.]+)`).exec(settings)?.[1])
    expect(travel(0)).toBeGreaterThan(bench.plate.whiteXMm)
    expect(travel(1)).toBeGreaterThan(bench.plate.originYMm + 19 * bench.plate.pitchYMm)
  })

  test('an unknown unit and unreadable faults are refused', () => {
    expect(() => simulatedBench({ unit: 5 })).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }))
    expect(() => simulatedBench({ faults: 'nonsense' })).toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST' }),
    )
  })
})
