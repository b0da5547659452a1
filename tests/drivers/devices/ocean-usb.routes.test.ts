import { oceanConformance, oceanLineConformance, oceanTcpConformance } from './ocean-routes.ts'
import { oceanSubjects } from './ocean-subjects.ts'

const { usb2000, usb2000plus, flameS, usb4000, usb4000FullSpeed, hr4000, jaz } = oceanSubjects

const all = { usb2000, usb2000plus, flameS, usb4000, usb4000FullSpeed, hr4000, jaz }
for (const [name, subject] of Object.entries(all)) oceanConformance(name, subject)
// On a network of its own, and those that are reached so as simulators only.
for (const [name, subject] of Object.entries({ jaz, usb2000, usb4000 })) oceanTcpConformance(name, subject)
oceanLineConformance('usb2000', usb2000)
