import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { PIXEL_NM } from '../../../drivers/simulators/optics.ts'
import { serveTcp } from '../../../drivers/simulators/serve-tcp.ts'
import { simulatedBench } from '../../../drivers/simulators/simulated-bench.ts'
import { needPython } from '../../need.ts'

const python = needPython('seabreeze', 'usb')
const script = fileURLToPath(new URL('../../fixtures/witness/read_hdx.py', import.meta.url))
const Seen = z.object({
  model: z.string(),
  serial: z.string(),
  pixels: z.number(),
  limits: z.array(z.number()),
  firstNm: z.number(),
  lastNm: z.number(),
  least: z.number(),
  most: z.number(),
  brightestNm: z.number(),
  linearity: z.array(z.number()),
})

describe.skipIf(python.path === undefined)('python-seabreeze', () => {
  test('reads serial number, wavelengths and spectrum of the simulated HDX', async () => {
    const bench = simulatedBench({ fast: true })
    bench.scene.place('white')
    const served = await serveTcp(bench.spectrometer.line)
    try {
      // A host that waits for what never comes is ended.
      const limits = { timeout: 60_000 }
      const { stdout } = await promisify(execFile)(
        python.path!,
        [script, '127.0.0.1', String(served.port)],
        limits,
      )
      const seen = Seen.parse(JSON.parse(stdout))
      expect(seen).toMatchObject({
        model: 'HDX',
        serial: 'SIM-0101',
        pixels: 2068,
        limits: [6000, 10_000_000],
      })
      expect(seen.firstNm).toBeCloseTo(PIXEL_NM[0]!, 3)
      expect(seen.lastNm).toBeCloseTo(PIXEL_NM.at(-1)!, 3)
      expect(seen.linearity).toEqual([1, 0, 0, 0, 0, 0, 0, 0])
      // The white at the nominal time: bright, not saturated, on a dark level of 2.8 %.
      expect(seen.most / 65535).toBeGreaterThan(0.8)
      expect(seen.most / 65535).toBeLessThan(0.95)
      expect(seen.least / 65535).toBeGreaterThan(0.02)
    } finally {
      await served.close()
    }
  }, 90_000)
})
