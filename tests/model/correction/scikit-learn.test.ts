import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { MethodResult } from '../../../contract/model.ts'
import type { PairTable } from '../../../model/service.ts'
import { runTournament } from '../../../model/tournament.ts'
import { formulaPairs, sharedPairs } from '../support/pairs.ts'

const Figures = z.record(z.string(), z.object({ rmse: z.number(), rmsePerFold: z.array(z.number()) }))
const oracle = z
  .record(z.string(), Figures)
  .parse(JSON.parse(readFileSync(new URL('../../fixtures/oracle/correction.json', import.meta.url), 'utf8')))

async function judge(pairs: PairTable): Promise<MethodResult[]> {
  const folds = Int32Array.from(pairs.ids, (_, row) => row % 5)
  const request = { pairs, folds, methods: ['none', 'slope-bias', 'ridge'] as const, seed: 1, holdOut: 0 }
  const never = new AbortController().signal
  for await (const event of runTournament(request, { signal: never, skipSignal: () => never }))
    if (event.type === 'finished') return event.comparison.methods
  return []
}

function expectAgreement(rows: readonly MethodResult[], set: string): void {
  expect(rows).toHaveLength(3)
  for (const { name, rmse, rmsePerFold } of rows) {
    const figures = oracle[set]![name]!
    expect(Math.abs(rmse / figures.rmse - 1)).toBeLessThan(0.01)
    for (const [fold, value] of rmsePerFold.entries())
      expect(Math.abs(value / figures.rmsePerFold[fold]! - 1)).toBeLessThan(0.01)
  }
}

describe('cross-validation agrees with scikit-learn on the same folds', () => {
  it('on formula data', async () => expectAgreement(await judge(formulaPairs()), 'formula'))

  // Measured pairs lie beside the project; a clone without them has the formula data above.
  describe.each([
    ['mp6', 'm5'],
    ['mp5', 'm5'],
    ['mp6', 'mp5'],
  ])('on corn, %s to %s', (from, to) => {
    const folder = 'corn-nir-3instr'
    const pairs = sharedPairs(`${folder}/${from}_spectra.csv`, `${folder}/${to}_spectra.csv`, 'other')
    it.skipIf(!pairs)('within 1 % in every fold', async () =>
      expectAgreement(await judge(pairs!), `${from}-${to}`),
    )
  })
})
