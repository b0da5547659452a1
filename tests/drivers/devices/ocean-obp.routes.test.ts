import { oceanConformance, oceanLineConformance } from './ocean-routes.ts'
import { oceanSubjects } from './ocean-subjects.ts'

const { hdx, fx, sts, qePro, st, sr4 } = oceanSubjects

for (const [name, subject] of Object.entries({ hdx, fx, sts, qePro, st, sr4 }))
  oceanConformance(name, subject)
oceanLineConformance('hdx', hdx)
oceanLineConformance('sr4', sr4)
