-- What callers do to the log is planned once in a session, and by index (ADR 0021): to plan these statements anew each
-- time, as the server does while it believes tables to be small, takes three times as long as to carry them out. A plan
-- that is kept must not be one for small tables, hence no other way than by index.
GRANT CREATE ON SCHEMA :"schema" TO :"minter";
SET LOCAL ROLE :"minter";
ALTER FUNCTION :"schema".log_heads(bytea[], text[])
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
    SET enable_hashjoin = off SET enable_mergejoin = off;

-- As before; and one record alone, which is what most callers add, takes two plain statements.
CREATE OR REPLACE FUNCTION :"schema".log_submit(threads bigint[], sequences bigint[], commitments bytea[], openings bytea[])
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
RESET ROLE;
REVOKE CREATE ON SCHEMA :"schema" FROM :"minter";
