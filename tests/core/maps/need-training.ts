import { need, type Tool } from '../../need.ts'

/** A backend with the gradients of convolutions: TensorFlow itself. */
export const needTraining = (): Tool => need('tensorflow')
