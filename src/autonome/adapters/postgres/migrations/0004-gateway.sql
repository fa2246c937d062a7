-- The gateway (ADR 0033): who is kept here, and permits. What is stored of a person names that person and the category of
-- data by pseudonyms under the keyring, and is sealed: nothing here says whose it is or what. A permit opens shelves (a
-- person's data of one category); row security asks at each read whether it still holds.

-- The people whose data are kept.
CREATE TABLE :"schema".person (
    name bytea PRIMARY KEY CHECK (length(name) = 32),  -- a pseudonym under the keyring
    thread bytea NOT NULL CHECK (length(thread) = 32),  -- name of the person's thread on the log
    epoch bigint NOT NULL DEFAULT 0,  -- moves when permits that are out must end: with each act of consent, and others
    -- Whoever may call person_moved may say that somebody is being erased: that is void once the log has set aside the
    -- record that says so. That somebody *is* erased, the tombstone alone says.
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'restricted', 'erasing', 'erased')),
    said bigint  -- record of the log: that it has come to be so
) WITH (fillfactor = 70);

-- Permits that are out. A row names what it opens; who holds the secret, and only who holds it, has what it names.
CREATE TABLE :"schema".permit (
    id uuid NOT NULL DEFAULT gen_random_uuid(),  -- to speak of it; nothing is looked up by it
    secret bytea PRIMARY KEY CHECK (length(secret) = 32),  -- SHA-256 of it
    person bytea NOT NULL,
    epoch bigint NOT NULL,
    record bigint,  -- of the log: the decision; none where it rests on a pass
    pass bytea,  -- that was used up for it while the log could not record
    shelves bytea[] NOT NULL,
    adds boolean NOT NULL,   -- whether its holder may add to the shelves
    ends timestamptz NOT NULL,
    CHECK ((record IS NULL) <> (pass IS NULL))
);
CREATE INDEX ON :"schema".permit (ends);
CREATE UNIQUE INDEX ON :"schema".permit (pass) WHERE pass IS NOT NULL;

-- Items of the record: only ever added to. A correction is a next version. An item lies on all shelves that it belongs to (a
-- diagnosis of HIV is a diagnosis and a matter of HIV), and is seen only where all of them are open.
CREATE TABLE :"schema".record_item (
    person bytea NOT NULL REFERENCES :"schema".person,
    item bytea NOT NULL CHECK (length(item) = 32),  -- a pseudonym of the item
    version integer NOT NULL CHECK (version >= 0),
    shelves bytea[] NOT NULL CHECK (cardinality(shelves) > 0),  -- pseudonyms of person and category
    sealed bytea NOT NULL CHECK (length(sealed) <= 4194304),
    PRIMARY KEY (person, item, version)
);
ALTER TABLE :"schema".record_item ALTER COLUMN sealed SET STORAGE EXTERNAL;  -- what is sealed does not compress

-- The newest version of each item, and where it lies: an older one is seen only by whom the newest is.
CREATE TABLE :"schema".record_head (
    person bytea NOT NULL,
    item bytea NOT NULL,
    version integer NOT NULL,
    shelves bytea[] NOT NULL,
    PRIMARY KEY (person, item)
) WITH (fillfactor = 90);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['person', 'record_item', 'record_head'] LOOP
        EXECUTE format('CREATE TRIGGER never_emptied BEFORE TRUNCATE ON :"schema".%I '
                       'FOR EACH STATEMENT EXECUTE FUNCTION :"schema".refuse_change()', name);
        EXECUTE format('ALTER TABLE :"schema".%I ENABLE ALWAYS TRIGGER never_emptied', name);
    END LOOP;
END
$$;

CREATE TRIGGER never_deleted BEFORE DELETE ON :"schema".person
    FOR EACH ROW EXECUTE FUNCTION :"schema".refuse_change();
ALTER TABLE :"schema".person ENABLE ALWAYS TRIGGER never_deleted;
CREATE TRIGGER only_moved_on BEFORE UPDATE ON :"schema".person FOR EACH ROW
    WHEN (NEW.name <> OLD.name OR NEW.thread <> OLD.thread OR NEW.epoch <= OLD.epoch OR OLD.state = 'erased')
    EXECUTE FUNCTION :"schema".refuse_change();
ALTER TABLE :"schema".person ENABLE ALWAYS TRIGGER only_moved_on;
CREATE TRIGGER never_changed BEFORE UPDATE ON :"schema".record_item
    FOR EACH ROW EXECUTE FUNCTION :"schema".refuse_change();
ALTER TABLE :"schema".record_item ENABLE ALWAYS TRIGGER never_changed;

