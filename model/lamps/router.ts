import { type } from '@orpc/server'
import type { LampLabel, LampTrainingEvent } from '../../contract/lamps.ts'
import { seededRandom } from '../../spectra/random.ts'
import { crossing, procedure } from '../procedure.ts'
import { Classifier } from './classifier.ts'
import { HARDER, TRAINING } from './render/parameters.ts'
import { renderLamp } from './render/render.ts'
import type { LampQuestion, LampTrainingRequest } from './service.ts'
import { trainingEvents } from './training-events.ts'

async function* train(
  request: LampTrainingRequest,
  signal: AbortSignal,
): AsyncGenerator<LampTrainingEvent, void> {
  try {
    yield* trainingEvents(request, signal)
  } catch (error) {
    throw crossing(error)
  }
}

/** The worker's part of the classifier; its state is the model that was asked last. */
export function lampRouter() {
  const classifier = new Classifier()
  return {
    tell: procedure
      .input(type<{ question: LampQuestion; model: string | undefined }>())
      .handler(({ input }) => classifier.tell(input.question, input.model)),
    render: procedure
      .input(type<{ label: LampLabel | 'unknown'; seed: number; harder: boolean }>())
      .handler(({ input: { label, seed, harder } }) =>
        renderLamp(seededRandom(seed).fork(`lamp ${label}`), label, harder ? HARDER : TRAINING),
      ),
    train: procedure
      .input(type<LampTrainingRequest>())
      .handler(({ input, signal }) => train(input, signal ?? new AbortController().signal)),
  }
}
