-- Acts that come with a key of whoever asks (postgres_log.keyed): each is done once, whatever is killed. The key stands
-- here as a mark that says nothing without the accounts' key; beside it, in the act's own transactions, its records on the log.
CREATE TABLE :"schema".keyed_act (
    mark bytea PRIMARY KEY CHECK (length(mark) = 32),
    sent bytea NOT NULL CHECK (length(sent) = 32),  -- SHA-256 of the request
    holder integer NOT NULL DEFAULT 1,  -- who takes the key over after a kill is the next one
    session text NOT NULL,  -- of the holder with the database: where it has ended, so has the holder; '' once the act has
    begun timestamptz NOT NULL DEFAULT clock_timestamp(),
    records bigint[] NOT NULL DEFAULT '{}'
);
CREATE INDEX ON :"schema".keyed_act (begun);

GRANT SELECT, INSERT, UPDATE, DELETE ON :"schema".keyed_act TO :"app";

-- Whether a session with the database lasts: its number and its beginning name it (accounts.caching.session).
CREATE FUNCTION :"schema".session_lasts(named text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = :"schema", pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM pg_stat_activity a WHERE a.pid || ' ' || extract(epoch FROM a.backend_start) = session_lasts.named
    )
$$;
GRANT EXECUTE ON FUNCTION :"schema".session_lasts(text) TO :"app";
