-- Users who came in by a script: nobody has been told of them yet.
CREATE INDEX users_untold_idx ON auth.users (id) WHERE event_sequence = 0;
