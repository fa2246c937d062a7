-- The log (ADR 0021). Nothing in it is ever changed but the head of a thread, which only moves on; of a person who was
-- erased, what opens the entries is emptied. There are no foreign keys: these tables are written by the two functions
-- below and by the sequencer, and the tree proves more than a key would.

-- Which log this is: one row, written when it is made.
CREATE TABLE :"schema".log_identity (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    origin text NOT NULL,
    keyring bytea NOT NULL  -- fingerprint of the keyring that names and seals
);

-- A head for each thread: how many entries it has, pending ones included, and the commitment of the newest. Whoever
-- adds to a thread holds the lock on its head until the end of the transaction.
CREATE TABLE :"schema".log_thread (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name bytea NOT NULL UNIQUE CHECK (length(name) = 32),  -- a pseudonym under the keyring
    opening text NOT NULL CHECK (opening IN ('person', 'institution', 'public')),
    reserved boolean NOT NULL DEFAULT false,  -- for key events and tombstones: the log itself adds to it
    closed boolean NOT NULL DEFAULT false,  -- the person was erased
    count bigint NOT NULL DEFAULT 0,
    newest bytea CHECK ((newest IS NULL) = (count = 0))
) WITH (fillfactor = 70);  -- room for a new version of a row beside the old one, so that no index is touched

-- What was recorded. A row without a place in log_entry is pending.
CREATE TABLE :"schema".log_record (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    thread bigint NOT NULL,
    sequence bigint NOT NULL,
    commitment bytea NOT NULL CHECK (length(commitment) = 32),
    opening bytea NOT NULL,  -- salt and payload: sealed, or published; empty after an erasure
    UNIQUE (thread, sequence)
);
ALTER TABLE :"schema".log_record ALTER COLUMN opening SET STORAGE EXTERNAL;  -- what is sealed does not compress

-- Where each record stands on the log.
CREATE TABLE :"schema".log_entry (
    index bigint PRIMARY KEY,
    record bigint NOT NULL UNIQUE
);

-- Full tiles of hashes, each with the root over it: the partial ones follow from log_entry and from the roots below.
CREATE TABLE :"schema".log_tile (
    level smallint NOT NULL,
    index bigint NOT NULL,
    hashes bytea NOT NULL CHECK (length(hashes) = 8192),
    root bytea NOT NULL CHECK (length(root) = 32),
    PRIMARY KEY (level, index)
);
ALTER TABLE :"schema".log_tile ALTER COLUMN hashes SET STORAGE EXTERNAL;

-- Every checkpoint ever signed: one for a size. The largest is the head of the log.
CREATE TABLE :"schema".log_checkpoint (
    size bigint PRIMARY KEY,
    note text NOT NULL,
    settled bigint NOT NULL  -- all records up to this one have their place, or never came to be
);

