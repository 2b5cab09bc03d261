-- The web applications whose users are signed in by QR code, as an administrator described them.
CREATE TABLE auth.qr_applications (
    id text PRIMARY KEY,
    record jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
