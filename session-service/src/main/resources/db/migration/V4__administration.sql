-- Administrators page through users by age.
CREATE INDEX users_created_at_id_idx ON auth.users (created_at DESC, id);
