import { oceanConformance, oceanLineConformance, oceanTcpConformance } from './ocean-routes.ts'
import { oceanSubjects } from './ocean-subjects.ts'

const { hdx, fx, sts, qePro, st, sr4 } = oceanSubjects

for (const [name, subject] of Object.entries({ hdx, fx, sts, qePro, st, sr4 }))
  oceanConformance(name, subject)
// On a network of their own, and one that is reached so as a simulator only.
for (const [name, subject] of Object.entries({ hdx, fx, sr4 })) oceanTcpConformance(name, subject)
oceanLineConformance('hdx', hdx)
