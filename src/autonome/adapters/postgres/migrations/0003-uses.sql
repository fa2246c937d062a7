-- Who used what, when (ADR 0025): the lines of uses, findable by their columns. Derived from the log, and the
-- institution's own: it can be emptied and made anew. A line comes in with its record, in one transaction, can be seen
-- once that record has its place on the log, and leaves with the person whom it is about.

CREATE TABLE :"schema".use_line (
    record bigint PRIMARY KEY,  -- of log_record
    thread bigint NOT NULL,     -- of that record
    "timestamp" bigint NOT NULL,  -- milliseconds since 1970
    node text COLLATE "C" NOT NULL,  -- names are written so that comparing bytes compares the names
    id bigint NOT NULL,
    ref_id bigint NOT NULL,
    "user" text COLLATE "C" NOT NULL,
    activity text COLLATE "C" NOT NULL,
    resource text COLLATE "C" NOT NULL,
    source_log text,  -- where the line was recorded first, when that is another site's log
    source_index bigint,
    source_leaf bytea CHECK (length(source_leaf) = 32),
    CHECK (num_nulls(source_log, source_index, source_leaf) IN (0, 3))
);

-- Every column may be asked for alone; docs/adr/0025 has the plans that these were chosen by.
CREATE INDEX ON :"schema".use_line ("timestamp");
CREATE INDEX ON :"schema".use_line (id);
CREATE INDEX ON :"schema".use_line (ref_id);
CREATE INDEX ON :"schema".use_line ("user");
CREATE INDEX ON :"schema".use_line (resource);
CREATE INDEX ON :"schema".use_line (thread);  -- for erasures

CREATE VIEW :"schema".use_on_log AS
    SELECT e.index, l.* FROM :"schema".use_line l JOIN :"schema".log_entry e ON e.record = l.record;

GRANT SELECT ON :"schema".use_on_log TO :"minter", :"app";
GRANT SELECT, INSERT, DELETE ON :"schema".use_line TO :"minter";

-- Whether a row that can be seen was written by the transaction that asks, in a savepoint of it or not: what another one
-- wrote can be seen only when that is over. The number of a transaction in a row lacks its upper half, which is taken from
-- the number of this one; savepoints have numbers of their own, a little larger than it.
CREATE FUNCTION :"schema".written_here(written xid) RETURNS boolean LANGUAGE sql VOLATILE
RETURN pg_xact_status((
    pg_current_xact_id()::text::bigint
    + ((written::text::bigint - pg_current_xact_id()::text::bigint + 2147483648) & 4294967295) - 2147483648
)::text::xid8) = 'in progress';
GRANT EXECUTE ON FUNCTION :"schema".written_here(xid) TO :"minter";

-- A line is added in the transaction that submits its record: with it, or never. Nobody adds one to what another one has
-- submitted, nor to what stands on the log.
CREATE FUNCTION :"schema".use_lines_add(
    records bigint[], timestamps bigint[], nodes text[], ids bigint[], ref_ids bigint[], users text[],
    activities text[], resources text[], source_logs text[], source_indexes bigint[], source_leaves bytea[]
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
DECLARE
    added bigint;
BEGIN
    INSERT INTO use_line
    SELECT given.record, r.thread, given.at, given.node, given.id, given.ref_id, given.who, given.activity,
           given.resource, given.source_log, given.source_index, given.source_leaf
    FROM unnest(records, timestamps, nodes, ids, ref_ids, users, activities, resources,
                source_logs, source_indexes, source_leaves)
         AS given (record, at, node, id, ref_id, who, activity, resource, source_log, source_index, source_leaf)
    JOIN log_record r ON r.id = given.record
    WHERE written_here(r.xmin) AND NOT EXISTS (SELECT FROM log_entry e WHERE e.record = given.record);
    GET DIAGNOSTICS added = ROW_COUNT;
    IF added <> cardinality(records) THEN
        RAISE EXCEPTION 'a line is added with its record or not at all' USING ERRCODE = 'restrict_violation';
    END IF;
END
$$;

-- Whoever closes a thread, for an erasure now or for one that a restore carries out again, takes its lines away.
CREATE FUNCTION :"schema".use_lines_leave() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
BEGIN
    DELETE FROM use_line WHERE thread = NEW.id;
    RETURN NULL;
END
$$;

-- What is known of the logs of other sites that this one follows, a row for each step on the way. The app may put anything
-- here; what counts is the highest step whose code, made with the keyring over all of it, holds.
CREATE TABLE :"schema".followed_log (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    origin text NOT NULL,
    step bigint NOT NULL CHECK (step >= 0),
    node text NOT NULL,
    size bigint NOT NULL CHECK (size >= 0),
    peaks bytea NOT NULL CHECK (length(peaks) = 32 * bit_count(size::bit(64))),  -- the right edge of its tree
    note text NOT NULL,  -- its newest checkpoint that was found sound
    keys text NOT NULL,  -- its key events, opened: what was shown once is not forgotten
    left_out bigint NOT NULL CHECK (left_out >= 0),  -- lines of people who were erased here, of this step
    code bytea NOT NULL CHECK (length(code) = 16)
);
CREATE INDEX ON :"schema".followed_log (origin, step);
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE ON :"schema".followed_log
    FOR EACH ROW EXECUTE FUNCTION :"schema".refuse_change();
ALTER TABLE :"schema".followed_log ENABLE ALWAYS TRIGGER never_changed;
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON :"schema".followed_log
    FOR EACH STATEMENT EXECUTE FUNCTION :"schema".refuse_change();
ALTER TABLE :"schema".followed_log ENABLE ALWAYS TRIGGER never_emptied;
GRANT SELECT, INSERT ON :"schema".followed_log TO :"app";

-- One at a time writes down what is known of a log, to the end of the transaction.
CREATE FUNCTION :"schema".followed_lock(origin text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(origin, 418582392));
END
$$;

GRANT CREATE ON SCHEMA :"schema" TO :"minter";
ALTER FUNCTION :"schema".followed_lock(text) OWNER TO :"minter";
ALTER FUNCTION :"schema".use_lines_add(
    bigint[], bigint[], text[], bigint[], bigint[], text[], text[], text[], text[], bigint[], bytea[]
) OWNER TO :"minter";
ALTER FUNCTION :"schema".use_lines_leave() OWNER TO :"minter";
REVOKE CREATE ON SCHEMA :"schema" FROM :"minter";
SET LOCAL ROLE :"minter";
GRANT EXECUTE ON FUNCTION :"schema".use_lines_add(
    bigint[], bigint[], text[], bigint[], bigint[], text[], text[], text[], text[], bigint[], bytea[]
) TO :"app";
GRANT EXECUTE ON FUNCTION :"schema".followed_lock(text) TO :"app";
GRANT EXECUTE ON FUNCTION :"schema".use_lines_leave() TO :"owner";
RESET ROLE;

CREATE TRIGGER lines_leave AFTER UPDATE OF closed ON :"schema".log_thread FOR EACH ROW
    WHEN (NEW.closed AND NOT OLD.closed) EXECUTE FUNCTION :"schema".use_lines_leave();
ALTER TABLE :"schema".log_thread ENABLE ALWAYS TRIGGER lines_leave;
