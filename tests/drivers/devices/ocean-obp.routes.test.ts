import { oceanSubjects } from './ocean-subjects.ts'
import { IN_PROCESS, ON_A_PORT, over, OVER_TCP, OVER_USB, THROUGH_USB_PACKAGE } from './routes.ts'

const { hdx, fx, sts, qePro, st, sr4 } = oceanSubjects

// The HDX on its line stands for all of them: what a simulated bench uses, and TCP, where an SR4 is reached as a simulator only.
over([IN_PROCESS, OVER_USB, THROUGH_USB_PACKAGE, OVER_TCP], 'HDX', hdx)
over([OVER_USB, OVER_TCP, ON_A_PORT], 'FX', fx)
over([OVER_USB, ON_A_PORT], 'STS', sts)
over([OVER_USB, ON_A_PORT], 'QE-PRO', qePro)
over([OVER_USB], 'ST', st)
over([OVER_USB, THROUGH_USB_PACKAGE, OVER_TCP], 'SR4', sr4)
