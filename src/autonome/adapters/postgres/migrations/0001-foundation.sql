-- What later migrations stand on. Tables name their rights themselves: nothing is open by default.

-- For tables that are only ever added to: a trigger on UPDATE, DELETE and TRUNCATE, for everybody, the owner included.
CREATE FUNCTION :"schema".refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    RAISE EXCEPTION '% on %.% is refused: it is only ever added to', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$;

COMMENT ON FUNCTION :"schema".refuse_change() IS
    'Make two triggers of it: BEFORE UPDATE OR DELETE … FOR EACH ROW, and BEFORE TRUNCATE … FOR EACH STATEMENT, '
    'both ENABLE ALWAYS.';
