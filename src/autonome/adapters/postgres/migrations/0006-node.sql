-- The node's work (ADR 0037): who is a patient here, break-glass while the log cannot record, and what a status counts.

-- Patients, as the desk finds them. What identifies somebody is sealed under a key of the person's own.
CREATE TABLE :"schema".patient (
    person bytea PRIMARY KEY REFERENCES :"schema".person,
    thread bytea NOT NULL CHECK (length(thread) = 32),  -- names the person's key in the keyring
    sealed bytea NOT NULL CHECK (length(sealed) <= 8192)
);

-- What somebody is looked up by: keyed hashes of names and numbers that were given to the desk.
CREATE TABLE :"schema".patient_mark (
    mark bytea NOT NULL CHECK (length(mark) = 32),
    person bytea NOT NULL REFERENCES :"schema".patient,
    PRIMARY KEY (mark, person)
);
CREATE INDEX ON :"schema".patient_mark (person);

-- Passes for break-glass while the log cannot record: hashes of secrets that lie outside of the database.
CREATE TABLE :"schema".emergency_pass (
    secret bytea PRIMARY KEY CHECK (length(secret) = 32),
    used timestamptz,
    settled bigint  -- record of the log that tells what it was used for
);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['patient', 'patient_mark', 'emergency_pass'] LOOP
        EXECUTE format('CREATE TRIGGER never_emptied BEFORE TRUNCATE ON :"schema".%I '
                       'FOR EACH STATEMENT EXECUTE FUNCTION :"schema".refuse_change()', name);
        EXECUTE format('ALTER TABLE :"schema".%I ENABLE ALWAYS TRIGGER never_emptied', name);
    END LOOP;
END
$$;

CREATE TRIGGER used_once BEFORE UPDATE ON :"schema".emergency_pass FOR EACH ROW
    WHEN (NEW.secret <> OLD.secret OR (OLD.used IS NOT NULL AND NEW.used IS DISTINCT FROM OLD.used)
          OR (OLD.settled IS NOT NULL AND NEW.settled IS DISTINCT FROM OLD.settled))
    EXECUTE FUNCTION :"schema".refuse_change();
ALTER TABLE :"schema".emergency_pass ENABLE ALWAYS TRIGGER used_once;

GRANT SELECT, INSERT ON :"schema".patient, :"schema".patient_mark TO :"app";
GRANT SELECT, DELETE ON :"schema".patient, :"schema".patient_mark TO :"minter";
GRANT SELECT, INSERT ON :"schema".emergency_pass TO :"minter";
GRANT UPDATE (used, settled) ON :"schema".emergency_pass TO :"minter";

GRANT CREATE ON SCHEMA :"schema" TO :"minter";
SET LOCAL ROLE :"minter";

-- Mint a permit to read for who hands in a pass: it is used up with that, whether or not anything is read.
CREATE FUNCTION :"schema".permit_mint_emergency(
    pass bytea, hash bytea, of bytea, opens bytea[], until timestamptz
) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
DECLARE
    made uuid;
BEGIN
    UPDATE emergency_pass SET used = clock_timestamp() WHERE secret = sha256(permit_mint_emergency.pass) AND used IS NULL;
    IF NOT FOUND OR until > clock_timestamp() + interval '15 minutes 1 second' THEN
        RAISE EXCEPTION 'no such pass, or it was used; nor for so long' USING ERRCODE = 'restrict_violation';
    END IF;
    INSERT INTO permit (secret, person, epoch, pass, shelves, adds, ends)
    SELECT hash, name, epoch, sha256(permit_mint_emergency.pass), opens, false, until FROM person p
    WHERE name = of AND person_opens(p)
    RETURNING id INTO made;
    IF made IS NULL THEN
        RAISE EXCEPTION 'nobody of that name is kept here' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN made;
END
$$;

-- What a pass was used for stands on the log now: the record is of this very transaction, in that person's thread.
CREATE FUNCTION :"schema".emergency_settled(hash bytea, of bytea, record bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
BEGIN
    IF NOT added_now(of, ARRAY[record]) THEN
        RAISE EXCEPTION 'what is not on record settles nothing' USING ERRCODE = 'restrict_violation';
    END IF;
    UPDATE emergency_pass SET settled = emergency_settled.record
    WHERE secret = hash AND used IS NOT NULL AND settled IS NULL;
    RETURN FOUND;
END
$$;

-- Passes that were used, and for what the log does not tell yet.
CREATE FUNCTION :"schema".emergency_unsettled() RETURNS SETOF bytea
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
    SELECT secret FROM emergency_pass WHERE used IS NOT NULL AND settled IS NULL
$$;

-- How many people are kept, permits are out, records wait for their place, and passes are left.
CREATE FUNCTION :"schema".node_counts(OUT people bigint, OUT permits bigint, OUT waiting bigint, OUT passes bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
    SELECT (SELECT count(*) FROM patient p JOIN person s ON s.name = p.person WHERE s.state <> 'erased'),
           (SELECT count(*) FROM permit p JOIN person s ON s.name = p.person
            WHERE p.ends > clock_timestamp() AND p.epoch = s.epoch),
           (SELECT count(*) FROM log_waiting(
                (SELECT c.settled FROM log_checkpoint c ORDER BY c.size DESC LIMIT 1), 1000000)),
           (SELECT count(*) FROM emergency_pass WHERE used IS NULL)
$$;

-- Take away what identified a person who was erased.
CREATE FUNCTION :"schema".patients_leave(erased bytea) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
DECLARE
    gone bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM person p WHERE p.name = erased AND p.state = 'erased') THEN
        RAISE EXCEPTION 'only what an erased person had is taken away' USING ERRCODE = 'restrict_violation';
    END IF;
    DELETE FROM patient_mark WHERE person = erased;
    DELETE FROM patient WHERE person = erased;
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END
$$;

GRANT EXECUTE ON FUNCTION :"schema".permit_mint_emergency(bytea, bytea, bytea, bytea[], timestamptz),
    :"schema".emergency_settled(bytea, bytea, bigint), :"schema".emergency_unsettled(), :"schema".node_counts() TO :"app";
RESET ROLE;
REVOKE CREATE ON SCHEMA :"schema" FROM :"minter";
