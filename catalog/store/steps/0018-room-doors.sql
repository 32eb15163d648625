-- A role that a host gave holds until the meeting is over, whoever is in the room meanwhile.
ALTER TABLE room_person ADD COLUMN is_given INTEGER NOT NULL DEFAULT 0 CHECK (is_given IN (0, 1));
