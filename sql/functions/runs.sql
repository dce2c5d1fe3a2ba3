-- Runs across tenants: a run's tenant, and the newest runs.

set local role passerelle_directory;

create or replace function tenant_of_run(run_id bigint) returns uuid
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    return coalesce(
        (select tenant_id from run where id = run_id),
        (select tenant_id from run_history where id = run_id));
comment on function tenant_of_run is 'The tenant of a run, live or ended.';

create or replace function list_runs(in_state text, since timestamptz, at_most integer) returns setof run_record
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    ids bigint[];
    oldest constant timestamptz := coalesce(since, '-infinity');
begin
    -- Select the ids first, with one index for each kind.
    if in_state is null then
        ids := array(
            (select id from run order by id desc limit at_most)
            union all
            (select id from run_history where finished_at >= oldest order by id desc limit at_most)
            order by id desc limit at_most);
    elsif in_state in ('queued', 'running') then
        ids := array(select id from run where state = in_state order by id desc limit at_most);
    else
        ids := array(
            select id from run_history where state = in_state and finished_at >= oldest order by id desc limit at_most);
    end if;
    return query select * from run_record where id = any (ids) order by id desc;
end
$$;
comment on function list_runs is 'Runs of every tenant, newest first: live ones, and those that ended since then.';

grant execute on function tenant_of_run, list_runs to passerelle_worker, passerelle_reader;
