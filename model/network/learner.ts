import type { Engine } from '../tf.ts'
import { graphLearner } from './graph/learner.ts'
import type { Learner, Lesson } from './lesson.ts'
import { tapeLearner } from './tape-learner.ts'

/** The fastest learner of an engine: one graph run per step where TensorFlow itself is there. */
export function createLearner(engine: Engine, lesson: Lesson): Learner {
  return engine.backend === 'tensorflow' ? graphLearner(engine, lesson) : tapeLearner(engine, lesson)
}
