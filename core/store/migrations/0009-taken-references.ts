import { again, OF_NEWEST_PAIR } from './0008-list-of-readings.ts'
import type { Migration } from './migration.ts'

/**
 * Dark and white readings the operator asked for hang on a decision, as spots do, so that undo takes them back. Those a
 * scan takes for itself have none: its pairs were read against them.
 */
export const takenReferences: Migration = {
  version: 9,
  sql: `
CREATE TABLE taken_reference (
  id INTEGER PRIMARY KEY,
  reading INTEGER NOT NULL UNIQUE REFERENCES reading (id),
  decision INTEGER NOT NULL REFERENCES decision (id)
) STRICT;
CREATE INDEX taken_reference_decision ON taken_reference (decision);

DROP VIEW reading_state;
CREATE VIEW reading_state AS
SELECT r.id AS reading, CASE
  WHEN d.undone = 1 OR td.undone = 1 THEN 'undone' ELSE coalesce((${OF_NEWEST_PAIR}), 'accepted') END AS state
FROM reading r
LEFT JOIN spot o ON o.id = (
  SELECT id FROM spot WHERE spectrometer = r.id UNION ALL SELECT id FROM spot WHERE reference = r.id LIMIT 1)
LEFT JOIN decision d ON d.id = o.decision
LEFT JOIN taken_reference t ON t.reading = r.id
LEFT JOIN decision td ON td.id = t.decision;

CREATE TRIGGER list_taken AFTER INSERT ON taken_reference BEGIN ${again('NEW.reading')}
END;
CREATE TRIGGER list_taken_decision AFTER UPDATE OF undone ON decision WHEN NEW.undone <> OLD.undone BEGIN ${again(
    'SELECT reading FROM taken_reference WHERE decision = NEW.id',
  )}
END;
`,
}
