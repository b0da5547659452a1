import type { Migration } from './migration.ts'

/** The readings a query names are worked out again. */
export const again = (readings: string): string => `
  UPDATE reading_list SET state = (SELECT s.state FROM reading_state s WHERE s.reading = reading_list.reading)
  WHERE reading IN (${readings});`

/** A reading can be in two pairs (refused, then accepted after all): the newest standing one counts. */
export const OF_NEWEST_PAIR = `
  SELECT CASE
    WHEN p.undone = 1 THEN 'undone'
    WHEN p.superseded = 1 THEN 'superseded'
    WHEN p.verdict = 'refused' THEN 'refused'
    WHEN p.excluded = 1 AND p.control = 0 THEN 'excluded'
    ELSE 'accepted' END
  FROM pair_reading l JOIN pair_state p ON p.id = l.pair
  WHERE l.reading = r.id ORDER BY p.undone, p.id DESC LIMIT 1`

/**
 * What each reading counts for (`reading_state`) follows from pairs, exclusions and undone decisions. `reading_list` keeps
 * it beside the words a search looks in, so that neither reads rows with numbers nor works out a large session; whatever
 * can change a state has a trigger that works out the readings it touches, and no others.
 */
export const listOfReadings: Migration = {
  version: 8,
  sql: `
CREATE VIEW reading_state AS
SELECT r.id AS reading, CASE WHEN d.undone = 1 THEN 'undone' ELSE coalesce((${OF_NEWEST_PAIR}), 'accepted') END AS state
FROM reading r
LEFT JOIN spot o ON o.id = (
  SELECT id FROM spot WHERE spectrometer = r.id UNION ALL SELECT id FROM spot WHERE reference = r.id LIMIT 1)
LEFT JOIN decision d ON d.id = o.decision;

CREATE TABLE reading_list (
  reading INTEGER PRIMARY KEY REFERENCES reading (id),
  session INTEGER NOT NULL,
  words TEXT NOT NULL,
  state TEXT NOT NULL
) STRICT;
INSERT INTO reading_list (reading, session, words, state)
SELECT r.id, r.session, r.words, s.state FROM reading r JOIN reading_state s ON s.reading = r.id;
DROP INDEX reading_words;
DROP INDEX reading_order;
CREATE INDEX reading_list_words ON reading_list (session, words);
CREATE INDEX reading_list_state ON reading_list (session, state, words);
CREATE INDEX reading_list_order ON reading_list (session);
CREATE INDEX reading_device ON reading (session, device);
CREATE INDEX pair_decision ON pair (decision);
CREATE INDEX exclusion_decision ON exclusion (decision);
CREATE INDEX spot_decision ON spot (decision);

CREATE TRIGGER list_reading AFTER INSERT ON reading BEGIN
  INSERT INTO reading_list (reading, session, words, state) VALUES (NEW.id, NEW.session, NEW.words, 'accepted');
END;
CREATE TRIGGER list_pair_reading AFTER INSERT ON pair_reading BEGIN ${again('NEW.reading')}
END;
CREATE TRIGGER list_superseding AFTER INSERT ON pair WHEN NEW.supersedes IS NOT NULL BEGIN ${again(
    'SELECT reading FROM pair_reading WHERE pair = NEW.supersedes',
  )}
END;
CREATE TRIGGER list_exclusion AFTER INSERT ON exclusion BEGIN ${again(
    'SELECT l.reading FROM pair p JOIN pair_reading l ON l.pair = p.id WHERE p.session = NEW.session AND p.patch = NEW.patch',
  )}
END;
CREATE TRIGGER list_spot AFTER INSERT ON spot BEGIN ${again('NEW.spectrometer, NEW.reference')}
END;
CREATE TRIGGER list_decision AFTER UPDATE OF undone ON decision WHEN NEW.undone <> OLD.undone BEGIN ${again(`
    SELECT spectrometer FROM spot WHERE decision = NEW.id
    UNION SELECT reference FROM spot WHERE decision = NEW.id
    UNION SELECT l.reading FROM pair p JOIN pair_reading l ON l.pair IN (p.id, p.supersedes) WHERE p.decision = NEW.id
    UNION SELECT l.reading FROM exclusion e JOIN pair p ON p.session = e.session AND p.patch = e.patch
      JOIN pair_reading l ON l.pair = p.id WHERE e.decision = NEW.id`)}
END;
`,
}
