-- Rights (ADR 0036): matters that are open, restriction that outlasts acts of consent, and what an erasure takes away.

-- Where matters stand: a row for each entry about one, of which the newest on the log counts. What was asked for, and by
-- whom, is sealed under the person's own key, and is not there where the entry closes the matter; the log has it all.
CREATE TABLE :"schema".right_matter (
    matter bytea NOT NULL CHECK (length(matter) = 16),
    record bigint NOT NULL,
    person bytea NOT NULL REFERENCES :"schema".person,
    thread bytea NOT NULL CHECK (length(thread) = 32),  -- names the person's key in the keyring
    due timestamptz NOT NULL,
    sealed bytea CHECK (length(sealed) <= 65536),
    PRIMARY KEY (matter, record)
);
CREATE VIEW :"schema".right_matter_open AS
    SELECT newest.* FROM (
        SELECT DISTINCT ON (m.matter) m.* FROM :"schema".right_matter m
        JOIN :"schema".log_entry e ON e.record = m.record ORDER BY m.matter, e.index DESC
    ) newest WHERE newest.sealed IS NOT NULL;

CREATE INDEX ON :"schema".right_matter (person);
CREATE INDEX ON :"schema".person (name) WHERE state = 'erased';

CREATE TRIGGER never_emptied BEFORE TRUNCATE ON :"schema".right_matter
    FOR EACH STATEMENT EXECUTE FUNCTION :"schema".refuse_change();
ALTER TABLE :"schema".right_matter ENABLE ALWAYS TRIGGER never_emptied;

GRANT SELECT ON :"schema".right_matter_open TO :"app";
GRANT SELECT, INSERT, DELETE ON :"schema".right_matter TO :"minter";

GRANT CREATE ON SCHEMA :"schema" TO :"minter";
SET LOCAL ROLE :"minter";

-- Note where a matter stands: with the entry that says so, or not at all. It counts once that has its place on the log.
CREATE FUNCTION :"schema".matter_stands(of bytea, records bigint[], number bytea, until timestamptz, content bytea)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
BEGIN
    IF NOT added_now(of, records) THEN
        RAISE EXCEPTION 'what is not on record changes nothing' USING ERRCODE = 'restrict_violation';
    END IF;
    INSERT INTO right_matter (matter, record, person, thread, due, sealed)
    SELECT number, records[1], p.name, p.thread, until, content FROM person p WHERE p.name = of;
END
$$;

-- People whose erasure was decided and recorded, and whose thread on the log is not closed yet: to be gone on with.
CREATE FUNCTION :"schema".erasures_begun() RETURNS SETOF bytea
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
    SELECT p.name FROM person p JOIN log_thread t ON t.name = p.thread WHERE p.state = 'erasing' AND NOT t.closed
$$;

-- Whether the log says of somebody that they are erased and the tables do not yet: before they leave, their account does.
CREATE FUNCTION :"schema".people_to_leave() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
    SELECT EXISTS (SELECT FROM person p JOIN log_thread t ON t.name = p.thread WHERE t.closed AND p.state <> 'erased')
$$;

-- Carry out in the tables what the log says: whose thread is closed is erased, whatever a backup holds of them.
CREATE FUNCTION :"schema".people_leave() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
DECLARE
    gone bytea;
    people bigint := 0;
BEGIN
    UPDATE person p SET state = 'erased', epoch = p.epoch + 1 FROM log_thread t
    WHERE t.name = p.thread AND t.closed AND p.state <> 'erased';
    FOR gone IN
        SELECT p.name FROM person p JOIN log_thread t ON t.name = p.thread
        WHERE p.state = 'erased' AND t.closed
              AND (EXISTS (SELECT FROM record_item i WHERE i.person = p.name)
                   OR EXISTS (SELECT FROM genome g WHERE g.person = p.name)
                   OR EXISTS (SELECT FROM patient d WHERE d.person = p.name)
                   OR EXISTS (SELECT FROM right_matter m WHERE m.person = p.name)
                   OR EXISTS (SELECT FROM question q WHERE q.person = p.name))  -- 0009 makes it
    LOOP
        PERFORM items_leave(gone);
        PERFORM genomes_leave(gone);
        PERFORM patients_leave(gone);
        DELETE FROM right_matter WHERE person = gone;
        DELETE FROM question WHERE person = gone;
        people := people + 1;
    END LOOP;
    DELETE FROM permit t USING person p WHERE p.name = t.person AND p.state = 'erased';
    RETURN people;
END
$$;

GRANT EXECUTE ON FUNCTION :"schema".matter_stands(bytea, bigint[], bytea, timestamptz, bytea),
    :"schema".erasures_begun(), :"schema".people_to_leave(), :"schema".people_leave() TO :"app";
RESET ROLE;
REVOKE CREATE ON SCHEMA :"schema" FROM :"minter";
