-- Genomes (ADR 0032): a row for each version of each sample of a person, on the shelf of its category. A small genome's
-- sealed chunks lie in the row; those of a large one in a file that is named by the number.

CREATE TABLE :"schema".genome (
    number bytea PRIMARY KEY CHECK (length(number) = 16),  -- drawn at random
    person bytea NOT NULL REFERENCES :"schema".person,
    shelf bytea NOT NULL CHECK (length(shelf) = 32),    -- a pseudonym of person and category
    sample bytea NOT NULL CHECK (length(sample) = 32),  -- a pseudonym of person and sample
    version integer NOT NULL CHECK (version >= 0),
    manifest bytea NOT NULL CHECK (length(manifest) <= 16777216),  -- sealed
    content bytea CHECK (length(content) <= 1048576),              -- sealed chunks, end to end; none: they lie in a file
    UNIQUE (person, shelf, sample, version)
);
ALTER TABLE :"schema".genome ALTER COLUMN manifest SET STORAGE EXTERNAL;  -- what is sealed does not compress
ALTER TABLE :"schema".genome ALTER COLUMN content SET STORAGE EXTERNAL;

CREATE TRIGGER never_emptied BEFORE TRUNCATE ON :"schema".genome
    FOR EACH STATEMENT EXECUTE FUNCTION :"schema".refuse_change();
ALTER TABLE :"schema".genome ENABLE ALWAYS TRIGGER never_emptied;
CREATE TRIGGER never_changed BEFORE UPDATE ON :"schema".genome
    FOR EACH ROW EXECUTE FUNCTION :"schema".refuse_change();
ALTER TABLE :"schema".genome ENABLE ALWAYS TRIGGER never_changed;

GRANT SELECT, INSERT ON :"schema".genome TO :"app";
GRANT SELECT, DELETE ON :"schema".genome TO :"minter";

ALTER TABLE :"schema".genome ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY reads ON :"schema".genome FOR SELECT TO :"app"
    USING (person = (SELECT o.person FROM open_permit(false) o)
           AND shelf = ANY ((SELECT o.shelves FROM open_permit(false) o)::bytea[]));
CREATE POLICY adds ON :"schema".genome FOR INSERT TO :"app"
    WITH CHECK (person = (SELECT o.person FROM open_permit(true) o)
                AND shelf = ANY ((SELECT o.shelves FROM open_permit(true) o)::bytea[]));
CREATE POLICY erases ON :"schema".genome TO :"minter" USING (true);

-- Which of some numbers are in use: what lies in the folder of genomes under another one was left by an import that was
-- killed. Numbers are drawn at random: who asks for one knows it already.
CREATE FUNCTION :"schema".genomes_known(numbers bytea[]) RETURNS SETOF bytea
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
    SELECT number FROM genome WHERE number = ANY (numbers)
$$;

-- Take away the genomes of a person who was erased.
CREATE FUNCTION :"schema".genomes_leave(erased bytea) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
    WITH gone AS (
        DELETE FROM genome g USING person p
        WHERE p.name = erased AND p.state = 'erased' AND g.person = erased
        RETURNING 1
    )
    SELECT count(*) FROM gone
$$;

GRANT CREATE ON SCHEMA :"schema" TO :"minter";
ALTER FUNCTION :"schema".genomes_known(bytea[]) OWNER TO :"minter";
ALTER FUNCTION :"schema".genomes_leave(bytea) OWNER TO :"minter";
REVOKE CREATE ON SCHEMA :"schema" FROM :"minter";
SET LOCAL ROLE :"minter";
GRANT EXECUTE ON FUNCTION :"schema".genomes_known(bytea[]) TO :"app";
RESET ROLE;
