import { seededRandom } from '../../spectra/random.ts'
import type { Matrix, PairTable } from '../../model/service.ts'

/** Faults that a spectrum alone must show, as what the spectrometer would report of plate patches. */
export function faultySpectra({ x, white, wavelengthNm }: PairTable): Map<string, Matrix> {
  const random = seededRandom(7)
  const bands = x.columns
  const row = (at: number): number => Math.floor(at / bands)
  const places = Array.from({ length: x.rows }, () => random.integer(bands))
  const changed = (value: (was: number, at: number) => number): Matrix => ({ ...x, data: x.data.map(value) })
  const peak = Math.max(...(white ?? [1]))
  // White LEDs: a blue line and a broad phosphor, their heights and widths drawn for each row.
  const lamps = Array.from({ length: x.rows }, () => ({
    line: random.uniform(440, 465),
    width: random.uniform(8, 14),
    broad: random.uniform(540, 610),
    share: random.uniform(0.3, 0.9),
  }))
  const bell = (nm: number, centre: number, sd: number): number => Math.exp(-0.5 * ((nm - centre) / sd) ** 2)
  return new Map([
    [
      'lamps',
      changed((_, at) => {
        const nm = wavelengthNm?.[at % bands] ?? 0
        const { line, width, broad, share } = lamps[row(at)] ?? {
          line: 450,
          width: 10,
          broad: 570,
          share: 0.5,
        }
        return bell(nm, line, width) + share * bell(nm, broad, 50)
      }),
    ],
    ['dead pixel', changed((was, at) => (at % bands === places[row(at)] ? 0 : was))],
    ['spike of 0.05', changed((was, at) => (at % bands === places[row(at)] ? was + 0.05 : was))],
    ['lid on', changed(() => 0)],
    ['dark not subtracted', changed((was, at) => was + 0.02 / ((white?.[at % bands] ?? peak) || peak))],
  ])
}
