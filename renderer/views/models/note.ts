import type { Training } from '../../state/training.svelte.ts'
import { count, fixed } from '../../text/numbers.ts'
import { clock, duration, span } from '../../text/times.ts'
import type { ModelsState } from './state.svelte.ts'

/** The sentence beside the title: what was trained on what, when it ended, or how long it still takes; `brief` where there is little room. */
export function tournamentNote(
  models: Pick<ModelsState, 'comparison' | 'endedAt' | 'current' | 'rows'>,
  training: Pick<
    Training,
    'running' | 'pairs' | 'folds' | 'methods' | 'rows' | 'progress' | 'finished' | 'stopped'
  >,
  now: number,
  brief = false,
): string | undefined {
  if (training.running) return runningNote(training)
  if (models.current === 'training')
    return `Stopped. ${fixed(training.rows.length, 0)} of ${count(training.methods.length, 'method')} finished.`
  const { comparison } = models
  if (comparison === undefined) return undefined
  const data = `${count(comparison.samples, 'patch', 'patches')}${comparison.folds > 1 ? ` in ${fixed(comparison.folds, 0)} shared folds` : ''}, ${count(comparison.methods.length, 'method')}.`
  const { finished } = training
  if (brief || finished === undefined || models.endedAt === undefined) return data
  const today = now - models.endedAt < 12 * 3_600_000
  return `${data} Finished${today ? ` ${clock(models.endedAt).slice(0, 5)}` : ''}, took ${duration(finished.seconds)}.`
}

function runningNote(
  training: Pick<Training, 'pairs' | 'folds' | 'methods' | 'rows' | 'progress' | 'stopped'>,
): string {
  if (training.methods.length === 0) return 'Starting'
  const done = training.rows.length + Object.keys(training.stopped).length
  const open = training.methods.filter((name) => !training.rows.some((row) => row.name === name))
  const left = open
    .map((name) => training.progress[name]?.secondsLeft)
    .find((seconds) => seconds !== undefined)
  if (open.length === Object.keys(training.stopped).length)
    return 'All methods done. The winner is fitted and examined.'
  const words = `${count(training.pairs, 'pair')}, ${fixed(training.folds, 0)} folds, ${fixed(done, 0)} of ${count(training.methods.length, 'method')} done`
  return left === undefined ? words : `${words}, ${span(left)} left`
}
