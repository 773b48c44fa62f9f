/**
 * How often operators decided anything of a host (tags, absences, its name; merges into it among them), and the latest instant at
 * which a decision begins or ends. What is kept of a host over computations holds while these stand still. Triggers, so that no
 * writer can forget.
 */
export const decisionMarks = `
ALTER TABLE host ADD COLUMN decisions INTEGER NOT NULL DEFAULT 0;
ALTER TABLE host ADD COLUMN decided_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX host_tag_by_host ON host_tag (host_no);
UPDATE host SET decided_at = max(
  coalesce((SELECT max(max(from_at, coalesce(until_at, 0))) FROM host_tag WHERE host_tag.host_no = host.host_no), 0),
  coalesce((SELECT max(max(from_at, coalesce(until_at, 0))) FROM host_absence WHERE host_absence.host_no = host.host_no), 0),
  coalesce((SELECT max(max(from_at, coalesce(until_at, 0))) FROM host_absence WHERE into_host_no = host.host_no), 0));
CREATE TRIGGER host_tag_begun AFTER INSERT ON host_tag BEGIN
  UPDATE host SET decisions = decisions + 1, decided_at = max(decided_at, NEW.from_at, coalesce(NEW.until_at, 0))
  WHERE host_no = NEW.host_no;
END;
CREATE TRIGGER host_tag_ended AFTER UPDATE ON host_tag BEGIN
  UPDATE host SET decisions = decisions + 1, decided_at = max(decided_at, NEW.from_at, coalesce(NEW.until_at, 0))
  WHERE host_no IN (OLD.host_no, NEW.host_no);
END;
CREATE TRIGGER host_tag_forgotten AFTER DELETE ON host_tag BEGIN
  UPDATE host SET decisions = decisions + 1 WHERE host_no = OLD.host_no;
END;
CREATE TRIGGER host_absence_begun AFTER INSERT ON host_absence BEGIN
  UPDATE host SET decisions = decisions + 1, decided_at = max(decided_at, NEW.from_at, coalesce(NEW.until_at, 0))
  WHERE host_no IN (NEW.host_no, NEW.into_host_no);
END;
CREATE TRIGGER host_absence_ended AFTER UPDATE ON host_absence BEGIN
  UPDATE host SET decisions = decisions + 1, decided_at = max(decided_at, NEW.from_at, coalesce(NEW.until_at, 0))
  WHERE host_no IN (OLD.host_no, OLD.into_host_no, NEW.host_no, NEW.into_host_no);
END;
CREATE TRIGGER host_absence_forgotten AFTER DELETE ON host_absence BEGIN
  UPDATE host SET decisions = decisions + 1 WHERE host_no IN (OLD.host_no, OLD.into_host_no);
END;
CREATE TRIGGER host_renamed AFTER UPDATE OF name ON host WHEN NEW.name IS NOT OLD.name BEGIN
  UPDATE host SET decisions = decisions + 1 WHERE host_no = NEW.host_no;
END;
`;