GRANT SELECT, INSERT ON :"schema".person, :"schema".permit TO :"minter";
GRANT UPDATE (epoch, state, said) ON :"schema".person TO :"minter";
GRANT DELETE ON :"schema".permit TO :"minter";
GRANT SELECT, INSERT ON :"schema".record_item TO :"app";
GRANT SELECT ON :"schema".record_head TO :"app";
GRANT SELECT, DELETE ON :"schema".record_item TO :"minter";
GRANT SELECT, INSERT, UPDATE, DELETE ON :"schema".record_head TO :"minter";

-- Take a person in, whose thread on the log there is; done before, it does nothing. A name that stands for another thread
-- was put there by somebody else.
CREATE FUNCTION :"schema".person_enter(entering bytea, its_thread bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
BEGIN
    INSERT INTO person (name, thread) VALUES (entering, its_thread) ON CONFLICT DO NOTHING;
    IF NOT EXISTS (SELECT FROM person WHERE name = entering AND thread = its_thread) THEN
        RAISE EXCEPTION 'the name stands for another thread' USING ERRCODE = 'restrict_violation';
    END IF;
END
$$;

-- Where a person stands, and the newest record of the person's thread, pending or not.
CREATE FUNCTION :"schema".person_stands(wanted bytea, OUT epoch bigint, OUT state text, OUT newest bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
    SELECT p.epoch, p.state, (SELECT r.id FROM log_thread t JOIN log_record r ON r.thread = t.id
                              WHERE t.name = p.thread ORDER BY r.step DESC LIMIT 1)
    FROM person p WHERE p.name = wanted
$$;

-- Whether all records of a person's thread, up to one, have their place or were set aside: then the log tells all of them.
CREATE FUNCTION :"schema".person_settled(wanted bytea, until bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
    SELECT NOT EXISTS (
        SELECT FROM person p JOIN log_thread t ON t.name = p.thread JOIN log_record r ON r.thread = t.id
        WHERE p.name = wanted AND r.id <= until AND NOT EXISTS (SELECT FROM log_entry e WHERE e.record = r.id)
              AND NOT EXISTS (SELECT FROM log_set_aside a WHERE a.record = r.id))
$$;

-- Whether records were added to a person's thread by this very transaction: nobody names another's, or an older one.
CREATE FUNCTION :"schema".added_now(of bytea, records bigint[]) RETURNS boolean
LANGUAGE sql SET search_path = :"schema", pg_temp AS $$
    SELECT count(*) = cardinality(records) AND cardinality(records) > 0
    FROM person p JOIN log_thread t ON t.name = p.thread JOIN log_record r ON r.thread = t.id
    WHERE p.name = of AND r.id = ANY (records) AND r.xmin = pg_current_xact_id()::xid
$$;

-- End all permits that are out for a person: acts of consent were recorded, or the person's state changes. The records
-- say why, and are of this transaction; with them it holds the lock on the head of the person's thread, and so comes
-- before or after each decision about that person, never in between. What does not name a state leaves it.
CREATE FUNCTION :"schema".person_moved(moved bytea, records bigint[], becomes text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
BEGIN
    IF NOT added_now(moved, records) OR becomes = 'erased' THEN
        RAISE EXCEPTION 'what is not on record changes nothing' USING ERRCODE = 'restrict_violation';
    END IF;
    UPDATE person SET epoch = epoch + 1, state = coalesce(becomes, state),
                      said = CASE WHEN becomes IS NULL THEN said ELSE records[1] END
    WHERE name = moved;
END
$$;

-- Whether a person's data may be opened at all: nobody's who is being erased, or was.
CREATE FUNCTION :"schema".person_opens(one :"schema".person) RETURNS boolean LANGUAGE sql STABLE
RETURN one.state IN ('open', 'restricted')
       OR (one.state = 'erasing' AND EXISTS (SELECT FROM :"schema".log_set_aside a WHERE a.record = one.said));

-- Mint a permit for a decision that this transaction records. The epoch is that of the consent which was judged: where
-- it has moved, nothing is minted, and the transaction must end.
CREATE FUNCTION :"schema".permit_mint(
    hash bytea, decision bigint, of bytea, judged bigint, opens bytea[], may_add boolean, until timestamptz
) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
DECLARE
    made uuid;
BEGIN
    IF NOT added_now(of, ARRAY[decision]) OR until > clock_timestamp() + interval '15 minutes 1 second' THEN
        RAISE EXCEPTION 'no permit without a decision on record, nor for so long' USING ERRCODE = 'restrict_violation';
    END IF;
    INSERT INTO permit (secret, person, epoch, record, shelves, adds, ends)
    SELECT hash, name, epoch, decision, opens, may_add, until FROM person p
    WHERE name = of AND epoch = judged AND person_opens(p)
    RETURNING id INTO made;
    IF made IS NULL THEN
        RAISE EXCEPTION 'consent has moved since it was judged' USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN made;
END
$$;

-- Whose data, and which shelves of them, the permit opens whose secret this transaction holds: nothing before its decision
-- has its place on the log (one that rests on a pass opens at once), after its end, or once the person's epoch has moved.
CREATE FUNCTION :"schema".open_permit(to_add boolean, OUT person bytea, OUT shelves bytea[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
    SELECT p.person, p.shelves FROM permit p JOIN person s ON s.name = p.person
    WHERE p.secret = sha256(decode(nullif(current_setting('autonome.permit', true), ''), 'hex'))
          AND (p.pass IS NOT NULL OR EXISTS (SELECT FROM log_entry e WHERE e.record = p.record))
          AND p.epoch = s.epoch AND p.ends > clock_timestamp() AND (p.adds OR NOT to_add)
$$;

-- Permits that are over are taken away: the log keeps what was decided.
CREATE FUNCTION :"schema".permits_leave() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
    WITH gone AS (DELETE FROM permit WHERE ends < clock_timestamp() RETURNING 1) SELECT count(*) FROM gone
$$;

-- A new version becomes the newest; who adds it may see what it replaces.
CREATE FUNCTION :"schema".head_moves() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
DECLARE
    moved integer;
BEGIN
    INSERT INTO record_head AS h (person, item, version, shelves) VALUES (NEW.person, NEW.item, NEW.version, NEW.shelves)
    ON CONFLICT (person, item) DO UPDATE SET version = NEW.version, shelves = NEW.shelves
    WHERE h.version = NEW.version - 1 AND h.shelves <@ (SELECT o.shelves FROM open_permit(true) o)
    RETURNING h.version INTO moved;
    IF moved IS NULL OR (moved = 0) <> (NEW.version = 0) THEN
        RAISE EXCEPTION 'not the next version of what may be replaced' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER head_moves AFTER INSERT ON :"schema".record_item
    FOR EACH ROW EXECUTE FUNCTION :"schema".head_moves();
ALTER TABLE :"schema".record_item ENABLE ALWAYS TRIGGER head_moves;

-- Take away the rows of a person who was erased.
CREATE FUNCTION :"schema".items_leave(erased bytea) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = :"schema", pg_temp AS $$
DECLARE
    gone bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM person p WHERE p.name = erased AND p.state = 'erased') THEN
        RAISE EXCEPTION 'only what an erased person had is taken away' USING ERRCODE = 'restrict_violation';
    END IF;
    DELETE FROM record_head WHERE person = erased;
    DELETE FROM record_item WHERE person = erased;
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END
$$;

ALTER TABLE :"schema".record_item ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE :"schema".record_head ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY reads ON :"schema".record_head FOR SELECT TO :"app"
    USING (person = (SELECT o.person FROM open_permit(false) o));
CREATE POLICY moves ON :"schema".record_head TO :"minter" USING (true);
CREATE POLICY reads ON :"schema".record_item FOR SELECT TO :"app"
    USING (person = (SELECT o.person FROM open_permit(false) o)
           AND shelves <@ (SELECT o.shelves FROM open_permit(false) o)
           AND EXISTS (SELECT FROM record_head h WHERE h.person = record_item.person AND h.item = record_item.item
                       AND h.shelves <@ (SELECT o.shelves FROM open_permit(false) o)));
CREATE POLICY adds ON :"schema".record_item FOR INSERT TO :"app"
    WITH CHECK (person = (SELECT o.person FROM open_permit(true) o)
                AND shelves <@ (SELECT o.shelves FROM open_permit(true) o));
CREATE POLICY erases ON :"schema".record_item TO :"minter" USING (true);

GRANT CREATE ON SCHEMA :"schema" TO :"minter";
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['person_enter(bytea, bytea)', 'person_stands(bytea)',
        'person_settled(bytea, bigint)', 'person_moved(bytea, bigint[], text)', 'open_permit(boolean)', 'permits_leave()',
        'items_leave(bytea)', 'head_moves()', 'added_now(bytea, bigint[])', 'person_opens(:"schema".person)',
        'permit_mint(bytea, bigint, bytea, bigint, bytea[], boolean, timestamptz)'] LOOP
        EXECUTE format('ALTER FUNCTION :"schema".%s OWNER TO :"minter"', name);
    END LOOP;
END
$$;
REVOKE CREATE ON SCHEMA :"schema" FROM :"minter";
SET LOCAL ROLE :"minter";
GRANT EXECUTE ON FUNCTION :"schema".person_enter(bytea, bytea), :"schema".person_stands(bytea),
    :"schema".person_settled(bytea, bigint), :"schema".person_moved(bytea, bigint[], text),
    :"schema".open_permit(boolean), :"schema".permits_leave(),
    :"schema".permit_mint(bytea, bigint, bytea, bigint, bytea[], boolean, timestamptz) TO :"app";
RESET ROLE;
