-- The exchange (ADR 0035): what is on its way to partners and what came from them. Partners, pseudonyms and people are named by
-- keyed hashes; an envelope is sealed for who gets it; what is noted beside it is sealed under the person's own key. The app
-- writes through checked functions alone: nothing goes on its way, and nothing ends, without the entry that says so. An end
-- counts once its record has its place on the log, and is void where that was set aside: the app's login can submit
-- anything, the log places what was composed with the keyring. Until then the envelope stays.

-- By which pseudonym a partner and this node name a person.
CREATE TABLE :"schema".exchange_link (
    number bigint GENERATED ALWAYS AS IDENTITY,
    mark bytea PRIMARY KEY CHECK (length(mark) = 32),  -- of partner and pseudonym
    pair bytea NOT NULL CHECK (length(pair) = 32),  -- of partner and person
    person bytea NOT NULL REFERENCES :"schema".person,
    thread bytea NOT NULL CHECK (length(thread) = 32),  -- names the person's key in the keyring
    sealed bytea NOT NULL CHECK (length(sealed) <= 4096)
);
CREATE INDEX ON :"schema".exchange_link (pair, number);
CREATE INDEX ON :"schema".exchange_link (person);

-- What goes to partners. Once its end stands on the log the envelope is emptied.
CREATE TABLE :"schema".exchange_out (
    transfer bytea PRIMARY KEY CHECK (length(transfer) = 16),
    person bytea NOT NULL REFERENCES :"schema".person,
    thread bytea NOT NULL CHECK (length(thread) = 32),
    epoch bigint NOT NULL,  -- of the person, whose consent was judged: when it moves, it is judged anew
    begun bigint NOT NULL,  -- the same when it was put: what was taken back since, the partner is told
    notice boolean NOT NULL,  -- whether it tells of a withdrawal: that leaves whatever consent says
    put timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires timestamptz NOT NULL,
    sealed bytea NOT NULL CHECK (length(sealed) <= 1048576),
    envelope bytea CHECK (length(envelope) <= 71303168)
);
ALTER TABLE :"schema".exchange_out ALTER COLUMN envelope SET STORAGE EXTERNAL;
CREATE INDEX ON :"schema".exchange_out (person);
CREATE INDEX ON :"schema".exchange_out (put) WHERE envelope IS NOT NULL;

-- What became of it, in order; of the ends one counts, and is the last.
CREATE TABLE :"schema".exchange_event (
    transfer bytea NOT NULL REFERENCES :"schema".exchange_out,
    number integer NOT NULL,
    state text NOT NULL CHECK (state IN ('tried', 'waiting', 'delivered', 'refused', 'cancelled')),
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    record bigint,  -- of the log: that it has ended so
    PRIMARY KEY (transfer, number),
    CHECK ((record IS NULL) = (state IN ('tried', 'waiting')))
);
CREATE INDEX ON :"schema".exchange_event (transfer) WHERE record IS NOT NULL;

-- What came from partners: each once. One that waits for somebody to say whose it is keeps its envelope until it has ended.
CREATE TABLE :"schema".exchange_in (
    number bigint GENERATED ALWAYS AS IDENTITY,
    sender bytea NOT NULL CHECK (length(sender) = 32),
    transfer bytea NOT NULL CHECK (length(transfer) = 16),
    hash bytea NOT NULL CHECK (length(hash) = 32),  -- of what was in it: the same id never stands for another
    person bytea REFERENCES :"schema".person,
    state text NOT NULL CHECK (state IN ('waiting', 'received', 'refused')),
    came timestamptz NOT NULL DEFAULT clock_timestamp(),
    record bigint,  -- of the log: what became of it
    envelope bytea CHECK (length(envelope) <= 71303168),
    PRIMARY KEY (sender, transfer, hash),  -- of those under one id one counts: the app lets anything wait
    CHECK ((state = 'waiting') = (record IS NULL)),
    CHECK (state <> 'waiting' OR envelope IS NOT NULL)
);
ALTER TABLE :"schema".exchange_in ALTER COLUMN envelope SET STORAGE EXTERNAL;
CREATE INDEX ON :"schema".exchange_in (person);
CREATE INDEX ON :"schema".exchange_in (number) WHERE envelope IS NOT NULL;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['exchange_link', 'exchange_out', 'exchange_event', 'exchange_in'] LOOP
        EXECUTE format('CREATE TRIGGER never_emptied BEFORE TRUNCATE ON :"schema".%I '
                       'FOR EACH STATEMENT EXECUTE FUNCTION :"schema".refuse_change()', name);
        EXECUTE format('ALTER TABLE :"schema".%I ENABLE ALWAYS TRIGGER never_emptied', name);
        EXECUTE format('GRANT SELECT ON :"schema".%I TO :"app"', name);
        EXECUTE format('GRANT SELECT, INSERT, DELETE ON :"schema".%I TO :"minter"', name);
    END LOOP;