CREATE FUNCTION :"schema".refuse_change_but_erasure() RETURNS trigger
LANGUAGE plpgsql SET search_path = :"schema", pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.opening = ''
       AND (NEW.id, NEW.thread, NEW.sequence, NEW.commitment) = (OLD.id, OLD.thread, OLD.sequence, OLD.commitment)
       AND EXISTS (SELECT FROM log_thread WHERE id = OLD.thread AND closed) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% on %.% is refused: it is only ever added to', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['log_identity', 'log_thread', 'log_record', 'log_entry', 'log_tile', 'log_checkpoint'] LOOP
        EXECUTE format('CREATE TRIGGER never_emptied BEFORE TRUNCATE ON :"schema".%I '
                       'FOR EACH STATEMENT EXECUTE FUNCTION :"schema".refuse_change()', name);
        EXECUTE format('ALTER TABLE :"schema".%I ENABLE ALWAYS TRIGGER never_emptied', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['log_identity', 'log_entry', 'log_tile', 'log_checkpoint'] LOOP
        EXECUTE format('CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE ON :"schema".%I '
                       'FOR EACH ROW EXECUTE FUNCTION :"schema".refuse_change()', name);
        EXECUTE format('ALTER TABLE :"schema".%I ENABLE ALWAYS TRIGGER never_changed', name);
    END LOOP;
END
$$;

CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE ON :"schema".log_record
    FOR EACH ROW EXECUTE FUNCTION :"schema".refuse_change_but_erasure();
ALTER TABLE :"schema".log_record ENABLE ALWAYS TRIGGER never_changed;

CREATE TRIGGER never_deleted BEFORE DELETE ON :"schema".log_thread
    FOR EACH ROW EXECUTE FUNCTION :"schema".refuse_change();
ALTER TABLE :"schema".log_thread ENABLE ALWAYS TRIGGER never_deleted;
CREATE TRIGGER only_moved_on BEFORE UPDATE ON :"schema".log_thread FOR EACH ROW
    WHEN (NEW.id <> OLD.id OR NEW.name <> OLD.name OR NEW.opening <> OLD.opening OR NEW.reserved < OLD.reserved
          OR NEW.closed < OLD.closed OR NEW.count < OLD.count
          OR (NEW.count = OLD.count AND NEW.newest IS DISTINCT FROM OLD.newest))
    EXECUTE FUNCTION :"schema".refuse_change();
ALTER TABLE :"schema".log_thread ENABLE ALWAYS TRIGGER only_moved_on;

GRANT SELECT ON :"schema".log_identity, :"schema".log_thread, :"schema".log_record, :"schema".log_entry,
    :"schema".log_tile, :"schema".log_checkpoint TO :"minter", :"app";
GRANT INSERT ON :"schema".log_identity, :"schema".log_thread, :"schema".log_record, :"schema".log_entry,
    :"schema".log_tile, :"schema".log_checkpoint TO :"minter";
GRANT UPDATE (reserved, closed, count, newest) ON :"schema".log_thread TO :"minter";
GRANT UPDATE (opening) ON :"schema".log_record TO :"minter";

-- Lock the heads of threads, and read them. New heads are made first, then all are locked, each time in the order of
-- their names: two callers never wait for each other in a ring.
-- What callers do to the log is planned once in a session, and by index (ADR 0021): to plan these statements anew each
-- time, as the server does while it believes tables to be small, takes three times as long as to carry them out. A plan
-- that is kept must not be one for small tables, hence no other way than by index.
CREATE FUNCTION :"schema".log_heads(names bytea[], openings text[])
RETURNS TABLE (name bytea, id bigint, closed boolean, count bigint, newest bytea, place bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = :"schema", pg_temp
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
    SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
#variable_conflict use_column
BEGIN
    IF EXISTS (SELECT FROM unnest(names) AS wanted WHERE NOT EXISTS (SELECT FROM log_thread WHERE name = wanted)) THEN
        INSERT INTO log_thread (name, opening)
        SELECT wanted, said FROM unnest(names, openings) AS asked (wanted, said) ORDER BY wanted
        ON CONFLICT DO NOTHING;
    END IF;
    PERFORM FROM log_thread WHERE name = ANY (names) ORDER BY name FOR UPDATE;
    RETURN QUERY  -- a statement of its own: it sees what those committed for whom the lock was waited for
        SELECT t.name, t.id, t.closed, t.count, t.newest, e.index
        FROM log_thread t
        LEFT JOIN log_record r ON r.thread = t.id AND r.sequence = t.count - 1
        LEFT JOIN log_entry e ON e.record = r.id
        WHERE t.name = ANY (names);
END
$$;

-- Add records to threads, whose numbers go on from the heads; gives their numbers, in the order given. One record alone,
-- which is what most callers add, takes two plain statements.
CREATE FUNCTION :"schema".log_submit(threads bigint[], sequences bigint[], commitments bytea[], openings bytea[])
RETURNS bigint[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = :"schema", pg_temp
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
    SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
    moved bigint;
    wanted bigint := 1;
    ids bigint[];
BEGIN
    IF cardinality(threads) = 1 THEN
        UPDATE log_thread t SET count = t.count + 1, newest = commitments[1]
        WHERE t.id = threads[1] AND t.count = sequences[1] AND NOT t.closed
              AND (NOT t.reserved OR session_user = current_user);
        GET DIAGNOSTICS moved = ROW_COUNT;
    ELSE
        WITH added AS (
            SELECT thread, min(sequence) AS first, max(sequence) + 1 AS until, count(*) AS many,
                   (array_agg(commitment ORDER BY sequence DESC))[1] AS newest
            FROM unnest(threads, sequences, commitments) AS given (thread, sequence, commitment)
            GROUP BY thread
        ), heads AS (
            UPDATE log_thread t SET count = a.until, newest = a.newest
            FROM added a
            WHERE t.id = a.thread AND t.count = a.first AND a.many = a.until - a.first AND NOT t.closed
                  AND (NOT t.reserved OR session_user = current_user)
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM heads), (SELECT count(*) FROM added) INTO moved, wanted;
    END IF;
    IF moved <> wanted THEN
        RAISE EXCEPTION 'a thread is closed, reserved, or not at that number' USING ERRCODE = 'restrict_violation';
    END IF;
    IF cardinality(threads) = 1 THEN
        INSERT INTO log_record (thread, sequence, commitment, opening)
        VALUES (threads[1], sequences[1], commitments[1], openings[1])
        RETURNING ARRAY[id] INTO ids;
    ELSE
        WITH fresh AS (
            INSERT INTO log_record (thread, sequence, commitment, opening)
            SELECT thread, sequence, commitment, opening
            FROM unnest(threads, sequences, commitments, openings) WITH ORDINALITY
                 AS given (thread, sequence, commitment, opening, nth)
            ORDER BY nth
            RETURNING id
        )
        SELECT array_agg(id ORDER BY id) FROM fresh INTO ids;
    END IF;
    RETURN ids;
END
$$;

-- Begin a round of the sequencer: one at a time, to the end of the transaction. Gives the newest checkpoint, the oldest
-- transaction that is not over, and this one.
CREATE FUNCTION :"schema".log_enter(OUT size bigint, OUT note text, OUT settled bigint, OUT oldest xid8, OUT ours xid8)
LANGUAGE plpgsql SET search_path = :"schema", pg_temp AS $$
#variable_conflict use_column
BEGIN
    PERFORM pg_advisory_xact_lock(418582392579);
    SELECT size, note, settled FROM log_checkpoint ORDER BY size DESC LIMIT 1 INTO log_enter.size, log_enter.note, log_enter.settled;
    ours := pg_current_xact_id();
    oldest := pg_snapshot_xmin(pg_current_snapshot());
END
$$;
GRANT EXECUTE ON FUNCTION :"schema".log_enter() TO :"minter";

GRANT CREATE ON SCHEMA :"schema" TO :"minter";
ALTER FUNCTION :"schema".log_heads(bytea[], text[]) OWNER TO :"minter";
ALTER FUNCTION :"schema".log_submit(bigint[], bigint[], bytea[], bytea[]) OWNER TO :"minter";
REVOKE CREATE ON SCHEMA :"schema" FROM :"minter";
SET LOCAL ROLE :"minter";
GRANT EXECUTE ON FUNCTION :"schema".log_heads(bytea[], text[]) TO :"app";
GRANT EXECUTE ON FUNCTION :"schema".log_submit(bigint[], bigint[], bytea[], bytea[]) TO :"app";
RESET ROLE;
