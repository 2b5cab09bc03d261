-- Events that became true in this database and still have to be told, and events of others that
-- already had their effect here.
CREATE SCHEMA IF NOT EXISTS auth;

CREATE TABLE auth.outbox (
    position     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id           uuid        NOT NULL DEFAULT gen_random_uuid(),
    topic        text        NOT NULL,
    type         text        NOT NULL,
    aggregate_id text        NOT NULL,
    sequence     bigint      NOT NULL,
    payload      jsonb,      -- null: a tombstone
    created_at   timestamptz NOT NULL DEFAULT now(),
    sent_at      timestamptz
);

CREATE INDEX outbox_unsent_idx ON auth.outbox (position) WHERE sent_at IS NULL;
CREATE INDEX outbox_sent_at_idx ON auth.outbox (sent_at) WHERE sent_at IS NOT NULL;

CREATE TABLE auth.consumed_event (
    consumer    text        NOT NULL,
    event_id    uuid        NOT NULL,
    consumed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (consumer, event_id)
);

CREATE INDEX consumed_event_consumed_at_idx ON auth.consumed_event (consumed_at);

CREATE FUNCTION auth.notify_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('outbox', '');
    RETURN NULL;
END $$;

CREATE TRIGGER outbox_notify AFTER INSERT ON auth.outbox
    FOR EACH STATEMENT EXECUTE FUNCTION auth.notify_outbox();
