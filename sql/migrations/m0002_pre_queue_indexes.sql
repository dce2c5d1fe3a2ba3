-- A claim looks at what is running, at what waits by a clock that was ahead, and at what workers died of: with an index for each, it
-- does not read all that is due. None has a column that a renewed lease changes.
create index run_running on run (id) where state = 'running';
create index run_wait_set_at on run (wait_set_at) where state = 'queued';
create index run_with_deaths on run (id) where deaths > 0;
