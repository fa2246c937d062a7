-- The log (ADR 0021). Nothing in it is ever changed but the head of a thread, which only moves on; of a person who was
-- erased, what opens the entries is emptied. There are no foreign keys: these tables are written by the two functions
-- below and by the sequencer, and the tree proves more than a key would.

-- Which log this is: one row, written when it is made.
CREATE TABLE :"schema".log_identity (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    origin text NOT NULL,
    keyring bytea NOT NULL  -- fingerprint of the keyring that names and seals
);

-- A head for each thread: how many records were ever submitted to it, and the mark of the newest. Whoever adds to a
-- thread holds the lock on its head until the end of the transaction.
CREATE TABLE :"schema".log_thread (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name bytea NOT NULL UNIQUE CHECK (length(name) = 32),  -- a pseudonym under the keyring
    opening text NOT NULL CHECK (opening IN ('person', 'institution', 'public')),
    reserved boolean NOT NULL DEFAULT false,  -- for key events and tombstones: the log itself adds to it
    closed boolean NOT NULL DEFAULT false,  -- the person was erased
    steps bigint NOT NULL DEFAULT 0,
    newest bytea CHECK ((newest IS NULL) = (steps = 0))
) WITH (fillfactor = 70);  -- room for a new version of a row beside the old one, so that no index is touched

-- What was submitted. The code says that whoever composed a record has the keyring, which the database does not hold:
-- the app can call log_submit with anything, and what has no code of the keyring's gets no place. Nor can the app read a
-- code, only its digest, the mark: who reads a record in a transaction that is undone cannot submit it again. A step is a place in
-- the order of submission, a sequence the number among those of the thread that count: what is set aside has a step and
-- no number, so that it leaves no gap and need not be taken back. A row without a place in log_entry is pending, or set
-- aside.
CREATE TABLE :"schema".log_record (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    thread bigint NOT NULL,
    step bigint NOT NULL,
    sequence bigint NOT NULL,
    commitment bytea NOT NULL CHECK (length(commitment) = 32),
    code bytea NOT NULL CHECK (length(code) = 16),
    opening bytea NOT NULL CHECK (length(opening) <= 524288),  -- salt and payload: sealed, or published; empty after an erasure
    UNIQUE (thread, step)
);
ALTER TABLE :"schema".log_record ALTER COLUMN opening SET STORAGE EXTERNAL;  -- what is sealed does not compress

