-- Rights (ADR 0036): matters that are open, restriction that outlasts acts of consent, and what an erasure takes away.

-- Matters that are not closed. What was asked for, and by whom, is sealed under the person's own key; the log has it all.
CREATE TABLE :"schema".right_matter (
    matter bytea PRIMARY KEY CHECK (length(matter) = 16),
    person bytea NOT NULL REFERENCES :"schema".person,
    thread bytea NOT NULL CHECK (length(thread) = 32),  -- names the person's key in the keyring
    due timestamptz NOT NULL,
    sealed bytea NOT NULL CHECK (length(sealed) <= 65536)
);
CREATE INDEX ON :"schema".right_matter (due);
CREATE INDEX ON :"schema".right_matter (person);
CREATE INDEX ON :"schema".person (name) WHERE state = 'erased';

CREATE TRIGGER never_emptied BEFORE TRUNCATE ON :"schema".right_matter
    FOR EACH STATEMENT EXECUTE FUNCTION :"schema".refuse_change();
ALTER TABLE :"schema".right_matter ENABLE ALWAYS TRIGGER never_emptied;

GRANT SELECT ON :"schema".right_matter TO :"app";
GRANT SELECT, INSERT, UPDATE, DELETE ON :"schema".right_matter TO :"minter";

GRANT CREATE ON SCHEMA :"schema" TO :"minter";
SET LOCAL ROLE :"minter";

-- As before (0004); what does not name a state leaves it: an act of consent lifts no restriction.
CREATE OR REPLACE FUNCTION :"schema".person_moved(moved bytea, records bigint[], consents bigint, becomes text)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
BEGIN
    IF NOT added_now(moved, records) OR consents NOT BETWEEN 0 AND cardinality(records) THEN
        RAISE EXCEPTION 'what is not on record changes nothing' USING ERRCODE = 'restrict_violation';
    END IF;
    UPDATE person SET acts = acts + consents, epoch = epoch + 1, state = coalesce(becomes, state) WHERE name = moved;
END
$$;

-- Note where a matter stands: with the entry that says so, or not at all. Nothing sealed closes it.
CREATE FUNCTION :"schema".matter_stands(of bytea, records bigint[], number bytea, until timestamptz, content bytea)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
BEGIN
    IF NOT added_now(of, records) THEN
        RAISE EXCEPTION 'what is not on record changes nothing' USING ERRCODE = 'restrict_violation';
    END IF;
    IF content IS NULL THEN
        DELETE FROM right_matter WHERE matter = number AND person = of;
        RETURN;
    END IF;
    INSERT INTO right_matter AS m (matter, person, thread, due, sealed)
    SELECT number, p.name, p.thread, until, content FROM person p WHERE p.name = of
    ON CONFLICT (matter) DO UPDATE SET due = until, sealed = content WHERE m.person = of;
END
$$;

-- People whose erasure was decided and recorded, and whose thread on the log is not closed yet: to be gone on with.
CREATE FUNCTION :"schema".erasures_begun() RETURNS SETOF bytea
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
    SELECT p.name FROM person p JOIN log_thread t ON t.name = p.thread WHERE p.state = 'erased' AND NOT t.closed
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
                   OR EXISTS (SELECT FROM right_matter m WHERE m.person = p.name))
    LOOP
        PERFORM items_leave(gone);
        PERFORM genomes_leave(gone);
        PERFORM patients_leave(gone);
        DELETE FROM right_matter WHERE person = gone;
        people := people + 1;
    END LOOP;
    DELETE FROM permit t USING person p WHERE p.name = t.person AND p.state = 'erased';
    RETURN people;
END
$$;

GRANT EXECUTE ON FUNCTION :"schema".matter_stands(bytea, bigint[], bytea, timestamptz, bytea),
    :"schema".erasures_begun(), :"schema".people_leave() TO :"app";
RESET ROLE;
REVOKE CREATE ON SCHEMA :"schema" FROM :"minter";