END
$$;
CREATE TRIGGER never_changed BEFORE UPDATE ON :"schema".exchange_event
    FOR EACH ROW EXECUTE FUNCTION :"schema".refuse_change();
ALTER TABLE :"schema".exchange_event ENABLE ALWAYS TRIGGER never_changed;
CREATE TRIGGER never_changed BEFORE UPDATE ON :"schema".exchange_link
    FOR EACH ROW EXECUTE FUNCTION :"schema".refuse_change();
ALTER TABLE :"schema".exchange_link ENABLE ALWAYS TRIGGER never_changed;
GRANT UPDATE (envelope, epoch) ON :"schema".exchange_out TO :"minter";
GRANT UPDATE (envelope, state, person, record) ON :"schema".exchange_in TO :"minter";

GRANT CREATE ON SCHEMA :"schema" TO :"minter";
SET LOCAL ROLE :"minter";

-- What this very transaction records last in a person's thread, the lock on whose head it then holds; null for nothing.
CREATE FUNCTION :"schema".newest_now(of bytea) RETURNS bigint
LANGUAGE sql SET search_path = :"schema", pg_temp AS $$
    SELECT CASE WHEN r.xmin = pg_current_xact_id()::xid THEN r.id END FROM person p JOIN log_thread t ON t.name = p.thread
    JOIN log_record r ON r.thread = t.id WHERE p.name = of ORDER BY r.step DESC LIMIT 1
$$;

-- Whether it records something there.
CREATE FUNCTION :"schema".recorded_now(of bytea) RETURNS boolean
LANGUAGE sql SET search_path = :"schema", pg_temp AS $$ SELECT newest_now(of) IS NOT NULL $$;

-- Whether this very transaction wrote a record, in whatever thread.
CREATE FUNCTION :"schema".written_now(wanted bigint) RETURNS boolean
LANGUAGE sql SET search_path = :"schema", pg_temp AS $$
    SELECT coalesce((SELECT r.xmin = pg_current_xact_id()::xid FROM log_record r WHERE r.id = wanted), false)
$$;

