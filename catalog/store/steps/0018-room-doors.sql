-- A role that a host gave holds until the meeting is over, whoever is in the room meanwhile.
ALTER TABLE room_person ADD COLUMN is_given INTEGER NOT NULL DEFAULT 0 CHECK (is_given IN (0, 1));
-- Of a guest who is put out for good nothing is known but the link that he came by: it asks for admission from then on.
ALTER TABLE room_person ADD COLUMN link_id TEXT;
ALTER TABLE room_link ADD COLUMN n_banned INTEGER NOT NULL DEFAULT 0 CHECK (n_banned >= 0);
-- Names of guests have their time in rooms, too.
ALTER TABLE room_visit ADD COLUMN guest_number INTEGER;
CREATE INDEX room_visit_guests ON room_visit (meeting_id) WHERE kind = 'guest' AND guest_number IS NULL;
