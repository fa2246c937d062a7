-- Questions of patients that wait for an answer (workflows.ask_and_answer). The log has question and answer; this is the
-- list of those who answer. What was asked is sealed under the person's own key, and the row leaves with the answer.
CREATE TABLE :"schema".question (
    number bytea PRIMARY KEY CHECK (length(number) = 16),
    person bytea NOT NULL REFERENCES :"schema".person,
    thread bytea NOT NULL CHECK (length(thread) = 32),  -- names the person's key in the keyring
    sealed bytea NOT NULL CHECK (length(sealed) <= 65536)
);
CREATE INDEX ON :"schema".question (person);

CREATE TRIGGER never_emptied BEFORE TRUNCATE ON :"schema".question
    FOR EACH STATEMENT EXECUTE FUNCTION :"schema".refuse_change();
ALTER TABLE :"schema".question ENABLE ALWAYS TRIGGER never_emptied;

GRANT SELECT, INSERT, DELETE ON :"schema".question TO :"app";
GRANT SELECT, DELETE ON :"schema".question TO :"minter";