-- Whether what a record says counts: true once it has its place on the log, false where it was set aside, else null.
CREATE FUNCTION :"schema".record_counts(wanted bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = :"schema", pg_temp AS $$
    SELECT CASE WHEN EXISTS (SELECT FROM log_entry e WHERE e.record = wanted) THEN true
                WHEN EXISTS (SELECT FROM log_set_aside a WHERE a.record = wanted) THEN false END
$$;

-- Whether something has ended: true once that stands on the log, false while it waits there, null where it has not.
CREATE FUNCTION :"schema".exchange_ends(wanted bytea) RETURNS boolean
LANGUAGE sql STABLE SET search_path = :"schema", pg_temp AS $$
    SELECT bool_or(coalesce(e.counts, false)) FROM exchange_event v, record_counts(v.record) e (counts)
    WHERE v.transfer = wanted AND v.record IS NOT NULL AND e.counts IS NOT FALSE
$$;

-- Note a pseudonym; noted before, it stays whose it was.
CREATE FUNCTION :"schema".exchange_linked(its_mark bytea, its_pair bytea, of bytea, content bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
    INSERT INTO exchange_link (mark, pair, person, thread, sealed)
    SELECT its_mark, its_pair, p.name, p.thread, content FROM person p WHERE p.name = of AND p.state <> 'erased'
    ON CONFLICT DO NOTHING
$$;

-- Put something on its way, with the entry of this very transaction in that person's thread. What carries data needs a permit
-- that is open in this transaction besides.
CREATE FUNCTION :"schema".exchange_put(
    number bytea, of bytea, tells boolean, until timestamptz, noted bytea, content bytea
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
BEGIN
    IF NOT recorded_now(of) OR NOT (tells OR coalesce((SELECT o.person = of FROM open_permit(false) o), false)) THEN
        RAISE EXCEPTION 'nothing leaves without a record and a permit' USING ERRCODE = 'restrict_violation';
    END IF;
    INSERT INTO exchange_out (transfer, person, thread, epoch, begun, notice, expires, sealed, envelope)
    SELECT number, p.name, p.thread, p.epoch, p.epoch, tells, until, noted, content FROM person p WHERE p.name = of;
END
$$;

-- Whether something may leave now: it is under way, its time is not over, and consent has not moved since it was judged.
CREATE FUNCTION :"schema".exchange_leaves(wanted bytea) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM exchange_out o JOIN person p ON p.name = o.person
        WHERE o.transfer = wanted AND o.envelope IS NOT NULL AND exchange_ends(wanted) IS NULL
              AND o.expires > clock_timestamp()
              AND (o.notice OR (o.epoch = p.epoch AND person_opens(p))))
$$;

-- What was put before its person's consent moved, with where that stands now.
CREATE FUNCTION :"schema".exchange_moved(OUT moved bytea, OUT epoch bigint) RETURNS SETOF record
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
    SELECT o.transfer, p.epoch FROM exchange_out o JOIN person p ON p.name = o.person
    WHERE NOT o.notice AND o.begun <> p.epoch
$$;

-- Consent has moved and was judged anew: the permit of that is open in this transaction, which records that it goes on.
CREATE FUNCTION :"schema".exchange_goes_on(wanted bytea, of bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
BEGIN
    IF NOT recorded_now(of) OR NOT coalesce((SELECT o.person = of FROM open_permit(false) o), false) THEN
        RAISE EXCEPTION 'nothing leaves without a record and a permit' USING ERRCODE = 'restrict_violation';
    END IF;
    UPDATE exchange_out t SET epoch = p.epoch FROM person p
    WHERE t.transfer = wanted AND t.person = of AND p.name = of AND t.envelope IS NOT NULL;
END
$$;

-- Say what became of something; its end is of this transaction's record in that person's thread, and is said once: again
-- only where the log has set aside that record.
CREATE FUNCTION :"schema".exchange_said(wanted bytea, what text, of bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
DECLARE
    written bigint;
BEGIN
    PERFORM FROM exchange_out WHERE transfer = wanted AND person = of AND envelope IS NOT NULL FOR UPDATE;
    IF NOT FOUND OR exchange_ends(wanted) IS NOT NULL THEN
        RAISE EXCEPTION 'it has ended' USING ERRCODE = 'serialization_failure';
    END IF;
    IF what IN ('delivered', 'refused', 'cancelled') THEN
        written := newest_now(of);
        IF written IS NULL THEN
            RAISE EXCEPTION 'what is not on record ends nothing' USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    INSERT INTO exchange_event (transfer, number, state, record)
    SELECT wanted, count(*), what, written FROM exchange_event WHERE transfer = wanted;
END
$$;

-- Empty the envelopes of what has ended, or came and was kept or refused, once that stands on the log. Who ends something
-- is no part of this: what was killed in between is made up for by whoever comes next.
CREATE FUNCTION :"schema".exchange_emptied() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
    UPDATE exchange_out t SET envelope = NULL FROM (
        SELECT o.transfer FROM exchange_out o WHERE o.envelope IS NOT NULL AND exchange_ends(o.transfer)
        FOR UPDATE SKIP LOCKED
    ) done WHERE t.transfer = done.transfer;
    UPDATE exchange_in t SET envelope = NULL FROM (
        SELECT i.number FROM exchange_in i WHERE i.envelope IS NOT NULL AND record_counts(i.record)
        FOR UPDATE SKIP LOCKED
    ) done WHERE t.number = done.number;
$$;

-- Note what came and what became of it: each once. What is kept is so with this transaction's record in the person's thread;
-- what is refused, with one in whatever thread: whose it is, nobody may know. What a record said that the log has set
-- aside is void: it waits as before, or has not come.
CREATE FUNCTION :"schema".exchange_came(
    its_sender bytea, wanted bytea, its_hash bytea, becomes text, of bytea, written bigint, content bytea
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
BEGIN
    IF becomes <> 'waiting' AND NOT (written_now(written) AND (becomes = 'refused' OR recorded_now(of))) THEN
        RAISE EXCEPTION 'nothing is kept or refused without a record' USING ERRCODE = 'restrict_violation';
    END IF;
    IF becomes = 'received' AND EXISTS (SELECT FROM exchange_in i WHERE i.sender = its_sender AND i.transfer = wanted
                                        AND i.state = becomes AND record_counts(i.record) IS NOT FALSE) THEN
        RAISE EXCEPTION 'it came before, or another under its id' USING ERRCODE = 'serialization_failure';
    END IF;
    UPDATE exchange_in SET state = becomes, person = of, record = written
    WHERE sender = its_sender AND transfer = wanted AND hash = its_hash AND envelope IS NOT NULL
          AND (state = 'waiting' OR record_counts(record) IS FALSE) AND becomes <> 'waiting';
    IF NOT FOUND THEN
        DELETE FROM exchange_in
        WHERE sender = its_sender AND transfer = wanted AND envelope IS NULL AND record_counts(record) IS FALSE;
        INSERT INTO exchange_in (sender, transfer, hash, person, state, record, envelope)
        VALUES (its_sender, wanted, its_hash, of, becomes, written, content) ON CONFLICT DO NOTHING;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'it came before' USING ERRCODE = 'serialization_failure';
        END IF;
    END IF;
END
$$;

-- Of who is erased, nothing is on its way, and nothing tells that it was. That something came stays, and names nobody: a
-- partner who sends it once more is not taken for one who sends it first.
CREATE FUNCTION :"schema".exchange_leaves_with() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
BEGIN
    DELETE FROM exchange_event e USING exchange_out o WHERE o.transfer = e.transfer AND o.person = NEW.name;
    DELETE FROM exchange_out WHERE person = NEW.name;
    UPDATE exchange_in SET person = NULL WHERE person = NEW.name;
    DELETE FROM exchange_link WHERE person = NEW.name;
    RETURN NULL;
END
$$;

GRANT EXECUTE ON FUNCTION :"schema".exchange_linked(bytea, bytea, bytea, bytea),
    :"schema".exchange_put(bytea, bytea, boolean, timestamptz, bytea, bytea),
    :"schema".exchange_leaves(bytea), :"schema".exchange_moved(), :"schema".exchange_goes_on(bytea, bytea),
    :"schema".exchange_said(bytea, text, bytea), :"schema".exchange_emptied(), :"schema".exchange_ends(bytea),
    :"schema".record_counts(bigint),
    :"schema".exchange_came(bytea, bytea, bytea, text, bytea, bigint, bytea) TO :"app";
GRANT EXECUTE ON FUNCTION :"schema".exchange_leaves_with() TO :"owner";
RESET ROLE;
REVOKE CREATE ON SCHEMA :"schema" FROM :"minter";

CREATE TRIGGER exchange_leaves_with AFTER UPDATE OF state ON :"schema".person FOR EACH ROW
    WHEN (NEW.state = 'erased') EXECUTE FUNCTION :"schema".exchange_leaves_with();
ALTER TABLE :"schema".person ENABLE ALWAYS TRIGGER exchange_leaves_with;

-- A lock of its own behind the functions: were their checks wrong, or gone, the rows would still not be written without the
-- record, and the permit, of that very transaction. What is read here tells nothing without the person's key.
ALTER TABLE :"schema".exchange_out ENABLE ROW LEVEL SECURITY;
CREATE POLICY reads ON :"schema".exchange_out FOR SELECT USING (true);
CREATE POLICY puts ON :"schema".exchange_out FOR INSERT TO :"minter"
    WITH CHECK (:"schema".recorded_now(person)
                AND (notice OR person = (SELECT o.person FROM :"schema".open_permit(false) o)));
CREATE POLICY ends ON :"schema".exchange_out FOR UPDATE TO :"minter"
    USING (true) WITH CHECK (envelope IS NULL OR :"schema".recorded_now(person));
CREATE TRIGGER emptied_at_the_end BEFORE UPDATE ON :"schema".exchange_out FOR EACH ROW
    WHEN (NEW.envelope IS NULL AND OLD.envelope IS NOT NULL AND :"schema".exchange_ends(OLD.transfer) IS NOT TRUE)
    EXECUTE FUNCTION :"schema".refuse_change();
ALTER TABLE :"schema".exchange_out ENABLE ALWAYS TRIGGER emptied_at_the_end;
CREATE POLICY erases ON :"schema".exchange_out FOR DELETE TO :"minter" USING (true);

ALTER TABLE :"schema".exchange_event ENABLE ROW LEVEL SECURITY;
CREATE POLICY reads ON :"schema".exchange_event FOR SELECT USING (true);
CREATE POLICY says ON :"schema".exchange_event FOR INSERT TO :"minter"
    WITH CHECK (record IS NULL OR record = :"schema".newest_now(
        (SELECT o.person FROM :"schema".exchange_out o WHERE o.transfer = exchange_event.transfer)));
CREATE POLICY erases ON :"schema".exchange_event FOR DELETE TO :"minter" USING (true);

ALTER TABLE :"schema".exchange_in ENABLE ROW LEVEL SECURITY;
CREATE POLICY reads ON :"schema".exchange_in FOR SELECT USING (true);
CREATE POLICY takes ON :"schema".exchange_in FOR INSERT TO :"minter"
    WITH CHECK (state = 'waiting' OR (:"schema".written_now(record)
                                      AND (state = 'refused' OR :"schema".recorded_now(person))));
CREATE POLICY ends ON :"schema".exchange_in FOR UPDATE TO :"minter"
    USING (true) WITH CHECK (state = 'refused' OR :"schema".recorded_now(person)
                             OR (envelope IS NULL AND :"schema".record_counts(record))
                             OR (person IS NULL AND NOT :"schema".written_now(record)));  -- who is erased is named no more
CREATE POLICY voids ON :"schema".exchange_in FOR DELETE TO :"minter"
    USING (envelope IS NULL AND :"schema".record_counts(record) IS FALSE);
CREATE TRIGGER ends_recorded BEFORE UPDATE ON :"schema".exchange_in FOR EACH ROW
    WHEN ((OLD.state = 'waiting' OR NEW.record <> OLD.record) AND NOT :"schema".written_now(NEW.record))
    EXECUTE FUNCTION :"schema".refuse_change();
ALTER TABLE :"schema".exchange_in ENABLE ALWAYS TRIGGER ends_recorded;
CREATE TRIGGER ends_once BEFORE UPDATE ON :"schema".exchange_in FOR EACH ROW
    WHEN (NEW.hash <> OLD.hash
          OR (OLD.state <> 'waiting' AND :"schema".record_counts(OLD.record) IS NOT FALSE
              AND (NEW.state <> OLD.state OR NEW.record <> OLD.record
                   OR (NEW.person IS NOT NULL AND NEW.person IS DISTINCT FROM OLD.person))))
    EXECUTE FUNCTION :"schema".refuse_change();
ALTER TABLE :"schema".exchange_in ENABLE ALWAYS TRIGGER ends_once;
CREATE TRIGGER emptied_at_the_end BEFORE UPDATE ON :"schema".exchange_in FOR EACH ROW
    WHEN (NEW.envelope IS NULL AND OLD.envelope IS NOT NULL AND :"schema".record_counts(NEW.record) IS NOT TRUE)
    EXECUTE FUNCTION :"schema".refuse_change();
ALTER TABLE :"schema".exchange_in ENABLE ALWAYS TRIGGER emptied_at_the_end;

-- What came, as it stands by the log: ``pending`` while what became of it has no place there yet.
CREATE VIEW :"schema".exchange_stands AS
    SELECT i.number, i.sender, i.transfer, i.hash, i.came, i.envelope,
           CASE WHEN i.state = 'waiting' OR NOT c.counts THEN 'waiting' WHEN c.counts THEN i.state ELSE 'pending' END AS state
    FROM :"schema".exchange_in i CROSS JOIN LATERAL (SELECT :"schema".record_counts(i.record) AS counts) c
    WHERE i.envelope IS NOT NULL OR c.counts IS NOT FALSE;
GRANT SELECT ON :"schema".exchange_stands TO :"app";