-- Records whose code does not hold, as the sequencer found them: never placed, and told by every audit.
CREATE TABLE :"schema".log_set_aside (
    record bigint PRIMARY KEY,
    found timestamptz NOT NULL DEFAULT now()
);

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
       AND (NEW.id, NEW.thread, NEW.step, NEW.sequence, NEW.commitment, NEW.code)
         = (OLD.id, OLD.thread, OLD.step, OLD.sequence, OLD.commitment, OLD.code)
       AND EXISTS (SELECT FROM log_thread WHERE id = OLD.thread AND closed AND opening = 'person' AND NOT reserved) THEN
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
    FOREACH name IN ARRAY ARRAY['log_identity', 'log_thread', 'log_record', 'log_set_aside', 'log_entry', 'log_tile',
                                'log_checkpoint'] LOOP
        EXECUTE format('CREATE TRIGGER never_emptied BEFORE TRUNCATE ON :"schema".%I '
                       'FOR EACH STATEMENT EXECUTE FUNCTION :"schema".refuse_change()', name);
        EXECUTE format('ALTER TABLE :"schema".%I ENABLE ALWAYS TRIGGER never_emptied', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['log_identity', 'log_set_aside', 'log_entry', 'log_tile', 'log_checkpoint'] LOOP
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
-- Two of them, each for its columns: the server reads a condition anew for each statement, and what every record does,
-- to move a head on, is to pay for the short one alone. No trigger changes a row on its way past these.
CREATE TRIGGER only_moved_on BEFORE UPDATE OF steps, newest ON :"schema".log_thread FOR EACH ROW
    WHEN (NEW.steps <= OLD.steps) EXECUTE FUNCTION :"schema".refuse_change();
ALTER TABLE :"schema".log_thread ENABLE ALWAYS TRIGGER only_moved_on;
CREATE TRIGGER never_another BEFORE UPDATE OF id, name, opening, reserved, closed ON :"schema".log_thread FOR EACH ROW
    WHEN (NEW.id <> OLD.id OR NEW.name <> OLD.name OR NEW.opening <> OLD.opening OR NEW.reserved < OLD.reserved
          OR NEW.closed < OLD.closed)
    EXECUTE FUNCTION :"schema".refuse_change();
ALTER TABLE :"schema".log_thread ENABLE ALWAYS TRIGGER never_another;

-- A thread is closed for a tombstone that stands on the log, each for one; whose it is the database cannot read, the
-- audit can. Who may close threads could else empty whatever opens.
CREATE FUNCTION :"schema".refuse_close_without_tombstone() RETURNS trigger
LANGUAGE plpgsql SET search_path = :"schema", pg_temp AS $$
BEGIN
    IF NEW.opening = 'person' AND NOT NEW.reserved
       AND (SELECT count(*) FROM log_thread WHERE closed)
         < (SELECT count(*) FROM log_entry e JOIN log_record r ON r.id = e.record JOIN log_thread t ON t.id = r.thread
            WHERE t.reserved AND t.opening = 'institution') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% on %.% is refused: a thread is closed for a person, and behind a tombstone', TG_OP,
        TG_TABLE_SCHEMA, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER closed_for_a_tombstone BEFORE UPDATE OF closed ON :"schema".log_thread FOR EACH ROW
    WHEN (NEW.closed AND NOT OLD.closed) EXECUTE FUNCTION :"schema".refuse_close_without_tombstone();
ALTER TABLE :"schema".log_thread ENABLE ALWAYS TRIGGER closed_for_a_tombstone;
CREATE TRIGGER begun_closed_for_a_tombstone BEFORE INSERT ON :"schema".log_thread FOR EACH ROW
    WHEN (NEW.closed) EXECUTE FUNCTION :"schema".refuse_close_without_tombstone();
ALTER TABLE :"schema".log_thread ENABLE ALWAYS TRIGGER begun_closed_for_a_tombstone;

GRANT SELECT ON :"schema".log_identity, :"schema".log_thread, :"schema".log_set_aside, :"schema".log_entry,
    :"schema".log_tile, :"schema".log_checkpoint TO :"minter", :"app";
GRANT SELECT ON :"schema".log_record TO :"minter";
GRANT SELECT (id, thread, step, sequence, commitment, opening) ON :"schema".log_record TO :"app";
GRANT INSERT ON :"schema".log_identity, :"schema".log_thread, :"schema".log_record, :"schema".log_set_aside,
    :"schema".log_entry, :"schema".log_tile TO :"minter";
GRANT UPDATE (reserved, closed, steps, newest) ON :"schema".log_thread TO :"minter";
GRANT UPDATE (opening) ON :"schema".log_record TO :"minter";

-- What a code is known by.
CREATE FUNCTION :"schema".log_mark(code bytea) RETURNS bytea LANGUAGE sql IMMUTABLE
RETURN substring(sha256(code) FOR 16);

-- What the code of a record is made over, and the mark of the code: 128 bytes.
CREATE FUNCTION :"schema".log_slip(name bytea, r :"schema".log_record) RETURNS bytea LANGUAGE sql IMMUTABLE
RETURN name || int8send(r.step) || int8send(r.sequence) || r.commitment || sha256(r.opening) || :"schema".log_mark(r.code);

-- The slips of all records, for who may not read their codes.
CREATE VIEW :"schema".log_record_slip AS
    SELECT r.id, r.thread, r.step, :"schema".log_slip(t.name, r) AS slip
    FROM :"schema".log_record r JOIN :"schema".log_thread t ON t.id = r.thread;
GRANT SELECT ON :"schema".log_record_slip TO :"minter", :"app";

-- Records behind one that have no place and were not set aside, in the order of their numbers; but for those of this
-- very transaction, whose numbers it knows.
CREATE FUNCTION :"schema".log_waiting(after bigint, most integer) RETURNS TABLE (record bigint, slip bytea)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT r.id, :"schema".log_slip(t.name, r)
    FROM :"schema".log_record r JOIN :"schema".log_thread t ON t.id = r.thread
    WHERE r.id > after AND r.xmin IS DISTINCT FROM pg_current_xact_id_if_assigned()::xid
          AND NOT EXISTS (SELECT FROM :"schema".log_entry e WHERE e.record = r.id AND e.record > after)
          AND NOT EXISTS (SELECT FROM :"schema".log_set_aside a WHERE a.record = r.id)
    ORDER BY r.id LIMIT most;
END;
GRANT EXECUTE ON FUNCTION :"schema".log_mark(bytea) TO :"minter", :"app";
GRANT EXECUTE ON FUNCTION :"schema".log_slip(bytea, :"schema".log_record) TO :"minter", :"app";
GRANT EXECUTE ON FUNCTION :"schema".log_waiting(bigint, integer) TO :"minter";

-- Lock the heads of threads, and read them, each with its newest record that was not set aside: who adds checks its
-- code before linking to it. Heads of the log's own threads are not locked for the app: a round, which waits for them,
-- keeps everybody waiting. New heads are made first, then all are locked, each time in the order of their names: two
-- callers never wait for each other in a ring.
-- What callers do to the log is planned once in a session, and by index (ADR 0021): to plan these statements anew each
-- time, as the server does while it believes tables to be small, takes three times as long as to carry them out. A plan
-- that is kept must not be one for small tables, hence no other way than by index.
CREATE FUNCTION :"schema".log_heads(names bytea[], openings text[])
RETURNS TABLE (name bytea, id bigint, closed boolean, steps bigint, newest bytea, slip bytea, place bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = :"schema", pg_temp
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
    SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
#variable_conflict use_column
BEGIN
    IF session_user <> current_user AND EXISTS (SELECT FROM log_thread WHERE name = ANY (names) AND reserved) THEN
        RAISE EXCEPTION 'the log alone adds to its own threads' USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (SELECT FROM unnest(names) AS wanted WHERE NOT EXISTS (SELECT FROM log_thread WHERE name = wanted)) THEN
        INSERT INTO log_thread (name, opening)
        SELECT wanted, said FROM unnest(names, openings) AS asked (wanted, said) ORDER BY wanted
        ON CONFLICT DO NOTHING;
    END IF;
    PERFORM FROM log_thread WHERE name = ANY (names) ORDER BY name FOR UPDATE;
    RETURN QUERY  -- a statement of its own: it sees what those committed for whom the lock was waited for
        SELECT t.name, t.id, t.closed, t.steps, t.newest, last.slip, last.index
        FROM log_thread t
        LEFT JOIN LATERAL (
            SELECT log_slip(t.name, r) AS slip, e.index
            FROM log_record r LEFT JOIN log_entry e ON e.record = r.id
            WHERE r.thread = t.id AND NOT EXISTS (SELECT FROM log_set_aside a WHERE a.record = r.id)
            ORDER BY r.step DESC LIMIT 1
        ) last ON true
        WHERE t.name = ANY (names);
END
$$;

-- Add records to threads, whose steps go on from the heads; gives their numbers, in the order given. Who has not locked
-- the heads says for each record what the newest mark of its thread was when they saw it: where all are others by now
-- nothing is done, and nothing given; where some are, it is refused. Heads are locked in the order of their names, here as
-- in log_heads. One record alone, which is what most callers add, takes two plain statements.
CREATE FUNCTION :"schema".log_submit(
    before bytea[], threads bigint[], steps bigint[], sequences bigint[], commitments bytea[], codes bytea[],
    openings bytea[]
) RETURNS bigint[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = :"schema", pg_temp
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
    SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
    moved bigint;
    wanted bigint := 1;
    ids bigint[];
BEGIN
    IF cardinality(threads) = 1 THEN
        UPDATE log_thread t SET steps = t.steps + 1, newest = log_mark(codes[1])
        WHERE t.id = threads[1] AND t.steps = log_submit.steps[1] AND (before IS NULL OR t.newest = before[1])
              AND NOT t.closed AND (NOT t.reserved OR session_user = current_user);
        GET DIAGNOSTICS moved = ROW_COUNT;
    ELSE
        PERFORM FROM log_thread WHERE id = ANY (threads) AND (NOT reserved OR session_user = current_user)
        ORDER BY name FOR UPDATE;
        WITH added AS (
            SELECT thread, min(step) AS first, max(step) + 1 AS until, count(*) AS many, min(nth) AS head, max(nth) AS last
            FROM unnest(threads, log_submit.steps) WITH ORDINALITY AS given (thread, step, nth)
            GROUP BY thread
        ), heads AS (
            UPDATE log_thread t SET steps = a.until, newest = log_mark(codes[a.last])
            FROM added a
            WHERE t.id = a.thread AND t.steps = a.first AND a.many = a.until - a.first
                  AND log_submit.steps[a.last] = a.until - 1 AND (before IS NULL OR t.newest = before[a.head])
                  AND NOT t.closed AND (NOT t.reserved OR session_user = current_user)
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM heads), (SELECT count(*) FROM added) INTO moved, wanted;
    END IF;
    IF moved <> wanted THEN
        IF moved = 0 AND before IS NOT NULL THEN
            RETURN NULL;
        END IF;
        RAISE EXCEPTION 'a thread is closed, reserved, or not at that step' USING ERRCODE = 'restrict_violation';
    END IF;
    IF cardinality(threads) = 1 THEN
        INSERT INTO log_record (thread, step, sequence, commitment, code, opening)
        VALUES (threads[1], log_submit.steps[1], sequences[1], commitments[1], codes[1], openings[1])
        RETURNING ARRAY[id] INTO ids;
    ELSE
        WITH fresh AS (
            INSERT INTO log_record (thread, step, sequence, commitment, code, opening)
            SELECT thread, step, sequence, commitment, code, opening
            FROM unnest(threads, log_submit.steps, sequences, commitments, codes, openings) WITH ORDINALITY
                 AS given (thread, step, sequence, commitment, code, opening, nth)
            ORDER BY nth
            RETURNING id
        )
        SELECT array_agg(id ORDER BY id) FROM fresh INTO ids;
    END IF;
    RETURN ids;
END
$$;

-- Begin a round of the sequencer: one at a time, to the end of the transaction. Gives the newest checkpoint, the oldest
-- transaction that is not over, this one, and what waits behind a record below which nothing does. What waits is read
-- after the oldest transaction was: the mark that follows from it (running.py) passes over nothing.
CREATE FUNCTION :"schema".log_enter(
    known bigint, most integer, OUT size bigint, OUT note text, OUT settled bigint, OUT oldest xid8, OUT ours xid8,
    OUT records bigint[], OUT slips bytea
)
LANGUAGE plpgsql SET search_path = :"schema", pg_temp AS $$
#variable_conflict use_column
BEGIN
    PERFORM pg_advisory_xact_lock(418582392579);
    SELECT size, note, settled FROM log_checkpoint ORDER BY size DESC LIMIT 1 INTO log_enter.size, log_enter.note, log_enter.settled;
    ours := pg_current_xact_id();
    oldest := pg_snapshot_xmin(pg_current_snapshot());
    SELECT array_agg(record ORDER BY record), string_agg(slip, '' ORDER BY record)
    FROM log_waiting(greatest(known, log_enter.settled), most) INTO records, slips;
END
$$;

-- Put a checkpoint down: of this log, of the size that its entries have, larger than any before, with a mark that does
-- not go back. Who may call this cannot sign, nor write a checkpoint otherwise.
CREATE FUNCTION :"schema".log_sign(size bigint, note text, settled bigint, channel text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
#variable_conflict use_column
DECLARE
    origin text;
    highest bigint;
    mark bigint;
    entries bigint;
BEGIN
    SELECT i.origin, c.size, c.settled, (SELECT coalesce(max(e.index) + 1, 0) FROM log_entry e)
    FROM log_identity i LEFT JOIN LATERAL (SELECT size, settled FROM log_checkpoint ORDER BY size DESC LIMIT 1) c ON true
    INTO origin, highest, mark, entries;
    IF log_sign.size <> entries OR log_sign.size <= coalesce(highest, -1) OR log_sign.settled < coalesce(mark, 0)
       OR NOT starts_with(log_sign.note, concat(origin, E'\n', log_sign.size, E'\n')) THEN
        RAISE EXCEPTION 'a checkpoint is of this log and its entries, and larger than those before'
            USING ERRCODE = 'restrict_violation';
    END IF;
    INSERT INTO log_checkpoint VALUES (log_sign.size, log_sign.note, log_sign.settled);
    PERFORM pg_notify(channel, log_sign.size::text);
END
$$;
GRANT EXECUTE ON FUNCTION :"schema".log_enter(bigint, integer) TO :"minter";
GRANT EXECUTE ON FUNCTION :"schema".log_sign(bigint, text, bigint, text) TO :"minter";

GRANT CREATE ON SCHEMA :"schema" TO :"minter";
ALTER FUNCTION :"schema".log_heads(bytea[], text[]) OWNER TO :"minter";
ALTER FUNCTION :"schema".log_submit(bytea[], bigint[], bigint[], bigint[], bytea[], bytea[], bytea[]) OWNER TO :"minter";
REVOKE CREATE ON SCHEMA :"schema" FROM :"minter";
SET LOCAL ROLE :"minter";
GRANT EXECUTE ON FUNCTION :"schema".log_heads(bytea[], text[]) TO :"app";
GRANT EXECUTE ON FUNCTION :"schema".log_submit(bytea[], bigint[], bigint[], bigint[], bytea[], bytea[], bytea[]) TO :"app";
RESET ROLE;
